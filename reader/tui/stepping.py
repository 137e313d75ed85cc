"""Actions that go to the next article, the next unread one, or the next duplicate.

If an article is open, the one that the action goes to is opened too.
"""

from __future__ import annotations

from typing import Literal

from reader.entry import Entry
from reader.library.library import Unanswered
from reader.library.query.listed import Spot
from reader.tui.article import elsewhere
from reader.tui.keys import key_of
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
        if not self._sidebar.to_row(step):
            self._session.say(
                "There is no next article." if step > 0 else "There is no previous article."
            )
            return
        await self._panes.go_on_with(self._session.under)

    async def action_step_unread(self, step: Literal[1, -1]) -> None:
        """Go to the next or previous unread article, wrapping at the end of the list."""
        listing = self._session.listing
        if listing is None or not listing.nodes:
            return
        try:
            place = listing.step_unread(self._session.cursor.spot, step)
            if place is None:
                end = Spot(0 if step > 0 else len(listing.nodes), -1)
                place = listing.step_unread(end, step)
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
        """Go to the next duplicate of the current article, or version of its story, in which what
        is new is marked. In the list, those without a row are passed over, and counted.
        """
        session = self._session
        if (entry := session.some_article()) is None or session.listing is None:
            return
        rest = elsewhere.following(elsewhere.others(session.library, entry), entry)
        if not rest:
            session.say("This article has no duplicates and no other versions.")
            return
        for passed, other in enumerate(rest):
            place = session.listing.spot(other.key, session.cursor.place[0])
            # of duplicates in one folder, the row of one represents the others
            if place is not None or session.is_reading or not other.duplicates:
                await self._go_elsewhere(entry, other, place, passed)
                return
        which = "The other one is" if len(rest) == 1 else f"The {len(rest):,} others are"
        key = key_of("elsewhere", session.own_keys)
        session.say(f"{which} not in this list; {key} in the open article goes there.")

    async def _go_elsewhere(
        self, entry: Entry, other: Entry, place: Spot | None, passed: int
    ) -> None:
        """Go from an article to another version of it, past some that have no row."""
        kind = "duplicate" if other.id == entry.id else "version"
        if place is not None:
            self._sidebar.go_to(*place)
        if other.duplicates:
            await self._panes.go_on_with(other)
        else:
            await self._panes.open(other)
        others = f" {passed:,} other{'s are' if passed > 1 else ' is'} not in this list."
        self._session.say(
            f"The {kind} in {elsewhere.where(other, entry)}.{self._novelty(entry, kind)}"
            + (others if passed else "")
        )

    def _novelty(self, before: Entry, kind: str) -> str:
        """Mark in the open version what is new to who read the one before; how much that is, in
        words.
        """
        if kind == "duplicate" or not self._session.is_reading:
            return ""
        count = self._panes.article.mark_new(self._session.library.text(before))
        if not count:
            return " It adds no paragraph."
        return f" It adds {count:,} paragraph{'' if count == 1 else 's'}, marked at the left."
