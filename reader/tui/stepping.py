"""From article to article: the next one, the next unread one, the next file with the same text.

Where an article is open, the one that is come to is opened too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from reader.library.library import Library, Unanswered
from reader.tui.article import duplicates
from reader.tui.list.list_view import Sidebar
from reader.tui.reading import Reading

_ROUND = {1: "On from the top of the list.", -1: "On from the end of the list."}


class Stepping:
    """Steps of the cursor in a list, and of the article that is read."""

    def __init__(
        self, library: Library, sidebar: Sidebar, reading: Reading, say: Callable[[str], None]
    ) -> None:
        """`say` says something for a while."""
        self._library = library
        self._sidebar = sidebar
        self._reading = reading
        self._say = say

    async def step(self, step: Literal[1, -1]) -> None:
        """To the next article or the one before, and open it if one is open."""
        line = self._sidebar.line
        while True:
            before = self._sidebar.line
            self._sidebar.action_move(step)
            if self._sidebar.line == before:
                if self._sidebar.entry is None:
                    self._sidebar.action_move(line - before)
                self._say("There is no further article." if step > 0 else "This is the first one.")
                return
            if self._sidebar.entry:
                break
        await self._reading.go_on_with(self._sidebar.entry)

    async def step_unread(self, step: Literal[1, -1]) -> None:
        """To the next unread article or the one before, round the end of the list if need be, and
        open it if one is open.
        """
        listing = self._sidebar.listing
        if listing is None or not listing.groups:
            return
        try:
            place = listing.next_unread(*self._sidebar.place, step)
            if place is None:
                place = listing.next_unread(0 if step > 0 else len(listing.groups), -1, step)
                nothing = "Nothing unread here." if listing.query is not None else "All is read."
                self._say(nothing if place is None else _ROUND[step])
        except Unanswered as error:
            self._say(str(error))
            return
        if place is not None:
            self._sidebar.go_to(*place)
            await self._reading.go_on_with(self._sidebar.entry)

    async def elsewhere(self) -> None:
        """To the next file with the same text, and open it if one is open."""
        entry = self._reading.at
        if entry is None or self._sidebar.listing is None:
            return
        copy = duplicates.following(self._library.copies(entry), entry)
        if copy is None:
            self._say("There is no copy of this article.")
            return
        where = duplicates.where(copy, entry)
        place = self._sidebar.listing.locate(copy.key)
        if place is not None:
            self._sidebar.go_to(*place)
        elif not self._reading.is_open and copy.duplicates:
            self._say(f"The copy in {where} is not in this list.")
            return
        if copy.duplicates:
            await self._reading.go_on_with(copy)
        else:  # it hides behind the row of another file
            await self._reading.open(copy)
        self._say(f"The same story in {where}.")
