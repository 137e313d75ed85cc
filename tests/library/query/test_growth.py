"""What the thread of the screen does must not grow with the library, since keys wait for it."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from array import array
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

from reader.library.journal import mass_marks, spool
from reader.library.library import Grouping, Library, parse
from reader.library.marks import Field
from reader.library.query.placed_hits import gather, recounted
from tests.benchmarks.library import fill, sentences
from tests.states import set_state

FEW, MANY = 300, 3_000


@pytest.fixture(scope="module")
def libraries(module_home: Path) -> Iterator[tuple[Library, Library]]:
    """Two that differ in size alone."""
    roots = [fill(count, module_home.parent, sentences()) for count in (FEW, MANY)]
    few, many = (Library([root]) for root in roots)
    yield few, many
    few.close()
    many.close()


def calls(work: Callable[[], object]) -> int:
    """How many functions some work calls."""
    count = 0

    def called(_frame: FrameType, event: str, _of: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("grouping", ["category", "date", "flat"])
def test_hits_come_to_the_screen_placed(
    libraries: tuple[Library, Library], grouping: Grouping
) -> None:
    asked: list[tuple[int, int]] = []
    for library in libraries:
        searcher = library.searcher()
        placed = gather(searcher, parse(""), grouping, "all", "newest")
        assert placed.total == library.counts().total
        library.found(placed)
        shown = calls(partial(library.found, placed))
        listing = library.found(placed)
        again = recounted(searcher, listing.hits)
        asked.append((shown, calls(partial(listing.renew, again))))
        searcher.close()
    assert asked[0] == asked[1]


@pytest.mark.parametrize("grouping", ["site", "flat"])
def test_of_a_hit_little_more_than_its_key_is_kept(
    libraries: tuple[Library, Library], grouping: Grouping
) -> None:
    held: list[int] = []
    for library in libraries:
        searcher = library.searcher()
        gather(searcher, parse(""), grouping, "all", "newest")  # what it imports stays
        tracemalloc.start()
        placed = gather(searcher, parse(""), grouping, "all", "newest")
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert placed.total == library.counts().total
        searcher.close()
    assert held[1] - held[0] < 40 * (MANY - FEW)


@pytest.mark.parametrize("grouping", ["category", "flat"])
def test_the_next_unread_hit_is_found_past_days_without_one(
    libraries: tuple[Library, Library], grouping: Grouping
) -> None:
    asked: list[int] = []
    for library in libraries:
        entries = list(library.entries())
        library.marks.mark([one.key for one in entries], "read", True)
        listing = library.grouped(parse(""), grouping)
        last = next(number for number in reversed(range(len(listing.nodes))))
        (entry,) = listing.window(last, listing.nodes[last].rows - 1, listing.nodes[last].rows)
        assert listing.next_unread(0, 0) is None
        set_state(library, [entry], read=False)
        spot = listing.next_unread(0, 0)
        assert spot == (last, listing.nodes[last].rows - 1)
        assert listing.next_unread(*spot) is None
        assert listing.next_unread(last, spot[1], -1) is None
        if grouping == "flat":
            asked.append(calls(partial(listing.next_unread, 0, 0)))
    assert len(asked) < 2 or asked[1] < 1.5 * asked[0], (
        "it depends on the rows of the last day alone"
    )


def test_marking_many_and_its_undo_keep_little_of_each_in_memory(
    libraries: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mass_marks, "_PART", 100)
    monkeypatch.setattr(spool, "_IN_MEMORY", 10_000)
    peaks: list[int] = []
    for library in libraries:
        count = library.counts().total
        set_all(library, "starred", False)
        tracemalloc.start()
        assert set_all(library, "starred", True) == count
        step = library.marks.step("undo")
        assert step is not None
        assert step.count == count
        library.marks.retrace(step)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert library.counts().starred == 0
    assert peaks[1] - peaks[0] < 200 * (MANY - FEW)


def set_all(library: Library, field: Field, value: bool) -> int:
    """Set a mark of all entries; the number of those that changed."""
    keys = array("q", (entry.key for entry in library.entries()))
    done, _few = library.marks.mark(keys, field, value)
    return done.count
