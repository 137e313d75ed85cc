"""The part of a page that is on the screen: where it is, and how far in the article that is."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.output.ink import Line
    from reader.tui.article.page import Page

_SLICE = 40
"""Lines that are set at once when nothing else is to do."""

_MANY = 4_000
"""Lines that are set at once when all are wanted."""

_OVERLAP = 2
"""Lines that are still there when one goes a page on."""


class ArticleViewport:
    """A window over the lines of a page, of which `top` is the number of its first one."""

    def __init__(self, height: Callable[[], int]) -> None:
        """`height` is how many lines are on the screen just now, one at least."""
        self.page: Page | None = None
        self.top = 0
        self._height = height

    @property
    def height(self) -> int:
        return self._height()

    @property
    def lines(self) -> list[Line]:
        """The lines on the screen."""
        return self.page.lines.between(self.top, self.top + self.height) if self.page else []

    @property
    def block(self) -> int:
        """The block of the first line on the screen."""
        return max(0, self.page.block_at(self.top)) if self.page else 0

    @property
    def block_read(self) -> int | None:
        """The block that a reader looks at; None at the start of the article."""
        if not self.top or self.page is None:
            return None
        return self.page.block_at(self.top + self.height // 3)

    @property
    def place(self) -> float:
        """The place of the first line, see `Page.place_at`."""
        return self.page.place_at(self.top) if self.page else 0.0

    @property
    def progress(self) -> float | None:
        """How much of the page is above the lower edge, 0 to 1; None while that is not known."""
        if self.page is None or not self.page.complete:
            return None
        return min(1.0, (self.top + self.height) / max(len(self.page.lines), 1))

    def show(self, page: Page | None) -> None:
        """Look at the start of a page, or at nothing."""
        self.page = page
        self.top = 0

    def go_to(self, top: int) -> bool:
        """Have a line at the top, as far as there are lines below it; whether that is another."""
        if self.page is None:
            return False
        self.page.fill(top + 2 * self.height)
        before, self.top = self.top, max(0, min(top, len(self.page.lines) - self.height))
        return self.top != before

    def after(self, pages: float) -> int:
        """The line that is so many pages on, or back, with some lines of the last one."""
        overlap = _OVERLAP if abs(pages) == 1 and self.height > 4 else 0
        step = int(abs(pages) * self.height) - overlap
        return self.top + (step if pages > 0 else -step)

    def around(self, number: int) -> int:
        """The line at the top for a line to be on the screen, with some lines above it if it is
        not there yet.
        """
        if self.top <= number < self.top + self.height:
            return self.top
        return number - self.height // 3

    def fill(self) -> int:
        """Set all that is left; how many lines there are."""
        while self.page is not None and not self.page.complete:
            self.page.fill(len(self.page.lines) + _MANY)
        return len(self.page.lines) if self.page else 0

    def fill_for(self, seconds: float) -> bool:
        """Set lines for some time; whether all are set now."""
        until = monotonic() + seconds
        while self.page is not None and not self.page.complete and monotonic() < until:
            self.page.fill(len(self.page.lines) + _SLICE)
        return self.page is None or self.page.complete
