"""A pane with a column of text in its middle: how wide that is, and how its lines are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

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


class Column(Widget):
    """The column and its ink; what is in it, and which part of that is seen, says who has it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article--text",
        "article--strong",
        "article--title",
        "article--heading",
        "article--muted",
        "article--link",
        "article--code",
        "article--marker",
        "article--rule",
        "article--listing",
        "article--keyword",
        "article--name",
        "article--string",
        "article--number",
        "article--comment",
        "article--lit",
        "article--found",
        "article--here",
    }

    def __init__(self, text_width: int) -> None:
        """A column of at most `text_width` cells."""
        super().__init__()
        self._text_width = text_width
        self._left = 0
        self._fitted = Size()
        self._beside = False  # a divider stands left of it
        self._styles: dict[Ink, Style] = {}

    @property
    def text_width(self) -> int:
        """The cells of a line of text."""
        return self._column()[1]

    def line(self, line: Line, *, lit: bool = False) -> Strip:
        """A line of the pane with a text in its column, which may be lit."""
        strip = self._line(line)
        if not lit:
            return strip
        left, width = self._column()
        style = Style(bgcolor=self._named("article--lit").bgcolor)
        start, end = left - 1, left + width + 1
        middle = Segment.apply_style(strip.crop(start, end), post_style=style)
        return Strip([*strip.crop(0, start), *middle, *strip.crop(end)], self.size.width)

    def foot(self, left: str, right: str) -> Strip:
        """The last line of the pane: what is said at the left, how far one is at the right."""
        start, width = self._column()
        room = self.size.width - start - MARGIN
        right = fit(right, width)
        left = fit(safe_line(left), room if not right else width - width_of(right) - 2)
        gap = " " * max(width - width_of(left) - width_of(right), 0)
        return self._drawn([Segment(f"{left}{gap}{right}", self._named("article--muted"))], start)

    def _column(self) -> tuple[int, int]:
        """Where the text starts, and how wide it is."""
        room = self._fitted.width + self._beside
        width = min(self._text_width, max(room - 2 * MARGIN - 1, 10))
        return max((room - width) // 2, MARGIN) - self._beside, width

    def _line(self, line: Line) -> Strip:
        if line.window is None:
            return self._strip(self._segments(line.segments))
        room, hidden, start = line.window
        left = min(self._left, hidden)
        behind = Strip(self._segments(line.segments[start:]))
        ground = self._named("article--text")
        seen = behind.crop(left, left + room).extend_cell_length(room, ground)
        before, after = self._segments(line.window.edges(left, behind.cell_length))
        return self._strip([*self._segments(line.segments[:start]), before, *seen, after])

    def _segments(self, segments: Iterable[Inked]) -> list[Segment]:
        return [Segment(text, self._style(ink)) for text, ink in segments]

    def _strip(self, drawn: list[Segment]) -> Strip:
        return self._drawn(drawn, self._column()[0])

    def _drawn(self, segments: list[Segment], left: int) -> Strip:
        """A line of the pane: the margin, the text."""
        ground = self._named("article--text")
        return padded([Segment(" " * left, ground), *segments], self._fitted.width, ground)

    def _style(self, ink: Ink) -> Style:
        style = self._styles.get(ink)
        if style is None:
            role = "strong" if ink.bold and ink.role == "text" else ink.role
            style = self._named(f"article--{role}") + Style(
                bold=ink.bold or None,
                italic=ink.italic or None,
                strike=ink.strike or None,
                link=ink.href,
            )
            if ink.found:
                style += self._named(f"article--{ink.found}")
            if len(self._styles) > _STYLES_KEPT:
                self._styles.clear()
            self._styles[ink] = style
        return style

    def _named(self, name: str) -> Style:
        return self.get_component_rich_style(name)
