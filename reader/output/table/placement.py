"""Places the cells of a table in its grid."""

from __future__ import annotations

from reader.lazy_tuple import NamedTuple
from reader.model import Block, Cell
from reader.output.cells import width_of
from reader.output.ink import Segment, inked

PLACES_LIMIT = 50_000
"""Places that cells may cover below themselves in total; further spans are ignored."""


class Placed(NamedTuple):
    """A cell at its place; it covers `columns` × `rows` places from there."""

    cell: Cell
    row: int
    column: int
    columns: int
    rows: int
    segments: list[Segment]

    @property
    def text(self) -> str:
        """Its text without style."""
        return "".join(text for text, _ in self.segments)

    @property
    def width(self) -> int:
        """The width of the text on one line, in cells."""
        return sum(width_of(text) for text, _ in self.segments)


def place(rows: tuple[tuple[Cell, ...], ...]) -> list[Placed]:
    """Put each cell at the first free place of its row (HTML, section 4.9.12.1)."""
    placed: list[Placed] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            free = len(taken) < PLACES_LIMIT
            columns = cell.columns if free else 1
            down = min(cell.rows, len(rows) - number) if free else 1
            segments = inked(Block("paragraph", cell.spans))
            placed.append(Placed(cell, number, column, columns, down, segments))
            if down > 1:
                below = range(number + 1, number + down)
                taken |= {(under, column + right) for under in below for right in range(columns)}
            column += columns
    return placed


def by_row(placed: list[Placed], count: int) -> list[list[Placed]]:
    """The cells that begin in each row."""
    rows: list[list[Placed]] = [[] for _ in range(count)]
    for cell in placed:
        rows[cell.row].append(cell)
    return rows


def is_header(row: list[Placed]) -> bool:
    """Whether a row only names columns."""
    return bool(row) and all(cell.cell.header for cell in row)
