"""The result of a search as a listing, with groups, windows and positions like the library's own.

It keeps the keys of all hits, eight bytes each; rows are read when they are shown. The hits are
gathered in the thread of a Searcher; the listing is used in that of the library.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from reader.entry import Entry
from reader.library.access import Access, reached
from reader.library.index.entry_rows import EntryRows
from reader.library.index.index_file import Index
from reader.library.query.groups import (
    Group,
    Grouping,
    Part,
    Show,
    Tally,
    groups_of,
    in_order,
    is_shown,
    place_of,
)
from reader.library.query.listed import Listed

if TYPE_CHECKING:  # not needed without a search
    from reader.library.query.full_text import Searcher
    from reader.library.query.language import Query

_ROWS = "SELECT * FROM shown WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key"
_UNREAD = """
SELECT key, id FROM entry WHERE key IN (SELECT value FROM json_each(?)) AND read = 0 ORDER BY key
"""
_WHERE = "SELECT category, site, day FROM entry WHERE key = ?"
_COPIES = "SELECT key, category, site, day FROM entry WHERE id = ?"
_STRIDE = 200


class Hits(NamedTuple):
    """The hits of a query: by outer and inner heading their keys, and the number of unread ones.

    `complete` is False if a limit cut them off.
    """

    query: Query
    grouping: Grouping
    show: Show
    newest: bool
    places: dict[tuple[str, str], tuple[array[int], int]]
    complete: bool


def gather(
    searcher: Searcher,
    query: Query,
    grouping: Grouping,
    show: Show,
    newest: bool,
    limit: int | None = None,
) -> Hits:
    """Find all hits, or the first `limit`, in the thread of the searcher. Raises Stopped if the
    search is stopped.
    """
    places: dict[tuple[str, str], tuple[array[int], list[int]]] = {}
    count = 0
    for key, category, site, day, read, *others in searcher.places(query, newest, limit or -1):
        count += 1
        if not is_shown(show, read, *others):
            continue
        place = place_of(grouping, category, site, day)
        found = places.get(place)
        if found is None:
            found = places[place] = (array("q"), [0])
        found[0].append(key)
        found[1][0] += not read
    whole = {place: (keys, unread[0]) for place, (keys, unread) in places.items()}
    return Hits(query, grouping, show, newest, whole, limit is None or count < limit)


class Found(Listed):
    """A listing of hits."""

    def __init__(self, index: Index, rows: EntryRows, hits: Hits, access: Access) -> None:
        self.access = access
        self.query: Query | None = hits.query
        self.grouping, self.show, self.newest = hits.grouping, hits.show, hits.newest
        self.complete = hits.complete
        self.kept: dict[tuple[str, str], set[int]] = {}
        self._index = index
        self._rows = rows
        self._places = hits.places
        self.groups: list[Group] = in_order(index.db, _tallies(hits), hits.grouping, hits.newest)
        self._numbers = {(g.outer, g.inner): n for n, g in enumerate(self.groups)}

    @reached()
    def window(self, group: int, start: int, stop: int) -> list[Entry]:
        """The rows of a group from `start` up to `stop`, in order, without those that are gone."""
        keys = self._keys(group)[max(start, 0) : stop].tolist()
        found = self._index.db.execute(_ROWS, (json.dumps(keys),)).fetchall()
        return [self._rows.entry(row) for row in (found[::-1] if self.newest else found)]

    @reached(instead=None)
    def locate(self, key: int) -> tuple[int, int] | None:
        """The group of an entry and its position in it, from 0; None if it is not listed."""
        row = self._index.db.execute(_WHERE, (key,)).fetchone()
        group = self._numbers.get(place_of(self.grouping, *row)) if row else None
        if group is None:
            return None
        keys = self._keys(group)
        sign = -1 if self.newest else 1
        at = bisect_left(keys, sign * key, key=lambda other: sign * other)
        return (group, at) if at < len(keys) and keys[at] == key else None

    @reached()
    def next_unread(
        self, group: int, offset: int, step: Literal[1, -1] = 1
    ) -> tuple[int, int] | None:
        """The position of the next unread row, or of the previous one if `step` is -1; None if
        there is none.
        """
        if not self.groups:
            return None
        found = self._unread_in(group, offset + step, step) if offset >= 0 or step == 1 else None
        while found is None:
            group += step
            if not 0 <= group < len(self.groups):
                return None
            if self.groups[group].unread:
                start = 0 if step == 1 else self.groups[group].total - 1
                found = self._unread_in(group, start, step)
        return group, found

    def marked(self, article: str, read: int, keep: bool) -> None:
        """Update the groups after an article was marked: `read` more of each row are read. With
        `keep` its rows stay.
        """
        for key, *where in self._index.db.execute(_COPIES, (article,)).fetchall():
            place = self.locate(key)
            if place is None:
                continue
            group = self.groups[place[0]]
            unread = min(max(group.unread - read, 0), group.total)
            self.groups[place[0]] = group._replace(unread=unread)
            if keep:
                self.kept.setdefault(place_of(self.grouping, *where), set()).add(key)

    @reached()
    def unread_keys(self, part: Part, group: int = 0, offset: int = -1) -> list[int]:
        """The keys of the unread rows in a part of the list; see `Listed.unread_keys`."""
        wanted: list[int] = []
        for number in groups_of(self.groups, part, group, offset >= 0):
            wanted += self._keys(number)
        if offset >= 0 and part == "above":
            wanted += self._keys(group)[:offset]
        elif offset >= 0 and part == "below":
            wanted += self._keys(group)[offset + 1 :]
        return [row[0] for row in self._index.db.execute(_UNREAD, (json.dumps(wanted),))]

    def keep(self, _keys: Sequence[int]) -> None:
        """Do nothing: all rows of a search stay."""

    @reached(instead=None)
    def recount(self) -> None:
        """Recount the unread rows."""
        for number, group in enumerate(self.groups):
            found = self._index.db.execute(_UNREAD, (json.dumps(self._keys(number).tolist()),))
            self.groups[number] = group._replace(unread=len(found.fetchall()))

    def _unread_in(self, group: int, start: int, step: Literal[1, -1]) -> int | None:
        keys = self._keys(group)
        read = set(json.loads(self._rows.laid_over("read")))
        while 0 <= start < len(keys):
            end = min(max(start + step * _STRIDE, -1), len(keys))
            places = range(start, end, step)
            asked = json.dumps([keys[place] for place in places])
            rows = self._index.db.execute(_UNREAD, (asked,)).fetchall()
            unread = {key for key, article in rows if article not in read}
            for place in places:
                if keys[place] in unread:
                    return place
            start = end
        return None

    def _keys(self, group: int) -> array[int]:
        outer, inner, _total, _unread = self.groups[group]
        return self._places[outer, inner][0]


def _tallies(hits: Hits) -> list[Tally]:
    """The tallies of hits, sorted by name and day."""
    dated = hits.grouping == "date"
    return sorted(
        (inner, outer, len(keys), unread) if dated else (outer, inner, len(keys), unread)
        for (outer, inner), (keys, unread) in hits.places.items()
    )
