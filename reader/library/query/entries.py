"""Entries by query and order. Rows are fetched one by one, so that reading twenty of a million
costs no more than twenty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reader.entry import Entry
from reader.library.index.entry_rows import EntryRows
from reader.library.index.index_file import Index
from reader.library.index.schema import SHOWN
from reader.library.query.language import Query
from reader.library.query.statement import Order, statement

_COLUMNS = ", ".join(f"entry.{name}" for name in SHOWN)


def entries(
    index: Index, rows: EntryRows, query: Query, order: Order, limit: int | None, today: date
) -> Iterator[Entry]:
    """The entries that match, in order. To mark them, make a list first."""
    found = statement(query, today)
    left = -1 if limit is None else limit
    for one in found.rows(_COLUMNS, order):
        for row in index.db.execute(f"{one} LIMIT :left", found.values | {"left": left}):
            left -= 1  # stays negative if there is no limit
            yield rows.entry(row)
