"""Numbers links: without clicking, a link can still be read, typed and opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from reader.model import Block, Span, file_of, part_of
from reader.output.cells import width_of
from reader.output.ink import MUTED, Ink, Segment, address
from reader.output.safe import safe_line


def numbered(blocks: Iterable[Block], numbers: dict[str, int]) -> Iterator[Block]:
    """The blocks with a muted number after each link and in each picture.

    `numbers` collects the addresses in order, from number 1; a repeated one keeps its number. Links
    within code stay as they are.
    """
    for block in blocks:
        if block.kind == "code":
            yield block
        elif block.kind == "image":
            number = f" {_number(block.href, numbers)}" if block.href else ""
            yield block._replace(medium=block.medium + number)
        else:
            rows = tuple(
                tuple(cell._replace(spans=_marked(cell.spans, numbers)) for cell in row)
                for row in block.rows
            )
            yield block._replace(spans=_marked(block.spans, numbers), rows=rows)


def addresses(numbers: dict[str, int]) -> Iterator[list[Segment]]:
    """An empty line, and a line for each address, which is never broken."""
    if numbers:
        yield []
    margin = width_of(f"[{len(numbers)}]")
    for href, number in numbers.items():
        led = address(href)
        shown = led
        if file := file_of(href):
            part = part_of(href)
            shown = safe_line(f"{file}#{part}" if part else str(file))
        yield [(f"[{number}]".rjust(margin), MUTED), (f" {shown}", Ink("muted", href=led))]


def _number(href: str, numbers: dict[str, int]) -> int:
    return numbers.setdefault(href, len(numbers) + 1)


def _marked(spans: tuple[Span, ...], numbers: dict[str, int]) -> tuple[Span, ...]:
    made: list[Span] = []
    for span, following in zip_longest(spans, spans[1:]):
        made.append(span)
        if span.href and (following is None or following.href != span.href):
            made.append(Span(f"[{_number(span.href, numbers)}]", muted=True, href=span.href))
    return tuple(made)
