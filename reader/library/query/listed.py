"""The interface of a list: groups, and windows of rows by position.

`Listing` has the rows of the library, `Found` those of a search. Code that draws a list, steps
through it or marks a part of it does not depend on which of the two it is, except through `query`.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from reader.entry import Entry
from reader.library.query.groups import Group, Grouping, Part, Show, group_of, is_shown

if TYPE_CHECKING:  # not needed without a search
    from reader.library.query.language import Query


class Listed(Protocol):
    """Rows in groups, in screen order. Rows that stop matching while it exists stay."""

    query: Query | None
    """The query of a search; None for the library's own rows."""

    grouping: Grouping
    show: Show
    newest: bool
    groups: list[Group]

    kept: dict[tuple[str, str], set[int]]
    """By outer and inner heading, the keys of rows that stay although they no longer match."""

    @property
    def total(self) -> int:
        """The number of rows."""
        return sum(group.total for group in self.groups)

    def jump(self, name: str | None = None, day: str | None = None) -> int | None:
        """The group to go to for a category, site or day; see `group_of`."""
        return group_of(self.groups, self.grouping, self.newest, name, day)

    def window(self, group: int, start: int, stop: int) -> list[Entry]:
        """The rows of a group from `start` up to `stop`, in order; fewer if it has fewer."""

    def locate(self, key: int) -> tuple[int, int] | None:
        """The group of an entry and its position in it, from 0; None if it is not listed."""

    def next_unread(
        self, group: int, offset: int, step: Literal[1, -1] = 1
    ) -> tuple[int, int] | None:
        """The position of the next unread row, or of the previous one if `step` is -1; None if
        there is none.

        It is searched for from the row at `offset` in `group`; an offset of -1 is the
        group's heading.
        """

    def unread_keys(self, part: Part, group: int = 0, offset: int = -1) -> list[int]:
        """The keys, in any order, of the unread rows in a part of the list, seen from a row, or if
        `offset` is -1 from the heading of its outer group.
        """

    def keep(self, keys: Sequence[int]) -> None:
        """Keep rows in the list, even if they stop matching."""

    def marked(self, article: str, read: int, keep: bool) -> None:
        """Update the groups after an article was marked: `read` more of each row are read. With
        `keep` its rows stay.
        """

    def recount(self) -> None:
        """Recount the unread rows."""


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
                was, stays = (
                    is_shown(listing.show, one.read, one.starred, one.progress)
                    for one in (now, new)
                )
                listing.marked(article, new.read - now.read, was and not stays)
