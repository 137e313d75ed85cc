"""Entries by filter and order, and the one entry that a reference means.

Rows come out one by one as they are asked for, newest and oldest straight from an index, so that
the first twenty of a million cost twenty.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, assert_never

from reader.config import expanded
from reader.entry import Entry
from reader.errors import LibraryError
from reader.library.index.entry_rows import Rows
from reader.library.index.index_file import Index

Sort = Literal["newest", "oldest", "title"]

_FILTERED = """
SELECT * FROM shown
WHERE day BETWEEN :since AND :until
  AND read BETWEEN :read_from AND :read_to AND starred BETWEEN :starred_from AND :starred_to
  AND (:site IS NULL OR site = :site COLLATE NOCASE)
  AND (:category IS NULL OR INSTR(LOWER(categories), LOWER(:category)))
  AND (:tag IS NULL OR key IN (SELECT key FROM label WHERE kind = 'tag' AND name = :tag))
"""
_NEWEST = _FILTERED + "ORDER BY day DESC, published DESC, key DESC LIMIT :limit"
_OLDEST = _FILTERED + "ORDER BY day, published, key LIMIT :limit"
_BY_TITLE = _FILTERED + "ORDER BY title COLLATE NOCASE, key LIMIT :limit"
_BY_KEY = "SELECT * FROM shown WHERE key = ?"
_COPIES = "SELECT * FROM shown WHERE id = ? ORDER BY key DESC LIMIT 100"
_BY_ID = "SELECT * FROM shown WHERE id >= ? AND id < ? ORDER BY id, key LIMIT 100"
_BY_PLACE = """
SELECT * FROM shown
WHERE folder = (SELECT key FROM folder WHERE root = ? AND path = ?) AND name = ?
"""
_NAMED = 4
"""Articles that are named where an id is not one article's alone."""

_ID = re.compile(r"[0-9a-f]{4,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """What an entry must be; None leaves it open.

    `category` is any one of an article's categories, whole, in upper or lower case, `tag` any one
    of its tags, those of the reader's own included. `since` and
    `until` are days of the configured zone, both included; entries without a day are in neither.
    """

    unread: bool | None = None
    read: bool | None = None
    starred: bool | None = None
    category: str | None = None
    tag: str | None = None
    site: str | None = None
    since: date | None = None
    until: date | None = None


def entries(
    index: Index, rows: Rows, filters: Filters, sort: Sort, limit: int | None
) -> Iterator[Entry]:
    """The entries that match, in order. Don't mark while you iterate: make a list first."""
    if filters.unread is not None and filters.unread == filters.read:
        return  # read and unread at once: nothing is
    values = _values(filters)
    match sort:
        case "newest":
            statements = [(_NEWEST, values)]
        case "oldest":
            dated = {"since": max(values["since"], "0")}
            statements = [(_OLDEST, values | dated), (_OLDEST, values | {"until": ""})]
        case "title":
            statements = [(_BY_TITLE, values)]
        case _:
            assert_never(sort)
    left = limit
    for statement, bound in statements:
        for row in index.db.execute(statement, bound | {"limit": -1 if left is None else left}):
            left = None if left is None else left - 1
            yield rows.entry(row)


def entry(index: Index, rows: Rows, key: int) -> Entry | None:
    """The entry of a key, or None when it went."""
    row = index.db.execute(_BY_KEY, (key,)).fetchone()
    return rows.entry(row) if row else None


def copies(index: Index, rows: Rows, article: str) -> list[Entry]:
    """Entries of an article's id, newest first; a hundred at most: empty files are all copies."""
    return [rows.entry(row) for row in index.db.execute(_COPIES, (article,))]


def find(index: Index, rows: Rows, ref: str) -> Entry:
    """The entry that a path means, or the beginning of an id (four digits at least).

    A path may be absolute, or relative to the working folder or to a root. Of copies of one
    article an id means the first. Raises LibraryError with one sentence.
    """
    row = _by_path(index, ref) or _by_id(index, ref.lower())
    if row is None:
        raise LibraryError(f"There is no article {ref!r} in the library.")
    return rows.entry(row)


def _by_id(index: Index, ref: str) -> tuple[Any, ...] | None:
    if not _ID.fullmatch(ref):
        return None
    found = index.db.execute(_BY_ID, (ref, ref + "g")).fetchall()
    if len({row[1] for row in found}) > 1:
        raise LibraryError(_ambiguous(ref, found))
    return found[0] if found else None


def _ambiguous(ref: str, rows: list[tuple[Any, ...]]) -> str:
    """Which articles a beginning of an id may mean, each told apart by a longer one."""
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
    """The absolute paths that a path may mean: as written first, then with links followed."""
    for base in (Path.cwd(), *index.roots):
        absolute = Path(os.path.normpath(base / path))
        yield absolute
        yield absolute.resolve()


def _at(index: Index, number: int, root: Path, path: Path) -> tuple[Any, ...] | None:
    folder, _, name = os.fsencode(path.relative_to(root)).rpartition(b"/")
    row: tuple[Any, ...] | None = index.db.execute(_BY_PLACE, (number, folder, name)).fetchone()
    return row


def _as_compared(tag: str) -> str:
    from reader.library.index.tokens import label

    return label(tag)


def _values(filters: Filters) -> dict[str, Any]:
    read = filters.read if filters.unread is None else not filters.unread
    dated = filters.since or filters.until
    return {
        "since": filters.since.isoformat() if filters.since else "0" if dated else "",
        "until": filters.until.isoformat() if filters.until else "9999-99-99",
        "read_from": int(read is True),
        "read_to": int(read is not False),
        "starred_from": int(filters.starred is True),
        "starred_to": int(filters.starred is not False),
        "site": filters.site,
        "category": json.dumps(filters.category, ensure_ascii=False) if filters.category else None,
        "tag": None if filters.tag is None else _as_compared(filters.tag),
    }
