"""Tables: which hold data, and which only laid out a page."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

CELL_LIMIT = 20_000
"""Cells of a table that are shown."""

SPAN_LIMIT = 100
"""The most places that one cell may cover in a direction."""

PROSE = 500
"""Characters; a cell that holds more is a piece of an article, not a datum."""

_PARTS_OF_PAGE = "table, h1, h2, h3, pre, hr, iframe, video"
_PARTS_OF_TEXT = "ul, ol, blockquote"


@dataclass(frozen=True, slots=True)
class CellNode:
    """A cell as it stands in the tree, its spans clamped."""

    node: LexborNode
    header: bool
    columns: int
    rows: int


def rows(table: LexborNode) -> list[list[CellNode]]:
    """The rows of a data table; none where the table is layout, whose content is paragraphs.

    Layout is what says so, what has one column, and what holds another table, a heading, a film,
    or running text.
    """
    if table.attributes.get("role") in ("presentation", "none"):
        return []
    if any(part.mem_id != table.mem_id for part in table.css(_PARTS_OF_PAGE)):
        return []
    if table.css_first(_PARTS_OF_TEXT) is not None and table.css_first("th") is None:
        return []
    found: list[list[CellNode]] = []
    count = 0
    for row in table.css("tr"):
        cells = _cells(row)
        found.append(cells)
        count += len(cells)
        if count >= CELL_LIMIT:
            break
    if max((sum(map(_filled, row)) for row in found), default=0) < 2:
        return []
    if any(len(cell.node.text()) > PROSE for row in found for cell in row):
        return []
    return [row for row in found if row]


def _cells(row: LexborNode) -> list[CellNode]:
    cells = []
    node = row.first_child
    while node is not None:
        if (tag := node.tag) in ("td", "th"):
            attributes = node.attributes
            columns = _clamped(attributes.get("colspan"))
            cells.append(CellNode(node, tag == "th", columns, _clamped(attributes.get("rowspan"))))
        node = node.next
    return cells


def _filled(cell: CellNode) -> bool:
    return bool(cell.node.text().strip()) or cell.node.css_first("img") is not None


def _clamped(text: str | None) -> int:
    return min(max(int(text), 1), SPAN_LIMIT) if text and text.strip().isdecimal() else 1
