"""A list as it is drawn: groups from the tallies, and windows of rows from an index.

Nothing here scans the table: the groups cost as much as there are groups, a window as much as it
is long. A row that stops matching while its listing lives stays, so nothing vanishes under the
reader's eyes.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from reader.entry import Entry
from reader.library.index.index import Index
from reader.library.index.rows import Rows

Grouping = Literal["category", "date", "site", "flat"]
"""Outer and inner headings: category and date, date and category, site and date, none."""

Show = Literal["all", "unread", "starred", "started"]

Part = Literal["all", "group", "above", "below"]
"""Of a list: everything, an outer group (of a flat list, a day), what stands above and below."""

_KIND = {"category": "category", "date": "category", "site": "site", "flat": "day"}
_IN_GROUP = {
    "category": "category = :name AND day = :day",
    "date": "category = :name AND day = :day",
    "site": "site = :name AND day = :day",
    "flat": "day = :day",
}
Tally = tuple[str, str, int, int]
"""Name, day, rows, unread rows."""

_SHOWN = """(read <= :read AND starred >= :starred
  OR +key IN (SELECT value FROM json_each(:kept)))"""
_STARTED = """+key IN (
  SELECT key FROM entry WHERE progress > 0 AND progress < 1 UNION SELECT value FROM json_each(:kept)
)"""
_BOUNDS = {"unread": (0, 0), "starred": (1, 1)}  # read at most, starred at least; else (1, 0)

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
""",  # a row for each name: ten thousand rows would take twice the time
}
_BEGUN = """
SELECT CASE ? WHEN 'category' THEN category WHEN 'site' THEN site ELSE '' END, day,
  COUNT(*), SUM(read = 0)
FROM entry INDEXED BY entry_started WHERE progress > 0 AND progress < 1 GROUP BY 1, 2 ORDER BY 1, 2
"""
_TOTALS = "SELECT name, SUM(total) FROM tally WHERE kind = ? GROUP BY name"
_WINDOW = """
SELECT * FROM shown WHERE {group} AND {shown} AND (published, key) {after} (:published, :at)
ORDER BY published {order}, key {order} LIMIT :limit OFFSET :offset
"""
_MILESTONE = """
SELECT published, key FROM entry
WHERE {group} AND {shown} AND (published, key) {after} (:published, :at)
ORDER BY published {order}, key {order} LIMIT 1 OFFSET :offset
"""
_RANK = """
SELECT COUNT(*) FROM entry WHERE {group} AND {shown} AND (published, key) {before} (:published, :at)
"""
_NEXT = """
SELECT key FROM entry
WHERE {group} AND read = 0 AND {shown} AND (published, key) {after} (:published, :at)
  AND id NOT IN (SELECT value FROM json_each(:read_ids))
ORDER BY published {order}, key {order} LIMIT 1
"""
_UNREAD = "SELECT key FROM entry WHERE {group} AND read = 0 AND {shown}"
_UNREAD_FROM = """
SELECT key FROM entry
WHERE {group} AND read = 0 AND {shown} AND (published, key) {after} (:published, :at)
"""
_UNREAD_BEFORE = """
SELECT key FROM entry
WHERE {group} AND read = 0 AND {shown} AND (published, key) {before} (:published, :at)
"""
_ALL_UNREAD = "SELECT key FROM entry INDEXED BY entry_by_day WHERE read = 0"
_WHERE = "SELECT category, site, day, published, read, starred, progress FROM entry WHERE key = ?"
_WHERE_ALL = """
SELECT entry.key, category, site, day FROM json_each(?) AS wanted
CROSS JOIN entry ON entry.key = wanted.value
"""
_COPIES = "SELECT key, category, site, day FROM entry WHERE id = ?"
_KEPT = """
SELECT category, site, day, COUNT(*), SUM(1 - read) FROM json_each(?) AS kept
CROSS JOIN entry ON entry.key = kept.value
WHERE NOT (read <= ? AND starred >= ? AND (? OR (progress > 0 AND progress < 1)))
GROUP BY category, site, day
"""
_EDGE = 2**62
_MILE = 1000  # rows; further into a group, windows start from a milestone, not from its first row


class Group(NamedTuple):
    """Rows that stand together: a heading, a heading within it, and how many there are.

    Days are ISO dates, '' for rows without one, as for a category that is not named. `flat` has
    the day as `inner` and no `outer`.
    """

    outer: str
    inner: str
    total: int
    unread: int


_GROUP = partial(tuple.__new__, Group)  # half the price of Group(), and there are thousands


class Listing:
    """One grouping and filter of the library, as it was when the listing was made.

    `groups` are in screen order. Rows are read as they are now; make a new listing when
    `Library.poll` says so.
    """

    def __init__(
        self,
        index: Index,
        rows: Rows,
        grouping: Grouping,
        show: Show,
        newest: bool,
        kept: Mapping[tuple[str, str], set[int]],
    ) -> None:
        self.grouping: Grouping = grouping
        self.show: Show = show
        self.newest = newest
        self.kept = {place: set(keys) for place, keys in kept.items()}
        self.groups = _groups(index.db, self)
        self._index = index
        self._rows = rows
        self._numbers: dict[tuple[str, str], int] = {}
        self._milestones: dict[int, dict[int, tuple[int, int]]] = {}

    def window(self, group: int, start: int, stop: int) -> list[Entry]:
        """The rows of a group from `start` up to `stop`, in order; fewer when it has fewer."""
        mile, offset = divmod(start, _MILE)
        published, at = self._milestone(group, mile)
        values = self._values(group) | {
            "published": published,
            "at": at,
            "limit": stop - start,
            "offset": offset,
        }
        statement = self._statement(_WINDOW, self.newest)
        return [self._rows.entry(row) for row in self._index.db.execute(statement, values)]

    def locate(self, key: int) -> tuple[int, int] | None:
        """The group of an entry and its place in it, from 0; None when it is not listed."""
        row = self._index.db.execute(_WHERE, (key,)).fetchone()
        if row is None:
            return None
        category, site, day, published, *state = row
        place = place_of(self.grouping, category, site, day)
        group = self._number(place)
        listed = is_shown(self.show, *state) or key in self.kept.get(place, ())
        if group is None or not listed:
            return None
        values = self._values(group) | {"published": published, "at": key}
        statement = self._statement(_RANK, self.newest)
        return group, self._index.db.execute(statement, values).fetchone()[0]

    def jump(self, name: str | None = None, day: str | None = None) -> int | None:
        """The group to go to for a category, site or day; see `group_of`."""
        return group_of(self.groups, self.grouping, self.newest, name, day)

    def next_unread(
        self, group: int, offset: int, step: Literal[1, -1] = 1
    ) -> tuple[int, int] | None:
        """The place of the next (-1: the last) unread row after (before) this one, or None.

        An offset of -1 is the group's heading.
        """
        here = self.window(group, offset, offset + 1) if offset >= 0 else []
        found = None
        if here or step == 1:
            found = self._unread_in(group, here[0].key if here else None, step)
        while found is None:
            group += step
            if not 0 <= group < len(self.groups):
                return None
            if self.groups[group].unread:
                found = self._unread_in(group, None, step)
        return self.locate(found)

    def unread_keys(self, part: Part, group: int = 0, offset: int = -1) -> list[int]:
        """The keys of the unread rows in a part of the list, seen from a row, or from the heading
        of its outer group where `offset` is -1: in no order.
        """
        if part == "all" and self.show in ("all", "unread"):
            return [row[0] for row in self._index.db.execute(_ALL_UNREAD)]
        found: list[int] = []
        here = self.window(group, offset, offset + 1) if offset >= 0 else []
        for number in groups_of(self.groups, part, group, bool(here)):
            found += self._unread_of(_UNREAD, number)
        if here and part in ("above", "below"):
            statement = _UNREAD_BEFORE if part == "above" else _UNREAD_FROM
            found += self._unread_of(statement, group, here[0].key)
        return found

    def keep(self, keys: Sequence[int]) -> None:
        """Keep rows, whatever becomes of them."""
        if self.show == "all":
            return
        rows = self._index.db.execute(_WHERE_ALL, (json.dumps(keys),))
        for key, category, site, day in rows:
            place = place_of(self.grouping, category, site, day)
            self.kept.setdefault(place, set()).add(key)

    def _unread_of(self, template: str, group: int, key: int | None = None) -> list[int]:
        values = self._values(group)
        if key is not None:
            (row,) = self._index.db.execute(_WHERE, (key,)).fetchall() or [(0,) * 6]
            values |= {"published": row[3], "at": key}
        statement = self._statement(template, self.newest)
        return [row[0] for row in self._index.db.execute(statement, values)]

    def marked(self, article: str, read: int, keep: bool) -> None:
        """An article of this process was marked: keep its rows, and count `read` more as read."""
        for key, category, site, day in self._index.db.execute(_COPIES, (article,)).fetchall():
            place = place_of(self.grouping, category, site, day)
            number = self._number(place)
            if number is None:
                continue
            if keep:
                self.kept.setdefault(place, set()).add(key)
            group = self.groups[number]
            unread = min(max(group.unread - read, 0), group.total)
            self.groups[number] = group._replace(unread=unread)

    def _milestone(self, group: int, mile: int) -> tuple[int, int]:
        """Time and key of the row just before the thousandth, two thousandth, … of a group."""
        known = self._milestones.setdefault(group, {0: _before_all(self.newest)})
        if mile not in known:
            near = max(number for number in known if number < mile)
            values = self._values(group) | {
                "published": known[near][0],
                "at": known[near][1],
                "offset": (mile - near) * _MILE - 1,
            }
            statement = self._statement(_MILESTONE, self.newest)
            row = self._index.db.execute(statement, values).fetchone()
            if row is None:
                return _before_all(not self.newest)
            known[mile] = row
        return known[mile]

    def _unread_in(self, group: int, after: int | None, step: Literal[1, -1]) -> int | None:
        forward = self.newest == (step == 1)
        published, at = _before_all(forward)
        if after is not None:
            row = self._index.db.execute(_WHERE, (after,)).fetchone()
            published, at = (row[3], after) if row else (published, at)
        values = self._values(group) | {
            "published": published,
            "at": at,
            "read_ids": self._rows.laid_over("read"),
        }
        statement = self._statement(_NEXT, forward)
        row = self._index.db.execute(statement, values).fetchone()
        return row[0] if row else None

    def _values(self, group: int) -> dict[str, Any]:
        outer, inner, _total, _unread = self.groups[group]
        place = (inner, outer) if self.grouping == "date" else (outer, inner)
        read, starred = _BOUNDS.get(self.show, (1, 0))
        kept = json.dumps(list(self.kept.get((outer, inner), ())))
        return {"name": place[0], "day": place[1], "read": read, "starred": starred, "kept": kept}

    def _statement(self, template: str, newest: bool) -> str:
        return _statement(template, self.grouping, newest, self.show)

    def _number(self, place: tuple[str, str]) -> int | None:
        if len(self._numbers) != len(self.groups):
            self._numbers = {(g.outer, g.inner): n for n, g in enumerate(self.groups)}
        return self._numbers.get(place)


def is_shown(show: Show, read: bool, starred: bool, progress: float) -> bool:
    """Whether a view has an article with these marks in it."""
    views = {"unread": not read, "starred": bool(starred), "started": 0 < progress < 1}
    return views.get(show, True)


def _statement(template: str, grouping: Grouping, newest: bool, show: Show = "all") -> str:
    """The parts are the constants above, never words of the reader."""
    return template.format(
        group=_IN_GROUP[grouping],
        shown=_STARTED if show == "started" else _SHOWN,
        order="DESC" if newest else "ASC",
        before=">" if newest else "<",
        after="<" if newest else ">",
    )


def _before_all(newest: bool) -> tuple[int, int]:
    """Time and key before those of all rows, in this order."""
    return (_EDGE, _EDGE) if newest else (-_EDGE - 1, -_EDGE - 1)


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


def _groups(db: sqlite3.Connection, listing: Listing) -> list[Group]:
    """All groups with a row, in screen order. The largest category stands first."""
    named: list[tuple[int, str, list[Tally]]] = []
    kind = (_KIND[listing.grouping],)
    if listing.show == "started":
        tallies = _with_kept(db, listing, db.execute(_BEGUN, kind).fetchall())
        return in_order(db, tallies, listing.grouping, listing.newest)
    for name, total, days, totals, unread in db.execute(_TALLIES[listing.show], kind):
        if days is not None:
            counts = (map(int, totals.split(",")), map(int, unread.split(",")))
            rows: list[Tally] = list(zip(repeat(name), days.split(","), *counts, strict=False))
            named.append((-total, name, rows))
    if listing.kept:
        tallies = _with_kept(db, listing, [row for _total, _name, rows in named for row in rows])
        return in_order(db, tallies, listing.grouping, listing.newest)
    return _arranged(_in_rank(named), listing.grouping, listing.newest)


def in_order(
    db: sqlite3.Connection, tallies: list[Tally], grouping: Grouping, newest: bool
) -> list[Group]:
    """Groups of tallies, which are sorted by name and day, in screen order."""
    totals = dict(db.execute(_TOTALS, (_KIND[grouping],)).fetchall())
    return _arranged(_ranked(tallies, totals), grouping, newest)


def _arranged(ranked: list[list[Tally]], grouping: Grouping, newest: bool) -> list[Group]:
    if grouping == "date":
        return _by_day(ranked, newest)
    return [group for rows in ranked for group in map(_GROUP, _days_in_order(rows, newest))]


def group_of(
    groups: Sequence[Group], grouping: Grouping, newest: bool, name: str | None, day: str | None
) -> int | None:
    """The first group of a category or site (outer or inner heading), of a day, or of both.

    A day (ISO) without rows means the next one in the listing's order; None when there is none.
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
    """The numbers of the groups that are whole in a part of a list, seen from one of their rows,
    or from the heading of their outer group.
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
    """Days outside, names in their order within each."""
    days: dict[str, list[Group]] = {}
    for name, day, total, unread in chain.from_iterable(ranked):
        days.setdefault(day, []).append(_GROUP((day, name, total, unread)))
    order = sorted(days, key=lambda day: (bool(day), day) if newest else (not day, day))
    return [group for day in (reversed(order) if newest else order) for group in days[day]]


def _ranked(tallies: list[Tally], totals: Mapping[str, int]) -> list[list[Tally]]:
    """The tallies of each name, the name with the most articles, read or not, first."""
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
    """Rows sorted by day, in the listing's order; the one without a day is the last in both."""
    if newest:
        return rows[::-1]
    return rows[1:] + rows[:1] if not rows[0][1] else rows


def _with_kept(db: sqlite3.Connection, listing: Listing, found: list[Tally]) -> list[Tally]:
    """The tallies, with the rows that are kept though they no longer match."""
    tallies = {row[:2]: row for row in found}
    most, least = _BOUNDS.get(listing.show, (1, 0))
    whatever = listing.show != "started"
    kept = json.dumps([key for keys in listing.kept.values() for key in keys])
    for *where, count, unread_kept in db.execute(_KEPT, (kept, most, least, whatever)).fetchall():
        outer, inner = place_of(listing.grouping, *where)
        name, day = (inner, outer) if listing.grouping == "date" else (outer, inner)
        _name, _day, total, unread = tallies.get((name, day), (name, day, 0, 0))
        tallies[name, day] = (name, day, total + count, unread + unread_kept)
    return [tallies[place] for place in sorted(tallies)]
