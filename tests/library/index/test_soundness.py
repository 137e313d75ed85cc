"""A bug is told from a damaged index: a rebuild mends only the one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from reader.library.index.index_file import index_file
from reader.library.index.soundness import is_sound
from reader.library.library import Library
from reader.library.query import entries
from tests.library.conftest import Open, Write
from tests.library.index.damages import DAMAGES
from tests.states import set_state

VALUES = [
    "texts of no type", "lists of no JSON", "times of no year", "times of letters",
    "names of numbers", "roots of no number", "generation of letters", "tally of nulls",
]  # fmt: skip


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    write("a.md", "First", categories=("金融", "国内"))
    write("b.md", "Second", date="")
    write("sub/c.md", "Third", categories=())
    library = open_library()
    set_state(library, list(library.entries()), read=True, starred=True)
    return library


def test_what_scans_and_marks_write_is_sound(library: Library) -> None:
    assert is_sound(library._index.db, 1)


@pytest.mark.parametrize("kind", VALUES)
def test_what_nothing_of_ours_writes_is_not(
    kind: str, library: Library, root: Path, open_library: Open
) -> None:
    library.close()
    DAMAGES[kind](index_file([root]), random.Random(1))
    damaged = open_library(scan=False)._index
    assert not is_sound(damaged.db, 1) or damaged.meta("indexed") is None, "it was replaced at once"


@pytest.mark.parametrize("error", [KeyError("x"), ValueError("x"), TypeError("x"), IndexError("x")])
def test_a_bug_is_raised_and_leaves_the_index(
    error: Exception, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "with_key", lambda *_: (_ for _ in ()).throw(error))
    with pytest.raises(type(error)):
        library.entry(1)
    assert (library.remade, library.notices) == (0, [])
    assert library.counts() == (3, 0, 3)


def test_a_bug_in_the_middle_of_rows_is_raised_and_leaves_the_index(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library._rows, "entry", lambda _row: {}["no such key"])
    with pytest.raises(KeyError):
        list(library.entries())
    assert (library.remade, library.notices) == (0, [])


def test_a_call_that_another_process_came_between_is_made_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = entries.with_key, []

    def once(*asked: object) -> object:
        calls.append(asked)
        if len(calls) == 1:
            raise LookupError
        return real(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(entries, "with_key", once)
    key = next(library.entries()).key
    entry = library.entry(key)
    assert entry is not None
    assert entry.key == key
    assert (library.remade, len(calls)) == (0, 2)
