"""The screen as a whole: it joins the list, the article and the library.

What must be there for the first paint is imported here; parsers, help and all that is needed later
are imported when the first screen stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import tzinfo
from pathlib import Path
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.timer import Timer

from reader import choices
from reader.config import Settings
from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import Found, Grouping, Library, Listing, Show
from reader.tui import empty, themes
from reader.tui.article import elsewhere
from reader.tui.article.ahead import Ahead, ParsersCame, Prepared
from reader.tui.article.article import ArticleView
from reader.tui.bars import Bar, Keys
from reader.tui.divider import Divider
from reader.tui.marking import Marking
from reader.tui.memory import settle
from reader.tui.overlays.overlays import give_keys, show_help, show_palette
from reader.tui.scan import Scan
from reader.tui.sidebar.sidebar import Sidebar
from reader.tui.signals import leave_on_terminate

NARROW = 100
"""Columns; below that one pane is on the screen at a time."""

_LEAST_LIST, _LEAST_ARTICLE = 24, 40
"""Cells that a divider leaves to either pane."""

_PREVIEW_PAUSE = 0.08
_POLL_PAUSE = 0.3
_FIRST_PAUSE = 0.05
_ONE_FRAME = 0.002
"""Seconds in which the widgets that one key changes all get ready, to be drawn together."""
_MESSAGE_SECONDS = 6.0
_GROUPINGS: tuple[Grouping, ...] = ("category", "date", "site", "flat")
_GROUPING_NAMES = {
    "category": "by category",
    "date": "by date",
    "site": "by site",
    "flat": "{sort} first",
}
_ROUND = {1: "On from the top of the list.", -1: "On from the end of the list."}


class ReaderApp(Marking):
    """The news room."""

    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    TITLE = "reader"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "step_unread(1)", "next unread", id="unread.next"),
        Binding("p", "step_unread(-1)", "previous unread", show=False, id="unread.previous"),
        Binding("slash", "search", "search", id="search", key_display="/"),
        Binding("J", "step(1)", "next article", show=False, id="article.next"),
        Binding("K", "step(-1)", "previous article", show=False, id="article.previous"),
        Binding("r", "mark('read')", "read/unread", id="mark.read"),
        Binding("s", "mark('starred')", "star", id="mark.star"),
        Binding("T", "tag", "tags of your own", show=False, id="tag"),
        Binding("R", "mark_part('group')", "mark group read", show=False, id="mark.group"),
        Binding("A", "mark_part('all')", "mark all in the list read", show=False, id="mark.all"),
        Binding(
            "left_square_bracket",
            "mark_part('above')",
            "mark all above read",
            show=False,
            id="mark.above",
            key_display="[",
        ),
        Binding(
            "right_square_bracket",
            "mark_part('below')",
            "mark all below read",
            show=False,
            id="mark.below",
            key_display="]",
        ),
        Binding("t", "theme", "colours", show=False, id="theme"),
        Binding("colon,ctrl+p", "commands", "commands", show=False, id="commands"),
        Binding("question_mark", "help", "help", id="help", key_display="?"),
        Binding("q,ctrl+c", "quit", "quit", id="quit"),
        Binding("1", "filter('all')", "all articles", show=False, id="show.all"),
        Binding("2", "filter('unread')", "unread only", id="show.unread"),
        Binding("3", "filter('starred')", "starred only", show=False, id="show.starred"),
        Binding("4", "filter('started')", "started only", show=False, id="show.started"),
        Binding("d", "group", "grouping", show=False, id="group"),
        Binding("z", "undo", "undo", id="undo"),
        Binding("Z", "redo", "redo", show=False, id="redo"),
        Binding("equals_sign", "elsewhere", "same story elsewhere", show=False, id="elsewhere"),
        Binding("f", "narrow", "filter", show=False, id="filter"),
        Binding("S", "keep_search", "keep the search", show=False, id="search.keep"),
        Binding("c", "jump", "go to a day or a name", show=False, id="jump"),
        Binding("escape", "widen", "all articles again", show=False, id="search.end"),
        Binding("backspace", "drop(-1)", "one filter less", show=False, id="search.drop"),
        Binding("f5", "rescan", "look for new articles", show=False, id="rescan"),
    ]

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
        settings = settings or Settings()
        newest = settings.sort == "newest"
        super().__init__(
            library,
            newest=newest,
            ansi_color=themes.colourless(),
            searches=settings.searches,
        )
        self.animation_level = "none"
        self._label = name
        self._zone = zone
        self._file = file
        self._settings = settings
        self._grouping = settings.grouping
        self._own_keys: dict[str, str] = {}
        self._problems: list[str] = []
        self._ending = False
        self._warm = False
        self._scan = Scan(library)
        self._ahead = Ahead(zone, self.post_message)
        self._preview_timer: Timer | None = None
        self._message_timer: Timer | None = None
        self._sidebar = Sidebar(zone, self._search.hit, preview=preview)
        self._sidebar.show_saved(self._saved.lines)
        self._article = ArticleView(text_width)
        self._list_width = choices.list_width()
        self._title_bar = Bar(id="title")
        self._status = Bar(id="status")
        self._keys = Keys(id="keys")
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
        yield self._title_bar
        yield self._chips
        with Horizontal(id="panes"):
            yield self._sidebar
            yield Divider()
            yield self._article
        yield self._status
        yield self._keys

    def on_mount(self) -> None:
        self._fit(self.size.width)
        self._list(at=self._file)
        self._own_keys, self._problems = give_keys(self, self._settings)
        leave_on_terminate(self)
        self._sidebar.focus()
        if not self._library.is_indexed():
            self.action_rescan(aloud=False)  # there is nothing to read before it finds something
        self.call_after_refresh(self._first_screen_stands)

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.width)
        if self._warm:
            self._preview()

    async def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click may choose the pane as well as a key."""
        in_article = self._article in event.widget.ancestors_with_self
        if in_article and not self._reading and self._shown is not None:
            await self._open(self._shown)
        elif event.widget is self._sidebar and self._reading:
            self._to_pane(self._sidebar, reading=False)

    def on_unmount(self) -> None:
        self._keep_place()
        self._marks.wait()
        self._scan.stop()
        self._ahead.stop()
        self._search.close()
        self._saved.stop()
        self._library.close()

    def on_sidebar_moved(self, event: Sidebar.Moved) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(_PREVIEW_PAUSE, self._preview)

        if event.entry is not None and not (self._narrow or self._reading):
            self._want(event.entry)

    def on_parsers_came(self, event: ParsersCame) -> None:
        for notice in event.problems:
            self._say(notice)

    def on_prepared(self, event: Prepared) -> None:
        if event.page is not None:
            self._ahead.keep(event.page)
        entry = self._sidebar.entry
        if entry is None or entry.path != event.path or entry is not self._shown:
            return
        if not (self._reading or self._narrow or self._is_leaving):
            self._show_page(entry)
            self._look_ahead()

    async def on_sidebar_opened(self, event: Sidebar.Opened) -> None:
        await self._open(event.entry)

    async def on_article_view_left(self) -> None:
        await self._to_list()

    def on_article_view_edited(self) -> None:
        self.action_rescan()

    async def on_article_view_finished(self) -> None:
        await self.action_step_unread(1)

    def on_divider_dragged(self, event: Divider.Dragged) -> None:
        self._list_width = max(_LEAST_LIST, min(event.column, self.size.width - _LEAST_ARTICLE))
        self._divide(self.size.width)
        if event.done:
            choices.keep_list_width(self._list_width)

    def action_resize(self, cells: int) -> None:
        """Another width of the list, kept for the next start."""
        if not self._narrow:
            self.on_divider_dragged(Divider.Dragged(self._sidebar.size.width + cells, done=True))
            self._say(f"A list of {self._list_width} cells.")

    async def action_step(self, step: int) -> None:
        """To the next article or the one before, and open it if one is open."""
        line = self._sidebar.line
        while True:
            before = self._sidebar.line
            self._sidebar.action_move(step)
            if self._sidebar.line == before:
                if self._sidebar.entry is None:
                    self._sidebar.action_move(line - before)
                self._say("There is no further article." if step > 0 else "This is the first one.")
                return
            if entry := self._sidebar.entry:
                break
        if self._reading:
            await self._open(entry)

    async def action_step_unread(self, step: Literal[1, -1]) -> None:
        """To the next unread article or the one before, round the end of the list if need be, and
        open it if one is open.
        """
        listing = self._sidebar.listing
        if listing is None or not listing.groups:
            return
        place = listing.next_unread(*self._sidebar.place, step)
        if place is None:
            place = listing.next_unread(0 if step > 0 else len(listing.groups), -1, step)
            self._say(
                ("Nothing unread here." if self._search.text else "All is read.")
                if place is None
                else _ROUND[step]
            )
        if place is None:
            return
        self._sidebar.go_to(*place)
        if self._reading and (entry := self._sidebar.entry):
            await self._open(entry)

    async def action_elsewhere(self) -> None:
        """To the next file with the same text, and open it if one is open."""
        entry = self._shown if self._reading else self._sidebar.entry
        if entry is None or self._sidebar.listing is None:
            return
        copy = elsewhere.following(self._library.copies(entry), entry)
        if copy is None:
            self._say("There is no copy of this article.")
            return
        where = elsewhere.where(copy, entry)
        place = self._sidebar.listing.locate(copy.key)
        if place is not None:
            self._sidebar.go_to(*place)
        elif not self._reading:
            self._say(f"The copy in {where} is not in this list.")
            return
        if self._reading:
            await self._open(copy)
        self._say(f"The same story in {where}.")

    async def action_filter(self, show: Show) -> None:
        if show != self._show:
            self._show = show
            self._list()
            await self._to_list()
            self._preview()

    def action_group(self) -> None:
        at = _GROUPINGS.index(self._grouping) + 1
        self._grouping = _GROUPINGS[at % len(_GROUPINGS)]
        self._list()
        name = _GROUPING_NAMES[self._grouping].format(sort=self._settings.sort)
        self._say(f"Articles {name}.")

    async def action_other_pane(self) -> None:
        if self._reading:
            await self._to_list()
        elif self._shown is not None:
            await self._open(self._shown)

    def action_rescan(self, aloud: bool = True) -> None:
        try:
            self._scan.start(aloud=aloud)
        except ReaderError as error:
            self._say(str(error))

    def action_help(self) -> None:
        show_help(self, self._own_keys)

    def action_commands(self) -> None:
        show_palette(self)

    def action_theme(self, name: str | None = None) -> None:
        self._say(themes.choose(self, self._settings.theme, name))

    @property
    def _narrow(self) -> bool:
        return self.screen.has_class("narrow")

    @property
    def _is_leaving(self) -> bool:
        """A timer may go off once more when the screen is gone already."""
        return not self.screen_stack

    def _fit(self, width: int) -> None:
        """One pane or two, as the terminal is wide."""
        self.screen.set_class(width < NARROW, "narrow")
        self._divide(width)
        self._show_pane()
        self._article.set_class(width >= NARROW, "beside")

    def _divide(self, width: int) -> None:
        """Give the list the width that was set, where that leaves room for both panes."""
        sized = self._list_width is not None and width >= NARROW
        self._sidebar.set_class(sized, "sized")
        if not sized:
            self._sidebar.styles.clear_rule("width")
        elif self._list_width is not None:
            most = width - _LEAST_ARTICLE
            self._sidebar.styles.width = max(_LEAST_LIST, min(self._list_width, most))

    async def _to_list(self) -> None:
        async with self._one_frame():
            self._keep_place()
            self._to_pane(self._sidebar, reading=False)

    def _to_pane(self, pane: Sidebar | ArticleView, *, reading: bool) -> None:
        self._reading = reading
        if not reading:
            self.screen.remove_class("zen")
        if self._narrow:
            self._show_pane()
        self.screen.set_focus(pane)
        self._keys.refresh()

    def _show_pane(self) -> None:
        """On a narrow screen, show the pane that is in use and hide the other."""
        self.screen.set_class(self._reading, "reading")
        self.screen.set_class(not self._reading, "listing")

    @asynccontextmanager
    async def _one_frame(self) -> AsyncIterator[None]:
        """Draw all that a key changes at once, and not each widget as it gets ready."""
        with self.batch_update():
            yield
            await asyncio.sleep(_ONE_FRAME)
        self.screen.check_idle()

    def _first_screen_stands(self) -> None:
        """Now there is time for what the first screen did without."""
        self.set_timer(0.03, self._warm_up)

    async def _warm_up(self) -> None:
        if self._is_leaving:
            return
        settle()
        self._ahead.start()
        for notice in (*self._library.notices, *self._problems):
            self._say(notice)
        if self._file is not None and (entry := self._sidebar.entry):
            await self._open(entry)
        else:
            self._preview()
        self.action_rescan(aloud=False)
        self.set_interval(_POLL_PAUSE, self._poll)
        self._poll_for_first()
        self._warm = True
        self._saved.count()

    def _list(self, at: Path | None = None, *, key: int | None = None) -> None:
        """Draw the list anew, the cursor where it was, or on the entry of a `key` or path."""
        if self._search.text:
            self._search.again(self._grouping, self._show)
            self._say_counts()
            return
        before = self._sidebar.listing
        keep = before if isinstance(before, Listing) else None
        newest = self._settings.sort == "newest"
        listing = self._library.listing(self._grouping, self._show, newest=newest, keep=keep)
        if at is not None:
            try:
                key = self._library.find(str(at)).key
            except ReaderError:
                key = None
        scanning = self._scan.is_running or not self._library.is_indexed()
        self._sidebar.empty = empty.LOOKING if scanning else empty.said(self._show, self._own_keys)
        self._sidebar.show(listing, key)
        self._say_counts()

    def _say_counts(self) -> None:
        counts = self._library.counts()
        self._title_bar.say(
            f"reader · {self._label}", f"{counts.unread:,} unread of {counts.total:,}"
        )
        if self._warm:
            self._saved.count()
        only = [] if self._show == "all" else [f"{self._show} only"]
        found = self._sidebar.listing
        said = f"{found.total:,} found" if self._search.text and isinstance(found, Found) else ""
        self._chips.show([*self._search.pieces, *only], said)

    def _preview(self) -> None:
        """Show the article under the cursor beside the list; that is not reading it."""
        if self._reading or self._is_leaving:
            return
        entry = self._sidebar.entry
        if entry is not None:
            self._shown = entry
            if not self._narrow:
                self._show_when_ready(entry)
        elif self._sidebar.is_empty:
            self._shown = None
            self._article.show(None)

    async def _open(self, entry: Entry) -> None:
        async with self._one_frame():
            self._keep_place()
            self._shown = entry
            entry = self._library.entry(entry.key) or entry
            self._show_page(entry)
            self._article.resume(self._library.place(entry), entry.progress)
            if words := self._search.words:
                self._article.find_words(words)
            self._to_pane(self._article, reading=True)
            self._ending = self._settings.mark_read == "end"
            if self._settings.mark_read == "open":
                self._mark_shown()
        self._look_ahead()

    def _mark_shown(self) -> None:
        """Mark the article read that is open, if its file could be shown."""
        page = self._article.page
        if self._shown is not None and page is not None and page.article is not None:
            entry = self._library.entry(self._shown.key) or self._shown
            if not entry.read:
                self._mark(entry, "read", True)

    def _mark_at_end(self) -> None:
        """Where that is asked for, mark the article read when its end is on the screen; once, so
        that it can be marked unread there.
        """
        reached = self._article.reached
        if self._reading and self._ending and reached is not None and reached[1] == 1:
            self._ending = False
            self._mark_shown()

    def _keep_place(self) -> None:
        """Write down how far the article was read that is left now."""
        self._mark_at_end()
        reached = self._article.reached
        if self._reading and self._shown is not None and reached is not None:
            place, progress = reached
            progress = None if progress is None else round(progress, 6)
            with suppress(ReaderError):  # said where a mark is asked for
                now = self._library.keep_place(self._shown, round(place, 4), progress)
                if now.is_started != self._shown.is_started:
                    self._sidebar.changed([now])
                self._shown = now

    def _show_when_ready(self, entry: Entry) -> None:
        """Show an article that nobody waits for; what may be opened next is made ready after it."""
        if self._ahead.ready(entry.path) is not None:
            self._show_page(entry)
            self._look_ahead()
        else:
            self._want(entry)

    def _want(self, *entries: Entry) -> None:
        """Have articles made ready beside the screen."""
        self._ahead.want([one.path for one in entries], *self._article.first_lines)

    def _look_ahead(self) -> None:
        """Have the articles made ready that the next key may open."""
        listing = self._sidebar.listing
        place = listing.next_unread(*self._sidebar.place, 1) if listing else None
        unread = listing.window(place[0], place[1], place[1] + 1) if listing and place else []
        self._want(*filter(None, [self._sidebar.following, *unread]))

    def _show_page(self, entry: Entry) -> None:
        page = self._ahead.page(entry.path)
        if page is not self._article.page:
            key = self._own_keys.get("elsewhere", "=")
            page.say_elsewhere(elsewhere.said(self._library.copies(entry), entry, key))
            page.say_tags(entry.own_tags)
            self._article.show(page)

    def _show_tags(self) -> None:
        page = self._article.page
        entry = self._library.entry(self._shown.key) if self._shown is not None else None
        if page is None or entry is None or entry.path != page.path:
            return
        if page.say_tags(entry.own_tags):
            self._article.head_changed()

    def _poll_for_first(self) -> None:
        """While the first articles are looked for, they are awaited more closely."""
        if not self._is_leaving and self._scan.is_running and self._sidebar.is_empty:
            self._poll()
            self.set_timer(_FIRST_PAUSE, self._poll_for_first)

    def _poll(self) -> None:
        """See what the scan and other windows did."""
        if self._is_leaving:
            return
        self._mark_at_end()
        told = len(self._library.notices)
        changed = self._library.poll()
        for notice in self._library.notices[told:]:
            self._say(notice)
        outcome = self._scan.outcome()
        if outcome is not None:
            self._scan.follow()
        if self._scan.is_running or outcome is not None:
            self._status.say(right=self._scan.progress() if outcome is None else "")
        if outcome:
            self._say(outcome)
        if changed:
            self._show_tags()
        if (changed or (outcome is not None and self._sidebar.is_empty)) and (
            not self._search.is_of_states
        ):
            self._list()
            self._preview()

    def _say(self, text: str) -> None:
        """Say something in the status line, for a while; where an article is alone, at its foot."""
        if self.screen.has_class("zen"):
            self._article.say(text)
        self._status.say(left=text)
        if self._message_timer is not None:
            self._message_timer.stop()
        self._message_timer = self.set_timer(_MESSAGE_SECONDS, lambda: self._status.say(left=""))
