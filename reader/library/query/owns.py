"""Reads the rows of each node of a list from the tallies, so that the cost depends on the number of
nodes and their days, not of articles. Only articles that are partly read, or are kept although they
no longer match, are counted one by one; there are few.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial

from reader.lazy_tuple import NamedTuple
from reader.library.index.tally import LEAST
from reader.library.query.folding import Folding
from reader.library.query.groups import BOUNDS, IN_FEW, UNREAD, Grouping, Kept, Show
from reader.library.query.tree import Inner, Own, with_inner

AGAIN = "again"
"""The kind of nodes that count too much, as in index/nodes.py."""

_COUNTED = {
    "all": ("total", "unread"),
    "unread": ("unread", "unread"),
    "starred": ("starred", "starred_unread"),
    "started": ("0 * unread", "0 * unread"),
    "later": ("0 * unread", "0 * unread"),
}
"""By view, the figures of tallies for its rows and for its unread rows."""

_FOLDED = _COUNTED | {"all": ("told", "told_unread"), "unread": ("fresh", "fresh_unread")}
"""The same for views in which each story has one row."""

# In this order each node is found by its number, which takes half as long.
_WHOLE = "FROM tally AS whole CROSS JOIN node ON node.key = CAST(whole.name AS INTEGER)"
_NODES = f"""
SELECT node.key, node.path, node.name, whole.total, whole.{{rows}}, whole.{{unread}},
  IFNULL(headings.{{rows}}, 0), NULL
{_WHOLE}
LEFT JOIN tally AS headings
  ON headings.kind = 'headings' AND headings.name = whole.name AND headings.day = ''
WHERE whole.kind = 'whole' AND node.kind = :kind
"""
_WEIGHED = f"""
SELECT node.key, node.path, node.name, whole.total {_WHOLE}
WHERE whole.kind = 'whole' AND node.kind = :kind
"""
_DAYS = f"""
SELECT 0, day, day, SUM(total), SUM({{rows}}), SUM({{unread}}), SUM({{rows}} >= {LEAST}), NULL
FROM tally WHERE kind = 'category' GROUP BY day
"""
_FLAT = """
SELECT 0, '', '', SUM(total), SUM({rows}), SUM({unread}), 0, NULL FROM tally WHERE kind = 'day'
HAVING COUNT(*)
"""
_INNER = {
    "date": "SELECT name, {rows}, {unread} FROM tally WHERE kind = 'category' AND day = :path",
    "flat": "SELECT day, {rows}, {unread} FROM tally WHERE kind = 'day'",
}
_INNER_OF_NODE = "SELECT day, {rows}, {unread} FROM tally WHERE kind = 'node' AND name = :key"
_WEIGHTS = "SELECT name, SUM(total) FROM tally WHERE kind = 'category' GROUP BY name"
_TOTAL = "SELECT SUM({rows}) FROM tally WHERE kind = 'all'"
_FEW = """
SELECT nodes, category, day, COUNT(*), SUM({unread})
FROM entry{index} WHERE {condition} AND day < '~' GROUP BY nodes, category, day
"""
_INDEX = {"started": " INDEXED BY entry_started"}
_KEPT = """
SELECT nodes, category, day, COUNT(*), SUM({unread}) FROM json_each(?) AS kept
CROSS JOIN entry ON entry.key = kept.value
WHERE NOT (MAX(read, muted) <= ? AND starred >= ? AND {condition})
GROUP BY nodes, category, day
"""


_OWN = partial(tuple.__new__, Own)  # there may be thousands


class Counted(NamedTuple):
    """Rows with the same nodes, category and day, and their numbers."""

    nodes: str
    category: str
    day: str
    rows: int
    unread: int


class Figures(NamedTuple):
    """What is counted of a node's own rows: all, unread ones, inner groups with a heading."""

    rows: int
    unread: int
    headings: int


class Weighed(NamedTuple):
    """The nodes of a grouping by their keys, and those that count too much (see index/nodes.py)."""

    own: Mapping[int, Own]
    again: Mapping[int, Own]


class Owns(NamedTuple):
    """The rows of each node, and by path how often articles are counted too much there."""

    all: list[Own]
    again: Mapping[str, Own]


def own_rows(
    db: sqlite3.Connection,
    grouping: Grouping,
    show: Show,
    kept: Kept,
    folding: Folding | None = None,
) -> Owns:
    """The rows of each node that a view of the library shows. Inner groups are not read."""
    found = Owns([], {})
    names = _names(show, folding)
    if show not in IN_FEW:
        again = _tallied(db, AGAIN, names) if grouping == "category" else ()
        found = Owns(_tallied(db, grouping, names), {own.path: own for own in again})
    more = [*_more(db, show, kept), *_moved(folding)]
    if not more:
        return found
    return with_rows(db, grouping, found, more, lambda own: inner_of(db, grouping, names, own))


def inner_of(
    db: sqlite3.Connection, grouping: str, names: tuple[str, str], own: Own
) -> list[Inner]:
    """The inner groups of a node that a view of the library shows, without rows that are kept;
    `names` are those of the figures.
    """
    rows, unread = names
    sql = _INNER.get(grouping, _INNER_OF_NODE).format(rows=rows, unread=unread)
    found = db.execute(f"{sql} AND {rows} > 0", {"key": str(own.key), "path": own.path})
    return [Inner(*row) for row in found]


def inner_with(
    db: sqlite3.Connection,
    grouping: Grouping,
    show: Show,
    kept: Kept,
    own: Own,
    folding: Folding | None = None,
) -> Sequence[Inner]:
    """The inner groups of a node that a view of the library shows."""
    found = inner_of(db, grouping, _names(show, folding), own)
    here = {own.path: kept.get(own.path, set())} if grouping == "date" else kept
    rows = _more(db, show, here) if any(here.values()) else []
    rows += _moved(folding)
    if grouping == "date":
        rows = [one for one in rows if one.day == own.path]
    elif grouping != "flat":
        rows = [one for one in rows if own.key in keys_of(one.nodes)]
    if not rows:
        return found
    more: dict[str, Inner] = {}
    for one in rows:
        _count(more, one.category if grouping == "date" else one.day, one)
    return _joined(own, more, lambda _own: found).inner or ()


def rows_alone(grouping: Grouping, nodes: Weighed, figures: Mapping[int | str, Figures]) -> Owns:
    """The nodes of these keys, or paths of days, without their inner groups."""
    if grouping in ("date", "flat"):
        return Owns([Own(0, str(path), str(path), 0, *one) for path, one in figures.items()], {})
    own, again = (
        [one._replace(**figures[key]._asdict()) for key, one in some.items() if key in figures]
        for some in nodes
    )
    return Owns(own, {one.path: one for one in again})


def weights(db: sqlite3.Connection) -> dict[str, int]:
    """The numbers of articles of the first categories."""
    return dict(db.execute(_WEIGHTS).fetchall())


def total(db: sqlite3.Connection, show: Show, kept: Kept) -> int:
    """The number of articles that a view of the library shows."""
    (count,) = db.execute(_TOTAL.format(rows=_COUNTED[show][0])).fetchone()
    return (count or 0) + sum(one.rows for one in _more(db, show, kept))


def with_rows(
    db: sqlite3.Connection,
    grouping: Grouping,
    found: Owns,
    rows: Iterable[Counted],
    read: Callable[[Own], Sequence[Inner]],
) -> Owns:
    """The rows of each node, and more; `read` returns the inner groups of a node."""
    if grouping in ("date", "flat"):
        return Owns(_with_days(grouping, found.all, rows, read), {})
    nodes = weighed(db, grouping)
    more: dict[int, dict[str, Inner]] = {}
    for one in rows:
        for key in keys_of(one.nodes):
            if key in nodes.own or key in nodes.again:
                _count(more.setdefault(key, {}), one.day, one)
    known = {own.key: own for own in found.all}
    again = {own.key: own for own in found.again.values()}
    for some, owns in ((nodes.own, known), (nodes.again, again)):
        for key in some.keys() & more.keys():
            owns[key] = _joined(owns.get(key) or some[key], more[key], read)
    return Owns(list(known.values()), {own.path: own for own in again.values()})


def weighed(db: sqlite3.Connection, grouping: Grouping) -> Weighed:
    """The nodes of a grouping, without rows; none where they are days."""
    if grouping in ("date", "flat"):
        return Weighed({}, {})
    own, again = (
        {row[0]: Own(*row) for row in db.execute(_WEIGHED, {"kind": kind})}
        for kind in (grouping, AGAIN)
    )
    return Weighed(own, again)


@lru_cache(4096)  # few values, in many rows
def keys_of(nodes: str) -> tuple[int, ...]:
    """The keys of nodes in the column of a row."""
    return tuple(json.loads(nodes))


def few(show: Show) -> str:
    """The statement that counts the rows of a view with few articles."""
    return _FEW.format(index=_INDEX.get(show, ""), condition=IN_FEW[show], unread=UNREAD)


def _more(db: sqlite3.Connection, show: Show, kept: Kept) -> list[Counted]:
    """The rows that a view shows besides those that are tallied."""
    condition = IN_FEW.get(show, "1")
    more = db.execute(few(show)).fetchall() if show in IN_FEW else []
    if kept:
        most, least = BOUNDS.get(show, (1, 0))
        keys = json.dumps([key for some in kept.values() for key in some])
        kept_rows = _KEPT.format(condition=condition, unread=UNREAD)
        more += db.execute(kept_rows, (keys, most, least)).fetchall()
    return [Counted(*row) for row in more]


def _names(show: Show, folding: Folding | None) -> tuple[str, str]:
    """The figures of tallies for the rows and unread rows of a view."""
    return _COUNTED[show] if folding is None else _FOLDED[show]


def _moved(folding: Folding | None) -> list[Counted]:
    return [Counted(*one) for one in folding.moved] if folding else []


def _tallied(db: sqlite3.Connection, grouping: str, names: tuple[str, str]) -> list[Own]:
    rows, unread = names
    sql = {"date": _DAYS, "flat": _FLAT}.get(grouping, _NODES)
    found = db.execute(sql.format(rows=rows, unread=unread), {"kind": grouping})
    return list(map(_OWN, found))


def _with_days(
    grouping: Grouping,
    found: Iterable[Own],
    rows: Iterable[Counted],
    read: Callable[[Own], Sequence[Inner]],
) -> list[Own]:
    more: dict[str, dict[str, Inner]] = {}
    for one in rows:
        path, name = (one.day, one.category) if grouping == "date" else ("", one.day)
        _count(more.setdefault(path, {}), name, one)
    known = {own.path: own for own in found}
    for path, inner in more.items():
        known[path] = _joined(known.get(path) or Own(0, path, path, 0), inner, read)
    return list(known.values())


def _count(inner: dict[str, Inner], name: str, counted: Counted) -> None:
    _name, rows, unread = inner.get(name, (name, 0, 0))
    inner[name] = Inner(name, rows + counted.rows, unread + counted.unread)


def _joined(own: Own, more: Mapping[str, Inner], read: Callable[[Own], Sequence[Inner]]) -> Own:
    """A node with more rows."""
    inner = {one.name: one for one in read(own)}
    for name, one in more.items():
        _name, rows, unread = inner.get(name, (name, 0, 0))
        inner[name] = Inner(name, rows + one.rows, unread + one.unread)
    return with_inner(own, [one for one in inner.values() if one.rows > 0])
