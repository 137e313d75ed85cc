"""The list and the article, side by side, or one at a time on a narrow screen.

The article's pane shows the article that is being read, or a preview of the one under the cursor.
An article opens at its reading position, which is saved when the user leaves it. The articles that
may be opened next are prepared in the background.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import Unanswered
from reader.output.safe import safe, safe_line
from reader.tui.article import elsewhere
from reader.tui.article.actions import NO_ADDRESS
from reader.tui.article.article_view import ArticleView
from reader.tui.article.linked_from import LinkedFrom
from reader.tui.article.prefetch import Prefetcher
from reader.tui.bars import Keys, Title
from reader.tui.divider import NARROW, Divider
from reader.tui.keys import key_of
from reader.tui.list.list_view import Sidebar
from reader.tui.marking import Marking
from reader.tui.session import Session

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.library.query.full_text import Leading
    from reader.tui.article.page import Page
    from reader.tui.dialogs.prompt import Prompt

_PREVIEW_PAUSE = 0.06
"""Seconds that the cursor stays on an article before it is prepared and shown."""

_ONE_FRAME = 0.002
"""Seconds in which all widgets that a key changes get ready to be drawn together."""


class Panes(Horizontal):
    """Both panes: which one has the keys, and which article is shown."""

    def __init__(
        self, session: Session, sidebar: Sidebar, marking: Marking, text_width: int
    ) -> None:
        super().__init__(id="panes")
        self.session = session
        self.article = ArticleView(text_width, session.settings.text_width)
        self.article.notes.terms = session.lit.terms if session.lit else ()
        self.article.why = self._why
        self.prefetcher = Prefetcher(
            session.zone,
            lambda path, page: session.on_screen(self._prepared, path, page),
            session.library.roots,
        )
        self._trail: list[tuple[Entry, float]] = []  # where links were followed
        self._linked_from = LinkedFrom(
            session.library, lambda *found: session.on_screen(self._leading_found, *found)
        )
        self._library = session.library
        self._sidebar = sidebar
        self._marking = marking
        self._divider = Divider(session, sidebar)
        self._prompt: Prompt | None = None
        self._pause: asyncio.TimerHandle | None = None
        self._moves = 0  # of the cursor
        self._ending = False  # whether reaching the end of the article is to mark it read
        session.follow(self._follow)

    def compose(self) -> ComposeResult:
        yield self._sidebar
        yield self._divider
        yield self.article

    @property
    def list_width(self) -> int | None:
        """The width of the list that was set, in cells; None if the screen decides."""
        return self._divider.list_width

    @property
    def are_gone(self) -> bool:
        """Whether the screen has closed; timers and messages may still arrive then."""
        return not (self.is_attached and self.app.screen_stack)

    def fit(self, width: int) -> None:
        """Show one pane or two, depending on the terminal's width."""
        narrow = self.session.is_narrow = width < NARROW
        self.screen.set_class(narrow, "narrow")
        self._divider.fit(width)
        self._show_one()
        self.screen.get_child_by_type(Title).refresh()
        self.article.set_class(not narrow, "beside")

    def use_list(self) -> None:
        """Give the keys to the list."""
        self.screen.remove_class("zen")
        self._use(self._sidebar, reading=False)

    def use_article(self) -> None:
        """Give the keys to the article."""
        self._use(self.article, reading=True)

    async def prompt(self) -> Prompt:
        """The prompt at the bottom of the screen."""
        if self._prompt is None:
            from reader.tui.dialogs.prompt import Prompt

            self._prompt = Prompt(lambda: self.screen.set_focus(self._sidebar))
            await self.screen.mount(self._prompt, after=self)
        return self._prompt

    async def open(self, entry: Entry) -> None:
        """Open an article at its reading position."""
        self._trail.clear()
        await self._open(entry)

    async def on_article_view_followed(self, event: ArticleView.Followed) -> None:
        """Open the article of the library that a link leads to, which may be this one, at the part
        that the link names; `back` returns from it.
        """
        try:
            entry = self._library.find(str(event.path))
        except ReaderError:
            self.article.say(f"{event.path.name} is not among the articles of this library.")
            return
        shown = self.session.shown
        if shown is not None:
            self._trail.append((shown, self.article.scroll.view.place))
        if shown is None or shown.key != entry.key:
            await self._open(entry)
        if event.part:
            self.article.show_part(event.part)

    def on_article_view_links_listed(self) -> None:
        if self.session.shown is not None:
            self._linked_from.ask(self.session.shown)

    def _leading_found(self, entry: Entry, leading: Sequence[Leading]) -> None:
        self.article.say_leading(entry.path, leading)

    async def _go_back(self, left: Entry, place: float) -> None:
        """Back to where a link was followed."""
        if self.session.shown is None or self.session.shown.key != left.key:
            await self._open(self._library.entry(left.key) or left)
        self.article.scroll.show_place(place, lit=False)

    async def _open(self, entry: Entry, *, raw: bool = False) -> None:
        async with self._one_frame():
            self.keep_place()
            self.session.shown = entry
            self._resume(entry)
            self.use_article()
            when = "never" if raw else self.session.settings.mark_read
            self._ending = when == "end"
            if raw:
                self.article.glance_at_source()
            if when == "open":
                self._mark_shown()
        self._look_ahead()

    async def go_on_with(self, entry: Entry | None) -> None:
        """Open another article if one is being read."""
        if self.session.is_reading and entry is not None:
            await self.open(entry)

    async def to_list(self) -> None:
        """Go to the list, and save the reading position."""
        async with self._one_frame():
            self.keep_place()
            self.use_list()

    def preview(self) -> None:
        """Show the article under the cursor beside the list, without opening it."""
        if self.session.is_reading or self.are_gone:
            return
        entry = self.session.under
        if entry is not None:
            self.session.shown = entry
            if not self.session.is_narrow:
                self._show_when_ready(entry)
        elif self.session.is_empty:
            self.session.shown = None
            self.article.show(None)

    def keep_place(self) -> None:
        """Save the reading position of the article that the user leaves."""
        self.mark_at_end()
        shown, reached = self.session.shown, self.article.reached
        if self.session.is_reading and shown is not None and reached is not None:
            place, progress = reached
            progress = None if progress is None else round(progress, 6)
            with suppress(ReaderError):  # marks report the same problem
                now = self._library.marks.keep_place(shown, round(place, 4), progress)
                if now != shown:
                    self.session.changed([now])

    def mark_at_end(self) -> None:
        """If the settings say so, mark the article read when its end is on the screen. Only once,
        so that the user can mark it unread there.
        """
        reached = self.article.reached
        if self.session.is_reading and self._ending and reached is not None and reached[1] == 1:
            self._ending = False
            self._mark_shown()

    async def action_switch(self) -> None:
        """Go from the list to the article, or back."""
        if self.session.is_reading:
            await self.to_list()
        elif self.session.shown is not None:
            await self.open(self.session.shown)

    async def action_source(self) -> None:
        """Show the raw file of the article under the cursor, which does not mark it read."""
        if (entry := self.session.some_article()) is not None:
            self._trail.clear()
            await self._open(entry, raw=True)

    def action_browse(self) -> None:
        """Open the address of the article under the cursor, which does not mark it read."""
        if (address := self._address()) is None:
            return
        from reader.tui.article import browser

        try:
            self.session.say(browser.open_address(address))
        except ReaderError as error:
            self.session.say(str(error))

    def action_copy(self) -> None:
        """Copy the address of the article under the cursor."""
        if (address := self._address()) is not None:
            self.app.copy_to_clipboard(safe(address))
            self.session.say(f"Copied {safe_line(address)}")

    def _address(self) -> str | None:
        """The address of the current article; if there is none, a message says so."""
        if (entry := self.session.some_article()) is None:
            return None
        if not entry.url:
            self.session.say(NO_ADDRESS)
        return entry.url or None

    def stop(self) -> None:
        """Begin nothing more beside the screen."""
        self.prefetcher.stop()
        self._linked_from.stop()

    def action_widen_list(self, cells: int) -> None:
        if self.session.is_narrow:
            self.session.say("On a screen this narrow the list has its whole width.")
        else:
            self._divider.move(cells)

    def on_sidebar_moved(self) -> None:
        """Show the article under the cursor when the cursor stays there."""
        if not (self.session.is_narrow or self.session.is_reading):
            self.prefetcher.drop()
        if self._pause is not None:
            self._pause.cancel()
        self._moves += 1
        # by way of the list, behind what the last of these keys makes it say
        rested = partial(self._sidebar.call_later, self.call_later, self._rested, self._moves)
        drawn = partial(self.call_after_refresh, self._let_keys_pass, rested)
        loop = asyncio.get_running_loop()
        self._pause = loop.call_later(_PREVIEW_PAUSE, self._let_keys_pass, drawn)

    def _let_keys_pass(self, then: Callable[[], object]) -> None:
        """Call a function when all keys are handled that wait now. They go to the application, to
        the list, and up from there.
        """
        for node in reversed([self.app, *self._sidebar.ancestors_with_self]):
            then = partial(node.call_later, then)
        then()

    def _rested(self, moves: int) -> None:
        """Show the article under the cursor, unless it has moved again."""
        if moves == self._moves and not self.session.is_reading:
            self.preview()
            self._sidebar.look_ahead()

    async def on_sidebar_opened(self, event: Sidebar.Opened) -> None:
        await self.open(event.entry)

    async def on_article_view_left(self) -> None:
        if self._trail:
            await self._go_back(*self._trail.pop())
        else:
            await self.to_list()

    async def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Switch panes when a click moves the focus. An event that no longer matches the focus is
        ignored: two late ones would move it back and forth for ever.
        """
        if event.widget is not self.screen.focused:
            return
        reading, shown = self.session.is_reading, self.session.shown
        in_article = self.article in event.widget.ancestors_with_self
        if in_article and not reading and shown is not None:
            await self.open(shown)
        elif event.widget is self._sidebar and reading:
            self.use_list()

    def _follow(self, articles: Collection[str]) -> None:
        """Show the current tags above the article. If anything may have changed (no `articles`),
        preview the article under the cursor again.
        """
        shown, page = self.session.shown, self.article.page
        if shown is not None and page is not None and page.path == shown.path:
            self.article.say_tags(shown.own_tags)
        if not articles:
            self.preview()

    def _prepared(self, path: Path, page: Page | None) -> None:
        """Show the page of a file if it is still wanted; `page` is None if making it failed."""
        if page is not None:
            self.prefetcher.keep(page)
        shown, waiting = self.session.shown, self.article.page
        if shown is None or shown.path != path or self.are_gone:
            return
        if not self.session.is_reading:
            under = self.session.under
            if under is not None and under.key == shown.key and not self.session.is_narrow:
                self._show_page(shown)
                self._look_ahead()
        elif page is not None and waiting is not None and waiting.is_waiting:
            self._resume(shown)
            if self.session.settings.mark_read == "open":
                self._mark_shown()

    def _resume(self, entry: Entry) -> None:
        """Show an article at its reading position, or where the search found it."""
        self._show_page(entry)
        self.article.scroll.resume(self._library.marks.place(entry), entry.progress)
        if words := self.session.search.words:
            self.article.find_words(words)

    def _mark_shown(self) -> None:
        """Mark the open article read, if its file could be shown."""
        shown, page = self.session.shown, self.article.page
        if shown is not None and not shown.read and page is not None and page.article is not None:
            self._marking.mark(shown, "read", True)

    def _show_when_ready(self, entry: Entry) -> None:
        """Show an article once it is prepared, and then prepare those that may be opened next."""
        if self.prefetcher.ready(entry.path) is not None:
            self._show_page(entry)
            self._look_ahead()
        else:
            self._want(entry, pause=False)

    def _show_page(self, entry: Entry) -> None:
        page = self.prefetcher.page(entry.path)
        if page is not self.article.page:
            key = key_of("elsewhere", self.session.own_keys)
            page.say_elsewhere(elsewhere.said(self._library, entry, key))
            page.say_tags(entry.own_tags)
            self.article.show(page)

    def _why(self) -> Sequence[str]:
        """What filters do with the article that is shown."""
        shown = self.session.shown
        if shown is None or not self.session.settings.filter:
            return ()
        return [one.why for one in self._library.reasons(shown)]

    def _want(self, *entries: Entry, pause: bool = True) -> None:
        """Prepare articles in the background."""
        paths = [one.path for one in entries]
        self.prefetcher.want(paths, *self.article.scroll.first_lines, pause=pause)

    def _look_ahead(self) -> None:
        """Prepare the articles that the next key may open."""
        listing, cursor = self.session.listing, self.session.cursor
        unread: list[Entry] = []
        with suppress(Unanswered):
            spot = listing.step_unread(cursor.spot) if listing else None
            if listing and spot:
                unread = listing.at(spot)
        following = self.session.rows.entry(cursor.following)
        self._want(*filter(None, [following, *unread]))

    @asynccontextmanager
    async def _one_frame(self) -> AsyncIterator[None]:
        """Draw everything that a key changes at once, not each widget as it gets ready."""
        with self.app.batch_update():
            yield
            await asyncio.sleep(_ONE_FRAME)
        if not self.are_gone:
            self.screen.check_idle()

    def _use(self, pane: Sidebar | ArticleView, *, reading: bool) -> None:
        is_other, self.session.is_reading = reading != self.session.is_reading, reading
        if self.session.is_narrow:
            self._show_one()
        self.screen.set_focus(pane)
        if is_other:
            self.screen.get_child_by_type(Keys).refresh()
        if self.session.is_narrow:
            self.screen.get_child_by_type(Title).refresh()

    def _show_one(self) -> None:
        """On a narrow screen, show only the pane that has the keys."""
        self.screen.set_class(self.session.is_reading, "reading")
        self.screen.set_class(not self.session.is_reading, "listing")
