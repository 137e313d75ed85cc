"""The hits of a query, by the nodes of a list. There may be a million: of each only its key is kept
below each of its nodes, eight bytes, and twelve bytes for each run of rows that have the same inner
group.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from reader.lazy_tuple import NamedTuple
from reader.library.query.groups import Grouping, Show
from reader.library.query.owns import Figures
from reader.library.query.tree import DATED, Inner, Own

if TYPE_CHECKING:  # not needed without a search
    from reader.library.query.language import Query
    from reader.library.query.statement import Order

NodeName = int | str
"""What a node is known by: its key in the table `node`, or its path where it is a day."""


class NodeHits:
    """The hits below a node: their keys in the order of the list, and the runs that they are in."""

    __slots__ = ("_names", "_runs", "keys")

    def __init__(self, keys: array[int], runs: array[int], names: Sequence[str]) -> None:
        """`runs` has three numbers for each run: its place in `names`, its rows, and the unread
        articles there.
        """
        self.keys = keys
        self._runs = runs
        self._names = names

    @property
    def inner(self) -> list[Inner]:
        """The inner groups, in order."""
        return [Inner(self._names[name], *counts) for name, *counts in self._each()]

    @property
    def rows(self) -> Sequence[int]:
        """The numbers of rows of the inner groups."""
        return self._runs[1::3]

    @property
    def figures(self) -> Figures:
        """What is counted for the node."""
        headings = sum(one.has_heading for one in self.inner)
        return Figures(len(self.keys), sum(self._runs[2::3]), headings)

    def recounted(self, unread: array[int]) -> NodeHits:
        """The same hits, with the numbers of unread articles that the inner groups have now."""
        runs = self._runs[:]
        runs[2::3] = unread
        return NodeHits(self.keys, runs, self._names)

    def _each(self) -> Iterator[tuple[int, int, int]]:
        numbers = iter(self._runs)
        return zip(numbers, numbers, numbers, strict=True)


class StoryHits:
    """Which hits are below others, as each story has one row."""

    def __init__(self, below: Mapping[int, Sequence[int]]) -> None:
        """`below` has, by the key of the first article of a story, those of the others."""
        self._firsts = array("q", sorted(below))
        self._others = array("q", chain.from_iterable(map(below.__getitem__, self._firsts)))
        self._starts = array("q", [0])
        for first in self._firsts:
            self._starts.append(self._starts[-1] + len(below[first]))
        pairs = sorted((other, first) for first, others in below.items() for other in others)
        self._below = array("q", map(itemgetter(0), pairs))
        self._above = array("q", map(itemgetter(1), pairs))

    def below(self, key: int) -> Sequence[int]:
        """The keys of the hits below one, in order."""
        at = _found(self._firsts, key)
        return () if at is None else self._others[self._starts[at] : self._starts[at + 1]]

    def above(self, key: int) -> int | None:
        """The key of the hit that one is below; None if it is below none."""
        at = _found(self._below, key)
        return None if at is None else self._above[at]

    def with_below(self, keys: Iterable[int]) -> Iterator[int]:
        """Keys of rows, and those of the hits below them."""
        if not self._firsts:
            return iter(keys)
        return chain.from_iterable((key, *self.below(key)) for key in keys)


def _found(keys: array[int], key: int) -> int | None:
    at = bisect_left(keys, key)
    return at if at < len(keys) and keys[at] == key else None


_NO_HITS = NodeHits(array("q"), array("I"), ())


class Hits(NamedTuple):
    """The hits of a query by their nodes, those that only count (see index/nodes.py) included.
    `total` is their number, `complete` False if a limit cut them off. If they are `folded`, each
    story has one row, with its other hits below that.
    """

    query: Query
    grouping: Grouping
    show: Show
    order: Order
    nodes: Mapping[NodeName, NodeHits] = {}
    total: int = 0
    complete: bool = True
    folded: bool = False
    stories: StoryHits = StoryHits({})

    @property
    def is_by_time(self) -> bool:
        return self.order in ("newest", "oldest")

    def day(self, day: str) -> str:
        """A day, as far as the list tells days apart: only an order of time does, or nodes that are
        days.
        """
        return day if self.is_by_time or self.grouping == "date" or not day else DATED

    def of(self, own: Own) -> NodeHits:
        """The hits below a node."""
        name: NodeName = own.path if self.grouping in ("date", "flat") else own.key
        return self.nodes.get(name, _NO_HITS)

    def inner_of(self, own: Own) -> Sequence[Inner]:
        """The inner groups of a node, in order."""
        return self.of(own).inner
