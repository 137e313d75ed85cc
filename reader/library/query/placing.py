"""Where the rows of a listing stand: its nodes, the inner groups of each, and what marks change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy

from reader.lazy_tuple import NamedTuple
from reader.library.query.groups import Grouping, Part
from reader.library.query.owns import Owns, keys_of
from reader.library.query.tree import Inner, Own, Spans, in_days, in_order, in_tree


class Slot(NamedTuple):
    """Below which node a row stands, and in which of its inner groups."""

    node: int
    inner: int


class Placing:
    """The nodes of a listing."""

    def __init__(
        self,
        grouping: Grouping,
        newest: bool,
        owns: Owns,
        weights: Mapping[str, int],
        read: Callable[[Own], Sequence[Inner]] = lambda _own: (),
    ) -> None:
        """`weights` has the numbers of articles of categories, for a list by date; `read` returns
        the inner groups of a node where they are not known.
        """
        self.grouping: Grouping = grouping
        self.newest = newest
        made = in_days(owns.all, newest) if grouping == "date" else in_tree(owns.all, owns.again)
        self.nodes, self.owns = made
        self._weights = weights
        self._read = read
        self._spans: dict[int, Spans] = {}
        self._numbers: dict[int | str, int] | None = None
        self._above: list[int] | None = None

    def again(self, read: Callable[[Own], Sequence[Inner]]) -> Placing:
        """The same nodes for another thread, which reads inner groups itself."""
        other = copy(self)
        other._read, other._spans = read, {}
        return other

    def spans(self, node: int) -> Spans:
        """The inner groups of a node."""
        found = self._spans.get(node)
        if found is None:
            own = self.owns[node]
            inner: Sequence[Inner] = ()
            if own is not None:
                inner = self._read(own) if own.inner is None else own.inner
            ordered = in_order(inner, self.grouping, self.newest, self._weights)
            found = self._spans[node] = Spans(ordered)
        return found

    def own(self, node: int) -> Own:
        """The own rows of a node that has some."""
        own = self.owns[node]
        assert own is not None
        return own

    def of(self, nodes: str, category: str, day: str) -> list[Slot]:
        """The places of a row with these columns, in screen order."""
        found: list[Slot] = []
        for number, name in self._named(nodes, category, day):
            inner = self.spans(number).named(name)
            if inner is not None:
                found.append(Slot(number, inner))
        return sorted(found)

    def marked(self, nodes: str, category: str, day: str, read: int) -> None:
        """Count a row with these columns as read `read` times more."""
        touched: set[int] = set()
        for number, name in self._named(nodes, category, day):
            node = self.nodes[number]
            if number in self._spans or self.own(number).inner is not None:
                self._marked_in(number, name, read)  # else they are counted when they are read
            own = max(node.unread_rows - read, 0)
            self.nodes[number] = node._replace(unread_rows=own)
            while number >= 0:
                touched.add(number)
                number = self._parent(number)
        for number in touched:
            node = self.nodes[number]
            unread = max(node.unread - read, 0)
            self.nodes[number] = node._replace(unread=unread)

    def _marked_in(self, number: int, name: str, read: int) -> None:
        spans = self.spans(number)
        at = spans.named(name)
        if at is not None:
            one = spans.inner[at]
            unread = max(one.unread - read, 0)
            spans.inner[at] = one._replace(unread=unread)

    def _named(self, nodes: str, category: str, day: str) -> list[tuple[int, str]]:
        """The numbers of the nodes of a row, and the name of its inner group."""
        paths: Iterable[int | str] = keys_of(nodes)
        name = day
        if self.grouping == "date":
            paths, name = (day,), category
        elif self.grouping == "flat":
            paths = ("",)
        known = self._known()
        return [(known[path], name) for path in paths if path in known]

    def whole(self, part: Part, node: int, offset: int) -> Iterable[int]:
        """The nodes whose own rows are completely in a part of a list, seen from a row, or from a
        heading if the offset is -1.
        """
        match part:
            case "all":
                return range(len(self.nodes))
            case "group":
                return range(node, self.nodes[node].end)
            case "above":
                return range(node)
            case "below":
                return range(node + (offset >= 0), len(self.nodes))

    def _known(self) -> dict[int | str, int]:
        """The numbers of nodes by their keys in the table, or paths."""
        if self._numbers is None:
            by_path = self.grouping in ("date", "flat")
            self._numbers = {
                (own.path if by_path else own.key): number
                for number, own in enumerate(self.owns)
                if own is not None
            }
        return self._numbers

    def _parent(self, node: int) -> int:
        """The number of the node above another one; -1 if there is none."""
        if self._above is None:
            self._above = []
            path: list[int] = []
            for number, one in enumerate(self.nodes):
                del path[one.depth :]
                self._above.append(path[-1] if path else -1)
                path.append(number)
        return self._above[node]
