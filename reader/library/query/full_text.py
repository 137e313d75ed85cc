"""A query → rows, newest first, from the full-text index; and the places where it was found.

Keys are in the order of time, and the full-text index hands rows out by key: so a page of the
newest hits costs what it is long, however many hits there are. A Searcher has a connection of its
own, read only, and may live in a thread: `stop` makes what it is doing give up.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

from reader.errors import LibraryError
from reader.library.index.entry_keys import first_key, last_key
from reader.library.index.index_file import DAMAGED, Damaged, is_damage
from reader.library.index.tokens import GAP, fold, is_cjk
from reader.library.query.language import PARTS, Query, Term

Order = Literal["newest", "oldest", "relevance"]

Parts = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is a hit."""

_STATES = {
    "read": "entry.read = 1",
    "unread": "entry.read = 0",
    "starred": "entry.starred = 1",
    "draft": "entry.draft = 1",
    "started": "(entry.progress > 0 AND entry.progress < 1)",
}
_FLAGS = {name: 1 << bit for bit, name in enumerate(PARTS[:-1])}
_MATCH = "words MATCH :match"
_LABELLED = """EXISTS (SELECT 1 FROM label AS other
  WHERE other.kind = :{0} AND other.name = :{1} AND other.key = {2})"""
_UNMATCHED = "{1} NOT IN (SELECT rowid FROM words WHERE words MATCH :{0})"
_TEXT = "SELECT body FROM text WHERE key = ?"
_RANK = "bm25(words, 8.0, 1.0, 2.0, 2.0)"
_SNIPPET = 90
_OPENING = 24


class TextHit(NamedTuple):
    """A key, and the title and a piece of the text, with what was found in them."""

    key: int
    title: Parts
    snippet: Parts


@dataclass(frozen=True, slots=True)
class SqlStatement:
    """SQL that yields keys, and its values; `key` names the key in it."""

    source: str
    conditions: tuple[str, ...]
    values: dict[str, Any]
    key: str

    def keys(self, order: Order, columns: str = "") -> str:
        """Keys in an order; `columns` of the entry beside them."""
        source = self.source
        if columns and "entry" not in source.split():
            source += f" CROSS JOIN entry ON entry.key = {self.key}"
        rank = order == "relevance" and "words" in source.split()
        by = _RANK if rank else f"{self.key} {'ASC' if order == 'oldest' else 'DESC'}"
        return (
            f"SELECT {self.key}{', ' + columns if columns else ''} FROM {source}"
            f"{self._where()} ORDER BY {by}"
        )

    def count(self) -> str:
        return f"SELECT COUNT(*) FROM {self.source}{self._where()}"

    def _where(self) -> str:
        return f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""


def statement(query: Query) -> SqlStatement:
    """The SQL of a query. Its parts are the constants above; words of the reader are values."""
    values: dict[str, Any] = {}
    conditions: list[str] = []
    labels = list(query.labels)
    if query.terms:
        source, key = "words", "words.rowid"
        values["match"] = match(query)
        conditions.append(_MATCH)
    elif labels:
        source, key = "label", "label.key"
        values["kind"], values["name"] = labels.pop(0)
        conditions.append("label.kind = :kind AND label.name = :name")
    else:
        source, key = "entry", "entry.key"
    for number, (kind, name) in enumerate((*labels, *query.not_labels)):
        values |= {f"kind{number}": kind, f"name{number}": name}
        has = _LABELLED.format(f"kind{number}", f"name{number}", key)
        conditions.append(has if number < len(labels) else f"NOT {has}")
    if query.without and not query.terms:
        for number, term in enumerate(query.without):
            values[f"not{number}"] = _phrase(term)
            conditions.append(_UNMATCHED.format(f"not{number}", key))
    of_entry = list(_of_entry(query, values))
    if of_entry and source != "entry":
        source += f" CROSS JOIN entry ON entry.key = {key}"
    conditions += [*of_entry, *_in_time(query, key, values)]
    return SqlStatement(source, tuple(conditions), values, key)


def match(query: Query) -> str:
    """The words of a query for FTS5, all of them quoted, so that none is syntax."""
    wanted = " AND ".join(map(_phrase, query.terms))
    if not query.without:
        return wanted
    return f"({wanted}) NOT ({' OR '.join(map(_phrase, query.without))})"


def _phrase(term: Term) -> str:
    phrase = f'"{term.words}"' + ("" if term.whole else " *")
    return f"{{{term.column}}} : {phrase}" if term.column else phrase


def _of_entry(query: Query, values: dict[str, Any]) -> Iterator[str]:
    for state in query.states:
        yield _STATES[state]
    for state in query.not_states:
        yield f"NOT {_STATES[state]}"
    for part, sign in [*((p, "") for p in query.parts), *((p, "NOT ") for p in query.not_parts)]:
        has = "entry.problems <> '[]'" if part == "problem" else f"entry.has & {_FLAGS[part]}"
        yield f"{sign}({has})"
    if query.since or query.until:
        values["since"] = query.since.isoformat() if query.since else "0"
        values["until"] = query.until.isoformat() if query.until else "9999-99-99"
        yield "entry.day BETWEEN :since AND :until"


def _in_time(query: Query, key: str, values: dict[str, Any]) -> Iterator[str]:
    """Bounds of the keys that days may have, zones and all; the days themselves are exact."""
    day = timedelta(days=2)
    if query.since and query.since.year > 2:
        values["first"] = first_key(_seconds(query.since - day))
        yield f"{key} >= :first"
    if query.until and query.until.year < 9990:
        values["last"] = last_key(_seconds(query.until + day))
        yield f"{key} <= :last"


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


class Searcher:
    """Searches of one thread, on a connection of its own; `stop` may come from any other."""

    def __init__(self, file: Path | None, db: sqlite3.Connection | None = None) -> None:
        """`db`: the library's own connection, where the index is in memory."""
        self._file = file
        self._db = db
        self._own = db is None

    def keys(
        self, query: Query, order: Order = "newest", limit: int = -1, offset: int = 0
    ) -> list[int]:
        """The keys of hits, in order. Raises Stopped."""
        found = statement(query)
        sql = f"{found.keys(order)} LIMIT :limit OFFSET :offset"
        return [row[0] for row in self._run(sql, found.values | {"limit": limit, "offset": offset})]

    def count(self, query: Query) -> int:
        """How many hits there are. Raises Stopped."""
        found = statement(query)
        return int(next(iter(self._run(found.count(), found.values)))[0])

    def places(self, query: Query, newest: bool, limit: int = -1) -> Iterator[tuple[Any, ...]]:
        """Key, category, site, day, and whether it is read and starred and how far it was read, of
        each hit, in order of time.
        """
        found = statement(query)
        columns = "entry.category, entry.site, entry.day, entry.read, entry.starred, entry.progress"
        sql = f"{found.keys('newest' if newest else 'oldest', columns)} LIMIT :limit"
        return self._run(sql, found.values | {"limit": limit})

    def hit(self, query: Query, key: int, title: str) -> TextHit:
        """Where a query was found in an entry."""
        row = next(iter(self._run(_TEXT, (key,))), None)
        body = ""
        if row:
            import zlib

            try:
                body = zlib.decompress(row[0]).decode("utf-8")
            except (zlib.error, UnicodeDecodeError, TypeError):
                raise Damaged(DAMAGED) from None
        return TextHit(key, marked(title, query), snippet(body, query))

    def stop(self) -> None:
        """Make the search that runs now give up with Stopped."""
        if self._db is not None and self._own:
            self._db.interrupt()

    def close(self) -> None:
        if self._db is not None and self._own:
            self._db.close()
            self._db = None

    def _run(self, sql: str, values: Any) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._connection().execute(sql, values)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_INTERRUPT:
                raise Stopped from None
            if not is_damage(error):
                raise LibraryError(f"The index cannot be read: {error}.") from None
            raise Damaged(DAMAGED) from None

    def _connection(self) -> sqlite3.Connection:
        if self._db is None:
            assert self._file is not None
            self._db = sqlite3.connect(
                f"{self._file.as_uri()}?mode=ro", uri=True, isolation_level=None,
                check_same_thread=False, timeout=2,
            )  # fmt: skip
            self._db.execute("PRAGMA cache_size = -1024")
        return self._db


class Stopped(Exception):
    """A search gave up because it was told to."""


def marked(text: str, query: Query, start: int = 0, end: int | None = None) -> Parts:
    """A text in pieces, with what a query found in it told apart."""
    end = len(text) if end is None else end
    parts: list[tuple[str, bool]] = []
    at = start
    for first, last in _places(text, query, start, end):
        if first > at:
            parts.append((text[at:first], False))
        parts.append((text[first:last], True))
        at = last
    if at < end:
        parts.append((text[at:end], False))
    return tuple(parts)


def snippet(text: str, query: Query, length: int = _SNIPPET) -> Parts:
    """A line of the text around the first hit, or its beginning; "…" is what is left out."""
    found = next(_places(text, query, 0, len(text)), None)
    start = _start(text, found[0]) if found else 0
    end = min(len(text), start + length)
    parts = [(part.replace("\n", " "), is_hit) for part, is_hit in marked(text, query, start, end)]
    if start:
        parts.insert(0, ("…", False))
    if end < len(text):
        parts.append(("…", False))
    return tuple(parts)


def _start(text: str, hit: int) -> int:
    """Where a snippet starts: at the line's start if that is near, else at a word's."""
    start = max(text.rfind("\n", 0, hit) + 1, hit - _OPENING, 0)
    if start and text[start - 1] != "\n" and not is_cjk(text[start]):
        blank = text.find(" ", start, hit)
        start = blank + 1 if blank >= 0 else start
    return start


def _places(text: str, query: Query, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the words of a query are, none over another."""
    pattern = _pattern(query.terms)
    if pattern is None:
        return
    folded = fold(text)
    if len(folded) != len(text):  # a letter became two: what was folded is looked for as it is
        folded = text.lower() if len(text.lower()) == len(text) else text
    for found in pattern.finditer(folded, start, end):
        if found.end() > found.start():
            yield found.span()


def _pattern(terms: Sequence[Term]) -> re.Pattern[str] | None:
    """What finds the words in a folded text."""
    found = sorted({_expression(term) for term in terms if term.column != "site"}, key=len)
    return re.compile("|".join(reversed(found))) if found else None


def _expression(term: Term) -> str:
    made = ""
    last = ""
    for word in fold(term.words).split():
        if word == GAP:
            made += r"[\W_]+"
        else:
            cjk = is_cjk(word[0])
            if last and last != GAP:
                made += "" if cjk and is_cjk(last[-1]) else r"[\W_]*"
            made += re.escape(word) if cjk else rf"(?<![^\W_{_NO_BREAK}]){re.escape(word)}"
        last = word
    if not is_cjk(last[-1]):
        made += rf"[^\W_{_NO_BREAK}]*" if not term.whole else rf"(?![^\W_{_NO_BREAK}])"
    return made


_NO_BREAK = "\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
"""Beside these a Latin word begins and ends."""
