"""What filters mark: read, starred, with user tags.

A filter marks an article only where nothing was ever said of the field, here or on another device,
and its mark is weaker than anything that is (see WEAKEST in journal/events.py). So it is made once,
whatever the order of scans, undos and devices.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from reader.library.filters.active import Filter
from reader.library.filters.weighing import keys_that_match
from reader.library.index import user_tags
from reader.library.index.index_file import Index
from reader.library.index.user_tags import PREFIX
from reader.library.journal import adoption
from reader.library.journal.journal import Batch
from reader.library.journal.marker import Marker
from reader.library.journal.mass_marks import LINE, Row, by_folder

MOST = 1_000
"""Marks that are made unasked; more are made only by `reader filters apply`."""

_BATCH = 5_000
"""Entries that are asked for at once."""

_ROWS = """
SELECT entry.id, entry.folder, entry.name, entry.key, read, starred, own_tags, muted
FROM json_each(?) AS one CROSS JOIN entry ON entry.key = one.value
"""
_ALL = "SELECT key FROM entry WHERE day < '~' ORDER BY key"


@dataclass(frozen=True, slots=True)
class FilterFound:
    """What a filter finds: the numbers of rows, and of unread ones; how many have each of its
    marks; and the rows of articles that it could mark, by field.
    """

    articles: int
    unread: int
    made: dict[str, int]
    wanted: dict[str, list[Row]]

    @property
    def count(self) -> int:
        """How many marks it could make."""
        return sum(map(len, self.wanted.values()))


def all_keys(index: Index) -> list[int]:
    """The keys of all entries that are listed, in order."""
    return [key for (key,) in index.db.execute(_ALL)]


def found(
    index: Index,
    one: Filter,
    today: date,
    keys: Sequence[int],
    without: Collection[tuple[str, str]] = (),
) -> FilterFound:
    """What a filter finds among some entries, by their keys in order; `without` are fields and
    articles that it does not mark, as another filter does.
    """
    articles = unread = 0
    made = dict.fromkeys(one.fields, 0)
    free: dict[str, dict[str, Row]] = {field: {} for field in one.fields}
    for some in _parts(keys):
        listed = json.dumps(keys_that_match(index.db, one, today, some))
        for *row, read, starred, own_tags, muted in index.db.execute(_ROWS, (listed,)):
            articles += 1
            unread += not (read or muted)
            for field in one.fields:
                is_set = _is_set(field, read, starred, own_tags)
                made[field] += is_set
                if not is_set and (field, row[0]) not in without:
                    free[field].setdefault(row[0], (row[0], row[1], row[2], row[3]))
    return FilterFound(articles, unread, made, _unsaid(index, free))


def mark(index: Index, marker: Marker, one: Filter, wanted: Mapping[str, Sequence[Row]]) -> None:
    """Make marks of a filter, as one action. Raises JournalError; then none is made."""
    act = marker.act()._replace(by=one.name)
    batches = [
        Batch(root, folder, of[start : start + LINE], {field: 1.0}, act, is_weak=True)
        for field, rows in wanted.items()
        for root, folder, of in by_folder(index, rows)
        for start in range(0, len(of), LINE)
    ]
    if batches:
        marker.write(batches)


def _is_set(field: str, read: int, starred: int, own_tags: str) -> bool:
    if field.startswith(PREFIX):
        given = user_tags.labels(json.dumps([field.removeprefix(PREFIX)]))
        return own_tags != "[]" and given <= user_tags.labels(own_tags)
    return bool({"read": read, "starred": starred}[field])


def _unsaid(index: Index, free: Mapping[str, Mapping[str, Row]]) -> dict[str, list[Row]]:
    """The rows of each field but for those of which something was said."""
    everyone = dict.fromkeys(article for rows in free.values() for article in rows)
    said = dict(adoption.said(index, everyone))
    return {
        field: [row for article, row in rows.items() if field not in said[article]]
        for field, rows in free.items()
    }


def _parts(keys: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, _BATCH)):
        yield some
