"""The library's own list: groups from the tallies, and windows of rows from the index.

Nothing here scans the table: the cost of a window depends only on its length. A row that stops
matching stays while its listing exists, so that nothing vanishes under the user's eyes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from reader.entry import Entry
from reader.library.access import Access, reached
from reader.library.index.entry_rows import EntryRows
from reader.library.index.index_file import Index
from reader.library.index.schema import HIDDEN
from reader.library.query.groups import (
    BOUNDS,
    Grouping,
    Kept,
    Part,
    Show,
    all_groups,
    groups_of,
    is_shown,
    place_of,
)
from reader.library.query.listed import Listed

_IN_GROUP = {
    "category": "category = :name AND day = :day",
    "date": "category = :name AND day = :day",
    "site": "site = :name AND day = :day",
    "flat": "day = :day",
}
_SHOWN = """(read <= :read AND starred >= :starred
  OR +key IN (SELECT value FROM json_each(:kept)))"""
_STARTED = """+key IN (
  SELECT key FROM entry WHERE progress > 0 AND progress < 1 UNION SELECT value FROM json_each(:kept)
)"""
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
_ALL_UNREAD = "SELECT key FROM entry INDEXED BY entry_by_day WHERE day < '~' AND read = 0"
_WHERE = "SELECT category, site, day, published, read, starred, progress FROM entry WHERE key = ?"
_WHERE_ALL = """
SELECT entry.key, category, site, day FROM json_each(?) AS wanted
CROSS JOIN entry ON entry.key = wanted.value
"""
_COPIES = "SELECT key, category, site, day FROM entry WHERE id = ?"
_EDGE = 2**62
_MILE = 1000  # rows; later windows of a group start from a milestone, not from its first row


class Listing(Listed):
    """One grouping and filter of the library, as it was when the listing was made.

    `groups` are in screen order. Rows are read as they are now; make a new listing when
    `Library.poll` returns True.
    """

    def __init__(
        self,
        index: Index,
        rows: EntryRows,
        grouping: Grouping,
        show: Show,
        newest: bool,
        kept: Kept,
        access: Access,
    ) -> None:
        """`access` is the library's; rows are read in the thread of its keeper."""
        self.access = access
        self.query = None
        self.grouping: Grouping = grouping
        self.show: Show = show
        self.newest = newest
        self.kept = {place: set(keys) for place, keys in kept.items()}
        self.groups = all_groups(index.db, grouping, show, newest, self.kept)
        self._index = index
        self._rows = rows
        self._numbers: dict[tuple[str, str], int] = {}
        self._milestones: dict[int, dict[int, tuple[int, int]]] = {}

    @reached()
    def window(self, group: int, start: int, stop: int) -> list[Entry]:
        """The rows of a group from `start` up to `stop`, in order; fewer if it has fewer."""
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

    @reached(instead=None)
    def locate(self, key: int) -> tuple[int, int] | None:
        """The group of an entry and its position in it, from 0; None if it is not listed."""
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

    @reached()
    def next_unread(
        self, group: int, offset: int, step: Literal[1, -1] = 1
    ) -> tuple[int, int] | None:
        """The position of the next or previous unread row; see `Listed.next_unread`."""
        if not self.groups:
            return None
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

    @reached()
    def unread_keys(self, part: Part, group: int = 0, offset: int = -1) -> list[int]:
        """The keys of the unread rows in a part of the list; see `Listed.unread_keys`."""
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

    @reached(instead=None)
    def recount(self) -> None:
        """Recount all groups."""
        self.groups = all_groups(self._index.db, self.grouping, self.show, self.newest, self.kept)

    @reached()
    def keep(self, keys: Sequence[int]) -> None:
        """Keep rows in the list, even if they stop matching."""
        if self.show == "all":
            return
        rows = self._index.db.execute(_WHERE_ALL, (json.dumps(keys),))
        for key, category, site, day in rows:
            if day == HIDDEN:
                continue
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
        """Update the groups after an article was marked; see `Listed.marked`."""
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
        """The time and key of the last row before a milestone, one of which comes
        every `_MILE` rows.
        """
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
        read, starred = BOUNDS.get(self.show, (1, 0))
        kept = json.dumps(list(self.kept.get((outer, inner), ())))
        return {"name": place[0], "day": place[1], "read": read, "starred": starred, "kept": kept}

    def _statement(self, template: str, newest: bool) -> str:
        return _statement(template, self.grouping, newest, self.show)

    def _number(self, place: tuple[str, str]) -> int | None:
        if len(self._numbers) != len(self.groups):
            self._numbers = {(g.outer, g.inner): n for n, g in enumerate(self.groups)}
        return self._numbers.get(place)


def _statement(template: str, grouping: Grouping, newest: bool, show: Show = "all") -> str:
    """A statement made of the constants above; it contains no input of the user."""
    return template.format(
        group=_IN_GROUP[grouping],
        shown=_STARTED if show == "started" else _SHOWN,
        order="DESC" if newest else "ASC",
        before=">" if newest else "<",
        after="<" if newest else ">",
    )


def _before_all(newest: bool) -> tuple[int, int]:
    """A time and key before those of all rows, in this order."""
    return (_EDGE, _EDGE) if newest else (-_EDGE - 1, -_EDGE - 1)
