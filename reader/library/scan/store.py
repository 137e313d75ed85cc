"""Writes records to the index: the row, text, words, labels and links of an article."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from reader.library.index.entry_keys import free_key
from reader.library.index.tokens import category_paths, label
from reader.library.scan.record import IndexRow, Record, unpacked, words_of

_OLD = """
SELECT title, authors, site, categories, tags, own_tags, published, id, draft
FROM entry WHERE key = ?
"""
_TEXT = "SELECT body FROM text WHERE key = ?"
_COLUMNS = (*IndexRow._fields, "key", "read")
_INSERT = f"INSERT INTO entry ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _ in _COLUMNS)})"
_UPDATE = f"UPDATE entry SET {', '.join(f'{name} = ?' for name in IndexRow._fields)} WHERE key = ?"
_READ_AS_DRAFT = "UPDATE entry SET read = draft WHERE key = ?"
_ADD_TEXT = "INSERT INTO text VALUES (?, ?)"
_ADD_WORDS = "INSERT INTO words (rowid, title, body, author, site) VALUES (?, ?, ?, ?, ?)"
_FORGET_WORDS = """
INSERT INTO words (words, rowid, title, body, author, site) VALUES ('delete', ?, ?, ?, ?, ?)
"""
_ADD_LABEL = "INSERT OR IGNORE INTO label VALUES (?, ?, ?)"
_FORGET_LABEL = "DELETE FROM label WHERE kind = ? AND name = ? AND key = ?"
_ADD_LINK = "INSERT OR IGNORE INTO link VALUES (?, ?, ?)"
_FORGET_LINKS = "DELETE FROM link WHERE key = ?"
_FORGET_TEXT = "DELETE FROM text WHERE key = ?"
_REMOVE = "DELETE FROM entry WHERE key = ?"
_LEAVE_TRAIL = """
INSERT INTO trail
SELECT CAST(root_name(folder.root) || '/' || CASE folder.path WHEN x'' THEN '' ELSE
  folder.path || '/' END || entry.name AS BLOB), entry.id, state.t, state.device
FROM entry JOIN folder ON folder.key = entry.folder JOIN state ON state.article = entry.id
WHERE entry.key = ? ORDER BY state.t DESC, state.device DESC LIMIT 1
ON CONFLICT DO UPDATE SET article = excluded.article, t = excluded.t, device = excluded.device
WHERE (excluded.t, excluded.device, excluded.article) > (t, device, article)
"""


class Put(NamedTuple):
    """A record to write; `key` is that of the row that it replaces, if any."""

    record: Record
    key: int | None


class _Was(NamedTuple):
    """What an entry was before it is replaced or removed: its time, article id, user tags, and
    whether it was a draft.
    """

    published: int
    article: str
    own_tags: str
    draft: int


def store(db: sqlite3.Connection, puts: Sequence[Put]) -> set[str]:
    """Write records; in a transaction. Returns the ids of articles that changed, including
    replaced ones.
    """
    touched: set[str] = set()
    rows: list[tuple[int, Put, bool]] = []
    own_tags: dict[int, str] = {}
    taken: set[int] = set()
    turned: list[tuple[int]] = []
    for put in puts:
        row = put.record.row
        key, stays = put.key, False
        if key is not None:
            if was := _forget(db, key):
                touched.add(was.article)
                stays = was.published == row.published
            if stays and was:
                own_tags[key] = was.own_tags
                turned += [(key,)] if was.draft != row.draft else []
            else:
                db.execute(_REMOVE, (key,))
        if key is None or not stays:
            key = free_key(db, row.published, row.id, taken)
            taken.add(key)
        touched.add(row.id)
        rows.append((key, put, stays))
    # Sorted by key: the full-text index starts a new segment whenever a key is lower than the last.
    rows.sort(key=lambda row: row[0])
    new = [(*_row(put), key, _row(put).draft) for key, put, stays in rows if not stays]
    db.executemany(_INSERT, new)
    db.executemany(_UPDATE, [(*_row(put), key) for key, put, stays in rows if stays])
    db.executemany(_READ_AS_DRAFT, turned)  # `settle` then applies earlier marks
    db.executemany(_ADD_TEXT, [(key, put.record.text) for key, put, _stays in rows])
    db.executemany(_ADD_WORDS, [(key, *put.record.words) for key, put, _stays in rows])
    for key, put, _stays in rows:
        row = put.record.row
        labels = _labels(key, row.categories, row.site, row.tags, own_tags.get(key, "[]"))
        db.executemany(_ADD_LABEL, labels)
        db.executemany(_ADD_LINK, [(*link, key) for link in put.record.links])
    return touched


def remove(db: sqlite3.Connection, key: int) -> str:
    """Remove an entry with its text and words; in a transaction. Returns the id of its article."""
    was = _forget(db, key)
    db.execute(_REMOVE, (key,))
    return was.article if was else ""


def _forget(db: sqlite3.Connection, key: int) -> _Was | None:
    """Remove the text, words, labels and links of an entry, and return what it was;
    None if it is gone.
    """
    row = db.execute(_OLD, (key,)).fetchone()
    if row is None:
        return None
    title, authors, site, categories, tags, own_tags, published, article, draft = row
    db.execute(_LEAVE_TRAIL, (key,))  # marks of many articles at once do not record their paths
    db.executemany(_FORGET_LABEL, _labels(key, categories, site, tags, own_tags))
    found = db.execute(_TEXT, (key,)).fetchone()
    if found:
        db.execute(_FORGET_WORDS, (key, *words_of(title, unpacked(found[0]), authors, site)))
        db.execute(_FORGET_TEXT, (key,))
    db.execute(_FORGET_LINKS, (key,))
    return _Was(published, article, own_tags, draft)


def _labels(
    key: int, categories: str, site: str, tags: str, own_tags: str
) -> list[tuple[str, str, int]]:
    return [
        *(("category", name, key) for name in _categories(categories)),
        *((("site", label(site), key),) if site else ()),
        *(("tag", name, key) for name in (*_names(tags), *_names(own_tags))),
    ]


@lru_cache(4096)  # few values, in many rows
def _categories(texts: str) -> tuple[str, ...]:
    """The names of categories and of their paths, in the form for comparing."""
    return () if texts == "[]" else (*_names(texts), *category_paths(json.loads(texts)))


@lru_cache(4096)  # few values, in many rows
def _names(texts: str) -> tuple[str, ...]:
    return () if texts == "[]" else tuple(map(label, json.loads(texts)))


def _row(put: Put) -> IndexRow:
    return put.record.row
