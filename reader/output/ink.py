"""The vocabulary of styled text: segments of text with ink, lines of them, and how they wrap.

It is below all its users: whatever makes lines (blocks, tables, code, the header) and whatever
shows them (stdout, the screen) speaks of these alone. What an ink looks like is the front end's
business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal, NamedTuple

from reader.model import Block, Span
from reader.output.cells import width_of
from reader.output.layout import Range, break_lines
from reader.output.safe import BREAK, safe, with_breaks

Role = Literal[
    "text", "title", "heading", "muted", "link", "code", "marker", "rule",
    "listing", "keyword", "name", "string", "number", "comment",
]  # fmt: skip
"""What a segment is; the second line is of blocks of code."""


Found = Literal["", "found", "here"]
"""Whether a segment is a hit of a search; `here` is the one that the reader went to."""


class Ink(NamedTuple):
    """How a segment is set. `role` picks a colour; `href` makes it a link."""

    role: Role = "text"
    bold: bool = False
    italic: bool = False
    strike: bool = False
    href: str | None = None
    found: Found = ""


Listing = Literal["boxed", "indented", "sideways"]
"""How code is set: in a box, where there are no colours; by its indent and its colours, to be
copied as it stands; in colours and a box that shows a part of lines that are longer than it is.
"""

Segment = tuple[str, Ink]


class Window(NamedTuple):
    """The window through which a line of code is seen that may be longer than the page is wide.

    `room` is the window's width in cells, `hidden` how many more the longest line of the block has,
    `start` the number of the first segment that is behind the window and not left of it.
    """

    room: int
    hidden: int
    start: int = 0

    def edges(self, left: int, width: int) -> tuple[Segment, Segment]:
        """The edges of the window on a line of `width` cells, of which `left` are hidden before it:
        they tell where text lies behind them.
        """
        more = width > left + self.room
        return ("‹ " if left else "│ ", RULE), (" ›" if more else " │", RULE)


class Line(NamedTuple):
    """A line of the screen; `block` is the number of the block it shows."""

    segments: tuple[Segment, ...]
    block: int
    window: Window | None = None

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.segments)


PLAIN = Ink()
MUTED = Ink("muted")
RULE = Ink("rule")


def cells_of(segments: Iterable[Segment]) -> int:
    """How many cells of a terminal the segments take."""
    return sum(width_of(text) for text, _ in segments)


def aligned(margin: list[Segment], segments: list[Segment], width: int) -> list[Segment]:
    """A line of a text that goes from right to left: its margin, mirrored, is on the right."""
    mirrored = [(text[::-1], ink) for text, ink in reversed(margin)]
    gap = width - cells_of(segments) - cells_of(mirrored)
    return [(" " * max(gap, 0), PLAIN), *segments, *mirrored]


def inked(block: Block, *, breaks: bool = False) -> list[Segment]:
    """The text of a block in ink, safe to print; "\\n" are line breaks. `breaks`: with the marks of
    where a line may end, for `broken`, which takes them out.
    """
    written = with_breaks if breaks else safe
    muted = block.kind == "credit"
    heading = block.kind == "heading"
    return [(written(span.text), _ink(span, heading, muted)) for span in block.spans]


def _ink(span: Span, heading: bool, muted: bool) -> Ink:
    role: Role = "text"
    if muted or span.muted:
        role = "muted"
    elif span.code:
        role = "code"
    elif span.href:
        role = "link"
    elif heading:
        role = "heading"
    return Ink(role, span.bold, span.italic, span.strike, address(span.href))


def address(href: str | None) -> str | None:
    """A link as it may be printed: without controls, on one line."""
    return safe(href).replace("\n", "") if href else None


def image_text(block: Block) -> str:
    """What stands for an image where none can be shown, on one line."""
    label = safe("".join(span.text for span in block.spans)).replace("\n", " ")
    return f"[{block.medium}: {label}]" if label else f"[{block.medium}]"


def wrap(segments: list[Segment], width: int) -> Iterator[list[Segment]]:
    """Break segments into lines of at most `width` cells; "\\n" in them ends a line."""
    for line in split(segments):
        yield from broken(line, width)


def broken(line: list[Segment], width: int) -> Iterator[list[Segment]]:
    """One line without line breaks in lines of at most `width` cells."""
    text = line[0][0] if len(line) == 1 else "".join(part for part, _ in line)
    lines = slices(line, break_lines(text, width))
    if BREAK in text:
        yield from ([(part.replace(BREAK, ""), ink) for part, ink in one] for one in lines)
    else:
        yield from lines


def split(segments: list[Segment]) -> Iterator[list[Segment]]:
    """The segments of each line, apart at their line breaks."""
    line: list[Segment] = []
    for text, ink in segments:
        head, *more = text.split("\n")
        if head:
            line.append((head, ink))
        for part in more:
            yield line or [("", ink)]
            line = [(part, ink)] if part else []
    yield line or [("", PLAIN)]


def slices(line: list[Segment], ranges: Iterable[Range]) -> Iterator[list[Segment]]:
    """The parts of a line between places counted in characters, which go from left to right."""
    first = start_of_first = 0
    for start, end in ranges:
        while first < len(line) and start_of_first + len(line[first][0]) <= start:
            start_of_first += len(line[first][0])
            first += 1
        part: list[Segment] = []
        number, at = first, start_of_first
        while number < len(line) and at < end:
            text, ink = line[number]
            part.append((text[max(start - at, 0) : end - at], ink))
            number, at = number + 1, at + len(text)
        yield part or [("", PLAIN)]


def merged(segments: Iterable[Segment]) -> list[Segment]:
    """Neighbours in the same ink joined."""
    return [
        ("".join(text for text, _ in group), ink)
        for ink, group in groupby(segments, key=lambda segment: segment[1])
    ]
