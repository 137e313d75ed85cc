"""The screen as a whole: it joins the list, the article and the library.

What must be there for the first paint is imported here; parsers, help and all that is needed later
are imported when the first screen stands.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer

from reader.errors import ReaderError
from reader.library.library import Grouping, Library, Show, note_read
from reader.model import Entry
from reader.tui.article import ArticleView
from reader.tui.bars import Bar, Keys
from reader.tui.sidebar import Sidebar
from reader.tui.themes import EVENING

if TYPE_CHECKING:
    from reader.tui.page import Page

NARROW = 100
"""Columns; below that one pane is on the screen at a time."""

_PREVIEW_PAUSE = 0.08
_POLL_PAUSE = 0.3
_ONE_FRAME = 0.002
"""Seconds in which the widgets that one key changes all get ready, to be drawn together."""
_MESSAGE_SECONDS = 6.0
_PAGES_KEPT = 8
_GROUPINGS: tuple[Grouping, ...] = ("category", "date", "site", "flat")
_GROUPING_NAMES = {
    "category": "by category",
    "date": "by date",
    "site": "by site",
    "flat": "newest first",
}
_EMPTY = {
    "all": "No articles in this folder yet. F5 looks again.",
    "unread": "Nothing unread. 1 shows all articles.",
    "starred": "Nothing starred. s stars an article, 1 shows all.",
}

_ROUND = {1: "On from the top of the list.", -1: "On from the end of the list."}
_ALONE = frozenset(("quit", "help", "help_quit"))

Field = Literal["read", "starred"]


class Change(NamedTuple):
    """Something the reader did, to be undone: entries whose `field` became `value`."""

    entries: list[Entry]
    field: Field
    value: bool


class ReaderApp(App[None]):
    """The news room."""

    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    TITLE = "reader"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "step_unread(1)", "next unread", id="unread.next"),
        Binding("p", "step_unread(-1)", "previous unread", show=False, id="unread.previous"),
        Binding("J", "step(1)", "next article", show=False, id="article.next"),
        Binding("K", "step(-1)", "previous article", show=False, id="article.previous"),
        Binding("r", "mark('read')", "read/unread", id="mark.read"),
        Binding("s", "mark('starred')", "star", id="mark.star"),
        Binding("question_mark", "help", "help", id="help", key_display="?"),
        Binding("q", "quit", "quit", id="quit"),
        Binding("1", "filter('all')", "all articles", show=False, id="show.all"),
        Binding("2", "filter('unread')", "unread only", id="show.unread"),
        Binding("3", "filter('starred')", "starred only", show=False, id="show.starred"),
        Binding("d", "group", "grouping", id="group"),
        Binding("z", "undo", "undo", id="undo"),
        Binding("Z", "redo", "redo", show=False, id="redo"),
        Binding("f5", "rescan", "look for new articles", show=False, id="rescan"),
    ]

    def __init__(
        self,
        library: Library | None,
        *,
        name: str,
        zone: tzinfo | None,
        text_width: int,
        file: Path | None = None,
    ) -> None:
        """Show a library, if need be at a file of it, or one file alone. `name` is its title."""
        super().__init__()
        self.animation_level = "none"
        self._library = library
        self._label = name
        self._zone = zone
        self._file = file
        self._grouping: Grouping = "category"
        self._show: Show = "all"
        self._shown: Entry | None = None
        self._reading = library is None
        self._warm = False
        self._pages: OrderedDict[Path, Page] = OrderedDict()
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._scan: subprocess.Popen[bytes] | None = None
        self._preview_timer: Timer | None = None
        self._message_timer: Timer | None = None
        self._sidebar = Sidebar(zone)
        self._article = ArticleView(text_width)
        self._title_bar = Bar(id="title")
        self._status = Bar(id="status")
        self._keys = Keys(id="keys")
        self.register_theme(EVENING)
        self.theme = EVENING.name

    def compose(self) -> ComposeResult:
        yield self._title_bar
        with Horizontal(id="panes"):
            yield self._sidebar
            yield self._article
        yield self._status
        yield self._keys

    def on_mount(self) -> None:
        self._fit(self.size.width)
        if self._library is None:
            self.screen.add_class("alone")
            self._title_bar.say(f"reader · {self._label}")
            self._article.focus()
        else:
            self._list(at=self._file)
            self._sidebar.focus()
        self.call_after_refresh(self._first_screen_stands)

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.width)
        if self._warm:
            self._preview()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click may choose the pane as well as a key."""
        if event.widget is self._article and not self._reading:
            self._to_pane(self._article, reading=True)
        elif event.widget is self._sidebar and self._reading:
            self._to_pane(self._sidebar, reading=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One article alone has no list to go through."""
        return self._library is not None or action in _ALONE

    def on_unmount(self) -> None:
        self._keep_progress()
        if self._scan is not None:
            with self._scan as scan:
                scan.terminate()
        if self._library is not None:
            self._library.close()

    def on_sidebar_moved(self, event: Sidebar.Moved) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(_PREVIEW_PAUSE, self._preview)

    async def on_sidebar_opened(self, event: Sidebar.Opened) -> None:
        await self._open(event.entry)

    async def on_article_view_left(self) -> None:
        if self._library is not None:
            await self._to_list()

    async def on_article_view_finished(self) -> None:
        if self._library is not None:
            await self.action_step_unread(1)

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
            self._say("All is read." if place is None else _ROUND[step])
        if place is None:
            return
        self._sidebar.go_to(*place)
        if self._reading and (entry := self._sidebar.entry):
            await self._open(entry)

    def action_mark(self, field: Field) -> None:
        entry = self._shown if self._reading else self._sidebar.entry
        if entry is None or self._library is None:
            return
        entry = self._library.entry(entry.key) or entry
        self._mark([entry], field, not getattr(entry, field))

    def action_undo(self) -> None:
        self._retrace(self._done, self._undone, "undone", "Nothing to undo.")

    def action_redo(self) -> None:
        self._retrace(self._undone, self._done, "done again", "Nothing to redo.")

    async def action_filter(self, show: Show) -> None:
        if self._library is not None and show != self._show:
            self._show = show
            self._list()
            await self._to_list()
            self._preview()

    def action_group(self) -> None:
        if self._library is not None:
            at = _GROUPINGS.index(self._grouping) + 1
            self._grouping = _GROUPINGS[at % len(_GROUPINGS)]
            self._list()
            self._say(f"Articles {_GROUPING_NAMES[self._grouping]}.")

    async def action_other_pane(self) -> None:
        if self._library is None:
            return
        if self._reading:
            await self._to_list()
        elif self._article.page is None or self._narrow:
            self._sidebar.action_open()
        else:
            await self._to_article()

    def action_rescan(self) -> None:
        if self._library is None or self._scan is not None:
            return
        try:
            self._scan = self._library.start_scan()
        except ReaderError as error:
            self._say(str(error))

    def action_help(self) -> None:
        from reader.tui.help import Help  # noqa: PLC0415 (not needed for the first screen)

        self.push_screen(Help())

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
        self._show_pane()
        self._article.set_class(width >= NARROW and self._library is not None, "beside")

    async def _to_list(self) -> None:
        async with self._one_frame():
            self._keep_progress()
            self._to_pane(self._sidebar, reading=False)

    async def _to_article(self) -> None:
        async with self._one_frame():
            self._to_pane(self._article, reading=True)

    def _to_pane(self, pane: Sidebar | ArticleView, *, reading: bool) -> None:
        self._reading = reading
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
        if self._library is None and self._file is not None:
            self._show_page(self._file)
            self._note_read()
        elif self._library is not None:
            for notice in self._library.notices:
                self._say(notice)
            if self._file is not None and (entry := self._sidebar.entry):
                await self._open(entry)
            else:
                self._preview()
            self.action_rescan()
            self.set_interval(_POLL_PAUSE, self._poll)
        self._warm = True
        # What stands now stays: collecting it again and again is what makes programs stutter.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        gc.enable()

    def _list(self, at: Path | None = None) -> None:
        """Draw the list anew, the cursor where it was."""
        if self._library is None:
            return
        listing = self._library.listing(self._grouping, self._show, keep=self._sidebar.listing)
        key = None
        if at is not None:
            try:
                key = self._library.find(str(at)).key
            except ReaderError:
                key = None
        scanning = self._scan is not None or not self._library.is_indexed()
        self._sidebar.empty = "Looking for articles …" if scanning else _EMPTY[self._show]
        self._sidebar.show(listing, key)
        self._say_counts()

    def _say_counts(self) -> None:
        if self._library is None:
            return
        counts = self._library.counts()
        shown = "" if self._show == "all" else f"{self._show} only · "
        self._title_bar.say(
            f"reader · {self._label}", f"{shown}{counts.unread:,} unread of {counts.total:,}"
        )

    def _preview(self) -> None:
        """Show the article under the cursor beside the list; that is not reading it."""
        if self._reading or self._is_leaving:
            return
        entry = self._sidebar.entry
        if entry is not None:
            self._shown = entry
            if not self._narrow:
                self._show_page(entry.path, entry.id)

    async def _open(self, entry: Entry) -> None:
        async with self._one_frame():
            self._keep_progress()
            self._shown = entry
            self._show_page(entry.path, entry.id)
            self._to_pane(self._article, reading=True)
            if not entry.read and self._article.page and self._article.page.article:
                self._mark([entry], "read", True, aloud=False)

    def _keep_progress(self) -> None:
        """Write down how far the article was read that is left now."""
        progress = self._article.progress
        if self._library is None or not self._reading or self._shown is None or progress is None:
            return
        with suppress(ReaderError):  # a mark that cannot be written is said where it is asked for
            self._library.set_state([self._shown], progress=round(progress, 3))

    def _show_page(self, path: Path, article: str | None = None) -> None:
        page = self._page(path, article)
        if page is not self._article.page:
            self._article.show(page)

    def _note_read(self) -> None:
        page = self._article.page
        if page is not None and page.article is not None:
            try:
                note_read(page.article)
            except ReaderError as error:
                self._say(str(error))

    def _page(self, path: Path, article: str | None) -> Page:
        """The page of a file, made once while the file holds the same article."""
        page = self._pages.get(path)
        if page is None or (page.article and article not in (page.article.id, None)):
            from reader.tui.page import Page  # noqa: PLC0415 (brings the parsers with it)

            page = self._pages[path] = Page(path, self._zone)
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(path)
        return page

    def _mark(self, entries: list[Entry], field: Field, value: bool, *, aloud: bool = True) -> None:
        changed = self._set(entries, field, value)
        if changed:
            self._done.append(Change(changed, field, value))
            self._undone.clear()
            if aloud:
                word = field if value else f"un{field}"
                self._say(f"{_count(changed)} marked {word} · z undoes")

    def _retrace(self, source: list[Change], target: list[Change], word: str, nothing: str) -> None:
        if not source:
            self._say(nothing)
            return
        change = source.pop()
        inverse = change._replace(value=not change.value)
        self._set(change.entries, change.field, inverse.value)
        target.append(inverse)
        mark = change.field if inverse.value else f"un{change.field}"
        self._say(f"{_count(change.entries)} marked {mark} ({word})")

    def _set(self, entries: list[Entry], field: Field, value: bool) -> list[Entry]:
        if self._library is None:
            return []
        try:
            if field == "read":
                changed = self._library.set_state(entries, read=value)
            else:
                changed = self._library.set_state(entries, starred=value)
        except ReaderError as error:
            self._say(str(error))
            return []
        self._sidebar.changed()
        self._say_counts()
        return changed

    def _poll(self) -> None:
        """See what the scan and other windows did."""
        if self._library is None or self._is_leaving:
            return
        changed = self._library.poll()
        if self._scan is not None:
            self._say_scan(self._scan)
        if changed:
            self._list()
            self._preview()

    def _say_scan(self, scan: subprocess.Popen[bytes]) -> None:
        code = scan.poll()
        if code is None:
            progress = self._library.scan_progress() if self._library else None
            if progress is not None and progress.done:
                total = f" of {progress.total:,}" if progress.total else ""
                self._status.say(right=f"indexing {progress.done:,}{total}")
            return
        self._scan = None
        words = scan.communicate()[1].decode("utf-8", "replace").strip()
        if code != 0 and words:
            self._say(words.splitlines()[-1])
        self._status.say(right="")
        self._list()

    def _say(self, text: str) -> None:
        """Say something in the status line, for a while."""
        self._status.say(left=text)
        if self._message_timer is not None:
            self._message_timer.stop()
        self._message_timer = self.set_timer(_MESSAGE_SECONDS, lambda: self._status.say(left=""))


def _count(entries: list[Entry]) -> str:
    return "1 article" if len(entries) == 1 else f"{len(entries):,} articles"
