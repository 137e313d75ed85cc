"""From article to article: the next one, the next unread one, the next file with the same text.

Where an article is open, the one that is come to is opened too.
"""

from __future__ import annotations

from typing import Literal

from reader.library.library import Unanswered
from reader.tui.article import duplicates
from reader.tui.list.list_view import Sidebar
from reader.tui.panes import Panes
from reader.tui.session import Acting, Session

_ROUND = {1: "On from the top of the list.", -1: "On from the end of the list."}


class Stepping(Acting):
    """Steps of the cursor in a list, and of the article that is read."""

    def __init__(self, session: Session, sidebar: Sidebar, panes: Panes) -> None:
        self._session = session
        self._sidebar = sidebar
        self._panes = panes

    async def action_step(self, step: Literal[1, -1]) -> None:
        """To the next article or the one before, and open it if one is open."""
        line = self._session.cursor.line
        while True:
            before = self._session.cursor.line
            self._sidebar.action_move(step)
            if self._session.cursor.line == before:
                if self._session.under is None:
                    self._sidebar.action_move(line - before)
                self._session.say(
                    "There is no further article." if step > 0 else "This is the first one."
                )
                return
            if self._session.under:
                break
        await self._panes.go_on_with(self._session.under)

    async def action_step_unread(self, step: Literal[1, -1]) -> None:
        """To the next unread article or the one before, round the end of the list if need be, and
        open it if one is open.
        """
        listing = self._session.listing
        if listing is None or not listing.groups:
            return
        try:
            place = listing.next_unread(*self._session.cursor.place, step)
            if place is None:
                place = listing.next_unread(0 if step > 0 else len(listing.groups), -1, step)
                nothing = "Nothing unread here." if listing.query is not None else "All is read."
                self._session.say(nothing if place is None else _ROUND[step])
        except Unanswered as error:
            self._session.say(str(error))
            return
        if place is not None:
            self._sidebar.go_to(*place)
            await self._panes.go_on_with(self._session.under)

    async def action_elsewhere(self) -> None:
        """To the next file with the same text, and open it if one is open."""
        entry = self._session.at
        if entry is None or self._session.listing is None:
            return
        copy = duplicates.following(self._session.library.copies(entry), entry)
        if copy is None:
            self._session.say("There is no copy of this article.")
            return
        where = duplicates.where(copy, entry)
        place = self._session.listing.locate(copy.key)
        if place is not None:
            self._sidebar.go_to(*place)
        elif not self._session.is_reading and copy.duplicates:
            self._session.say(f"The copy in {where} is not in this list.")
            return
        if copy.duplicates:
            await self._panes.go_on_with(copy)
        else:  # it hides behind the row of another file
            await self._panes.open(copy)
        self._session.say(f"The same story in {where}.")
