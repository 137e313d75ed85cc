"""What is in the article's pane: a preview of what the cursor is on, or what is being read.

An article that is opened starts where its reader left off; one that is left has its place written
down. What may be opened next is made ready meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reader.config import MarkRead
from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import Library, Unanswered
from reader.tui.article import duplicates
from reader.tui.article.prefetch import Prefetcher
from reader.tui.panes import Panes
from reader.tui.view import View

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.tui.article.page import Page


class Reading:
    """The article on the screen, if there is one, and the ones made ready beside it."""

    def __init__(
        self,
        library: Library,
        view: View,
        panes: Panes,
        prefetcher: Prefetcher,
        mark_read: Callable[[Entry], None],
        when: MarkRead,
    ) -> None:
        """`mark_read` marks what is read; `when` says whether it is as soon as it is open, when its
        end was on the screen, or never by itself.
        """
        self.shown: Entry | None = None
        self._library = library
        self._view = view
        self._sidebar = view.sidebar
        self._panes = panes
        self._article = panes.article
        self._prefetcher = prefetcher
        self._mark_read = mark_read
        self._when = when
        self._ending = False  # whether the end of the article is still to come, and counts

    @property
    def is_open(self) -> bool:
        """Whether an article is read, and not the list."""
        return self._panes.reading

    @property
    def at(self) -> Entry | None:
        """The article that a key is about: the one that is open, or under the cursor."""
        return self.shown if self.is_open else self._sidebar.entry

    async def open(self, entry: Entry) -> None:
        """Read an article, from where it was left."""
        async with self._panes.one_frame():
            self.keep_place()
            self.shown = entry
            entry = self._library.entry(entry.key) or entry
            self._resume(entry)
            self._panes.use_article()
            self._ending = self._when == "end"
            if self._when == "open":
                self._mark_shown()
        self._look_ahead()

    async def go_on_with(self, entry: Entry | None) -> None:
        """Go on with another article where one is read."""
        if self.is_open and entry is not None:
            await self.open(entry)

    async def to_list(self) -> None:
        """Go to the list, where it is not in use."""
        async with self._panes.one_frame():
            self.keep_place()
            self._panes.use_list()

    async def switch(self) -> None:
        """From the list to the article, or back."""
        if self.is_open:
            await self.to_list()
        elif self.shown is not None:
            await self.open(self.shown)

    def preview(self) -> None:
        """Show the article under the cursor beside the list; that is not reading it."""
        if self.is_open or self._panes.are_gone:
            return
        entry = self._sidebar.entry
        if entry is not None:
            self.shown = entry
            if not self._panes.is_narrow:
                self._show_when_ready(entry)
        elif self._sidebar.is_empty:
            self.shown = None
            self._article.show(None)

    def come_to(self, entry: Entry | None) -> None:
        """The cursor is on another article: have it made ready to be shown."""
        if entry is not None and not (self._panes.is_narrow or self.is_open):
            self._want(entry)

    def prepared(self, path: Path, page: Page | None) -> None:
        """The page of a file is there, or could not be made: show it where it is waited for."""
        if page is not None:
            self._prefetcher.keep(page)
        waiting = self._article.page
        if self.is_open and waiting is not None and waiting.is_waiting and waiting.path == path:
            if self.shown is not None and page is not None:
                self._resume(self.shown)
                if self._when == "open":
                    self._mark_shown()
            return
        entry = self._sidebar.entry
        if entry is None or entry.path != path:
            return
        if self.shown is None or entry.key != self.shown.key:  # the row may have been read again
            return
        if not (self.is_open or self._panes.are_gone or self._panes.is_narrow):
            self._show_page(entry)
            self._look_ahead()

    def show_tags(self) -> None:
        """Let the article that is shown say the tags that it has now."""
        page = self._article.page
        entry = self._library.entry(self.shown.key) if self.shown is not None else None
        if page is None or entry is None or entry.path != page.path:
            return
        if page.say_tags(entry.own_tags):
            self._article.head_changed()

    def keep_place(self) -> None:
        """Write down how far the article was read that is left now."""
        self.mark_at_end()
        reached = self._article.reached
        if self.is_open and self.shown is not None and reached is not None:
            place, progress = reached
            progress = None if progress is None else round(progress, 6)
            with suppress(ReaderError):  # said where a mark is asked for
                now = self._library.keep_place(self.shown, round(place, 4), progress)
                if now.is_started != self.shown.is_started:
                    self._sidebar.changed([now])
                self.shown = now

    def mark_at_end(self) -> None:
        """Where that is asked for, mark the article read when its end is on the screen; once, so
        that it can be marked unread there.
        """
        reached = self._article.reached
        if self.is_open and self._ending and reached is not None and reached[1] == 1:
            self._ending = False
            self._mark_shown()

    def _resume(self, entry: Entry) -> None:
        """Show an article where it was left, or where a search found it."""
        self._show_page(entry)
        self._article.resume(self._library.place(entry), entry.progress)
        if words := self._view.search.words:
            self._article.find_words(words)

    def _mark_shown(self) -> None:
        """Mark the article read that is open, if its file could be shown."""
        page = self._article.page
        if self.shown is not None and page is not None and page.article is not None:
            entry = self._library.entry(self.shown.key) or self.shown
            if not entry.read:
                self._mark_read(entry)

    def _show_when_ready(self, entry: Entry) -> None:
        """Show an article that nobody waits for; what may be opened next is made ready after it."""
        if self._prefetcher.ready(entry.path) is not None:
            self._show_page(entry)
            self._look_ahead()
        else:
            self._want(entry)

    def _show_page(self, entry: Entry) -> None:
        page = self._prefetcher.page(entry.path)
        if page is not self._article.page:
            key = self._view.keys.get("elsewhere", "=")
            page.say_elsewhere(duplicates.said(self._library.copies(entry), entry, key))
            page.say_tags(entry.own_tags)
            self._article.show(page)

    def _want(self, *entries: Entry) -> None:
        """Have articles made ready beside the screen."""
        self._prefetcher.want([one.path for one in entries], *self._article.first_lines)

    def _look_ahead(self) -> None:
        """Have the articles made ready that the next key may open."""
        listing = self._sidebar.listing
        unread: list[Entry] = []
        with suppress(Unanswered):
            place = listing.next_unread(*self._sidebar.place, 1) if listing else None
            if listing and place:
                unread = listing.window(place[0], place[1], place[1] + 1)
        self._want(*filter(None, [self._sidebar.following, *unread]))
