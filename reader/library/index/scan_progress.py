"""The progress of a scan, stored in the index for other processes."""

from __future__ import annotations

import os
import time

from reader.lazy_tuple import NamedTuple
from reader.library.index.database import PATIENCE
from reader.library.index.index_file import Index
from reader.library.index.pending import FILTERS, STORIES, TEXTS

_WORD = "to tell"
_STALE = 15.0  # seconds without a sign of life

ROWS = "rows"
"""The first phase of a scan, which makes the rows of the list."""

_WORDS = {
    ROWS: "indexing",
    TEXTS: "reading texts",
    STORIES: "gathering stories",
    FILTERS: "filtering",
}

_READ = "SELECT pid, beat, done, total, phase FROM running"
_WRITE = """
INSERT INTO running VALUES (1, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET pid = excluded.pid, beat = excluded.beat,
  done = excluded.done, total = excluded.total, phase = excluded.phase
"""
_CLEAR = "DELETE FROM running WHERE pid = ?"


class Progress(NamedTuple):
    """The number of files done, and of all files, or None until all folders have been walked. In
    the phase after the rows they are articles; a phase has its name in `pending`.
    """

    done: int
    total: int | None
    phase: str = ROWS

    @property
    def word(self) -> str:
        """What the phase does, in words."""
        return _WORDS[self.phase]


class Summary(NamedTuple):
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
    index.db.execute(_WRITE, (os.getpid(), time.time(), *progress))


def clear(index: Index) -> None:
    """Remove the progress of this process, if it stored any, when its scan is over."""
    row = index.db.execute(_READ).fetchone()
    if row and row[0] == os.getpid():
        with index.write(PATIENCE) as db:
            db.execute(_CLEAR, (os.getpid(),))


def read(index: Index) -> Progress | None:
    """The progress of the scan that is running, here or in another process; None if none is."""
    row = index.db.execute(_READ).fetchone()
    if row is None or abs(time.time() - row[1]) > _STALE or not _is_alive(row[0]):
        return None
    return Progress(*row[2:])


def leave_word(index: Index, sentence: str) -> None:
    """Leave a sentence for the user, whom a scan in the background cannot tell; in a
    transaction.
    """
    index.set_meta(_WORD, sentence)
    index.bump()


def take_word(index: Index) -> str:
    """The sentence that a scan left for the user, which is told once; or ''. Raises
    sqlite3.OperationalError if another process is writing; then it is still there.
    """
    said = index.meta(_WORD)
    if not said:
        return ""
    with index.write() as _db:
        index.set_meta(_WORD, "")
    return str(said)


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
