"""What a list shows, whatever it comes from: groups, and windows of rows by position.

`Listing` has the rows of the library, `Found` those of a search. Nothing that draws a list, steps
through it or marks a part of it asks which of the two it has, but for `query`.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, Protocol

from reader.entry import Entry
from reader.library.query.groups import Group, Grouping, Part, Show, group_of, is_shown

if TYPE_CHECKING:  # a list without a search does without it
    from reader.library.query.language import Query


class Listed(Protocol):
    """Rows in groups, in screen order. Rows stay that stop matching while it lives."""

    query: Query | None
    """What was searched for; None for the library's own rows."""

    grouping: Grouping
    show: Show
    newest: bool
    groups: list[Group]

    kept: dict[tuple[str, str], set[int]]
    """By place (outer and inner heading) the keys of rows that stay though they no longer match."""

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(group.total for group in self.groups)

    def jump(self, name: str | None = None, day: str | None = None) -> int | None:
        """The group to go to for a category, site or day; see `group_of`."""
        return group_of(self.groups, self.grouping, self.newest, name, day)

    def window(self, group: int, start: int, stop: int) -> list[Entry]:
        """The rows of a group from `start` up to `stop`, in order; fewer when it has fewer."""

    def locate(self, key: int) -> tuple[int, int] | None:
        """The group of an entry and its place in it, from 0; None when it is not listed."""

    def next_unread(
        self, group: int, offset: int, step: Literal[1, -1] = 1
    ) -> tuple[int, int] | None:
        """The place of the next (-1: the last) unread row after (before) this one, or None.

        An offset of -1 is the group's heading.
        """

    def unread_keys(self, part: Part, group: int = 0, offset: int = -1) -> list[int]:
        """The keys of the unread rows in a part of the list, seen from a row, or from the heading
        of its outer group where `offset` is -1: in no order.
        """

    def keep(self, keys: Sequence[int]) -> None:
        """Keep rows, whatever becomes of them."""

    def marked(self, article: str, read: int, keep: bool) -> None:
        """An article of this process was marked: keep its rows, and count `read` more as read."""

    def recount(self) -> None:
        """Count anew what is unread."""


class Listings:
    """The listings that are in use: a mark of this process is counted in each at once."""

    def __init__(self) -> None:
        self._held: weakref.WeakSet[Listed] = weakref.WeakSet()

    def add(self, listing: Listed) -> None:
        """Tell a listing of marks, too."""
        self._held.add(listing)

    def marked(self, changes: Sequence[tuple[Entry, Entry]]) -> None:
        """Entries were marked: each as it was and as it is. Rows stay where they were shown."""
        told = {new.id: (now, new) for now, new in changes}
        for listing in list(self._held):
            for article, (now, new) in told.items():
                was, stays = (
                    is_shown(listing.show, one.read, one.starred, one.progress)
                    for one in (now, new)
                )
                listing.marked(article, new.read - now.read, was and not stays)
