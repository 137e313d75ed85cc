"""The screen as a whole: it joins the list, the article and the library, and has the keys.

What must be there for the first paint is imported here; parsers, help and all that is needed later
are imported when the first screen stands.
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
    """The news room."""

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
        """Show a library by its `name`; with a `file` of it, open that one at once. With a
        `preview` each row of the list has a first key statement below it. The `settings` are for
        all that is not named here.
        """
        super().__init__(ansi_color=themes.colourless())
        self._settings = settings or Settings()
        self.animation_level = "none"
        self._library = library
        self._file = file
        self._problems: list[str] = []
        self.parting = ""
        """What has to be said when the screen is gone."""
        self._told = 0  # of the library's notices
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
        # Textual has no public way for this: the parts in whose names keys.py has actions
        self._action_targets |= {"view", "marking", "panes", "stepping", "finding", "tagging"}
        self._status = Status(id="status")
        keeper = library.access.keeper
        self.waiting = Waiting([self.panes.prefetcher.keeper, *([keeper] if keeper else [])])
        """What does not answer, also for whoever has the last word."""
        if keeper is not None:
            keeper.answered = lambda: self.session.on_screen(self._answered)
        themes.dress(self, self._settings.theme)

    def get_default_screen(self) -> Screen[object]:
        """The screen, with the classes that it will have: each change of them styles it anew."""
        narrow = self.size.width < NARROW
        self.panes.article.set_class(not narrow, "beside", update=False)
        return Screen(id="_default", classes="listing narrow" if narrow else "listing")

    def refresh_css(self, animate: bool = True) -> None:
        """A theme that is put on before there is a screen changes no style yet: the style sheet is
        read once, with its colours.
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
            self._look(aloud=False)  # there is nothing to read before it finds something
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
        self.panes.prefetcher.stop()
        self.view.keep_place()
        self.view.close()
        try:
            self._library.close()
        except ReaderError as error:
            self.parting = str(error)

    def on_session_said(self, event: Session.Said) -> None:
        """Something is said in the status line; where an article is alone, at its foot too."""
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
        """Stop what is fetched; else show all articles."""
        if self._incoming.stop():
            self.session.say("Fetching is stopped; what has come stays.")
        else:
            self.finding.widen()

    async def action_subscribe(self) -> None:
        from reader.tui.subscribing import Subscribing

        await self.panes.to_list()
        await Subscribing(self.session, self.panes, self._incoming).ask()

    def action_feeds(self) -> None:
        show_feeds(self, self._library.roots[0])

    def action_full_text(self) -> None:
        """Fetch the page of an article, for its full text."""
        if (entry := self.session.at) is not None:
            self.session.say(f"Asking for the page of “{safe_line(entry.title)}” …")
            self.run_worker(self._bring_full_text(entry))

    async def _bring_full_text(self, entry: Entry) -> None:
        from reader.tui.full_article import fetched

        if failure := await fetched(self._library, entry):
            self.session.say(failure)
            return
        self.session.say("The full text is there.")
        self._look(aloud=False)
        if self.session.shown is not None and self.session.shown.path == entry.path:
            if self.session.is_reading:
                await self.panes.open(self.session.shown)
            else:
                self.panes.preview()

    def action_rescan(self) -> None:
        """Fetch what is due, and look for new articles then; without feeds, at once."""
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
        """Now there is time for what the first screen did without."""
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
        """Fetch unasked where the settings say so, and only then."""
        if self._settings.fetch_at_start:
            self._fetch_if_subscribed()
        if every := self._settings.fetch_every:
            self.set_interval(span(every), self._fetch_if_subscribed)

    def _fetch_if_subscribed(self) -> None:
        if self._incoming.has_feeds:
            self._incoming.start()

    def _poll_for_first(self) -> None:
        """While the first articles are looked for, they are awaited more closely."""
        if not self.panes.are_gone and self._scan.is_running and self.session.is_empty:
            self._poll()
            self.set_timer(_FIRST_PAUSE, self._poll_for_first)

    def _poll(self) -> None:
        """See what the scan and other windows did."""
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
        """When a fetch is over, what came is looked for; that there was nothing the scan says."""
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
        """See to what comes after a scan, and say how it ended where there is something to say."""
        if outcome:
            self.session.say(outcome)
        if not self._scan.lacks_room:
            self._library.is_incomplete = False
            self._scan.follow()
            return
        try:
            self._library.retreat(outcome)
        except ReaderError:  # it is told above the list, as long as it is so
            self.view.say_counts()
        self._tell_notices()

    def _begin_anew(self) -> None:
        """The library stands on another index: it was damaged, or there was no room for it."""
        self._remade = self._library.remade
        self._scan.leave()
        self.view.begin_anew()
        self._look(aloud=False)

    def _key_of(self, file: Path | None) -> int | None:
        """The entry of a file, where it is in the library."""
        try:
            return self._library.find(str(file)).key if file is not None else None
        except ReaderError:
            return None

    def _answered(self) -> None:
        """A drive is back: what was marked meanwhile is written down, and what is shown is true."""
        for failure in self.waiting.failures():
            self.session.say(failure)
        self.view.draw()
