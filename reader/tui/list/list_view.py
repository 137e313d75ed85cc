"""The list widget: a tree of categories, or other groups, with articles.

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
from reader.library.library import Listed, Node
from reader.library.query.listed import Spot
from reader.tui import keys
from reader.tui.list.cursor import ListViewport
from reader.tui.list.list_rows import ListRows
from reader.tui.list.outline import Below, Child, Heading, Item, Row, Saved, Subheading
from reader.tui.list.strips import Drawing
from reader.tui.paint import paint

_MINUTE = 60.0


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
        "sidebar--noted",
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
        self._grip: int | None = None  # the line of the thumb by which it is dragged
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
        at, heading, on_search = self._under, self._heading, self.search is not None
        near = self._rows.node(port.place[0])
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
            line = port.outline.heading_at(heading.path)
        if line is None and wanted is not None and (spot := self._located(wanted, near)):
            line = self._line_of(spot)
        if line is None:
            line = port.first_row if is_first or not at else port.line
        self._lay(line, above)

    @property
    def left_at(self) -> tuple[str | None, int]:
        """The path of the node of the cursor, and how many lines are above it, for `return_to`."""
        port, item = self._port, self._port.item
        node = None if item is None or isinstance(item, Saved) else self._rows.node(item.node)
        return node.path if node else None, port.above

    def return_to(self, key: int | None, node: str | None, above: int) -> None:
        """Put the cursor on the row of an entry, below a node if it can be, or on the node's
        heading if `key` is None; `above` is the number of lines above it.
        """
        listing = self._rows.listing
        if listing is None:
            return
        number = next((n for n, one in enumerate(listing.nodes) if one.path == node), None)
        spot = None if number is None else Spot(number, -1)
        if key is not None:
            spot = listing.spot(key, number or 0)
        if spot is not None:
            self._lay(self._line_of(spot), above)
            self._untouched = False

    @property
    def entries(self) -> list[Entry]:
        """The entries of the rows on the screen."""
        items = map(self._port.outline.at, self._port.lines)
        return [entry for item in items if (entry := self._rows.entry(item))]

    def look_ahead(self) -> None:
        """Draw the pages that a key may show next, so that it need not."""
        port = self._port
        here = port.line, port.top
        for pages in (1, -1):
            port.move(self._page_away(pages))
            self._drawing.lines(range(self.size.height), self.size.width, self.has_focus)
            port.line, port.top = here

    def changed(self, articles: Collection[str]) -> None:
        """Redraw the lines of the articles with these ids, which were marked, and all headings.
        With no ids, redraw everything.
        """
        if articles:
            for line in self._port.lines:
                item = self._port.outline.at(line)
                shown = self._rows.entry(item) if isinstance(item, Row | Child) else None
                listing = self._rows.listing
                is_told = listing is not None and listing.folded and isinstance(item, Row)
                if isinstance(item, Heading) or is_told or (shown and shown.id in articles):
                    self._redraw(line)
        else:
            self.refresh()
        self._drawing.forget()

    def show_saved(self, saved: list[tuple[str, int, int]]) -> None:
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
        names = [one for one, *_counts in self._rows.saved]
        if name in names and self._port.outline.saved:
            self._move_to(names.index(name))

    def begin(self) -> None:
        """Let the next lists start at their first row, until the user moves."""
        self._untouched = True

    def begin_anew(self) -> None:
        """Forget the listing, and where the user was in it."""
        self._last, self._untouched = None, True
        self._rows.begin_anew()
        self._port.begin_anew()

    def stay(self) -> None:
        """Keep the cursor on its article in the next lists."""
        self._untouched = False

    def go_to(self, node: int, offset: int, number: int = -1) -> None:
        """Put the cursor on a row, or on that of a `number` below it, and unfold what it is folded
        below. With an offset of -1, put it on the heading of the node.
        """
        if self._rows.listing is None:
            return
        above = [
            one
            for number, one in enumerate(self._rows.listing.nodes[: node + 1])
            if one.end > node
            and (number < node or offset >= 0)
            and self._port.outline.is_folded(number)
        ]
        for one in above:
            self._rows.fold(one, folded=False)
        if above:
            self._folded()
        self._move_to(self._line_of(Spot(node, offset, number)))

    def _line_of(self, spot: Spot) -> int:
        """The line of an article, which is unfolded if it is below another one."""
        row = Row(spot.node, spot.offset)
        if spot.number >= 0 and self._rows.more_at(row).rows:
            self._rows.unfold_row(row)
            self._outline()
        return self._port.outline.line_of(*spot)

    def to_row(self, step: int) -> bool:
        """Put the cursor on the next row in the direction `step`. Returns False at the end."""
        line = self._port.outline.next_row(self._port.line, step)
        if line is not None:
            self._move_to(line)
        return line is not None

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawing.forget_styles()

    def action_move(self, step: int) -> None:
        line = self._port.step(step)
        if line is not None:
            self._move_to(line)

    def action_page(self, pages: float) -> None:
        self._move_to(self._page_away(pages))

    def _page_away(self, pages: float) -> int:
        """The line of the cursor after it has moved by some pages."""
        line = self._port.line + int(pages * self._port.height)
        return self._port.stop_near(line, pages > 0)

    def action_top(self) -> None:
        self._move_to(0)

    def action_bottom(self) -> None:
        self._move_to(self._port.stop_near(len(self._port.outline) - 1))

    async def action_open(self) -> None:
        item = self._port.item
        if isinstance(item, Heading):
            self._fold(item, folded=not self._port.outline.is_folded(item.node))
        elif name := self.search:
            await self.run_action(f"finding.ask({name!r})")
        elif entry := self._under:
            self._untouched = False
            self.post_message(self.Opened(entry))

    async def action_unfold(self) -> None:
        item = self._port.item
        if isinstance(item, Heading):
            self._fold(item, folded=False)
        elif self._rows.more_at(item).rows:
            self._rows.unfold_row(item)
            self._outline()
        else:
            await self.action_open()

    def action_fold(self) -> None:
        item, outline = self._port.item, self._port.outline
        if item is None or isinstance(item, Saved):
            return
        place = self._port.place
        if self._rows.fold_row(item):
            self._outline()
            self._move_to(self._port.outline.line_of(*place))
        elif self._rows.is_flat:
            return
        elif not isinstance(item, Heading):
            self._move_to(outline.heading_of(item.node))
        elif not outline.is_folded(item.node):
            self._fold(item, folded=True)
        elif (line := outline.parent_of(item.node)) is not None:
            self._move_to(line)

    def action_fold_all(self, folded: bool) -> None:
        """Fold or unfold all headings. The cursor stays on its item, or on the heading that this is
        folded below.
        """
        if self._rows.is_flat or self._port.is_empty:
            return
        place, above = self._port.place, self._port.above
        on_search = isinstance(self._port.item, Saved)
        self._rows.fold_all(folded=folded)
        self._folded()
        if not on_search:
            self._untouched = False
            self._lay(self._port.outline.line_of(*place), above)
            self.post_message(self.Moved())

    def action_group(self, step: int) -> None:
        """Go to the next or previous heading."""
        line = self._port.outline.next_heading(self._port.line, step)
        if line is not None:
            self._move_to(line)

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
            case Row(node, offset):
                line = port.outline.line_of(node, offset)
            case Child(node, offset, number):
                line = port.outline.line_of(node, offset, number)
            case _:
                line = port.outline.heading_of(item.node)
        self._lay(line, above)

    def on_sidebar_lead_came(self, message: LeadCame) -> None:
        for line in self._port.lines:
            item = self._port.outline.at(line)
            if isinstance(item, Below):
                entry = self._rows.entry(item)
                if entry and entry.id == message.article:
                    self.refresh(Region(0, line - self._port.top, self.size.width, 1))

    def on_mount(self) -> None:
        self.set_interval(_MINUTE, self._let_time_pass)

    def on_unmount(self) -> None:
        self._rows.stop()

    def _let_time_pass(self) -> None:
        """Draw dates again that are relative to the time."""
        if any(map(self._rows.is_recent, map(self._port.outline.at, self._port.lines))):
            self._drawing.forget()
            self.refresh()

    def tell_times(self, *, relative: bool) -> None:
        """Show how long ago the newest articles were published, or leave that out."""
        if self._rows.relative != relative:
            self._rows.relative = relative
            self._let_time_pass()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1 and self._is_on_bar(event):
            thumb = self._port.thumb()
            self._grip = event.y - thumb.start if event.y in thumb else len(thumb) // 2
            self.capture_mouse()
            self._drag(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._grip is not None:
            self._drag(event.y)

    def on_mouse_up(self) -> None:
        if self._grip is not None:
            self._grip = None
            self.release_mouse()

    async def on_click(self, event: events.Click) -> None:
        line = self._port.top + event.y
        if event.button != 1 or self._is_on_bar(event):
            return
        if not 0 <= line < len(self._port.outline):
            return
        if event.y == 0 and (heading := self._port.sticky) is not None:
            self._move_to(self._port.outline.heading_of(heading.node))
            return
        item: Item = self._port.outline.at(line)
        if isinstance(item, Subheading):
            return
        self._move_to(self._port.stop_near(line))
        await self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)

    def _is_on_bar(self, event: events.MouseEvent) -> bool:
        """Whether the mouse is on the scroll bar."""
        return event.x == self.size.width - 1 and bool(self._port.thumb())

    def _drag(self, y: int) -> None:
        """Scroll as far as the thumb of the scroll bar is dragged."""
        if self._grip is not None:
            self._scroll(self._port.top_at(y - self._grip) - self._port.top)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Compute no styles: none of them depends on the focus, and there are many."""

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
        self.post_message(self.Moved())

    def _scroll(self, lines: int) -> None:
        self._untouched = False
        if self._port.scroll(lines):
            self.post_message(self.Moved())
        self.refresh()

    def _located(self, key: int, near: Node | None) -> Spot | None:
        """Where an entry is, below the node with the path of `near` if it can be."""
        listing = self._rows.listing
        if listing is None:
            return None
        path = near.path if near else ""
        same = (number for number, one in enumerate(listing.nodes) if one.path == path)
        return listing.spot(key, next(same, 0))

    @property
    def _heading(self) -> Node | None:
        """The node whose heading is under the cursor."""
        number = self._port.heading
        return self._rows.node(number) if number is not None else None

    def _fold(self, item: Heading, *, folded: bool) -> None:
        if node := self._rows.node(item.node):
            self._rows.fold(node, folded=folded)
            self._folded()

    def _folded(self) -> None:
        """Draw the list after folds have changed."""
        self._untouched = False
        self._port.outline.measure()
        self._redraw_all()

    def _outline(self) -> None:
        """Draw the list after rows below rows have come or gone."""
        self._untouched = False
        self._port.outline = self._rows.outline()
        self._redraw_all()

    def _redraw_all(self) -> None:
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
