"""The interface of a list: nodes of a tree, and windows of their rows by position.

`Listing` has the rows of the library, `Found` those of a search. Code that draws a list, steps
through it or marks a part of it does not depend on which of the two it is, except through `query`.

A row is addressed by the number of its node and its offset among the node's own rows. An article
that several nodes have is a row below each.
"""

from __future__ import annotations

import weakref
from array import array
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Literal, Protocol, Self

from reader.entry import Entry
from reader.lazy_tuple import NamedTuple
from reader.library.access import Access
from reader.library.index.entry_rows import EntryRows
from reader.library.index.index_file import Index
from reader.library.index.schema import LATER
from reader.library.query.folding import Folded
from reader.library.query.groups import Grouping, Kept, Part, Show, is_shown
from reader.library.query.placing import Placing
from reader.library.query.tree import Inner, Node, Own

if TYPE_CHECKING:  # not needed without a search
    from reader.library.query.language import Query


class Spot(NamedTuple):
    """Where an article is: its node, the offset of its row, and if it is below that row its number
    there, else -1. The offset of a heading is -1.
    """

    node: int
    offset: int
    number: int = -1


class Listed(Protocol):
    """Rows below nodes, in screen order. Rows that stop matching while it exists stay."""

    query: Query | None
    """The query of a search; None for the library's own rows."""

    complete: bool = True
    """Whether it has all hits of the search, none of which a limit cut off."""

    grouping: Grouping
    show: Show
    newest: bool
    kept: Kept

    folded: bool
    """Whether each story has one row, that of the first of its listed articles, with the others
    below it.
    """

    is_by_time: bool = True
    """Whether rows are in the order of time, newest or oldest first."""

    access: Access
    _index: Index
    _rows: EntryRows
    _placing: Placing
    _total: int

    def over(self, index: Index, rows: EntryRows, access: Access) -> Self:
        """The same list, with the same nodes, over the index of another thread."""
        other = copy(self)
        other._index, other._rows, other.access = index, rows, access
        other.kept = {day: set(keys) for day, keys in dict(self.kept).items()}
        other._placing = self._placing.again(other._inner_of)
        return other

    def _inner_of(self, _own: Own) -> Sequence[Inner]:
        """The inner groups of a node that are not known yet."""
        return ()

    @property
    def nodes(self) -> Sequence[Node]:
        """The nodes, in screen order. They change when articles are marked."""
        return self._placing.nodes

    @property
    def total(self) -> int:
        """The number of articles."""
        return self._total

    def inner(self, node: int) -> Sequence[Inner]:
        """The days, or categories of a day, that the own rows of a node are in, in order."""
        return self._placing.spans(node).inner

    def window(self, node: int, start: int, stop: int) -> list[Entry]:
        """The own rows of a node from `start` up to `stop`, in order; fewer if it has fewer."""

    def locate(self, key: int, near: int = 0) -> tuple[int, int] | None:
        """The node of an entry and its offset there, or those of the row that it is below; None if
        it is not listed. If several nodes have it, `near` if that is one of them, else the first.
        """

    def spot(self, key: int, near: int = 0) -> Spot | None:
        """Where an entry is, as in `locate`, also below a row."""
        place = self.locate(key, near)
        if place is None or not self.folded:
            return place and Spot(*place)
        numbers = (n for n, one in enumerate(self._story(*place)) if one.key == key)
        return Spot(*place, next(numbers, 0) - 1)

    def next_unread(
        self, node: int, offset: int, step: Literal[1, -1] = 1
    ) -> tuple[int, int] | None:
        """The position of the next unread row, or of the previous one if `step` is -1; None if
        there is none. In a folded list it may be a row with unread ones below it.

        It is searched for from the row at `offset` in `node`; an offset of -1 is its heading.
        """

    def step_unread(self, spot: Spot, step: Literal[1, -1] = 1) -> Spot | None:
        """The next unread article after a spot, or the previous one if `step` is -1, also below
        rows; None if there is none.
        """
        if self.folded and spot.offset >= 0:
            for number in self._unread_numbers(*spot[:2])[::step]:
                if (number - spot.number) * step > 0:
                    return spot._replace(number=number)
        place = self.next_unread(spot.node, spot.offset, step)
        if place is None or not self.folded:
            return place and Spot(*place)
        return Spot(*place, next(iter(self._unread_numbers(*place)[::step]), -1))

    def at(self, spot: Spot) -> list[Entry]:
        """The article at a spot; none if it is gone."""
        if spot.number < 0:
            return self.window(spot.node, spot.offset, spot.offset + 1)
        return self._story(*spot[:2])[spot.number + 1 :][:1]

    def _unread_numbers(self, node: int, offset: int) -> list[int]:
        """The numbers of the unread articles of a row: -1 is its own."""
        story = enumerate(self._story(node, offset), -1)
        return [number for number, one in story if one.is_unread]

    def _story(self, node: int, offset: int) -> list[Entry]:
        """The article of a row, and those below it."""
        here = self.window(node, offset, offset + 1)
        return [*here, *(child for key in self.below(here) for child in self.children(key))]

    def unread_in(self, part: Part, spot: Spot) -> Sequence[int]:
        """The keys, in any order and each once, of the unread articles in a part of the list, seen
        from a spot.
        """
        found = self.unread_keys(part, *spot[:2])
        if self.folded and spot.offset >= 0 and part in ("above", "below"):
            numbered = enumerate(self._story(*spot[:2]), -1)
            above = part == "above"
            for number, one in numbered:
                if one.is_unread and (number < spot.number if above else number > spot.number):
                    found.append(one.key)
            return each_once(found)
        return found

    def rows_asked(self, part: Part, spot: Spot) -> int:
        """How many rows `unread_in` may read, for a part of the list seen from a spot."""
        node, offset, _number = spot
        if part == "group" and self.grouping == "flat":
            return self._asked_of(self.inner(node)[self._placing.spans(node).at(max(offset, 0))])
        whole = [*self._placing.whole(part, node, offset)]
        if offset >= 0 and part in ("above", "below"):
            whole.append(node)
        return sum(self._asked_of(self.nodes[number]) for number in whole)

    def _asked_of(self, rows: Node | Inner) -> int:
        """How many of some rows are read to find those that are unread."""
        return rows.rows

    def unread_keys(self, part: Part, node: int = 0, offset: int = -1) -> array[int]:
        """The keys, in any order and each once, of the unread rows in a part of the list and of
        those below them, seen from a row, or if `offset` is -1 from the heading of its node.
        """

    def below(self, entries: Sequence[Entry]) -> Mapping[int, Folded]:
        """By key, what can be unfolded below the row of an entry, for those of these entries that
        have anything: the other versions of its story. Only a folded list counts the unread ones.
        """
        return {one.key: Folded(one.versions, 0) for one in entries if one.versions}

    def children(self, key: int) -> list[Entry]:
        """The rows below the row of an entry, in order: the first to tell its story first."""

    def keep(self, keys: Sequence[int]) -> None:
        """Keep rows in the list, even if they stop matching; of very many none stays."""

    def marked(self, article: str, read: int, keep: bool) -> None:
        """Update the nodes after an article was marked: `read` more of each row are read. With
        `keep` its rows stay.
        """


def each_once(keys: Iterable[int]) -> array[int]:
    """The same keys, each once: a number in memory for each, because there may be a million."""
    return array("q", map(itemgetter(0), groupby(sorted(keys))))


def is_listed(show: Show, entry: Entry) -> bool:
    """Whether a view shows an entry."""
    return is_shown(show, entry.is_unread, entry.starred, entry.progress, _is_later(entry))


def _is_later(entry: Entry) -> bool:
    return LATER in {name.casefold() for name in (*entry.own_tags, *entry.tags)}


class Listings:
    """The listings in use. A mark of this process is counted in each at once."""

    def __init__(self) -> None:
        self._held: weakref.WeakSet[Listed] = weakref.WeakSet()

    def add(self, listing: Listed) -> None:
        """Add a listing, to be updated after marks."""
        self._held.add(listing)

    def marked(self, changes: Sequence[tuple[Entry, Entry]]) -> None:
        """Update the listings after entries were marked, each given as before and after. Rows that
        were shown stay.
        """
        told = {new.id: (now, new) for now, new in changes}
        for listing in list(self._held):
            for article, (now, new) in told.items():
                was, stays = (is_listed(listing.show, one) for one in (now, new))
                listing.marked(article, now.is_unread - new.is_unread, was and not stays)
