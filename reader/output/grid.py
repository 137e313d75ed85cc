"""Tables → styled lines: columns that fit the width by wrapping cells, or else record by record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reader.model import Block, Cell
from reader.output.cells import width_of
from reader.output.terminal import Ink, Segment, inked, wrap

_GAP = " │ "
_JOINT = " / "
_LEAST = 6
"""Cells that a column must have to be read."""

_TALLEST = 12
"""Lines that a cell may take before a table is set record by record."""

_PLACES = 50_000
"""Places that cells may cover below themselves, all in all; further spans count for nothing."""

_RULE = Ink("rule")
_NAME = Ink("muted", bold=True)


@dataclass(slots=True)
class _Placed:
    """A cell at its place in the grid."""

    cell: Cell
    row: int
    column: int
    columns: int
    segments: list[Segment]


def grid(rows: tuple[tuple[Cell, ...], ...], width: int) -> Iterator[list[Segment]]:
    """Set a table in lines of at most `width` cells."""
    placed = _place(rows)
    count = max(cell.column + cell.columns for cell in placed)
    room = width - len(_GAP) * (count - 1)
    on_one_line = [_one_line(cell) for cell in placed]
    if sum(natural := _natural(on_one_line, count)) <= room:
        yield from _columns(on_one_line, len(rows), natural)
        return
    widths = _fitted(_natural(placed, count), room)
    if widths is None or _too_tall(placed, widths):
        yield from _records(placed, len(rows), count, width)
    else:
        yield from _columns(placed, len(rows), widths)


def _one_line(cell: _Placed) -> _Placed:
    """The cell with its lines one after the other: where there is room, a row is a line."""
    segments = [(text.replace("\n", _JOINT), ink) for text, ink in cell.segments]
    return replace(cell, segments=segments)


def _too_tall(placed: list[_Placed], widths: list[int]) -> bool:
    """Whether a column is so narrow that what is in it would be read word by word."""
    return any(
        sum(width_of(text) for text, _ in cell.segments) > _TALLEST * _width(cell, widths)
        for cell in placed
    )


def _place(rows: tuple[tuple[Cell, ...], ...]) -> list[_Placed]:
    """Cells at their places: the first free one of their row (HTML, section 4.9.12.1)."""
    placed: list[_Placed] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            columns = cell.columns if len(taken) < _PLACES else 1
            segments = inked(Block("paragraph", cell.spans))
            placed.append(_Placed(cell, number, column, columns, segments))
            if cell.rows > 1 and len(taken) < _PLACES:
                below = range(number + 1, min(number + cell.rows, len(rows)))
                taken |= {(down, column + right) for down in below for right in range(columns)}
            column += columns
    return placed


def _natural(placed: list[_Placed], count: int) -> list[int]:
    """The width that each column would take if there were room."""
    natural = [1] * count
    for cell in sorted(placed, key=lambda cell: cell.columns):
        text = "".join(text for text, _ in cell.segments)
        need = max(map(width_of, text.split("\n")))
        have = sum(natural[cell.column : cell.column + cell.columns])
        missing = need - have - len(_GAP) * (cell.columns - 1)
        for right in range(cell.columns):
            if missing > 0:
                share = -(-missing // (cell.columns - right))
                natural[cell.column + right] += share
                missing -= share
    return natural


def _fitted(natural: list[int], room: int) -> list[int] | None:
    """Widths that fit: the widest columns give way first; None where that leaves too little."""
    if sum(natural) <= room:
        return natural
    least = [min(one, _LEAST) for one in natural]
    if sum(least) > room:
        return None
    low, high = _LEAST, max(natural)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(one, middle) for one in natural) <= room:
            low = middle
        else:
            high = middle - 1
    widths = [min(one, low) for one in natural]
    spare = room - sum(widths)
    for number, one in enumerate(natural):
        if spare > 0 and widths[number] < one:
            widths[number] += 1
            spare -= 1
    return widths


def _columns(placed: list[_Placed], count: int, widths: list[int]) -> Iterator[list[Segment]]:
    by_row: list[list[_Placed]] = [[] for _ in range(count)]
    for cell in placed:
        by_row[cell.row].append(cell)
    wrapped = [
        [(cell, list(wrap(cell.segments, _width(cell, widths)))) for cell in row] for row in by_row
    ]
    ruled = any(len(lines) > 1 for row in wrapped for _, lines in row)
    for number, row in enumerate(wrapped):
        header = bool(row) and all(cell.cell.header for cell, _ in row)
        yield from _row(row, widths)
        last = number == count - 1
        if not last and (ruled or (header and not _headed(by_row[number + 1]))):
            yield [("─┼─".join("─" * one for one in widths), _RULE)]


def _headed(row: list[_Placed]) -> bool:
    return bool(row) and all(cell.cell.header for cell in row)


def _width(cell: _Placed, widths: list[int]) -> int:
    own = widths[cell.column : cell.column + cell.columns]
    return sum(own) + len(_GAP) * (len(own) - 1)


def _row(
    row: list[tuple[_Placed, list[list[Segment]]]], widths: list[int]
) -> Iterator[list[Segment]]:
    for line in range(max((len(lines) for _, lines in row), default=1)):
        segments: list[Segment] = []
        column = 0
        for cell, lines in [*row, (None, [])]:
            end = cell.column if cell else len(widths)
            while column < end:  # places that a cell of an earlier row covers, or that have none
                segments += _cell([], widths[column], last=column == len(widths) - 1)
                column += 1
            if cell:
                content = lines[line] if line < len(lines) else []
                column = cell.column + cell.columns
                segments += _cell(content, _width(cell, widths), last=column >= len(widths))
        yield segments


def _cell(content: list[Segment], width: int, *, last: bool) -> list[Segment]:
    if last:
        return content
    padding = width - sum(width_of(text) for text, _ in content)
    return [*content, (" " * max(padding, 0), Ink()), (_GAP, _RULE)]


def _records(
    placed: list[_Placed], count: int, columns: int, width: int
) -> Iterator[list[Segment]]:
    """Row after row, each cell on lines of its own below the name of its column."""
    names = _names(placed, count)
    filled = {cell.column for cell in placed if cell.row and cell.segments}
    first = True
    for name in (name for column, name in names.items() if column not in filled):
        yield from wrap([(name, _NAME)], width)
    for row in range(1 if names else 0, count):
        cells = [cell for cell in placed if cell.row == row and cell.segments]
        if not cells:
            continue
        if not first:
            yield [("─" * min(width, 3 * columns), _RULE)]
        first = False
        for cell in cells:
            name = names.get(cell.column, "")
            label: list[Segment] = [(f"{name}: ", _NAME)] if name else []
            yield from wrap([*label, *cell.segments], width)


def _names(placed: list[_Placed], count: int) -> dict[int, str]:
    """The names of the columns, where the first row holds nothing else."""
    head = [cell for cell in placed if cell.row == 0]
    if count < 2 or not all(cell.cell.header for cell in head):
        return {}
    return {
        cell.column: " ".join("".join(text for text, _ in cell.segments).split()) for cell in head
    }
