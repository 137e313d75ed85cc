"""The index file: an SQLite cache of one set of roots, which can be deleted without loss.

It is opened or created; one that is damaged or made by a newer version is set aside and rebuilt. If
no file can be written, the index is in a temporary folder, or in memory. Each change of what a
listing shows increments its generation, so that other windows notice.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import tzinfo
from pathlib import Path
from typing import Any

from reader import config
from reader.drives import is_folder
from reader.errors import LibraryError
from reader.library.index import tally
from reader.library.index.schema import APPLICATION, MIGRATIONS, SCHEMA, VERSION, VIEW

PATIENCE = 5.0
"""Seconds that opening an index, or a scan, waits for another writer."""

FOLDER_VARIABLE = "READER_INDEX"
"""The environment variable that names the folder of an index outside the cache folder, for a scan.
"""

_LATER = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
    }
)

DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_NO_DAMAGE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_NOMEM,
    }
)

_CANNOT_WRITE = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_DIR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_DELETE,
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_SHMMAP,
        sqlite3.SQLITE_IOERR_LOCK,
    }
)
"""Errors due to a quota, a size limit or a full disk; the index itself is intact."""

UNREADABLE = (
    sqlite3.DatabaseError,
    LibraryError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What reading a damaged index may raise. SQLite notices only some damage; otherwise a text is not
JSON, a time is out of range, a number is not that of a root.
"""

_META = "SELECT value FROM meta WHERE name = ?"
_SET_META = "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
_BUMP = "UPDATE meta SET value = value + 1 WHERE name = 'generation'"
_TABLES = "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT GLOB ?"
_SHADOWS = ("words_",)


DAMAGED = "The index is damaged: `reader index --rebuild` rebuilds it."


class Damaged(LibraryError):
    """The file turned out to be damaged while it was in use."""


class Full(LibraryError):
    """There is no room for the index in its folder."""


class _Connection(sqlite3.Connection):
    """A connection that raises Damaged, with one sentence, if its file is damaged."""

    def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(statement, parameters)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGE:
                raise
        raise Damaged(DAMAGED)

    def executemany(self, statement: str, parameters: Any, /) -> sqlite3.Cursor:
        try:
            return super().executemany(statement, parameters)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGE:
                raise
        raise Damaged(DAMAGED)


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
        row = self.db.execute(_META, (name,)).fetchone()
        return row[0] if row else None

    def set_meta(self, name: str, value: str | int) -> None:
        self.db.execute(_SET_META, (name, value))

    @contextmanager
    def write(self, wait: float = 0.0) -> Iterator[sqlite3.Connection]:
        """Begin a transaction that writes, waiting up to `wait` seconds for another writer.

        Raises sqlite3.OperationalError; see `is_passing`. If others changed the index before,
        `missed` is set. At its end, changes of entries are added to the tallies.
        """
        self.db.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
        tally.watch(self.db)
        self.db.execute("BEGIN IMMEDIATE")
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
            for kind, name in db.execute(_TABLES, ("sqlite_*",)).fetchall():
                if not name.startswith(_SHADOWS):  # they go with their table
                    db.execute(f"DROP {kind} {name}")
            _create(db, self.roots)
            tally.watch(db)  # its triggers were dropped with the table
            self.set_meta("generation", generation + 1)

    def close(self) -> None:
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


def is_passing(error: sqlite3.Error) -> bool:
    """Whether the same write may succeed later: locked, full, or not writable just now."""
    code = getattr(error, "sqlite_errorcode", 0)
    return isinstance(error, sqlite3.OperationalError) and code & 0xFF in _LATER


def is_damage(error: BaseException) -> bool:
    """Whether an error in reading means that the index is damaged: not if another process has it
    locked, or if the error has another known cause.
    """
    if isinstance(error, LibraryError):
        return isinstance(error, Damaged)
    if isinstance(error, sqlite3.ProgrammingError):
        return False  # a bug of ours
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        return code & 0xFF not in _NO_DAMAGE and code not in _CANNOT_WRITE
    return True


def lacks_room(error: BaseException) -> bool:
    """Whether a write failed because the disk is full or cannot be written to."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)


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
    named = zlib.crc32(_identity(roots).encode("utf-8"))
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
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise LibraryError(f"The index {file} is locked by another program.") from None
        notices.append(f"The index cannot be kept in {file.parent} ({error}): it is temporary.")
    return _fallback(roots)


def _fallback(roots: tuple[Path, ...]) -> Index:
    try:
        file = Path(tempfile.mkdtemp(prefix="reader-")) / index_file(roots).name
        index = _opened(file, roots, [])
    except (OSError, sqlite3.Error):
        return in_memory(roots)
    index.temporary = True
    return index


def in_memory(roots: tuple[Path, ...] = ()) -> Index:
    """An empty index without a file."""
    return Index(_prepared(_connect(":memory:"), roots), None, roots)


def _opened(file: Path, roots: tuple[Path, ...], notices: list[str]) -> Index:
    db = None
    try:
        db = _connect(os.fspath(file))
        db.execute("BEGIN")  # a consistent view: another process may be creating it
        flaw = _flaw(db, roots)
        db.execute("COMMIT")
        if not flaw:
            return Index(_prepared(db, roots), file, roots)
    except UNREADABLE as error:
        if not is_damage(error) or (_cannot_open(error) and not is_folder(file)):
            raise
        flaw = "is damaged"
    if db is not None:
        db.close()
    notices.append(f"The index {flaw} and is rebuilt from the files and the journal.")
    _set_aside(file)
    return Index(_prepared(_connect(os.fspath(file)), roots), file, roots)


def _cannot_open(error: BaseException) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CANTOPEN


def _connect(name: str) -> sqlite3.Connection:
    # Only one thread at a time uses it, but the keeper's thread need not be the one that opened it.
    db = sqlite3.connect(
        name,
        timeout=PATIENCE,
        isolation_level=None,
        factory=_Connection,
        check_same_thread=False,
    )
    try:
        _use_wal(db)
        db.execute("PRAGMA synchronous = NORMAL")
        # No checkpoints here, as the screen would wait for them: scans and the last close do them.
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("PRAGMA trusted_schema = OFF")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _use_wal(db: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait here by itself if several processes start at once."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
        time.sleep(0.01)


def _flaw(db: sqlite3.Connection, roots: Sequence[Path]) -> str:
    """Why a file cannot be used as the index of these roots, as a predicate; '' if it can."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    application = db.execute("PRAGMA application_id").fetchone()[0]
    if (application, version) == (0, 0) and not db.execute(_TABLES, ("",)).fetchone():
        return ""
    if application != APPLICATION:
        return "is not one of ours"
    if version > VERSION:
        return "was made by a newer version"
    if not all(number in MIGRATIONS for number in range(version, VERSION)):
        return "is of an older version"
    found = db.execute(_META, ("roots",)).fetchone()
    return "" if found == (_identity(roots),) else "belongs to other folders"


def _prepared(db: sqlite3.Connection, roots: Sequence[Path]) -> sqlite3.Connection:
    names = [os.fsencode(root.name) for root in roots]
    db.create_function("root_name", 1, names.__getitem__, deterministic=True)
    prepare_for_queries(db)
    if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        db.execute("BEGIN IMMEDIATE")
        try:
            version = db.execute("PRAGMA user_version").fetchone()[
                0
            ]  # another process may have been faster
            if version == 0:
                _create(db, roots)
            else:
                _migrate(db, version)
            db.execute("COMMIT")
        except BaseException:
            db.close()
            raise
    return db


def prepare_for_queries(db: sqlite3.Connection) -> None:
    """Add the SQL functions that queries need to a connection."""

    def compared(path: bytes) -> str:
        from reader.library.index.tokens import folder_label

        return folder_label(os.fsdecode(path))

    db.create_function("folder_label", 1, compared, deterministic=True)


def _migrate(db: sqlite3.Connection, version: int) -> None:
    from reader.library.index.tokens import category_paths, label

    def paths(categories: str) -> str:
        return json.dumps(category_paths(json.loads(categories)))

    db.create_function("compared", 1, label, deterministic=True)
    db.create_function("category_paths", 1, paths, deterministic=True)
    db.execute("DROP VIEW shown")
    for number in range(version, VERSION):
        for statement in _statements(MIGRATIONS[number]):
            db.execute(statement)
    db.execute(VIEW)
    tally.count(db)
    db.execute(f"PRAGMA user_version = {VERSION}")


def _create(db: sqlite3.Connection, roots: Sequence[Path]) -> None:
    for statement in _statements(SCHEMA):
        db.execute(statement)
    db.execute(VIEW)
    tally.count(db)
    db.execute(_SET_META, ("roots", _identity(roots)))
    db.execute(_SET_META, ("generation", 0))
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one, because executescript() commits first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _identity(roots: Sequence[Path]) -> str:
    return "\n".join(ascii(os.fspath(root)) for root in roots)


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
    for suffix in ("", "-wal", "-shm", "-lock"):
        remove(file.with_name(file.name + suffix))


def remove(path: Path) -> None:
    """Remove a file if it exists, or a folder that is in its place."""
    if is_folder(path) and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
