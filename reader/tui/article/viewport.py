"""The part of a page that is on the screen: its lines, its position, and the progress."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.output.ink import Line
    from reader.tui.article.page import Page

_SLICE = 40
"""Lines in a slice when lines are laid out in idle time."""

_MANY = 4_000
"""Lines in a slice when all lines are needed."""

_OVERLAP = 2
"""Lines of the previous page that stay on the screen after a page down or up."""


class ArticleViewport:
    """A window over the lines of a page; `top` is the number of its first line."""

    def __init__(self, height: Callable[[], int]) -> None:
        """`height` returns the current number of lines on the screen, at least one."""
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
        """The number of the block of the first line on the screen."""
        return max(0, self.page.block_at(self.top)) if self.page else 0

    @property
    def block_read(self) -> int | None:
        """The number of the block that is probably being read, a third down the screen; None at
        the start of the article.
        """
        if not self.top or self.page is None:
            return None
        return self.page.block_at(self.top + self.height // 3)

    @property
    def place(self) -> float:
        """The position of the first line, see `Page.place_at`."""
        return self.page.place_at(self.top) if self.page else 0.0

    @property
    def progress(self) -> float | None:
        """The share of the page above the lower edge, 0 to 1; None while that is not known."""
        if self.page is None or not self.page.complete:
            return None
        return min(1.0, (self.top + self.height) / max(len(self.page.lines), 1))

    def show(self, page: Page | None) -> None:
        """Go to the start of another page, or of none."""
        self.page = page
        self.top = 0

    def go_to(self, top: int) -> bool:
        """Scroll a line to the top, but not beyond the last page. Returns whether `top` changed."""
        if self.page is None:
            return False
        self.page.fill(top + 2 * self.height)
        before, self.top = self.top, max(0, min(top, len(self.page.lines) - self.height))
        return self.top != before

    def after(self, pages: float) -> int:
        """The top line after going `pages` pages on or back; whole pages overlap a little."""
        overlap = _OVERLAP if abs(pages) == 1 and self.height > 4 else 0
        step = int(abs(pages) * self.height) - overlap
        return self.top + (step if pages > 0 else -step)

    def around(self, number: int) -> int:
        """The top line that makes a line visible: the current one, or one some lines above it."""
        if self.top <= number < self.top + self.height:
            return self.top
        return number - self.height // 3

    def fill(self) -> int:
        """Lay out all remaining lines. Returns their total number."""
        while self.page is not None and not self.page.complete:
            self.page.fill(len(self.page.lines) + _MANY)
        return len(self.page.lines) if self.page else 0

    def fill_for(self, seconds: float) -> bool:
        """Lay out lines for some time. Returns whether all are laid out."""
        until = monotonic() + seconds
        while self.page is not None and not self.page.complete and monotonic() < until:
            self.page.fill(len(self.page.lines) + _SLICE)
        return self.page is None or self.page.complete
