"""Scrolls a page in a pane, and lays it out for the pane's width.

The start of an article is laid out at once; the rest follows in slices while the program is idle.
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
"""Seconds of laying out lines at a time; a key waits no longer."""

_PAUSE = 0.01
"""Seconds between, when keys are handled."""


class PageScroll:
    """The page of a pane, if there is one, and which of its lines are on the screen."""

    def __init__(self, pane: Widget, column: Column, anew: Callable[[], object]) -> None:
        """`anew` is called when the lines of the page are laid out again."""
        self.view = ArticleViewport(lambda: self.height)
        self.lit: int | None = None
        """The number of the line that is highlighted until the next key."""
        self.is_waiting = False
        """Whether `resume` waits for the pane to get a size."""
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
        """The lines of text on the screen: those of the pane without the footer.

        A pane that is closing has no size any more; its last size counts then.
        """
        return max(self._column.size.height - 1, 1)

    @property
    def first_lines(self) -> tuple[int, int]:
        """The width of a line and the number of lines for a first screen; the width is 0 while the
        pane has no size.
        """
        return self._column.width if self._column.size.width else 0, self.height + MARGIN

    def put(self, page: Page | None) -> None:
        """Show another page from its start."""
        self.view.show(page)
        self._column.left = 0
        self.is_waiting = False
        self._set()
        self._pane.refresh()

    def fit(self, size: Size, *, is_beside: bool) -> None:
        """Lay the text out again if the size of the pane has changed. The first line stays where it
        is, or at the end of the text, while lines are as long as before, the last one.
        """
        column = self._column
        if (size, is_beside) != (column.size, column.is_beside):
            is_at_end, width = self.view.top and self.view.progress == 1, column.width
            column.size, column.is_beside = size, is_beside
            self.set_anew()
            if is_at_end and column.width == width:
                self.go_to(self.view.fill())

    def set_anew(self) -> None:
        """Lay the text out again, and keep the position."""
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
        """Go to the reading position `place`. If an older version saved none, use `progress`. An
        article that was read to its end starts at the top.
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
        """Scroll a line to the top of the screen, but not beyond the last page."""
        if self.view.go_to(top):
            self._pane.refresh()

    def show_line(self, number: int) -> None:
        """Scroll a line into view, with some lines above it, unless it is visible already."""
        self.go_to(self.view.around(number))

    def show_statement(self, one: Statement) -> None:
        """Go to a key statement, and highlight its line until the next key."""
        if self.view.page is not None:
            line = self.view.page.line_of_statement(one)
            self.go_to(line - self.height // 3)
            self.light(line)

    def light(self, number: int | None) -> None:
        """Highlight a line, or none, until the lines are laid out again."""
        if number != self.lit:
            self.lit = number
            self._pane.refresh()

    def refresh_foot(self) -> None:
        """Redraw the footer, and the lines above it, where a long message is."""
        first = max(self.height - 2, 0)
        self._pane.refresh(Region(0, first, self._pane.size.width, self.height + 1 - first))

    def _set(self) -> None:
        """Lay out the first screen now, and the rest later."""
        self._anew()
        self.lit = None
        self._rest()
        self._column.size = self._pane.size
        page = self.view.page
        if page is None or not self._column.size.width:
            return  # the pane is hidden: later
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
