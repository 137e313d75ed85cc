"""Marking many on the screen: in a thread, with the rows where they are, and all of it undone."""

from __future__ import annotations

import shutil
from threading import current_thread
from typing import Any

import pytest

from reader import config
from reader.library.library import Library
from reader.tui.session import Session
from tests.newsstand import TITLES
from tests.tui.room import Open, Screen


@pytest.fixture
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is many."""
    for module in ("library.journal.marker", "library.library", "tui.marking"):
        monkeypatch.setattr(f"reader.{module}.FEW", 0)


@pytest.mark.usefixtures("news", "in_threads")
async def test_many_are_marked_in_a_thread_and_stay_in_the_unread_view(screen: Screen) -> None:
    async with screen() as room:
        await room.press("2", "A")
        await room.until(lambda: room.read() == set(TITLES), "all read")
        await room.until(lambda: "0 unread of 10" in room.bars[0], "a count that knows")
        await room.until(lambda: "10 marked read · z undoes" in room.status, "a word about it")
        assert room.titles == TITLES
        await room.until(lambda: "●" not in "".join(room.rows), "no dots")
        await room.press("z")
        await room.until(lambda: not room.read(), "nothing read")
        await room.until(lambda: "Undone: 10 marked read." in room.status, "a word about it")
        await room.press("Z")
        await room.until(lambda: room.read() == set(TITLES), "all read again")
        await room.press("1", "2")
        await room.until(lambda: room.titles == [], "another view")


@pytest.mark.usefixtures("news", "in_threads")
async def test_many_are_shown_as_marked_while_somebody_else_holds_the_index(
    screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        other = open_library(scan=False)
        with other._index.write():
            await room.press("A")
            await room.until(lambda: "10 marked read · z undoes" in room.status, "a word about it")
            await room.until(lambda: "●" not in "".join(room.rows), "no dots")
        await room.until(lambda: "0 unread of 10" in room.bars[0], "a count that knows")
        assert room.read() == set(TITLES)


@pytest.mark.usefixtures("news", "in_threads")
async def test_many_are_marked_beside_the_screen(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    real = Library.mark

    def mark(library: Library, *how: Any) -> object:
        threads.append(current_thread().name)
        return real(library, *how)

    monkeypatch.setattr(Library, "mark", mark)
    async with screen() as room:
        await room.press("A")
        await room.until(lambda: room.read() == set(TITLES), "all read")
    assert threads == ["marks"]


@pytest.mark.usefixtures("news")
async def test_what_another_window_has_marked_already_is_not_said_to_be_marked(
    screen: Screen, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(Session, "say", lambda _session, text: said.append(text))
    async with screen() as room:
        monkeypatch.setattr(Library, "poll", lambda _library: False)
        other = open_library(scan=False)
        other.set_state([next(one for one in other.entries() if one.title == TITLES[0])], read=True)
        await room.press("r")
        assert room.read() == {TITLES[0]}
        assert not said
        await room.press("s")
        assert said == ["“Rates rise” marked starred · z undoes"]


@pytest.mark.usefixtures("news", "in_threads")
async def test_what_was_found_holds_still_when_it_is_marked(screen: Screen) -> None:
    async with screen() as room:
        await room.press("slash", *"is:unread site:3dm", "enter")
        await room.until(lambda: room.titles == ["A patch", "A console"], "what was found")
        await room.press("A")
        await room.until(lambda: room.read() == {"A patch", "A console"}, "both read")
        await room.until(lambda: "2 marked read" in room.status, "a word about it")
        assert room.titles == ["A patch", "A console"]
        await room.until(lambda: "●" not in "".join(room.rows), "no dots")


@pytest.mark.usefixtures("news")
async def test_what_was_marked_before_a_restart_is_undone(
    screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        await room.press("R")
        await room.until(lambda: len(room.read()) == 5, "a group read")
    async with screen(open_library(scan=False)) as room:
        await room.press("2")
        await room.until(lambda: room.titles == TITLES[5:], "what is unread")
        await room.press("z")
        await room.until(lambda: not room.read(), "nothing read")
        await room.until(lambda: room.titles == TITLES, "and all listed")
        assert "Undone: 5 marked read in 金融." in room.status


@pytest.mark.usefixtures("news")
async def test_another_window_s_group_is_seen_and_not_undone_here(
    screen: Screen, open_library: Open
) -> None:
    async with screen() as one, screen(open_library(scan=False)) as other:
        await one.press("R")
        await other.until(lambda: "●" not in other.row("Bonds fall").text, "it is read there too")
        await other.press("z")
        await other.until(lambda: "Nothing to undo." in other.status, "nothing of its own")
        await one.press("z")
        await other.until(lambda: "●" in other.row("Bonds fall").text, "unread there too")


@pytest.mark.usefixtures("news")
async def test_marks_that_cannot_be_written_are_said_and_not_shown(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with screen() as room:
        config.journal_folder().parent.mkdir(parents=True)
        config.journal_folder().write_text("no folder")
        await room.press("R")
        await room.until(lambda: "The mark cannot be written" in room.status, "a sentence")
        assert "marked" not in room.status
        assert not room.read()


@pytest.mark.usefixtures("news")
async def test_folders_that_go_meanwhile_end_nothing(screen: Screen) -> None:
    async with screen() as room:
        await room.press("r")
        await room.until(lambda: len(room.read()) == 1, "one read")
        for folder in (config.journal_folder().parent, config.index_folder().parent):
            shutil.rmtree(folder)
        await room.press("R")
        await room.until(lambda: "4 marked read in 金融" in room.status, "a group read")
        await room.until(lambda: len(room.read()) == 5, "all of it")
        await room.press("z", "j", "enter", "escape", "t")
        await room.until(lambda: "Bonds fall" in room.read(), "one read")
        assert room.app.is_running


@pytest.mark.usefixtures("news")
async def test_damage_to_the_journal_is_said_once(screen: Screen, open_library: Open) -> None:
    library = open_library()
    library.set_state(list(library.entries()), read=True)
    file = next(config.journal_folder().glob("*.jsonl"))
    async with screen(library) as room:
        with file.open("ab") as stream:
            stream.write(b"nonsense\n")
        await room.until(lambda: "`reader state verify` says which." in room.status, "a sentence")
