"""The column of text in the middle of a pane: how wide that is, and how its lines are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from reader.output.cells import fit, width_of
from reader.output.safe import safe_line
from reader.tui.paint import padded

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.output.ink import Ink, Line
    from reader.output.ink import Segment as Inked

MARGIN = 2
"""Cells left and right of the text: some terminals draw “ ” — … two cells wide."""

_STYLES_KEPT = 300
"""Styles; each link of an article has one."""


class Column:
    """The column and its ink. What is in it, and which part of that is seen, says who has it."""

    def __init__(self, style_of: Callable[[str], Style], widest: int) -> None:
        """A column of at most `widest` cells; `style_of` has the style of a class of the pane."""
        self.widest = widest
        self.size = Size()
        """The size of the pane for which lines are drawn."""
        self.is_beside = False
        """Whether a divider is left of the pane."""
        self.left = 0
        """Cells that code is moved sideways."""
        self._style_of = style_of
        self._styles: dict[Ink, Style] = {}

    @property
    def width(self) -> int:
        """The cells of a line of text."""
        return min(self.widest, max(self._room - 2 * MARGIN - 1, 10))

    @property
    def start(self) -> int:
        """The cell of the pane in which lines begin."""
        return max((self._room - self.width) // 2, MARGIN) - self.is_beside

    @property
    def widest_here(self) -> int:
        """The widest column for which the pane has room."""
        return self._room - 2 * MARGIN - 1

    @property
    def _room(self) -> int:
        return self.size.width + self.is_beside

    def line(self, line: Line, *, lit: bool = False) -> Strip:
        """A line of the pane with a text in its column, which may be lit."""
        strip = self._line(line)
        if not lit:
            return strip
        style = Style(bgcolor=self._style_of("article--lit").bgcolor)
        start, end = self.start - 1, self.start + self.width + 1
        middle = Segment.apply_style(strip.crop(start, end), post_style=style)
        return Strip([*strip.crop(0, start), *middle, *strip.crop(end)], self.size.width)

    def blank(self) -> Strip:
        """A line of the pane without text."""
        return self._drawn([])

    def foot(self, left: str, right: str) -> Strip:
        """The last line of the pane: what is said at the left, how far one is at the right."""
        width = self.width
        room = self.size.width - self.start - MARGIN
        right = fit(right, width)
        left = fit(safe_line(left), room if not right else width - width_of(right) - 2)
        gap = " " * max(width - width_of(left) - width_of(right), 0)
        return self._drawn([Segment(f"{left}{gap}{right}", self._style_of("article--muted"))])

    def move_sideways(self, cells: int, lines: Iterable[Line]) -> bool:
        """Move code of these lines that is wider than its box; whether it moved."""
        hidden = max((line.window.hidden for line in lines if line.window), default=0)
        before, self.left = self.left, max(0, min(self.left + cells, hidden))
        return self.left != before

    def forget_styles(self) -> None:
        """How lines look has changed."""
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
