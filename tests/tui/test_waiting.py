"""The screen on drives that do not answer, or whose index is damaged or finds no room."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from reader import config
from reader.drives import Scout
from reader.library.access import Keeper
from reader.library.index.faults import Full
from tests.hanging import hang
from tests.library.index.damages import DAMAGES
from tests.tui.room import Open, Screen


class Hanging(Scout):
    """A scout whose drive does not answer before the gate is set."""

    def __init__(self, gate: Event) -> None:
        super().__init__([])
        self._gate = gate

    def silent(self, wait: float) -> list[Path]:
        return [] if self._gate.wait(wait) else [Path("/drive")]


@pytest.fixture
def gate() -> Iterator[Event]:
    """What a keeper waits for until it is set."""
    gate = Event()
    yield gate
    gate.set()


async def test_keys_go_on_while_the_library_hangs_and_marks_wait(
    news: Path, open_library: Open, screen: Screen, gate: Event
) -> None:
    library = open_library()
    library.keep(keeper := Keeper("test"))
    async with screen(library) as room:
        await room.to("Rates rise")
        hang(keeper, gate)
        await room.press("j", "s")
        assert room.title == "Bonds fall"
        assert "★" in room.row("Bonds fall").text
        assert keeper.waiting == 1
        assert not list(config.journal_folder().glob("*.jsonl"))
        await room.until(lambda: "marked starred · not written yet" in room.bars[1], "it is said")
        gate.set()
        await room.until(lambda: not keeper.is_late, "the library free again")
        assert library.counts().starred == 1
        await room.until(lambda: "★" in room.row("Bonds fall").text, "the row drawn anew")
        await room.press("s")
        await room.until(lambda: library.counts().starred == 0, "the next mark written at once")


async def test_a_line_says_what_is_waited_for(
    news: Path, open_library: Open, screen: Screen, gate: Event
) -> None:
    library = open_library()
    library.keep(keeper := Keeper("test"))
    async with screen(library) as room:
        hang(keeper, gate)
        await room.until(lambda: "No answer yet; waiting." in room.bars[1], "the line")
        gate.set()
        await room.until(lambda: "No answer" not in room.bars[1], "the line gone")


@pytest.mark.parametrize("before", [[], ["slash", "r"]], ids=["the first", "a later one"])
async def test_a_search_while_the_library_hangs_is_answered_afterwards(
    news: Path, open_library: Open, screen: Screen, gate: Event, before: list[str]
) -> None:
    library = open_library()
    library.keep(keeper := Keeper("test"))
    async with screen(library) as room:
        await room.press(*before)
        if before:
            await room.until(lambda: "found" in room.picture(), "its answer")
        hang(keeper, gate)
        await room.press(*("slash", "r")[len(before) :], *"ates", "enter")
        gate.set()
        await room.until(lambda: "1 found" in room.picture(), "the answer")


async def test_an_article_that_does_not_come_is_waited_for(
    news: Path, open_library: Open, screen: Screen, gate: Event
) -> None:
    async with screen() as room:
        await room.to("Rates rise")
        prefetcher = room.app.panes.prefetcher
        prefetcher.stop()  # else it may bring the page from its own thread
        await room.until(lambda: not prefetcher._worker._thread.is_alive(), "its end")
        hang(prefetcher.keeper, gate)
        await room.press("f12")  # no key; what was brought before has come by now
        prefetcher._pages.clear()
        await room.press("enter")
        assert "not available yet" in room.article
        gate.set()
        await room.until(lambda: "A body." in room.article, "the article")
        await room.until(lambda: room.read() == {"Rates rise"}, "it marked read")


async def test_a_preview_that_does_not_come_is_said_and_waited_for(
    news: Path, screen: Screen, gate: Event
) -> None:
    async with screen() as room:
        await room.to("Rates rise")
        room.app.panes.prefetcher.keeper.scout = Hanging(gate)
        await room.press("j")
        await room.until(lambda: "/drive does not answer; waiting." in room.bars[1], "it is said")
        assert room.title == "Bonds fall"
        gate.set()
        await room.until(lambda: "Bonds fall" in room.article, "the preview")
        await room.until(lambda: "not answer" not in room.bars[1], "the line gone")


@pytest.mark.real_scan
@pytest.mark.parametrize("kind", ["table of entries zeroed", "folders", "lists of no JSON"])
async def test_a_damaged_index_is_made_anew_beside_the_screen(
    news: Path, open_library: Open, screen: Screen, kind: str
) -> None:
    open_library().close()
    (file,) = config.index_folder().glob("*.sqlite")
    DAMAGES[kind](file, random.Random(1))
    async with screen(open_library(scan=False)) as room:
        await room.until(lambda: len(room.titles) == 10, "all articles")
        await room.until(lambda: "10 unread of 10" in room.bars[0], "their number")
        assert len(room.library.notices) == 1


async def test_a_list_is_said_to_be_incomplete_as_long_as_it_is(
    news: Path, open_library: Open, screen: Screen
) -> None:
    library = open_library()
    library.retreat("")
    async with screen(library) as room:
        await room.until(lambda: not room.app._scan.is_running, "the scan ended")
        with pytest.raises(Full):
            library.retreat("for want of room")
        await room.press("2", "1")
        assert "incomplete" in room.bars[0]
