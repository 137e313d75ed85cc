"""The result of a search, or the library in another order than that of time, as a listing with
nodes, windows and positions like the library's own.

The keys of all hits are kept, rows are read when they are shown. The hits are gathered and placed
in the thread of a Searcher, since there may be a million; the listing is used in that of the
library.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal

from reader.entry import Entry
from reader.library.access import Access, reached
from reader.library.index.entry_rows import EntryRows
from reader.library.index.index_file import Index
from reader.library.query import entries
from reader.library.query.folding import Folded
from reader.library.query.groups import Part
from reader.library.query.listed import Listed, each_once
from reader.library.query.placed_hits import AT_ONCE, PlacedHits
from reader.library.query.placing import Slot
from reader.library.query.tree import Inner, Own

if TYPE_CHECKING:  # not needed without a search
    from reader.library.query.language import Query

_ROWS = "SELECT * FROM shown WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key"
_UNREAD = """
SELECT key, id FROM entry
WHERE key IN (SELECT value FROM json_each(?)) AND read = 0 AND muted = 0 ORDER BY key
"""
_WHERE = "SELECT nodes, category, day FROM entry WHERE key = ?"
_COPIES = "SELECT key, nodes, category, day FROM entry WHERE id = ?"
_STRIDE = 200


class Found(Listed):
    """A listing of hits."""

    def __init__(self, index: Index, rows: EntryRows, placed: PlacedHits, access: Access) -> None:
        hits = placed.hits
        self.access = access
        self.query: Query | None = None if hits.query.is_empty else hits.query
        self.grouping, self.show = hits.grouping, hits.show
        self.newest = hits.order != "oldest"
        self.is_by_time = hits.is_by_time
        self.complete = hits.complete
        self.kept: dict[str, set[int]] = {}
        self.folded = hits.folded
        self._index = index
        self._rows = rows
        self.renew(placed)

    @reached()
    def window(self, node: int, start: int, stop: int) -> list[Entry]:
        """The own rows of a node from `start` up to `stop`, without those that are gone."""
        keys = self._keys(node)[max(start, 0) : max(stop, 0)].tolist()
        rows = {row[0]: row for row in self._index.db.execute(_ROWS, (json.dumps(keys),))}
        return [self._rows.entry(rows[key]) for key in keys if key in rows]

    @reached(instead=None)
    def locate(self, key: int, near: int = 0) -> tuple[int, int] | None:
        """The node of an entry and its offset there; see `Listed.locate`."""
        key = self._row_of(key)
        row = self._index.db.execute(_WHERE, (key,)).fetchone()
        places = self._placing.of(*self._told_apart(*row)) if row else []
        if not places:
            return None
        place = next((one for one in places if one.node == near), places[0])
        at = self._offset_of(key, place)
        return None if at is None else (place.node, at)

    def _inner_of(self, own: Own) -> Sequence[Inner]:
        return self.hits.inner_of(own)

    def _row_of(self, key: int) -> int:
        """The key of the row that a hit is below, or its own."""
        above = self.hits.stories.above(key)
        return key if above is None else above

    def _told_apart(self, nodes: str, category: str, day: str) -> tuple[str, str, str]:
        """The columns of a row that say where it stands, as `Placing` knows them."""
        return nodes, category, self.hits.day(day)

    def _keys(self, node: int) -> array[int]:
        """The keys of the own rows of a node."""
        own = self._placing.owns[node]
        return array("q") if own is None else self.hits.of(own).keys

    def _offset_of(self, key: int, place: Slot) -> int | None:
        """The offset of a hit among the rows of a node, given its place; None if it is gone."""
        keys = self._keys(place.node)
        start, end = self._placing.spans(place.node).starts[place.inner :][:2]
        if not self.is_by_time:
            with suppress(ValueError):
                return keys.index(key, start, end)
            return None
        sign = -1 if self.newest else 1
        at = bisect_left(keys, sign * key, start, end, key=lambda other: sign * other)
        return at if at < end and keys[at] == key else None

    @reached()
    def next_unread(
        self, node: int, offset: int, step: Literal[1, -1] = 1
    ) -> tuple[int, int] | None:
        """The position of the next unread row; see `Listed.next_unread`."""
        if not self.nodes:
            return None
        found = self._unread_in(node, offset + step, step) if offset >= 0 or step == 1 else None
        while found is None:
            node += step
            if not 0 <= node < len(self.nodes):
                return None
            if self.nodes[node].unread_rows:
                start = 0 if step == 1 else self.nodes[node].rows - 1
                found = self._unread_in(node, start, step)
        return node, found

    def marked(self, article: str, read: int, keep: bool) -> None:
        """Update the nodes after an article was marked: `read` more of each row are read."""
        rows = self._index.db.execute(_COPIES, (article,)).fetchall()
        for key, *where in rows:
            if self.locate(key) is not None:
                if keep:
                    self.kept.setdefault(where[2], set()).add(key)
                if (row := self._row_of(key)) != key:
                    where = self._index.db.execute(_WHERE, (row,)).fetchone()
                self._placing.marked(*self._told_apart(*where), read)

    @reached()
    def unread_keys(self, part: Part, node: int = 0, offset: int = -1) -> array[int]:
        """The keys of the unread rows in a part of the list; see `Listed.unread_keys`."""
        wanted = array("q")
        spans = self._placing.spans(node)
        if part == "group" and self.grouping == "flat":
            at = spans.at(max(offset, 0))
            wanted += self._keys(node)[spans.starts[at] : spans.starts[at + 1]]
        else:
            for number in self._placing.whole(part, node, offset):
                wanted += self._keys(number)
            if offset >= 0 and part == "above":
                wanted += self._keys(node)[:offset]
            elif offset >= 0 and part == "below":
                wanted += self._keys(node)[offset + 1 :]
        found = self._unread(self.hits.stories.with_below(wanted))
        return each_once(key for key, _article in found)

    @reached(instead=())
    def children(self, key: int) -> list[Entry]:
        if not self.folded:
            found = entries.versions(self._index, self._rows, key)
            return [one for one in found if one.key != key]
        keys = [*self.hits.stories.below(key)]
        rows = {row[0]: row for row in self._index.db.execute(_ROWS, (json.dumps(keys),))}
        return [self._rows.entry(rows[one]) for one in keys if one in rows]

    @reached()
    def below(self, entries: Sequence[Entry]) -> Mapping[int, Folded]:
        """What can be unfolded below the rows of entries; see `Listed.below`."""
        if not self.folded:
            return super().below(entries)
        stories = ((one.key, self.hits.stories.below(one.key)) for one in entries)
        found = {key: below for key, below in stories if below}
        unread = {key for key, _article in self._unread(chain.from_iterable(found.values()))}
        return {
            key: Folded(len(of), sum(map(unread.__contains__, of))) for key, of in found.items()
        }

    def _unread(self, keys: Iterable[int]) -> Iterator[tuple[int, str]]:
        """The keys of those that are unread, with the ids of their articles."""
        read = set(json.loads(self._rows.laid_over("read")))
        wanted = iter(keys)
        while some := list(islice(wanted, AT_ONCE)):
            for key, article in self._index.db.execute(_UNREAD, (json.dumps(some),)):
                if article not in read:
                    yield key, article

    def keep(self, _keys: Sequence[int]) -> None:
        """Do nothing: all rows of a search stay."""

    def renew(self, placed: PlacedHits) -> None:
        """Show the figures of the same hits, as `recounted` found them."""
        self.hits, self._placing, self._total = placed.hits, placed.placing, placed.total

    def _unread_in(self, node: int, start: int, step: Literal[1, -1]) -> int | None:
        spans = self._placing.spans(node)
        if not 0 <= start < spans.starts[-1]:
            return None
        here = spans.at(start)
        for at in range(here, len(spans.inner) if step == 1 else -1, step):
            if spans.inner[at].unread:
                first, end = spans.starts[at : at + 2]
                begin = first if step == 1 else end - 1
                begin = start if at == here else begin
                found = self._unread_among(
                    self._keys(node), range(begin, end if step == 1 else first - 1, step)
                )
                if found is not None:
                    return found
        return None

    def _unread_among(self, keys: array[int], places: range) -> int | None:
        """The first of some places whose row is unread, or has an unread one below it."""
        for start in range(0, len(places), _STRIDE):
            some = places[start : start + _STRIDE]
            asked = self.hits.stories.with_below(map(keys.__getitem__, some))
            unread = {self._row_of(key) for key, _article in self._unread(asked)}
            for place in some:
                if keys[place] in unread:
                    return place
        return None
