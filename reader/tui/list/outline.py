"""The geometry of the list: which item each line shows, for any number of rows.

A group takes one or two lines for each row, and one for each heading above it. When a fold changes,
the first lines of all groups are computed; a bisection then finds the item of a line.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from operator import itemgetter, ne
from typing import NamedTuple

from reader.library.query.groups import Group


class Heading(NamedTuple):
    """The line above an outer group: a category, a day or a site."""

    group: int
    name: str


class Subheading(NamedTuple):
    """The line above an inner group."""

    group: int
    name: str


class Row(NamedTuple):
    """The line of an article: its group, and its offset in the group."""

    group: int
    offset: int


class Below(NamedTuple):
    """The second line of an article, if rows have two lines."""

    group: int
    offset: int


class Saved(NamedTuple):
    """The line of a saved search, above all groups; its `group` is 0."""

    group: int
    number: int


Item = Heading | Subheading | Row | Below | Saved


class Outline:
    """The lines of groups. With `flat` there are no headings; outer groups in `folded` have only
    their heading; with `double` every row has a second line; `saved` is the number of saved
    searches above the groups.
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
        """The item of a line, from 0 to len - 1."""
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
        """The line of a row, or of its heading if its group is folded."""
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
        """The line of an outer group's heading; None if there is no such group."""
        for number, group in enumerate(self._groups):
            if group.outer == name and self._opening[number]:
                return self._starts[number]
        return None

    def fold(self, name: str, *, folded: bool) -> None:
        """Fold or unfold an outer group."""
        (self.folded.add if folded else self.folded.discard)(name)
        self._measure()

    def unread_below(self, group: int) -> int:
        """The number of unread articles in the outer group that begins with a group."""
        name, count = self._groups[group].outer, 0
        for one in self._groups[group:]:
            if one.outer != name:
                break
            count += one.unread
        return count

    def _measure(self) -> None:
        folded, height, heading = self.folded, self._height, not self._flat
        lines = [  # fields are unpacked for speed: the first screen may need ten thousand groups
            opens + (0 if outer in folded else total * height + heading)
            for opens, (outer, _inner, total, _unread) in zip(
                self._opening, self._groups, strict=True
            )
        ]
        self._starts = [*accumulate(lines, initial=self.saved)]


def _opening(groups: Sequence[Group], flat: bool) -> list[bool]:
    """For each group, whether it is the first of its outer group, and so has a heading."""
    if flat:
        return [False] * len(groups)
    outers: list[str | None] = [None, *map(itemgetter(0), groups)]
    return list(map(ne, outers[1:], outers))
