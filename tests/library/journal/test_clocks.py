"""Clocks that have run away, however far: the last mark holds, on every device, in any order."""

from __future__ import annotations

import itertools
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.library.index.index_file import open_index
from reader.library.journal import adoption, clock, maintenance
from reader.library.journal.events import event_of
from reader.library.journal.fold import Fold
from reader.library.journal.journal import Journal, Mark

HOSTILE = st.one_of(
    st.integers(1, 3),
    st.integers(clock.LAST - 3, clock.LAST),
    st.integers(clock.LAST + 1, clock.LAST + 3),
    st.integers(2**63 - 2, 2**63 + 2),
    st.integers(0, 2).map(lambda more: 2**40_000 - 1 + more),
)
Step = tuple[str, str, bool, int]
"""A device that marks, imports or has a line put under its name; the value, and a clock."""
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["one", "two", "three"]),
        st.sampled_from(["mark", "mark", "import", "forged"]),
        st.booleans(),
        HOSTILE,
    ),
    max_size=10,
)


def _folded(folder: Path, index_folder: Path, files: tuple[Path, ...]) -> float | None:
    """What a fresh index says of the article when the files come in this order."""
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READER_INDEX", str(index_folder))
        index = open_index((folder,), [])
    fold = Fold(index, folder)
    for file in files:
        (folder / file.name).write_bytes(file.read_bytes())
        fold.run()
    found = adoption.known(index, "aa").fields.get("read")
    index.close()
    return found


def _last(folder: Path) -> int:
    return maintenance.folded(folder)[0].state.get(("aa", "read"), (0, "", 0.0))[0]


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_the_last_mark_holds_whatever_clocks_there_are(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        shared = home / "journal"
        shared.mkdir()
        for device, what, value, t in steps:
            _do(shared, device, what, value, t)
            if what == "mark":
                state = maintenance.folded(shared)[0].state
                assert state["aa", "read"][2] == value, "a mark comes after what it changes"
                assert not [f for f in maintenance.verify(shared) if f.line], (
                    "we read what we write"
                )
        files = sorted(shared.iterdir())
        orders = itertools.islice(itertools.permutations(files), 3)
        found = {
            _folded(home / f"{number}", home / f"index-{number}", order)
            for number, order in enumerate(orders)
        }
        assert len(found) <= 1, "the order of files does not matter"


def _do(shared: Path, device: str, what: str, value: bool, t: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READER_DEVICE", device)
        book = Journal(shared)
    told = {"id": "aa", "t": {"read": clock.written(t)}, "read": value}
    if what == "mark":
        book.append([Mark("aa", "news", "a.md", {"read": value}, None, _last(shared))])
        book.close()
    elif what == "import":
        maintenance.merge(book, [json.dumps(told).encode()])
    else:
        line = {"t": clock.written(t), "a": "aa", "set": {"read": value}}
        with book.file.open("ab") as stream:
            stream.write(json.dumps(line).encode() + b"\n")


@given(some=st.lists(HOSTILE, min_size=2, max_size=6))
def test_the_index_and_a_line_keep_every_clock_and_its_order(some: list[int]) -> None:
    assert [clock.unpacked(clock.packed(t)) for t in some] == some
    assert [clock.read(clock.written(t)) for t in some] == some
    numbers = sorted(t for t in some if t <= clock.LAST)
    beyond = sorted(t for t in some if t > clock.LAST)
    assert sorted(clock.packed(t) for t in numbers) == [clock.packed(t) for t in numbers]
    assert sorted(clock.packed(t) for t in beyond) == [clock.packed(t) for t in beyond]


def test_what_an_older_version_acknowledged_and_could_not_read_is_there_again() -> None:
    event = event_of(b'{"t":%d,"a":"aa","set":{"read":true}}' % 2**60)
    assert event is not None
    assert event.t == clock.LAST


@pytest.mark.parametrize(
    "told", [0, -1, True, 1.5, 2**60 + 1, 10**30, "", "0", "1", "0" + "f" * 20, "F" * 20, "x"]
)
def test_a_clock_that_nobody_writes_is_none(told: object) -> None:
    assert clock.read(told) is None
