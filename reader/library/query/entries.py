"""Finds entries: one by its key or by a reference of the user, those of an article or a story, and
those that match a query.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader.config import expanded
from reader.entry import Entry
from reader.errors import LibraryError
from reader.lazy_re import late
from reader.library.index.entry_rows import EntryRows
from reader.library.index.faults import DAMAGED, Damaged
from reader.library.index.index_file import Index
from reader.library.index.schema import HIDDEN, SHOWN
from reader.library.index.tokens import unpacked

if TYPE_CHECKING:  # a list does without
    from reader.library.query.language import Query
    from reader.library.query.statement import Order

_COLUMNS = ", ".join(f"entry.{name}" for name in SHOWN)
_BY_KEY = "SELECT * FROM shown WHERE key = ?"
_COPIES = "SELECT * FROM shown WHERE id = ? ORDER BY key DESC LIMIT 100"
_VERSIONS = """
SELECT shown.* FROM compared CROSS JOIN shown ON shown.key = compared.key
WHERE compared.story = (SELECT story FROM compared WHERE key = ?) AND shown.day <> ?
ORDER BY shown.day = '', compared.key LIMIT ?
"""
_TEXT = "SELECT body FROM text WHERE key = ?"
_BY_ID = "SELECT * FROM shown WHERE id >= ? AND id < ? ORDER BY id, key LIMIT 100"
_BY_PLACE = """
SELECT * FROM shown
WHERE folder = (SELECT key FROM folder WHERE root = ? AND path = ?) AND name = ?
"""
_CHECKS = ("PRAGMA integrity_check(entry)", "PRAGMA integrity_check(folder)")
"""Whether each row is where it is looked for. SQLite does not notice otherwise that one is not."""

_NAMED = 4
"""How many articles are named if the beginning of an id is ambiguous."""

_ID = late(r"[0-9a-f]{4,64}", re.ASCII)


def matching(
    index: Index, rows: EntryRows, query: Query, order: Order, limit: int | None, today: date
) -> Iterator[Entry]:
    """The entries that match, in order, at most `limit`. To mark them, make a list first.

    Rows are fetched one by one, so that reading twenty of a million costs no more than twenty.
    """
    from reader.library.query.statement import statement

    left = -1 if limit is None else limit  # stays negative if there is no limit
    found = statement(query, today)
    for one in found.rows(_COLUMNS, order):
        for row in index.db.execute(f"{one} LIMIT :left", found.values | {"left": left}):
            left -= 1
            yield rows.entry(row)


def with_key(index: Index, rows: EntryRows, key: int) -> Entry | None:
    """The entry with a key, or None if it is gone."""
    row = index.db.execute(_BY_KEY, (key,)).fetchone()
    return rows.entry(row) if row else None


def copies(index: Index, rows: EntryRows, article: str) -> list[Entry]:
    """The entries with an article's id, newest first, at most a hundred: there may be many files
    without a text.
    """
    return [rows.entry(row) for row in index.db.execute(_COPIES, (article,))]


def versions(index: Index, rows: EntryRows, key: int, most: int = 100) -> list[Entry]:
    """The listed entries of a story, the first one first, at most so many."""
    return [rows.entry(row) for row in index.db.execute(_VERSIONS, (key, HIDDEN, most))]


def text(index: Index, key: int) -> str:
    """The visible text of an entry, a line for each block; '' if it is not in the index."""
    row = index.db.execute(_TEXT, (key,)).fetchone()
    return unpacked(row[0]) if row else ""


def find(index: Index, rows: EntryRows, ref: str) -> Entry:
    """The entry that a path names, or the beginning of an id (at least four digits).

    A path may be absolute, or relative to the working folder or to a root. If an article has
    duplicates, its id means the one with the lowest key. Raises LibraryError if there is no such
    article, or more than one.
    """
    row = _by_path(index, ref) or _by_id(index, ref.lower())
    if row is None:
        _check(index)
        raise LibraryError(f"There is no article “{ref}” in the library.")
    return rows.entry(row)


def _check(index: Index) -> None:
    """Raise Damaged where a row may be there and not be found."""
    for check in _CHECKS:
        if index.db.execute(check).fetchone() != ("ok",):
            raise Damaged(DAMAGED)


def _by_id(index: Index, ref: str) -> tuple[Any, ...] | None:
    if not _ID.fullmatch(ref):
        return None
    found = index.db.execute(_BY_ID, (ref, ref + "g")).fetchall()
    if len({row[1] for row in found}) > 1:
        raise LibraryError(_ambiguous(ref, found))
    return found[0] if found else None


def _ambiguous(ref: str, rows: list[tuple[Any, ...]]) -> str:
    """The message about an ambiguous beginning of an id, which names articles with longer ones."""
    titles = {str(row[1]): str(row[4]) for row in rows}
    ids = list(titles)
    length = len(ref) + 1
    while len({id[:length] for id in ids}) < len(ids):
        length += 1
    named = ", ".join(f"{id[:length]} ({titles[id][:40]})" for id in ids[:_NAMED])
    others = " and more" if len(ids) > _NAMED else ""
    return f"Several articles have an id that begins with {ref}: {named}{others}."


def _by_path(index: Index, ref: str) -> tuple[Any, ...] | None:
    try:
        for path in _meant(index, expanded(ref)):
            for number, root in enumerate(index.roots):
                if path.is_relative_to(root) and (row := _at(index, number, root, path)):
                    return row
    except (OSError, ValueError, RuntimeError, sqlite3.DataError):  # too long, a NUL, no such ~user
        return None
    return None


def _meant(index: Index, path: Path) -> Iterator[Path]:
    """The absolute paths that a path may mean, each as written and then with links followed."""
    for base in (Path.cwd(), *index.roots):
        absolute = Path(os.path.normpath(base / path))
        yield absolute
        yield absolute.resolve()


def _at(index: Index, number: int, root: Path, path: Path) -> tuple[Any, ...] | None:
    folder, _, name = os.fsencode(path.relative_to(root)).rpartition(b"/")
    row: tuple[Any, ...] | None = index.db.execute(_BY_PLACE, (number, folder, name)).fetchone()
    return row
