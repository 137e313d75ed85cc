"""Sets tables that are too wide for columns record by record: each value after its column's
name.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from reader.output.ink import Ink, Segment, wrap
from reader.output.table.placement import PLACES_LIMIT, Placed, by_row, is_header

_REPEATED = 40
"""A value of up to so many cells that covers several rows is repeated in each."""

_RULE = Ink("rule")
_NAME = Ink("muted", bold=True)


def records(placed: list[Placed], count: int, columns: int, width: int) -> Iterator[list[Segment]]:
    """Set row after row, each cell on its own lines after the names of its columns."""
    rows = by_row(placed, count)
    heads = list(takewhile(is_header, rows))
    if len(heads) == count:
        heads = []
    names = _Names([cell for row in heads for cell in row])
    values = [list(row) for row in rows[len(heads) :]]
    for name in names.unused(cell for row in values for cell in row if cell.segments):
        yield from wrap([(name, _NAME)], width)
    _repeat(values, len(heads))
    first = True
    for row in values:
        cells = [cell for cell in row if cell.segments]
        if not cells:
            continue
        if not first:
            yield [("─" * min(width, 3 * columns), _RULE)]
        first = False
        for cell in cells:
            name = names.of(cell)
            label: list[Segment] = [(f"{name}: ", _NAME)] if name else []
            yield from wrap([*label, *cell.segments], width)


class _Names:
    """The names of columns: the headers above them, from the widest to the narrowest."""

    def __init__(self, headers: list[Placed]) -> None:
        self._headers = headers
        self._above: dict[int, list[Placed]] = {}
        for header in headers:
            for column in range(header.column, header.column + header.columns):
                self._above.setdefault(column, []).append(header)

    def of(self, cell: Placed) -> str:
        texts: list[str] = []
        for column in range(cell.column, cell.column + cell.columns):
            texts += [_line(header) for header in self._above.get(column, ())]
        return " · ".join(filter(None, dict.fromkeys(texts)))

    def unused(self, filled: Iterator[Placed]) -> Iterator[str]:
        """The names that no value will follow."""
        columns: set[int] = set()
        for cell in filled:
            columns.update(range(cell.column, cell.column + cell.columns))
        for header in self._headers:
            own = range(header.column, header.column + header.columns)
            if columns.isdisjoint(own) and (text := _line(header)):
                yield text


def _line(header: Placed) -> str:
    return " ".join(header.text.split())


def _repeat(rows: list[list[Placed]], first: int) -> None:
    """Repeat a short value that covers several rows in each of them, in its column."""
    said = 0
    for number, row in enumerate(list(map(list, rows)), first):
        for cell in row:
            if cell.rows > 1 and cell.width <= _REPEATED and said < PLACES_LIMIT:
                said += cell.rows - 1
                for below in range(number + 1 - first, number + cell.rows - first):
                    rows[below].append(cell)
    for row in rows:
        row.sort(key=lambda cell: cell.column)
