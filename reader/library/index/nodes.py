"""The nodes below which the list shows an article: paths of categories, site, tags, folder, feed.

A node has a kind and a path: names in the form for comparing, so that those that a query does not
tell apart are one node. Its rows are in the table `placed`, in the order of the list, which follows
`entry.nodes` at the end of each transaction (see tally.py). Hidden rows (see hide_duplicates.py)
are not in it.

An article may have several paths of categories. Each node above several of them has a twin of the
kind AGAIN, below which the article is placed once less than it is below the node: so the articles
of a tree are the sum of its nodes less that of the twins.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

from reader.lazy_tuple import NamedTuple
from reader.library.index.schema import HIDDEN

Kind = Literal["category", "site", "tag", "folder", "feed"]

AGAIN = "again"
"""The kind of the twins of categories."""

BETWEEN = "\x1f"
"""The character between the names of a path. It counts as a blank where names are compared."""

_FOLDER = "SELECT path FROM folder WHERE key = ?"
_FIND = "SELECT key, name FROM node WHERE kind = ? AND path = ?"
_ADD = "INSERT INTO node (kind, path, name) VALUES (?, ?, ?)"
_RESPELL = "UPDATE node SET name = ? WHERE key = ?"
_SET = "UPDATE entry SET nodes = ? WHERE key = ?"
_PLACED = f"""
SELECT node.value, entry.day, entry.published, entry.key
FROM entry, json_each(entry.nodes) AS node WHERE entry.day <> '{HIDDEN}'
"""
_PLACE_ALL = f"INSERT OR IGNORE INTO placed {_PLACED}"
_MISPLACED = f"""
SELECT 1 FROM ({_PLACED} EXCEPT SELECT node, day, published, key FROM placed)
UNION ALL SELECT 1 FROM (SELECT node, day, published, key FROM placed EXCEPT {_PLACED}) LIMIT 1
"""
_CHANGED = """
(SELECT key, published, day, nodes FROM temp.change
GROUP BY key, published, day, nodes HAVING SUM(total) {} 0) AS changed, json_each(nodes) AS node
"""
_DISPLACE = f"""
DELETE FROM placed WHERE (node, day, published, key) IN (
  SELECT node.value, day, published, changed.key FROM {_CHANGED.format("<")}
)
"""
# In the order of the table, neighbours are written together.
_PLACE = f"""
INSERT OR IGNORE INTO placed SELECT node.value, day, published, changed.key
FROM {_CHANGED.format(">")} ORDER BY 1, 2, 3, 4
"""


class Naming(NamedTuple):
    """What an entry is placed by, as in its row: JSON lists, names, and the key of its folder."""

    category_paths: str
    categories: str
    site: str
    tags: str
    own_tags: str
    feed: str
    folder: int


_PLACE_OF = f"SELECT {', '.join(Naming._fields)} FROM entry WHERE key = ?"
_ALL = f"SELECT key, {', '.join(Naming._fields)} FROM entry"


class Nodes:
    """Finds and adds nodes, in one transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._keys: dict[tuple[str, str, str], int] = {}
        self._folders: dict[int, str] = {}
        self._known: dict[Naming, str] = {}

    def of(self, naming: Naming) -> str:
        """The keys of the nodes that an entry is placed below, as a JSON list."""
        known = self._known.get(naming)
        if known is None:
            known = self._known[naming] = json.dumps([self._key(*n) for n in self._nodes(naming)])
        return known

    def of_entry(self, key: int) -> str:
        """The keys of the nodes that an entry in the table is placed below, as a JSON list."""
        return self.of(Naming(*self._db.execute(_PLACE_OF, (key,)).fetchone()))

    def _nodes(self, naming: Naming) -> tuple[tuple[str, str, str], ...]:
        *rest, folder = naming
        path = self._folders.get(folder)
        if path is None:
            found = self._db.execute(_FOLDER, (folder,)).fetchone()
            path = self._folders[folder] = os.fsdecode(found[0]) if found else ""
        return _places(*rest, path)

    def _key(self, kind: str, path: str, name: str) -> int:
        known = self._keys.get((kind, path, name))
        if known is None:
            found = self._db.execute(_FIND, (kind, path)).fetchone()
            if found is None:
                known = self._db.execute(_ADD, (kind, path, name)).lastrowid or 0
            else:
                known = int(found[0])
                if name < found[1]:  # whatever the order of files, the same spelling is shown
                    self._db.execute(_RESPELL, (name, known))
            self._keys[kind, path, name] = known
        return known


def settle(db: sqlite3.Connection, *, displaces: bool) -> None:
    """Place entries as they are after the changes that were recorded (see tally.py); `displaces`
    says that some are not where they were. In a transaction.
    """
    if displaces:
        db.execute(_DISPLACE)
    db.execute(_PLACE)


def place_all(db: sqlite3.Connection) -> None:
    """Place all entries of an index that had no nodes; in a transaction."""
    nodes = Nodes(db)
    rows = db.execute(_ALL).fetchall()
    db.executemany(_SET, [(nodes.of(Naming(*naming)), key) for key, *naming in rows])
    db.execute(_PLACE_ALL)


def flaws(db: sqlite3.Connection) -> Iterator[str]:
    """A sentence if rows are not placed as they should be, which is a bug."""
    if db.execute(_MISPLACED).fetchone():
        yield "Articles are listed below nodes that are not theirs."


def paths_of(category_paths: str, categories: str) -> list[list[str]]:
    """The paths of categories in the columns of a row."""
    from reader.library.index.tokens import DEEPEST

    if category_paths != "[]":
        return [path[:DEEPEST] for path in json.loads(category_paths)]
    return [json.loads(categories)[:DEEPEST]] if categories != "[]" else []


@lru_cache(4096)  # few values, in many rows
def _places(
    category_paths: str,
    categories: str,
    site: str,
    tags: str,
    own_tags: str,
    feed: str,
    folder: str,
) -> tuple[tuple[str, str, str], ...]:
    """The kind, path and name of each node that a row is placed below, once each."""
    paths = paths_of(category_paths, categories)
    named = (*json.loads(tags), *json.loads(own_tags))
    folders = folder.encode("utf-8", "replace").decode().split("/")
    placed = _nodes("category", paths)
    return (
        *placed,
        *_nodes("site", [[site]]),
        *_nodes("tag", [[name] for name in named]),
        *_nodes("folder", [folders]),
        *_nodes("feed", [[feed]]),
        *(_again(path for _, path, _ in placed) if len(placed) > 1 else ()),
    )


def _nodes(kind: Kind, paths: Iterable[Iterable[str]]) -> list[tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for names in paths:
        node = _node(kind, tuple(names))
        found.setdefault(node[1], node)
    if len(found) > 1:
        found.pop("", None)
    return list(found.values()) or [(kind, "", "")]


@lru_cache(4096)
def _node(kind: Kind, names: tuple[str, ...]) -> tuple[str, str, str]:
    from reader.library.index.tokens import label

    parts = [(compared, name) for name in names if (compared := label(name))]
    path = BETWEEN.join(compared for compared, _ in parts)
    return kind, path, BETWEEN.join(" ".join(name.split()) for _, name in parts)


def _again(paths: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The twins of the nodes above several paths, each once less than there are paths."""
    above = Counter(
        BETWEEN.join(names[:end])
        for names in (path.split(BETWEEN) for path in paths)
        for end in range(1, len(names) + 1)
    )
    for path, count in above.items():
        yield from [(AGAIN, path, path)] * (count - 1)
