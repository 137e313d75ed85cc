"""What is still to do for entries after their rows: a queue for each phase of a scan.

A scan writes the rows of the list first; later phases work on entries, newest first. The queues are
in the index, so that a phase goes on after whatever ended it. A phase that is added needs a name in
PHASES, entries in its queue, and a function that a scan calls.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

TEXTS = "texts"
"""The phase that reads texts: their words, links, and what they contain."""

STORIES = "stories"
"""The phase that gathers articles into stories (see stories/)."""

FILTERS = "filters"
"""The phase that mutes and scores articles whose texts are new, or all if filters have changed."""

MARKS = "marks"
"""The phase in which filters mark new articles by what is in the heads of their files."""

TEXT_MARKS = "text marks"
"""The same by what is in their texts."""

OF_FILTERS = (FILTERS, MARKS, TEXT_MARKS)

PHASES = (TEXTS, STORIES, *OF_FILTERS)

_ADD = "INSERT OR IGNORE INTO pending VALUES (?, ?)"
_ADD_ALL = "INSERT OR IGNORE INTO pending SELECT ?, key FROM entry"
_DONE = "DELETE FROM pending WHERE phase = ? AND key = ?"
_COUNT = "SELECT COUNT(*) FROM pending WHERE phase = ?"
_ENTRIES = "SELECT COUNT(*) FROM entry"


def add(db: sqlite3.Connection, phase: str, keys: Iterable[int]) -> None:
    """Queue entries for a phase; in a transaction."""
    db.executemany(_ADD, [(phase, key) for key in keys])


def add_all(db: sqlite3.Connection, phase: str) -> None:
    """Queue all entries for a phase; in a transaction."""
    db.execute(_ADD_ALL, (phase,))


def done(db: sqlite3.Connection, phase: str, keys: Iterable[int]) -> None:
    """Remove entries from the queue of a phase; in a transaction."""
    db.executemany(_DONE, [(phase, key) for key in keys])


def forget(db: sqlite3.Connection, key: int) -> None:
    """Remove an entry from all queues; in a transaction."""
    db.executemany(_DONE, [(phase, key) for phase in PHASES])


def count(db: sqlite3.Connection, phase: str) -> int:
    """How many entries a phase has still to do."""
    return int(db.execute(_COUNT, (phase,)).fetchone()[0])


def share_done(db: sqlite3.Connection, phase: str) -> float:
    """The share of the entries, 0 to 1, for which a phase is done."""
    left = count(db, phase)
    return 1 - left / max(db.execute(_ENTRIES).fetchone()[0], left) if left else 1.0
