"""The geometry of the list: which item each line shows, for any number of rows.

A node takes one line for its heading, one or two for each of its own rows, and one for each heading
of a day within them. When a fold changes, the first lines of all nodes are computed; a bisection
then finds the item of a line. Only the nodes on the screen are looked at more closely.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import accumulate
from operator import itemgetter

from reader.lazy_tuple import NamedTuple
from reader.library.query.tree import Inner, Node

Inners = Callable[[int], Sequence[Inner]]
"""Returns the inner groups of a node, given its number."""


class Heading(NamedTuple):
    """The line of a node: a category, a day, a site."""

    node: int


class Subheading(NamedTuple):
    """The line above the rows of an inner group, given its number."""

    node: int
    inner: int


class Row(NamedTuple):
    """The line of an article: its node, and its offset among the node's own rows."""

    node: int
    offset: int


class Child(NamedTuple):
    """The line of a row that is unfolded below another one: that one, and its number."""

    node: int
    offset: int
    number: int


class Below(NamedTuple):
    """The second line of an article, if rows have two lines; of a child if it has a number."""

    node: int
    offset: int
    number: int = -1


class Saved(NamedTuple):
    """The line of a saved search, above all nodes; its `node` is 0."""

    node: int
    number: int


_CHILDREN, _HEADING, _ROWS = range(3)
"""What a run of lines shows; where two begin at the same row, in this order."""

Item = Heading | Subheading | Row | Child | Below | Saved


class Outline:
    """The lines of nodes.

    With `flat` there are no headings. Nodes with a path in `folded` have only their heading; after
    a change call `measure`. With `double` every row has a second line. `saved` is the number of
    saved searches above the nodes. `inner` returns the inner groups of a node, `unfolded` has the
    numbers of children that are shown below rows, by node and offset.
    """

    def __init__(
        self,
        nodes: Sequence[Node],
        inner: Inners,
        *,
        flat: bool,
        folded: Collection[str] = (),
        double: bool = False,
        saved: int = 0,
        unfolded: Mapping[tuple[int, int], int] | None = None,
    ) -> None:
        self.saved = saved
        self._nodes = nodes
        self._inner = inner
        self._flat = flat
        self._folded = folded
        self._height = 2 if double else 1
        self._unfolded: dict[int, dict[int, int]] = {}
        for (node, offset), count in (unfolded or {}).items():
            self._unfolded.setdefault(node, {})[offset] = count
        self._plans: dict[int, _Plan] = {}
        self.measure()

    def __len__(self) -> int:
        return self._starts[-1]

    def at(self, line: int) -> Item:
        """The item of a line, from 0 to len - 1."""
        if line < self.saved:
            return Saved(0, line)
        node = bisect_right(self._starts, line) - 1
        line -= self._starts[node]
        if not self._flat:
            if line == 0:
                return Heading(node)
            line -= 1
        return self._plan(node).at(node, line)

    def line_of(self, node: int, offset: int, number: int = -1) -> int:
        """The line of a row, or of the heading that it is folded below; an offset of -1 is that of
        the node's heading. With a `number`, the line of a child of the row, or that of the row if
        the child is not shown.
        """
        if offset < 0 or (not self._flat and self._lines[node] <= 1):
            return self.heading_of(node)
        line = self._starts[node] + (not self._flat) + self._plan(node).line_of(offset)
        if number < self._unfolded.get(node, {}).get(offset, 0):
            line += (number + 1) * self._height
        return line

    def heading_of(self, node: int) -> int:
        """The line of the heading of a node, or of the one that it is folded below."""
        if self._lines[node]:
            return self._starts[node]
        return self._starts[bisect_left(self._starts, self._starts[node]) - 1]

    def parent_of(self, node: int) -> int | None:
        """The line of the heading of the node above another one; None if there is none."""
        depth = self._nodes[node].depth
        for number in range(node - 1, -1, -1):
            if self._nodes[number].depth < depth:
                return self._starts[number]
        return None

    def heading_at(self, path: str) -> int | None:
        """The line of the heading of the node with a path; None if there is none."""
        for number, node in enumerate(self._nodes):
            if node.path == path:
                return self.heading_of(number)
        return None

    def next_heading(self, line: int, step: int) -> int | None:
        """The line of the next heading of a node in the direction `step`; None if there is none."""
        if self._flat:
            return None
        if step > 0:
            start = self._starts[min(bisect_right(self._starts, line), len(self._nodes))]
            return start if start < len(self) else None
        at = bisect_left(self._starts, line) - 1
        return self._starts[at] if at >= 0 else None

    def next_row(self, line: int, step: int) -> int | None:
        """The line of the next row in the direction `step`; None if there is none. Rows that are
        folded away are passed over.
        """
        line += step
        while self.saved <= line < len(self):
            item = self.at(line)
            if isinstance(item, Row | Child):
                return line
            if isinstance(item, Heading):
                line = self._first_after(item.node, step)
            else:
                line += step
        return None

    def headed(self, node: int, offset: int) -> int | None:
        """The number of the inner group of a row if that group has a heading; None if not."""
        if self._flat or not self._nodes[node].headings:
            return None
        return self._plan(node).headed(offset)

    def is_folded(self, node: int) -> bool:
        """Whether only the heading of a node is shown."""
        one = self._nodes[node]
        if one.path in self._folded:
            return True
        return one.joined > 1 and any(path in self._folded for path in one.chain)

    def measure(self) -> None:
        """Compute the lines of all nodes, because folds have changed."""
        lines: list[int] = []
        heading, height, hidden = not self._flat, self._height, 0
        is_folded = self.is_folded if self._folded and heading else lambda _node: False
        for number, node in enumerate(self._nodes):
            if number < hidden:
                lines.append(0)
            elif is_folded(number):
                lines.append(1)
                hidden = node.end
            elif number in self._unfolded:
                lines.append(heading + self._plan(number).length)
            else:
                lines.append(heading + node.rows * height + (node.headings if heading else 0))
        self._lines = lines
        self._starts = [*accumulate(lines, initial=self.saved)]

    def _first_after(self, node: int, step: int) -> int:
        """The line after the headings of a node and those without rows that follow it in the
        direction `step`.
        """
        if step < 0:
            node -= 1
        while 0 <= node < len(self._lines) and self._lines[node] <= 1:
            node += step
        if not 0 <= node < len(self._lines):
            return -1
        return self._starts[node] + 1 if step > 0 else self._starts[node + 1] - 1

    def _plan(self, node: int) -> _Plan:
        plan = self._plans.get(node)
        if plan is None:
            one = self._nodes[node]
            inner = self._inner(node) if one.headings and not self._flat else ()
            children = self._unfolded.get(node, {})
            plan = self._plans[node] = _Plan(inner, one.rows, self._height, children)
        return plan


class _Plan:
    """The lines of a node's own rows: runs of rows, between headings and children."""

    def __init__(
        self, inner: Sequence[Inner], rows: int, height: int, children: Mapping[int, int]
    ) -> None:
        """`inner` are the groups that may have headings, `children` their numbers by offset."""
        starts = accumulate((one.rows for one in inner), initial=0)
        breaks = [(offset + 1, _CHILDREN, count) for offset, count in children.items()]
        for number, (one, start) in enumerate(zip(inner, starts, strict=False)):
            if one.has_heading:
                breaks.append((start, _HEADING, number))
        self._height = height
        self._headed = [(at, at + inner[n].rows, n) for at, kind, n in breaks if kind == _HEADING]
        self._lines: list[int] = []
        self._runs: list[tuple[int, int]] = []  # kinds; offsets of rows, numbers of headings
        self._row_lines: list[int] = []
        self._row_offsets: list[int] = []
        line = offset = 0
        for at, kind, number in sorted([*breaks, (rows, _ROWS, 0)]):
            if at > offset:
                self._row_lines.append(line)
                self._row_offsets.append(offset)
                self._add(line, _ROWS, offset)
                line += (at - offset) * height
                offset = at
            if kind == _HEADING:
                self._add(line, kind, number)
                line += 1
            elif kind == _CHILDREN:
                self._add(line, kind, at - 1)
                line += number * height
        self.length = line

    def at(self, node: int, line: int) -> Item:
        """The item of a line, given the number of the node."""
        at = bisect_right(self._lines, line) - 1
        kind, number = self._runs[at]
        if kind == _HEADING:
            return Subheading(node, number)
        further, below = divmod(line - self._lines[at], self._height)
        if kind == _ROWS:
            return (Below if below else Row)(node, number + further)
        return Below(node, number, further) if below else Child(node, number, further)

    def line_of(self, offset: int) -> int:
        """The line of a row."""
        at = bisect_right(self._row_offsets, offset) - 1
        return self._row_lines[at] + (offset - self._row_offsets[at]) * self._height

    def headed(self, offset: int) -> int | None:
        """The number of the inner group of a row if that group has a heading; None if not."""
        at = bisect_right(self._headed, offset, key=itemgetter(0)) - 1
        if at < 0 or offset >= self._headed[at][1]:
            return None
        return self._headed[at][2]

    def _add(self, line: int, kind: int, number: int) -> None:
        self._lines.append(line)
        self._runs.append((kind, number))
