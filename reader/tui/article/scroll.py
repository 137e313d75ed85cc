"""A page on its way through a pane: set head first, scrolled, and set anew for another width.

The head of an article is there at once; its tail is set in slices while nothing else is to do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.geometry import Region, Size
from textual.timer import Timer
from textual.widget import Widget

from reader.tui.article.column import MARGIN, Column
from reader.tui.article.viewport import ArticleViewport

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.model import Statement
    from reader.tui.article.page import Page

_TURN = 0.004
"""Seconds in which slices are set one after the other: a key waits for no more."""

_PAUSE = 0.01
"""Seconds between slices, in which keys are answered."""


class PageScroll:
    """The page of a pane, or none, and which of its lines are on the screen."""

    def __init__(self, pane: Widget, column: Column, anew: Callable[[], object]) -> None:
        """`anew` is called when the lines of the page are made anew."""
        self.view = ArticleViewport(lambda: self.height)
        self.lit: int | None = None
        """The number of the line that is lit until the next key."""
        self.is_waiting = False
        """Whether there was no size yet to go where the reader left off."""
        self._pane = pane
        self._column = column
        self._anew = anew
        self._wanted: tuple[float | None, float] = (None, 0.0)
        self._timer: Timer | None = None

    @property
    def page(self) -> Page | None:
        return self.view.page

    @property
    def height(self) -> int:
        """Lines of text; the last line of the pane tells how far the reader is.

        A pane that goes has no size any more: then it is the one that it had.
        """
        return max(self._column.size.height - 1, 1)

    @property
    def first_lines(self) -> tuple[int, int]:
        """Cells of a line and lines that a first screen takes; 0 cells while there is no pane."""
        return self._column.width if self._column.size.width else 0, self.height + MARGIN

    def put(self, page: Page | None) -> None:
        """Have another page, from its start."""
        self.view.show(page)
        self._column.left = 0
        self.is_waiting = False
        self._set()
        self._pane.refresh()

    def fit(self, size: Size, *, is_beside: bool) -> None:
        """Set the text for another size of the pane, where it is another."""
        if (size, is_beside) != (self._column.size, self._column.is_beside):
            self._column.size, self._column.is_beside = size, is_beside
            self.set_anew()

    def set_anew(self) -> None:
        """Set the text anew and stay where it is read."""
        page = self.view.page
        if page is None:
            return
        place = self.view.place
        self._set()
        self.view.top = page.line_at(place)
        self.go_to(self.view.top)
        if self.is_waiting and self._pane.size.width:
            self.is_waiting = False
            self.resume(*self._wanted)

    def resume(self, place: float | None, progress: float) -> None:
        """Go to the place where the reader left off, or, where an older version kept none, as far
        as the reader was; an article read to its end starts again.
        """
        page = self.view.page
        if page is None or self.view.top or progress == 1 or not (place or progress):
            return
        if not self._pane.size.width:
            self.is_waiting, self._wanted = True, (place, progress)
        elif place is not None:
            self.go_to(page.line_at(place))
        else:
            self.go_to(round(progress * self.view.fill()) - self.height)

    def show_place(self, place: float, *, lit: bool = True) -> None:
        """Go to a place, see `Page.place_at`, from wherever one is; `lit`, as a statement is."""
        page = self.view.page
        if page is None:
            return
        if not self._pane.size.width:
            self.is_waiting, self._wanted = True, (place, 0)
            return
        line = page.line_at(place)
        self.go_to(line)
        if lit and line:
            self.light(line)

    def go_to(self, top: int) -> None:
        """Have a line at the top of the screen, as far as there are lines below it."""
        if self.view.go_to(top):
            self._pane.refresh()

    def show_line(self, number: int) -> None:
        """Have a line on the screen, with some lines around it where the screen moves for it."""
        self.go_to(self.view.around(number))

    def show_statement(self, one: Statement) -> None:
        """Go to a key statement; its line stays lit until the next key."""
        if self.view.page is not None:
            line = self.view.page.line_of_statement(one)
            self.go_to(line - self.height // 3)
            self.light(line)

    def light(self, number: int | None) -> None:
        """Light a line, or none; it is lit until the lines are made anew."""
        if number != self.lit:
            self.lit = number
            self._pane.refresh()

    def refresh_foot(self) -> None:
        """Draw the line below the text."""
        self._pane.refresh(Region(0, self.height, self._pane.size.width, 1))

    def _set(self) -> None:
        """Set the first screen now and the rest later."""
        self._anew()
        self.lit = None
        self._rest()
        self._column.size = self._pane.size
        page = self.view.page
        if page is None or not self._column.size.width:
            return  # not on the screen: later
        page.set_width(self._column.width)
        page.fill(self.view.top + self.height + MARGIN)
        if not page.complete:
            self._timer = self._pane.set_interval(_PAUSE, self._set_slice)

    def _set_slice(self) -> None:
        if self.view.fill_for(_TURN) and self._timer is not None:
            self._rest()
            if self.view.top:
                self.refresh_foot()

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
