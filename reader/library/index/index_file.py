"""The index file: an SQLite cache of one set of roots. Delete it and lose nothing.

It is opened, or made; one that is damaged or of a newer version is set aside and made again.
Where no file can be written it lives in a temporary folder, or in memory. Every change of what a
listing shows raises its generation, so that other windows know.
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
"""The environment variable by which a scan is told of an index outside the cache folder."""

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
"""What a quota, a limit of sizes or a full disk comes to: nothing is wrong with what is there."""

UNREADABLE = (
    sqlite3.DatabaseError,
    LibraryError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What reading an index may raise that holds other bytes than were written: SQLite notices only
some of them, others are texts that are no JSON, times of no year, numbers of no root.
"""

_META = "SELECT value FROM meta WHERE name = ?"
_SET_META = "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
_BUMP = "UPDATE meta SET value = value + 1 WHERE name = 'generation'"
_TABLES = "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT GLOB ?"
_SHADOWS = ("words_",)


DAMAGED = "The index is damaged: `reader index --rebuild` makes it anew."


class Damaged(LibraryError):
    """The file turned out to be damaged while it was in use."""


class Full(LibraryError):
    """There is no room for the index where it is."""


class _Connection(sqlite3.Connection):
    """A connection that says in one sentence that its file is damaged."""

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
        """A transaction that writes; `wait` is how many seconds another writer may keep us.

        Raises sqlite3.OperationalError, for which see `is_passing`. What others changed before it
        began is noted in `missed`. What it did to entries is in the tallies when it ends.
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
        """Tell other windows that what they show has changed; in a transaction."""
        self.db.execute(_BUMP)

    def changed(self) -> bool:
        """Whether someone else changed what a listing shows since the last call."""
        version = self._data_version()
        if version != self._version:
            self._version = version
            generation = int(self.meta("generation") or 0)
            self.missed = self.missed or generation != self.seen
            self.seen = generation
        missed, self.missed = self.missed, False
        return missed

    def rebuild(self) -> None:
        """Empty the index, also under the eyes of other windows."""
        try:
            self._empty()
        except UNREADABLE as error:
            if not is_damage(error) and not lacks_room(error):
                raise
            self.replace([])

    def replace(self, notices: list[str]) -> None:
        """Set the file aside and go on with an empty one, or where there can be none with a
        temporary one; `notices` get to know of that. A file that another process has put in the
        place of the damaged one is taken as it is.
        """
        with suppress(sqlite3.Error):
            self.db.close()
        if self.file is not None and self.is_there():
            with suppress(OSError):
                _set_aside(self.file)
        self._become(_fallback(self.roots) if self.temporary else open_index(self.roots, notices))

    def retreat(self) -> None:
        """Go on with an empty index in the folder of temporary files."""
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
            tally.watch(db)  # what watched the table went with it
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
        """Whether another file has its place now, as when another process has made it anew."""
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
    """Whether an error of reading says that the index is not what was written: not where somebody
    else is at it, or where it says itself what is the matter.
    """
    if isinstance(error, LibraryError):
        return isinstance(error, Damaged)
    if isinstance(error, sqlite3.ProgrammingError):
        return False  # ours
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        return code & 0xFF not in _NO_DAMAGE and code not in _CANNOT_WRITE
    return True


def lacks_room(error: BaseException) -> bool:
    """Whether a write failed because nothing more fits, or nothing can be written at all."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)


def zone_name(zone: tzinfo | None) -> str:
    """The zone's name, so that days counted in another zone are known to be stale."""
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
    """Open the index of resolved roots, or make it.

    What happened to an index that could not be used goes to `notices`, one sentence each.
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
    """An empty index that has no file."""
    return Index(_prepared(_connect(":memory:"), roots), None, roots)


def _opened(file: Path, roots: tuple[Path, ...], notices: list[str]) -> Index:
    db = None
    try:
        db = _connect(os.fspath(file))
        db.execute("BEGIN")  # one view of a file that another process may just be making
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
    notices.append(f"The index {flaw} and is made anew from the files and the journal.")
    _set_aside(file)
    return Index(_prepared(_connect(os.fspath(file)), roots), file, roots)


def _cannot_open(error: BaseException) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CANTOPEN


def _connect(name: str) -> sqlite3.Connection:
    # One thread at a time has it: the keeper's is not the one in which it may have been opened.
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
        # The screen never stops for a checkpoint: the scan and the last one to close do it.
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("PRAGMA trusted_schema = OFF")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _use_wal(db: sqlite3.Connection) -> None:
    """Several first starts get into each other's way here, and SQLite itself does not wait."""
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
    """What keeps a file from being used as the index of these roots; '' when nothing does."""
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
            version = db.execute("PRAGMA user_version").fetchone()[0]  # another may have won
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
    """Teach a connection what queries ask of it."""

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
    """The script's statements one by one: executescript() would commit before each."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _identity(roots: Sequence[Path]) -> str:
    return "\n".join(ascii(os.fspath(root)) for root in roots)


def _set_aside(file: Path) -> None:
    """Keep one that cannot be used, for whoever made it; only the last one is kept."""
    aside = file.with_name(f"{file.name}-aside")
    remove(aside)
    with suppress(FileNotFoundError):
        file.replace(aside)
    _remove(file)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-lock"):
        remove(file.with_name(file.name + suffix))


def remove(path: Path) -> None:
    """Remove what may be there, also a folder that somebody put in the place of a file."""
    if is_folder(path) and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
