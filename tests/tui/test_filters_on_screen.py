"""Filters on the screen: what they mute, score and highlight, and why; their marks and notices."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader import config
from reader.config import Settings, config_file
from tests.newsstand import CODE, FINANCE, TITLES, write
from tests.tui.room import Open, Screen

MUTE = """
[[filter]]
name = "No finance"
query = "category:金融"
mute = true
score = -2
"""
LIGHT = """
[[filter]]
name = "Words"
highlight = ["go", "body"]
"""


def given(text: str) -> Settings:
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text(text, "utf-8")
    return config.load()


def underlined(strip) -> list[str]:
    """The texts of a line that are underlined."""
    return [one.text for one in strip if one.style and one.style.underline]


@pytest.mark.usefixtures("news")
async def test_what_is_muted_is_dimmed_not_counted_and_passed_over(screen: Screen) -> None:
    settings = given(MUTE)
    async with screen(settings=settings) as room:
        assert "5 unread of 10" in room.bars[0]
        assert room.titles == TITLES
        muted, other = room.row("Rates rise"), room.row("Queues in Go")
        assert "· Rates rise" in muted.text
        assert "● Queues in Go" in other.text
        colours = [
            next(one.style.color for one in strip if words in one.text and one.style)
            for strip, words in ((muted, "Rates"), (other, "Queues"))
        ]
        assert colours[0] != colours[1]
        await room.press("g", "n")
        await room.on("Queues in Go")
        await room.press("2")
        await room.until(lambda: room.titles == TITLES[5:], "only what is unread")
        await room.press("A")
        await room.until(lambda: room.read() == set(TITLES[5:]), "what is muted is not marked")
        await room.until(lambda: "0 unread of 10" in room.bars[0], "nothing is unread")


@pytest.mark.usefixtures("news")
async def test_marks_of_what_is_muted_change_no_count(screen: Screen) -> None:
    async with screen(settings=given(MUTE)) as room:
        await room.to("Bonds fall")
        await room.press("r")
        await room.until(lambda: room.read() == {"Bonds fall"}, "it is read")
        assert "5 unread of 10" in room.bars[0]
        assert "·" not in room.row("Bonds fall").text
        await room.press("z")
        await room.until(lambda: not room.read(), "it is not")
        assert "5 unread of 10" in room.bars[0]
        assert "· Bonds fall" in room.row("Bonds fall").text


@pytest.mark.usefixtures("news")
async def test_the_raw_file_says_on_top_which_filters_mute_or_score(screen: Screen) -> None:
    async with screen(settings=given(MUTE)) as room:
        await room.open("Rates rise")
        await room.press("v")
        said = "The filter “No finance” finds it: muted, score -2."
        await room.until(lambda: said in room.article, said)
        assert room.article.index(said) < room.article.index("title: 'Rates rise'")
        await room.press("escape", "escape")
        await room.open("Wine 7.14")
        await room.press("v")
        await room.until(lambda: "The raw file." in room.article, "the raw file")
        assert "The filter" not in room.article


@pytest.mark.usefixtures("news")
async def test_words_are_lit_in_titles_and_in_articles(screen: Screen) -> None:
    async with screen(settings=given(LIGHT)) as room:
        assert underlined(room.row("Queues in Go")) == ["Go"]
        assert underlined(room.row("Wine 7.14")) == []
        await room.open("Wine 7.14")
        (line,) = [strip for strip in room.article_strips if "A body." in strip.text]
        assert underlined(line) == ["body"]
        await room.press("slash")
        await room.press("b", "o", "d", "enter")
        await room.until(
            lambda: (
                underlined(next(s for s in room.article_strips if "A body." in s.text)) == ["y"]
            ),
            "a hit of the search covers it",
        )


async def test_words_are_lit_in_an_article_without_a_library(news: Path, screen: Screen) -> None:
    file = news / FINANCE[0] / "Rates rise.md"
    async with screen(alone=True, file=file, settings=given(LIGHT)) as room:
        (line,) = [strip for strip in room.article_strips if "A body." in strip.text]
        assert underlined(line) == ["body"]


async def test_the_highest_score_comes_first(
    news: Path, screen: Screen, open_library: Open
) -> None:
    settings = given('[[filter]]\nname = "A"\nquery = "title:bonds"\nscore = 2\n')
    async with screen(settings=settings) as room:
        await room.press("O")
        await room.until(lambda: room.prompts("c highest score first"), "the orders")
        await room.press("c")
        await room.until(lambda: room.titles[0] == "Bonds fall", "the order")
        assert "Articles highest score first." in room.status


async def test_marks_of_a_scan_in_the_background_are_shown_and_undone(
    news: Path, screen: Screen, open_library: Open
) -> None:
    settings = given('[[filter]]\nname = "Code"\nquery = "category:编程"\nstar = true\n')
    async with screen(settings=settings) as room:
        write(news, "Ants", CODE)
        open_library()  # as the scan in another process does
        await room.until(lambda: "★" in "".join(room.rows), "the star")
        await room.press("z")
        said = "Undone: “Ants” marked starred by the filter “Code”."
        await room.until(lambda: said in room.status, said)
        await room.until(lambda: "★" not in "".join(room.rows), "no star")


async def test_what_is_left_to_the_user_is_said_once(
    news: Path, screen: Screen, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.library.filters.marking.MOST", 1)
    library = open_library()
    settings = given('[[filter]]\nname = "Code"\nquery = "category:编程"\nstar = true\n')
    async with screen(library, settings=settings) as room:
        for title in ("Ants", "Bees"):
            write(news, title, CODE)
        monkeypatch.setenv("READER_INDEX", str(config.index_folder()))  # it is told by the window
        open_library()
        said = "2 marks of filters are left to you: `reader filters apply`"
        await room.until(lambda: said in room.status, said)
        assert "★" not in "".join(room.rows)
