"""The screen as a whole: marks, views, panes, scans and other windows."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from textual._callback import invoke
from textual.app import App

from reader import config
from reader.library.library import Library
from reader.tui.list.list_view import Sidebar
from tests.newsstand import LONG, TITLES
from tests.states import set_state
from tests.tui.room import Open, Room, Screen, Write


def journal() -> list[dict[str, object]]:
    """What is written down, line by line."""
    files = sorted(config.journal_folder().glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def marks(field: str) -> list[object]:
    sets = [line.get("set") for line in journal()]
    return [one[field] for one in sets if isinstance(one, dict) and field in one]


# Reading and marks


async def test_opening_an_article_marks_it_read(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.press("j", "enter")
        await room.until(lambda: room.read() == {"Bonds fall"}, "one article read")
        assert marks("read") == [True]
        await room.until(lambda: "●" not in room.row("Bonds fall").text, "its row dim")
        assert "9 unread of 10" in room.bars[0]


async def test_a_preview_alone_marks_nothing(news: object, screen: Screen) -> None:
    async with screen() as room:
        for title in TITLES[1:]:
            await room.press("J")
            await room.until(partial(room.shows, title), f"a preview of {title!r}")
        assert not room.read()
    assert not marks("read")


async def test_an_article_left_half_read_goes_on_where_it_was_left(
    news: object, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        await room.open(LONG)
        start = room.article_rows
        await room.press("space", "space")
        await room.until(lambda: room.article_rows != start, "another part of the text")
        left = room.article
        await room.press("escape", "j", "enter")
        await room.until(lambda: LONG not in room.article and room.reading, "another article")
        await room.press("escape", "k", "enter")
        await room.until(lambda: room.article == left, "the place where it was left")
    async with screen(open_library(scan=False)) as room:
        await room.press("enter")
        await room.until(lambda: room.article == left, "the same place after a restart")


async def test_the_list_begins_where_it_was_left_with_the_same_folded(
    news: object, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        await room.press("h", "h", "j", "j", "j")
        left, rows = room.session.under, room.rows
        assert left is not None
        assert rows[0].startswith(" ▸ 金融")
    async with screen(open_library(scan=False)) as room:
        assert room.rows == rows
        assert room.session.under == left


async def test_a_list_that_nobody_touched_stays_at_its_start(
    news: object, write: Write, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        write("0 first of all", date="2022-04-23 07:00:00")
        open_library()
        await room.until(lambda: room.shows("0 first of all"), "the new article")
        assert "0 first of all" in room.rows[1]
        assert room.session.under is not None
        assert room.session.under.title == "0 first of all"


async def test_what_was_read_is_read_after_a_restart(
    news: object, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        await room.press("enter")
        await room.until(lambda: room.read() == {"Rates rise"}, "one article read")
        await room.press("s")
        await room.until(lambda: room.starred() == {"Rates rise"}, "it is starred")
    async with screen(open_library(scan=False)) as room:
        assert "●" not in room.row("Rates rise").text
        assert "★" in room.row("Rates rise").text
        assert "●" in room.row("Bonds fall").text


async def test_opening_can_be_undone(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.press("enter")
        await room.until(lambda: room.read() == {"Rates rise"}, "one article read")
        await room.press("z")
        await room.until(lambda: not room.read(), "nothing read")


async def test_a_mark_that_cannot_be_written_is_said_and_not_shown(
    news: object, screen: Screen, tmp_path: Path
) -> None:
    async with screen() as room:
        folder = config.journal_folder()
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            folder.rmdir()
        folder.write_text("no folder")
        await room.press("s")
        await room.until(lambda: room.status.strip(), "a sentence")
        assert "marked" not in room.status
        assert "★" not in room.row("Rates rise").text
        assert not room.starred()


# Views


async def test_rows_stay_in_the_unread_view_until_it_is_left(
    news: object, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        await room.press("2")
        await room.until(lambda: "unread only" in room.bars[0], "the unread view")
        for _ in range(3):
            await room.press("r", "J")
        await room.until(lambda: room.read() == set(TITLES[:3]), "three of them read")
        assert room.titles == TITLES
        other = open_library(scan=False)  # and when the list is drawn anew
        set_state(other, [room.entry("Tea loans")], starred=True)
        await room.until(lambda: "★" in room.row("Tea loans").text, "another window's star")
        assert room.titles == TITLES
        await room.press("d", "d")  # in another grouping it is another view
        await room.until(lambda: room.titles and "Rates rise" not in room.titles, "rows gone")
        await room.press("d", "c", "1")
        await room.until(lambda: room.titles == TITLES, "all articles")
        await room.press("2")
        await room.until(lambda: room.titles == TITLES[3:], "what is unread")


async def test_a_row_that_loses_its_star_stays_in_the_starred_view(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        set_state(room.library, [room.entry("Wine 7.14"), room.entry("A patch")], starred=True)
        await room.press("3")
        await room.until(lambda: room.titles == ["Wine 7.14", "A patch"], "what is starred")
        await room.on("Wine 7.14")
        await room.press("s")
        await room.until(lambda: room.starred() == {"A patch"}, "one star less")
        assert room.titles == ["Wine 7.14", "A patch"]
        await room.press("1", "3")
        await room.until(lambda: room.titles == ["A patch"], "what is starred")


async def test_the_cursor_stays_on_its_article_through_the_views(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        await room.to("Wine 7.14")
        for key, word in (("2", "unread only"), ("1", "")):
            await room.press(key)
            await room.until(partial(room.says, word), word)
            assert room.title == "Wine 7.14"


# Panes


@pytest.mark.parametrize("size", [(80, 24), (99, 30), (60, 20)])
async def test_a_narrow_screen_has_one_pane_at_a_time(
    size: tuple[int, int], news: object, screen: Screen
) -> None:
    async with screen(size=size) as room:
        assert room.sidebar.display
        assert room.sidebar.size.width == size[0]
        assert not room.pane.display
        await room.press("enter")
        await room.until(lambda: room.pane.size.width == size[0], "the article over all columns")
        assert not room.sidebar.display
        await room.until(lambda: "Rates rise" in room.article, "the article")
        await room.press("n")
        await room.until(lambda: "Bonds fall" in room.article, "the next one")
        await room.press("escape")
        await room.until(lambda: room.sidebar.size.width == size[0], "the list over all columns")
        assert not room.pane.display
        assert room.title == "Bonds fall"


async def test_a_wide_screen_has_both_panes(news: object, screen: Screen) -> None:
    async with screen(size=(100, 24)) as room:
        assert room.sidebar.display
        assert room.pane.display
        assert room.sidebar.size.width + 1 + room.pane.size.width == 100


async def test_a_narrow_screen_that_gets_wide_shows_a_preview(news: object, screen: Screen) -> None:
    async with screen(size=(80, 24)) as room:
        await room.press("j")
        await room.pilot.resize_terminal(120, 24)
        await room.until(lambda: room.pane.display, "both panes")
        await room.until(lambda: "Bonds fall" in room.article, "a preview")


async def test_the_keys_below_are_those_of_the_pane_in_use(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.until(lambda: "Enter open" in room.bars[2], "the list's keys")
        await room.press("enter")
        await room.until(lambda: "Space read on" in room.bars[2], "the article's keys")
        assert "Enter open" not in room.bars[2]


async def test_a_tiny_screen_survives(news: object, screen: Screen) -> None:
    async with screen(size=(12, 4)) as room:
        for key in ("j", "G", "enter", "space", "G", "escape", "d", "2", "question_mark", "escape"):
            await room.press(key)
        await room.pilot.resize_terminal(1, 1)
        await room.press("j", "enter", "space")
        await room.pilot.resize_terminal(120, 40)
        await room.until(lambda: room.article.strip(), "an article")


# One file


async def test_a_file_of_the_library_is_opened_at_once(news: Path, screen: Screen) -> None:
    async with screen(file=news / "编程" / "Wine 7.14.md") as room:
        await room.until(lambda: room.reading and "Wine 7.14" in room.article, "the article open")
        await room.until(lambda: room.read() == {"Wine 7.14"}, "it counts as read")
        assert room.title == "Wine 7.14"
        await room.press("J")
        await room.until(lambda: "Pip mirrors" in room.article, "the next one")


async def test_one_file_alone_has_no_list(news: Path, screen: Screen) -> None:
    path = news / "编程" / "Wine 7.14.md"
    async with screen(alone=True, file=path) as room:
        await room.until(lambda: "Wine 7.14" in room.article, "the article")
        assert not room.app.query(Sidebar)
        assert room.pane.size.width == 120
        for key in ("n", "p", "J", "K", "r", "s", "1", "2", "d", "z", "f5", "tab", "escape", "h"):
            await room.press(key)
        assert room.app.is_running
        assert room.reading
        assert "Wine 7.14" in room.article
        assert "star" not in room.bars[2]
        await room.press("q")
        await room.until(lambda: not room.app.is_running, "the end of the program")


async def test_one_file_that_cannot_be_read_says_so(tmp_path: Path, screen: Screen) -> None:
    path = tmp_path / "empty.md"
    path.touch()
    async with screen(alone=True, file=path) as room:
        await room.until(lambda: "This article cannot be shown." in room.article, "the sentence")


# Scans and other windows


@pytest.mark.real_scan
async def test_a_scan_finds_a_new_file(news: object, write: Write, screen: Screen) -> None:
    async with screen(size=(120, 30)) as room:

        async def another_scan() -> None:
            before = len(room.scans)
            # while one runs, the key does nothing
            await room.press_until("f5", lambda: len(room.scans) > before, "a scan")

        await another_scan()
        write("Hot off the press", ("游戏", "3DM"), "2022-04-23 10:00:00")
        await another_scan()
        await room.until(lambda: "11 unread of 11" in room.bars[0], "one more")
        assert "Hot off the press" in "".join(room.rows)
        assert room.title == "Rates rise"


@pytest.mark.real_scan
async def test_a_first_scan_fills_an_empty_screen(
    news: object, screen: Screen, open_library: Open
) -> None:
    async with screen(open_library(scan=False), size=(120, 30)) as room:
        await room.until(lambda: "10 unread of 10" in room.bars[0], "all articles")
        await room.until(lambda: room.titles == TITLES, "all rows")


async def test_marks_of_another_window_are_seen(
    news: object, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        other = open_library(scan=False)
        entry = next(entry for entry in other.entries() if entry.title == LONG)
        set_state(other, [entry], read=True, starred=True)
        await room.until(lambda: "★" in room.row(LONG).text, "the other window's star")
        assert "●" not in room.row(LONG).text
        assert "9 unread of 10" in room.bars[0]
        set_state(other, [entry], starred=False)  # the first scan is over: nothing else asks
        await room.until(lambda: "★" not in room.row(LONG).text, "no star")
        set_state(other, [entry], starred=True)
        await room.until(lambda: "★" in room.row(LONG).text, "a star again")
        await room.press("s")
        await room.until(lambda: other.poll() or room.starred() == {"Rates rise", LONG}, "a star")
        assert sorted(e.title for e in other.entries() if e.starred) == ["Rates rise", LONG]


async def test_two_windows_on_one_library_agree(
    news: object, screen: Screen, open_library: Open
) -> None:
    async with screen() as one, screen(open_library(scan=False)) as other:
        await one.press("enter")
        await other.until(lambda: "●" not in other.row("Rates rise").text, "it is read there too")
        await other.press("G", "s")
        await other.until(lambda: "★" in other.rows[-1], "a star")
        await one.until(lambda: one.starred() == {TITLES[-1]}, "it is starred here too")
        assert one.title == "Rates rise"
        assert other.title == TITLES[-1]


async def test_a_file_that_goes_leaves_the_list(
    news: Path, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        await room.to("Bonds fall")
        (news / "金融" / "Bonds fall.md").unlink()
        open_library()
        await room.until(lambda: "Bonds fall" not in room.titles, "one row less")
        assert room.title is not None
        assert len(room.titles) == 9


async def test_a_scan_that_fails_says_why(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with screen() as room:
        monkeypatch.setattr(Library, "start_scan", failing)
        await room.press_until("f5", lambda: "It burns." in room.status, "why it failed")


def failing(_library: Library, *, follow: bool = False) -> subprocess.Popen[bytes]:
    code = "import sys; sys.exit('reader: It burns.')"
    return subprocess.Popen([sys.executable, "-S", "-c", code], stderr=subprocess.PIPE)


@pytest.mark.parametrize("keys", [["j"], ["enter"], ["f5"], ["d"], ["question_mark"], []])
async def test_it_can_be_left_at_any_moment(
    keys: list[str], news: object, open_library: Open, scans: object, screen: Screen
) -> None:
    async with screen() as room:
        for key in [*keys, "q", "ctrl+q"]:
            room.app.simulate_key(key)
        await room.until(lambda: not room.app.is_running, "the end of the program")
    assert room.app.return_code == 0


async def test_timers_rest_when_the_screen_is_gone(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = App._close_all  # no public way leads between the end of the screen and that of timers
    fired: list[str] = []

    async def close_and_fire(app: App[None]) -> None:
        timers = [timer for timer in app._timers if timer._callback]
        await close(app)
        monkeypatch.setattr(Library, "poll", lambda _library: True)
        for timer in timers:  # as if all of them were due just now, and much had changed
            assert timer._callback is not None
            fired.append(timer._callback.__name__)
            await invoke(timer._callback)

    monkeypatch.setattr(App, "_close_all", close_and_fire)
    async with screen() as room:
        await room.press("j")
    assert "_poll" in fired


# What is drawn first is what stays


def painted(room: Room) -> str:
    """The screen as it was painted, which lags behind the widgets if one forgets to say so."""
    return html.unescape(re.sub(r"<[^>]+>", "", room.app.export_screenshot())).replace("\xa0", " ")


async def test_the_first_picture_has_the_first_line(news: object, screen: Screen) -> None:
    async with screen(size=(80, 24)) as room:
        assert "▾ 金融" in painted(room)


@pytest.mark.parametrize("keys", [["enter"], ["enter", "escape", "j", "enter"], ["n", "tab"]])
async def test_an_article_is_painted_when_its_pane_comes(
    keys: list[str], news: object, screen: Screen
) -> None:
    async with screen(size=(80, 24)) as room:
        await room.press(*keys)
        await room.until(lambda: room.reading and "A body." in painted(room), "the article")
        assert "▾ 金融" not in painted(room)
        await room.press("n", "n", "escape")
        await room.until(lambda: "▾ 金融" in painted(room), "the list")
        assert LONG in painted(room)
