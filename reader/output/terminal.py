"""Blocks → styled lines of a given width, for the command line and the screen.

Lines are made on demand, block by block, so that the head of a long article is ready before its
tail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import assert_never

from reader.model import Block
from reader.output.cells import width_of
from reader.output.ink import (
    MUTED,
    PLAIN,
    RULE,
    Ink,
    Line,
    Listing,
    Segment,
    Window,
    address,
    aligned,
    broken,
    cells_of,
    image_text,
    inked,
    split,
    wrap,
)
from reader.output.layout import starts_badly
from reader.output.right_to_left import is_backward

_MARKER = Ink("marker")
EMPTY = "(no text in this article)"


def lines(blocks: Iterable[Block], width: int, *, listing: Listing = "boxed") -> Iterator[Line]:
    """Set blocks in lines of at most `width` cells, with an empty line between paragraphs.

    `listing` is the style of code; lines of code that are not broken come with a window.
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
    room = max(width - cells_of(rest), 4)
    if block.kind == "code":
        from reader.output.code.code_box import set_code

        for number, (segments, window) in enumerate(set_code(block, room, listing)):
            margin = rest if number else first
            behind = window and window._replace(start=window.start + len(margin))
            yield [*margin, *segments], behind
        return
    backward = block.kind != "table" and is_backward("".join(span.text for span in block.spans))
    for number, segments in enumerate(_content(block, room)):
        margin = rest if number else first
        yield aligned(margin, segments, width) if backward else [*margin, *segments], None


def _content(block: Block, width: int) -> Iterator[list[Segment]]:
    match block.kind:
        case "paragraph" | "item" | "heading" | "credit" | "note":
            yield from _running(block, width)
        case "table":
            from reader.output.table.grid import grid

            yield from grid(block.rows, width)
        case "image":
            yield from wrap(_image(block), width)
        case "rule":
            yield [("─" * width, RULE)]
        case "code":
            raise AssertionError("Code is set in a box.")
        case _:
            assert_never(block.kind)


def _running(block: Block, width: int) -> Iterator[list[Segment]]:
    """Running text. An author's own line that begins with a mark which may not begin a line is set
    apart: it is an afterthought, or names the author of the lines above.
    """
    for number, line in enumerate(split(inked(block, breaks=True))):
        if number and starts_badly(line[0][0]):
            yield []
        yield from broken(line, width)


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
    """The prefixes of a block's first line and of its other lines."""
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
    """The bars of nested quotes; on short lines only as many as leave room for text."""
    return [("│ " * min(quote, width // 8), MUTED)] if quote else []


def _image(block: Block) -> list[Segment]:
    return [(image_text(block), Ink("muted", href=address(block.href)))]
