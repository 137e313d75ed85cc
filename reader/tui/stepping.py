"""Actions that go to the next article, the next unread one, or the next duplicate.

If an article is open, the one that the action goes to is opened too.
"""

from __future__ import annotations

from typing import Literal

from reader.library.library import Unanswered
from reader.tui.article import duplicates
from reader.tui.list.list_view import Sidebar
from reader.tui.panes import Panes
from reader.tui.session import Acting, Session

_ROUND = {1: "Continued from the top of the list.", -1: "Continued from the end of the list."}


class Stepping(Acting):
    """The actions that step from article to article."""

    def __init__(self, session: Session, sidebar: Sidebar, panes: Panes) -> None:
        self._session = session
        self._sidebar = sidebar
        self._panes = panes

    async def action_step(self, step: Literal[1, -1]) -> None:
        """Go to the next article or the previous one."""
        line = self._session.cursor.line
        while True:
            before = self._session.cursor.line
            self._sidebar.action_move(step)
            if self._session.cursor.line == before:
                if self._session.under is None:
                    self._sidebar.action_move(line - before)
                self._session.say(
                    "There is no next article." if step > 0 else "There is no previous article."
                )
                return
            if self._session.under:
                break
        await self._panes.go_on_with(self._session.under)

    async def action_step_unread(self, step: Literal[1, -1]) -> None:
        """Go to the next or previous unread article, wrapping at the end of the list."""
        listing = self._session.listing
        if listing is None or not listing.groups:
            return
        try:
            place = listing.next_unread(*self._session.cursor.place, step)
            if place is None:
                place = listing.next_unread(0 if step > 0 else len(listing.groups), -1, step)
                nothing = (
                    "Nothing unread here." if listing.query is not None else "Everything is read."
                )
                self._session.say(nothing if place is None else _ROUND[step])
        except Unanswered as error:
            self._session.say(str(error))
            return
        if place is not None:
            self._sidebar.go_to(*place)
            await self._panes.go_on_with(self._session.under)

    async def action_elsewhere(self) -> None:
        """Go to the next duplicate of the current article."""
        entry = self._session.at
        if entry is None or self._session.listing is None:
            return
        copy = duplicates.following(self._session.library.copies(entry), entry)
        if copy is None:
            self._session.say("This article has no duplicates.")
            return
        where = duplicates.where(copy, entry)
        place = self._session.listing.locate(copy.key)
        if place is not None:
            self._sidebar.go_to(*place)
        elif not self._session.is_reading and copy.duplicates:
            self._session.say(f"The duplicate in {where} is not in this list.")
            return
        if copy.duplicates:
            await self._panes.go_on_with(copy)
        else:  # the row of another file represents it
            await self._panes.open(copy)
        self._session.say(f"The duplicate in {where}.")
