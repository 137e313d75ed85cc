"""What errors of SQLite mean for the index: that it is damaged, that there is no room, or something
that passes.
"""

from __future__ import annotations

import sqlite3
import zlib

from reader.errors import LibraryError

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

_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

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

_OF_A_BUG_TOO = (ArithmeticError, LookupError, TypeError, ValueError)

UNREADABLE = (sqlite3.DatabaseError, LibraryError, MemoryError, zlib.error, *_OF_A_BUG_TOO)
"""What reading a damaged index may raise. SQLite notices only some damage; otherwise a text is not
JSON, a time is out of range, a number is not that of a root, a size asks for all memory.
"""

DAMAGED = "The index is damaged: `reader index --rebuild` rebuilds it."


class Damaged(LibraryError):
    """The file turned out to be damaged while it was in use."""


class Full(LibraryError):
    """There is no room for the index in its folder."""


def is_passing(error: sqlite3.Error) -> bool:
    """Whether the same write may succeed later: locked, full, or not writable just now."""
    return isinstance(error, sqlite3.OperationalError) and _code(error) in _LATER


def is_locked(error: BaseException) -> bool:
    """Whether another process is writing."""
    return _code(error) == sqlite3.SQLITE_BUSY


def shows_damage(error: sqlite3.DatabaseError | MemoryError) -> bool:
    """Whether an error in a statement shows that the file is damaged; a damaged size may ask for
    more memory than there is.
    """
    return isinstance(error, MemoryError) or _code(error) in _DAMAGE


def is_damage(error: BaseException) -> bool:
    """Whether an error in reading means that the index is damaged: not if another process has it
    locked, or if the error has another known cause.
    """
    if isinstance(error, LibraryError):
        return isinstance(error, Damaged)
    if isinstance(error, sqlite3.ProgrammingError):
        return False  # a bug of ours
    if isinstance(error, sqlite3.Error):
        extended = getattr(error, "sqlite_errorcode", 0)
        return _code(error) not in _NO_DAMAGE and extended not in _CANNOT_WRITE
    return True


def may_be_a_bug(error: BaseException) -> bool:
    """Whether an error that may mean damage may as well be a bug; soundness.py tells which."""
    return isinstance(error, _OF_A_BUG_TOO)


def lacks_room(error: BaseException) -> bool:
    """Whether a write failed because the disk is full or cannot be written to."""
    return _code(error) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)


def cannot_open(error: BaseException) -> bool:
    """Whether there is no way to the file: its folder is gone, or it may not be read."""
    return _code(error) == sqlite3.SQLITE_CANTOPEN


def _code(error: BaseException) -> int:
    """SQLite's primary code of an error; 0 if it is not SQLite's."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
