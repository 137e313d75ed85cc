"""The visible part of a list and its cursor. Only numbers; nothing is drawn here.

The cursor moves over headings and rows, but never over subheadings or the second line of a row. The
window moves no further than is needed to show the cursor.
"""

from __future__ import annotations

from collections.abc import Callable

from reader.library.query.listed import Spot
from reader.tui.list.outline import Below, Child, Heading, Item, Outline, Row, Saved, Subheading

_MARGIN = 3
"""Lines that stay visible above and below the cursor."""

_LEAST_STICKY = 7
"""Lines of the lowest window with a sticky heading. In a lower one the margin is too small to keep
the cursor from being hidden by the heading.
"""


class ListViewport:
    """A window over an outline: its first line `top`, and the `line` of the cursor, both from 0."""

    def __init__(self) -> None:
        self.begin_anew()
        self.lines_seen: Callable[[], int] = lambda: 0
        """Returns how many lines the screen shows; 0 while the list is hidden."""

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
        """The item under the cursor; None in an empty list."""
        return self.outline.at(self.line) if len(self.outline) else None

    @property
    def heading(self) -> int | None:
        """The number of the node whose heading is under the cursor; None if there is none."""
        item = self.item
        return item.node if isinstance(item, Heading) else None

    @property
    def place(self) -> tuple[int, int]:
        """The node and offset of the cursor; the offset of a heading is -1."""
        item = self.item
        if item is None:
            return 0, -1
        return (item.node, item.offset) if isinstance(item, Row | Child) else (item.node, -1)

    @property
    def spot(self) -> Spot:
        """The article under the cursor, also below a row."""
        item = self.item
        return Spot(*self.place, item.number if isinstance(item, Child) else -1)

    @property
    def following(self) -> Row | Child | None:
        """The next row below the cursor, if there is one within a few lines."""
        for line in range(self.line + 1, min(self.line + 5, len(self.outline))):
            item = self.outline.at(line)
            if isinstance(item, Row | Child):
                return item
        return None

    @property
    def lines(self) -> range:
        """The lines on the screen."""
        return range(self.top, min(self.top + self.lines_seen(), len(self.outline)))

    @property
    def sticky(self) -> Heading | None:
        """The heading of the topmost rows, which is shown above them after it has scrolled away."""
        if not self.top or self.height < _LEAST_STICKY:
            return None
        item = self.outline.at(self.top)
        if isinstance(item, Saved):
            return None
        heading = self.outline.at(self.outline.heading_of(item.node))
        return heading if isinstance(heading, Heading) and item != heading else None

    @property
    def first_row(self) -> int:
        """The line of the first row, or 0 if there is none."""
        return self.outline.next_row(self.outline.saved - 1, 1) or 0

    def begin_anew(self) -> None:
        """Forget the outline, and where the cursor was in it."""
        self.outline = Outline((), lambda _node: (), flat=True)
        self.line = self.top = 0

    def put(self, line: int, above: int) -> None:
        """Put the cursor on a line, `above` lines below the window's top. Call `follow` next."""
        self.line = self.within(line)
        self.top = self.line - above

    def move(self, line: int) -> bool:
        """Put the cursor on a line. Returns whether the window moved."""
        self.line = self.within(line)
        top = self.top
        self.follow()
        return self.top != top

    def follow(self) -> None:
        """Move the window no further than is needed to show the cursor, with a margin."""
        if not self.lines_seen():
            return  # the list is hidden: later
        margin = min(_MARGIN, (self.height - 1) // 2)
        top = min(self.top, self.line - margin)
        top = max(top, self.line + margin + 1 - self.height)
        self.top = self._top_within(top)

    def scroll(self, lines: int) -> bool:
        """Scroll the window, and move the cursor if it would leave the screen. Returns whether the
        cursor moved.
        """
        self.top = self._top_within(self.top + lines)
        first = self.top + (self.sticky is not None)
        before, line = self.line, max(first, min(self.line, self.top + self.height - 1))
        self.line = self.stop_near(line, lines > 0)
        return self.line != before

    def step(self, step: int) -> int | None:
        """The next line for the cursor in the direction `step`; None at the end of the list."""
        line = self.line + step
        while 0 <= line < len(self.outline):
            if not isinstance(self.outline.at(line), Subheading | Below):
                return line
            line += step
        return None

    def stop_near(self, line: int, down: bool = False) -> int:
        """The line near `line` that the cursor may be on: below or above a subheading, or the first
        line of a row.
        """
        line = self.within(line)
        if len(self.outline) and isinstance(self.outline.at(line), Subheading):
            line = self.within(line + 1 if down else line - 1)
        below = len(self.outline) and isinstance(self.outline.at(line), Below)
        return line - 1 if below else line

    def within(self, line: int) -> int:
        """The nearest line that exists."""
        return max(0, min(line, len(self.outline) - 1))

    def thumb(self) -> range:
        """The lines of the screen that the scroll bar's thumb covers; none if everything fits."""
        total, height = len(self.outline), self.height
        if total <= height:
            return range(0)
        size = max(1, height * height // total)
        start = (height - size) * self.top // max(total - height, 1)
        return range(start, start + size)

    def top_at(self, y: int) -> int:
        """The first line of the window with the thumb at `y`, a line of the screen."""
        room = self.height - len(self.thumb())
        most = len(self.outline) - self.height
        return self._top_within(round(max(0, min(y, room)) * most / room)) if room > 0 else 0

    def _top_within(self, top: int) -> int:
        return max(0, min(top, len(self.outline) - self.height))
