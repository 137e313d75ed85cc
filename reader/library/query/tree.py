"""The nodes of a list in screen order: a tree of categories or folders, or a list of days or names.

A node has rows of its own, and other nodes below it. A level with nothing but one level below it is
joined with that one into a single node ("Dockone › 周报"). The largest node comes first among its
siblings, the one without a name last; days come in the order of the list.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import accumulate
from operator import attrgetter

from reader.lazy_tuple import NamedTuple
from reader.library.index.tally import LEAST
from reader.library.query.groups import Grouping

BETWEEN = "\x1f"
"""The character between the names of a path, as in index/nodes.py."""


DATED = "*"
"""The name of the inner group of all rows with a date, in a list that is not in the order of time:
it sorts after ''.
"""


class Node(NamedTuple):
    """A heading, or the whole of a flat list.

    `path` identifies it in its grouping: names in the form for comparing with BETWEEN between them,
    an ISO day, or '' if there is none. `name` is the same as it is spelled. `joined` is how many
    levels are one in this node. `end` is the number of the first node that is not below it.

    `rows` and `unread_rows` count rows of its own, `headings` how many of its inner groups have a
    heading; `total` and `unread` count the articles of its own and below it, each once. Unread are
    also those that are folded below a row.
    """

    path: str
    name: str
    joined: int
    depth: int
    end: int
    rows: int
    unread_rows: int
    headings: int
    total: int
    unread: int

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and those of the levels that are joined with it, widest first."""
        return tuple(self.name.split(BETWEEN)[-self.joined :])

    @property
    def chain(self) -> list[str]:
        """The paths of the levels that are joined in this node, its own last."""
        parts = self.path.split(BETWEEN)
        first = len(parts) - self.joined + 1
        return [BETWEEN.join(parts[:end]) for end in range(first, len(parts) + 1)]


_NODE = partial(tuple.__new__, Node)  # takes half the time of Node(), and there may be thousands
_NO_NODE = Node("", "", 0, 0, 0, 0, 0, 0, 0, 0)


class Inner(NamedTuple):
    """Rows of a node that follow each other: those of a day, or in a list by date those of a
    category within the day. The name is an ISO day or a category; '' if there is none.
    """

    name: str
    rows: int
    unread: int

    @property
    def has_heading(self) -> bool:
        """Whether there is a heading above the rows."""
        return self.rows >= LEAST and self.name != DATED


class Own(NamedTuple):
    """What is known of a node before it has a place: the rows of its own, which may be none.

    `key` is that of the table `node`, 0 for a day. `name` is `path` as it is spelled. `weight` is
    the number of its articles, shown or not. `inner` are its inner groups, in any order; None if
    they are not read yet.
    """

    key: int
    path: str
    name: str
    weight: int
    rows: int = 0
    unread: int = 0
    headings: int = 0
    inner: Sequence[Inner] | None = None


class Spans:
    """The inner groups of a node, in order, and where their rows begin."""

    def __init__(self, inner: Sequence[Inner]) -> None:
        self.inner = list(inner)
        self.starts = [*accumulate((one.rows for one in inner), initial=0)]
        self._numbers = {one.name: number for number, one in enumerate(inner)}

    def at(self, offset: int) -> int:
        """The number of the inner group with the row at an offset."""
        return min(bisect_right(self.starts, offset), len(self.inner)) - 1

    def named(self, name: str) -> int | None:
        """The number of an inner group; None if there is none with this name."""
        return self._numbers.get(name)


def in_order(
    inner: Sequence[Inner], grouping: Grouping, newest: bool, weights: Mapping[str, int]
) -> list[Inner]:
    """Inner groups in the order of the list. `weights` has the numbers of articles of categories,
    for a list by date.
    """
    if grouping == "date":
        return sorted(inner, key=lambda one: (not one.name, -weights.get(one.name, 0), one.name))
    found = sorted(inner, key=attrgetter("name"), reverse=newest)
    if not newest and found and not found[0].name:
        found.append(found.pop(0))
    return found


def with_inner(own: Own, inner: Sequence[Inner]) -> Own:
    """A node with other rows of its own."""
    return own._replace(
        rows=sum(one.rows for one in inner),
        unread=sum(one.unread for one in inner),
        headings=sum(one.has_heading for one in inner),
        inner=inner,
    )


def in_days(owns: Iterable[Own], newest: bool) -> tuple[list[Node], list[Own | None]]:
    """Nodes that are days, in the order of the list, and the rows of each; that without a day is
    last.
    """
    shown = sorted((own for own in owns if own.rows), key=attrgetter("path"), reverse=newest)
    if not newest and shown and not shown[0].path:
        shown.append(shown.pop(0))
    nodes = [
        Node(o.path, o.name, 1, 0, number + 1, o.rows, o.unread, o.headings, o.rows, o.unread)
        for number, o in enumerate(shown)
    ]
    return nodes, list(shown)


class _Level:
    """A node with others below it, while the tree is made. `own` is what it has itself."""

    __slots__ = ("is_joined", "name", "own", "path", "rows", "shown", "unread", "weight")

    def __init__(
        self, path: str, own: Own | None, below: Collection[_Below], over: Sequence[int]
    ) -> None:
        """`over` says by how much the sums of weights, rows and unread rows are too large."""
        self.path, self.own = path, own
        self.name: str = own.name if own else _cut(next(iter(below)).name, path.count(BETWEEN) + 1)
        self.shown = _in_order(below)
        mine = own or _NOTHING
        self.is_joined = len(self.shown) == 1 and not mine.rows
        self.weight = mine.weight + sum(map(_WEIGHT, below)) - over[0]
        self.rows = mine.rows + sum(map(_ROWS, self.shown)) - over[1]
        self.unread = mine.unread + sum(map(_UNREAD, self.shown)) - over[2]


def _cut(name: str, levels: int) -> str:
    return BETWEEN.join(name.split(BETWEEN)[:levels])


_Below = Own | _Level
_NOTHING = Own(0, "", "", 0)
_NAME, _WEIGHT = attrgetter("name"), attrgetter("weight")
_ROWS, _UNREAD = attrgetter("rows"), attrgetter("unread")


def _in_order(siblings: Iterable[_Below]) -> list[_Below]:
    """Those with rows. There may be thousands: nothing in Python is called for each."""
    shown = sorted(filter(_ROWS, siblings), key=_NAME)
    shown.sort(key=_WEIGHT, reverse=True)
    return shown


def in_tree(
    owns: Iterable[Own], again: Mapping[str, Own] | None = None
) -> tuple[list[Node], list[Own | None]]:
    """Nodes in the order of a tree, and the rows of each. `again` says by path how often articles
    are counted too often there, because they have several paths.
    """
    nodes: list[Node] = []
    placed: list[Own | None] = []
    waiting = [iter(_grown(owns, again or {}))]
    heads: list[tuple[int, _Level, int]] = []
    while waiting:
        for one in waiting[-1]:
            joined = 1
            while isinstance(one, _Level) and one.is_joined:
                one, joined = one.shown[0], joined + 1
            if isinstance(one, _Level):
                heads.append((len(nodes), one, joined))
                waiting.append(iter(one.shown))
                nodes.append(_NO_NODE)
                placed.append(one.own)
                break
            nodes.append(_leaf(one, joined, len(heads), len(nodes) + 1))
            placed.append(one)
        else:
            waiting.pop()
            if heads:
                number, level, joined = heads.pop()
                nodes[number] = _head(level, joined, len(heads), len(nodes))
    return nodes, placed


def _leaf(own: Own, joined: int, depth: int, end: int) -> Node:
    _, path, name, _, rows, unread, headings, _ = own
    return _NODE((path, name, joined, depth, end, rows, unread, headings, rows, unread))


def _head(level: _Level, joined: int, depth: int, end: int) -> Node:
    own = level.own or _NOTHING
    counts = (own.rows, own.unread, own.headings, level.rows, level.unread)
    return _NODE((level.path, level.name, joined, depth, end, *counts))


def _grown(owns: Iterable[Own], again: Mapping[str, Own]) -> list[_Below]:
    """The outermost nodes, in order, with all that is below them."""
    below: defaultdict[str, dict[str, _Below]] = defaultdict(dict)
    for own in owns:
        path = own.path
        below[path.rpartition(BETWEEN)[0]][path] = own
    for path in list(below):
        while path and (path := path.rpartition(BETWEEN)[0]) not in below:
            below[path] = {}
    outermost = below.pop("", {})
    over = _over(again)
    for path in sorted(below, key=len, reverse=True):  # what is below a path is longer
        siblings = below.get(path.rpartition(BETWEEN)[0], outermost)
        known = siblings.get(path)
        assert not isinstance(known, _Level)  # each path comes once
        siblings[path] = _Level(path, known, below[path].values(), over.get(path, (0, 0, 0)))
    nameless = outermost.pop("", None)
    return [*_in_order(outermost.values()), *_in_order([nameless] if nameless else [])]


def _over(again: Mapping[str, Own]) -> Mapping[str, Sequence[int]]:
    """By path, by how much the sums of what is directly below it are too large: articles that are
    counted too often there, but not already below one of its children.
    """
    over: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for path, twin in again.items():
        above = path.rpartition(BETWEEN)[0]
        for at, count in enumerate((twin.weight, twin.rows, twin.unread)):
            over[path][at] += count
            over[above][at] -= count
    return over
