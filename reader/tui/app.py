"""The screen as a whole: it joins the list, the article and the library, and has the keys.

What must be there for the first paint is imported here; parsers, help and all that is needed later
are imported when the first screen stands.
"""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from reader.config import Settings, span
from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import Field, Library, Show
from reader.library.query.groups import Part
from reader.tui import keys, themes
from reader.tui.article.article_view import ArticleView
from reader.tui.article.prefetch import ParsersCame, Prefetcher, Prepared
from reader.tui.bars import Keys, Status
from reader.tui.dialogs.dialogs import show_feeds, show_help, show_palette
from reader.tui.incoming import Incoming
from reader.tui.list.list_view import Sidebar
from reader.tui.mark_worker import Marked, Sought
from reader.tui.marking import Marking
from reader.tui.memory import Tidying, settle
from reader.tui.panes import NARROW, Panes
from reader.tui.reading import Reading
from reader.tui.scanning import Scan
from reader.tui.search.chips import Chips
from reader.tui.search.library_search import Answered, SearchFailed
from reader.tui.search.saved_searches import Counted
from reader.tui.search.search_bar import Finding
from reader.tui.stepping import Stepping
from reader.tui.tagging import Tagging
from reader.tui.type_ahead import TypeAhead
from reader.tui.view import View
from reader.tui.waiting import Answers, Waiting

_PREVIEW_PAUSE = 0.08
_POLL_PAUSE = 0.3
_FIRST_PAUSE = 0.05


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
        settings = settings or Settings()
        self.animation_level = "none"
        self._library = library
        self._file = file
        self._settings = settings
        self._problems: list[str] = []
        self.parting = ""
        """What has to be said when the screen is gone."""
        self._told = 0  # of the library's notices
        self._remade = library.remade
        self._warm = False
        self._preview_timer: Timer | None = None
        self._tidying = Tidying(self)
        self._scan = Scan(library)
        self._incoming = Incoming(library.roots[0])
        self._prefetcher = Prefetcher(zone, self.post_message)
        self._view = View(
            library, self._scan, settings, self.post_message, name=name, zone=zone, preview=preview
        )
        self._sidebar = self._view.sidebar
        self._article = ArticleView(text_width)
        self._panes = Panes(self._sidebar, self._article)
        self._reading = Reading(
            library, self._view, self._panes, self._prefetcher, self._mark_read, settings.mark_read
        )
        self._stepping = Stepping(library, self._sidebar, self._reading, self._say)
        self._finding = Finding(library, self._view, self._panes, self._reading, self._say)
        self._marking = Marking(library, self._view, self._reading, self._say, self._post_if_there)
        self._tagging = Tagging(
            library, self._view, self._panes, self._reading, self._finding.prompted, self._say
        )
        self._status = Status(id="status")
        keeper = library.access.keeper
        self.waiting = Waiting([self._prefetcher.keeper, *([keeper] if keeper else [])])
        """What does not answer, also for whoever has the last word."""
        if keeper is not None:
            keeper.answered = lambda: self._post_if_there(Answers())
        themes.dress(self, settings.theme)

    def get_default_screen(self) -> Screen[object]:
        """The screen, with the classes that it will have: each change of them styles it anew."""
        narrow = self.size.width < NARROW
        self._article.set_class(not narrow, "beside", update=False)
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
        yield self._view.title
        yield self._view.chips
        yield self._panes
        yield self._status
        yield Keys(id="keys")

    def on_mount(self) -> None:
        self._panes.fit(self.size.width)
        self._view.begin(self._key_of(self._file))
        self._problems = self.give_keys(self._settings)
        self._view.keys = self.own_keys
        self._sidebar.focus()
        if not self._library.is_indexed():
            self._look(aloud=False)  # there is nothing to read before it finds something
        self.call_after_refresh(self._first_screen_stands)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._tidying.touched()
        await super().on_event(event)

    def on_resize(self, event: events.Resize) -> None:
        self._panes.fit(event.size.width)
        if self._warm:
            self._reading.preview()

    async def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click may choose the pane as well as a key. Where the focus has gone on meanwhile, the
        pane that has it now is told apart; two that were obeyed late would take it from each other
        for ever.
        """
        if event.widget is not self.focused:
            return
        reading, shown = self._reading.is_open, self._reading.shown
        in_article = self._article in event.widget.ancestors_with_self
        if in_article and not reading and shown is not None:
            await self._reading.open(shown)
        elif event.widget is self._sidebar and reading:
            self._panes.use_list()

    def on_unmount(self) -> None:
        self._reading.keep_place()
        self._marking.wait()
        self._incoming.stop()
        self._scan.stop()
        self._prefetcher.stop()
        self._view.keep_place()
        self._view.close()
        try:
            self._library.close()
        except ReaderError as error:
            self.parting = str(error)

    def on_sidebar_moved(self, event: Sidebar.Moved) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(_PREVIEW_PAUSE, self._reading.preview)
        self._reading.come_to(event.entry)

    async def on_sidebar_opened(self, event: Sidebar.Opened) -> None:
        await self._reading.open(event.entry)

    async def on_sidebar_asked(self, event: Sidebar.Asked) -> None:
        await self._finding.ask(event.name)

    async def on_article_view_left(self) -> None:
        await self._reading.to_list()

    def on_article_view_edited(self) -> None:
        self._look(aloud=True)

    async def on_article_view_finished(self) -> None:
        await self.action_step_unread(1)

    def on_parsers_came(self, event: ParsersCame) -> None:
        for notice in event.problems:
            self._say(notice)

    def on_prepared(self, event: Prepared) -> None:
        self._reading.prepared(event.path, event.page)

    def on_answered(self, event: Answered) -> None:
        self._finding.answered(event)

    def on_counted(self, event: Counted) -> None:
        self._view.show_saved()

    def on_chips_dropped(self, event: Chips.Dropped) -> None:
        self._finding.drop(event.number)

    def on_panes_not_kept(self, event: Panes.NotKept) -> None:
        self._say(event.problem)

    def on_search_failed(self, event: SearchFailed) -> None:
        """A search met damage, which is mended where nobody else did so meanwhile."""
        try:
            self._library.mend(event.error)
        except ReaderError as error:
            self._say(str(error))

    def on_answers(self, _event: Answers) -> None:
        """A drive is back: what was marked meanwhile is written down, and what is shown is true."""
        for failure in self.waiting.failures():
            self._say(failure)
        self._view.draw()
        self._reading.preview()

    def on_marked(self, event: Marked) -> None:
        self._marking.marked(event)

    def on_sought(self, event: Sought) -> None:
        self._marking.sought(event)

    async def action_step(self, step: Literal[1, -1]) -> None:
        await self._stepping.step(step)

    async def action_step_unread(self, step: Literal[1, -1]) -> None:
        await self._stepping.step_unread(step)

    async def action_elsewhere(self) -> None:
        await self._stepping.elsewhere()

    async def action_filter(self, show: Show) -> None:
        await self._finding.choose(show)

    async def action_search(self) -> None:
        await self._finding.search()

    async def action_narrow(self) -> None:
        await self._finding.narrow()

    async def action_jump(self) -> None:
        await self._finding.jump()

    def action_widen(self) -> None:
        if self._incoming.stop():
            self._say("Fetching is stopped; what has come stays.")
        else:
            self._finding.widen()

    async def action_subscribe(self) -> None:
        from reader.tui.subscribing import Subscribing

        await self._reading.to_list()
        root, prompted = self._library.roots[0], self._finding.prompted
        await Subscribing(root, prompted, self.run_worker, self._say, self._incoming.start).ask()

    def action_feeds(self) -> None:
        show_feeds(self, self._library.roots[0])

    def action_drop(self, number: int) -> None:
        self._finding.drop(number)

    async def action_keep_search(self) -> None:
        await self._finding.keep_search()

    def action_drop_search(self, name: str) -> None:
        self._finding.drop_search(name)

    async def action_ask(self, name: str) -> None:
        await self._finding.ask(name)

    def action_mark(self, field: Field) -> None:
        self._marking.mark_here(field)

    def action_mark_part(self, part: Part) -> None:
        self._marking.mark_part(part)

    async def action_tag(self) -> None:
        await self._tagging.ask_here()

    def action_undo(self) -> None:
        self._marking.undo()

    def action_redo(self) -> None:
        self._marking.redo()

    def action_group(self) -> None:
        self._say(f"Articles {self._view.group_next()}.")

    async def action_other_pane(self) -> None:
        await self._reading.switch()

    def action_resize(self, cells: int) -> None:
        """Another width of the list, kept for the next start."""
        if said := self._panes.widen_list(cells):
            self._say(said)

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
            self._say(str(error))

    def action_help(self) -> None:
        show_help(self, keys.IN_LIBRARY, self.own_keys)

    def action_commands(self) -> None:
        show_palette(self, self._finding.commands())

    def action_theme(self, name: str | None = None) -> None:
        self._say(themes.choose(self, self._settings.theme, name))

    def _first_screen_stands(self) -> None:
        """Now there is time for what the first screen did without."""
        self.set_timer(0.03, self._warm_up)

    async def _warm_up(self) -> None:
        if self._panes.are_gone:
            return
        settle()
        self._prefetcher.start()
        self._tell_notices()
        for notice in self._problems:
            self._say(notice)
        if self._file is not None and (entry := self._sidebar.entry):
            await self._reading.open(entry)
        else:
            self._reading.preview()
        self._look(aloud=False)
        self.set_interval(_POLL_PAUSE, self._poll)
        self._poll_for_first()
        self._fetch_by_itself()
        self._warm = self._view.counts_saved = True
        self._view.saved.count()

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
        if not self._panes.are_gone and self._scan.is_running and self._sidebar.is_empty:
            self._poll()
            self.set_timer(_FIRST_PAUSE, self._poll_for_first)

    def _poll(self) -> None:
        """See what the scan and other windows did."""
        if self._panes.are_gone:
            return
        self._tidying.tend()
        self._status.hold(self.waiting.said())
        self._reading.mark_at_end()
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
        if changed:
            self._reading.show_tags()
        if (changed or (outcome is not None and self._sidebar.is_empty)) and (
            not self._view.search.is_of_states
        ):
            self._view.draw()
            self._reading.preview()

    def _progress(self) -> str:
        return self._incoming.progress() if self._incoming.is_running else self._scan.progress()

    def _poll_fetch(self) -> None:
        """When a fetch is over, what came is looked for; that there was nothing the scan says."""
        if (outcome := self._incoming.outcome()) is None:
            return
        said, matters = outcome
        self._status.say(right="")
        self._look(aloud=not matters)
        self._say(said)

    def _tell_notices(self) -> None:
        notices = self._library.notices
        for notice in notices[self._told :]:
            self._say(notice)
        self._told = len(notices)

    def _scan_ended(self, outcome: str) -> None:
        """See to what comes after a scan, and say how it ended where there is something to say."""
        if outcome:
            self._say(outcome)
        if not self._scan.lacks_room:
            self._library.is_incomplete = False
            self._scan.follow()
            return
        try:
            self._library.retreat(outcome)
        except ReaderError:  # it is told above the list, as long as it is so
            self._view.say_counts()
        self._tell_notices()

    def _begin_anew(self) -> None:
        """The library stands on another index: it was damaged, or there was no room for it."""
        self._remade = self._library.remade
        self._scan.leave()
        self._view.renew()
        self._look(aloud=False)

    def _key_of(self, file: Path | None) -> int | None:
        """The entry of a file, where it is in the library."""
        try:
            return self._library.find(str(file)).key if file is not None else None
        except ReaderError:
            return None

    def _mark_read(self, entry: Entry) -> None:
        self._marking.mark(entry, "read", True)

    def _post_if_there(self, message: Message) -> None:
        """From any thread; when the screen is gone nobody has to be told."""
        if self.is_running:
            self.post_message(message)

    def _say(self, text: str) -> None:
        """Say something in the status line, for a while; where an article is alone, at its foot."""
        if self.screen.has_class("zen"):
            self._article.say(text)
        self._status.tell(text)
