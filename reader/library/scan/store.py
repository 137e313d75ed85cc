"""Writes what was read to the index: rows with their labels, then texts with their words and links.

The full-text index has no texts of its own, so words are taken out by giving the same words once
more: a row whose title, authors or site changes loses its words at once, before they are unknown.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from reader.lazy_tuple import NamedTuple
from reader.library.index import pending
from reader.library.index.arrivals import of_article
from reader.library.index.entry_keys import free_key
from reader.library.index.nodes import Naming, Nodes, paths_of
from reader.library.index.pending import STORIES, TEXTS
from reader.library.index.tokens import category_paths, label, unpacked
from reader.library.scan.record import Indexed, IndexRow, TextJob, VisibleText, words_of
from reader.library.stories import gathering

_OLD = f"""
SELECT {", ".join(Naming._fields)}, title, authors, published, id, draft, problems, arrived
FROM entry WHERE key = ?
"""
_NOW = """
SELECT has, problems FROM entry
WHERE key = ? AND (folder, name, mtime_ns, size, title, authors, site) = (?, ?, ?, ?, ?, ?, ?)
"""
_TEXT = "SELECT body FROM text WHERE key = ?"
_COLUMNS = (*IndexRow._fields, "nodes", "key", "read", "arrived")
# New rows are inserted by one statement for all: as there are triggers, SQLite keeps a copy of the
# pages that a statement changes, which takes longer than all the rest if each row has its own.
_STAGED = f"CREATE TEMP TABLE IF NOT EXISTS staged ({', '.join(_COLUMNS)})"
_STAGE = f"INSERT INTO temp.staged VALUES ({', '.join('?' for _ in _COLUMNS)})"
_INSERT = f"INSERT INTO entry ({', '.join(_COLUMNS)}) SELECT * FROM temp.staged"
_UNSTAGE = "DELETE FROM temp.staged"
_UPDATE = f"UPDATE entry SET {', '.join(f'{name} = ?' for name in _COLUMNS[:-3])} WHERE key = ?"
_SET_FOUND = "UPDATE entry SET has = ?, problems = ? WHERE key = ?"
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
    """A row to write; `key` is that of the row that it replaces, if any. `is_as_read` says that the
    text need not be read again for another reason than the row.
    """

    row: IndexRow
    key: int | None
    is_as_read: bool = False


class _Was(NamedTuple):
    """What an entry was before it is replaced or removed: what the full-text index has of it, its
    time, article id, user tags, problems, whether it was a draft, and when it arrived.
    """

    indexed: Indexed
    published: int
    article: str
    own_tags: str
    draft: int
    problems: str
    arrived: int


class Stored(NamedTuple):
    """What was written: the ids of articles that changed, including replaced ones; the keys of the
    rows, in order; and those of new ones.
    """

    articles: set[str]
    keys: list[int]
    new: list[int]


def store(db: sqlite3.Connection, puts: Sequence[Put], arrived: int = 0) -> Stored:
    """Write rows, and queue those whose texts are to be read; in a transaction. New ones are said
    to have `arrived` (see arrivals.py).
    """
    touched: set[str] = set()
    rows: list[tuple[int, IndexRow, bool]] = []
    own_tags: dict[int, str] = {}
    since: dict[int, int] = {}
    taken: set[int] = set()
    turned: list[tuple[int]] = []
    texts: list[int] = []
    fresh: list[int] = []
    for row, key, is_as_read in puts:
        was = _unlabelled(db, key) if key is not None else None
        stays = was is not None and was.published == row.published
        if key is not None and was is not None:
            touched.add(was.article)
            if not stays or was.indexed != _indexed(row):
                _forget_text(db, key, was.indexed)
            if stays:
                own_tags[key] = was.own_tags
                turned += [(key,)] if was.draft != row.draft else []
            else:
                _remove_row(db, key)
        if key is None or not stays:
            key = free_key(db, row.published, row.id, taken)
            taken.add(key)
        since[key] = was.arrived if was else of_article(db, row.id, arrived)
        fresh += [] if was else [key]
        touched.add(row.id)
        rows.append((key, row, stays))
        if not (is_as_read and was is not None and stays and _has_same_text(was, row)):
            texts.append(key)
    _write(db, rows, own_tags, since)
    db.executemany(_READ_AS_DRAFT, turned)  # `settle` then applies earlier marks
    pending.add(db, TEXTS, texts)
    return Stored(touched, sorted(key for key, *_rest in rows), sorted(fresh))


def _write(
    db: sqlite3.Connection,
    rows: Iterable[tuple[int, IndexRow, bool]],
    own_tags: Mapping[int, str],
    since: Mapping[int, int],
) -> None:
    """Insert or update rows with their keys, below their nodes and with their labels; each says
    whether its key is that of the row that it replaces.
    """
    nodes = Nodes(db)
    new, kept, labels = [], [], []
    for key, row, stays in sorted(rows, key=itemgetter(0)):  # in the order of the table
        naming = _naming(row, own_tags.get(key, "[]"))
        if stays:
            kept.append((*row, nodes.of(naming), key))
        else:
            new.append((*row, nodes.of(naming), key, row.draft, since[key]))
        labels += _labels(key, naming)
    _insert(db, new)
    db.executemany(_UPDATE, kept)
    db.executemany(_ADD_LABEL, labels)


def _insert(db: sqlite3.Connection, rows: Sequence[Sequence[object]]) -> None:
    if rows:
        db.execute(_STAGED)
        db.executemany(_STAGE, rows)
        db.execute(_INSERT)
        db.execute(_UNSTAGE)


def store_texts(
    db: sqlite3.Connection,
    found: Sequence[tuple[TextJob, VisibleText]],
    then: Sequence[str] = (),
) -> int:
    """Write texts, of entries that are as they were when their files were asked for, and queue
    these for the phases that come `then`; in a transaction. Returns how many were not, and stay in
    the queue.
    """
    # Sorted by key: the full-text index starts a new segment whenever a key is lower than the last.
    new: list[tuple[int, VisibleText]] = []
    known: list[int] = []
    for job, text in sorted(found, key=lambda one: one[0].key):
        now = db.execute(_NOW, (job.key, *job.file, *job.indexed)).fetchone()
        if now is None:
            continue
        known.append(job.key)
        _set_found(db, job.key, text, *now)
        if _had_other_text(db, job, text):
            new.append((job.key, text))
        db.executemany(_ADD_LINK, [(*link, job.key) for link in text.links])
    db.executemany(_ADD_TEXT, [(key, text.body) for key, text in new])
    db.executemany(_ADD_WORDS, [(key, *text.words) for key, text in new])
    pending.done(db, TEXTS, known)
    pending.add(db, STORIES, [key for key, _text in new])
    for phase in then:
        pending.add(db, phase, known)
    return len(found) - len(known)


def _set_found(
    db: sqlite3.Connection, key: int, text: VisibleText, has: int, problems: str
) -> None:
    """Write what was found in a text to its row, if that is new."""
    told = json.loads(problems)
    if text.problem and text.problem not in told:
        told.append(text.problem)
        problems = json.dumps(told, ensure_ascii=False)
    elif text.has == has:
        return
    db.execute(_SET_FOUND, (text.has, problems, key))


def _had_other_text(db: sqlite3.Connection, job: TextJob, text: VisibleText) -> bool:
    """Whether an entry had no text or another one, which is removed, as are its links."""
    old = db.execute(_TEXT, (job.key,)).fetchone()
    if old is None:
        return True
    if old[0] == text.body:
        db.execute(_FORGET_LINKS, (job.key,))
        return False
    _forget_text(db, job.key, job.indexed)
    return True


def remove(db: sqlite3.Connection, key: int) -> str:
    """Remove an entry with its text and words; in a transaction. Returns the id of its article."""
    was = _unlabelled(db, key)
    if was:
        _forget_text(db, key, was.indexed)
    _remove_row(db, key)
    return was.article if was else ""


def _remove_row(db: sqlite3.Connection, key: int) -> None:
    pending.forget(db, key)
    db.execute(_REMOVE, (key,))


def _unlabelled(db: sqlite3.Connection, key: int) -> _Was | None:
    """Remove the labels of an entry, and return what it was; None if it is gone."""
    row = db.execute(_OLD, (key,)).fetchone()
    if row is None:
        return None
    naming = Naming(*row[:-7])
    title, authors, published, article, draft, problems, arrived = row[-7:]
    db.execute(_LEAVE_TRAIL, (key,))  # marks of many articles at once do not record their paths
    db.executemany(_FORGET_LABEL, _labels(key, naming))
    indexed = Indexed(title, authors, naming.site)
    return _Was(indexed, published, article, naming.own_tags, draft, problems, arrived)


def _forget_text(db: sqlite3.Connection, key: int, indexed: Indexed) -> None:
    """Remove the text, words and links of an entry, if it has any, and take it out of its story."""
    found = db.execute(_TEXT, (key,)).fetchone()
    if found:
        db.execute(_FORGET_WORDS, (key, *words_of(indexed, unpacked(found[0]))))
        db.execute(_FORGET_TEXT, (key,))
        db.execute(_FORGET_LINKS, (key,))
    gathering.forget(db, key)


def _has_same_text(was: _Was, row: IndexRow) -> bool:
    """Whether an entry that is read again has the text that it had. `problems` differ where the
    text had one.
    """
    before = (was.article, was.indexed, was.problems)
    return before == (row.id, _indexed(row), row.problems)


def _labels(key: int, naming: Naming) -> list[tuple[str, str, int]]:
    categories = _categories(naming.category_paths, naming.categories)
    return [
        *(("category", name, key) for name in categories),
        *((("site", label(naming.site), key),) if naming.site else ()),
        *((("feed", label(naming.feed), key),) if naming.feed else ()),
        *(("tag", name, key) for name in (*_names(naming.tags), *_names(naming.own_tags))),
    ]


@lru_cache(4096)  # few values, in many rows
def _categories(paths: str, names: str) -> tuple[str, ...]:
    """The names of categories and of their paths, in the form for comparing."""
    if names == "[]":
        return ()
    wider = (name for path in paths_of(paths, names) for name in category_paths(path))
    return (*_names(names), *wider)


@lru_cache(4096)  # few values, in many rows
def _names(texts: str) -> tuple[str, ...]:
    return () if texts == "[]" else tuple(map(label, json.loads(texts)))


def _indexed(row: IndexRow) -> Indexed:
    return Indexed(row.title, row.authors, row.site)


def _naming(row: IndexRow, own_tags: str) -> Naming:
    return Naming(
        row.category_paths, row.categories, row.site, row.tags, own_tags, row.feed, row.folder
    )
