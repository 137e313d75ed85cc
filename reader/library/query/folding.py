"""Which rows of a folded view of the library are below others: each story has one row.

The row is that of the first of its listed articles (see index/story_figures.py). For views of all
and of unread articles, columns of the index say so, and tallies count the rows. What they cannot
say is found here story by story: views of few articles, and stories with articles that are kept
although they no longer match.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from reader.lazy_tuple import NamedTuple
from reader.library.index.schema import HIDDEN
from reader.library.index.story_figures import FIRST_FIRST, FOLDED, FOLDED_UNREAD
from reader.library.query.groups import IN_FEW, UNREAD, Kept, Show

BITS = {"all": FOLDED, "unread": FOLDED_UNREAD}
"""The bits of `entry.folded` by view."""

_OF_KEPT = "SELECT story FROM compared WHERE key IN (SELECT value FROM json_each(:kept))"
_OF_VIEW = """
SELECT story FROM entry{index} CROSS JOIN compared ON compared.key = entry.key
WHERE {condition} AND versions > 0
"""
_INDEX = {
    "starred": " INDEXED BY entry_starred_version",
    "started": " INDEXED BY entry_started",
}
_CONDITIONS = {"unread": UNREAD, "starred": "starred = 1", **IN_FEW}
_MEMBERS = f"""
WITH story AS ({{stories}})
SELECT compared.story, entry.key, nodes, category, day, MAX(read, muted) AS read,
  folded, unread_below
FROM (SELECT DISTINCT story FROM story) AS told
CROSS JOIN compared ON compared.story = told.story CROSS JOIN entry ON entry.key = compared.key
WHERE day < '{HIDDEN}'
  AND ({{condition}} OR entry.key IN (SELECT value FROM json_each(:kept)))
ORDER BY compared.story, {FIRST_FIRST.replace("key", "entry.key")}
"""
_PARENT = f"""
SELECT entry.key FROM compared AS mine CROSS JOIN compared AS theirs ON theirs.story = mine.story
CROSS JOIN entry ON entry.key = theirs.key
WHERE mine.key = ? AND day < '{HIDDEN}' AND MAX(read, muted) <= ?
ORDER BY {FIRST_FIRST.replace("key", "entry.key")} LIMIT 1
"""
_IS_FOLDED = "SELECT folded & ? FROM entry WHERE key = ?"
_UNREAD_BELOW = f"""
SELECT entry.key FROM json_each(?) AS parent
CROSS JOIN compared AS mine ON mine.key = parent.value
CROSS JOIN compared AS theirs ON theirs.story = mine.story
CROSS JOIN entry ON entry.key = theirs.key
WHERE {UNREAD} AND day < '{HIDDEN}' AND entry.key <> mine.key
"""
_UNREAD = f"SELECT key FROM entry WHERE key IN (SELECT value FROM json_each(?)) AND {UNREAD}"


class Folded(NamedTuple):
    """The number of rows that are below a row, and of the unread ones among them."""

    rows: int
    unread: int


class MovedRows(NamedTuple):
    """By how much the rows and unread articles at a place differ from what is counted there."""

    nodes: str
    category: str
    day: str
    rows: int
    unread: int


class _Member(NamedTuple):
    story: int
    key: int
    nodes: str
    category: str
    day: str
    read: int
    folded: int
    unread_below: int


class Folding:
    """The stories of a view that its columns do not tell.

    `parents` has, by key, the article that each other one is below, `below` what is below those,
    `moved` what to count otherwise.
    """

    def __init__(self, db: sqlite3.Connection, show: Show, kept: Kept) -> None:
        self.show: Show = show
        self.parents: dict[int, int] = {}
        self.below: dict[int, Folded] = {}
        self.moved: list[MovedRows] = []
        if show == "all" or (show == "unread" and not kept):
            return
        stories = [_OF_KEPT]
        condition = _CONDITIONS[show]
        if show != "unread":
            stories.append(_OF_VIEW.format(index=_INDEX.get(show, ""), condition=condition))
        members = _MEMBERS.format(stories=" UNION ".join(stories), condition=condition)
        keys = json.dumps([key for some in kept.values() for key in some])
        found = map(_Member._make, db.execute(members, {"kept": keys}))
        for _story, group in groupby(found, key=attrgetter("story")):
            self._fold(list(group))

    def _fold(self, listed: Sequence[_Member]) -> None:
        first, *rest = listed
        unread = sum(1 - one.read for one in listed)
        self.below[first.key] = Folded(len(rest), unread - (1 - first.read))
        self.parents |= {one.key: first.key for one in rest}
        for one in listed:
            rows, counted = self._counted(one)
            is_first = one is first
            moved = MovedRows(*one[2:5], is_first - rows, is_first * unread - counted)
            if moved.rows or moved.unread:
                self.moved.append(moved)

    def _counted(self, one: _Member) -> tuple[int, int]:
        """The rows and unread articles that are counted for an article in its own place."""
        if self.show != "unread" or one.read:
            return 1, 1 - one.read
        return (0, 0) if one.folded & FOLDED_UNREAD else (1, 1 + one.unread_below)

    @property
    def above_unread(self) -> list[int]:
        """The keys of the articles with unread ones below them, as far as they are told here."""
        return [key for key, folded in self.below.items() if folded.unread]

    def parent(self, db: sqlite3.Connection, key: int) -> int | None:
        """The key of the article that another one is below; None if it is below none."""
        if self.show not in BITS or key in self.parents or key in self.below:
            return self.parents.get(key)
        row = db.execute(_IS_FOLDED, (BITS[self.show], key)).fetchone()
        if row is None or not row[0]:
            return None
        found = db.execute(_PARENT, (key, self.show == "all")).fetchone()
        return found[0] if found else None

    def folded(self, figures: Mapping[int, tuple[int, int, int]]) -> dict[int, Folded]:
        """What is below rows, by key, given the numbers of the versions and of the unread articles
        below each, and whether it is read.
        """
        found = {key: self.below[key] for key in figures if key in self.below}
        for key, (versions, unread, read) in figures.items():
            if key not in found and self.show == "all":
                found[key] = Folded(versions, unread)
            elif key not in found and self.show == "unread" and not read:
                found[key] = Folded(unread, unread)
        return {key: folded for key, folded in found.items() if folded.rows}

    def unread_below(self, db: sqlite3.Connection, keys: Sequence[int]) -> Iterator[int]:
        """The keys of the unread articles below those with some keys."""
        if self.show in BITS:
            yield from (key for (key,) in db.execute(_UNREAD_BELOW, (json.dumps(list(keys)),)))
            return
        wanted = set(keys)
        below = [key for key, parent in self.parents.items() if parent in wanted]
        yield from (key for (key,) in db.execute(_UNREAD, (json.dumps(below),)))
