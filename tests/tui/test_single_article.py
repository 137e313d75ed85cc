"""One article without a library around it."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.widgets import Static

from reader.config import parse
from reader.tui.article.contents import Links
from reader.tui.dialogs.help import Help
from reader.tui.dialogs.palette import Palette
from reader.tui.single_article import OneArticle
from tests.tui.room import Open, Room, Screen


def test_every_key_is_walked_here() -> None:
    bindings = [binding for binding in OneArticle.BINDINGS if isinstance(binding, Binding)]
    assert {binding.key for binding in bindings} == {
        "J",
        "K",
        "ctrl+z",
        "t",
        "colon,ctrl+p",
        "question_mark",
        "q,ctrl+c",
        "vertical_line",
        "escape",
        "exclamation_mark",
    }


@pytest.fixture
def file(news: Path) -> Path:
    return news / "编程" / "Wine 7.14.md"


def _told(room: Room) -> list[str]:
    """The lines of the help."""
    shown = room.app.screen.query(Static)
    return [line for one in shown for line in str(one.render()).splitlines()]


async def shown(room: Room) -> None:
    await room.until(lambda: "A body." in room.article, "the article")


async def test_help_opens_and_closes(file: Path, screen: Screen) -> None:
    async with screen(alone=True, file=file) as room:
        await shown(room)
        await room.press("question_mark")
        await room.until(lambda: isinstance(room.app.screen, Help), "help on the screen")
        await room.until(lambda: "Esc h        back" in _told(room), "the way back")
        assert not any("to the list" in line or "other pane" in line for line in _told(room))
        await room.press("q")
        await room.until(lambda: not isinstance(room.app.screen, Help), "help closed")
        assert room.app.is_running


async def test_it_quits(file: Path, screen: Screen) -> None:
    async with screen(alone=True, file=file) as room:
        await shown(room)
        await room.press("q")
        await room.until(lambda: not room.app.is_running, "the end of the program")
    assert room.app.return_code == 0


async def test_the_title_is_the_files_path_or_that_of_the_article_on_a_narrow_screen(
    file: Path, screen: Screen
) -> None:
    async with screen(alone=True, file=file, size=(300, 30)) as room:
        await shown(room)
        assert room.bars[0].startswith(f"reader · {file}")
    async with screen(alone=True, file=file, size=(30, 20)) as room:
        await shown(room)
        assert room.bars[0].startswith("Wine 7.14")


async def test_what_was_read_alone_is_read_in_its_library(
    file: Path, screen: Screen, open_library: Open
) -> None:
    async with screen(alone=True, file=file) as room:
        await shown(room)
        await room.press("q")
        await room.until(lambda: not room.app.is_running, "the end of the program")
    assert [entry.title for entry in open_library().entries() if entry.read] == ["Wine 7.14"]


async def test_its_end_leads_nowhere(news: Path, screen: Screen) -> None:
    async with screen(alone=True, file=news / "金融" / "The long report.md") as room:
        await room.until(lambda: "Paragraph 1:" in room.article, "the article")
        await room.press("G")
        await room.until(lambda: "Paragraph 80:" in room.article, "the end")
        await room.press("space", "space", "escape")
        assert "Paragraph 80:" in room.article


async def test_colours_are_chosen_here_too(file: Path, screen: Screen) -> None:
    async with screen(alone=True, file=file) as room:
        await shown(room)
        await room.press("t")
        await room.until(lambda: "Light colours." in room.status, "a word about it")
        assert room.app.theme == "light"


async def test_commands_are_chosen_here_too(file: Path, screen: Screen) -> None:
    async with screen(alone=True, file=file) as room:
        await shown(room)
        await room.press("colon")
        await room.until(lambda: isinstance(room.app.screen, Palette), "the palette")
        await room.press(*"sepia", "enter")
        await room.until(lambda: room.app.theme == "sepia", "what was chosen is done")


async def test_what_is_wrong_with_the_settings_is_said_here_too(file: Path) -> None:
    settings = parse("colour = 1")
    app = OneArticle(file, zone=UTC, text_width=80, settings=settings)
    async with app.run_test() as pilot:
        room = Room(app, pilot, None, [])
        await room.until(lambda: "1 problem with the settings" in room.status, "the sentence")


async def test_an_article_alone_is_searched_listed_and_left_alone(
    news: Path, screen: Screen
) -> None:
    async with screen(alone=True, file=news / "金融" / "The long report.md") as room:
        await room.until(lambda: "Paragraph 1:" in room.article, "the article")
        await room.press("slash", *"graph 30", "enter")
        await room.until(lambda: "[graph 30]" in room.found, "the hit")
        assert room.foot.startswith("/graph 30 · 1 of 1")
        await room.press("escape")
        await room.until(lambda: not room.found, "the end of the search")
        await room.press("w")
        await room.until(lambda: room.pane.size == room.app.size, "the article and nothing else")
        await room.press("escape")
        await room.until(lambda: room.pane.size.height < room.app.size.height, "the bars")
        await room.press("v")
        await room.until(lambda: "The raw file" in room.article, "the file")
        await room.press("u")
        await room.until(lambda: Links.none in room.points, "its links, of which it has none")


async def test_several_articles_come_one_after_the_other(news: Path) -> None:
    names = ("Rates rise", "Bonds fall", "Ports reopen")
    first, *others = (news / "金融" / f"{name}.md" for name in names)
    app = OneArticle(first, zone=UTC, text_width=80, others=others)
    async with app.run_test() as pilot:
        room = Room(app, pilot, None, [])
        await room.until(lambda: "Rates rise" in room.article, "the first")
        await room.press("K")
        assert "1 of 3" in str(app._title_bar.render())
        assert "There is no previous article." in str(app._status.render())
        await room.press("J")
        await room.until(lambda: "Bonds fall" in room.article, "the second")
        await room.press("space")
        await room.until(lambda: "Ports reopen" in room.article, "the third, at the end")
        await room.press("J", "K")
        await room.until(lambda: "Bonds fall" in room.article, "the second again")
