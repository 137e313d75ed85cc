"""Rebuilds the quotes, lists and items around flat blocks.

A block has the number of quotes and lists around it, but not their order, nor where one ends; both
are inferred from the blocks before it. A quote that begins within an item is in that item; one that
begins together with a list is around it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from reader.lazy_re import late
from reader.model import Block
from reader.output.safe import safe

_NUMBER = late(r"(-?\d{1,9})\.")


@dataclass(slots=True)
class Holder:
    """A container of blocks: a quote, a list item, or an inset (indented like a list, but without
    an item). `number` is that of an item in an ordered list.
    """

    kind: Literal["quote", "item", "inset"]
    number: int | None = None
    parts: list[Block | Holder] = field(default_factory=list)


@dataclass(slots=True)
class ListOf:
    """A list of items; `start` is the number of the first, None if they have bullets."""

    start: int | None
    items: list[Holder]


def nested(blocks: Iterable[Block]) -> list[Block | Holder]:
    """The blocks in their containers; blocks without text are left out."""
    root: list[Block | Holder] = []
    around: list[Holder] = []
    for block in blocks:
        del around[_kept(around, block) :]
        for holder in _missing(around, block):
            (around[-1].parts if around else root).append(holder)
            around.append(holder)
        if _has_content(block):
            (around[-1].parts if around else root).append(block)
    return root


def gathered(parts: Iterable[Block | Holder]) -> list[Block | Holder | ListOf]:
    """The same with adjacent items gathered in lists; a number out of sequence begins a new list.
    Empty containers are left out.
    """
    found: list[Block | Holder | ListOf] = []
    for part in parts:
        if isinstance(part, Holder) and not _holds_blocks(part):
            continue
        last = found[-1] if found else None
        if isinstance(part, Block) or part.kind != "item":
            found.append(part)
        elif isinstance(last, ListOf) and part.number == _following(last):
            last.items.append(part)
        else:
            found.append(ListOf(part.number, [part]))
    return found


def _has_content(block: Block) -> bool:
    if block.kind in ("table", "image", "rule"):
        return True
    return any(safe(span.text).strip() for span in block.spans)


def _holds_blocks(holder: Holder) -> bool:
    return any(isinstance(part, Block) or _holds_blocks(part) for part in holder.parts)


def _following(listed: ListOf) -> int | None:
    return None if listed.start is None else listed.start + len(listed.items)


def _kept(around: list[Holder], block: Block) -> int:
    """How many of the containers around the last block are also around this one."""
    quotes, lists = block.quote, _lists(block)
    for number, holder in enumerate(around):
        if holder.kind == "quote":
            quotes -= 1
        else:
            lists -= 1
        if quotes < 0 or lists < 0:
            return number
    return len(around)


def _missing(around: list[Holder], block: Block) -> list[Holder]:
    quotes = sum(holder.kind == "quote" for holder in around)
    lists = len(around) - quotes
    missing = [Holder("quote") for _ in range(block.quote - quotes)]
    missing += [Holder("inset") for _ in range(_lists(block) - lists)]
    if block.marker:
        number = _NUMBER.fullmatch(block.marker)
        missing.append(Holder("item", int(number[1]) if number else None))
    return missing


def _lists(block: Block) -> int:
    """The number of lists around a block, without that of its own item."""
    return max(block.depth - bool(block.marker), 0)
