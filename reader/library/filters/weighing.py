"""Mutes and scores articles: the columns `muted` and `score` of the index are what the filters in
force say, and nothing else.

Conditions on what is in the head of a file are applied as its row is written, those on texts when
they are there. Where the settings have changed, all articles are weighed again, in batches. This is
done where the index is written, by scans; a key on the screen only reads the columns.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from reader.library.filters.active import Filter, Filters
from reader.library.index import pending
from reader.library.index import scan_progress as progress_row
from reader.library.index.index_file import SCAN_PATIENCE, Index
from reader.library.index.pending import FILTERS
from reader.library.index.scan_progress import Progress
from reader.library.query.statement import statement

_BATCH = 5_000
"""Articles that are weighed in one transaction."""

_NOW = """
SELECT key, muted, score FROM entry
WHERE key IN (SELECT value FROM json_each(?)) AND (muted OR score)
"""
_SET = "UPDATE entry SET muted = ?, score = ? WHERE key = ?"
_WANTED = "SELECT key FROM pending WHERE phase = ? ORDER BY key DESC LIMIT ?"
_QUEUE_WEIGHED = """
INSERT OR IGNORE INTO pending SELECT ?, key FROM entry WHERE muted = 1
UNION ALL SELECT ?, key FROM entry WHERE score <> 0
"""
_KEYS_OF = "SELECT key FROM entry WHERE id IN (SELECT value FROM json_each(?)) ORDER BY key"


def keys_that_match(
    db: sqlite3.Connection, one: Filter, today: date, among: Sequence[int]
) -> list[int]:
    """Which of some entries, by their keys in order, a filter finds."""
    found = statement(one.query, today, among)
    return [key for (key,) in db.execute(found.unordered(found.key), found.values)]


def weigh(db: sqlite3.Connection, filters: Filters, today: date, keys: Sequence[int]) -> bool:
    """Set the columns of some entries, by their keys in order, to what the filters say; in a
    transaction. Returns whether any changed.
    """
    score: Counter[int] = Counter()
    muted: set[int] = set()
    for one in filters.weighing:
        found = keys_that_match(db, one, today, keys)
        if one.setting.mute:
            muted.update(found)
        for key in found if one.setting.score else ():
            score[key] += one.setting.score
    now = {key: tuple(rest) for key, *rest in db.execute(_NOW, (json.dumps(keys),))}
    changed = [
        (*wanted, key)
        for key in sorted(muted | score.keys() | now.keys())
        if now.get(key, (0, 0)) != (wanted := (int(key in muted), score[key]))
    ]
    db.executemany(_SET, changed)
    return bool(changed)


def keys_of(db: sqlite3.Connection, articles: Sequence[str]) -> list[int]:
    """The keys of the entries of articles, in order."""
    return [key for (key,) in db.execute(_KEYS_OF, (json.dumps(list(articles)),))]


def queue_if_changed(index: Index, filters: Filters, today: date) -> None:
    """Queue all articles where they were weighed by other filters; those that were muted or scored
    where there are none any more. The fact of the index with the phase's name says by which.
    """
    digest = filters.digest(today)
    if (index.meta(FILTERS) or "") == digest:
        return
    with index.write(SCAN_PATIENCE) as db:
        if digest:
            pending.add_all(db, FILTERS)
        else:
            db.execute(_QUEUE_WEIGHED, (FILTERS, FILTERS))
        index.set_meta(FILTERS, digest)


def weigh_pending(
    index: Index, filters: Filters, today: date, report: Callable[[Progress], None]
) -> None:
    """Weigh all articles that are pending, the newest first. `report` is called with the progress.

    Raises sqlite3.OperationalError; see `is_passing`.
    """
    total, done = pending.count(index.db, FILTERS), 0
    while keys := [key for (key,) in index.db.execute(_WANTED, (FILTERS, _BATCH))]:
        with index.write(SCAN_PATIENCE) as db:
            if weigh(db, filters, today, keys[::-1]):
                index.bump()
            pending.done(db, FILTERS, keys)
            done += len(keys)
            progress_row.write(index, Progress(done, max(total, done), FILTERS))
        report(Progress(done, max(total, done), FILTERS))
