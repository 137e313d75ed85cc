"""Blocks → styled lines of a given width. The command line and the screen share it.

A line is a sequence of segments, text with `Ink`; what an ink looks like is the front end's
business (`ansi` here for stdout, style sheets on the screen). Lines are made as they are asked
for, block by block, so that the head of a long article is there before its tail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Literal, NamedTuple, assert_never

from reader.model import Block, Span
from reader.output.cells import width_of
from reader.output.layout import break_lines
from reader.output.safe import safe

Role = Literal["text", "title", "heading", "muted", "link", "code", "marker", "rule"]


class Ink(NamedTuple):
    """How a segment is set. `role` picks a colour; `href` makes it a link."""

    role: Role = "text"
    bold: bool = False
    italic: bool = False
    strike: bool = False
    href: str | None = None


Segment = tuple[str, Ink]


class Line(NamedTuple):
    """A line of the screen; `block` is the number of the block it shows."""

    segments: tuple[Segment, ...]
    block: int

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.segments)


PLAIN = Ink()
MUTED = Ink("muted")
_RULE = Ink("rule")
_MARKER = Ink("marker")
_CODE_INDENT = 4
EMPTY = "(no text in this article)"


def lines(blocks: Iterable[Block], width: int) -> Iterator[Line]:
    """Set blocks in lines of at most `width` cells, paragraphs apart by an empty line."""
    previous: Block | None = None
    for number, block in enumerate(blocks):
        if previous is not None and _apart(previous, block):
            bars = min(previous.quote, block.quote)
            yield Line(tuple(_bars(bars, width)), number)
        yield from (Line(tuple(segments), number) for segments in set_block(block, width))
        previous = block
    if previous is None:
        yield from (Line(tuple(segments), 0) for segments in wrap([(EMPTY, MUTED)], width))


def set_block(block: Block, width: int) -> Iterator[list[Segment]]:
    """Set one block: its bars, indent and marker before each of its lines."""
    first, rest = _margins(block, width)
    room = max(width - sum(width_of(text) for text, _ in rest), 4)
    for number, segments in enumerate(_content(block, room)):
        yield [*(rest if number else first), *segments]


def _content(block: Block, width: int) -> Iterator[list[Segment]]:
    match block.kind:
        case "paragraph" | "item" | "heading" | "credit":
            yield from wrap(inked(block), width)
        case "code":
            yield from _code(block, width)
        case "table":
            from reader.output.grid import grid  # noqa: PLC0415 (few articles have tables)

            yield from grid(block.rows, width)
        case "image":
            yield from wrap(_image(block), width)
        case "rule":
            yield [("─" * width, _RULE)]
        case _:
            assert_never(block.kind)


def _apart(previous: Block, block: Block) -> bool:
    """Whether an empty line stands between two blocks: everywhere but within a list or credits."""
    if previous.quote != block.quote:
        return True
    if block.kind == "item" and block.depth:
        return previous.kind != "item"
    return not (block.kind == previous.kind == "credit")


def _margins(block: Block, width: int) -> tuple[list[Segment], list[Segment]]:
    """What stands before the first line of a block, and before the others."""
    bars = _bars(block.quote, width)
    if block.kind == "code":
        indent = " " * (_CODE_INDENT + 2 * min(max(block.depth - 1, 0), width // 8))
        return [*bars, (indent, PLAIN)], [*bars, (indent, PLAIN)]
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
    return Ink(role, span.bold, span.italic, span.strike, _address(span.href))


def _address(href: str | None) -> str | None:
    return safe(href).replace("\n", "") if href else None


def _image(block: Block) -> list[Segment]:
    return [(image_text(block), Ink("muted", href=_address(block.href)))]


def image_text(block: Block) -> str:
    """What stands for an image where none can be shown, on one line."""
    label = safe("".join(span.text for span in block.spans)).replace("\n", " ")
    return f"[{block.medium}: {label}]" if label else f"[{block.medium}]"


def _code(block: Block, width: int) -> Iterator[list[Segment]]:
    """Code keeps its spaces; a line that is too long goes on below."""
    segments = [(safe(span.text), _code_ink(span)) for span in block.spans]
    for line in _split(segments):
        text = "".join(part for part, _ in line)
        start = 0
        for cut in _cuts(text, width):
            yield _slice(line, start, cut)
            start = cut


def _code_ink(span: Span) -> Ink:
    return Ink("code", span.bold, span.italic, span.strike, _address(span.href))


def _cuts(text: str, width: int) -> Iterator[int]:
    """Where a line of code ends, cell by cell."""
    if width_of(text) <= width:
        yield len(text)
        return
    used = 0
    for at, character in enumerate(text):
        size = width_of(character)
        if used + size > width:
            yield at
            used = 0
        used += size
    yield len(text)


def wrap(segments: list[Segment], width: int) -> Iterator[list[Segment]]:
    """Break segments into lines of at most `width` cells; "\\n" in them ends a line."""
    for line in _split(segments):
        text = line[0][0] if len(line) == 1 else "".join(part for part, _ in line)
        for start, end in break_lines(text, width):
            yield _slice(line, start, end)


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


def _slice(segments: list[Segment], start: int, end: int) -> list[Segment]:
    """The part of a line between two places, counted in characters."""
    if len(segments) == 1:
        return [(segments[0][0][start:end], segments[0][1])]
    part: list[Segment] = []
    at = 0
    for text, ink in segments:
        after = at + len(text)
        if after > start:
            if at >= end:
                break
            if piece := text[max(start - at, 0) : end - at]:
                part.append((piece, ink))
        at = after
    return part


def merged(segments: Iterable[Segment]) -> list[Segment]:
    """Neighbours in the same ink joined."""
    return [
        ("".join(text for text, _ in group), ink)
        for ink, group in groupby(segments, key=lambda segment: segment[1])
    ]
