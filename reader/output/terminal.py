"""Blocks → styled lines of a given width. The command line and the screen share it.

A line is a sequence of segments, text with `Ink`; what an ink looks like is the front end's
business (`ansi` here for stdout, style sheets on the screen). Lines are made as they are asked
for, block by block, so that the head of a long article is there before its tail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, repeat
from typing import Literal, NamedTuple, assert_never

from reader.model import Block, Span
from reader.output.bidi import is_backward
from reader.output.cells import width_of
from reader.output.layout import Range, break_lines, starts_badly
from reader.output.safe import safe

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
        return ("‹ " if left else "│ ", _RULE), (" ›" if more else " │", _RULE)


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
_RULE = Ink("rule")
_MARKER = Ink("marker")
EMPTY = "(no text in this article)"


def lines(blocks: Iterable[Block], width: int, *, listing: Listing = "boxed") -> Iterator[Line]:
    """Set blocks in lines of at most `width` cells, paragraphs apart by an empty line.

    `listing` says how code is set: where its lines are not broken, they come with a window.
    """
    previous: Block | None = None
    for number, block in enumerate(blocks):
        if previous is not None:
            bars = tuple(_bars(min(previous.quote, block.quote), width))
            yield from repeat(Line(bars, number), _apart(previous, block))
        for segments, window in set_block(block, width, listing=listing):
            yield Line(tuple(segments), number, window)
        previous = block
    if previous is None:
        yield from (Line(tuple(segments), 0) for segments in wrap([(EMPTY, MUTED)], width))


def set_block(
    block: Block, width: int, *, listing: Listing = "boxed"
) -> Iterator[tuple[list[Segment], Window | None]]:
    """Set one block: its bars, indent and marker before each of its lines."""
    first, rest = _margins(block, width)
    room = max(width - _cells(rest), 4)
    if block.kind == "code":
        from reader.output.code.code_box import set_code  # noqa: PLC0415 (few articles have code)

        for number, (segments, window) in enumerate(set_code(block, room, listing)):
            margin = rest if number else first
            behind = window and window._replace(start=window.start + len(margin))
            yield [*margin, *segments], behind
        return
    backward = block.kind != "table" and is_backward("".join(span.text for span in block.spans))
    for number, segments in enumerate(_content(block, room)):
        margin = rest if number else first
        yield aligned(margin, segments, width) if backward else [*margin, *segments], None


def _cells(segments: Iterable[Segment]) -> int:
    return sum(width_of(text) for text, _ in segments)


def aligned(margin: list[Segment], segments: list[Segment], width: int) -> list[Segment]:
    """A line of a text that goes from right to left: its margin, mirrored, is on the right."""
    mirrored = [(text[::-1], ink) for text, ink in reversed(margin)]
    gap = width - _cells(segments) - _cells(mirrored)
    return [(" " * max(gap, 0), PLAIN), *segments, *mirrored]


def _content(block: Block, width: int) -> Iterator[list[Segment]]:
    match block.kind:
        case "paragraph" | "item" | "heading" | "credit" | "note":
            yield from _running(block, width)
        case "table":
            from reader.output.table.grid import grid  # noqa: PLC0415 (few articles have tables)

            yield from grid(block.rows, width)
        case "image":
            yield from wrap(_image(block), width)
        case "rule":
            yield [("─" * width, _RULE)]
        case "code":
            raise AssertionError("Code is set in a box.")
        case _:
            assert_never(block.kind)


def _running(block: Block, width: int) -> Iterator[list[Segment]]:
    """Running text. A line of the author's own that begins as no line may is set apart: it is an
    afterthought, or names whom the lines above it are by.
    """
    for number, line in enumerate(_split(inked(block))):
        if number and starts_badly(line[0][0]):
            yield []
        yield from _broken(line, width)


def _apart(previous: Block, block: Block) -> int:
    """The empty lines between two blocks: none within a list or credits, two before a section."""
    if previous.quote != block.quote:
        return 1
    if block.kind == "heading" and 0 < block.level < 3 and previous.kind != "heading":
        return 2
    if block.kind == "item" and block.depth:
        return int(previous.kind != "item")
    return int(not (block.kind == previous.kind == "credit"))


def _margins(block: Block, width: int) -> tuple[list[Segment], list[Segment]]:
    """What stands before the first line of a block, and before the others."""
    bars = _bars(block.quote, width)
    if not block.depth and not block.marker:
        return bars, bars
    marker = f"{block.marker} " if block.marker else ""
    hang = max(2, width_of(marker))
    outer = " " * (2 * min(max(block.depth - 1, 0), width // 8))
    rest = [*bars, (outer + " " * hang, PLAIN)]
    if not marker:
        return rest, rest
    return [*bars, (outer, PLAIN), (marker.ljust(hang), _MARKER)], rest


def _bars(quote: int, width: int) -> list[Segment]:
    """The bars of quotes; where lines are short, of as many as leave room for text."""
    return [("│ " * min(quote, width // 8), MUTED)] if quote else []


def inked(block: Block) -> list[Segment]:
    """The text of a block in ink, safe to print; "\\n" are line breaks."""
    muted = block.kind == "credit"
    heading = block.kind == "heading"
    return [(safe(span.text), _ink(span, heading, muted)) for span in block.spans]


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


def _image(block: Block) -> list[Segment]:
    return [(image_text(block), Ink("muted", href=address(block.href)))]


def image_text(block: Block) -> str:
    """What stands for an image where none can be shown, on one line."""
    label = safe("".join(span.text for span in block.spans)).replace("\n", " ")
    return f"[{block.medium}: {label}]" if label else f"[{block.medium}]"


def wrap(segments: list[Segment], width: int) -> Iterator[list[Segment]]:
    """Break segments into lines of at most `width` cells; "\\n" in them ends a line."""
    for line in _split(segments):
        yield from _broken(line, width)


def _broken(line: list[Segment], width: int) -> Iterator[list[Segment]]:
    text = line[0][0] if len(line) == 1 else "".join(part for part, _ in line)
    yield from slices(line, break_lines(text, width))


def _split(segments: list[Segment]) -> Iterator[list[Segment]]:
    """Segments apart at their line breaks."""
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
