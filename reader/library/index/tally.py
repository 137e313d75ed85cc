"""The tallies: the numbers of articles by category and day, by site and day, by day, and in total.

Nothing else counts. Triggers of the connection write each change that a transaction of
`Index.write` makes to entries, whether by marks, a scan or a fold, to a temporary table; `settle`
adds these changes to the tallies before the transaction ends. So starting and pressing keys counts
no entries, and code that writes entries need not care about tallies.

Hidden rows (see hide_duplicates.py) are not counted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from reader.library.index.schema import HIDDEN

_KINDS = {
    "category": ("category", "day"),
    "site": ("site", "day"),
    "day": ("''", "day"),
    "all": ("''", "''"),
}
"""The kinds of tallies, each with the columns for its name and its day."""

_FIGURES = ("total", "unread", "starred", "starred_unread")
_COUNTS_OF = "COUNT(*), SUM(1 - read), SUM(starred), SUM(starred > read)"
_PLACE = "{0}.category, {0}.site, {0}.day"
_ROW = _PLACE + ", {1}1, {1}(1 - {0}.read), {1}{0}.starred, {1}({0}.starred > {0}.read)"
_SHOWN = "{0}.day <> '" + HIDDEN + "'"
_OLD, _NEW = _ROW.format("old", "-"), _ROW.format("new", "")
_OLD_PLACE, _NEW_PLACE = _PLACE.format("old"), _PLACE.format("new")
_OLD_SHOWN, _NEW_SHOWN = _SHOWN.format("old"), _SHOWN.format("new")

_WATCH = (
    "CREATE TEMP TABLE IF NOT EXISTS change (category, site, day, "
    + ", ".join(f"{name} INTEGER" for name in _FIGURES)
    + ")",
    f"""
CREATE TEMP TRIGGER IF NOT EXISTS entry_came AFTER INSERT ON main.entry WHEN {_NEW_SHOWN} BEGIN
  INSERT INTO change VALUES ({_NEW});
END""",
    f"""
CREATE TEMP TRIGGER IF NOT EXISTS entry_went AFTER DELETE ON main.entry WHEN {_OLD_SHOWN} BEGIN
  INSERT INTO change VALUES ({_OLD});
END""",
    f"""
CREATE TEMP TRIGGER IF NOT EXISTS entry_moved AFTER UPDATE OF category, site, day ON main.entry
WHEN ({_OLD_PLACE}) <> ({_NEW_PLACE}) BEGIN
  INSERT INTO change SELECT {_OLD} WHERE {_OLD_SHOWN};
  INSERT INTO change SELECT {_NEW} WHERE {_NEW_SHOWN};
END""",
    # If a row moves as well, the trigger above counts both of its states.
    f"""
CREATE TEMP TRIGGER IF NOT EXISTS entry_marked AFTER UPDATE OF read, starred ON main.entry
WHEN (old.read, old.starred) <> (new.read, new.starred) AND {_NEW_SHOWN}
  AND ({_OLD_PLACE}) = ({_NEW_PLACE}) BEGIN
  INSERT INTO change VALUES ({_NEW_PLACE}, 0, old.read - new.read, new.starred - old.starred,
    (new.starred > new.read) - (old.starred > old.read));
END""",
)


def _by_kind(figures: str, source: str) -> str:
    """SQL for the figures of a source's rows by kind, name and day. It contains constants only, no
    input of the user.
    """
    return " UNION ALL ".join(
        f"SELECT '{kind}', {name}, {day}, {figures} FROM {source} GROUP BY {name}, {day}"
        for kind, (name, day) in _KINDS.items()
    )


_SETTLE = (
    "WITH place AS MATERIALIZED (SELECT category, site, day, "
    + ", ".join(f"SUM({name}) AS {name}" for name in _FIGURES)
    + " FROM temp.change GROUP BY category, site, day) INSERT INTO tally "
    + _by_kind(", ".join(f"SUM({name})" for name in _FIGURES), "place")
    + " ON CONFLICT DO UPDATE SET "
    + ", ".join(f"{name} = {name} + excluded.{name}" for name in _FIGURES)
)
_HAS_CHANGED = "SELECT MIN(total) FROM temp.change"
_FORGET_CHANGES = "DELETE FROM temp.change"
_FORGET_EMPTY = "DELETE FROM tally WHERE total = 0 AND kind <> 'all'"
_FORGET = "DELETE FROM tally"
_COUNTED = _by_kind(_COUNTS_OF, f"(SELECT * FROM entry WHERE {_SHOWN.format('entry')})")
_COUNT = f"INSERT INTO tally {_COUNTED}"
_NONE = "INSERT OR IGNORE INTO tally VALUES ('all', '', '', 0, 0, 0, 0)"
_WRONG = f"""
WITH counted (kind, name, day, total, unread, starred, starred_unread) AS ({_COUNTED})
SELECT kind, name, day FROM (SELECT * FROM tally EXCEPT SELECT * FROM counted) WHERE total
UNION
SELECT kind, name, day FROM (SELECT * FROM counted EXCEPT SELECT * FROM tally)
ORDER BY kind, name, day
"""
_COUNTS = "SELECT total, unread, starred FROM tally WHERE kind = 'all' AND name = '' AND day = ''"


class Counts(NamedTuple):
    """The numbers of articles."""

    total: int
    unread: int
    starred: int


def watch(db: sqlite3.Connection) -> None:
    """Create the triggers that record what this connection does to entries, unless they exist."""
    for statement in _WATCH:
        db.execute(statement)


def settle(db: sqlite3.Connection) -> None:
    """Add the recorded changes to the tallies; at the end of a transaction."""
    (least,) = db.execute(_HAS_CHANGED).fetchone()
    if least is None:
        return
    db.execute(_SETTLE)
    db.execute(_FORGET_CHANGES)
    if least < 0:
        db.execute(_FORGET_EMPTY)


def count(db: sqlite3.Connection) -> None:
    """Count all entries, for a new or migrated index."""
    db.execute(_FORGET)
    db.execute(_COUNT)
    db.execute(_NONE)


def counts(db: sqlite3.Connection) -> Counts:
    """The numbers of all, unread and starred articles."""
    return Counts(*db.execute(_COUNTS).fetchone())


def flaws(db: sqlite3.Connection) -> Iterator[str]:
    """Tallies that differ from the entries, one sentence each; there are none unless
    there is a bug.
    """
    for kind, name, day in db.execute(_WRONG).fetchall():
        where = " ".join(filter(None, (kind if kind != "all" else "", name, day)))
        yield f"The figures of {where or 'the library'} are not those of its articles."
