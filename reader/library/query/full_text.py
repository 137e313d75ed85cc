"""Searches for the screen: which entries match, how many there are, and where in a
text the hits are.

A Searcher has its own read-only connection and may be used in a thread; `stop` aborts its
current search.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import Any, TypeVar

from reader.errors import LibraryError
from reader.lazy_tuple import NamedTuple
from reader.library.index.database import prepare_for_queries
from reader.library.index.faults import DAMAGED, Damaged, is_damage
from reader.library.index.schema import HIDDEN
from reader.library.query.days import today
from reader.library.query.groups import Show
from reader.library.query.language import Query
from reader.library.query.snippets import Parts, marked, snippet
from reader.library.query.statement import Order, statement

T = TypeVar("T")

_MOST_LEADING = 200
_PATH = """SELECT folder.root, folder.path, entry.name, entry.permalink
  FROM entry JOIN folder ON folder.key = entry.folder WHERE entry.key = ?"""
_LEADING = f"""SELECT DISTINCT entry.key, entry.title, folder.root, folder.path, entry.name
  FROM link CROSS JOIN entry ON entry.key = link.key JOIN folder ON folder.key = entry.folder
  WHERE link.name IN (:name, :other) AND entry.key <> :key AND entry.day < '{HIDDEN}'
    AND (link.path IN (SELECT value FROM json_each(:paths)) OR link.path GLOB '/*')
  ORDER BY entry.key DESC LIMIT {_MOST_LEADING}"""
_TEXT = "SELECT body FROM text WHERE key = ?"
_PLACED = "MAX(entry.read, entry.muted), entry.nodes, entry.category, entry.day"
_STORY = """CASE WHEN entry.versions
  THEN (SELECT story FROM compared WHERE compared.key = entry.key) END"""


class Leading(NamedTuple):
    """An article whose text links to another one: its title and its file."""

    title: str
    path: Path


class TextHit(NamedTuple):
    """A key, and the title and a piece of the text, with the hits marked."""

    key: int
    title: Parts
    snippet: Parts


class Searcher:
    """Searches for one thread, on its own connection; `stop` may be called from
    any other thread.
    """

    def __init__(
        self,
        file: Path | None,
        db: sqlite3.Connection | None = None,
        zone: tzinfo | None = None,
        *,
        wait: Callable[[], object] = lambda: None,
    ) -> None:
        """`db` is the library's connection, if the index is in memory. `zone` is that of today's
        date. `wait` returns as soon as the drive of the file answers.
        """
        self._wait = wait
        self._file = file
        self._zone = zone
        self._db = db
        self._own = db is None

    def count(self, query: Query) -> int:
        """The number of hits. Raises Stopped if the search is stopped."""
        found = statement(query, today(self._zone))
        return int(next(iter(self._run(found.counting(), found.values)))[0])

    def places(
        self, query: Query, show: Show, order: Order, limit: int | None = None
    ) -> Iterator[tuple[int, int | None, int, str, str, str]]:
        """Key, story (None if there are no versions), whether it is read or muted, nodes, category
        and day of each hit that is shown, in an order.
        """
        if show != "all":
            query = query._replace(states=(*query.states, show))
        found = statement(query, today(self._zone))
        sql = f"{found.in_order(f'{found.key}, {_STORY}, {_PLACED}', order)} LIMIT :limit"
        return self._run(sql, found.values | {"limit": -1 if limit is None else limit})

    def leading_to(self, key: int, roots: Sequence[Path]) -> list[Leading]:
        """The articles whose texts link to that of a key, newest first; some hundreds at most.
        `roots` are those of the library. A path of the site counts by its name alone. Raises
        Stopped.
        """
        from reader.articles.links import addresses_of, name_of

        found = next(self._run(_PATH, (key,)), None)
        if found is None:
            return []
        path = os.fsdecode(_joined(found[1], found[2]))
        values = {
            "key": key,
            "name": name_of(path),
            "other": name_of(found[3] or path),
            "paths": json.dumps(addresses_of(path, found[3])),
        }
        return [
            Leading(title, roots[root] / os.fsdecode(_joined(folder, name)))
            for _key, title, root, folder, name in self._run(_LEADING, values)
        ]

    def hit(self, query: Query, key: int, title: str) -> TextHit:
        """The title and a piece of the text of an entry, with the hits of a query marked."""
        row = next(iter(self._run(_TEXT, (key,))), None)
        body = ""
        if row:
            import zlib

            from reader.library.index.tokens import unpacked

            try:
                body = unpacked(row[0])
            except (zlib.error, UnicodeDecodeError, TypeError):
                raise Damaged(DAMAGED) from None
        return TextHit(key, marked(title, query), snippet(body, query))

    def stop(self) -> None:
        """Abort the current search, which raises Stopped."""
        if self._db is not None and self._own:
            self._db.interrupt()

    def close(self) -> None:
        """Close its connection, unless it is that of the library."""
        if self._db is not None and self._own:
            self._db.close()
            self._db = None

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` reads through the connection. Raises Stopped if it is stopped."""
        with self._reading():
            return work(self._connection())

    def _run(self, sql: str, values: Any) -> Iterator[tuple[Any, ...]]:
        with self._reading():
            yield from self._connection().execute(sql, values)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Raise errors of SQLite as what they mean here."""
        self._wait()
        try:
            yield
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_INTERRUPT:
                raise Stopped from None
            if not is_damage(error):
                raise LibraryError(f"The index cannot be read: {error}.") from None
            raise Damaged(DAMAGED) from None
        except MemoryError:  # asked for by a damaged size
            raise Damaged(DAMAGED) from None

    def _connection(self) -> sqlite3.Connection:
        if self._db is None:
            assert self._file is not None
            self._db = sqlite3.connect(
                f"{self._file.as_uri()}?mode=ro", uri=True, isolation_level=None,
                check_same_thread=False, timeout=2,
            )  # fmt: skip
            prepare_for_queries(self._db)
            self._db.execute("PRAGMA cache_size = -1024")
        return self._db


def _joined(folder: bytes, name: bytes) -> bytes:
    return folder + b"/" + name if folder else name


class Stopped(Exception):
    """A search was stopped."""
