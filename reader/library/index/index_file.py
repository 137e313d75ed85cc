"""The index file: an SQLite cache of one set of roots, which can be deleted without loss.

It is opened or created; one that is damaged or made by a newer version is set aside and rebuilt. If
no file can be written, the index is in a temporary folder, or in memory. Each change of what a
listing shows increments its generation, so that other windows notice.
"""

from __future__ import annotations

import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import tzinfo
from pathlib import Path

from reader import config
from reader.drives import is_folder
from reader.errors import LibraryError
from reader.library.index import tally
from reader.library.index.database import (
    GET_META,
    PATIENCE,
    SET_META,
    TABLES,
    connect,
    create,
    flaw_of,
    prepared,
    signature,
)
from reader.library.index.faults import UNREADABLE, cannot_open, is_damage, is_locked, lacks_room
from reader.library.index.pending import PHASES

SCAN_PATIENCE = 600.0
"""Seconds that a scan waits for another writer, which may mark or fold very many articles on a busy
machine. The lock of a process that ends, in whatever way, ends with it.
"""

_AT_ONCE = 1.0
"""Seconds that SQLite waits by itself, in which no signal is heard."""

FOLDER_VARIABLE = "READER_INDEX"
"""The environment variable that names the folder of an index outside the cache folder, for a scan.
"""

_BUMP = "UPDATE meta SET value = value + 1 WHERE name = 'generation'"
_SHADOWS = ("words_",)


class Index:
    """An open index: its connection, its roots, and the last generation that its owner knows."""

    def __init__(self, db: sqlite3.Connection, file: Path | None, roots: tuple[Path, ...]) -> None:
        self.db = db
        self.file = file
        self.roots = roots
        self.temporary = False
        self.missed = False
        self._identity = _identity_of(file)
        self.seen = int(self.meta("generation") or 0)
        self._version = self._data_version()

    def meta(self, name: str) -> str | int | None:
        """A fact about the whole index by its name; None if it is not known."""
        row = self.db.execute(GET_META, (name,)).fetchone()
        return row[0] if row else None

    def set_meta(self, name: str, value: str | int) -> None:
        """Store such a fact; in a transaction."""
        self.db.execute(SET_META, (name, value))

    @contextmanager
    def write(self, wait: float = 0.0) -> Iterator[sqlite3.Connection]:
        """Begin a transaction that writes, waiting up to `wait` seconds for another writer.

        Raises sqlite3.OperationalError; see `is_passing`. If others changed the index before,
        `missed` is set. At its end, changes of entries are added to the tallies.
        """
        tally.watch(self.db)
        self._begin(wait)
        try:
            generation = int(self.meta("generation") or 0)
            self.missed = self.missed or generation != self.seen
            yield self.db
            tally.settle(self.db)
            self.seen = int(self.meta("generation") or 0)
            self.db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")
            raise

    def _begin(self, wait: float) -> None:
        while True:
            self.db.execute(f"PRAGMA busy_timeout = {int(min(wait, _AT_ONCE) * 1000)}")
            try:
                self.db.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                wait -= _AT_ONCE
                if wait <= 0 or not is_locked(error):
                    raise

    def bump(self) -> None:
        """Increment the generation, so that other windows notice the change; in a transaction."""
        self.db.execute(_BUMP)

    def changed(self) -> bool:
        """Whether another process changed what a listing shows since the last call."""
        version = self._data_version()
        if version != self._version:
            self._version = version
            generation = int(self.meta("generation") or 0)
            self.missed = self.missed or generation != self.seen
            self.seen = generation
        missed, self.missed = self.missed, False
        return missed

    def rebuild(self) -> None:
        """Empty the index; other windows may have it open."""
        try:
            self._empty()
        except UNREADABLE as error:
            if not is_damage(error) and not lacks_room(error):
                raise
            self.replace([])

    def replace(self, notices: list[str]) -> None:
        """Set the file aside and continue with an empty one, or a temporary one if there can be no
        file, of which a notice is added to `notices`. If another process has replaced the damaged
        file already, that one is used.
        """
        with suppress(sqlite3.Error):
            self.db.close()
        if self.file is not None and self.is_there():
            with suppress(OSError):
                _set_aside(self.file)
        self._become(_fallback(self.roots) if self.temporary else open_index(self.roots, notices))

    def retreat(self) -> None:
        """Continue with an empty index in a temporary folder."""
        with suppress(sqlite3.Error):
            self.db.close()
        self._become(_fallback(self.roots))

    def _become(self, other: Index) -> None:
        self.db, self.file, self.temporary = other.db, other.file, other.temporary
        self.seen, self._version = other.seen, other._version
        self._identity = other._identity
        self.missed = True

    def _empty(self) -> None:
        with self.write(PATIENCE) as db:
            generation = int(self.meta("generation") or 0)
            for kind, name in db.execute(TABLES, ("sqlite_*",)).fetchall():
                if not name.startswith(_SHADOWS):  # they go with their table
                    db.execute(f"DROP {kind} {name}")
            create(db, self.roots)
            tally.watch(db)  # its triggers were dropped with the table
            self.set_meta("generation", generation + 1)

    def close(self) -> None:
        """Close the file, and remove it if it is temporary."""
        self.db.close()
        if self.temporary and self.file:
            _remove(self.file)
            with suppress(OSError):
                self.file.parent.rmdir()

    def is_there(self) -> bool:
        """Whether the file is still the one that was opened."""
        if self.file is None:
            return False
        try:
            status = self.file.stat()
        except OSError:
            return False
        return self._identity in (None, (status.st_dev, status.st_ino))

    def is_replaced(self) -> bool:
        """Whether the file was replaced, for instance by another process that rebuilt the index."""
        if self.file is None or self._identity is None:
            return False
        return _identity_of(self.file) not in (None, self._identity)

    def _data_version(self) -> int:
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])


def _identity_of(file: Path | None) -> tuple[int, int] | None:
    if file is None:
        return None
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def zone_name(zone: tzinfo | None) -> str:
    """The name of a zone, so that days counted in another zone are recognised as stale."""
    if zone is not None:
        return str(zone)
    with suppress(OSError):
        return os.environ.get("TZ") or str(Path("/etc/localtime").resolve(strict=True))
    return ",".join(time.tzname)


def index_file(roots: Sequence[Path]) -> Path:
    """The file of a set of resolved roots."""
    folder = os.environ.get(FOLDER_VARIABLE)
    named = zlib.crc32(signature(roots).encode("utf-8"))
    return (Path(folder) if folder else config.index_folder()) / f"{named:08x}.sqlite"


def open_index(roots: tuple[Path, ...], notices: list[str]) -> Index:
    """Open or create the index of resolved roots.

    If an index could not be used, `notices` gets one sentence about it. Raises LibraryError if the
    file is locked by another program.
    """
    file = index_file(roots)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _opened(file, roots, notices)
    except (OSError, sqlite3.Error) as error:
        if is_locked(error):
            raise LibraryError(f"The index {file} is locked by another program.") from None
        why = (isinstance(error, OSError) and error.strerror) or error  # without the path again
        notices.append(f"The index cannot be kept in {file.parent} ({why}): it is temporary.")
    return _fallback(roots)


def _fallback(roots: tuple[Path, ...]) -> Index:
    try:
        import tempfile

        file = Path(tempfile.mkdtemp(prefix="reader-")) / index_file(roots).name
        index = _opened(file, roots, [])
    except (OSError, sqlite3.Error):
        return in_memory(roots)
    index.temporary = True
    return index


def in_memory(roots: tuple[Path, ...] = ()) -> Index:
    """An empty index without a file."""
    return Index(prepared(connect(":memory:"), roots), None, roots)


def _opened(file: Path, roots: tuple[Path, ...], notices: list[str]) -> Index:
    db = None
    try:
        db = connect(os.fspath(file))
        db.execute("BEGIN")  # a consistent view: another process may be creating it
        flaw = flaw_of(db, roots)
        db.execute("COMMIT")
        if not flaw:
            return Index(prepared(db, roots), file, roots)
    except UNREADABLE as error:
        if not is_damage(error) or (cannot_open(error) and not is_folder(file)):
            raise
        flaw = "is damaged"
    if db is not None:
        db.close()
    notices.append(f"The index {flaw} and is rebuilt from the files and the journal.")
    _set_aside(file)
    return Index(prepared(connect(os.fspath(file)), roots), file, roots)


def _set_aside(file: Path) -> None:
    """Move an index that cannot be used aside, since another program may own it; only the
    last one is kept.
    """
    aside = file.with_name(f"{file.name}-aside")
    remove(aside)
    with suppress(FileNotFoundError):
        file.replace(aside)
    _remove(file)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-lock", *(f"-{phase}-lock" for phase in PHASES)):
        remove(file.with_name(file.name + suffix))


def remove(path: Path) -> None:
    """Remove a file if it exists, or a folder that is in its place."""
    if is_folder(path) and not path.is_symlink():
        import shutil

        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
