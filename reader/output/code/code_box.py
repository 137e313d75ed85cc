"""A block of code → lines in a box, with the colours of its language.

A screen that can scroll sideways shows a part of each line through a window; elsewhere a line that
is too long continues below, with a sign where it does. Lines are made on demand.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import split_graphemes

from reader.model import Block
from reader.output.cells import fit, width_of
from reader.output.ink import PLAIN, Ink, Listing, Role, Segment, Window, address, slices
from reader.output.layout import Range
from reader.output.safe import safe, safe_line

INDENT = 4
"""The indent of code without a box, in cells."""

TAB = 4
"""Cells between two tab stops."""

LEAST = 8
"""The narrowest box, in cells; with less room, code has neither box nor indent."""

_COLOURED = 100_000
"""The longest listing in colours, in characters; a longer one is not worth the time."""

_LINE = 2_000
"""The longest line in colours, in characters: longer ones are written by machines."""

_FRAME = Ink("rule")
_LEFT = ("│ ", _FRAME)
_RIGHT = " │"
_GOES_ON = " ↵"


def set_code(
    block: Block, width: int, listing: Listing
) -> Iterator[tuple[list[Segment], Window | None]]:
    """Set a block of code in lines of at most `width` cells; with `sideways`, lines keep their
    length and come with the window that shows them.
    """
    if width < LEAST or listing == "indented":
        indent = " " * (INDENT if width >= LEAST else 0)
        for row in _rows(block):
            for part, goes_on in _broken(row, max(width - len(indent) - 2, 2)):
                yield [(indent, PLAIN), *part, *([(_GOES_ON, _FRAME)] if goes_on else [])], None
        return
    most = width - width_of(_LEFT[0]) - width_of(_RIGHT)
    name = fit(safe_line(block.language), most - 2)
    widest = _widest(block)
    room = min(max(widest, width_of(name) + 2 if name else 0), most)
    yield [(_top(name, room), _FRAME)], None
    if listing == "sideways":
        window = Window(room, max(widest - room, 0))
        yield from ((row, window) for row in _rows(block))
    else:
        plain = _rows(block, coloured=False)
        yield from ((line, None) for row in plain for line in _closed(row, room))
    yield [(f"└{'─' * (room + 2)}┘", _FRAME)], None


def listed(block: Block) -> str:
    """The printed text of a block of code."""
    return "".join(text for text, _ in _pieces(block))


def _closed(row: list[Segment], room: int) -> Iterator[list[Segment]]:
    """A line between the sides of the box, with a sign where it continues below."""
    for part, goes_on in _broken(row, room):
        padding = " " * (room - sum(width_of(text) for text, _ in part))
        yield [_LEFT, *part, (padding + (_GOES_ON if goes_on else _RIGHT), _FRAME)]


def _top(name: str, room: int) -> str:
    label = f"─ {name} " if name else ""
    return f"┌{label}{'─' * (room + 2 - width_of(label))}┐"


def _widest(block: Block) -> int:
    return max(map(width_of, listed(block).split("\n")))


def _rows(block: Block, *, coloured: bool = True) -> Iterator[list[Segment]]:
    """The lines of a block of code, in ink."""
    row: list[Segment] = []
    for text, ink in _coloured(block) if coloured else _pieces(block):
        first, *others = text.split("\n")
        if first:
            row.append((first, ink))
        for other in others:
            yield row
            row = [(other, ink)] if other else []
    yield row


def _pieces(block: Block) -> Iterator[tuple[str, Ink]]:
    """The printed text of a block of code: safe, with tabs expanded."""
    column = 0
    for span in block.spans:
        text = span.text
        if "\t" in text:
            text = (" " * column + text).expandtabs(TAB)[column:]
        text = safe(text)
        column = len(text) - text.rfind("\n") - 1 + (column if "\n" not in text else 0)
        ink = Ink("listing", span.bold, span.italic, span.strike, address(span.href))
        yield text, ink


def _coloured(block: Block) -> Iterator[Segment]:
    """The pieces of a block of code, cut where the colour changes."""
    pieces = list(_pieces(block))
    whole = "".join(text for text, _ in pieces)
    roles = _roles(whole, block.language)
    role, until = next(roles)
    at = 0
    for text, ink in pieces:
        end = at + len(text)
        while at < end:
            while until <= at:
                role, until = next(roles)
            cut = min(until, end)
            yield whole[at:cut], ink._replace(role=role)
            at = cut


def _roles(text: str, language: str) -> Iterator[tuple[Role, int]]:
    """The roles of a text one after the other, each with where it ends."""
    if language and len(text) <= _COLOURED and max(map(len, text.split("\n"))) <= _LINE:
        from reader.output.code.highlight import roles

        yield from roles(text, language)
    yield "listing", len(text) + 1


def _broken(row: list[Segment], room: int) -> Iterator[tuple[list[Segment], bool]]:
    """Cut a line into pieces of at most `room` cells, each with whether another one follows."""
    text = "".join(part for part, _ in row)
    for (_, end), part in zip(cuts := list(_cuts(text, room)), slices(row, cuts), strict=True):
        yield part, end < len(text)


def _cuts(text: str, room: int) -> Iterator[Range]:
    start = used = 0
    for at, end, _ in split_graphemes(text)[0] if width_of(text) > room else ():
        size = width_of(text[at:end])
        if used + size > room and used:
            yield start, at
            start, used = at, 0
        used += size
    yield start, len(text)
