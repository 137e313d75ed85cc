"""The journals folded into the index: what is read, starred, and how far.

The last writer wins for each (article, field), by (clock, device), so any order of files and lines
and any number of copies give the same state. An article without state of its own takes over that
of the article last marked under its path, when that one is gone from the library: so a file that
was edited in place stays read.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from reader.library import journal
from reader.library.index import Index
from reader.library.journal import Event

_CHUNK = 4_000_000  # bytes folded in one transaction
_TAIL = 64

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
_OWN_STATE = "SELECT field, value FROM state WHERE article = ?"
_TRAIL_AT = "SELECT article, t, device FROM trail WHERE place = ?"
_PLACES_OF = "SELECT place FROM trail WHERE article = ?"
_PLACES = """
SELECT folder.root, folder.path, entry.name
FROM entry JOIN folder ON folder.key = entry.folder WHERE entry.id = ?
"""
_IS_PRESENT = "SELECT 1 FROM entry WHERE id = ? LIMIT 1"
_AT_PLACE = """
SELECT entry.id FROM folder JOIN entry ON entry.folder = folder.key
WHERE folder.root = ? AND folder.path = ? AND entry.name = ?
"""
_SHOW_STATE = """
UPDATE entry SET read = :read, starred = :starred, progress = :progress
WHERE id = :id AND (read, starred, progress) <> (:read, :starred, :progress)
"""
_FORGET = ("DELETE FROM state", "DELETE FROM trail", "DELETE FROM journal")
_ARTICLES = "SELECT DISTINCT article FROM state"
_HAS_STATE = "SELECT 1 FROM state LIMIT 1"


class Fold:
    """Keeps an index abreast of a folder of journals."""

    def __init__(self, index: Index, folder: Path) -> None:
        self.newer: set[str] = set()
        self.unreadable_lines = 0
        self._index = index
        self._folder = folder
        self._taken = 0
        self._known: dict[Path, tuple[int, int, int]] = {}

    def run(self) -> int:
        """Fold what was appended since the last time. How many events that were.

        Never waits for another writer: raises sqlite3.OperationalError when there is one, and
        nothing is lost by it.
        """
        stats = {file: _stat(file) for file in journal.files(self._folder)}
        new = [file for file, stat in stats.items() if stat and self._known.get(file) != stat]
        before = self._taken
        for file in new:
            self._file(file)
            self._known[file] = stats[file] or (0, 0, 0)
        return self._taken - before

    def _file(self, file: Path) -> None:
        try:
            stream = file.open("rb")
        except OSError:
            return
        with stream:
            if journal.is_newer(stream.readline(4096)):
                self.newer.add(file.name)
                return
            while self._chunk(file, stream):
                pass

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
            touched = self._take(db, journal.device_of(file.name), data)
            _advance(db, file, stream, start + len(data))
            if settle(self._index, touched):
                self._index.bump()
        return True

    def _is_behind(self, file: Path, stream: BinaryIO) -> bool:
        """A look without a lock: most often there is nothing to do."""
        row = self._index.db.execute(_PLACE, (os.fsencode(file.name),)).fetchone()
        status = os.fstat(stream.fileno())
        return row is None or (row[0], row[1]) != (status.st_ino, status.st_size)

    def _take(self, db: sqlite3.Connection, device: str, data: bytes) -> set[str]:
        touched: set[str] = set()
        clock = 0
        for event in journal.events(data.splitlines()):
            if event is None:
                self.unreadable_lines += 1
                continue
            clock = max(clock, event.t)
            self._taken += 1
            _take(db, device, event)
            touched.add(event.article)
            if event.place:
                touched.update(_at_place(self._index, event.place))
        if clock > int(self._index.meta("clock") or 0):
            self._index.set_meta("clock", clock)
        return touched

    def _refold(self, db: sqlite3.Connection) -> None:
        """A journal was cut or exchanged: everything from the start, as one change."""
        before = {row[0] for row in db.execute(_ARTICLES)}
        for statement in _FORGET:
            db.execute(statement)
        _blank(db, before)
        touched = before
        for file in journal.files(self._folder):
            if file.name in self.newer:
                continue
            with file.open("rb") as stream:
                data = stream.read()
                data = data[: data.rfind(b"\n") + 1]
                touched |= self._take(db, journal.device_of(file.name), data)
                _advance(db, file, stream, len(data))
        settle(self._index, touched)
        self._index.bump()


def settle(index: Index, articles: Iterable[str]) -> bool:
    """Make the rows of these articles show their state, and of those that took theirs over.

    In a transaction. Whether a row changed. Rows show nothing until an article has state.
    """
    db = index.db
    if not db.execute(_HAS_STATE).fetchone():
        return False
    everyone = set(articles)
    for article in list(everyone):
        for (place,) in db.execute(_PLACES_OF, (article,)).fetchall():
            everyone.update(_at_place(index, place))
    before = db.total_changes
    for article in everyone:
        _show(db, article, effective_state(index, article))
    return db.total_changes != before


def effective_state(index: Index, article: str) -> dict[str, float]:
    """An article's own fields or, when it has none, those it takes over from its path."""
    own = own_state(index, article)
    if own:
        return own
    heir = _forebear(index, article)
    return own_state(index, heir) if heir else {}


def own_state(index: Index, article: str) -> dict[str, float]:
    """The fields that were ever set on an article itself."""
    return dict(index.db.execute(_OWN_STATE, (article,)).fetchall())


def _forebear(index: Index, article: str) -> str | None:
    db = index.db
    best: tuple[int, str, str] | None = None
    for root, folder, name in db.execute(_PLACES, (article,)).fetchall():
        found = db.execute(_TRAIL_AT, (_place(index, root, folder, name),)).fetchone()
        if found and not db.execute(_IS_PRESENT, (found[0],)).fetchone():
            claim = (found[1], found[2], found[0])
            best = claim if best is None else max(best, claim)
    return best[2] if best else None


def _place(index: Index, root: int, folder: bytes, name: bytes) -> bytes:
    inner = os.fsdecode(folder + b"/" + name if folder else name)
    return journal.place(index.roots[root].name, inner)


def _at_place(index: Index, place: bytes) -> Iterator[str]:
    """The articles that stand at a place now: one, or one in each root of the same name."""
    for number, root in enumerate(index.roots):
        start = os.fsencode(root.name) + b"/"
        if place.startswith(start):
            folder, _, name = place[len(start) :].rpartition(b"/")
            for row in index.db.execute(_AT_PLACE, (number, folder, name)).fetchall():
                yield row[0]


def _take(db: sqlite3.Connection, device: str, event: Event) -> None:
    for field, value in event.fields.items():
        db.execute(_SET_STATE, (event.article, field, value, event.t, device))
    if event.place:
        db.execute(_SET_TRAIL, (event.place, event.article, event.t, device))


def _show(db: sqlite3.Connection, article: str, state: dict[str, float]) -> None:
    row = {
        "id": article,
        "read": int(state.get("read", 0)),
        "starred": int(state.get("starred", 0)),
        "progress": state.get("progress", 0.0),
    }
    db.execute(_SHOW_STATE, row)


def _blank(db: sqlite3.Connection, articles: Iterable[str]) -> None:
    for article in articles:
        _show(db, article, {})


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
    if offset > status.st_size:
        return None
    return offset if _tail(stream, offset) == tail else None


def _advance(db: sqlite3.Connection, file: Path, stream: BinaryIO, offset: int) -> None:
    inode = os.fstat(stream.fileno()).st_ino
    db.execute(_SET_PLACE, (os.fsencode(file.name), inode, offset, _tail(stream, offset)))


def _tail(stream: BinaryIO, offset: int) -> bytes:
    stream.seek(max(0, offset - _TAIL))
    return stream.read(min(_TAIL, offset))
