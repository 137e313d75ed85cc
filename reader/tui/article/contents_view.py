"""The list of an article's key statements, headings or links, over the article.

Enter shows an item in the article, or opens the link. If the pane switches to another article while
the list is open, the list shows that article's items.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from reader.output.ink import MUTED, Line, wrap
from reader.tui import keys
from reader.tui.article.actions import copy
from reader.tui.article.contents import Places, What, places
from reader.tui.article.page import HEADER, Page
from reader.tui.article.pane import Pane
from reader.tui.paint import paint

_FIRST_SLICE = 0.02
"""Seconds of searching before the list opens, enough for articles of usual length."""

_SLICE, _PAUSE = 0.01, 0.02
"""Seconds of searching at a time, and between, when keys are handled."""

_MARGIN = 3
"""Lines that stay visible above and below the cursor."""


class KeyPoints(Widget, can_focus=True):
    """The list widget. It covers the pane, whose column draws its lines."""

    BINDINGS: ClassVar[list[BindingType]] = keys.POINTS.bindings
    ALLOW_SELECT = False

    def __init__(self, pane: Pane) -> None:
        super().__init__()
        self._pane = pane
        self._page: Page | None = None
        self._what: What = "statements"
        self._places: Places | None = None
        self._block: int | None = None  # the block that is read in the article
        self._typed = ""
        self._lines: list[Line] = []
        self._starts: list[int] = []
        self._coming: Iterator[Line] = iter(())
        self._top = self._cursor = 0
        self._fitted = Size()
        self._width = 0
        self._timer: Timer | None = None

    def open(self, what: What, page: Page | None, block: int | None) -> None:
        """Show a page's items of a kind, with the cursor near the `block` that is read."""
        self.display = True
        self.screen.set_focus(self)  # at once, see type_ahead.py
        if page is not self._page or what != self._what:
            self._what = what
            self.show(page)
        self._block = block
        self._approach()

    def show(self, page: Page | None) -> None:
        """Show the items of another article, with the cursor on the first one."""
        self._page = page
        self._places = None
        self._top = self._cursor = 0
        self._typed = ""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if page is not None:
            self._places = places(self._what, page)
            if self._what == "links":
                self._pane.links_listed()
            if not self._places.look_for(_FIRST_SLICE):
                self._timer = self.set_interval(_PAUSE, self._look_on)
        self._set()

    def head_changed(self) -> None:
        """Lay the lines out again, because those above the text have changed."""
        self._set()

    def action_move(self, step: int) -> None:
        self._go_to(self._cursor + step)

    def action_page(self, pages: float) -> None:
        if self._starts:
            line = self._starts[self._cursor] + int(pages * self._height)
            self._fill(line + self._height)
            step = 1 if pages > 0 else -1
            there = bisect_right(self._starts, line) - 1
            self._go_to(max(there * step, (self._cursor + step) * step) * step)

    def action_first(self) -> None:
        self._go_to(0)

    def action_last(self) -> None:
        self._go_to(len(self._places or ()) - 1)

    def action_read_on(self) -> None:
        """Go a page down, or from the end to the next unread article."""
        end = self._top + self._height
        self._fill(end + 1)
        if end < len(self._lines):
            self.action_page(1)
        else:
            self._pane.finished()

    def action_jump(self) -> None:
        if self._places:
            if self._what != "links":
                self.action_close()
            self._places.enter(self._cursor, self._pane)
            self.refresh()

    def action_list(self, what: What) -> None:
        """Show another kind of items; for the kind that is shown, close the list."""
        if what == self._what:
            self.action_close()
        else:
            self.open(what, self._page, None)

    def action_copy(self) -> None:
        if self._places:
            copy(self._pane, self._places.text(self._cursor))
            self.refresh()

    def action_close(self) -> None:
        self.display = False
        self._pane.take_keys()

    def on_click(self, event: events.Click) -> None:
        line = self._top + event.y
        if event.button == 1 and line < len(self._lines) and (at := self._lines[line].block) >= 0:
            self._go_to(at)
            self.action_jump()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._show_from(self._top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._show_from(self._top - 3)

    def on_key(self, event: events.Key) -> None:
        """Go to the link whose number is typed; any other key ends the number."""
        digit = event.character or ""
        if self._what != "links" or not digit.isdecimal():
            self._typed = ""
            return
        event.stop()
        event.prevent_default()
        typed = f"{self._typed}{digit}"
        self._typed = typed if 0 < int(typed) <= len(self._places or ()) else digit
        self._go_to(int(self._typed) - 1)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lay the text out for a new size first: the Resize event comes only after the drawing, and
        the article may have been set while the pane was hidden.
        """
        if (self.size, self._pane.column.width) != (self._fitted, self._width):
            self._fitted = self.size
            self._set()
        return paint(self, crop)

    def render_line(self, y: int) -> Strip:
        number, column, said = self._top + y, self._pane.column, self._pane.said
        if said and (message := column.message(said, self._height - y)):
            return message
        if y == self._height:
            return self._foot()
        if number >= len(self._lines):
            return column.line(Line((), HEADER))
        line = self._lines[number]
        lit = self.has_focus and line.block == self._cursor and number >= self._starts[self._cursor]
        return column.line(line, lit=lit)

    @property
    def _height(self) -> int:
        return max((self.size.height or self._fitted.height) - 1, 1)

    def _foot(self) -> Strip:
        """The footer: the number of the item under the cursor."""
        return self._pane.column.foot(
            "", f"{self._cursor + 1:,} of {len(self._places):,}" if self._places else ""
        )

    def _look_on(self) -> None:
        """Search for more items for some time, until all are found."""
        complete = self._places is None or self._places.look_for(_SLICE)
        if self._timer is not None and complete:
            self._timer.stop()
            self._timer = None
            self._set()
            if not self._cursor:
                self._approach()

    def _set(self) -> None:
        """Lay the lines out again, and keep the cursor on its item."""
        self._lines, self._starts = [], []
        self._width = self._pane.column.width
        self._coming = iter(()) if self._page is None else self._made(self._page, self._width)
        self._go_to(self._cursor)

    def _made(self, page: Page, width: int) -> Iterator[Line]:
        yield from page.head(width)
        if self._places:
            yield from self._places.lines(width)
        elif self._places is not None and self._timer is None and page.article is not None:
            for segments in wrap([(self._places.none, MUTED)], width):
                yield Line(tuple(segments), HEADER)

    def _fill(self, lines: int, cursor: int = 0) -> None:
        """Make lines until there are `lines` of them and those of the item `cursor`, or no more."""
        while len(self._lines) < lines or len(self._starts) <= cursor:
            line = next(self._coming, None)
            if line is None:
                break
            if line.block == len(self._starts) and line.segments:
                self._starts.append(len(self._lines))
            self._lines.append(line)

    def _approach(self) -> None:
        """Go to the last item up to the block that is read, unless the cursor is in that block."""
        found, block = self._places, self._block
        if found and block is not None and found.block(self._cursor) != block:
            self._go_to(bisect_right(range(len(found)), block, key=found.block) - 1)

    def _go_to(self, cursor: int) -> None:
        """Move the cursor, and the window no further than needed. On the first item, show the lines
        above it too.
        """
        self._cursor = max(0, min(cursor, len(self._places or ()) - 1))
        self._fill(self._height, self._cursor)
        top = self._top
        if self._starts:
            margin = min(_MARGIN, (self._height - 1) // 2)
            line = self._starts[self._cursor]
            top = max(min(top, line - margin), line + margin + 1 - self._height)
        self._show_from(top if self._cursor else 0)
        self.refresh()

    def _show_from(self, top: int) -> None:
        self._fill(top + 2 * self._height)
        top = max(0, min(top, len(self._lines) - self._height))
        if top != self._top:
            self._top = top
            self.refresh()
