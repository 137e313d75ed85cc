"""Folds the journals into the index: what is read, starred, tagged, and how far.

The last writer wins for each (article, field), by (clock, device), so any order of files and lines
and any number of copies give the same state. Lines and files that cannot be read are ignored, and
remembered.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from reader.lazy_tuple import NamedTuple
from reader.library.index.faults import is_locked
from reader.library.index.index_file import Index
from reader.library.journal import clock, folder
from reader.library.journal.acts import Judged, Verdict, judged
from reader.library.journal.adoption import settle, show
from reader.library.journal.claims import Claims
from reader.library.journal.events import TAIL, Event, event_of, goes_on_from, header, is_newer
from reader.library.journal.folder import LeftOut
from reader.library.journal.journal import Written

_CHUNK = 100_000  # bytes folded in one transaction, while the user waits for the screen
_LARGE = 16_000_000  # otherwise
_AGAIN = 30.0  # seconds until a file that could not be read is tried again

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

_Stat = tuple[int, int, int, int]


class _Chunk(NamedTuple):
    """The result of some lines: claims, the number of events, unreadable lines, and where the lines
    end.
    """

    claims: Claims
    events: int
    unreadable: int
    end: int


class Fold:
    """Keeps an index up to date with a folder of journals."""

    def __init__(self, index: Index, folder: Path) -> None:
        self.newer: set[str] = set()
        self.unreadable: Counter[str] = Counter()
        self.left_out: dict[str, LeftOut] = {}
        self.is_behind = False  # whether the last run ended before everything was folded
        self.is_out_of_time = False  # whether that was for want of time
        self.is_locked = False  # whether that was because another process was writing
        self.is_running = False
        self._index = index
        self._folder = folder
        self._taken = 0
        self._known: dict[Path, _Stat] = {}
        self._failed: dict[Path, float] = {}

    def notices(self) -> Iterator[str]:
        """What was ignored, one sentence for each kind."""
        newer = sorted(self.newer)
        if newer:
            journals = (
                f"The journal {newer[0]} was"
                if len(newer) == 1
                else f"{len(newer):,} journals were"
            )
            left = "is" if len(newer) == 1 else "are"
            yield f"{journals} written by a newer version and {left} ignored."
        if self.unreadable:
            count, files = self.unreadable.total(), sorted(self.unreadable)
            lines = f"{count:,} lines" if count > 1 else "A line"
            where = f"the journal {files[0]}" if len(files) == 1 else f"{len(files):,} journals"
            yield f"{lines} of {where} cannot be read: `reader state verify` says which."
        if len(self.left_out) == 1:
            yield str(next(iter(self.left_out.values())))
        elif self.left_out:
            yield (
                f"{len(self.left_out):,} files among the journals are ignored: "
                "`reader state verify` says which."
            )

    def run(self, seconds: float | None = None) -> int:
        """Fold what was appended since the last time, or as much as fits in some seconds.

        Returns the number of events. Never waits for another writer: raises
        sqlite3.OperationalError if there is one, which loses nothing.
        """
        self.is_running, self.is_locked = True, False
        try:
            return self._run(None if seconds is None else time.monotonic() + seconds)
        except sqlite3.OperationalError as error:
            self.is_out_of_time = False
            self.is_locked = is_locked(error)
            raise
        finally:
            self.is_running = False

    def _run(self, end: float | None) -> int:
        files, others = folder.found(self._folder)
        self.left_out = {one.file.name: one for one in others} | {
            name: one
            for name, one in self.left_out.items()
            if one.file in self._failed and one.file in files
        }
        stats = {file: _stat(file) for file in files}
        new = [file for file, stat in stats.items() if stat and self._known.get(file) != stat]
        before = self._taken
        self.is_behind = bool(new)
        behind = False
        for file in new:
            whole = self._try(file, end)
            behind |= not whole
            if whole and file not in self._failed:
                self._known[file] = stats[file] or (0, 0, 0, 0)
        self.is_behind = self.is_out_of_time = behind
        return self._taken - before

    def skip(self, written: Written) -> bool:
        """Skip lines whose state is in the index already; runs in a transaction.

        Returns False and does nothing if there is more before them that must be folded.
        """
        db = self._index.db
        row = db.execute(_PLACE, (os.fsencode(written.file.name),)).fetchone()
        at = row[1] if row else 0
        first = row is None and written.start == len(header(b""))
        if at != written.start and not first:
            return False
        try:
            with folder.opened(written.file) as stream:
                if _start(db, written.file, stream) is None:
                    return False
                _advance(db, written.file, stream, written.end)
        except OSError:
            return False
        return True

    def _try(self, file: Path, end: float | None) -> bool:
        """Whether everything readable in a file was folded; a file that cannot be read is
        ignored.
        """
        if time.monotonic() < self._failed.get(file, 0.0):
            return True
        try:
            whole = self._file(file, end)
        except FileNotFoundError:
            return True
        except OSError as error:
            self.left_out[file.name] = LeftOut(file, folder.reason_of(error))
            self._failed[file] = time.monotonic() + _AGAIN
            return True
        if self._failed.pop(file, None):
            self.left_out.pop(file.name, None)
        return whole

    def _file(self, file: Path, end: float | None) -> bool:
        with folder.opened(file) as stream:
            if is_newer(stream.readline(4096)):
                self.newer.add(file.name)
                return True
            reading: Iterator[Judged] = iter(())
            at = -1
            while self._is_behind(file, stream):
                start = _start(self._index.db, file, stream)
                if start is None:
                    self._refold()
                    return True
                if start != at:
                    reading, at = judged(folder.lines(stream, start)), start
                chunk = _read(
                    reading, folder.device_of(file.name), at, _LARGE if end is None else _CHUNK
                )
                if not self._stored(file, stream, at, chunk):
                    at = -1  # another process did it meanwhile
                    continue
                if chunk.end == at:
                    return True  # the rest is still being written, or never will be
                at = chunk.end
                if end is not None and time.monotonic() > end:
                    return not self._is_behind(file, stream)
        return True

    def _stored(self, file: Path, stream: BinaryIO, at: int, chunk: _Chunk) -> bool:
        with self._index.write() as db:
            if _start(db, file, stream) != at:
                return False
            touched = self._take(db, file, chunk)
            _advance(db, file, stream, chunk.end)
            if settle(self._index, touched):
                self._index.bump()
        return True

    def _is_behind(self, file: Path, stream: BinaryIO) -> bool:
        """Look without a lock: most often there is nothing to do."""
        row = self._index.db.execute(_PLACE, (os.fsencode(file.name),)).fetchone()
        status = os.fstat(stream.fileno())
        return row is None or (row[0], row[1]) != (status.st_ino, status.st_size)

    def _take(self, db: sqlite3.Connection, file: Path, chunk: _Chunk) -> set[str]:
        """Write the result of some lines to the index. Returns the articles that it concerns."""
        store(db, chunk.claims)
        self._taken += chunk.events
        if chunk.unreadable:
            self.unreadable[file.name] += chunk.unreadable
        touched = {article for article, _field in chunk.claims.state}
        touched.update(article for _t, _device, article in chunk.claims.trail.values())
        return touched

    def _refold(self) -> None:
        """A journal was cut or replaced: fold everything from the start, as one change."""
        with self._index.write() as db:
            touched = {row[0] for row in db.execute(_ARTICLES)}
            self.unreadable.clear()
            for statement in _FORGET:
                db.execute(statement)
            show(self._index, {article: {} for article in touched})
            for file in folder.found(self._folder)[0]:
                if file.name not in self.newer:
                    touched |= self._all_of(db, file)
            settle(self._index, touched)
            self._index.bump()

    def _all_of(self, db: sqlite3.Connection, file: Path) -> set[str]:
        touched: set[str] = set()
        try:
            with folder.opened(file) as stream:
                reading, at, end = judged(folder.lines(stream)), -1, 0
                while end != at:
                    at = end
                    chunk = _read(reading, folder.device_of(file.name), at, _LARGE)
                    touched |= self._take(db, file, chunk)
                    end = chunk.end
                _advance(db, file, stream, end)
        except OSError:
            self._known.pop(file, None)  # the rest is tried, and reported, in the next run
        return touched


def take(db: sqlite3.Connection, device: str, event: Event) -> None:
    """Write an event where it is the latest; runs in a transaction."""
    claims = Claims()
    claims.take(device, event)
    store(db, claims)


def store(db: sqlite3.Connection, claims: Claims) -> None:
    """The same for the result of many events."""
    state = (
        (article, field, value, clock.packed(t), device)
        for (article, field), (t, device, value) in sorted(claims.state.items())
    )
    db.executemany(_SET_STATE, state)
    trail = (
        (place, article, clock.packed(t), device)
        for place, (t, device, article) in sorted(claims.trail.items())
    )
    db.executemany(_SET_TRAIL, trail)


def _read(reading: Iterable[Judged], device: str, at: int, size: int) -> _Chunk:
    """The result of the next lines, about so many bytes of them."""
    claims, events, unreadable, end = Claims(), 0, 0, at
    for one in reading:
        if one.verdict is Verdict.OPEN:
            break
        event = event_of(one.line.text) if one.verdict is Verdict.COUNTS else None
        if event is not None:
            claims.take(device, event)
            events += 1
        elif one.verdict in (Verdict.COUNTS, Verdict.DAMAGED):
            unreadable += 1
        end = one.line.end
        if end - at >= size:
            break
    return _Chunk(claims, events, unreadable, end)


def _stat(file: Path) -> _Stat | None:
    try:
        status = file.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _start(db: sqlite3.Connection, file: Path, stream: BinaryIO) -> int | None:
    """The offset to continue at; None if the file is not the one that was read before.

    A sync tool replaces a file by a longer one: the bytes before the offset distinguish that from
    another file of the same name.
    """
    row = db.execute(_PLACE, (os.fsencode(file.name),)).fetchone()
    if row is None:
        return 0
    status = os.fstat(stream.fileno())
    _inode, offset, tail = row
    if offset <= status.st_size and _tail(stream, offset) == tail:
        return int(offset)
    stream.seek(0)
    start = goes_on_from(stream.readline(4096), offset, tail)
    return start if start is not None and start <= status.st_size else None


def _advance(db: sqlite3.Connection, file: Path, stream: BinaryIO, offset: int) -> None:
    inode = os.fstat(stream.fileno()).st_ino
    db.execute(_SET_PLACE, (os.fsencode(file.name), inode, offset, _tail(stream, offset)))


def _tail(stream: BinaryIO, offset: int) -> bytes:
    stream.seek(max(0, offset - TAIL))
    return stream.read(min(TAIL, offset))
