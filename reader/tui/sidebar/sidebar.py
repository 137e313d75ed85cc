"""The list: categories, dates and articles, of which only the lines on the screen exist.

A key press costs what the screen shows, whatever the size of the library: rows are fetched in
windows and kept, lines are drawn as strips and kept, and the scroll bar is drawn here, since
Textual's own would render every line again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import tzinfo
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.entry import Entry
from reader.library.library import Found, Listing
from reader.output.cells import fit
from reader.tui.paint import paint
from reader.tui.sidebar import lines
from reader.tui.sidebar.leads import Leads
from reader.tui.sidebar.outline import Below, Heading, Item, Outline, Row, Saved, Subheading

if TYPE_CHECKING:  # a list without a search does without them
    from reader.library.query.language import Query
    from reader.library.query.search import Hit

_WINDOW = 64
"""Rows that are fetched at once."""

_WINDOWS_KEPT = 64
_STRIPS_KEPT = 2_000
_DIM = frozenset(("read", "subheading", "lead"))
_MARGIN = 3
"""Lines that stay visible above and below the cursor."""


_LEAST_STICKY = 7
"""Lines of a window in which a heading may stay: the margin keeps the cursor from under it."""


class Sidebar(Widget, can_focus=True):
    """The list of a library."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "move", id="list.down", key_display="j/k"),
        Binding("k,up", "move(-1)", "move up", show=False, id="list.up"),
        Binding("g,home", "top", "first line", show=False, id="list.top"),
        Binding("G,end", "bottom", "last line", show=False, id="list.bottom"),
        Binding("space,pagedown", "page(1)", "page down", show=False, id="list.page_down"),
        Binding("b,pageup", "page(-1)", "page up", show=False, id="list.page_up"),
        Binding("ctrl+d", "page(0.5)", "half a page down", show=False, id="list.half_down"),
        Binding("ctrl+u", "page(-0.5)", "half a page up", show=False, id="list.half_up"),
        Binding("enter", "open", "open", id="list.open", key_display="Enter"),
        Binding("l,right", "unfold", "unfold, open", show=False, id="list.unfold"),
        Binding("h,left", "fold", "fold", show=False, id="list.fold"),
        Binding("i", "preview", "first key statements", show=False, id="list.preview"),
        Binding(
            "less_than_sign", "app.resize(-4)", "narrower list", show=False, id="list.narrower"
        ),
        Binding("greater_than_sign", "app.resize(4)", "wider list", show=False, id="list.wider"),
        Binding("tab", "app.other_pane", "other pane", show=False, id="pane"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sidebar--heading",
        "sidebar--count",
        "sidebar--subheading",
        "sidebar--unread",
        "sidebar--read",
        "sidebar--lead",
        "sidebar--hit",
        "sidebar--mark",
        "sidebar--star",
        "sidebar--problem",
        "sidebar--selected",
        "sidebar--cursor",
        "sidebar--resting",
        "sidebar--thumb",
    }
    ALLOW_SELECT = False

    class Moved(Message):
        """The cursor went to another line."""

        def __init__(self, entry: Entry | None) -> None:
            super().__init__()
            self.entry = entry

    class Opened(Message):
        """An article was chosen to be read."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    class Asked(Message):
        """A search that was kept was chosen, by its name."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class LeadCame(Message, bubble=False):
        """The first key statement of an article is known now."""

        def __init__(self, article: str) -> None:
            super().__init__()
            self.article = article

    def __init__(
        self,
        zone: tzinfo | None,
        hit: Callable[[Query, Entry], Hit],
        *,
        preview: bool = False,
    ) -> None:
        """A list; with a `preview` each row has a first key statement below its title. `hit` tells
        where a search was found.
        """
        super().__init__()
        self._zone = zone
        self._hit = hit
        self._preview = preview
        self._leads = Leads(zone, lambda article: self.post_message(self.LeadCame(article)))
        self._saved: list[tuple[str, int]] = []
        self._listing: Listing | Found | None = None
        self._outline = Outline([], flat=True)
        self._folded: dict[str, set[str]] = {}
        self._windows: dict[tuple[int, int], list[Entry]] = {}
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._styles: dict[str, Style] = {}
        self._top = 0
        self._last: int | None = None  # the article to go back to where a view had none
        self._fitted = Size()
        self._untouched = True  # so far the list may begin where it likes
        self.line = 0
        self.empty = ""

    @property
    def listing(self) -> Listing | Found | None:
        return self._listing

    @property
    def is_empty(self) -> bool:
        return len(self._outline) == self._outline.saved

    @property
    def search(self) -> str | None:
        """The name of the search that was kept under the cursor."""
        item = self._item()
        return self._saved[item.number][0] if isinstance(item, Saved) else None

    @property
    def entry(self) -> Entry | None:
        """The article under the cursor."""
        return self._entry_at(self.line)

    @property
    def following(self) -> Entry | None:
        """The article below the cursor, where it is listed within a few lines."""
        for line in range(self.line + 1, min(self.line + 5, len(self._outline))):
            item = self._outline.at(line)
            if isinstance(item, Row):
                return self._entry(item)
        return None

    @property
    def place(self) -> tuple[int, int]:
        """Group and offset of the cursor; a heading is before the first row of its group."""
        if not len(self._outline):
            return 0, -1
        item = self._outline.at(self.line)
        return (item.group, item.offset) if isinstance(item, Row) else (item.group, -1)

    def show(self, listing: Listing | Found, key: int | None = None) -> None:
        """Draw another listing. The cursor goes to the entry of `key`, or stays where it was, and
        what it stands on stays at its height on the screen.
        """
        height = self.line - self._top
        at = self.entry
        heading = self._heading_name()
        search = self.search
        self._last = at.key if at else self._last
        wanted = self._last if key is None else key
        previous, self._listing = self._listing, listing
        self._outline = self._outlined(listing)
        self._forget()
        line: int | None = None
        if self._untouched and key is None:
            height = line = self._first_row()
        elif search is not None and key is None:
            line = self.line
        elif (
            heading is not None
            and previous
            and previous.grouping == listing.grouping
            and key is None
        ):
            line = self._outline.heading_named(heading)
        if line is None and wanted is not None and (place := listing.locate(wanted)):
            line = self._outline.line_of(*place)
        if line is None:
            line = self._first_row() if previous is None or not at else self.line
        self.line = self._within(line)
        self._top = self.line - height
        self._scroll()
        self.refresh()

    def changed(self, entries: Iterable[Entry]) -> None:
        """Entries were marked, and their copies with them: draw the lines anew that say so."""
        now = {entry.id: entry for entry in entries}
        for window in self._windows.values():
            for at, entry in enumerate(window):
                if new := now.get(entry.id):
                    window[at] = replace(
                        entry, read=new.read, starred=new.starred, progress=new.progress
                    )
        for line in self._on_screen():
            item = self._outline.at(line)
            shown = self._entry(item) if isinstance(item, Row) else None
            if isinstance(item, Heading) or (shown and shown.id in now):
                self._redraw(line)
        self._strips.clear()

    def show_saved(self, saved: list[tuple[str, int]]) -> None:
        """Draw these names and counts above the categories; what the cursor is on stays there."""
        if saved == self._saved:
            return
        more = len(saved) - len(self._saved)
        on_search = self.search is not None
        self._saved = saved
        self._strips.clear()
        if more and isinstance(self._listing, Listing):
            self._outline = self._outlined(self._listing)
            self.line = self._within(self.line if on_search else self.line + more)
            if self._top or not self._untouched:
                self._top += more
            self._scroll()
        self.refresh()

    def go_to_search(self, name: str) -> None:
        """Put the cursor on a search that was kept."""
        names = [one for one, _count in self._saved]
        if name in names and self._outline.saved:
            self._move_to(names.index(name))

    def begin(self) -> None:
        """Begin the next lists at their first row, as if nobody had been in them."""
        self._untouched = True

    def stay(self) -> None:
        """Stay on the article that the cursor is on, whatever list comes."""
        self._untouched = False

    def go_to(self, group: int, offset: int) -> None:
        """Put the cursor on a row, unfolding what hides it."""
        if self._listing is None:
            return
        name = self._listing.groups[group].outer
        if name in self._outline.folded:
            self._fold(name, folded=False)
        self._move_to(self._outline.line_of(group, offset))

    @property
    def view(self) -> tuple[int, int]:
        """The line of the cursor, and the first one on the screen; for `go_back`."""
        return self.line, self._top

    def go_back(self, view: tuple[int, int]) -> None:
        """Put the cursor on a line again, and that at its height."""
        line, top = view
        self._move_to(self._stop_near(line))
        self._top = top
        self._scroll()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def action_move(self, step: int) -> None:
        line = self.line + step
        while 0 <= line < len(self._outline) and isinstance(
            self._outline.at(line), Subheading | Below
        ):
            line += step
        if 0 <= line < len(self._outline):
            self._move_to(line)

    def action_page(self, pages: float) -> None:
        self._move_to(self._stop_near(self.line + int(pages * self._height), pages > 0))

    def action_top(self) -> None:
        self._move_to(0)

    def action_bottom(self) -> None:
        self._move_to(self._stop_near(len(self._outline) - 1))

    def action_open(self) -> None:
        item = self._item()
        if isinstance(item, Heading):
            self._fold(item.name, folded=item.name not in self._outline.folded)
        elif name := self.search:
            self.post_message(self.Asked(name))
        elif entry := self.entry:
            self._untouched = False
            self.post_message(self.Opened(entry))

    def action_unfold(self) -> None:
        item = self._item()
        if isinstance(item, Heading):
            self._fold(item.name, folded=False)
        else:
            self.action_open()

    def action_fold(self) -> None:
        item = self._item()
        if item is None or self._is_flat or isinstance(item, Saved):
            return
        if not isinstance(item, Heading):
            self._move_to(self._outline.heading_of(item.group))
        elif item.name not in self._outline.folded:
            self._fold(item.name, folded=True)

    def action_preview(self) -> None:
        """Rows of two lines or of one; what the cursor is on stays at its height."""
        self._preview = not self._preview
        if self._listing is not None and len(self._outline):
            height = self.line - self._top
            item = self._outline.at(self.line)
            self._outline = self._outlined(self._listing)
            if isinstance(item, Saved):
                self.line = item.number
            elif isinstance(item, Row):
                self.line = self._outline.line_of(item.group, item.offset)
            else:
                self.line = self._outline.heading_of(item.group)
            self._top = self.line - height
        self._strips.clear()
        self._scroll()
        self.refresh()

    def on_sidebar_lead_came(self, message: LeadCame) -> None:
        for line in self._on_screen():
            item = self._outline.at(line)
            if isinstance(item, Below):
                entry = self._entry(item)
                if entry and entry.id == message.article:
                    self.refresh(Region(0, line - self._top, self.size.width, 1))

    def on_unmount(self) -> None:
        self._leads.stop()

    def on_click(self, event: events.Click) -> None:
        line = self._top + event.y
        if not 0 <= line < len(self._outline):
            return
        if event.y == 0 and (heading := self._sticky) is not None:
            self._move_to(self._outline.heading_of(heading.group))
            return
        if isinstance(self._outline.at(line), Subheading):
            return
        self._move_to(self._stop_near(line))
        self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll_by(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll_by(-3)

    def on_focus(self) -> None:
        self._redraw_cursor()

    def on_blur(self) -> None:
        self._redraw_cursor()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Fit the window to another height first: the Resize event comes after the drawing."""
        if self.size != self._fitted:
            self._fitted = self.size
            self._strips.clear()
            self._scroll()
        if self._preview and not isinstance(self._listing, Found):
            self._want_leads()
        return paint(self, crop)

    def render_line(self, y: int) -> Strip:
        line = self._top + y
        width = self.size.width
        if line >= len(self._outline):
            return self._blank(y, width)
        if y == 0 and (heading := self._sticky) is not None:
            return Strip([*self._draw(heading, width - 1, focused=False), self._bar(y)], width)
        focused = self.line <= line < self.line + self._row_height
        strip = self._strips.get((line, focused))
        if strip is None:
            if len(self._strips) > _STRIPS_KEPT:
                self._strips.clear()
            item = self._outline.at(line)
            strip = self._draw(item, width - 1, focused=focused)
            if not self._is_pending(item):
                self._strips[line, focused] = strip
        return Strip([*strip, self._bar(y)], width)

    @property
    def _height(self) -> int:
        return max(self.size.height, 1)

    @property
    def _sticky(self) -> Heading | None:
        """The heading that stays above the rows it has scrolled away from."""
        if not self._top or self._height < _LEAST_STICKY or self._is_flat:
            return None
        item = self._outline.at(self._top)
        if isinstance(item, Saved):
            return None
        heading = self._outline.at(self._outline.heading_of(item.group))
        return heading if isinstance(heading, Heading) and item != heading else None

    @property
    def _is_flat(self) -> bool:
        return self._listing is None or self._listing.grouping == "flat"

    @property
    def _row_height(self) -> int:
        """Lines under the cursor."""
        return 2 if self._double and isinstance(self._item(), Row) else 1

    @property
    def _double(self) -> bool:
        """Whether rows have a second line: a first key statement, or what a search found."""
        return self._preview or isinstance(self._listing, Found)

    def _on_screen(self) -> range:
        return range(self._top, min(self._top + self.size.height, len(self._outline)))

    def _outlined(self, listing: Listing | Found) -> Outline:
        return Outline(
            listing.groups,
            flat=listing.grouping == "flat",
            folded=self._folded.setdefault(listing.grouping, set()),
            double=self._double,
            saved=len(self._saved) if isinstance(listing, Listing) else 0,
        )

    def _want_leads(self) -> None:
        """Ask for the leads that the lines on the screen lack."""
        rows = (
            item for item in map(self._outline.at, self._on_screen()) if isinstance(item, Below)
        )
        entries = [entry for entry in map(self._entry, rows) if entry]
        if any(self._leads.get(entry) is None for entry in entries):
            self._leads.want(entries)

    def _is_pending(self, item: Item) -> bool:
        """Whether a line is to say something that is not known yet."""
        if not isinstance(item, Below) or isinstance(self._listing, Found):
            return False
        return self._lead(item) is None

    def _lead(self, row: Below) -> str | None:
        entry = self._entry(row)
        return self._leads.get(entry) if entry else ""

    def _item(self) -> Item | None:
        return self._outline.at(self.line) if len(self._outline) else None

    def _heading_name(self) -> str | None:
        item = self._item()
        return item.name if isinstance(item, Heading) else None

    def _first_row(self) -> int:
        saved = self._outline.saved
        for line in range(saved, min(saved + 3, len(self._outline))):
            if isinstance(self._outline.at(line), Row):
                return line
        return 0

    def _within(self, line: int) -> int:
        return max(0, min(line, len(self._outline) - 1))

    def _stop_near(self, line: int, down: bool = False) -> int:
        """A line that the cursor may stand on: below or above a subheading, or a row's first."""
        line = self._within(line)
        if len(self._outline) and isinstance(self._outline.at(line), Subheading):
            line = self._within(line + 1 if down else line - 1)
        below = len(self._outline) and isinstance(self._outline.at(line), Below)
        return line - 1 if below else line

    def _move_to(self, line: int) -> None:
        self._untouched = False
        line = self._within(line)
        if line == self.line:
            return
        before, self.line = self.line, line
        top = self._top
        self._scroll()
        if self._top != top:
            self.refresh()
        else:
            self._redraw(before)
            self._redraw(line)
        self.post_message(self.Moved(self.entry))

    def _scroll(self) -> None:
        """Move the window as little as it takes to have the cursor in it, with a margin."""
        if not self.size.height:
            self._fitted = self.size  # not on the screen: later
            return
        margin = min(_MARGIN, (self._height - 1) // 2)
        top = min(self._top, self.line - margin)
        top = max(top, self.line + margin + 1 - self._height)
        self._top = max(0, min(top, len(self._outline) - self._height))

    def _scroll_by(self, lines: int) -> None:
        self._untouched = False
        self._top = max(0, min(self._top + lines, len(self._outline) - self._height))
        first = self._top + (self._sticky is not None)
        line = max(first, min(self.line, self._top + self._height - 1))
        line = self._stop_near(line, lines > 0)
        if line != self.line:
            self.line = line
            self.post_message(self.Moved(self.entry))
        self.refresh()

    def _redraw(self, line: int) -> None:
        """Draw a row anew, or a heading."""
        self.refresh(Region(0, line - self._top, self.size.width, 2 if self._double else 1))

    def _redraw_cursor(self) -> None:
        for line in (self.line, self.line + 1):
            self._strips.pop((line, True), None)
        self._redraw(self.line)

    def _fold(self, name: str, *, folded: bool) -> None:
        self._untouched = False
        self._outline.fold(name, folded=folded)
        if self._listing:
            self._folded[self._listing.grouping] = self._outline.folded
        self._strips.clear()
        self.line = self._within(self.line)
        self._scroll()
        self.refresh()

    def _forget(self) -> None:
        self._windows.clear()
        self._strips.clear()

    def _entry_at(self, line: int) -> Entry | None:
        if not 0 <= line < len(self._outline):
            return None
        item = self._outline.at(line)
        return self._entry(item) if isinstance(item, Row) else None

    def _entry(self, row: Row | Below) -> Entry | None:
        window, at = divmod(row.offset, _WINDOW)
        entries = self._windows.get((row.group, window))
        if entries is None:
            if len(self._windows) >= _WINDOWS_KEPT:
                self._windows.clear()
            if self._listing is None:
                return None
            start = window * _WINDOW
            entries = self._listing.window(row.group, start, start + _WINDOW)
            self._windows[row.group, window] = entries
        return entries[at] if at < len(entries) else None

    def _blank(self, y: int, width: int) -> Strip:
        said = wrap(self.empty, max(width - 4, 1)) if self.is_empty else []
        y -= self._outline.saved
        text = fit(f"  {said[y - 1]}" if 0 < y <= len(said) else "", width)
        return Strip([Segment(text.ljust(width), self._style("sidebar--read"))], width)

    def _bar(self, y: int) -> Segment:
        total, height = len(self._outline), self._height
        if total <= height:
            return Segment(" ", self._style("sidebar--read"))
        size = max(1, height * height // total)
        start = (height - size) * self._top // max(total - height, 1)
        if start <= y < start + size:
            return Segment("▌", self._style("sidebar--thumb"))
        return Segment(" ", self._style("sidebar--read"))

    def _draw(self, item: Item, width: int, *, focused: bool) -> Strip:
        parts = self._parts(item, width)
        if focused and self.has_focus:  # what is dim would be lost on the cursor's colour
            parts = [(text, "selected" if name in _DIM else name) for text, name in parts]
        segments = [Segment(text, self._style(f"sidebar--{name}")) for text, name in parts]
        strip = Strip(segments).adjust_cell_length(width, self._style("sidebar--read"))
        if focused:
            cursor = self._style("sidebar--cursor" if self.has_focus else "sidebar--resting")
            strip = Strip(Segment.apply_style(strip, post_style=cursor), width)
        return strip

    def _parts(self, item: Item, width: int) -> list[lines.Part]:
        grouping = self._listing.grouping if self._listing else "category"
        match item:
            case Heading(group, name):
                unread = self._outline.unread_below(group)
                folded = name in self._outline.folded
                return lines.heading(
                    name, grouping, unread, folded=folded, width=width, inner=self._inner_of(item)
                )
            case Saved(_, number):
                return lines.saved(*self._saved[number], width=width)
            case Subheading(_, name):
                return lines.subheading(name, grouping, width=width)
            case Row():
                entry = self._entry(item)
                hit = self._hit_in(entry)
                title = hit.title if hit else None
                if entry is None:
                    return []
                return lines.row(entry, grouping, self._zone, width=width, title=title)
            case Below():
                if hit := self._hit_in(self._entry(item)):
                    return lines.snippet(hit.snippet, grouping, width=width)
                return lines.below(self._lead(item) or "", grouping, width=width)

    def _inner_of(self, heading: Heading) -> str:
        """The inner group at the top of the window, for a heading that has stayed there."""
        if self._listing is None or heading != self._sticky:
            return ""
        group = self._listing.groups[self._outline.at(self._top).group]
        return lines.inner_name(group.inner, self._listing.grouping)

    def _hit_in(self, entry: Entry | None) -> Hit | None:
        if entry is None or not isinstance(self._listing, Found):
            return None
        return self._hit(self._listing.query, entry)

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self.get_component_rich_style(name)
            if name in ("sidebar--cursor", "sidebar--resting"):  # laid over the line as it is
                style = Style(bgcolor=style.bgcolor)
            self._styles[name] = style
        return style
