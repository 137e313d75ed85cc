"""The listings that are in use: a mark of this process is counted in each at once."""

from __future__ import annotations

import weakref
from collections.abc import Sequence

from reader.entry import Entry
from reader.library.query.groups import is_shown
from reader.library.query.listed import Listed


class Listings:
    """Listings that somebody still holds."""

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
