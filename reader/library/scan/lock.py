"""The locks that allow one scan, one phase of it after the rows, or one fetch at a time, and the
cache settings of a connection that writes much.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from reader.drives import is_file, is_there
from reader.errors import LibraryError
from reader.library.index.faults import is_locked
from reader.library.index.index_file import Index, remove


@contextmanager
def alone(index: Index, phase: str = "", *, waits: bool = True) -> Iterator[bool]:
    """Hold the lock of an index for scans, or for one of their later phases. It is released when
    the process ends, in whatever way. Without `waits`, whether the lock was free is yielded.
    """
    if index.file is None:
        yield True
        return
    file = index.file.with_name(f"{index.file.name}-{phase}") if phase else index.file
    with one_at_a_time(file, waits=waits) as is_held:
        yield is_held


@contextmanager
def one_at_a_time(file: Path, *, waits: bool = True) -> Iterator[bool]:
    """Hold a lock next to a file, waiting for it, or yield whether it was free. It is released when
    the process ends, in whatever way.
    """
    lock = _lock(file.with_name(f"{file.name}-lock"))
    try:
        while not (is_held := _is_taken(lock)) and waits:
            time.sleep(0.1)
        yield is_held
    finally:
        lock.close()


@contextmanager
def writing_next_to(file: Path) -> Iterator[None]:
    """Create the folder of a file, and hold the lock next to the file, waiting for it.

    Raises LibraryError where nothing can be written there.
    """
    with ExitStack() as held:
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            held.enter_context(one_at_a_time(file))
        except (OSError, sqlite3.Error) as error:
            reason = (isinstance(error, OSError) and error.strerror) or str(error)
            raise LibraryError(f"{file.parent} cannot be written to: {reason.lower()}.") from None
        yield


def _lock(file: Path) -> sqlite3.Connection:
    """A connection to the lock file; what is not a database is replaced."""
    if is_there(file) and not is_file(file):
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
        if not is_locked(error):
            raise
        return False
    return True


@contextmanager
def unhurried(db: sqlite3.Connection) -> Iterator[None]:
    """Let a connection use more memory and checkpoint the log, as a scan that no key waits for."""
    db.execute("PRAGMA temp_store = MEMORY")  # batches are small
    db.execute("PRAGMA wal_autocheckpoint = 20000")
    db.execute("PRAGMA cache_size = -65536")
    try:
        yield
    finally:
        db.execute("PRAGMA cache_size = -2048")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("PRAGMA temp_store = DEFAULT")
