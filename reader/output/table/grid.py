"""Tables → styled lines: in columns whose cells wrap, or else record by record.

There is a rule below the headers. Rows have rules between them only where they could not be told
apart: where the first column wraps, or is empty next to one that does, and around rows of many
lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from reader.model import Cell
from reader.output.cells import width_of
from reader.output.ink import Ink, Segment, wrap
from reader.output.table.column_widths import GAP, fitted, natural_widths
from reader.output.table.placement import Placed, by_row, is_header, place
from reader.output.table.records import records

_JOINT = " / "
_TALLEST = 12
"""Lines of a cell; with more, a table is set record by record."""

_MANY = 3
"""Lines of a row; one with more is set apart from its neighbours."""

_RULE = Ink("rule")

Wrapped = list[tuple[Placed, list[list[Segment]]]]
"""The cells of a row, each with its lines."""


def grid(rows: tuple[tuple[Cell, ...], ...], width: int) -> Iterator[list[Segment]]:
    """Set a table in lines of at most `width` cells."""
    placed = place(rows)
    count = max(cell.column + cell.columns for cell in placed)
    room = width - len(GAP) * (count - 1)
    on_one_line = list(map(_one_line, placed)) if room >= count else placed
    if sum(natural := natural_widths(on_one_line, count)) <= room:
        yield from _columns(on_one_line, len(rows), natural)
        return
    widths = fitted(placed, natural_widths(placed, count), room)
    if widths is None or _too_tall(placed, widths):
        yield from records(placed, len(rows), count, width)
    else:
        yield from _columns(placed, len(rows), widths)


def _one_line(cell: Placed) -> Placed:
    """The cell with its lines joined: where there is room, a row is one line."""
    if not any("\n" in text for text, _ in cell.segments):
        return cell
    segments = [(text.replace("\n", _JOINT), ink) for text, ink in cell.segments]
    return cell._replace(segments=segments)


def _too_tall(placed: list[Placed], widths: list[int]) -> bool:
    """Whether a column is so narrow that its text would have one word a line."""
    return any(cell.width > _TALLEST * _width(cell, widths) for cell in placed)


def _columns(placed: list[Placed], count: int, widths: list[int]) -> Iterator[list[Segment]]:
    wrapped = [
        [(cell, list(wrap(cell.segments, _width(cell, widths)))) for cell in row]
        for row in by_row(placed, count)
    ]
    crossing: list[Placed] = []
    for number, row in enumerate(wrapped):
        yield from _row(row, widths)
        crossing += [cell for cell, _ in row if cell.rows > 1]
        crossing = [cell for cell in crossing if cell.row + cell.rows > number + 1]
        if number < count - 1 and _apart(row, wrapped[number + 1]):
            yield _rule(widths, crossing)


def _apart(row: Wrapped, below: Wrapped) -> bool:
    """Whether there is a rule between two rows."""
    if is_header([cell for cell, _ in row]):
        return not is_header([cell for cell, _ in below])
    tallest = max(_height(row), _height(below))
    return tallest > _MANY or (tallest > 1 and (_is_unclear(row) or _is_unclear(below, after=True)))


def _height(row: Wrapped) -> int:
    return max((len(lines) for _, lines in row), default=1)


def _is_unclear(row: Wrapped, *, after: bool = False) -> bool:
    """Whether the first column does not show where a row begins: it wraps, or, `after` another row,
    it is empty.
    """
    first = [(cell, lines) for cell, lines in row if cell.column == 0]
    if not first:
        return after
    return any(len(lines) > 1 or (after and not cell.segments) for cell, lines in first)


def _rule(widths: list[int], crossing: list[Placed]) -> list[Segment]:
    """The rule between two rows, open where a cell belongs to both."""
    covered = {
        column for cell in crossing for column in range(cell.column, cell.column + cell.columns)
    }
    text = "".join(
        (" " if number in covered else "─") * width + _crossing(number, covered)
        for number, width in enumerate(widths)
    )
    return [(text[: -len(GAP)].rstrip(), _RULE)]


def _crossing(number: int, covered: set[int]) -> str:
    left, right = number in covered, number + 1 in covered
    mark = {(False, False): "┼", (True, False): "├", (False, True): "┤"}.get((left, right), "│")
    return f"{' ' if left else '─'}{mark}{' ' if right else '─'}"


def _width(cell: Placed, widths: list[int]) -> int:
    own = widths[cell.column : cell.column + cell.columns]
    return sum(own) + len(GAP) * (len(own) - 1)


def _row(row: Wrapped, widths: list[int]) -> Iterator[list[Segment]]:
    for line in range(_height(row)):
        segments: list[Segment] = []
        column = 0
        for cell, lines in [*row, (None, [])]:
            end = cell.column if cell else len(widths)
            while column < end:  # places that a cell of an earlier row covers, or that have no cell
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
    return [*content, (" " * max(padding, 0), Ink()), (GAP, _RULE)]
