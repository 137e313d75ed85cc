"""What waits for another process that writes to the index, and what does not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread, Timer

import pytest

from reader.errors import LibraryError
from reader.library.access import Keeper, Unanswered
from reader.library.index.index_file import index_file
from reader.library.journal.mass_marks import FEW
from reader.library.library import Library

Open = Callable[..., Library]
Write = Callable[..., Path]


@contextmanager
def written(root: Path) -> Iterator[sqlite3.Connection]:
    """Somebody else writes to the index meanwhile."""
    with closing(
        sqlite3.connect(index_file([root]), isolation_level=None, check_same_thread=False)
    ) as db:
        db.execute("BEGIN IMMEDIATE")
        yield db


def test_a_mark_of_many_knows_the_marks_that_the_index_does_not_have_yet(
    root: Path, write: Write, open_library: Open
) -> None:
    for number in range(FEW + 1):
        write(f"{number}.md")
    library = open_library()
    keys = [entry.key for entry in library.entries()]
    library.marks.mark(keys, "read", True)
    with written(root) as other:
        library.marks.mark(keys[:1], "read", False)
        assert library.counts().unread == 1
        later = Timer(0.2, other.execute, ["COMMIT"])
        later.start()
        aside = library.aside()
        done, _few = aside.marks.mark(keys, "read", True)
        later.join()
        aside.close()
    assert done.count == 1
    library.poll()
    assert library.counts().unread == 0


def test_marks_of_many_are_in_the_index_when_they_are_done_while_a_scan_goes_on(
    root: Path, write: Write, open_library: Open
) -> None:
    for number in range(FEW + 1):
        write(f"{number}.md")
    library = open_library()
    keys = [entry.key for entry in library.entries()]
    is_over = Event()

    def scanning() -> None:
        """Write again and again, as a scan does."""
        with closing(sqlite3.connect(index_file([root]), isolation_level=None)) as db:
            while not is_over.is_set():
                db.execute("BEGIN IMMEDIATE")
                db.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
                is_over.wait(0.02)
                db.execute("COMMIT")
                is_over.wait(0.005)

    thread = Thread(target=scanning)
    thread.start()
    told: list[tuple[int, int]] = []
    aside = library.aside()
    try:
        for value in (True, False) * 5:
            done, _few = aside.marks.mark(keys, "read", value, told=lambda *how: told.append(how))
            assert done.count == len(keys)
            assert aside.counts().unread == (0 if value else len(keys))
            assert told[-1] == (len(keys), len(keys)), "the rows were updated, and nothing folded"
            told.clear()
    finally:
        is_over.set()
        thread.join()
        aside.close()


def test_a_scan_waits_for_whoever_writes_to_the_index(
    root: Path, write: Write, open_library: Open
) -> None:
    library = open_library()
    write("new.md")
    with written(root) as other:
        later = Timer(0.2, other.execute, ["COMMIT"])
        later.start()
        assert library.refresh().added == 1
        later.join()


def test_a_scan_that_waited_in_vain_says_that_the_next_one_goes_on(
    root: Path, write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("rows", "known_folders"):
        monkeypatch.setattr(f"reader.library.scan.{module}.SCAN_PATIENCE", 0.0)
    library = open_library()
    write("new.md")
    with written(root), pytest.raises(LibraryError, match=r"writing.*; the next scan goes on\.$"):
        library.refresh()


def test_what_has_no_time_for_a_journal_says_so_and_blames_no_drive(
    write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("1.md")
    library = open_library()
    gate, free = Event(), Event()
    monkeypatch.setattr("reader.library.access.PATIENCE", 0.01)
    monkeypatch.setattr(library._opened.fold, "_run", lambda _end: gate.wait() and 0)
    keeper = Keeper("test", free.set)
    library.keep(keeper)
    with pytest.raises(Unanswered):
        keeper.ask(library.poll, patience=0.2)
    with pytest.raises(Unanswered) as raised:
        library.marks.search("undo")
    assert str(raised.value) == "The journal is still being read; try again in a moment."
    gate.set()
    assert free.wait(60)
    assert library.marks.search("undo")() is None
