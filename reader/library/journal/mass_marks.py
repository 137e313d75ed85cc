"""Marks many articles at once: one append to the journal, one transaction of the index.

The result is the same as marking them one by one, with a few statements for all. Rows are updated
directly, so nothing has to be read back from the journal; if the index is locked, or another
process has written meanwhile, the fold does it later from the journal.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, NamedTuple, TypeVar

from reader.library.index.index_file import Index
from reader.library.journal import adoption, clock, events
from reader.library.journal.events import Act, Event
from reader.library.journal.fold import Fold, take
from reader.library.journal.journal import Batch, Journal, Mark, Written

FEW = 100
"""Up to so many articles are marked one by one, which takes a few frames of the screen."""

_T = TypeVar("_T")

Field = Literal["read", "starred"]
"""The fields that can be marked on many articles at once."""

Told = Callable[[int, int], object]
"""Is called while many articles are marked: with the number of those whose marks the index has, and
of all. The first call, with 0, says that the marks are in the journal.
"""

LINE = 256
"""Articles in one line of the journal, all of which a damaged byte may lose."""

_PART = 2_000
"""Articles that the index gets between two calls of `Told`."""

_FRESH = (
    "CREATE TEMP TABLE IF NOT EXISTS chosen (key INTEGER PRIMARY KEY)",
    "DELETE FROM temp.chosen",
)
_CHOOSE_KEYS = "INSERT OR IGNORE INTO temp.chosen SELECT value FROM json_each(?)"
_CHOOSE_ARTICLES = """
INSERT OR IGNORE INTO temp.chosen
SELECT key FROM entry WHERE id IN (SELECT value FROM json_each(?))
"""
_ROWS = """
SELECT entry.id, entry.folder, entry.name, entry.key
FROM temp.chosen CROSS JOIN entry ON entry.key = chosen.key
"""
_ROWS_OF = {
    "read": _ROWS + "WHERE entry.read <> ?",
    "starred": _ROWS + "WHERE entry.starred <> ?",
}
_FOLDERS = "SELECT key, root, path FROM folder"
_COPIED = "SELECT id FROM entry GROUP BY id HAVING COUNT(*) > 1"
_CHOOSE_COPIES = """
INSERT OR IGNORE INTO temp.chosen SELECT other.key FROM temp.chosen
CROSS JOIN entry ON entry.key = chosen.key
CROSS JOIN entry AS other ON other.id = entry.id
WHERE entry.id IN (SELECT value FROM json_each(?))
"""
_PRESENT = "SELECT id FROM entry WHERE id IN (SELECT value FROM json_each(?))"
_HEIRS = """
SELECT DISTINCT entry.id FROM temp.chosen CROSS JOIN entry ON entry.key = chosen.key
WHERE (entry.read AND NOT EXISTS (
    SELECT 1 FROM state WHERE article = entry.id AND field = 'read' AND value))
  OR (entry.starred AND NOT EXISTS (
    SELECT 1 FROM state WHERE article = entry.id AND field = 'starred' AND value))
  OR (entry.progress AND NOT EXISTS (
    SELECT 1 FROM state WHERE article = entry.id AND field = 'progress' AND value))
  OR (entry.own_tags <> '[]' AND EXISTS (
    SELECT 1 FROM json_each(entry.own_tags) AS own WHERE NOT EXISTS (
      SELECT 1 FROM state
      WHERE article = entry.id AND field = 'tag:' || own.value AND state.value)))
"""
_AHEAD = "SELECT article, MAX(t) FROM state WHERE t >= ? GROUP BY article"
_SET_STATE = """
INSERT INTO state VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET value = excluded.value, t = excluded.t, device = excluded.device
WHERE (excluded.t, excluded.device, excluded.value) > (t, device, value)
"""
_HAS_TRAIL = "SELECT 1 FROM trail LIMIT 1"
_FOLLOW_TRAIL = """
UPDATE trail SET article = ?2, t = ?3, device = ?4
WHERE place = ?1 AND (?3, ?4, ?2) > (t, device, article)
"""
_SHOW = {
    "read": """
UPDATE entry SET read = MAX(:value, draft)
WHERE key IN (SELECT key FROM temp.chosen WHERE key BETWEEN :first AND :last)
  AND read <> MAX(:value, draft)
""",
    "starred": """
UPDATE entry SET starred = :value
WHERE key IN (SELECT key FROM temp.chosen WHERE key BETWEEN :first AND :last)
  AND starred <> :value
""",
}
_Step = tuple[bytes, str, int | bytes, str]
"""Path, article, packed clock and device: who was last marked there."""

_Said = tuple[str, str, bool, int | bytes, str]
"""Article, field, value, packed clock and device: a row of `state`."""

Row = tuple[str, int, bytes, int]
"""Id, folder, name and key of an entry."""


class Wanted(NamedTuple):
    """What to mark: entries by their keys, or the articles of events; and as what, which is a Field
    if they are many.
    """

    field: str
    value: bool
    keys: Sequence[int] = ()
    events: Sequence[Event] = ()


@dataclass(slots=True)
class Plan:
    """The plan of marking: what to write to the journal, and which rows to update.

    `batches` and `singles` are the changes, `kept` is taken-over state that is written with them.
    """

    wanted: Wanted
    rows: list[Row]
    batches: list[Batch] = field(default_factory=list)
    singles: list[Mark] = field(default_factory=list)
    kept: list[Mark] = field(default_factory=list)

    @property
    def marks(self) -> list[Mark | Batch]:
        """The marks in the order of writing: those of the action are adjacent."""
        return [*self.kept, *self.batches, *self.singles]

    @property
    def count(self) -> int:
        """How many articles change."""
        return len(self.articles)

    @property
    def articles(self) -> list[str]:
        """The ids of the articles that change."""
        listed = (article for batch in self.batches for article, _name in batch.of)
        return list(dict.fromkeys(chain(listed, (mark.article for mark in self.singles))))


def plan(index: Index, journal: Journal, wanted: Wanted, act: Act) -> Plan:
    """The plan of marking. Changes only a temporary table."""
    db = index.db
    _choose(db, wanted)
    found = Plan(wanted, [])
    found.rows = db.execute(_ROWS_OF[wanted.field], (wanted.value,)).fetchall()
    found_ahead = db.execute(_AHEAD, (clock.packed(journal.stamp()),)).fetchall()
    ahead = {article: clock.unpacked(t) for article, t in found_ahead}
    fields: dict[str, float] = {wanted.field: wanted.value}
    for root, folder, of in by_folder(index, found.rows):
        inner = f"{folder}/" if folder else ""
        late = [one for one in of if one[0] in ahead] if ahead else []
        found.singles += [
            Mark(article, root, inner + name, fields, act, ahead[article]) for article, name in late
        ]
        timely = [one for one in of if one[0] not in ahead] if late else of
        for start in range(0, len(timely), LINE):
            found.batches.append(Batch(root, folder, timely[start : start + LINE], fields, act))
    changing = {row[0] for row in found.rows}
    for (article,) in db.execute(_HEIRS).fetchall():
        if article in changing:
            found.kept += _kept(index, article, wanted.field)
    found.singles += absent(index, wanted, act)
    return found


def apply(
    index: Index, fold: Fold, found: Plan, written: Written, device: str, told: Told | None = None
) -> bool:
    """Update the index with what was written of a plan; runs in the transaction in which it was
    made.

    Returns False and does nothing if there is more in the journal: then the fold has to do it.
    """
    db = index.db
    if not fold.skip(written):
        return False
    name, value = found.wanted.field, found.wanted.value
    timed = list(zip(found.marks, written.times, strict=True))
    batches = [(mark, t) for mark, t in timed if isinstance(mark, Batch)]
    said = _sorted(
        (one[0], name, value, clock.packed(t), device) for batch, t in batches for one in batch.of
    )
    trail: list[_Step] = []
    if db.execute(_HAS_TRAIL).fetchone():
        trail = sorted(step for batch, t in batches for step in _steps(batch, t, device))
    count = _Count(len(said) + len(trail) + len(found.rows), found.count, told)
    for part in _parts(said):
        db.executemany(_SET_STATE, part)
        count.add(len(part))
    for steps in _parts(trail):
        db.executemany(_FOLLOW_TRAIL, steps)
        count.add(len(steps))
    for mark, t in timed:
        if isinstance(mark, Mark):
            place = events.place(mark.root, mark.path)
            take(db, device, Event(t, [(mark.article, place)], mark.fields))
    for rows in _parts(found.rows):
        db.execute(_SHOW[name], {"value": value, "first": rows[0][3], "last": rows[-1][3]})
        count.add(len(rows))
    adoption.settle(index, [mark.article for mark in [*found.singles, *found.kept]])
    index.bump()
    return True


@dataclass(slots=True)
class _Count:
    """Tells how many articles are done, from the number of steps done of all `steps`."""

    steps: int
    articles: int
    told: Told | None
    done: int = 0

    def add(self, steps: int) -> None:
        self.done += steps
        if self.told is not None:
            self.told(self.articles * self.done // self.steps, self.articles)


def _sorted(said: Iterable[_Said]) -> list[_Said]:
    """States by the ids of their articles: neighbours in the table are written together. They are
    sorted in parts, because other threads wait while Python sorts.
    """
    parts: dict[str, list[_Said]] = {}
    for one in said:
        parts.setdefault(one[0][:2], []).append(one)
    return [one for start in sorted(parts) for one in sorted(parts[start])]


def _parts(whole: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (whole[start : start + _PART] for start in range(0, len(whole), _PART))


def _choose(db: sqlite3.Connection, wanted: Wanted) -> None:
    for statement in _FRESH:
        db.execute(statement)
    if wanted.keys:
        db.execute(_CHOOSE_KEYS, (json.dumps(list(wanted.keys)),))
    if wanted.events:
        articles = [article for event in wanted.events for article, _place in event.marked]
        db.execute(_CHOOSE_ARTICLES, (json.dumps(articles),))
    if copied := [row[0] for row in db.execute(_COPIED)]:
        db.execute(_CHOOSE_COPIES, (json.dumps(copied),))


def by_folder(
    index: Index, rows: Iterable[Row]
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Root's name, relative folder, and the articles there with the names of their files."""
    inside: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        inside.setdefault(row[1], []).append((row[0], os.fsdecode(row[2])))
    for key, root, path in index.db.execute(_FOLDERS).fetchall():
        if key in inside:
            yield index.roots[root].name, os.fsdecode(path), inside[key]


def _kept(index: Index, article: str, marked: str) -> list[Mark]:
    """The state that an article took over, to be written as its own, now that it gets some."""
    found = adoption.known(index, article)
    fields = {f: found.fields[f] for f in found.taken_over - {marked} if found.fields[f]}
    return [Mark(article, "", "", fields, None, found.last)] if fields else []


def absent(index: Index, wanted: Wanted, act: Act) -> list[Mark]:
    """Marks of articles that are not in the index, with the paths where they once were."""
    if not wanted.events:
        return []
    articles = json.dumps([article for event in wanted.events for article, _ in event.marked])
    present = {row[0] for row in index.db.execute(_PRESENT, (articles,))}
    found: dict[str, Mark] = {}
    for event in wanted.events:
        for article, place in event.marked:
            if article in present or article in found:
                continue
            known = adoption.known(index, article)
            if bool(known.fields.get(wanted.field)) != wanted.value:
                root, _, path = os.fsdecode(place).partition("/")
                fields: dict[str, float] = {wanted.field: wanted.value}
                found[article] = Mark(article, root, path, fields, act, known.last)
    return list(found.values())


def _steps(batch: Batch, t: int, device: str) -> Iterator[_Step]:
    inner = f"{batch.folder}/" if batch.folder else ""
    for article, name in batch.of:
        yield events.place(batch.root, inner + name), article, clock.packed(t), device
