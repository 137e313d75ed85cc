"""The application for a library: it joins the list, the article and the library, and has the keys.

Only what the first screen needs is imported here; parsers, help and the rest are imported after it
is drawn.
"""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from reader.config import Settings, span
from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import Library
from reader.output.safe import safe_line
from reader.tui import keys, themes
from reader.tui.bars import Keys, Status
from reader.tui.dialogs.dialogs import show_feeds, show_help, show_palette
from reader.tui.divider import NARROW
from reader.tui.finding import Finding
from reader.tui.incoming import Incoming
from reader.tui.marking import Marking
from reader.tui.memory import Tidying, settle
from reader.tui.panes import Panes
from reader.tui.scanning import Scan
from reader.tui.session import Session
from reader.tui.stepping import Stepping
from reader.tui.tagging import Tagging
from reader.tui.type_ahead import TypeAhead
from reader.tui.view import View
from reader.tui.waiting import Waiting

_POLL_PAUSE = 0.3
_FIRST_PAUSE = 0.05
_BEHIND = "The journal is being read; marks have to wait."


class ReaderApp(TypeAhead):
    """The screen of a library."""

    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    TITLE = "reader"
    BINDINGS: ClassVar[list[BindingType]] = keys.EVERYWHERE.bindings

    def __init__(
        self,
        library: Library,
        *,
        name: str,
        zone: tzinfo | None,
        text_width: int,
        file: Path | None = None,
        preview: bool = False,
        settings: Settings | None = None,
    ) -> None:
        """Show a library under its `name`, and open its article in `file` at once. With `preview`,
        each row of the list has the first key statement below it. `settings` are for everything
        else.
        """
        super().__init__(ansi_color=themes.colourless())
        self._settings = settings or Settings()
        self.animation_level = "none"
        self._library = library
        self._file = file
        self._problems: list[str] = []
        self.parting = ""
        """What to print after the screen has closed."""
        self._told = 0  # how many of the library's notices were shown
        self._remade = library.remade
        self._tidying = Tidying(self)
        self._scan = Scan(library)
        self._incoming = Incoming(library.roots[0])
        self.session = Session(self, library, self._settings, zone=zone, preview=preview)
        self.view = View(self.session, self._scan, name=name)
        self.marking = Marking(self.session, self.view)
        self.panes = Panes(self.session, self.view.sidebar, self.marking, text_width)
        self.stepping = Stepping(self.session, self.view.sidebar, self.panes)
        self.finding = Finding(self.session, self.view, self.panes)
        self.tagging = Tagging(self.session, self.panes)
        # Textual has no public way to add the parts that prefix actions in keys.py
        self._action_targets |= {"view", "marking", "panes", "stepping", "finding", "tagging"}
        self._status = Status(id="status")
        keeper = library.access.keeper
        self.waiting = Waiting([self.panes.prefetcher.keeper, *([keeper] if keeper else [])])
        """The drives that do not answer; the command asks for them too, at the end."""
        if keeper is not None:
            keeper.answered = lambda: self.session.on_screen(self._answered)
        themes.dress(self, self._settings.theme)

    def get_default_screen(self) -> Screen[object]:
        """The screen with its final classes: each later change would compute all styles again."""
        narrow = self.size.width < NARROW
        self.panes.article.set_class(not narrow, "beside", update=False)
        return Screen(id="_default", classes="listing narrow" if narrow else "listing")

    def refresh_css(self, animate: bool = True) -> None:
        """Apply a changed theme. Before there is a screen only the style sheet's variables change,
        so that it is parsed once.
        """
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())
            self.stylesheet.apply(self)

    def compose(self) -> ComposeResult:
        yield self.view.title
        yield self.view.chips
        yield self.panes
        yield self._status
        yield Keys(id="keys")

    def on_mount(self) -> None:
        self.panes.fit(self.size.width)
        self._problems = self.give_keys(self._settings)
        self.view.begin(self._key_of(self._file))
        self.view.sidebar.focus()
        if not self._library.is_indexed():
            self._look(aloud=False)  # the list is empty until the scan finds articles
        self.call_after_refresh(self._first_screen_stands)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._tidying.touched()
        await super().on_event(event)

    def on_resize(self, event: events.Resize) -> None:
        self.panes.fit(event.size.width)
        self.panes.preview()

    def on_unmount(self) -> None:
        self.panes.keep_place()
        self.marking.wait()
        self._incoming.stop()
        self._scan.stop()
        self.panes.stop()
        self.view.keep_place()
        self.view.close()
        try:
            self._library.close()
        except ReaderError as error:
            self.parting = str(error)

    def on_session_said(self, event: Session.Said) -> None:
        """Show a message in the status line, and in the footer of an article that is alone."""
        if self.panes.are_gone:
            return
        if self.screen.has_class("zen"):
            self.panes.article.say(event.text)
        self._status.tell(event.text)

    def on_article_view_edited(self) -> None:
        self._look(aloud=True)

    async def on_article_view_finished(self) -> None:
        await self.stepping.action_step_unread(1)

    def action_widen(self) -> None:
        """Stop a fetch that is running, or else show all articles."""
        if self._incoming.stop():
            self.session.say("Fetching stopped; articles that have arrived stay.")
        else:
            self.finding.widen()

    async def action_subscribe(self) -> None:
        from reader.tui.subscribing import Subscribing

        await self.panes.to_list()
        await Subscribing(self.session, self.panes, self._incoming).ask()

    def action_feeds(self) -> None:
        show_feeds(self, self._library.roots[0])

    def action_full_text(self) -> None:
        """Fetch the page of the current article, for its full text."""
        if (entry := self.session.at) is not None:
            self.session.say(f"Fetching the page of “{safe_line(entry.title)}” …")
            self.run_worker(self._bring_full_text(entry))

    async def _bring_full_text(self, entry: Entry) -> None:
        from reader.tui.full_article import fetched

        if failure := await fetched(self._library, entry):
            self.session.say(failure)
            return
        self.session.say("The full text was added.")
        self._look(aloud=False)
        if self.session.shown is not None and self.session.shown.path == entry.path:
            if self.session.is_reading:
                await self.panes.open(self.session.shown)
            else:
                self.panes.preview()

    def action_rescan(self) -> None:
        """Fetch the feeds that are due, and then scan; without feeds, scan at once."""
        if self._incoming.has_feeds:
            self._incoming.start()
        else:
            self._look(aloud=True)

    def _look(self, *, aloud: bool) -> None:
        try:
            self._scan.start(aloud=aloud)
        except ReaderError as error:
            self.session.say(str(error))

    def action_help(self) -> None:
        show_help(self, keys.IN_LIBRARY, self.own_keys)

    def action_commands(self) -> None:
        show_palette(self, self.finding.commands())

    def action_theme(self, name: str | None = None) -> None:
        self.session.say(themes.choose(self, self._settings.theme, name))

    def _first_screen_stands(self) -> None:
        """Prepare what the first screen did not need."""
        self.set_timer(0.03, self._warm_up)

    async def _warm_up(self) -> None:
        if self.panes.are_gone:
            return
        settle()
        self.panes.prefetcher.start()
        self._tell_notices()
        for notice in self._problems:
            self.session.say(notice)
        if self._file is not None and (entry := self.session.under):
            await self.panes.open(entry)
        else:
            self.panes.preview()
        self._look(aloud=False)
        self.set_interval(_POLL_PAUSE, self._poll)
        self._poll_for_first()
        self._fetch_by_itself()
        self.view.counts_saved = True
        self.view.saved.count()

    def _fetch_by_itself(self) -> None:
        """Fetch automatically, if the settings say so."""
        if self._settings.fetch_at_start:
            self._fetch_if_subscribed()
        if every := self._settings.fetch_every:
            self.set_interval(span(every), self._fetch_if_subscribed)

    def _fetch_if_subscribed(self) -> None:
        if self._incoming.has_feeds:
            self._incoming.start()

    def _poll_for_first(self) -> None:
        """Poll more often while the list waits for its first articles."""
        if not self.panes.are_gone and self._scan.is_running and self.session.is_empty:
            self._poll()
            self.set_timer(_FIRST_PAUSE, self._poll_for_first)

    def _poll(self) -> None:
        """Show what the scan, a fetch and other windows changed."""
        if self.panes.are_gone:
            return
        self._tidying.tend()
        behind = _BEHIND if self._library.is_behind else ""
        self._status.hold(behind or self.waiting.said())
        self.panes.mark_at_end()
        changed = self._library.poll()
        self._tell_notices()
        self._scan.tend()
        self._poll_fetch()
        outcome = self._scan.outcome()
        if outcome is not None:
            self._scan_ended(outcome)
        if self._library.remade != self._remade:
            self._begin_anew()
        if self._scan.is_running or self._incoming.is_running or outcome is not None:
            self._status.say(right=self._progress() if outcome is None else "")
        if changed or (outcome is not None and self.session.is_empty):
            self.view.renew()

    def _progress(self) -> str:
        return self._incoming.progress() if self._incoming.is_running else self._scan.progress()

    def _poll_fetch(self) -> None:
        """When a fetch has ended, scan for its articles; if there are none, the scan says so."""
        if (outcome := self._incoming.outcome()) is None:
            return
        said, matters = outcome
        self._status.say(right="")
        self._look(aloud=not matters)
        self.session.say(said)

    def _tell_notices(self) -> None:
        notices = self._library.notices
        for notice in notices[self._told :]:
            self.session.say(notice)
        self._told = len(notices)

    def _scan_ended(self, outcome: str) -> None:
        """Show the outcome of a scan if there is one, and start to watch the folders."""
        if outcome:
            self.session.say(outcome)
        if not self._scan.lacks_room:
            self._library.is_incomplete = False
            self._scan.follow()
            return
        try:
            self._library.retreat(outcome)
        except ReaderError:  # the title says so until there is room
            self.view.say_counts()
        self._tell_notices()

    def _begin_anew(self) -> None:
        """Start again on a new index: the old one was damaged, or there was no room for it."""
        self._remade = self._library.remade
        self._scan.leave()
        self.view.begin_anew()
        self._look(aloud=False)

    def _key_of(self, file: Path | None) -> int | None:
        """The key of a file's entry; None if the library does not have it."""
        try:
            return self._library.find(str(file)).key if file is not None else None
        except ReaderError:
            return None

    def _answered(self) -> None:
        """A drive answers again, and the marks that waited are written: show the current state."""
        for failure in self.waiting.failures():
            self.session.say(failure)
        self.view.draw()
