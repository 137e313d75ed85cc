"""Tables: which contain data, and which are only layout."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from selectolax.lexbor import LexborNode

from reader.lazy_tuple import NamedTuple

CELL_LIMIT = 20_000
"""The most cells of a table that are shown, approximately."""

SPAN_LIMIT = 100
"""The most rows or columns that one cell may span."""

PROSE = 500
"""Characters; a cell with more is part of an article, not data."""

_PARTS_OF_PAGE = "h1, h2, h3, pre, hr, iframe, video"
_PARTS_OF_TEXT = "ul, ol, blockquote"


class CellNode(NamedTuple):
    """A cell in the tree, with limited spans."""

    node: LexborNode
    header: bool
    columns: int
    rows: int


class TableRow(NamedTuple):
    """A row in the tree."""

    node: LexborNode
    cells: list[CellNode]


class Table(NamedTuple):
    """A data table: its rows, and in words how much CELL_LIMIT left out."""

    node: LexborNode
    caption: LexborNode | None
    rows: list[TableRow]
    left_out: str


def data(table: LexborNode) -> Table | None:
    """The rows of a data table; None if the table is layout, whose contents are paragraphs.

    A table is layout if it says so, has only one column, contains another table, a heading, a film
    or running text, or contains only pictures.
    """
    if _is_layout(table):
        return None
    found = table.css("tr")
    rows: list[TableRow] = []
    count = 0
    cells: list[CellNode] = []
    for row in found:
        cells = _cells(row)
        rows.append(TableRow(row, cells[:CELL_LIMIT]))
        count += len(cells)
        if count >= CELL_LIMIT:
            break
    texts = [len(cell.node.text().strip()) for row in rows for cell in row.cells]
    if not are_data((sum(map(_filled, row.cells)) for row in rows), texts):
        return None
    left_out = _left_out(len(found) - len(rows), len(cells) - CELL_LIMIT)
    rows = [row for row in rows if row.cells]
    return Table(table, table.css_first("caption"), rows, left_out)


def are_data(filled: Iterable[int], sizes: Collection[int]) -> bool:
    """Whether cells contain data. `filled` are the numbers of non-empty cells in each row, `sizes`
    the characters of each cell.
    """
    return max(filled, default=0) > 1 and any(sizes) and max(sizes) <= PROSE


def _left_out(rows: int, cells: int) -> str:
    if rows > 0:
        return f"{rows} more rows"
    return f"{cells} more cells" if cells > 0 else ""


def _is_layout(table: LexborNode) -> bool:
    if table.attributes.get("role") in ("presentation", "none"):
        return True
    if _holds_table(table) or table.css_first(_PARTS_OF_PAGE) is not None:
        return True
    return table.css_first(_PARTS_OF_TEXT) is not None and table.css_first("th") is None


def _holds_table(table: LexborNode) -> bool:
    part = table.first_child
    while part is not None:
        if part.css_first("table") is not None:
            return True
        part = part.next
    return False


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
    text = (text or "").strip()[:6]
    return min(max(int(text), 1), SPAN_LIMIT) if text.isdecimal() else 1
