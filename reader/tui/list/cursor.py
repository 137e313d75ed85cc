"""The part of a list that is on the screen, and the cursor in it: numbers alone, nothing drawn.

The cursor stands on headings and on rows, never on a day nor on the second line of a row, and the
window moves as little as it takes to have it in sight.
"""

from __future__ import annotations

from collections.abc import Callable

from reader.tui.list.outline import Below, Heading, Item, Outline, Row, Saved, Subheading

_MARGIN = 3
"""Lines that stay visible above and below the cursor."""

_LEAST_STICKY = 7
"""Lines of a window in which a heading may stay: the margin keeps the cursor from under it."""


class ListViewport:
    """A window over an outline: its first line `top`, and the `line` of the cursor, both from 0."""

    def __init__(self) -> None:
        self.outline = Outline([], flat=True)
        self.line = 0
        self.top = 0
        self.lines_seen: Callable[[], int] = lambda: 0
        """How many lines are on the screen just now; 0 while none are."""

    @property
    def height(self) -> int:
        return max(self.lines_seen(), 1)

    @property
    def is_empty(self) -> bool:
        """Whether there are no articles."""
        return len(self.outline) == self.outline.saved

    @property
    def above(self) -> int:
        """Lines on the screen above the cursor."""
        return self.line - self.top

    @property
    def item(self) -> Item | None:
        """What the cursor is on."""
        return self.outline.at(self.line) if len(self.outline) else None

    @property
    def heading(self) -> str | None:
        """The name of the heading under the cursor."""
        item = self.item
        return item.name if isinstance(item, Heading) else None

    @property
    def place(self) -> tuple[int, int]:
        """Group and offset of the cursor; a heading is before the first row of its group."""
        item = self.item
        if item is None:
            return 0, -1
        return (item.group, item.offset) if isinstance(item, Row) else (item.group, -1)

    @property
    def following(self) -> Row | None:
        """The row below the cursor, where there is one within a few lines."""
        for line in range(self.line + 1, min(self.line + 5, len(self.outline))):
            item = self.outline.at(line)
            if isinstance(item, Row):
                return item
        return None

    @property
    def lines(self) -> range:
        """The lines on the screen."""
        return range(self.top, min(self.top + self.lines_seen(), len(self.outline)))

    @property
    def sticky(self) -> Heading | None:
        """The heading that stays above the rows it has scrolled away from."""
        if not self.top or self.height < _LEAST_STICKY:
            return None
        item = self.outline.at(self.top)
        if isinstance(item, Saved):
            return None
        heading = self.outline.at(self.outline.heading_of(item.group))
        return heading if isinstance(heading, Heading) and item != heading else None

    @property
    def first_row(self) -> int:
        """The line of the first row, below the headings above it."""
        saved = self.outline.saved
        for line in range(saved, min(saved + 3, len(self.outline))):
            if isinstance(self.outline.at(line), Row):
                return line
        return 0

    def put(self, line: int, above: int) -> None:
        """Put the cursor on a line, and so many lines above it on the screen, for `follow`."""
        self.line = self.within(line)
        self.top = self.line - above

    def move(self, line: int) -> bool:
        """Put the cursor on a line; whether the window moved for it."""
        self.line = self.within(line)
        top = self.top
        self.follow()
        return self.top != top

    def follow(self) -> None:
        """Move the window as little as it takes to have the cursor in it, with a margin."""
        if not self.lines_seen():
            return  # not on the screen: later
        margin = min(_MARGIN, (self.height - 1) // 2)
        top = min(self.top, self.line - margin)
        top = max(top, self.line + margin + 1 - self.height)
        self.top = self._top_within(top)

    def scroll(self, lines: int) -> bool:
        """Move the window, and the cursor where it would be left behind; whether that moved."""
        self.top = self._top_within(self.top + lines)
        first = self.top + (self.sticky is not None)
        before, line = self.line, max(first, min(self.line, self.top + self.height - 1))
        self.line = self.stop_near(line, lines > 0)
        return self.line != before

    def step(self, step: int) -> int | None:
        """The line to which the cursor goes next; None at the end of the list."""
        line = self.line + step
        while 0 <= line < len(self.outline):
            if not isinstance(self.outline.at(line), Subheading | Below):
                return line
            line += step
        return None

    def stop_near(self, line: int, down: bool = False) -> int:
        """A line that the cursor may stand on: below or above a subheading, or a row's first."""
        line = self.within(line)
        if len(self.outline) and isinstance(self.outline.at(line), Subheading):
            line = self.within(line + 1 if down else line - 1)
        below = len(self.outline) and isinstance(self.outline.at(line), Below)
        return line - 1 if below else line

    def within(self, line: int) -> int:
        """The line of the list that is the nearest."""
        return max(0, min(line, len(self.outline) - 1))

    def thumb(self) -> range:
        """The lines of the screen that a scroll bar's thumb covers; none where all is seen."""
        total, height = len(self.outline), self.height
        if total <= height:
            return range(0)
        size = max(1, height * height // total)
        start = (height - size) * self.top // max(total - height, 1)
        return range(start, start + size)

    def _top_within(self, top: int) -> int:
        return max(0, min(top, len(self.outline) - self.height))
