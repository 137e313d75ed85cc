"""The list widget: categories, dates and articles.

The cost of a key press depends on the size of the screen, not of the library: rows are fetched in
windows and kept, lines are drawn as strips and kept, and the list draws its own scroll bar, since
Textual's would render every line again.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.entry import Entry
from reader.library.library import Listed
from reader.tui import keys
from reader.tui.list.cursor import ListViewport
from reader.tui.list.list_rows import ListRows
from reader.tui.list.outline import Below, Heading, Row, Saved, Subheading
from reader.tui.list.strips import Drawing
from reader.tui.paint import paint


class Sidebar(Widget, can_focus=True):
    """The list of a library."""

    BINDINGS: ClassVar[list[BindingType]] = keys.LIST.bindings
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sidebar--heading",
        "sidebar--count",
        "sidebar--subheading",
        "sidebar--unread",
        "sidebar--read",
        "sidebar--lead",
        "sidebar--sentence",
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
        """The cursor moved to another line."""

        def __init__(self, entry: Entry | None) -> None:
            super().__init__()
            self.entry = entry

    class Opened(Message):
        """The user opened an article."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    class LeadCame(Message, bubble=False):
        """The lead of an article was found."""

        def __init__(self, article: str) -> None:
            super().__init__()
            self.article = article

    def __init__(self, rows: ListRows, cursor: ListViewport) -> None:
        """A list of `rows`, with the viewport `cursor`."""
        super().__init__()
        self._rows, self._port = rows, cursor
        self._port.lines_seen = lambda: self.size.height
        self._rows.lead_came = lambda article: self.post_message(self.LeadCame(article))
        self._drawing = Drawing(self._rows, self._port, self.get_component_rich_style)
        self._last: int | None = None  # the latest article under the cursor, to return to
        self._fitted = Size()
        self._untouched = True  # until the user moves, new lists start at their first row

    @property
    def empty(self) -> str:
        """The text of the list when it has no articles."""
        return self._drawing.empty

    @empty.setter
    def empty(self, text: str) -> None:
        self._drawing.empty = text

    @property
    def is_touched(self) -> bool:
        """Whether the user moved in the list."""
        return not self._untouched

    @property
    def search(self) -> str | None:
        """The name of the saved search under the cursor; None if there is none."""
        return self._rows.search_at(self._port.item)

    def show(self, listing: Listed, key: int | None = None) -> None:
        """Draw another listing. The cursor goes to the entry of `key`, or stays on its article or
        heading, at the same height on the screen.
        """
        port, above = self._port, self._port.above
        at, heading, on_search = self._under, port.heading, self.search is not None
        self._last = at.key if at else self._last
        wanted = self._last if key is None else key
        is_first, grouping = self._rows.listing is None, self._rows.grouping
        self._rows.show(listing)
        port.outline = self._rows.outline()
        line: int | None = None
        if key is None and self._untouched:
            above = line = port.first_row
        elif key is None and on_search:
            line = port.line
        elif key is None and heading is not None and listing.grouping == grouping:
            line = port.outline.heading_named(heading)
        if line is None and wanted is not None and (place := listing.locate(wanted)):
            line = port.outline.line_of(*place)
        if line is None:
            line = port.first_row if is_first or not at else port.line
        self._lay(line, above)

    def changed(self, articles: Collection[str]) -> None:
        """Redraw the lines of the articles with these ids, which were marked, and all headings.
        With no ids, redraw everything.
        """
        if articles:
            for line in self._port.lines:
                item = self._port.outline.at(line)
                shown = self._rows.entry(item) if isinstance(item, Row) else None
                if isinstance(item, Heading) or (shown and shown.id in articles):
                    self._redraw(line)
        else:
            self.refresh()
        self._drawing.forget()

    def show_saved(self, saved: list[tuple[str, int]]) -> None:
        """Show these names and counts above the categories. The cursor stays on its item."""
        if saved == self._rows.saved:
            return
        port, more = self._port, len(saved) - len(self._rows.saved)
        on_search = self.search is not None
        self._rows.saved = saved
        if more and not self._rows.is_found:
            top = port.top + more if port.top or not self._untouched else port.top
            port.outline = self._rows.outline()
            line = port.within(port.line if on_search else port.line + more)
            self._lay(line, line - top)
        else:
            self._drawing.forget()
            self.refresh()

    def go_to_search(self, name: str) -> None:
        """Put the cursor on a saved search."""
        names = [one for one, _count in self._rows.saved]
        if name in names and self._port.outline.saved:
            self._move_to(names.index(name))

    def begin(self) -> None:
        """Let the next lists start at their first row, until the user moves."""
        self._untouched = True

    def stay(self) -> None:
        """Keep the cursor on its article in the next lists."""
        self._untouched = False

    def go_to(self, group: int, offset: int) -> None:
        """Put the cursor on a row, and unfold its group if needed."""
        if self._rows.listing is None:
            return
        name = self._rows.listing.groups[group].outer
        if name in self._port.outline.folded:
            self._fold(name, folded=False)
        self._move_to(self._port.outline.line_of(group, offset))

    @property
    def view(self) -> tuple[int, int]:
        """The line of the cursor and the first line on the screen, for `go_back`."""
        return self._port.line, self._port.top

    def go_back(self, view: tuple[int, int]) -> None:
        """Return to the position in `view`."""
        line, top = view
        self._move_to(self._port.stop_near(line))
        self._port.top = top
        self._see()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawing.forget_styles()

    def action_move(self, step: int) -> None:
        line = self._port.step(step)
        if line is not None:
            self._move_to(line)

    def action_page(self, pages: float) -> None:
        line = self._port.line + int(pages * self._port.height)
        self._move_to(self._port.stop_near(line, pages > 0))

    def action_top(self) -> None:
        self._move_to(0)

    def action_bottom(self) -> None:
        self._move_to(self._port.stop_near(len(self._port.outline) - 1))

    async def action_open(self) -> None:
        item = self._port.item
        if isinstance(item, Heading):
            self._fold(item.name, folded=item.name not in self._port.outline.folded)
        elif name := self.search:
            await self.run_action(f"finding.ask({name!r})")
        elif entry := self._under:
            self._untouched = False
            self.post_message(self.Opened(entry))

    async def action_unfold(self) -> None:
        item = self._port.item
        if isinstance(item, Heading):
            self._fold(item.name, folded=False)
        else:
            await self.action_open()

    def action_fold(self) -> None:
        item = self._port.item
        if item is None or self._rows.is_flat or isinstance(item, Saved):
            return
        if not isinstance(item, Heading):
            self._move_to(self._port.outline.heading_of(item.group))
        elif item.name not in self._port.outline.folded:
            self._fold(item.name, folded=True)

    def action_preview(self) -> None:
        """Show or hide the first key statements. The item under the cursor stays at its height."""
        port, item, above = self._port, self._port.item, self._port.above
        self._rows.preview = not self._rows.preview
        if item is None:
            return
        port.outline = self._rows.outline()
        match item:
            case Saved(_, number):
                line = number
            case Row(group, offset):
                line = port.outline.line_of(group, offset)
            case _:
                line = port.outline.heading_of(item.group)
        self._lay(line, above)

    def on_sidebar_lead_came(self, message: LeadCame) -> None:
        for line in self._port.lines:
            item = self._port.outline.at(line)
            if isinstance(item, Below):
                entry = self._rows.entry(item)
                if entry and entry.id == message.article:
                    self.refresh(Region(0, line - self._port.top, self.size.width, 1))

    def on_unmount(self) -> None:
        self._rows.stop()

    async def on_click(self, event: events.Click) -> None:
        line = self._port.top + event.y
        if not 0 <= line < len(self._port.outline):
            return
        if event.y == 0 and (heading := self._port.sticky) is not None:
            self._move_to(self._port.outline.heading_of(heading.group))
            return
        if isinstance(self._port.outline.at(line), Subheading):
            return
        self._move_to(self._port.stop_near(line))
        await self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)

    def on_focus(self) -> None:
        self._redraw_cursor()

    def on_blur(self) -> None:
        self._redraw_cursor()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Adjust to a new size first: the Resize event comes only after the drawing."""
        if self.size != self._fitted:
            self._fitted = self.size
            self._drawing.forget()
            self._see()
        if self._rows.preview:
            self._rows.want_leads(map(self._port.outline.at, self._port.lines))
        strips = self._drawing.lines(crop.line_range, self._fitted.width, self.has_focus)
        return paint(self, crop, strips)

    def render_line(self, y: int) -> Strip:
        return self._drawing.lines(range(y, y + 1), self.size.width, self.has_focus)[0]

    @property
    def _under(self) -> Entry | None:
        """The article under the cursor."""
        return self._rows.entry(self._port.item)

    def _lay(self, line: int, above: int) -> None:
        """Redraw all lines, with the cursor on `line` and `above` lines above it."""
        self._drawing.forget()
        self._port.put(line, above)
        self._see()
        self.refresh()

    def _see(self) -> None:
        if not self.size.height:
            self._fitted = self.size  # the list is hidden: the window follows later
        self._port.follow()

    def _move_to(self, line: int) -> None:
        self._untouched = False
        line, before = self._port.within(line), self._port.line
        if line == before:
            return
        if self._port.move(line):
            self.refresh()
        else:
            self._redraw(before)
            self._redraw(line)
        self.post_message(self.Moved(self._under))

    def _scroll(self, lines: int) -> None:
        self._untouched = False
        if self._port.scroll(lines):
            self.post_message(self.Moved(self._under))
        self.refresh()

    def _fold(self, name: str, *, folded: bool) -> None:
        self._untouched = False
        self._rows.fold(self._port.outline, name, folded=folded)
        self._drawing.forget()
        self._port.line = self._port.within(self._port.line)
        self._see()
        self.refresh()

    def _redraw(self, line: int) -> None:
        """Redraw a row or heading."""
        height = 2 if self._rows.is_double else 1
        self.refresh(Region(0, line - self._port.top, self.size.width, height))

    def _redraw_cursor(self) -> None:
        self._drawing.forget_cursor()
        self._redraw(self._port.line)
