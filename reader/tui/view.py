"""What the list shows of a library: all or a part of it, in groups, or what a search found.

The title above the panes and the chips below it say what that is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import tzinfo

from textual.message import Message

from reader import screen_state
from reader.config import Settings
from reader.errors import ReaderError
from reader.library.library import Counts, Grouping, Library, Show, Unanswered
from reader.tui.bars import Bar
from reader.tui.keys import defaults, shown_key
from reader.tui.list.list_view import Sidebar
from reader.tui.scanning import Scan
from reader.tui.search.chips import Chips
from reader.tui.search.library_search import LibrarySearch
from reader.tui.search.saved_searches import SavedSearches

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
    "started": "No article is half read. {show.all} shows all.",
    "starred": "Nothing starred. {mark.star} stars an article, {show.all} shows all.",
}
"""What stands where there are no articles: why, and by the ids of keys, what to press next."""


class View:
    """The list of a library as it is narrowed and grouped now, and the widgets that show it."""

    def __init__(
        self,
        library: Library,
        scan: Scan,
        settings: Settings,
        post: Callable[[Message], object],
        *,
        name: str,
        zone: tzinfo | None,
        preview: bool,
    ) -> None:
        """`post` gets what the threads of searches find; `name` is the library's; with a `preview`
        each row of the list has a first key statement below it.
        """
        self.show: Show = "all"
        self.grouping: Grouping = settings.grouping
        self.search = LibrarySearch(library, post, newest=settings.sort == "newest")
        self.saved = SavedSearches(library, settings.searches, post)
        self.sidebar = Sidebar(zone, self.search.hit, preview=preview)
        self.show_saved()
        self.title = Bar(id="title")
        self.chips = Chips(id="chips")
        self.keys: Mapping[str, str] = {}
        """The keys that ids of bindings have instead of their own."""
        self.counts_saved = False
        """Whether the searches that are kept are counted: not before the first screen stands."""
        self._library = library
        self._counts = Counts(0, 0, 0)
        self._scan = scan
        self._sort = settings.sort
        self._name = name

    def begin(self, key: int | None) -> None:
        """Draw the list for the first time: on the entry of a `key`, else where it was left."""
        place = screen_state.list_place(self._library.roots)
        self.sidebar.folded = place.folded
        if key is None and place.at is not None:
            with suppress(ReaderError):  # it is gone: the list begins as it likes
                key = self._library.find(str(place.at)).key
        self.draw(key)
        if key is not None:
            self.sidebar.stay()

    def draw(self, key: int | None = None) -> None:
        """Draw the list anew, the cursor where it was, or on the entry of a `key`."""
        if self.search.text:
            self.search.again(self.grouping, self.show)
        else:
            try:
                listing = self._library.listing(
                    self.grouping,
                    self.show,
                    newest=self._sort == "newest",
                    keep=self.sidebar.listing,
                )
            except Unanswered:
                return  # it is drawn when the drive answers
            looking = self._scan.is_running or not self._library.is_indexed()
            self.sidebar.empty = _LOOKING if looking else _empty(self.show, self.keys)
            self.sidebar.show(listing, key)
        self.say_counts()

    def say_counts(self) -> None:
        """Say what is in the list, and what narrows it."""
        with suppress(Unanswered):
            self._counts = self._library.counts()
        total, unread, _starred = self._counts
        whole = "" if not self._library.is_incomplete else ", incomplete: no room for the index"
        self.title.say(f"reader · {self._name}", f"{unread:,} unread of {total:,}{whole}")
        if self.counts_saved:
            self.saved.count()
        only = [] if self.show == "all" else [f"{self.show} only"]
        found = self.sidebar.listing
        said = f"{found.total:,} found" if self.search.text and found and found.query else ""
        self.chips.show([*self.search.pieces, *only], said)

    def show_saved(self) -> None:
        """Show the searches that are kept above the categories, and what is unread in each."""
        self.sidebar.show_saved(self.saved.lines)

    def search_for(self, text: str) -> str:
        """Search from now on; a sentence where that cannot be understood."""
        return self.search.ask(text, self.grouping, self.show)

    def group_next(self) -> str:
        """Group the list in the next way; in words, which that is."""
        at = _GROUPINGS.index(self.grouping) + 1
        self.grouping = _GROUPINGS[at % len(_GROUPINGS)]
        self.draw()
        return _GROUPING_NAMES[self.grouping].format(sort=self._sort)

    def drop(self, number: int) -> None:
        """Drop one of what narrows the list, by its number; -1 is the last."""
        pieces = self.search.pieces
        if self.show != "all" and number in (-1, len(pieces)):
            self.show = "all"
        elif pieces:
            del pieces[number]
            self.search_for(" ".join(pieces))
        self.draw()

    def keep_place(self) -> None:
        """Write down where the list is left, if anybody was in it."""
        entry = self.sidebar.entry
        if self.sidebar.is_touched:
            place = screen_state.ListPlace(entry.path if entry else None, self.sidebar.folded)
            screen_state.keep_list_place(self._library.roots, place)

    def renew(self) -> None:
        """The index is another one: search and draw there."""
        self.search.renew()
        self.saved.renew()
        self.draw()

    def close(self) -> None:
        """End the threads and connections of searches."""
        self.search.close()
        self.saved.stop()


def _empty(show: Show, own: Mapping[str, str]) -> str:
    """What stands where a view has no articles; `own` are keys that ids have instead of theirs."""
    bound = defaults() | dict(own)
    return re.sub(r"{(.+?)}", lambda id: shown_key(bound[id[1]].split(",")[0]), _EMPTY[show])
