"""What the list shows of a library: all of it or a part, in groups, or the results of a search.

The title above the panes and the chips below it say which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from reader import screen_state
from reader.errors import ReaderError
from reader.library.library import Counts, Grouping, Show, Unanswered
from reader.tui.bars import Bar
from reader.tui.keys import key_of
from reader.tui.list.list_view import Sidebar
from reader.tui.scanning import Scan
from reader.tui.search.chips import Chips
from reader.tui.search.saved_searches import SavedSearches
from reader.tui.session import Acting, Session

if TYPE_CHECKING:  # only needed for searches
    from reader.tui.search.search_thread import Answer

_GROUPINGS: tuple[Grouping, ...] = ("category", "date", "site", "flat")
_GROUPING_NAMES = {
    "category": "by category",
    "date": "by date",
    "site": "by site",
    "flat": "{sort} first",
}
_LOOKING = "Looking for articles …"
_EMPTY: Mapping[Show, str] = {
    "all": (
        "No articles in this folder yet. {rescan} looks again, {subscribe} subscribes to a feed."
    ),
    "unread": "Nothing unread. {show.all} shows all articles.",
    "started": "No article is partly read. {show.all} shows all articles.",
    "starred": "Nothing starred. {mark.star} stars an article, {show.all} shows all articles.",
}
"""The text of an empty list: why it is empty, and which keys (here their ids) help."""


class View(Acting):
    """Draws the list with the current search, filters and grouping, and the title and chips."""

    def __init__(self, session: Session, scan: Scan, *, name: str) -> None:
        """`name` is the library's name for the title."""
        self.saved = SavedSearches(
            session.library,
            session.settings.searches,
            lambda: session.on_screen(self.show_saved),
        )
        self.sidebar = Sidebar(session.rows, session.cursor)
        self.show_saved()
        self.title = Bar(id="title")
        self.chips = Chips(id="chips")
        self.counts_saved = False
        """Whether to count the results of saved searches: not before the first screen is drawn."""
        self._session = session
        self._library = session.library
        self._counts = Counts(0, 0, 0)
        self._scan = scan
        self._name = name
        session.search.answered = self._answered
        session.follow(self.sidebar.changed)
        session.follow(lambda articles: self.say_counts() if articles else None)

    def begin(self, key: int | None) -> None:
        """Draw the list for the first time, with the cursor on the entry of `key`, or where the
        list was left.
        """
        place = screen_state.list_place(self._library.roots)
        self._session.rows.folded = place.folded
        if key is None and place.at is not None:
            with suppress(ReaderError):  # the article is gone: the list starts at the top
                key = self._library.find(str(place.at)).key
        self.draw(key)
        if key is not None:
            self.sidebar.stay()

    def draw(self, key: int | None = None) -> None:
        """Draw the list again, with the cursor where it was or on the entry of `key`."""
        session = self._session
        if session.search.text:
            session.search.again(session.grouping, session.show)
        else:
            try:
                listing = self._library.listing(
                    session.grouping,
                    session.show,
                    newest=session.settings.sort == "newest",
                    keep=session.listing,
                )
            except Unanswered:
                return  # it will be drawn when the drive answers
            looking = self._scan.is_running or not self._library.is_indexed()
            self.sidebar.empty = _LOOKING if looking else _empty(session.show, session.own_keys)
            if not looking and not listing.total and session.show == "all":
                self.sidebar.empty = self._library.unread_formats() or self.sidebar.empty
            self.sidebar.show(listing, key)
        self.say_counts()
        session.reread()

    def renew(self) -> None:
        """Show the current state, because anything may have been marked or added. The results of a
        search for states (`is:unread`) stay in the list, even if they no longer match.
        """
        listing = self._session.listing
        if listing is not None and self._session.search.is_of_states:
            listing.recount()
            self.sidebar.show(listing)
            self.say_counts()
            self._session.reread()
        else:
            self.draw()

    def say_counts(self) -> None:
        """Show the counts in the title, and the search and filters as chips."""
        with suppress(Unanswered):
            self._counts = self._library.counts()
        total, unread, _starred = self._counts
        whole = "" if not self._library.is_incomplete else ", incomplete: no room for the index"
        self.title.say(f"reader · {self._name}", f"{unread:,} unread of {total:,}{whole}")
        if self.counts_saved:
            self.saved.count()
        session = self._session
        only = [] if session.show == "all" else [f"{session.show} only"]
        found = session.listing if session.search.text else None
        said = f"{found.total:,} found" if found and found.query else ""
        self.chips.show([*session.search.pieces, *only], said)

    def show_saved(self) -> None:
        """Show the saved searches above the categories, with their unread counts."""
        self.sidebar.show_saved(self.saved.lines)

    def search_for(self, text: str) -> str:
        """Start a search. Returns '', or a sentence if the query cannot be understood."""
        return self._session.search.ask(text, self._session.grouping, self._session.show)

    def action_group(self) -> None:
        """Switch to the next grouping, and say which it is."""
        at = _GROUPINGS.index(self._session.grouping) + 1
        self._session.grouping = grouping = _GROUPINGS[at % len(_GROUPINGS)]
        self.draw()
        said = _GROUPING_NAMES[grouping].format(sort=self._session.settings.sort)
        self._session.say(f"Articles {said}.")

    def action_drop(self, number: int) -> None:
        """Remove the search term or filter at the index `number`; -1 is the last."""
        pieces = self._session.search.pieces
        if self._session.show != "all" and number in (-1, len(pieces)):
            self._session.show = "all"
        elif pieces:
            del pieces[number]
            self.search_for(" ".join(pieces))
        self.draw()

    def _answered(self, answer: Answer) -> None:
        """Show the results of a search in the list."""
        found = self._session.search.found(answer)
        if found is not None:
            self.sidebar.empty = "Nothing found. Esc shows all." if answer.whole else "…"
            self.sidebar.show(found)
            self.say_counts()
            self._session.reread()

    def keep_place(self) -> None:
        """Keep the cursor and the folded groups for the next start, if the user went anywhere."""
        entry = self._session.under
        if self.sidebar.is_touched:
            place = screen_state.ListPlace(entry.path if entry else None, self._session.rows.folded)
            screen_state.keep_list_place(self._library.roots, place)

    def begin_anew(self) -> None:
        """Search and draw in the new index."""
        self._session.search.renew()
        self.saved.renew()
        self.draw()

    def close(self) -> None:
        """End the threads and connections of searches."""
        self._session.search.close()
        self.saved.stop()


def _empty(show: Show, own: Mapping[str, str]) -> str:
    """The text of an empty list; `own` are the keys that replace the defaults."""
    return re.sub(r"{(.+?)}", lambda id: key_of(id[1], own), _EMPTY[show])
