"""The journals folded into the index: what is read, starred, and how far.

The last writer wins for each (article, field), by (clock, device), so any order of files and lines
and any number of copies give the same state. What cannot be read is left out line by line, and
remembered by file and line.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from reader.library.index.index_file import Index
from reader.library.journal import journal
from reader.library.journal.adoption import at_place, settle, show
from reader.library.journal.events import TAIL, Event, events, goes_on_from, header, is_newer
from reader.library.journal.journal import Written

_CHUNK = 250_000  # bytes folded in one transaction

_PLACE = "SELECT inode, offset, tail FROM journal WHERE file = ?"
_SET_PLACE = """
INSERT INTO journal VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET inode = excluded.inode, offset = excluded.offset, tail = excluded.tail
"""
_SET_STATE = """
INSERT INTO state VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET value = excluded.value, t = excluded.t, device = excluded.device
WHERE (excluded.t, excluded.device, excluded.value) > (t, device, value)
"""
_SET_TRAIL = """
INSERT INTO trail VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET article = excluded.article, t = excluded.t, device = excluded.device
WHERE (excluded.t, excluded.device, excluded.article) > (t, device, article)
"""
_FORGET = ("DELETE FROM state", "DELETE FROM trail", "DELETE FROM journal")
_ARTICLES = "SELECT DISTINCT article FROM state"


class Fold:
    """Keeps an index abreast of a folder of journals."""

    def __init__(self, index: Index, folder: Path) -> None:
        self.newer: set[str] = set()
        self.unreadable: Counter[str] = Counter()
        self.is_behind = False  # whether the last run was over before all was folded
        self._index = index
        self._folder = folder
        self._taken = 0
        self._unreadable = ""
        self._known: dict[Path, tuple[int, int, int]] = {}

    def notices(self) -> Iterator[str]:
        """What was left out, one sentence each."""
        if self._unreadable:
            yield (
                f"The journals in {self._folder} cannot be read ({self._unreadable}): "
                "what was read is not all known."
            )
        for name in sorted(self.newer):
            yield f"The journal {name} was written by a newer version and is left out."
        for name, count in sorted(self.unreadable.items()):
            lines = f"{count:,} lines" if count > 1 else "A line"
            yield f"{lines} of the journal {name} cannot be read: `reader state verify` says which."

    def run(self, seconds: float | None = None) -> int:
        """Fold what was appended since the last time, or what can be in some seconds.

        How many events that were. Never waits for another writer: raises sqlite3.OperationalError
        when there is one, and nothing is lost by it.
        """
        end = None if seconds is None else time.monotonic() + seconds
        found = journal.files(self._folder)
        self._unreadable = "" if found else journal.unreadable(self._folder)
        stats = {file: _stat(file) for file in found}
        new = [file for file, stat in stats.items() if stat and self._known.get(file) != stat]
        before = self._taken
        self.is_behind = False
        for file in new:
            whole = self._file(file, end)
            self.is_behind |= not whole
            if whole:
                self._known[file] = stats[file] or (0, 0, 0)
        return self._taken - before

    def skip(self, written: Written) -> bool:
        """Pass over lines whose state is in the index by another way; in a transaction.

        False, and nothing is done, where there is more before them that has to be folded.
        """
        with written.file.open("rb") as stream:
            db = self._index.db
            row = db.execute(_PLACE, (os.fsencode(written.file.name),)).fetchone()
            at = row[1] if row else 0
            first = row is None and written.start == len(header(b""))
            if (at != written.start and not first) or _start(db, written.file, stream) is None:
                return False
            _advance(db, written.file, stream, written.end)
        return True

    def _file(self, file: Path, end: float | None) -> bool:
        """Whether all of it was folded that can be."""
        try:
            stream = file.open("rb")
        except OSError:
            return True
        with stream:
            if is_newer(stream.readline(4096)):
                self.newer.add(file.name)
                return True
            while self._chunk(file, stream):
                if end is not None and time.monotonic() > end:
                    return False
        return True

    def _chunk(self, file: Path, stream: BinaryIO) -> bool:
        if not self._is_behind(file, stream):
            return False
        with self._index.write() as db:
            start = _start(db, file, stream)
            if start is None:
                self._refold(db)
                return True
            stream.seek(start)
            data = stream.read(_CHUNK)
            if b"\n" not in data:
                data += stream.readline()
            data = data[: data.rfind(b"\n") + 1]
            if not data:
                _advance(db, file, stream, start)
                return False
            touched = self._take(db, file.name, data)
            _advance(db, file, stream, start + len(data))
            if settle(self._index, touched):
                self._index.bump()
        return True

    def _is_behind(self, file: Path, stream: BinaryIO) -> bool:
        """A look without a lock: most often there is nothing to do."""
        row = self._index.db.execute(_PLACE, (os.fsencode(file.name),)).fetchone()
        status = os.fstat(stream.fileno())
        return row is None or (row[0], row[1]) != (status.st_ino, status.st_size)

    def _take(self, db: sqlite3.Connection, name: str, data: bytes) -> set[str]:
        touched: set[str] = set()
        device = journal.device_of(name)
        for event in events(data.split(b"\n")):
            if event is None:
                self.unreadable[name] += 1
                continue
            self._taken += 1
            take(db, device, event)
            for article, place in event.marked:
                touched.add(article)
                if place:
                    touched.update(at_place(self._index, place))
        return touched

    def _refold(self, db: sqlite3.Connection) -> None:
        """A journal was cut or exchanged: everything from the start, as one change."""
        before = {row[0] for row in db.execute(_ARTICLES)}
        self.unreadable.clear()
        for statement in _FORGET:
            db.execute(statement)
        _blank(self._index, before)
        touched = before
        for file in journal.files(self._folder):
            if file.name in self.newer:
                continue
            with file.open("rb") as stream:
                data = stream.read()
                data = data[: data.rfind(b"\n") + 1]
                touched |= self._take(db, file.name, data)
                _advance(db, file, stream, len(data))
        settle(self._index, touched)
        self._index.bump()


def take(db: sqlite3.Connection, device: str, event: Event) -> None:
    """Let an event count where it is the last word; in a transaction."""
    t, marked = event.t, event.marked
    for field, value in event.fields.items():
        db.executemany(_SET_STATE, [(article, field, value, t, device) for article, _ in marked])
    db.executemany(_SET_TRAIL, [(place, article, t, device) for article, place in marked if place])


def _blank(index: Index, articles: Iterable[str]) -> None:
    for article in articles:
        show(index, article, {})


def _stat(file: Path) -> tuple[int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _start(db: sqlite3.Connection, file: Path, stream: BinaryIO) -> int | None:
    """Where to read on; None when the file is not the one that was read before.

    A sync tool exchanges a file for a longer one: the bytes before the place tell that apart from
    another file under its name.
    """
    row = db.execute(_PLACE, (os.fsencode(file.name),)).fetchone()
    if row is None:
        return 0
    status = os.fstat(stream.fileno())
    _inode, offset, tail = row
    if offset <= status.st_size and _tail(stream, offset) == tail:
        return int(offset)
    stream.seek(0)
    return goes_on_from(stream.readline(4096), offset, tail)


def _advance(db: sqlite3.Connection, file: Path, stream: BinaryIO, offset: int) -> None:
    inode = os.fstat(stream.fileno()).st_ino
    db.execute(_SET_PLACE, (os.fsencode(file.name), inode, offset, _tail(stream, offset)))


def _tail(stream: BinaryIO, offset: int) -> bytes:
    stream.seek(max(0, offset - TAIL))
    return stream.read(min(TAIL, offset))
