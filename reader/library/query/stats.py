"""Statistics of a library, from the tallies; only user tags are counted here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from reader.lazy_tuple import NamedTuple
from reader.library.index.index_file import Index
from reader.library.query import owns
from reader.library.query.tree import in_tree

_BY_NAME = """
SELECT name, SUM(total), SUM(unread), SUM(starred) FROM tally WHERE kind = ?
GROUP BY name ORDER BY SUM(total) DESC, name
"""
_BY_DAY = """
SELECT day, total, unread, starred FROM tally WHERE kind = 'day' AND name = '' AND day <> ''
ORDER BY day DESC LIMIT ?
"""
_ALL = "SELECT '', total, unread, starred FROM tally WHERE kind = 'all' AND name = '' AND day = ''"
_UNDATED = "SELECT total FROM tally WHERE kind = 'day' AND name = '' AND day = ''"
_OWN_TAGS = """
SELECT own.value, COUNT(*), SUM(read + muted = 0), SUM(starred)
FROM entry INDEXED BY entry_tagged, json_each(entry.own_tags) AS own
WHERE entry.own_tags <> '[]' GROUP BY own.value ORDER BY COUNT(*) DESC, own.value
"""
_SKIPPED = "SELECT COUNT(*) FROM skipped"


class Count(NamedTuple):
    """The numbers of articles of a category, site, tag or ISO day; its name is '' for
    those without one.
    """

    name: str
    total: int
    unread: int
    starred: int


class PathCount(NamedTuple):
    """The numbers of articles in a path of categories and below it, each once; `path` are its
    names, the widest first; a level that has nothing else on it is only in that of the next one.
    """

    path: tuple[str, ...]
    total: int
    unread: int


class Stats(NamedTuple):
    """The statistics of a library. `days` are the last ones with articles, newest first; `undated`
    is the number of articles without a day; `category_paths` are in the order of the list.
    """

    total: int
    unread: int
    starred: int
    undated: int
    skipped: int
    categories: tuple[Count, ...]
    category_paths: tuple[PathCount, ...]
    sites: tuple[Count, ...]
    own_tags: tuple[Count, ...]
    days: tuple[Count, ...]


def _paths(db: sqlite3.Connection) -> Iterator[PathCount]:
    found = owns.own_rows(db, "category", "all", {})
    nodes, _owns = in_tree(found.all, found.again)
    above: list[tuple[str, ...]] = []
    for node in nodes:
        del above[node.depth :]
        above.append((*(above[-1] if above else ()), *node.names))
        yield PathCount(above[-1], node.total, node.unread)


def stats(index: Index, days: int) -> Stats:
    """The statistics of an index; `days` is the number of days to include."""
    db = index.db
    _name, total, unread, starred = db.execute(_ALL).fetchone()
    undated = db.execute(_UNDATED).fetchone()
    return Stats(
        total,
        unread,
        starred,
        undated[0] if undated else 0,
        db.execute(_SKIPPED).fetchone()[0],
        tuple(Count(*row) for row in db.execute(_BY_NAME, ("category",))),
        tuple(_paths(db)),
        tuple(Count(*row) for row in db.execute(_BY_NAME, ("site",))),
        tuple(Count(*row) for row in db.execute(_OWN_TAGS)),
        tuple(Count(*row) for row in db.execute(_BY_DAY, (days,))),
    )
