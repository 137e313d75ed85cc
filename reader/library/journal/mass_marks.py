"""Marks many articles at once: one append to the journal, one transaction of the index.

The result is the same as marking them one by one, with a few statements for all. Rows are updated
directly, so nothing has to be read back from the journal; if the index is locked, or another
process has written meanwhile, the fold does it later from the journal. There may be a million:
temporary tables have the articles, which are read from there as lines are written.
"""

from __future__ import annotations

import json
import os
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Literal, TypeVar

from reader.lazy_tuple import NamedTuple
from reader.library.index.index_file import Index
from reader.library.journal import adoption, clock, events
from reader.library.journal.events import Act, Event, EventLine
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
    # those of the chosen that change, numbered from 1 in the order of the lines that have them
    "CREATE TEMP TABLE IF NOT EXISTS changing (at INTEGER PRIMARY KEY, key INTEGER NOT NULL)",
    "DELETE FROM temp.changing",
)
_CHOOSE_KEYS = "INSERT OR IGNORE INTO temp.chosen SELECT value FROM json_each(?)"
_CHOOSE_ARTICLES = """
INSERT OR IGNORE INTO temp.chosen
SELECT key FROM entry WHERE id IN (SELECT value FROM json_each(?))
"""
_CHOSEN = """
FROM temp.chosen CROSS JOIN entry ON entry.key = chosen.key
CROSS JOIN folder ON folder.key = entry.folder
WHERE entry.{field} <> :value AND entry.id {among} (SELECT value FROM json_each(:ahead))
"""
_CHANGE = f"""
INSERT INTO temp.changing (key) SELECT entry.key {_CHOSEN} ORDER BY entry.folder, entry.key
"""
_LATE = f"SELECT entry.id, folder.root, folder.path, entry.name {_CHOSEN} ORDER BY entry.key"
_CHANGING = "FROM temp.changing CROSS JOIN entry ON entry.key = changing.key"
_IN_FOLDERS = f"SELECT entry.folder, COUNT(*) {_CHANGING} GROUP BY entry.folder ORDER BY 1"
_LISTED = f"SELECT entry.folder, entry.id, entry.name {_CHANGING} ORDER BY changing.at"
_NUMBERED = f"SELECT entry.id, changing.at {_CHANGING} ORDER BY entry.id"
_PLACED = f"""
SELECT entry.folder, entry.name, entry.id, changing.at {_CHANGING}
ORDER BY entry.folder, entry.name
"""
_AGAIN = """
SELECT COUNT(*) - COUNT(DISTINCT entry.id)
FROM temp.changing CROSS JOIN entry ON entry.key = changing.key
WHERE entry.id IN (SELECT value FROM json_each(?))
"""
_TO_CHANGE = """
SELECT DISTINCT entry.id FROM temp.chosen CROSS JOIN entry ON entry.key = chosen.key
WHERE entry.{} <> ?
"""
_KEYS = "SELECT key FROM temp.chosen ORDER BY key"
_COUNT = "SELECT COUNT(*) FROM temp.chosen"
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
SELECT DISTINCT entry.id FROM temp.changing CROSS JOIN entry ON entry.key = changing.key
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
Row = tuple[str, int, bytes, int]
"""Id, folder, name and key of an entry."""


class Wanted(NamedTuple):
    """What to mark: entries by their keys, or the articles of events; and as what, which is a Field
    if they are many.
    """

    field: str
    value: bool
    keys: Sequence[int] = ()
    events: Sequence[EventLine] = ()


@dataclass(slots=True)
class Plan:
    """The plan of marking: what to write to the journal. It holds as long as the transaction.

    `folders` has the keys of folders and how many articles change in each, in their order.
    `singles` are articles that have lines of their own, `kept` is taken-over state that is written
    with them; `count` is how many articles change.
    """

    wanted: Wanted
    act: Act
    folders: list[tuple[int, int]] = field(default_factory=list)
    singles: list[Mark] = field(default_factory=list)
    kept: list[Mark] = field(default_factory=list)
    count: int = 0

    @property
    def lines(self) -> int:
        """How many lines the articles of folders have."""
        return sum(map(_lines, (count for _key, count in self.folders)))

    @property
    def parts(self) -> int:
        """How many lines the action has."""
        return self.lines + len(self.singles)

    def marks(self, index: Index) -> Iterator[Mark | Batch]:
        """The marks in the order of writing: those of the action are adjacent."""
        return chain(self.kept, self._batches(index), self.singles)

    def _batches(self, index: Index) -> Iterator[Batch]:
        fields: dict[str, float] = {self.wanted.field: self.wanted.value}
        places = _places(index)
        for key, rows in groupby(index.db.execute(_LISTED), itemgetter(0)):
            root, folder = places[key]
            of = ((article, os.fsdecode(name)) for _key, article, name in rows)
            while some := list(islice(of, LINE)):
                yield Batch(root, folder, some, fields, self.act)

    def clocks(self, written: Written) -> Callable[[int], int | bytes]:
        """A function that returns the packed clock of the article with a number in `changing`."""
        starts, first_lines, number, line = [], [], 1, len(self.kept)
        for _key, count in self.folders:
            starts.append(number)
            first_lines.append(line)
            number, line = number + count, line + _lines(count)
        clocks = list(map(clock.packed, written.times))

        def clock_of(at: int) -> int | bytes:
            folder = bisect_right(starts, at) - 1
            return clocks[first_lines[folder] + (at - starts[folder]) // LINE]

        return clock_of


def _lines(count: int) -> int:
    """How many lines so many articles of a folder have."""
    return -(-count // LINE)


def _places(index: Index) -> dict[int, tuple[str, str]]:
    """By the key of a folder, the name of its root, and its path."""
    found = index.db.execute(_FOLDERS)
    return {key: (index.roots[root].name, os.fsdecode(path)) for key, root, path in found}


def plan(index: Index, journal: Journal, wanted: Wanted, act: Act) -> Plan:
    """The plan of marking. Changes only temporary tables."""
    db = index.db
    copied = _choose(db, wanted)
    found = Plan(wanted, act)
    found_ahead = db.execute(_AHEAD, (clock.packed(journal.stamp()),)).fetchall()
    ahead = {article: clock.unpacked(t) for article, t in found_ahead}
    values = {"value": wanted.value, "ahead": json.dumps(list(ahead))}
    db.execute(_CHANGE.format(field=wanted.field, among="NOT IN"), values)
    found.folders = db.execute(_IN_FOLDERS).fetchall()
    late: list[tuple[str, int, bytes, bytes]] = []
    if ahead:
        late = db.execute(_LATE.format(field=wanted.field, among="IN"), values).fetchall()
    fields: dict[str, float] = {wanted.field: wanted.value}
    for article, root, folder, name in late:
        path = os.fsdecode(folder + b"/" + name if folder else name)
        mark = Mark(article, index.roots[root].name, path, fields, act, ahead[article])
        found.singles.append(mark)
    heirs = [article for (article,) in db.execute(_HEIRS)]
    for article in dict.fromkeys([*heirs, *(one[0] for one in late)]):
        found.kept += _kept(index, article, wanted.field)
    found.singles += absent(index, wanted, act)
    (again,) = db.execute(_AGAIN, (json.dumps(copied),)).fetchone() if copied else (0,)
    alone = len({mark.article for mark in found.singles})
    found.count = sum(count for _key, count in found.folders) - again + alone
    return found


def articles(index: Index, wanted: Wanted) -> list[str]:
    """The ids of the articles in the index that marking changes."""
    _choose(index.db, wanted)
    found = index.db.execute(_TO_CHANGE.format(wanted.field), (wanted.value,))
    return [article for (article,) in found]


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
    clock_of = found.clocks(written)
    rows = sum(count for _key, count in found.folders)
    has_trail = db.execute(_HAS_TRAIL).fetchone() is not None
    (chosen,) = db.execute(_COUNT).fetchone()
    count = _Count((1 + has_trail) * rows + chosen, found.count, told)
    for part in _parts(db.execute(_NUMBERED)):
        said = [(article, name, value, clock_of(at), device) for article, at in part]
        db.executemany(_SET_STATE, said)
        count.add(len(part))
    if has_trail:
        places = _places(index)
        for steps in _parts(db.execute(_PLACED)):
            found_at = ((_place(*places[key], file), *rest) for key, file, *rest in steps)
            followed = [(place, article, clock_of(at), device) for place, article, at in found_at]
            db.executemany(_FOLLOW_TRAIL, followed)
            count.add(len(steps))
    alone = [*found.kept, *found.singles]
    at_end = written.times[-len(found.singles) :] if found.singles else []
    times = [*written.times[: len(found.kept)], *at_end]
    for mark, t in zip(alone, times, strict=True):
        place = events.place(mark.root, mark.path)
        take(db, device, Event(t, [(mark.article, place)], mark.fields))
    for keys in _parts(db.execute(_KEYS)):
        first, last = keys[0][0], keys[-1][0]
        db.execute(_SHOW[name], {"value": value, "first": first, "last": last})
        count.add(len(keys))
    adoption.settle(index, [mark.article for mark in alone])
    index.bump()
    return True


def _place(root: str, folder: str, name: bytes) -> bytes:
    file = os.fsdecode(name)
    return events.place(root, f"{folder}/{file}" if folder else file)


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


def _parts(whole: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(whole)
    while some := list(islice(rest, _PART)):
        yield some


def _choose(db: sqlite3.Connection, wanted: Wanted) -> list[str]:
    """Fill the table `chosen`. Returns the ids of the articles that have several rows."""
    for statement in _FRESH:
        db.execute(statement)
    for keys in _parts(wanted.keys):
        db.execute(_CHOOSE_KEYS, (json.dumps(keys),))
    for event in wanted.events:
        db.execute(_CHOOSE_ARTICLES, (json.dumps(event.articles),))
    copied = [row[0] for row in db.execute(_COPIED)]
    if copied:
        db.execute(_CHOOSE_COPIES, (json.dumps(copied),))
    return copied


def by_folder(
    index: Index, rows: Iterable[Row]
) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Root's name, relative folder, and the articles there with the names of their files."""
    inside: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        inside.setdefault(row[1], []).append((row[0], os.fsdecode(row[2])))
    for key, (root, folder) in _places(index).items():
        if key in inside:
            yield root, folder, inside[key]


def _kept(index: Index, article: str, marked: str) -> list[Mark]:
    """The state that an article took over, to be written as its own, now that it gets some."""
    found = adoption.known(index, article)
    fields = {f: found.fields[f] for f in found.taken_over - {marked} if found.fields[f]}
    return [Mark(article, "", "", fields, None, found.last)] if fields else []


def absent(index: Index, wanted: Wanted, act: Act) -> list[Mark]:
    """Marks of articles that are not in the index, with the paths where they once were."""
    found: dict[str, Mark] = {}
    for event in wanted.events:
        articles = event.articles
        present = {row[0] for row in index.db.execute(_PRESENT, (json.dumps(articles),))}
        for article, place in event.marked if len(present) < len(set(articles)) else ():
            if article in present or article in found:
                continue
            known = adoption.known(index, article)
            if bool(known.fields.get(wanted.field)) != wanted.value:
                root, _, path = os.fsdecode(place).partition("/")
                fields: dict[str, float] = {wanted.field: wanted.value}
                found[article] = Mark(article, root, path, fields, act, known.last)
    return list(found.values())
