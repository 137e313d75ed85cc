"""The progress of a scan, stored in the index for other processes."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import NamedTuple

from reader.library.index.index_file import Index

_STALE = 15.0  # seconds without a sign of life

_READ = "SELECT pid, beat, done, total FROM running"
_WRITE = """
INSERT INTO running VALUES (1, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
  pid = excluded.pid, beat = excluded.beat, done = excluded.done, total = excluded.total
"""
_CLEAR = "DELETE FROM running"


class Progress(NamedTuple):
    """The number of files done, and of all files, or None until all folders have been walked."""

    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a scan found: the numbers of articles added, changed, moved and removed, and of
    unreadable files.
    """

    added: int
    changed: int
    moved: int
    removed: int
    skipped: int


def write(index: Index, progress: Progress) -> None:
    """Store the progress of this process's scan; in a transaction."""
    index.db.execute(_WRITE, (os.getpid(), time.time(), progress.done, progress.total))


def clear(index: Index) -> None:
    """Remove the progress, when the scan is over; in a transaction."""
    index.db.execute(_CLEAR)


def read(index: Index) -> Progress | None:
    """The progress of the scan that is running, here or in another process; None if none is."""
    row = index.db.execute(_READ).fetchone()
    if row is None or abs(time.time() - row[1]) > _STALE or not _is_alive(row[0]):
        return None
    return Progress(row[2], row[3])


def _is_alive(pid: int) -> bool:
    if os.name != "posix":  # elsewhere os.kill(pid, 0) ends the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
