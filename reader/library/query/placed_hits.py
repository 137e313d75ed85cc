"""Finds all hits of a query and places them in a list, in the thread of a Searcher, since there may
be a million.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter, le
from typing import TYPE_CHECKING

from reader.lazy_tuple import NamedTuple
from reader.library.query import owns
from reader.library.query.groups import Grouping, Show
from reader.library.query.hits import Hits, NodeHits, NodeName, StoryHits
from reader.library.query.owns import Weighed, keys_of
from reader.library.query.placing import Placing
from reader.library.query.tree import Inner, in_order

if TYPE_CHECKING:  # not needed without a search
    from reader.library.query.full_text import Searcher
    from reader.library.query.language import Query
    from reader.library.query.statement import Order

_UNREAD = """
SELECT key FROM entry
WHERE key IN (SELECT value FROM json_each(?)) AND read = 0 AND muted = 0
"""
AT_ONCE = 10_000
"""Hits that are asked for by one statement."""

_KNOWN = 10_000
"""Values of the column `nodes` whose heaps are known at once: each hit may have another one."""


class PlacedHits(NamedTuple):
    """Hits, and where they stand in a list. Only one listing may have it, as marks change the
    nodes.
    """

    hits: Hits
    placing: Placing

    @property
    def total(self) -> int:
        return self.hits.total


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
    found = Hits(query, grouping, show, order, folded=folded)
    weights = searcher.read(owns.weights) if grouping == "date" else {}
    weighed = searcher.read(lambda db: owns.weighed(db, grouping))
    heaps = _Heaps(found, weighed)
    versions = _Versions()
    count = 0
    for key, story, read, nodes, category, day in searcher.places(query, show, order, limit):
        heaps.add(key, read, nodes, category, day)
        if folded and story is not None:
            versions.add(story, key, read, day)
        count += 1
    below, above = versions.folded()
    hits = found._replace(
        nodes=dict(heaps.in_order(weights, below, above)),
        total=count,
        complete=limit is None or count < limit,
        stories=StoryHits(below),
    )
    return _placed(hits, weighed, weights)


def recounted(searcher: Searcher, hits: Hits) -> PlacedHits:
    """The same hits, of which others may be unread now, in the thread of the searcher. Raises
    Stopped if that is stopped.
    """
    unread = {name: array("I", bytes(4 * len(of.rows))) for name, of in hits.nodes.items()}
    for asked in _batches(hits):
        keys = (key for one in asked for key in hits.stories.with_below(one.keys))
        found = _unread_among(searcher, list(keys))
        for name, inner, some in asked:
            unread[name][inner] += sum(map(found.__contains__, hits.stories.with_below(some)))
    nodes = {name: of.recounted(unread[name]) for name, of in hits.nodes.items()}
    weights = searcher.read(owns.weights) if hits.grouping == "date" else {}
    weighed = searcher.read(lambda db: owns.weighed(db, hits.grouping))
    return _placed(hits._replace(nodes=nodes), weighed, weights)


def _unread_among(searcher: Searcher, keys: Sequence[int]) -> set[int]:
    values = (json.dumps(keys),)
    return searcher.read(lambda db: {row[0] for row in db.execute(_UNREAD, values)})


class _Piece(NamedTuple):
    """Hits that follow each other: their node, the number of the inner group, their keys."""

    node: NodeName
    inner: int
    keys: array[int]


def _batches(hits: Hits) -> Iterator[list[_Piece]]:
    """All hits, some thousands at a time."""
    asked: list[_Piece] = []
    count = 0
    for name, of in hits.nodes.items():
        end = 0
        for inner, rows in enumerate(of.rows):
            start, end = end, end + rows
            for at in range(start, end, AT_ONCE):
                asked.append(_Piece(name, inner, of.keys[at : min(at + AT_ONCE, end)]))
            count += rows
            if count >= AT_ONCE:
                yield asked
                asked, count = [], 0
    yield asked


def _placed(hits: Hits, weighed: Weighed, weights: Mapping[str, int]) -> PlacedHits:
    """The hits with the places where they stand."""
    figures = {name: of.figures for name, of in hits.nodes.items()}
    found = owns.rows_alone(hits.grouping, weighed, figures)
    is_newest = hits.order != "oldest"
    return PlacedHits(hits, Placing(hits.grouping, is_newest, found, weights, hits.inner_of))


class _Heap:
    """Hits below a node as they are found: their keys, the numbers of the names of their inner
    groups, and for each 1 if it is unread.
    """

    __slots__ = ("keys", "names", "unread")

    def __init__(self) -> None:
        self.keys, self.names, self.unread = array("q"), array("I"), bytearray()

    def choose(self, chosen: Sequence[int]) -> None:
        """Keep those at some places, in their order."""
        self.keys = array("q", map(self.keys.__getitem__, chosen))
        self.names = array("I", map(self.names.__getitem__, chosen))
        self.unread = bytearray(map(self.unread.__getitem__, chosen))


class _Heaps:
    """The heaps of all nodes."""

    def __init__(self, hits: Hits, nodes: Weighed) -> None:
        self._hits = hits
        self._nodes = nodes
        self._heaps: dict[NodeName, _Heap] = {}
        self._known: dict[str, list[_Heap]] = {}
        self._numbers: dict[str, int] = {}

    def add(self, key: int, read: int, nodes: str, category: str, day: str) -> None:
        """Add a hit, given the columns of its row that say where it stands."""
        grouping = self._hits.grouping
        at, name = nodes, self._hits.day(day)
        if grouping == "date":
            at, name = day, category
        elif grouping == "flat":
            at = ""
        heaps = self._known.get(at)
        if heaps is None:
            heaps = self._heaps_at(at)
        number = self._numbers.setdefault(name, len(self._numbers))
        for heap in heaps:
            heap.keys.append(key)
            heap.names.append(number)
            heap.unread.append(not read)

    def _heaps_at(self, at: str) -> list[_Heap]:
        names: Iterable[NodeName] = (at,)
        if self._hits.grouping not in ("date", "flat"):
            own, again = self._nodes
            names = [key for key in keys_of(at) if key in own or key in again]
        if len(self._known) >= _KNOWN:
            self._known.clear()
        found = self._known[at] = [self._heaps.setdefault(name, _Heap()) for name in names]
        return found

    def in_order(
        self,
        weights: Mapping[str, int],
        below: Mapping[int, Sequence[int]],
        above: Mapping[int, int],
    ) -> Iterator[tuple[NodeName, NodeHits]]:
        """The hits of each node in the order of the list, without those that are `below` others;
        the unread ones among these count above them, where `above` has their numbers.
        """
        self._known.clear()
        names = list(self._numbers)
        hits = self._hits
        inner = [Inner(name, 0, 0) for name in names]
        ordered = in_order(inner, hits.grouping, hits.order != "oldest", weights)
        ranks = [0] * len(names)
        for rank, one in enumerate(ordered):
            ranks[self._numbers[one.name]] = rank
        gone = {key for others in below.values() for key in others}
        for name in list(self._heaps):
            heap = self._heaps.pop(name)
            if gone:
                heap.choose([at for at, key in enumerate(heap.keys) if key not in gone])
            if heap.keys:
                runs = _runs(heap, ranks, above)
                yield name, NodeHits(heap.keys, runs, names)


def _runs(heap: _Heap, ranks: Sequence[int], above: Mapping[int, int]) -> array[int]:
    """Bring the hits of a node in the order of their inner groups. Returns the runs."""
    where = [ranks[name] for name in heap.names]
    if not all(map(le, where, islice(where, 1, None))):
        heap.choose(sorted(range(len(where)), key=where.__getitem__))
        where.sort()
    runs = array("I")
    start = 0
    while start < len(where):
        end = bisect_right(where, where[start], start)
        unread = sum(heap.unread[start:end])
        if above:
            unread += sum(above.get(key, 0) for key in heap.keys[start:end])
        runs.extend((heap.names[start], end - start, unread))
        start = end
    return runs


class _Versions:
    """The hits that have versions, as they are found. Of a story, the one that is published first
    is the first, and those without a date are last.
    """

    def __init__(self) -> None:
        self._stories, self._keys = array("q"), array("q")
        self._undated, self._unread = bytearray(), bytearray()

    def add(self, story: int, key: int, read: int, day: str) -> None:
        self._stories.append(story)
        self._keys.append(key)
        self._undated.append(not day)
        self._unread.append(not read)

    def folded(self) -> tuple[dict[int, array[int]], dict[int, int]]:
        """By the key of the first hit of each story with several, the keys of the others, and the
        numbers of unread ones among these.
        """
        below: dict[int, array[int]] = {}
        above: dict[int, int] = {}
        found = sorted(zip(self._stories, self._undated, self._keys, self._unread, strict=True))
        for _story, group in groupby(found, itemgetter(0)):
            first, *others = group
            if others:
                below[first[2]] = array("q", (one[2] for one in others))
                above[first[2]] = sum(one[3] for one in others)
        return below, above
