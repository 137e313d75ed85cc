"""Tells a damaged index from a bug, where an error does not come from SQLite.

Such an error may come of what the index holds, such as a list that is not JSON or a time of no
year. If all that it holds can have been written by us, the error is a bug of ours, and no rebuild
mends it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from reader.library.index import story_figures, tally
from reader.library.index.schema import UNDATED

_TABLES = """
SELECT name FROM sqlite_master
WHERE type = 'table' AND name NOT GLOB 'words*' AND name NOT GLOB 'sqlite_*'
"""
_COLUMNS = "SELECT name, type, \"notnull\" FROM pragma_table_info(?) WHERE type <> ''"
_LISTS = ("categories", "authors", "tags", "problems", "own_tags")
_YEARS = (-62_135_596_800, 253_402_300_799)
"""The seconds since 1970 at which the years 1 and 9999 begin and end."""

_ANY = "SELECT 1 FROM {0} WHERE {1} LIMIT 1"
_LIST = "IFNULL(NOT json_valid({0}) OR json_type({0}) <> 'array', 1)"
_ITEMS = """
EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid({0}) THEN {0} ELSE '[]' END)
        WHERE type <> '{1}')
"""


def is_sound(db: sqlite3.Connection, roots: int) -> bool:
    """Whether all that an index of so many `roots` holds can be what we wrote. This reads all of
    it, apart from the texts.
    """
    try:
        if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            return False
        if any(db.execute(one, values).fetchone() for one, values in _faults(db, roots)):
            return False
        return not (next(tally.flaws(db), "") or next(story_figures.flaws(db), ""))
    except (sqlite3.Error, MemoryError):
        return False


def _faults(db: sqlite3.Connection, roots: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Statements that find a row with a value that we do not write, and their parameters. They
    contain names of the schema only, no input of the user.
    """
    for (table,) in db.execute(_TABLES).fetchall():
        wrong = [_wrong_type(*column) for column in db.execute(_COLUMNS, (table,))]
        yield _ANY.format(table, " OR ".join(wrong or ["0"])), ()
    yield "SELECT 1 FROM text WHERE typeof(body) NOT IN ('text', 'blob') LIMIT 1", ()
    yield "SELECT 1 FROM folder WHERE root NOT BETWEEN 0 AND ? - 1 LIMIT 1", (roots,)
    yield (
        "SELECT 1 FROM meta WHERE name IN ('generation', 'indexed') AND typeof(value) <> 'integer'",
        (),
    )
    yield "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM tally WHERE kind = 'all')", ()
    yield (
        "SELECT 1 FROM entry WHERE published <> ? AND published NOT BETWEEN ? AND ? LIMIT 1",
        (UNDATED, *_YEARS),
    )
    kinds = {**dict.fromkeys(_LISTS, "text"), "category_paths": "array", "nodes": "integer"}
    for name, kind in kinds.items():
        wrong = [_LIST.format(name), _ITEMS.format(name, kind)]
        yield _ANY.format("entry", " OR ".join(wrong)), ()


def _wrong_type(name: str, declared: str, is_required: int) -> str:
    """SQL for whether a column has a value of another type than it is declared to have."""
    types = f"'{declared.lower()}'" + ("" if is_required else ", 'null'")
    return f'typeof("{name}") NOT IN ({types})'
