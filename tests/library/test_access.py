"""The way to a library's files, where a drive does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from reader.drives import Scout
from reader.errors import JournalError
from reader.library.access import Keeper, Unanswered
from reader.library.library import Library, parse
from tests.hanging import hang
from tests.states import set_state

TIMEOUT = 60


@pytest.fixture
def gate() -> Iterator[Event]:
    gate = Event()
    yield gate
    gate.set()


@pytest.fixture
def free() -> Event:
    """Set when the keeper is free again."""
    return Event()


@pytest.fixture
def keeper(free: Event) -> Keeper:
    return Keeper("test", free.set)


def test_an_answer_and_an_error_come_to_whoever_asked(keeper: Keeper) -> None:
    def fail() -> None:
        raise JournalError("no")

    assert keeper.ask(lambda: 7) == 7
    with pytest.raises(JournalError, match="no"):
        keeper.ask(fail)
    assert not keeper.is_late


def test_nobody_waits_for_a_keeper_who_is_late(keeper: Keeper, gate: Event, free: Event) -> None:
    done: list[str] = []
    hang(keeper, gate)
    with pytest.raises(Unanswered):
        keeper.ask(lambda: done.append("look"), patience=TIMEOUT)
    with pytest.raises(Unanswered) as raised:
        keeper.ask(lambda: done.append("mark"), waits=True, patience=TIMEOUT)
    assert raised.value.waits
    assert (keeper.is_late, keeper.waiting) == (True, 1)
    gate.set()
    assert free.wait(TIMEOUT)
    assert done == ["mark"]
    assert (keeper.is_late, keeper.waiting) == (False, 0)
    assert keeper.ask(lambda: 7) == 7


def test_who_asks_again_after_a_slow_answer_waits_for_as_long(
    keeper: Keeper, gate: Event, free: Event
) -> None:
    slow = Event()
    hang(keeper, gate)
    slow.wait(0.2)
    gate.set()
    assert free.wait(TIMEOUT)
    assert keeper.ask(lambda: slow.wait(0.1) or 7, patience=0.01) == 7
    with pytest.raises(Unanswered):
        keeper.ask(slow.wait, patience=0.01)
    slow.set()


def test_a_mark_that_waited_and_failed_is_told_of(keeper: Keeper, gate: Event, free: Event) -> None:
    def fail() -> None:
        raise JournalError("The mark cannot be written.")

    hang(keeper, gate)
    with pytest.raises(Unanswered):
        keeper.ask(fail, waits=True)
    gate.set()
    assert free.wait(TIMEOUT)
    assert keeper.failures == ["The mark cannot be written."]


def test_a_library_that_is_kept_goes_on_with_what_is_known(
    news: Path, keeper: Keeper, gate: Event, free: Event
) -> None:
    library = Library([news])
    library.refresh()
    entry = next(library.entries(limit=1))
    listing = library.listing()
    library.keep(keeper)
    assert library.entry(entry.key) == entry
    hang(keeper, gate)
    assert library.entry(entry.key) is None
    assert library.copies(entry) == ()
    assert not library.poll()
    with pytest.raises(Unanswered):
        listing.window(0, 0, 5)
    with pytest.raises(Unanswered):
        library.marks.mark([entry.key], "starred", True)
    gate.set()
    assert free.wait(TIMEOUT)
    assert library.counts().starred == 1
    library.close()


class Silent(Scout):
    """A scout whose folders do not answer until a gate opens."""

    def __init__(self, gate: Event) -> None:
        super().__init__([])
        self.gate = gate

    def wait(self) -> None:
        self.gate.wait(TIMEOUT)


@pytest.mark.parametrize("what", ["undo", "search", "marks"])
def test_threads_beside_the_keeper_wait_for_the_scout(news: Path, gate: Event, what: str) -> None:
    library = Library([news])
    library.refresh()
    set_state(library, list(library.entries(limit=1)), starred=True)
    searcher, undo = library.searcher(), library.marks.search("undo")
    work = {
        "undo": lambda: undo(),
        "search": lambda: searcher.count(parse("Rates")),
        "marks": lambda: library.aside().close(),
    }[what]
    library.access.keeper = keeper = Keeper("test")
    keeper.scout = Silent(gate)
    done = Event()
    thread = Thread(target=lambda: (work(), done.set()), daemon=True)
    thread.start()
    assert not done.wait(0.2)
    gate.set()
    assert done.wait(TIMEOUT)
    thread.join()
    library.access.keeper = None
    searcher.close()
    library.close()
