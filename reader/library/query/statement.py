"""Turns a query into SQL, for commands, the search box, marks, counts, and articles in memory.
Nothing else does.

An article whose text is not in the index yet does not match a query that asks for anything in
texts, be it that something is not in them.

The SQL is made of the constants here; input of the user is passed as values. Hidden rows (see
hide_duplicates.py) never match.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import eq, ge, gt, le, lt
from typing import Any, Literal

from reader.lazy_tuple import NamedTuple
from reader.library.index.arrivals import SINCE
from reader.library.index.entry_keys import first_key, last_key
from reader.library.index.pending import TEXTS
from reader.library.index.schema import HIDDEN
from reader.library.query.groups import IS_LATER, UNREAD
from reader.library.query.language import PARTS, Query, Term

Order = Literal["newest", "oldest", "unread", "title", "site", "length", "score", "relevance"]
"""Unread ones before the others; the shortest text first; the highest score first; what is equal,
newest first.
"""

_STATES = {
    "read": "entry.read = 1",
    "unread": f"({UNREAD})",
    "muted": "entry.muted = 1",
    "starred": "entry.starred = 1",
    "draft": "entry.draft = 1",
    "started": "(entry.progress > 0 AND entry.progress < 1)",
    "later": IS_LATER,
}
_FLAGS = {name: 1 << bit for bit, name in enumerate(PARTS[:-1])}
_MATCH = "words MATCH :match"
_LABEL = "label.kind = :kind AND label.name = :name"
_LABELLED = """EXISTS (SELECT 1 FROM label AS other
  WHERE other.kind = :{0} AND other.name = :{1} AND other.key = {2})"""
_UNMATCHED = "{1} NOT IN (SELECT rowid FROM words WHERE words MATCH :{0})"
_HAS_TEXT = "NOT EXISTS (SELECT 1 FROM pending WHERE phase = :texts AND pending.key = {})"
_LEADS_TO = "entry.key {0} (SELECT key FROM link WHERE name = :link{1})"
_LEADS_TO_FILE = """entry.key {0} (SELECT key FROM link
  WHERE name = :link{1} AND path IN (SELECT value FROM json_each(:paths{1})))"""
_SHOWN = f"entry.day < '{HIDDEN}'"
_IN_FOLDER = """entry.folder {0} (SELECT key FROM folder
  WHERE folder_label(path) = :{1} OR :{1} = '' OR (
    folder_label(path) >= :{1} || '/' AND folder_label(path) < :{1} || '0'))"""
"""'0' is the character after '/'."""

_BELOW = """{0} {1} (SELECT placed.key FROM node CROSS JOIN placed ON placed.node = node.key
  WHERE node.kind = 'category' AND (REPLACE(path, CHAR(31), '/') = :{2}
    OR SUBSTR(REPLACE(path, CHAR(31), '/'), 1, LENGTH(:{2}) + 1) = :{2} || '/'))"""
_COMPARED = {"=": eq, ">": gt, "<": lt, ">=": ge, "<=": le}
_RANK = "bm25(words, 8.0, 1.0, 2.0, 2.0)"
_BY_TIME = "entry.day{0}, entry.published{0}, entry.key{0}"
_BY = {
    "unread": "MAX(entry.read, entry.muted)",
    "title": "entry.title COLLATE NOCASE",
    "site": "entry.site = '', entry.site COLLATE NOCASE",
    "score": "-entry.score",
    "length": f"COALESCE((SELECT LENGTH(body) FROM text WHERE text.key = entry.key), {2**62})",
}
"""By order, what comes before the time; the length is that of the packed text."""

_FEW_KEYS = 20
"""Up to so many, words are looked up once for each; else once between the least and the most."""

_ARRIVED = f"{{0}} IN ({SINCE.format(':arrived')})"
_DATED, _UNDATED = "entry.day > ''", "entry.day = ''"


class SqlStatement(NamedTuple):
    """SQL that finds entries, and its values; `key` is the column with the entry's key in
    the first table.
    """

    source: str
    conditions: tuple[str, ...]
    values: dict[str, Any]
    key: str

    def rows(self, columns: str, order: Order) -> tuple[str, ...]:
        """Statements that, one after the other, select columns of the entries in an order; by time,
        entries without a date come last.

        If words or names are searched for, the order of time is that of the keys, in which the rows
        are found, so that the cost of the first page depends only on its length.
        """
        by_key = self.key != "entry.key"
        match order:
            case "relevance" if self.key == "words.rowid":
                return (self._rows(columns, _RANK),)
            case "unread" | "title" | "site" | "length" | "score":
                return (self._rows(columns, self._by(order)),)
            case "oldest":
                by = self.key if by_key else _BY_TIME.format("")
                return tuple(self._rows(columns, by, one) for one in (_DATED, _UNDATED))
            case _:
                by = f"{self.key} DESC" if by_key else _BY_TIME.format(" DESC")
                return (self._rows(columns, by),)

    def in_order(self, columns: str, order: Order) -> str:
        """A statement that selects columns of the entries in an order. That of time is here the
        order of the keys.
        """
        by_time = f"{self.key} {'ASC' if order == 'oldest' else 'DESC'}"
        return self._rows(columns, self._by(order) if order in _BY else by_time)

    def _by(self, order: Order) -> str:
        """An order in SQL; entries without a date come last."""
        return f"{_UNDATED}, {_BY[order]}, entry.key DESC"

    def unordered(self, columns: str) -> str:
        """A statement that selects columns of the entries in any order."""
        return f"SELECT {columns} {self._from()}"

    def counting(self) -> str:
        """A statement that counts the entries."""
        return f"SELECT COUNT(*) {self._from()}"

    def _rows(self, columns: str, by: str, *more: str) -> str:
        return f"SELECT {columns} {self._from(*more)} ORDER BY {by}"

    def _from(self, *more: str) -> str:
        return f"FROM {self.source} WHERE {' AND '.join((*self.conditions, *more))}"


def statement(query: Query, today: date, among: Sequence[int] | None = None) -> SqlStatement:
    """The SQL of a query, given the date of today. With `among`, which are keys in order, only
    entries with these match, hidden ones too.
    """
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
        conditions.append(_LABEL)
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
    if (query.without and not query.terms) or query.not_parts or query.not_links:
        values["texts"] = TEXTS
        conditions.append(_HAS_TEXT.format(key))
    if source != "entry":
        source += f" CROSS JOIN entry ON entry.key = {key}"
    conditions += [
        *([_SHOWN] if among is None else _among(among, key, values)),
        *_of_entry(query, values),
        *_below_categories(query, key, values),
        *_in_folders(query, values),
        *_leading_to(query, values),
        *_on_days(query, key, today, values),
        *_arrived(query, key, values),
    ]
    return SqlStatement(source, tuple(conditions), values, key)


def _among(keys: Sequence[int], key: str, values: dict[str, Any]) -> Iterator[str]:
    values["among"] = json.dumps(keys)
    if key == "words.rowid" and len(keys) > _FEW_KEYS:
        values |= {"least": keys[0], "most": keys[-1]}
        yield "words.rowid BETWEEN :least AND :most"
        key = f"+{key}"
    yield f"{key} IN (SELECT value FROM json_each(:among))"


def match(query: Query) -> str:
    """The words of a query as an FTS5 expression, all quoted, so that none is read as syntax."""
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
    for number, (sign, value) in enumerate(query.scores):
        values[f"score{number}"] = value
        yield f"entry.score {sign} :score{number}"
        if not _COMPARED[sign](0, value):
            yield "entry.score <> 0"  # few have a score, and they have an index
    for number, (sign, value) in enumerate(query.not_scores):
        values[f"not_score{number}"] = value
        yield f"NOT entry.score {sign} :not_score{number}"


def _below_categories(query: Query, key: str, values: dict[str, Any]) -> Iterator[str]:
    paths = [*((path, "IN") for path in query.paths), *((p, "NOT IN") for p in query.not_paths)]
    for number, (path, is_in) in enumerate(paths):
        values[f"path{number}"] = path
        yield _BELOW.format(key, is_in, f"path{number}")


def _in_folders(query: Query, values: dict[str, Any]) -> Iterator[str]:
    paths = [*((path, "IN") for path in query.folders), *((p, "NOT IN") for p in query.not_folders)]
    for number, (path, is_in) in enumerate(paths):
        values[f"folder{number}"] = path
        yield _IN_FOLDER.format(is_in, f"folder{number}")


def _leading_to(query: Query, values: dict[str, Any]) -> Iterator[str]:
    asked = [*((said, "IN") for said in query.links), *((s, "NOT IN") for s in query.not_links)]
    for number, (said, is_in) in enumerate(asked):
        from reader.articles.links import addresses_of, name_of

        values[f"link{number}"] = name_of(said)
        if "/" in said:
            values[f"paths{number}"] = json.dumps(addresses_of(said, f"/{said}"))
        yield (_LEADS_TO_FILE if "/" in said else _LEADS_TO).format(is_in, number)


def _on_days(query: Query, key: str, today: date, values: dict[str, Any]) -> Iterator[str]:
    """Conditions for the days, which are exact, and for the keys that these days may
    have in any zone.
    """
    first, last = query.days(today)
    if not (first or last):
        return
    values["since"] = first.isoformat() if first else "0"
    values["until"] = last.isoformat() if last else "9999-99-99"
    yield "entry.day BETWEEN :since AND :until"
    about = timedelta(days=2)
    if first and first.year > 2:
        values["first"] = first_key(_seconds(first - about))
        yield f"{key} >= :first"
    if last and last.year < 9990:
        values["last"] = last_key(_seconds(last + about))
        yield f"{key} <= :last"


def _arrived(query: Query, key: str, values: dict[str, Any]) -> Iterator[str]:
    if query.arrived is not None:
        values["arrived"] = query.arrived
        # the plus: looking up the words once for each arrival would take longer
        yield _ARRIVED.format(f"+{key}" if key == "words.rowid" else key)


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
