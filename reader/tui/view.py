"""What the list shows of a library: all of it or a part, in groups, or the results of a search.

The title above the panes and the chips below it say which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from reader import screen_state
from reader.config import SortName
from reader.errors import ReaderError
from reader.library.library import Counts, Grouping, Listed, Show, Unanswered
from reader.tui.bars import Title
from reader.tui.keys import key_of
from reader.tui.list.list_view import Sidebar
from reader.tui.scanning import Scan
from reader.tui.search.chips import Chips
from reader.tui.search.saved_searches import SavedSearches
from reader.tui.session import Acting, Session

if TYPE_CHECKING:  # only needed for searches
    from reader.tui.search.search_thread import Answer

_GROUPING_NAMES: Mapping[Grouping, str] = {
    "category": "by category",
    "date": "by date",
    "site": "by site",
    "tag": "by tag",
    "folder": "by folder",
    "feed": "by feed",
    "flat": "{sort}",
}
SORT_NAMES: Mapping[SortName, str] = {
    "newest": "newest first",
    "oldest": "oldest first",
    "unread": "unread first",
    "title": "by title",
    "site": "by site",
    "length": "shortest first",
    "score": "highest score first",
}
"""What messages call the orders of the list."""

_SORTING = "Sorting …"
_LOOKING = "Looking for articles …"
_EMPTY: Mapping[Show, str] = {
    "all": (
        "No articles here yet. {rescan} fetches and looks again, {subscribe} subscribes to a feed."
    ),
    "unread": "No unread articles left · {show.all} shows all",
    "started": "No article is partly read · {show.all} shows all",
    "later": "Nothing to read later · {mark.later} keeps an article, {show.all} shows all",
    "starred": "No starred articles yet · {mark.star} stars one, {show.all} shows all",
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
        self.title = Title(self._article_title)
        self.chips = Chips(id="chips")
        self.counts_saved = False
        """Whether to count the results of saved searches: not before the first screen is drawn."""
        self._session = session
        self._library = session.library
        self._counts = Counts(0, 0, 0)
        self._searched = 0  # how many articles there were when the last search was asked
        self._wanted: int | None = None  # the entry for the cursor, when a search is answered
        self._said = ""  # what to say then
        self._is_place_kept = False
        self._is_stale = self._is_outdated = False
        # whether, since a search was asked, the index changed, and if so whether it has other hits
        self._scan = scan
        self._name = name
        session.search.answered = self._answered
        session.follow(self.sidebar.changed)
        session.follow(lambda articles: self.say_counts() if articles else None)

    def begin_as_at_a_start(self) -> None:
        """Keep where the list is left, and show it as the next start will."""
        self.keep_place()
        session = self._session
        session.search.end()
        session.show, session.grouping = "all", session.settings.grouping
        self.sidebar.show_saved([(name, 0, 0) for name in self.saved.texts])
        self.sidebar.begin_anew()
        self.begin(None)

    def begin(self, key: int | None) -> None:
        """Draw the list for the first time, with the cursor on the entry of `key`, or where the
        list was left.
        """
        place = screen_state.list_place(self._library.roots)
        self._session.rows.folded = _compared(place.folded) if place.is_old else place.folded
        if key is None and place.at is not None:
            with suppress(ReaderError):  # the article is gone: the list starts at the top
                key = self._library.find(str(place.at)).key
        self.draw(key)
        if key is not None:
            self.sidebar.stay()
        if key is not None or place.at is None:
            self.sidebar.return_to(key, place.node, place.above)

    def draw(self, key: int | None = None) -> None:
        """Draw the list again, with the cursor where it was or on the entry of `key`."""
        self._is_stale = self._is_outdated = False
        session = self._session
        session.search.folded = session.settings.stories == "fold"
        session.rows.tells_stories = session.settings.stories != "off"
        if session.search.text or session.search.sorts_all:
            self._wanted = key
            with suppress(Unanswered):
                self._searched = self._library.counts().total
            session.search.again(session.grouping, session.show)
            if session.listing is None:
                self.sidebar.empty = _SORTING
        else:
            try:
                listing = self._library.listing(
                    session.grouping,
                    session.show,
                    newest=session.search.order == "newest",
                    keep=session.listing,
                    folded=session.search.folded,
                )
            except Unanswered:
                return  # it will be drawn when the drive answers
            self.sidebar.empty = self._why_empty(listing)
            self.sidebar.show(listing, key)
        self.say_counts()
        session.reread()

    def renew(self) -> None:
        """Show the current state, because anything may have been marked or added. The results of a
        search for states (`is:unread`) stay in the list, even if they no longer match; so do rows
        in an order that marks may change, unless there are other articles now.
        """
        search = self._session.search
        with suppress(Unanswered):
            self._counts = self._library.counts()
        stays = search.is_of_states or (search.sorts_all and self._searched == self._counts.total)
        stays = stays and not self._texts_searched()
        if search.is_waiting:  # asking again and again would never be answered
            self._is_stale = True
            self._is_outdated |= not stays
            self.say_counts()
        elif stays and search.recount(self._session.listing):
            self.say_counts()
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
        said = ""
        if found and found.query:
            more = "" if found.complete else "+"
            said = f"{found.total:,}{more} found{self._texts_searched()}"
            if more and session.search.looks_for_all:
                said += ", looking for all …"
        self.chips.show([*session.search.pieces, *only], said)

    def _article_title(self) -> str:
        """The title of the article that hides the list; '' where there is none."""
        session = self._session
        if session.is_narrow and session.is_reading and session.shown is not None:
            return session.shown.title
        return ""

    def _texts_searched(self) -> str:
        """How many of the texts a search has searched, in words; '' if it is all that it needs."""
        if not self._session.search.needs_texts:
            return ""
        share = self._library.share_of_texts()
        return "" if share == 1 else f", searching {int(100 * share)} % of the texts"

    def show_saved(self) -> None:
        """Show the saved searches above the categories, with their unread counts."""
        self.sidebar.show_saved(self.saved.lines)

    def search_for(self, text: str, *, typing: bool = False) -> str:
        """Start a search; while one is `typing`, only for the first of its hits. Returns '', or a
        sentence if the query cannot be understood.
        """
        session = self._session
        return session.search.ask(text, session.grouping, session.show, typing=typing)

    def finish_search(self) -> None:
        """Search for all hits, when the query is no longer being typed."""
        self._session.search.finish(self._session.grouping, self._session.show)
        self.say_counts()

    def group_by(self, grouping: Grouping) -> None:
        """Switch to a grouping, and say which it is."""
        self._session.grouping = grouping
        self.draw()
        said = _GROUPING_NAMES[grouping].format(sort=SORT_NAMES[self._session.search.order])
        self._session.say(f"Articles {said}.")

    def sort_by(self, order: SortName) -> None:
        """Switch to an order, and say which it is as soon as it is shown."""
        session = self._session
        session.search.order = order
        problem = screen_state.keep_sort(order, session.settings.sort)
        said = f"Articles {SORT_NAMES[order]}. {problem}".strip()
        session.say(_SORTING if session.search.sorts_all else said)
        self._said = said if session.search.sorts_all else ""
        self.draw()

    def action_drop(self, number: int) -> None:
        """Remove the search term or filter at the index `number`; -1 is the last."""
        pieces = self._session.search.pieces
        if self._session.show != "all" and number in (-1, len(pieces)):
            self._session.show = "all"
        elif pieces:
            del pieces[number]
            self.search_for(" ".join(pieces))
        self.draw()

    async def _answered(self, answer: Answer) -> None:
        """Show the results of a search in the list, and answer the keys that waited for them."""
        self._show_found(answer)
        await self._session.answer_held_keys()

    def _show_found(self, answer: Answer) -> None:
        found = self._session.search.found(answer)
        if found is not None:
            key, self._wanted = self._wanted, None
            hint = self._session.search.hint
            self.sidebar.empty = f"Nothing found{hint and f': {hint}'} · Esc shows all"
            if not self._session.search.text:
                self.sidebar.empty = self._why_empty(found)
            self.sidebar.show(found, key)
            if said := self._said:
                self._said = ""
                self._session.say(said)
            if self._is_outdated:
                self.draw()
            elif self._is_stale:
                self._is_stale = False
                self._session.search.recount(found)
            self.say_counts()
            self._session.reread()

    def _why_empty(self, listing: Listed) -> str:
        """Why the library has no articles to list."""
        session = self._session
        is_new = not self._counts.total  # else it is the filter that shows nothing
        if is_new and (self._scan.is_running or not self._library.is_indexed()):
            return _LOOKING
        why = _empty(session.show, session.own_keys)
        if not listing.total and session.show == "all":
            return self._library.unread_formats() or why
        return why

    def keep_place(self) -> None:
        """Keep the cursor and the folded groups for the next start, if the user went anywhere. A
        second call does nothing.
        """
        entry = self._session.under
        if self.sidebar.is_touched and not self._is_place_kept:
            self._is_place_kept = True
            at, (node, above) = entry.path if entry else None, self.sidebar.left_at
            if self._session.grouping != self._session.settings.grouping:
                node = None  # a start would look for it in vain
            folded = self._session.rows.folded
            place = screen_state.ListPlace(at, folded, node=node, above=above)
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


def _compared(folded: dict[str, set[str]]) -> dict[str, set[str]]:
    """Folds with the names of nodes in the form for comparing."""
    from reader.library.index.tokens import label

    return {grouping: set(map(label, names)) for grouping, names in folded.items()}


def _empty(show: Show, own: Mapping[str, str]) -> str:
    """The text of an empty list; `own` are the keys that replace the defaults."""
    return re.sub(r"{(.+?)}", lambda id: key_of(id[1], own), _EMPTY[show])
