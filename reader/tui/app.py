"""The application for a library: it joins the list, the article and the library, and has the keys.

Only what the first screen needs is imported here; parsers, help and the rest are imported after it
is drawn.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from reader import gap
from reader.config import Settings, span
from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import Library
from reader.output.safe import safe_line
from reader.tui import keys, themes
from reader.tui.bars import Keys, Status
from reader.tui.bindings import PaletteOffer
from reader.tui.dialogs.dialogs import (
    show_feeds,
    show_help,
    show_messages,
    show_palette,
    show_problems,
)
from reader.tui.divider import NARROW
from reader.tui.finding import Finding
from reader.tui.incoming import Incoming, full_text
from reader.tui.lean_screen import LeanScreen
from reader.tui.marking import Marking
from reader.tui.memory import Tidying, settle
from reader.tui.own_commands import OwnCommands, Subject, Task
from reader.tui.panes import Panes
from reader.tui.scanning import Scan
from reader.tui.session import ActingLater, Session
from reader.tui.stepping import Stepping
from reader.tui.tagging import Tagging
from reader.tui.type_ahead import TypeAhead
from reader.tui.view import View
from reader.tui.waiting import Waiting

if TYPE_CHECKING:  # the first screen does without
    from rich.console import RenderableType

    from reader.kept_frame import KeptFrame
    from reader.tui.going import Going
    from reader.tui.setting import Setting

_POLL_PAUSE = 0.3
_FIRST_PAUSE = 0.05
_RESTING = 4
"""Of how many polls one is made while the user does nothing and nothing goes on."""

_MESSAGES = PaletteOffer("Messages so far", "messages", "log notices errors history said")


class ReaderApp(TypeAhead):
    """The screen of a library."""

    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    TITLE = "reader"
    BINDINGS: ClassVar[list[BindingType]] = keys.EVERYWHERE.bindings

    parting = ""
    """What to print after the screen has closed."""

    last_screen: KeptFrame | None = None
    """The picture for the next start, when this one has ended."""

    _problems: Sequence[str] = ()
    _told = 0  # how many of the library's notices were shown
    _polls = 0
    _has_fetched = False  # since the last scan ended

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
        self.animation_level = "none"
        self._settings = settings or Settings()
        self._library = library
        self._file = file
        self._remade = library.remade
        self._scan = Scan(library)
        self._incoming = Incoming(library, bool(self._settings.account))
        self._tidying = Tidying(self)
        self._status = Status(id="status")
        self.session = Session(self, library, self._settings, zone=zone, preview=preview)
        self.session.rows.relative = not gap.is_open()  # the picture that stands has no hours
        self._make_parts(name, zone, text_width)
        self.waiting = self._waiting()
        """The drives that do not answer; the command asks for them too, at the end."""
        themes.dress(self, self._settings.theme)

    def _make_parts(self, name: str, zone: tzinfo | None, text_width: int) -> None:
        """Make what is on the screen, and what keys do there."""
        self.view = View(self.session, self._scan, name=name)
        self.marking = Marking(self.session, self.view)
        self.panes = Panes(self.session, self.view.sidebar, self.marking, text_width)
        self.stepping = Stepping(self.session, self.view.sidebar, self.panes)
        self.finding = Finding(self.session, self.view, self.panes)
        self.tagging = Tagging(self.session, self.panes)
        self.own = OwnCommands(
            self,
            self._settings.commands,
            zone,
            at=self._subject,
            say=self.session.say,
            show=self._show_printed,
        )
        # Textual has no public way to add the parts that prefix actions in keys.py
        self._action_targets |= {
            "view", "marking", "panes", "stepping", "finding", "tagging", "setting", "going", "own",
        }  # fmt: skip

    def _waiting(self) -> Waiting:
        keeper = self._library.access.keeper
        if keeper is not None:
            keeper.answered = lambda: self.session.on_screen(self._answered)
        return Waiting([self.panes.prefetcher.keeper, *([keeper] if keeper else [])])

    @cached_property
    def setting(self) -> Setting:
        """What changes settings; only the palette needs it."""

        def made() -> Setting:
            from reader.tui.setting import Setting

            return Setting(self.session, self.view, self.panes, lambda: self._look(aloud=False))

        return cast("Setting", ActingLater(made))

    @cached_property
    def going(self) -> Going:
        """What goes to a name."""

        def made() -> Going:
            from reader.tui.going import Going

            return Going(self.session, self.view, self.panes)

        return cast("Going", ActingLater(made))

    def get_default_screen(self) -> LeanScreen:
        """The screen with its final classes: each later change would compute all styles again."""
        narrow = self.size.width < NARROW
        self.panes.article.set_class(not narrow, "beside", update=False)
        return LeanScreen(id="_default", classes="listing narrow" if narrow else "listing")

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
        self.screen.set_focus(self.view.sidebar)
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

    def exit(
        self, result: None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """End, and draw the list as the next start will show it, if that may be kept."""
        if self._settings.kept_frame and not (self._exit or return_code or self._file):
            from reader.tui.last_screen import drawn

            self._begin_batch()  # what is drawn is not for this terminal
            self._status.say("", "")
            with suppress(ReaderError):  # a drive does not answer: nothing is kept
                self.last_screen = drawn(self, self.view, self.panes)
        super().exit(result, return_code, message)

    def on_unmount(self) -> None:
        self.own.leave()
        self.panes.keep_place()
        self.parting = self.marking.wait()
        self._incoming.stop()
        self._scan.stop()
        self.panes.stop()
        self.view.keep_place()
        self.view.close()
        try:
            self._library.close()
        except ReaderError as error:
            self.parting = str(error)

    @property
    def is_entered(self) -> bool:
        return self.session.is_entered

    @property
    def is_to_come(self) -> bool:
        return self.session.is_entered or self.session.search.is_to_come

    def say_later(self, text: str) -> None:
        self.session.say(text, waits=True)

    def on_session_said(self, event: Session.Said) -> None:
        """Show a message in the status line, and in the footer of an article that is alone."""
        if self.panes.are_gone:
            return
        if self.screen.has_class("zen"):
            self.panes.article.say(event.text)
        self._status.tell(event.text, waits=event.waits)

    def on_session_progressed(self) -> None:
        if self.marking.progress:
            self._status.clear()
        self._show_progress()

    def on_article_view_edited(self) -> None:
        self._look(aloud=True)

    async def on_article_view_finished(self) -> None:
        await self.stepping.action_step_unread(1)

    def action_widen(self) -> None:
        """Stop a fetch or sync that is running, or else show all articles."""
        if self._incoming.stop():
            self.session.say("Fetching stopped; articles that have arrived stay.")
        else:
            self.finding.widen()

    async def action_subscribe(self) -> None:
        from reader.tui.subscribing import Subscribing

        await self.panes.to_list()
        await Subscribing(self.session, self.panes, self._incoming).ask()

    async def action_feeds(self) -> None:
        await show_feeds(self, self._library.roots[0], self._settings.account)

    def action_full_text(self) -> None:
        """Fetch the page of the current article, for its full text."""
        if (entry := self.session.some_article()) is not None:
            self.session.say(f"Fetching the page of “{safe_line(entry.title)}” …")
            self.run_worker(self._bring_full_text(entry))

    async def _bring_full_text(self, entry: Entry) -> None:
        failure = await full_text(self._library, entry)
        if self.panes.are_gone:  # the screen has closed meanwhile
            return
        if failure:
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
        """Fetch the feeds that are due, synchronise, and then scan; without any, scan at once."""
        try:
            if self._incoming.has_sources:
                self._incoming.start()
            else:
                self._look(aloud=True)
        except ReaderError as error:  # no drive answers
            self.session.say(str(error))

    def _look(self, *, aloud: bool) -> None:
        try:
            self._scan.start(aloud=aloud)
        except ReaderError as error:
            self.session.say(str(error))

    async def action_help(self) -> None:
        await show_help(self, (*keys.IN_LIBRARY, *self.own.scopes()), self.own_keys)

    async def action_commands(self) -> None:
        offers = (*self.finding.offers(), *self.own.offers(), *self.setting.offers(), _MESSAGES)
        await show_palette(self, offers)

    async def action_messages(self) -> None:
        await show_messages(self, self.session.told)

    async def action_problems(self) -> None:
        """List what is wrong with the settings."""
        await show_problems(self, self._problems)

    def action_theme(self, name: str | None = None) -> None:
        self.session.say(themes.choose(self, self.session.settings.theme, name))

    def _first_screen_stands(self) -> None:
        """Prepare what the first screen did not need."""
        self.view.sidebar.tell_times(relative=True)
        self.set_timer(0.03, self._warm_up)

    async def _warm_up(self) -> None:
        if self.panes.are_gone:
            return
        settle()
        self.panes.prefetcher.start()
        self._tell_notices()
        threading.Thread(target=self._look_for_problems, daemon=True).start()
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

    def _look_for_problems(self) -> None:
        """Look for problems of the settings, in a thread."""
        from reader.tui import outside
        from reader.tui.problems import problems_of

        for root in self._library.roots:
            outside.wait_for(root)
        found = list(problems_of(self._settings, self._library.roots))
        self.session.on_screen(self._tell_problems, found)

    def _tell_problems(self, found: list[str]) -> None:
        from reader.tui.problems import in_few_words

        self._problems = found
        if found:
            words = in_few_words(len(found), keys.key_of("problems", self.own_keys))
            self.session.say(words, waits=True)

    def _subject(self) -> Subject | None:
        """The current article, for a command of the user."""
        entry = self.session.at
        if entry is None:
            return None
        return Subject(entry.path, self._library.root_of(entry.path), entry)

    async def _show_printed(self, task: Task) -> bool:
        """Show what a command printed in the pane, unless its article is no longer current."""
        at = self.session.at
        if at is None or at.path != task.subject.path:
            return False
        if not self.session.is_reading:
            await self.panes.open(at)
        return self.panes.article.show_printed(task.command.name, task.text)

    def _fetch_by_itself(self) -> None:
        """Fetch automatically, if the settings say so."""
        if self._settings.fetch_at_start:
            self._fetch_if_subscribed()
        if every := self._settings.fetch_every:
            self.set_interval(span(every), self._fetch_if_subscribed)

    def _fetch_if_subscribed(self) -> None:
        with suppress(ReaderError):  # no drive answers
            if self._incoming.has_sources:
                self._incoming.start()

    def _poll_for_first(self) -> None:
        """Poll more often while the list waits for its first articles."""
        if not self.panes.are_gone and self._scan.is_running and self.session.is_empty:
            self._poll()
            self.set_timer(_FIRST_PAUSE, self._poll_for_first)

    def _poll(self) -> None:
        """Show what the scan, a fetch and other windows changed."""
        self._polls += 1
        if self.panes.are_gone or (self._is_resting and self._polls % _RESTING):
            return
        self._tidying.tend()
        self._status.hold(self._behind() or self.waiting.said() or self.own.progress)
        self.panes.mark_at_end()
        # marks that are being made show at once when they are: until then nothing is read of them
        changed = not self.marking.progress and self._library.poll()
        self._tell_notices()
        self._scan.tend()
        self._poll_fetch()
        outcome = self._scan.outcome()
        if outcome is not None:
            self._scan_ended(outcome)
        if self._library.remade != self._remade:
            self._begin_anew()
        self._show_progress()
        if changed or (outcome is not None and self.session.is_empty):
            self.view.renew()

    @property
    def _is_resting(self) -> bool:
        """Whether neither the user nor anything in the background does something."""
        is_busy = self._scan.is_running or self._incoming.is_running or self.waiting.is_late
        is_busy = is_busy or bool(self.marking.progress or self.own.progress)
        return self._tidying.is_resting and not (is_busy or self._library.is_behind)

    def _show_progress(self) -> None:
        """Show how far it is with what the user waits for most: marks, a fetch, a scan."""
        progress = self.marking.progress
        if not progress and self._incoming.is_running:
            progress = self._incoming.progress()
        elif not progress and self._scan.is_running:
            progress = self._scan.progress()
        if not self.panes.are_gone:
            self._status.say(right=progress)

    def _behind(self) -> str:
        """That the journal is not read yet, and how many marks wait for it, in words, or ''."""
        count = self.marking.catch_up()
        if not self._library.is_behind:
            return ""
        waiting = f"; {count:,} mark{'s' * (count > 1)} not written" if count else ""
        return f"The journal is being read{waiting}."

    def _poll_fetch(self) -> None:
        """When a fetch has ended, scan for its articles; if there are none, the scan says so."""
        if (outcome := self._incoming.outcome()) is None:
            return
        said, matters = outcome
        self._has_fetched = True
        self._look(aloud=not matters)
        self.session.say(said)

    def _tell_notices(self) -> None:
        notices = self._library.notices
        for notice in notices[self._told :]:
            self.session.say(notice, waits=True)
        self._told = len(notices)

    def _scan_ended(self, outcome: str) -> None:
        """Show the outcome of a scan if there is one, and start to watch the folders."""
        if outcome:
            self.session.say(outcome, waits=self._has_fetched)
        self._has_fetched = False
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
