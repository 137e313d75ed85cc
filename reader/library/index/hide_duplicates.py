"""Hides duplicates: of the files with the same text in the same category, site and day, the list
shows one row, with their number.

Such files are the layouts of one dump. A hidden row has HIDDEN as its day, which belongs to no
group, and is not counted. It can be opened, and is marked with the others, since state belongs to
the text. Files with the same text in another category, site or day have rows of their own there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from itertools import groupby

from reader.library.index.schema import HIDDEN

_ROWS = """
SELECT entry.id, category, site, published, folder.root, folder.path, entry.name, entry.key, day,
  duplicates, draft
FROM entry JOIN folder ON folder.key = entry.folder WHERE entry.id IN (
  SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))
  GROUP BY id HAVING COUNT(*) > 1 OR MAX(duplicates) <> 1
)
"""
_SET = "UPDATE entry SET day = ?, duplicates = ? WHERE key = ?"

_Row = tuple[str, str, str, int, int, bytes, bytes, int, str, int, int]


def hide(
    db: sqlite3.Connection, articles: Collection[str], day_of: Callable[[int], str]
) -> set[str]:
    """Hide all but one of the files of each of these articles in each category, site and day; in a
    transaction. `day_of` returns the day of a time of publishing. Returns the ids of the articles
    that are hidden or shown otherwise than before.

    The newest file stays in the list; if several have the same time, the first by path, so that a
    rebuilt index, in which keys are random, shows the same one.
    """
    found: list[_Row] = db.execute(_ROWS, (json.dumps(list(articles)),)).fetchall()
    changed: set[str] = set()
    dated = [
        (*row[:3], "" if row[10] else day_of(row[3]), -row[3], *row[4:8], row) for row in found
    ]
    for place, group in groupby(sorted(dated), key=lambda one: one[:4]):
        rows = [one[-1] for one in group]
        for number, row in enumerate(rows):
            wanted = (HIDDEN, 0) if number else (place[3], len(rows))
            if row[8:10] != wanted:
                db.execute(_SET, (*wanted, row[7]))
                changed.add(row[0])
    return changed
