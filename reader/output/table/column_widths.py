"""Computes the widths of a table's columns."""

from __future__ import annotations

from collections.abc import Sequence

from reader.lazy_re import late
from reader.output.cells import width_of
from reader.output.table.placement import Placed

GAP = " │ "
LEAST = 6
"""The narrowest readable column, in cells."""

_WORD = late("[!-\u2e7f\\d]+")
_WHOLE_WORDS = (20, 14, 10, 8, LEAST)
"""Words of up to so many cells are kept whole; the largest that fits is used."""


def natural_widths(placed: Sequence[Placed], count: int) -> list[int]:
    """The width that each column would take if there were enough room."""
    natural = [1] * count
    for cell in sorted(placed, key=lambda cell: cell.columns):
        have = sum(natural[cell.column : cell.column + cell.columns])
        missing = _widest_line(cell) - have - len(GAP) * (cell.columns - 1)
        for right in range(cell.columns if missing > 0 else 0):
            share = -(-missing // (cell.columns - right))
            natural[cell.column + right] += share
            missing -= share
    return natural


def _widest_line(cell: Placed) -> int:
    if len(cell.segments) == 1 and "\n" not in cell.segments[0][0]:
        return width_of(cell.segments[0][0])
    return max(map(width_of, cell.text.split("\n")))


def fitted(placed: Sequence[Placed], natural: list[int], room: int) -> list[int] | None:
    """Widths that fit: the widest columns shrink first, and words stay whole if possible; None if
    that leaves too little.
    """
    if sum(natural) <= room:
        return natural
    if sum(min(one, LEAST) for one in natural) > room:
        return None
    words = _longest_words(placed, len(natural))
    for whole in _WHOLE_WORDS:
        least = list(map(min, natural, (max(LEAST, min(word, whole)) for word in words)))
        if sum(least) <= room:
            return _shared(natural, _with_words(least, words, room), room)
    return None


def _with_words(least: list[int], words: list[int], room: int) -> list[int]:
    """What the columns need, plus room for more whole words, first where the least is missing."""
    spare = room - sum(least)
    needed = list(least)
    for missing, column in sorted((word - least[at], at) for at, word in enumerate(words)):
        if 0 < missing <= spare:
            needed[column] += missing
            spare -= missing
    return needed


def _longest_words(placed: Sequence[Placed], count: int) -> list[int]:
    """Cells of the longest word of each column; Chinese and Japanese break anywhere."""
    longest = [1] * count
    for cell in placed:
        if cell.columns == 1:
            words = map(len, _WORD.findall(cell.text))
            longest[cell.column] = max(longest[cell.column], max(words, default=1))
    return longest


def _shared(natural: list[int], least: list[int], room: int) -> list[int]:
    """Shrink the widest columns to one width, or to what they need at least."""

    def at_most(limit: int) -> list[int]:
        return [max(low, min(one, limit)) for one, low in zip(natural, least, strict=True)]

    low, high = 1, max(natural)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(at_most(middle)) <= room:
            low = middle
        else:
            high = middle - 1
    widths = at_most(low)
    spare = room - sum(widths)
    for number, one in enumerate(natural):
        if spare > 0 and widths[number] < one:
            widths[number] += 1
            spare -= 1
    return widths
