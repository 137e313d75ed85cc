"""Writes tables in GitHub's form, with pipes, from cells that are Markdown already.

Such a table must have a head, which is empty if there is none, and has no spans: further positions
that a cell covers become empty cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_PLACES = 50_000
"""The most positions that all spans of a table may cover; further spans are ignored."""


@dataclass(slots=True)
class PipeTable:
    """Builds a table from cells, row by row, in reading order."""

    headed: bool = False
    rows: list[list[str]] = field(default_factory=list)
    _covered: set[tuple[int, int]] = field(default_factory=set)

    def row(self) -> None:
        """Begin the next row."""
        self.rows.append([])
        self._pass_covered()

    def cell(self, text: str, columns: int, rows: int) -> None:
        """Add the next cell, at the first free position of the row (HTML, section 4.9.12.1)."""
        row = self.rows[-1]
        at, number = len(row), len(self.rows) - 1
        row.append(text)
        if columns * rows > 1 and len(self._covered) + columns * rows < _PLACES:
            self._covered |= {
                (number + down, at + right)
                for down in range(rows)
                for right in range(columns)
                if down or right
            }
        self._pass_covered()

    def __str__(self) -> str:
        width = max(map(len, self.rows), default=0)
        head, body = (self.rows[0], self.rows[1:]) if self.headed else ([], self.rows)
        head = head + [""] * (width - len(head))
        return "\n".join(map(_line, [head, ["---"] * width, *body]))

    def _pass_covered(self) -> None:
        row = self.rows[-1]
        while (len(self.rows) - 1, len(row)) in self._covered:
            row.append("")


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
