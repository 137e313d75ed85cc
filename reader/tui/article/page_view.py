"""A page in the pane of an article: set head first, scrolled, and set anew for another width.

Only the lines on the screen are drawn. The head of an article is there at once; its tail is set in
slices while nothing else is to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer

from reader.tui.article.column import MARGIN, Column
from reader.tui.article.viewport import ArticleViewport
from reader.tui.paint import paint

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.model import Statement
    from reader.output.ink import Line
    from reader.tui.article.page import Page

_TURN = 0.004
"""Seconds in which slices are set one after the other: a key waits for no more."""

_PAUSE = 0.01
"""Seconds between slices, in which keys are answered."""


_STRIPS_KEPT = 200
"""Lines that are kept as they were drawn, as those of the list are."""


class PageView(Column):
    """A column with a page in it, or with nothing."""

    def __init__(self, text_width: int) -> None:
        """A column of at most `text_width` cells."""
        super().__init__(text_width)
        self._view = ArticleViewport(lambda: self._height)
        self._strips: dict[int, Strip] = {}
        self._timer: Timer | None = None
        self._lit: int | None = None
        self._waiting: tuple[float | None, float] | None = None

    @property
    def block(self) -> int:
        """The block of the first line on the screen."""
        return self._view.block

    @property
    def first_lines(self) -> tuple[int, int]:
        """Cells of a line and lines that a first screen takes; 0 cells while there is no pane."""
        return self.text_width if self._fitted.width else 0, self._height + MARGIN

    @property
    def top(self) -> int:
        """The number of the first line on the screen."""
        return self._view.top

    def put(self, page: Page | None) -> None:
        """Have another page, from its start."""
        self._view.show(page)
        self._left = 0
        self._waiting = None
        self._set()
        self.refresh()

    def set_text_width(self, width: int) -> None:
        """Have lines of at most so many cells."""
        self._text_width = width
        self._fit()
        self.refresh()

    def light(self, number: int | None) -> None:
        """Light a line, or none; it is lit until the lines are made anew."""
        if number != self._lit:
            self._lit = number
            self.refresh()

    def redraw(self) -> None:
        """Draw all lines anew."""
        self._strips.clear()
        self.refresh()

    def resume(self, place: float | None, progress: float) -> None:
        """Go to the place where the reader left off, or, where an older version kept none, as far
        as the reader was; an article read to its end starts again.
        """
        page = self._view.page
        if page is None or self._view.top or progress == 1 or not (place or progress):
            return
        if not self.size.width:
            self._waiting = place, progress
        elif place is not None:
            self._go_to(page.line_at(place))
        else:
            self._go_to(round(progress * self._view.fill()) - self._height)

    def show_statement(self, one: Statement) -> None:
        """Go to a key statement; its line stays lit until the next key."""
        if self._view.page is not None:
            line = self._view.page.line_of_statement(one)
            self._go_to(line - self._height // 3)
            self.light(line)

    def show_line(self, number: int) -> None:
        """Have a line on the screen, with some lines around it where the screen moves for it."""
        self._go_to(self._view.around(number))

    def go_to_line(self, number: int) -> None:
        """Have a line at the top of the screen."""
        self._go_to(number)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def action_scroll(self, lines: int) -> None:
        self._go_to(self._view.top + lines)

    def action_page(self, pages: float) -> None:
        self._go_to(self._view.after(pages))

    def action_top(self) -> None:
        self._go_to(0)

    def action_bottom(self) -> None:
        self._go_to(self._view.fill())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._go_to(self._view.top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._go_to(self._view.top - 3)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Set the text for another size first: the Resize event comes after the drawing."""
        size = self.size
        beside = self.has_class("beside") and not self.screen.has_class("zen")
        if (size, beside) != (self._fitted, self._beside):
            self._fitted, self._beside = size, beside
            self._fit()
        return paint(self, crop)

    def render_line(self, y: int) -> Strip:
        page, number = self._view.page, self._view.top + y
        if y == self._height:
            return self._last_line()
        if page is None or number >= len(page.lines):
            return self._strip([])
        if number == self._lit:
            return self.line(page.lines[number], lit=True)
        strip = self._strips.get(number)
        if strip is None:
            if len(self._strips) >= _STRIPS_KEPT:
                self._strips.clear()
            strip = self._strips[number] = self._line(self._with_hits(number, page.lines[number]))
        return strip

    def _with_hits(self, number: int, line: Line) -> Line:
        """A line with what is looked for lit in it."""
        return line

    def _lines_made_anew(self) -> None:
        """The lines have other numbers now."""

    def _last_line(self) -> Strip:
        """The line below the text."""
        return self.foot("", "")

    def _refresh_foot(self) -> None:
        self.refresh(Region(0, self._height, self.size.width, 1))

    @property
    def _height(self) -> int:
        """Lines of text; the last line of the pane tells how far the reader is.

        A pane that goes has no size any more: then it is the one that it had.
        """
        return max(self._fitted.height - 1, 1)

    def _fit(self) -> None:
        """Set the text anew and stay where it is read."""
        page = self._view.page
        if page is None:
            return
        place = self._view.place
        self._set()
        self._view.top = page.line_at(place)
        self._go_to(self._view.top)
        if self._waiting is not None and self.size.width:
            waiting, self._waiting = self._waiting, None
            self.resume(*waiting)

    def _set(self) -> None:
        """Set the first screen now and the rest later."""
        self._strips.clear()
        self._lines_made_anew()
        self._lit = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._fitted = self.size
        page = self._view.page
        if page is None or not self._fitted.width:
            return  # not on the screen: later
        page.set_width(self._column()[1])
        page.fill(self._view.top + self._height + MARGIN)
        if not page.complete:
            self._timer = self.set_interval(_PAUSE, self._set_slice)

    def _set_slice(self) -> None:
        complete = self._view.fill_for(_TURN)
        if self._timer is not None and complete:
            self._timer.stop()
            self._timer = None
            if self._view.top:
                self._refresh_foot()

    def _go_to(self, top: int) -> None:
        if self._view.go_to(top):
            self.refresh()
