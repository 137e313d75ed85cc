"""The column of text in the middle of a pane: its width, and how its lines are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from reader.output.cells import fit, width_of
from reader.output.safe import safe_line
from reader.tui.bars import message_lines
from reader.tui.paint import padded

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.output.ink import Ink, Line
    from reader.output.ink import Segment as Inked

MARGIN = 2
"""Cells left and right of the text, since some terminals draw “ ” — … two cells wide."""

_STYLES_KEPT = 300
"""How many styles are kept; each link of an article has one."""


class Column:
    """The column: its size and styles. The caller chooses the lines to draw."""

    def __init__(self, style_of: Callable[[str], Style], widest: int) -> None:
        """A column of at most `widest` cells; `style_of` returns the style of a component class."""
        self.widest = widest
        self.size = Size()
        """The size of the pane for which lines are drawn."""
        self.is_beside = False
        """Whether there is a divider at the left of the pane."""
        self.left = 0
        """Cells by which code is scrolled sideways."""
        self._style_of = style_of
        self._styles: dict[Ink, Style] = {}

    @property
    def width(self) -> int:
        """The width of the text, in cells."""
        return min(self.widest, max(self._room - 2 * MARGIN - 1, 10))

    @property
    def start(self) -> int:
        """The cell of the pane at which lines begin."""
        return max((self._room - self.width) // 2, MARGIN) - self.is_beside

    @property
    def widest_here(self) -> int:
        """The widest column for which the pane has room."""
        return self._room - 2 * MARGIN - 1

    @property
    def _room(self) -> int:
        return self.size.width + self.is_beside

    def line(self, line: Line, *, lit: bool = False, new: bool = False) -> Strip:
        """A line of the pane with text in its column, with the highlight of a place if `lit`, and
        with a bar at the left if it is `new`.
        """
        strip = self._line(line)
        if new:
            bar = Segment("▎", self._style_of("article--marker"))
            at = self.start - 2
            strip = Strip([*strip.crop(0, at), bar, *strip.crop(at + 1)], self.size.width)
        if not lit:
            return strip
        style = Style(bgcolor=self._style_of("article--lit").bgcolor)
        start, end = self.start - 1, self.start + self.width + 1
        middle = Segment.apply_style(strip.crop(start, end), post_style=style)
        return Strip([*strip.crop(0, start), *middle, *strip.crop(end)], self.size.width)

    def blank(self) -> Strip:
        """A line of the pane without text."""
        return self._drawn([])

    def message(self, text: str, above: int) -> Strip | None:
        """The line of a message that is so many lines `above` the last one of the pane; None if the
        message has fewer.
        """
        lines = message_lines(safe_line(text), self.size.width - self.start - MARGIN)
        return self.foot(lines[-1 - above], "") if 0 <= above < len(lines) else None

    def foot(self, left: str, right: str) -> Strip:
        """The footer of the pane, with a text at the left and one at the right."""
        width = self.width
        room = self.size.width - self.start - MARGIN
        right = fit(right, width)
        left = fit(safe_line(left), room if not right else width - width_of(right) - 2)
        gap = " " * max(width - width_of(left) - width_of(right), 0)
        return self._drawn([Segment(f"{left}{gap}{right}", self._style_of("article--muted"))])

    def move_sideways(self, cells: int, lines: Iterable[Line]) -> bool:
        """Scroll the code in these lines that is wider than its box. Returns whether it moved."""
        hidden = max((line.window.hidden for line in lines if line.window), default=0)
        before, self.left = self.left, max(0, min(self.left + cells, hidden))
        return self.left != before

    def forget_styles(self) -> None:
        """Look styles up again, because the theme has changed."""
        self._styles.clear()

    def _line(self, line: Line) -> Strip:
        if line.window is None:
            return self._drawn(self._segments(line.segments))
        room, hidden, start = line.window
        left = min(self.left, hidden)
        behind = Strip(self._segments(line.segments[start:]))
        ground = self._style_of("article--text")
        seen = behind.crop(left, left + room).extend_cell_length(room, ground)
        before, after = self._segments(line.window.edges(left, behind.cell_length))
        return self._drawn([*self._segments(line.segments[:start]), before, *seen, after])

    def _segments(self, segments: Iterable[Inked]) -> list[Segment]:
        return [Segment(text, self._style(ink)) for text, ink in segments]

    def _drawn(self, segments: list[Segment]) -> Strip:
        """A line of the pane: the margin, the text."""
        ground = self._style_of("article--text")
        return padded([Segment(" " * self.start, ground), *segments], self.size.width, ground)

    def _style(self, ink: Ink) -> Style:
        style = self._styles.get(ink)
        if style is None:
            role = "strong" if ink.bold and ink.role == "text" else ink.role
            style = self._style_of(f"article--{role}") + Style(
                bold=ink.bold or None,
                italic=ink.italic or None,
                strike=ink.strike or None,
                link=ink.href,
            )
            if ink.found:
                style += self._style_of(f"article--{ink.found}")
            if len(self._styles) > _STYLES_KEPT:
                self._styles.clear()
            self._styles[ink] = style
        return style
