"""The geometry of the list: which line shows what, for any number of rows.

Every group of a listing takes one or two lines a row, and one for each heading it opens. The
lines before each group are summed up once a fold changes; what a line shows is then a bisection.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import itemgetter, ne
from typing import NamedTuple

from reader.library.query.groups import Group


class Heading(NamedTuple):
    """The line that opens an outer group: a category, or a day, or a site."""

    group: int
    name: str


class Subheading(NamedTuple):
    """The line that opens an inner group."""

    group: int
    name: str


class Row(NamedTuple):
    """The line of an article: its group, and its place in it."""

    group: int
    offset: int


class Below(NamedTuple):
    """The second line of an article, where rows have two."""

    group: int
    offset: int


class Saved(NamedTuple):
    """The line of a search that was kept, above all groups; it counts as of the first one."""

    group: int
    number: int


Item = Heading | Subheading | Row | Below | Saved


class Outline:
    """Lines over groups. `flat` draws no headings; the outer groups in `folded` show no more;
    `double`, every row has a second line; `saved` lines stand above them all.
    """

    def __init__(
        self,
        groups: Sequence[Group],
        *,
        flat: bool,
        folded: Iterable[str] = (),
        double: bool = False,
        saved: int = 0,
    ) -> None:
        self._groups = groups
        self._flat = flat
        self.saved = saved
        self._height = 2 if double else 1
        self.folded = set(folded)
        self._opening = _opening(groups, flat)
        self._openers = [number for number, opens in enumerate(self._opening) if opens]
        self._measure()

    def __len__(self) -> int:
        return self._starts[-1]

    def at(self, line: int) -> Item:
        """What a line shows, from 0 to len - 1."""
        if line < self.saved:
            return Saved(0, line)
        group = bisect_right(self._starts, line) - 1
        offset = line - self._starts[group]
        outer, inner, *_ = self._groups[group]
        if self._opening[group]:
            if offset == 0:
                return Heading(group, outer)
            offset -= 1
        if not self._flat:
            if offset == 0:
                return Subheading(group, inner)
            offset -= 1
        number, below = divmod(offset, self._height)
        return Below(group, number) if below else Row(group, number)

    def line_of(self, group: int, offset: int) -> int:
        """The line of a row; that of its heading where it is folded away."""
        outer = self._groups[group].outer
        if outer in self.folded and not self._flat:
            return self.heading_of(group)
        above = self._opening[group] + (not self._flat)
        return self._starts[group] + above + offset * self._height

    def heading_of(self, group: int) -> int:
        """The line of the heading above a group."""
        if self._flat:
            return self._starts[group]
        return self._starts[self._openers[bisect_right(self._openers, group) - 1]]

    def heading_named(self, name: str) -> int | None:
        """The line of an outer group's heading."""
        for number, group in enumerate(self._groups):
            if group.outer == name and self._opening[number]:
                return self._starts[number]
        return None

    def fold(self, name: str, *, folded: bool) -> None:
        """Fold or unfold an outer group."""
        (self.folded.add if folded else self.folded.discard)(name)
        self._measure()

    def unread_below(self, group: int) -> int:
        """The unread articles of the outer group that a heading opens."""
        name, count = self._groups[group].outer, 0
        for one in self._groups[group:]:
            if one.outer != name:
                break
            count += one.unread
        return count

    def _measure(self) -> None:
        folded, height, heading = self.folded, self._height, not self._flat
        lines = [  # unpacked: there are ten thousand groups on the way to the first screen
            opens + (0 if outer in folded else total * height + heading)
            for opens, (outer, _inner, total, _unread) in zip(
                self._opening, self._groups, strict=True
            )
        ]
        self._starts = [*accumulate(lines, initial=self.saved)]


def _opening(groups: Sequence[Group], flat: bool) -> list[bool]:
    """Whether each group is the first of its outer group, and so has a heading above it."""
    if flat:
        return [False] * len(groups)
    outers: list[str | None] = [None, *map(itemgetter(0), groups)]
    return list(map(ne, outers[1:], outers))
