"""When articles came into the index, to tell those that are new since the user last looked.

The moment of an arrival is the wall clock's milliseconds, but later than all earlier arrivals. What
the first scan of an index finds did not arrive: its moment is 0, as nobody can say what is new in
an index that was just made. A file that moves or changes does not arrive again, and another file
with the same article came when the first did.
"""

from __future__ import annotations

import sqlite3
import time

_LATEST = "SELECT MAX(arrived) FROM entry WHERE arrived > 0"

_OF_ARTICLE = "SELECT MIN(arrived) FROM entry WHERE id = ?"

SINCE = "SELECT key FROM entry WHERE arrived > {0} AND arrived > 0"
"""The keys of the articles that arrived after a moment; `{0}` is its place in the statement."""


def latest(db: sqlite3.Connection) -> int:
    """The moment of the latest arrival; 0 if there was none."""
    return db.execute(_LATEST).fetchone()[0] or 0


def now(db: sqlite3.Connection) -> int:
    """The moment of an arrival now, later than all others; in a transaction."""
    return max(time.time_ns() // 1_000_000, latest(db) + 1)


def of_article(db: sqlite3.Connection, id: str, moment: int) -> int:
    """The moment at which an article came whose file arrives at a `moment`: that of its first file
    in the index, if there is one.
    """
    first: int | None = db.execute(_OF_ARTICLE, (id,)).fetchone()[0] if moment else None
    return moment if first is None else first
