"""Key statements → lines, close together, so that many fit on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.model import Block
from reader.output.ink import Line
from reader.output.terminal import lines


def points(blocks: Sequence[Block], width: int) -> Iterator[Line]:
    """Set headings and items; an empty line comes only between an item and a heading below it."""
    previous: Block | None = None
    for line in lines(blocks, width) if blocks else ():
        if not line.text.strip():
            continue
        block = blocks[line.block]
        if previous is not None and block.kind == "heading" != previous.kind:
            yield Line((), line.block)
        yield line
        previous = block
