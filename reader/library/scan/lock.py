"""The lock that allows one scan or fetch at a time, and the cache settings of a connection
that writes much.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reader.drives import is_folder
from reader.library.index.index_file import Index, remove


@contextmanager
def alone(index: Index) -> Iterator[None]:
    """Hold the scan lock of an index. It is released when the process ends, in whatever way."""
    if index.file is None:
        yield
        return
    with one_at_a_time(index.file):
        yield


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Hold a lock next to a file, waiting for it. It is released when the process ends,
    in whatever way.
    """
    lock = _lock(file.with_name(f"{file.name}-lock"))
    try:
        while not _is_taken(lock):
            time.sleep(0.1)
        yield
    finally:
        lock.close()


def _lock(file: Path) -> sqlite3.Connection:
    """A connection to the lock file; if that is not a database, it is replaced."""
    if is_folder(file):
        remove(file)
    lock = sqlite3.connect(os.fspath(file), timeout=0, isolation_level=None)
    try:
        lock.execute("PRAGMA schema_version")
    except sqlite3.OperationalError:
        pass  # it is locked, or taking the lock raises the same error
    except sqlite3.DatabaseError:
        lock.close()
        file.unlink(missing_ok=True)
        return sqlite3.connect(os.fspath(file), timeout=0, isolation_level=None)
    return lock


def _is_taken(lock: sqlite3.Connection) -> bool:
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


@contextmanager
def unhurried(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("PRAGMA wal_autocheckpoint = 20000")
    db.execute("PRAGMA cache_size = -65536")
    try:
        yield
    finally:
        db.execute("PRAGMA cache_size = -2048")
        db.execute("PRAGMA wal_autocheckpoint = 0")
