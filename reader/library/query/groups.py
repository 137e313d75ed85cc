"""The groups of a list: an outer and an inner heading, and the number of rows below them.

They are made from the tallies of the index, so that the cost depends on the number of
groups, not of rows.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, repeat
from operator import itemgetter
from typing import Literal, NamedTuple

Grouping = Literal["category", "date", "site", "flat"]
"""Outer and inner headings: category and date, date and category, site and date, none."""

Show = Literal["all", "unread", "starred", "started"]

Part = Literal["all", "group", "above", "below"]
"""A part of a list: all rows, an outer group (in a flat list, a day), the rows above or below."""

Kept = Mapping[tuple[str, str], set[int]]
"""By outer and inner heading, the keys of rows that stay although they no longer match."""

Tally = tuple[str, str, int, int]
"""Name, day, rows, unread rows."""

KIND = {"category": "category", "date": "category", "site": "site", "flat": "day"}
"""The kind of tallies that count the rows of a grouping."""

BOUNDS = {"unread": (0, 0), "starred": (1, 1)}  # read at most, starred at least; else (1, 0)


_TALLIES = {
    "all": """
SELECT name, SUM(total), group_concat(day), group_concat(total), group_concat(unread)
FROM tally WHERE kind = ? GROUP BY name
""",
    "unread": """
SELECT name, SUM(total), group_concat(day) FILTER (WHERE unread > 0),
  group_concat(unread) FILTER (WHERE unread > 0), group_concat(unread) FILTER (WHERE unread > 0)
FROM tally WHERE kind = ? GROUP BY name
""",
    "starred": """
SELECT name, SUM(total), group_concat(day) FILTER (WHERE starred > 0),
  group_concat(starred) FILTER (WHERE starred > 0),
  group_concat(starred_unread) FILTER (WHERE starred > 0)
FROM tally WHERE kind = ? GROUP BY name
""",  # one row for each name: a row for each name and day would take twice the time
}
_BEGUN = """
SELECT CASE ? WHEN 'category' THEN category WHEN 'site' THEN site ELSE '' END, day,
  COUNT(*), SUM(read = 0)
FROM entry INDEXED BY entry_started WHERE progress > 0 AND progress < 1 AND day < '~'
GROUP BY 1, 2 ORDER BY 1, 2
"""
_TOTALS = "SELECT name, SUM(total) FROM tally WHERE kind = ? GROUP BY name"
_KEPT = """
SELECT category, site, day, COUNT(*), SUM(1 - read) FROM json_each(?) AS kept
CROSS JOIN entry ON entry.key = kept.value
WHERE NOT (read <= ? AND starred >= ? AND (? OR (progress > 0 AND progress < 1)))
GROUP BY category, site, day
"""


class Group(NamedTuple):
    """Rows below an outer and an inner heading, and their number.

    Days are ISO dates, '' for rows without one; likewise for categories and sites. A flat list has
    the day as `inner`, and '' as `outer`.
    """

    outer: str
    inner: str
    total: int
    unread: int


_GROUP = partial(tuple.__new__, Group)  # takes half the time of Group(), and there are thousands


def is_shown(show: Show, read: bool, starred: bool, progress: float) -> bool:
    """Whether a view shows an article with these marks."""
    views = {"unread": not read, "starred": bool(starred), "started": 0 < progress < 1}
    return views.get(show, True)


def place_of(grouping: Grouping, category: str, site: str, day: str) -> tuple[str, str]:
    match grouping:
        case "category":
            return category, day
        case "date":
            return day, category
        case "site":
            return site, day
        case "flat":
            return "", day


def all_groups(
    db: sqlite3.Connection, grouping: Grouping, show: Show, newest: bool, kept: Kept
) -> list[Group]:
    """All groups with a row that is shown or kept, in screen order; the largest
    category is first.
    """
    named: list[tuple[int, str, list[Tally]]] = []
    kind = (KIND[grouping],)
    if show == "started":
        tallies = _with_kept(db, grouping, show, kept, db.execute(_BEGUN, kind).fetchall())
        return in_order(db, tallies, grouping, newest)
    for name, total, days, totals, unread in db.execute(_TALLIES[show], kind):
        if days is not None:
            counts = (map(int, totals.split(",")), map(int, unread.split(",")))
            rows: list[Tally] = list(zip(repeat(name), days.split(","), *counts, strict=False))
            named.append((-total, name, rows))
    if kept:
        tallies = _with_kept(db, grouping, show, kept, [row for *_, rows in named for row in rows])
        return in_order(db, tallies, grouping, newest)
    return _arranged(_in_rank(named), grouping, newest)


def in_order(
    db: sqlite3.Connection, tallies: list[Tally], grouping: Grouping, newest: bool
) -> list[Group]:
    """The groups of tallies in screen order. The tallies are sorted by name and day."""
    totals = dict(db.execute(_TOTALS, (KIND[grouping],)).fetchall())
    return _arranged(_ranked(tallies, totals), grouping, newest)


def _arranged(ranked: list[list[Tally]], grouping: Grouping, newest: bool) -> list[Group]:
    if grouping == "date":
        return _by_day(ranked, newest)
    return [group for rows in ranked for group in map(_GROUP, _days_in_order(rows, newest))]


def group_of(
    groups: Sequence[Group], grouping: Grouping, newest: bool, name: str | None, day: str | None
) -> int | None:
    """The number of the first group with a category or site `name`, a `day`, or both; None if there
    is none.

    If an ISO day has no rows, the next day in the listing's order is taken.
    """
    for number, group in enumerate(groups):
        named, dated = (
            (group.inner, group.outer) if grouping == "date" else (group.outer, group.inner)
        )
        if name is not None and named != name:
            continue
        if day is None or (dated and (dated <= day if newest else dated >= day)):
            return number
    return None


def groups_of(groups: Sequence[Group], part: Part, group: int, on_row: bool) -> Iterable[int]:
    """The numbers of the groups that are completely in a part of a list, seen from a row of `group`
    if `on_row`, else from the heading of its outer group.
    """
    match part:
        case "all":
            return range(len(groups))
        case "group":
            outer = groups[group].outer
            same = [number for number, one in enumerate(groups) if one.outer == outer]
            return same if outer else [group]
        case "above":
            return range(group)
        case "below":
            return range(group + on_row, len(groups))


def _by_day(ranked: list[list[Tally]], newest: bool) -> list[Group]:
    """Groups with the day as outer heading and the names, in their order, as inner ones."""
    days: dict[str, list[Group]] = {}
    for name, day, total, unread in chain.from_iterable(ranked):
        days.setdefault(day, []).append(_GROUP((day, name, total, unread)))
    order = sorted(days, key=lambda day: (bool(day), day) if newest else (not day, day))
    return [group for day in (reversed(order) if newest else order) for group in days[day]]


def _ranked(tallies: list[Tally], totals: Mapping[str, int]) -> list[list[Tally]]:
    """The tallies by name; the name with the most articles, read or not, is first."""
    names: list[tuple[int, str, list[Tally]]] = []
    start = 0
    while start < len(tallies):
        name = tallies[start][0]
        end = bisect_right(tallies, name, start, key=itemgetter(0))
        names.append((-totals.get(name, 0), name, tallies[start:end]))
        start = end
    return _in_rank(names)


def _in_rank(names: list[tuple[int, str, list[Tally]]]) -> list[list[Tally]]:
    return [rows for _total, _name, rows in sorted(names, key=itemgetter(0, 1))]


def _days_in_order(rows: list[Tally], newest: bool) -> list[Tally]:
    """Rows, which are sorted by day, in the listing's order; the one without a day
    is always last.
    """
    if newest:
        return rows[::-1]
    return rows[1:] + rows[:1] if not rows[0][1] else rows


def _with_kept(
    db: sqlite3.Connection, grouping: Grouping, show: Show, kept: Kept, found: list[Tally]
) -> list[Tally]:
    """The tallies including the rows that are kept although they no longer match."""
    tallies = {row[:2]: row for row in found}
    most, least = BOUNDS.get(show, (1, 0))
    whatever = show != "started"
    keys = json.dumps([key for some in kept.values() for key in some])
    for *where, count, unread_kept in db.execute(_KEPT, (keys, most, least, whatever)).fetchall():
        outer, inner = place_of(grouping, *where)
        name, day = (inner, outer) if grouping == "date" else (outer, inner)
        _name, _day, total, unread = tallies.get((name, day), (name, day, 0, 0))
        tallies[name, day] = (name, day, total + count, unread + unread_kept)
    return [tallies[place] for place in sorted(tallies)]
