"""The vocabulary of styled text: segments of text with ink, lines of them, and how they wrap.

It is below all its users: the code that makes lines (blocks, tables, code, the header) and the code
that shows them (stdout, the screen). The front end decides what an ink looks like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal

from reader.lazy_tuple import NamedTuple
from reader.model import Block, Span
from reader.output.cells import width_of
from reader.output.layout import Range, break_lines
from reader.output.safe import BREAK, safe, with_breaks

Role = Literal[
    "text", "title", "heading", "muted", "link", "code", "marker", "rule",
    "listing", "keyword", "name", "string", "number", "comment",
]  # fmt: skip
"""Roles of segments; the second line is for blocks of code."""


Found = Literal["", "found", "here", "noted"]
"""Whether a segment is a search hit; `here` is the current one. A filter highlights what is
`noted`.
"""


class Ink(NamedTuple):
    """The style of a segment. `role` picks a colour; `href` makes it a link."""

    role: Role = "text"
    bold: bool = False
    italic: bool = False
    strike: bool = False
    href: str | None = None
    found: Found = ""


Listing = Literal["boxed", "indented", "sideways"]
"""Styles of code: in a box, without colours; indented and in colours, so that it can be copied; in
colours and a box that shows a part of its long lines.
"""

Segment = tuple[str, Ink]


class Window(NamedTuple):
    """The window that shows a part of a line of code, which may be wider than the page.

    `room` is the window's width in cells, `hidden` how many more cells the longest line of the
    block has, `start` the number of the first segment inside the window.
    """

    room: int
    hidden: int
    start: int = 0

    def edges(self, left: int, width: int) -> tuple[Segment, Segment]:
        """The edges of the window on a line of `width` cells, of which `left` are hidden before it:
        they show where text is hidden.
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
    """The width of the segments in cells."""
    return sum(width_of(text) for text, _ in segments)


def aligned(margin: list[Segment], segments: list[Segment], width: int) -> list[Segment]:
    """A line of right-to-left text, with its margin mirrored to the right."""
    mirrored = [(text[::-1], ink) for text, ink in reversed(margin)]
    gap = width - cells_of(segments) - cells_of(mirrored)
    return [(" " * max(gap, 0), PLAIN), *segments, *mirrored]


def inked(block: Block, *, breaks: bool = False) -> list[Segment]:
    """The text of a block in ink, safe to print; "\\n" are line breaks. With `breaks`, it keeps the
    marks of where a line may end, for `broken`, which removes them.
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
    """A link, safe to print: without controls, on one line."""
    return safe(href).replace("\n", "") if href else None


def image_text(block: Block) -> str:
    """The text for an image that cannot be shown, on one line."""
    label = safe("".join(span.text for span in block.spans)).replace("\n", " ")
    return f"[{block.medium}: {label}]" if label else f"[{block.medium}]"


def wrap(segments: list[Segment], width: int) -> Iterator[list[Segment]]:
    """Break segments into lines of at most `width` cells; "\\n" in them ends a line."""
    for line in split(segments):
        yield from broken(line, width)


def broken(line: list[Segment], width: int) -> Iterator[list[Segment]]:
    """Break a line without line breaks into lines of at most `width` cells."""
    text = line[0][0] if len(line) == 1 else "".join(part for part, _ in line)
    lines = slices(line, break_lines(text, width))
    if BREAK in text:
        yield from ([(part.replace(BREAK, ""), ink) for part, ink in one] for one in lines)
    else:
        yield from lines


def split(segments: list[Segment]) -> Iterator[list[Segment]]:
    """The segments of each line, split at line breaks."""
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
    """The parts of a line between ascending offsets in characters."""
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
    """Join neighbours in the same ink."""
    return [
        ("".join(text for text, _ in group), ink)
        for ink, group in groupby(segments, key=lambda segment: segment[1])
    ]
