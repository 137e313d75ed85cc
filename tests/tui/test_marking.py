"""Marking many on the screen: in a thread, with the rows where they are, and all of it undone."""

from __future__ import annotations

import shutil
from threading import current_thread
from typing import Any

import pytest

from reader import config
from reader.library.library import Library, Listing
from reader.library.marks import Marks
from reader.tui import crashes
from reader.tui.session import Session
from tests.newsstand import TITLES
from tests.states import set_state
from tests.tui.room import Open, Screen


@pytest.fixture(params=["found at once", "found in a thread"])
def in_threads(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Everything is many."""
    for module in ("marks", "journal.marker"):
        monkeypatch.setattr(f"reader.library.{module}.FEW", 0)
    if request.param == "found in a thread":
        monkeypatch.setattr("reader.tui.marking._MANY", 0)


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
async def test_the_title_the_list_and_the_message_agree_while_somebody_else_holds_the_index(
    screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        other = open_library(scan=False)
        dots = "".join(room.rows).count("●")
        assert dots > 5
        with other._index.write():
            await room.press("A")
            await room.until(lambda: "Marking 0 of 10 …" in room.status, "it is in the journal")
            await room.press("z")
            assert "10 unread of 10" in room.bars[0]
            assert "".join(room.rows).count("●") == dots
            assert "marked" not in room.status
        await room.until(lambda: "Undone: 10 marked read." in room.status, "undo has waited")
        assert "10 unread of 10" in room.bars[0]
        assert "".join(room.rows).count("●") == dots
        assert "Marking" not in room.status


@pytest.mark.usefixtures("news")
async def test_the_title_counts_a_mark_that_the_index_cannot_take_yet(
    screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        other = open_library(scan=False)
        with other._index.write():
            await room.press("r", "j", "r")
            await room.until(lambda: "8 unread of 10" in room.bars[0], "the count of both")
            assert room.rows[0].split()[-1] == "3", "so does the heading"
            await room.press("r", "1", "2", "1")
            await room.until(lambda: "9 unread of 10" in room.bars[0], "one is unread again")
            assert room.rows[0].split()[-1] == "4", "also in a list that was drawn since"
        await room.until(lambda: room.read() == {"Rates rise"}, "it is in the index")
        assert "9 unread of 10" in room.bars[0]


@pytest.mark.usefixtures("news", "in_threads")
async def test_the_title_and_the_list_change_in_one_moment(screen: Screen) -> None:
    async with screen() as room:
        seen: set[tuple[bool, bool]] = set()

        def look(_articles: object) -> None:
            unread = "10 unread of 10" in room.bars[0]
            seen.add((unread, any("●" in row for row in room.rows)))

        room.session.follow(look)
        await room.press("A")
        await room.until(lambda: "10 marked read · z undoes" in room.status, "a word about it")
        assert "0 unread of 10" in room.bars[0]
        assert seen <= {(True, True), (False, False)}


@pytest.mark.usefixtures("news", "in_threads")
async def test_what_many_came_to_is_said_once_and_after_the_answer_to_a_later_key(
    screen: Screen, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.tui.bars.SHOWN_FOR", 1.5)
    async with screen() as room:
        other = open_library(scan=False)
        with other._index.write():
            await room.press("A", "d", "d")
            await room.until(lambda: "Articles by date." in room.status, "the answer")
        told: list[str] = []
        for words in ("10 marked read · z undoes", ""):
            await room.until(lambda words=words: room.status.strip() == words, f"{words!r}")
            told.append(words)
        await room.until(lambda: "Marking" not in room.status, "nothing goes on")
        assert not room.status.strip(), "it is not said again"


@pytest.mark.usefixtures("news", "in_threads")
async def test_many_are_marked_beside_the_screen(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    real = Marks.mark

    def mark(marks: Marks, *how: Any) -> object:
        threads.append(current_thread().name)
        return real(marks, *how)

    monkeypatch.setattr(Marks, "mark", mark)
    async with screen() as room:
        await room.press("A")
        await room.until(lambda: room.read() == set(TITLES), "all read")
    assert threads == ["marks"]


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("key", ["A", "R", "right_square_bracket"])
async def test_where_many_are_unread_they_are_looked_for_beside_the_screen(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    threads: list[str] = []
    real = Listing.unread_keys

    def unread_keys(listing: Listing, *how: Any) -> object:
        threads.append(current_thread().name)
        return real(listing, *how)

    monkeypatch.setattr(Listing, "unread_keys", unread_keys)
    monkeypatch.setattr("reader.tui.marking._MANY", 0)
    async with screen() as room:
        await room.press("d", "n", key)
        await room.until(lambda: "marked" in room.status or "Nothing" in room.status, "an answer")
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
        set_state(
            other, [next(one for one in other.entries() if one.title == TITLES[0])], read=True
        )
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
        assert "Undone: 5 marked read under 金融 › 新浪财经." in room.status


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
        await room.until(
            lambda: "4 marked read under 金融 › 新浪财经" in room.status, "a group read"
        )
        await room.until(lambda: len(room.read()) == 5, "all of it")
        await room.press("z", "j", "enter", "escape", "t")
        await room.until(lambda: "Bonds fall" in room.read(), "one read")
        assert room.app.is_running


@pytest.mark.usefixtures("news")
async def test_damage_to_the_journal_is_said_once(screen: Screen, open_library: Open) -> None:
    library = open_library()
    set_state(library, list(library.entries()), read=True)
    file = next(config.journal_folder().glob("*.jsonl"))
    async with screen(library) as room:
        with file.open("ab") as stream:
            stream.write(b"nonsense\n")
        await room.until(lambda: "`reader state verify` says which." in room.status, "a sentence")


@pytest.mark.usefixtures("news")
async def test_a_mark_waits_for_a_journal_that_is_not_read_yet_and_is_shown_at_once(
    screen: Screen, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.tui.bars.SHOWN_FOR", 0.5)  # what waits is shown after what was done
    library = open_library()
    fold = library._opened.fold
    folds = fold.run

    def out_of_time(seconds: float | None = None) -> int:
        fold.is_behind = fold.is_out_of_time = True
        return 0

    async with screen(library) as room:
        await room.to("Rates rise")
        fold.run = out_of_time
        await room.press("s")
        assert "★" in room.row("Rates rise").text
        await room.until(lambda: "1 mark not written" in room.status, "that it waits")
        assert not list(config.journal_folder().glob("*.jsonl"))
        await room.press("j", "r")
        await room.until(lambda: "2 marks not written" in room.status, "that both wait")
        fold.run = folds
        await room.until(lambda: library.counts().starred == 1, "the mark is made")
        await room.until(lambda: "not written" not in room.status, "and nothing waits")
        assert len(room.read()) == 1
        fold.run = out_of_time
        await room.to("Bonds fall")
        await room.press("s", "z")
        await room.until(lambda: room.says("undo waits until then"), "that undo waits too")
        fold.run = folds
        await room.until(lambda: room.says("Undone: “Bonds fall” marked starred."), "the last one")
        await room.press("z", "z")
        await room.until(lambda: library.counts().starred == 0, "both are undone")


@pytest.mark.usefixtures("news")
async def test_what_waits_for_the_journal_at_the_end_is_said(
    screen: Screen, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.tui.marking._READS_ON", 0.0)
    library = open_library()
    async with screen(library) as room:
        await room.to("Rates rise")
        fold = library._opened.fold
        monkeypatch.setattr(fold, "run", lambda _seconds=None: 0)
        fold.is_out_of_time = True
        await room.press("s")
        app = room.app
    assert app.parting == ("1 mark was not written down: the journal was still being read.")


@pytest.mark.usefixtures("news")
async def test_a_bug_in_marks_of_many_is_told_and_keeps_no_other_mark_waiting(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(crashes._Failures, "say", told.append)
    monkeypatch.setattr(crashes._Failures, "errors", [])
    async with screen() as room:
        worker = room.app.marking._worker
        ended: list[tuple[object, str]] = []
        worker.start(lambda *_: {}["no such key"], 9, lambda *outcome: ended.append(outcome))
        await room.until(lambda: ended, "its end")
        assert ended == [(None, "That failed.")]
        assert told == [
            "A part of the program failed (KeyError: 'no such key'). It says more when it ends."
        ]
        assert not worker.is_busy
        assert worker.progress == ""
