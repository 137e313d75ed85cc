"""The result of a search, or the library in another order than that of time, as a listing with
nodes, windows and positions like the library's own.

It keeps the keys of all hits, eight bytes each; rows are read when they are shown. The hits are
gathered and placed in the thread of a Searcher, since there may be a million; the listing is used
in that of the library.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, compress
from typing import TYPE_CHECKING, Literal, NamedTuple

from reader.entry import Entry
from reader.library.access import Access, reached
from reader.library.index.entry_rows import EntryRows
from reader.library.index.index_file import Index
from reader.library.query import entries, owns
from reader.library.query.folding import Folded
from reader.library.query.groups import Grouping, Part, Show
from reader.library.query.listed import Listed
from reader.library.query.owns import Counted
from reader.library.query.placing import Placing, Slot
from reader.library.query.tree import DATED

if TYPE_CHECKING:  # not needed without a search
    from reader.library.query.full_text import Searcher
    from reader.library.query.language import Query
    from reader.library.query.statement import Order

_ROWS = "SELECT * FROM shown WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key"
_UNREAD = """
SELECT key, id FROM entry
WHERE key IN (SELECT value FROM json_each(?)) AND read = 0 AND muted = 0 ORDER BY key
"""
_WHERE = "SELECT nodes, category, day FROM entry WHERE key = ?"
_COPIES = "SELECT key, nodes, category, day FROM entry WHERE id = ?"
_STRIDE = 200
_NO_RANKS = array("q")
_AT_ONCE = 10_000
"""Hits that are asked for by one statement."""


Where = tuple[str, str, str]
"""The columns of a row that say where it stands: nodes, category, day."""


class Some(NamedTuple):
    """Hits that stand at the same place: their keys in order, their ranks among all hits, which are
    left out in an order of time, and the number of unread ones.
    """

    keys: array[int]
    ranks: array[int]
    unread: int


class Hits(NamedTuple):
    """The hits of a query, by where they stand. `complete` is False if a limit cut them off.
    `below` has, by key, those that are below other ones, as each story has one row; they are not in
    `places`, which count their unread ones. None if stories are not folded.
    """

    query: Query
    grouping: Grouping
    show: Show
    order: Order
    places: dict[Where, Some]
    complete: bool
    below: Mapping[int, Sequence[int]] | None = None

    @property
    def is_by_time(self) -> bool:
        return self.order in ("newest", "oldest")

    def where(self, nodes: str, category: str, day: str) -> Where:
        """Where a row with these columns stands, as far as the grouping tells its places apart;
        only an order of time tells its days apart.
        """
        if self.grouping == "date":
            return "[]", category, day
        inner = day if self.is_by_time or not day else DATED
        return "[]" if self.grouping == "flat" else nodes, "", inner


class PlacedHits(NamedTuple):
    """Hits, and where they stand in a list: its nodes, and the keys at each place, in order; the
    keys of the rows that others are below; the number of all. Only one listing may have it, as
    marks change the nodes.
    """

    hits: Hits
    placing: Placing
    keys: dict[Slot, array[int]]
    parents: Mapping[int, int]
    total: int


def gather(
    searcher: Searcher,
    query: Query,
    grouping: Grouping,
    show: Show,
    order: Order,
    limit: int | None = None,
    *,
    folded: bool = False,
) -> PlacedHits:
    """Find and place all hits, or the first `limit`, in the thread of the searcher. If they are
    `folded`, of the hits of a story the first article has a row. Raises Stopped if the search is
    stopped.
    """
    hits = Hits(query, grouping, show, order, {}, True)
    unread: Counter[Where] = Counter()
    stories: dict[int, list[_Version]] = {}
    count = 0
    same: dict[str, str] = {}  # one text of each: there may be a million places
    for key, story, read, *columns in searcher.places(query, show, order, limit):
        where = hits.where(*(same.setdefault(column, column) for column in columns))
        if folded and story is not None:
            stories.setdefault(story, []).append(_Version(not columns[2], key, where, read))
        if (some := hits.places.get(where)) is None:
            ranks = _NO_RANKS if hits.is_by_time else array("q")
            some = hits.places[where] = Some(array("q"), ranks, 0)
        some.keys.append(key)
        if not hits.is_by_time:
            some.ranks.append(count)
        unread[where] += not read
        count += 1
    whole = {at: some._replace(unread=unread[at]) for at, some in hits.places.items()}
    hits = hits._replace(places=whole, complete=limit is None or count < limit)
    return _placed(searcher, _folded(hits, stories) if folded else hits)


def recounted(searcher: Searcher, hits: Hits) -> PlacedHits:
    """The same hits, of which others may be unread now, in the thread of the searcher. Raises
    Stopped if that is stopped.
    """
    unread = dict(_unread(searcher, hits))
    places = {at: some._replace(unread=unread[at]) for at, some in hits.places.items()}
    return _placed(searcher, hits._replace(places=places))


def _unread(searcher: Searcher, hits: Hits) -> Iterator[tuple[Where, int]]:
    """The numbers of unread hits at each place, read for some thousands of hits at once."""
    asked: dict[Where, list[int]] = {}
    count = 0
    for where, some in hits.places.items():
        asked[where] = keys = [*with_below(some.keys, hits.below)]
        count += len(keys)
        if count >= _AT_ONCE:
            yield from _unread_at(searcher, asked)
            asked, count = {}, 0
    yield from _unread_at(searcher, asked)


def _unread_at(
    searcher: Searcher, asked: Mapping[Where, Sequence[int]]
) -> Iterator[tuple[Where, int]]:
    keys = json.dumps([*chain.from_iterable(asked.values())])
    unread = searcher.read(lambda db: {row[0] for row in db.execute(_UNREAD, (keys,))})
    return ((where, sum(map(unread.__contains__, some))) for where, some in asked.items())


def _placed(searcher: Searcher, hits: Hits) -> PlacedHits:
    """The hits with the places where they stand."""
    counted = [Counted(*where, len(some.keys), some.unread) for where, some in hits.places.items()]
    by_date = hits.grouping == "date"
    found = searcher.read(lambda db: owns.rows_alone(db, hits.grouping, counted))
    weights = searcher.read(owns.weights) if by_date else {}
    placing = Placing(hits.grouping, hits.order != "oldest", found, weights)
    parts: dict[Slot, list[Some]] = {}
    for where, some in hits.places.items():
        for place in placing.of(*where):
            parts.setdefault(place, []).append(some)
    keys = {at: _joined(hits, some) for at, some in parts.items()}
    parents = {one: key for key, below in (hits.below or {}).items() for one in below}
    total = len(parents) + sum(one.rows for one in counted)
    return PlacedHits(hits, placing, keys, parents, total)


def _joined(hits: Hits, parts: Sequence[Some]) -> array[int]:
    """The keys of hits at one place, in order."""
    if len(parts) == 1:
        return parts[0].keys
    keys = chain.from_iterable(some.keys for some in parts)
    if hits.is_by_time:
        return array("q", sorted(keys, reverse=hits.order == "newest"))
    ranks = chain.from_iterable(some.ranks for some in parts)
    return array("q", (key for _rank, key in sorted(zip(ranks, keys, strict=True))))


def with_below(keys: Iterable[int], below: Mapping[int, Sequence[int]] | None) -> Iterator[int]:
    """Keys of rows, and those of the hits below them."""
    return chain.from_iterable((key, *below.get(key, ())) for key in keys) if below else iter(keys)


class _Version(NamedTuple):
    """A hit that has versions. The one that is published first is the lowest."""

    is_undated: bool
    key: int
    where: Where
    read: int


def _folded(hits: Hits, stories: Mapping[int, list[_Version]]) -> Hits:
    """Hits of which each story has one row."""
    below: dict[int, list[int]] = {}
    gone: dict[Where, set[int]] = {}
    unread: Counter[Where] = Counter()
    for versions in stories.values():
        first, *others = sorted(versions)
        if others:
            below[first.key] = [one.key for one in others]
        for one in others:
            gone.setdefault(one.where, set()).add(one.key)
            unread[one.where] -= not one.read
            unread[first.where] += not one.read
    places = {
        where: some._replace(unread=some.unread + unread[where])
        for where, some in (
            (where, _without(s, gone.get(where))) for where, s in hits.places.items()
        )
        if some.keys
    }
    return hits._replace(places=places, below=below)


def _without(some: Some, keys: Collection[int] | None) -> Some:
    if not keys:
        return some
    stay = [key not in keys for key in some.keys]
    return some._replace(
        keys=array("q", compress(some.keys, stay)), ranks=array("q", compress(some.ranks, stay))
    )


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
        self.folded = hits.below is not None
        self._below: Mapping[int, Sequence[int]] = hits.below or {}
        self._index = index
        self._rows = rows
        self.renew(placed)

    @reached()
    def window(self, node: int, start: int, stop: int) -> list[Entry]:
        """The own rows of a node from `start` up to `stop`, without those that are gone."""
        spans = self._placing.spans(node)
        found: list[Entry] = []
        start = max(start, 0)
        while start < min(stop, spans.starts[-1]):
            at = spans.at(start)
            end = min(stop, spans.starts[at + 1])
            first = spans.starts[at]
            keys = self._keys_at[Slot(node, at)][start - first : end - first].tolist()
            rows = {row[0]: row for row in self._index.db.execute(_ROWS, (json.dumps(keys),))}
            found += [self._rows.entry(rows[key]) for key in keys if key in rows]
            start = end
        return found

    @reached(instead=None)
    def locate(self, key: int, near: int = 0) -> tuple[int, int] | None:
        """The node of an entry and its offset there; see `Listed.locate`."""
        key = self._parents.get(key, key)
        row = self._index.db.execute(_WHERE, (key,)).fetchone()
        places = self._places_of(row) if row else []
        if not places:
            return None
        place = next((one for one in places if one.node == near), places[0])
        keys = self._keys_at[place]
        if (at := self._index_of(key, keys)) is None:
            return None
        return place.node, self._placing.spans(place.node).starts[place.inner] + at

    def _places_of(self, columns: Where) -> list[Slot]:
        return self._placing.of(*self.hits.where(*columns))

    def _index_of(self, key: int, keys: array[int]) -> int | None:
        if not self.is_by_time:
            with suppress(ValueError):
                return keys.index(key)
            return None
        sign = -1 if self.newest else 1
        at = bisect_left(keys, sign * key, key=lambda other: sign * other)
        return at if at < len(keys) and keys[at] == key else None

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
                if key in self._parents:
                    where = self._index.db.execute(_WHERE, (self._parents[key],)).fetchone()
                self._placing.marked(*self.hits.where(*where), read)

    @reached()
    def unread_keys(self, part: Part, node: int = 0, offset: int = -1) -> list[int]:
        """The keys of the unread rows in a part of the list; see `Listed.unread_keys`."""
        wanted: list[int] = []
        spans = self._placing.spans(node)
        if part == "group" and self.grouping == "flat":
            wanted += self._keys_at[Slot(node, spans.at(max(offset, 0)))]
        else:
            for number in self._placing.whole(part, node, offset):
                wanted += self._keys(number)
            if offset >= 0 and part == "above":
                wanted += self._keys(node)[:offset]
            elif offset >= 0 and part == "below":
                wanted += self._keys(node)[offset + 1 :]
        return [key for key, _article in self._unread(with_below(wanted, self._below))]

    @reached(instead=())
    def children(self, key: int) -> list[Entry]:
        if not self.folded:
            found = entries.versions(self._index, self._rows, key)
            return [one for one in found if one.key != key]
        keys = self._below.get(key, ())
        rows = {row[0]: row for row in self._index.db.execute(_ROWS, (json.dumps(keys),))}
        return [self._rows.entry(rows[one]) for one in keys if one in rows]

    @reached()
    def below(self, entries: Sequence[Entry]) -> Mapping[int, Folded]:
        """What can be unfolded below the rows of entries; see `Listed.below`."""
        if not self.folded:
            return super().below(entries)
        found = {one.key: self._below[one.key] for one in entries if one.key in self._below}
        unread = {key for key, _article in self._unread(chain.from_iterable(found.values()))}
        return {
            key: Folded(len(of), sum(map(unread.__contains__, of))) for key, of in found.items()
        }

    def _unread(self, keys: Iterable[int]) -> Iterator[tuple[int, str]]:
        """The keys of those that are unread, with the ids of their articles."""
        read = set(json.loads(self._rows.laid_over("read")))
        for key, article in self._index.db.execute(_UNREAD, (json.dumps(list(keys)),)):
            if article not in read:
                yield key, article

    def keep(self, _keys: Sequence[int]) -> None:
        """Do nothing: all rows of a search stay."""

    def renew(self, placed: PlacedHits) -> None:
        """Show the figures of the same hits, as `recounted` found them."""
        self.hits = placed.hits
        self._placing, self._keys_at = placed.placing, placed.keys
        self._parents, self._total = placed.parents, placed.total

    def _unread_in(self, node: int, start: int, step: Literal[1, -1]) -> int | None:
        spans = self._placing.spans(node)
        if not 0 <= start < spans.starts[-1]:
            return None
        here = spans.at(start)
        for at in range(here, len(spans.inner) if step == 1 else -1, step):
            if spans.inner[at].unread:
                keys, first = self._keys_at[Slot(node, at)], spans.starts[at]
                begin = 0 if step == 1 else len(keys) - 1
                begin = start - first if at == here else begin
                found = self._unread_among(keys, begin, step)
                if found is not None:
                    return first + found
        return None

    def _unread_among(self, keys: array[int], start: int, step: Literal[1, -1]) -> int | None:
        while 0 <= start < len(keys):
            end = min(max(start + step * _STRIDE, -1), len(keys))
            places = range(start, end, step)
            asked = with_below((keys[place] for place in places), self._below)
            unread = {self._parents.get(key, key) for key, _article in self._unread(asked)}
            for place in places:
                if keys[place] in unread:
                    return place
            start = end
        return None

    def _keys(self, node: int) -> array[int]:
        """The keys of the own rows of a node."""
        keys = array("q")
        for number in range(len(self._placing.spans(node).inner)):
            keys += self._keys_at[Slot(node, number)]
        return keys
