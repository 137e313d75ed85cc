"""The tallies: the numbers of articles by node and day (see nodes.py), by category and day, by site
and day, by day, and in total.

Nothing else counts. Triggers of the connection write each change that a transaction of
`Index.write` makes to entries, whether by marks, a scan or a fold, to a temporary table; `settle`
adds these changes to the tallies, and places the rows below their nodes, before the transaction
ends. So starting and pressing keys counts no entries, and code that writes entries need not care
about tallies.

Hidden rows (see hide_duplicates.py) are not counted, and muted ones not as unread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from reader.lazy_tuple import NamedTuple
from reader.library.index import story_figures
from reader.library.index.schema import HIDDEN

_KINDS = {
    "category": ("category", "day"),
    "site": ("site", "''"),
    "day": ("''", "day"),
    "all": ("''", "''"),
}
"""The kinds of tallies, each with the columns for its name and its day.

Besides, there are three kinds whose name is the key of a node: "node" by day, "whole", and
"headings", which counts the days with so many articles that the list has a heading for them.
"""

LEAST = 3
"""The fewest articles of a day that have a heading in the list."""

_UNREAD = "({0}.read + {0}.muted = 0)"
_ARE_TOLD = "(~{0}.folded & 1)"
_ARE_FRESH = f"{_UNREAD} * (~{{0}}.folded >> 1 & 1)"
_FIGURES = {
    "total": "1",
    "unread": _UNREAD,
    "starred": "{0}.starred",
    "starred_unread": f"{{0}}.starred * {_UNREAD}",
    "told": _ARE_TOLD,
    "told_unread": f"{_ARE_TOLD} * ({_UNREAD} + {{0}}.unread_below)",
    "fresh": _ARE_FRESH,
    "fresh_unread": f"{_ARE_FRESH} * (1 + {{0}}.unread_below)",
}
"""What a row adds to each figure. In a folded list it counts for the articles below it too; see
story_figures.py.
"""
_OF_ROWS = ("total", "unread", "starred", "told", "fresh")
"""The figures that are numbers of rows, of which three of a day have a heading."""

_COUNTS_OF = ", ".join(f"SUM({figure.format('entry')})" for figure in _FIGURES.values())
_PLACE = "{0}.key, {0}.published, {0}.category, {0}.site, {0}.day, {0}.nodes"
_ROW = ", ".join((_PLACE, *(f"{{1}}({figure})" for figure in _FIGURES.values())))
_SHOWN = "{0}.day <> '" + HIDDEN + "'"
_OLD, _NEW = _ROW.format("old", "-"), _ROW.format("new", "")
_OLD_PLACE, _NEW_PLACE = _PLACE.format("old"), _PLACE.format("new")
_COUNTED_OF = "{0}.read, {0}.muted, {0}.starred, {0}.folded, {0}.unread_below"
_DIFFERENCES = ", ".join(
    f"({figure.format('new')}) - ({figure.format('old')})" for figure in _FIGURES.values()
)
_OLD_SHOWN, _NEW_SHOWN = _SHOWN.format("old"), _SHOWN.format("new")

_COLUMNS = ", ".join(f"{name} INTEGER" for name in _FIGURES)
_WATCH = (
    "CREATE TEMP TABLE IF NOT EXISTS change (key, published, category, site, day, nodes, "
    f"{_COLUMNS})",
    f"CREATE TEMP TABLE IF NOT EXISTS below (node, day, {_COLUMNS})",
    f"""
CREATE TEMP TRIGGER IF NOT EXISTS entry_came AFTER INSERT ON main.entry WHEN {_NEW_SHOWN} BEGIN
  INSERT INTO change VALUES ({_NEW});
END""",
    f"""
CREATE TEMP TRIGGER IF NOT EXISTS entry_went AFTER DELETE ON main.entry WHEN {_OLD_SHOWN} BEGIN
  INSERT INTO change VALUES ({_OLD});
END""",
    f"""
CREATE TEMP TRIGGER IF NOT EXISTS entry_moved
AFTER UPDATE OF published, category, site, day, nodes ON main.entry
WHEN ({_OLD_PLACE}) <> ({_NEW_PLACE}) BEGIN
  INSERT INTO change SELECT {_OLD} WHERE {_OLD_SHOWN};
  INSERT INTO change SELECT {_NEW} WHERE {_NEW_SHOWN};
END""",
    # If a row moves as well, the trigger above counts both of its states.
    f"""
CREATE TEMP TRIGGER IF NOT EXISTS entry_marked
AFTER UPDATE OF read, muted, starred, folded, unread_below ON main.entry
WHEN ({_COUNTED_OF.format("old")}) <> ({_COUNTED_OF.format("new")}) AND {_NEW_SHOWN}
  AND ({_OLD_PLACE}) = ({_NEW_PLACE}) BEGIN
  INSERT INTO change VALUES ({_NEW_PLACE}, {_DIFFERENCES});
END""",
)


def _by_kind(figures: str, source: str) -> str:
    """SQL for the figures of a source's rows by kind, name and day, but for those of nodes. It
    contains constants only, no input of the user, as the next one.
    """
    return " UNION ALL ".join(
        f"SELECT '{kind}', {name}, {day}, {figures} FROM {source} GROUP BY {name}, {day}"
        for kind, (name, day) in _KINDS.items()
    )


def _by_node(figures: str, source: str) -> str:
    """SQL for the figures of nodes, by day and whole; the source has columns node and day."""
    return (
        f"SELECT 'node', CAST(node AS TEXT), day, {figures} FROM {source} GROUP BY node, day "
        f"UNION ALL SELECT 'whole', CAST(node AS TEXT), '', {figures} FROM {source} GROUP BY node"
    )


_SUMS = ", ".join(f"SUM({name}) AS {name}" for name in _FIGURES)
_ADDED = " ON CONFLICT DO UPDATE SET " + ", ".join(
    f"{name} = {name} + excluded.{name}" for name in _FIGURES
)
_SETTLE = f"INSERT INTO tally SELECT * FROM ({_by_kind(_SUMS, 'temp.change')}) WHERE 1 {_ADDED}"
_TELL_BELOW = f"""
INSERT INTO temp.below
WITH place AS MATERIALIZED (SELECT day, nodes, {_SUMS} FROM temp.change GROUP BY nodes, day)
SELECT node.value, day, {_SUMS} FROM place, json_each(nodes) AS node GROUP BY node.value, day
"""
_SETTLE_NODES = (
    f"INSERT INTO tally SELECT * FROM ({_by_node(_SUMS, 'temp.below')}) WHERE 1 {_ADDED}"
)
_HEADINGS = (
    "SELECT 'headings', name, '', "
    + ", ".join(
        f"SUM({name} >= {LEAST}) AS {name}" if name in _OF_ROWS else f"0 AS {name}"
        for name in _FIGURES
    )
    + f" FROM tally WHERE kind = 'node' GROUP BY name HAVING MAX(total) >= {LEAST}"
)
_SETTLE_HEADINGS = (
    "INSERT INTO tally SELECT 'headings', CAST(node AS TEXT), '', "
    + ", ".join(
        f"SUM((IFNULL(was.{name}, 0) + below.{name} >= {LEAST}) "
        f"- (IFNULL(was.{name}, 0) >= {LEAST}))"
        if name in _OF_ROWS
        else "0"
        for name in _FIGURES
    )
    + " FROM temp.below LEFT JOIN tally AS was "
    "ON was.kind = 'node' AND was.name = CAST(node AS TEXT) AND was.day = below.day "
    f"GROUP BY node {_ADDED}"
)
_EXTREMES = "SELECT MIN(total), MAX(total) FROM temp.change"
_FORGET_CHANGES = ("DELETE FROM temp.change", "DELETE FROM temp.below")
_FORGET_EMPTY = "DELETE FROM tally WHERE total = 0 AND kind <> 'all'"
_FORGET = "DELETE FROM tally"
_LISTED = f"(SELECT * FROM entry WHERE {_SHOWN.format('entry')}) AS entry"
_COUNTED = (
    _by_kind(_COUNTS_OF, _LISTED)
    + " UNION ALL "
    + _by_node(
        _COUNTS_OF, f"(SELECT value AS node, entry.* FROM {_LISTED}, json_each(nodes)) AS entry"
    )
)
_COUNT = f"INSERT INTO tally {_COUNTED}"
_COUNT_HEADINGS = f"INSERT INTO tally {_HEADINGS}"
_NONE = "INSERT OR IGNORE INTO tally VALUES ('all', '', '', 0, 0, 0, 0, 0, 0, 0, 0)"
_WRONG = f"""
WITH counted (kind, name, day, {", ".join(_FIGURES)}) AS (
  {_COUNTED} UNION ALL SELECT * FROM ({_HEADINGS})
)
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
    story_figures.watch(db)
    for statement in _WATCH:
        db.execute(statement)


def settle(db: sqlite3.Connection) -> None:
    """Write the figures of stories, and add the recorded changes to the tallies and to what is
    placed below nodes; at the end of a transaction.
    """
    story_figures.settle(db)
    least, most = db.execute(_EXTREMES).fetchone()
    if least is None:
        return
    for statement in (_SETTLE, _TELL_BELOW, _SETTLE_HEADINGS, _SETTLE_NODES):
        db.execute(statement)
    if least < 0 or most > 0:
        from reader.library.index import nodes

        nodes.settle(db, displaces=least < 0)
    for statement in _FORGET_CHANGES:
        db.execute(statement)
    if least < 0:
        db.execute(_FORGET_EMPTY)


def count(db: sqlite3.Connection) -> None:
    """Count all entries, for a new or migrated index."""
    db.execute(_FORGET)
    db.execute(_COUNT)
    db.execute(_COUNT_HEADINGS)
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
