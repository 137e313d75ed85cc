"""The SQLite database of an index: connected to, checked, made, brought up to this version."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reader.library.index import tally
from reader.library.index.faults import DAMAGED, Damaged, is_locked, shows_damage
from reader.library.index.schema import APPLICATION, MIGRATIONS, SCHEMA, VERSION, VIEW

PATIENCE = 5.0
"""Seconds that opening an index waits for another writer."""

GET_META = "SELECT value FROM meta WHERE name = ?"
SET_META = "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"
TABLES = "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT GLOB ?"


class _Connection(sqlite3.Connection):
    """A connection that raises Damaged, with one sentence, if its file is damaged."""

    def execute(self, statement: str, parameters: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(statement, parameters)
        except (sqlite3.DatabaseError, MemoryError) as error:
            if not shows_damage(error):
                raise
            raise Damaged(DAMAGED) from None

    def executemany(self, statement: str, parameters: Any, /) -> sqlite3.Cursor:
        try:
            return super().executemany(statement, parameters)
        except (sqlite3.DatabaseError, MemoryError) as error:
            if not shows_damage(error):
                raise
            raise Damaged(DAMAGED) from None


def connect(name: str) -> sqlite3.Connection:
    """A connection to the file of a name, which is made if there is none; `:memory:` has no file.

    Raises sqlite3.Error.
    """
    # Only one thread at a time uses it, but the keeper's thread need not be the one that opened it.
    db = sqlite3.connect(
        name,
        timeout=PATIENCE,
        isolation_level=None,
        factory=_Connection,
        check_same_thread=False,
    )
    try:
        _use_wal(db)
        db.execute("PRAGMA synchronous = NORMAL")
        # No checkpoints here, as the screen would wait for them: scans and the last close do them.
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("PRAGMA trusted_schema = OFF")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _use_wal(db: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait here by itself if several processes start at once."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not is_locked(error) or time.monotonic() > end:
                raise
        time.sleep(0.01)


def flaw_of(db: sqlite3.Connection, roots: Sequence[Path]) -> str:
    """Why a file cannot be used as the index of these roots, as a predicate; '' if it can."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    application = db.execute("PRAGMA application_id").fetchone()[0]
    if (application, version) == (0, 0) and not db.execute(TABLES, ("",)).fetchone():
        return ""
    if application != APPLICATION:
        return "is not one of ours"
    if version > VERSION:
        return "was made by a newer version"
    if not all(number in MIGRATIONS for number in range(version, VERSION)):
        return "is of an older version"
    found = db.execute(GET_META, ("roots",)).fetchone()
    return "" if found == (signature(roots),) else "belongs to other folders"


def prepared(db: sqlite3.Connection, roots: Sequence[Path]) -> sqlite3.Connection:
    """The same connection with our SQL functions, its schema made or brought up to this version.

    Raises sqlite3.Error, with the connection closed.
    """
    names = [os.fsencode(root.name) for root in roots]
    db.create_function("root_name", 1, names.__getitem__, deterministic=True)
    prepare_for_queries(db)
    if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        db.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been faster.
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                create(db, roots)
            elif version != VERSION:
                _migrate(db, version)
            db.execute("COMMIT")
        except BaseException:
            db.close()
            raise
    return db


def prepare_for_queries(db: sqlite3.Connection) -> None:
    """Add the SQL functions that queries need to a connection."""

    def compared(path: bytes) -> str:
        from reader.library.index.tokens import folder_label

        return folder_label(os.fsdecode(path))

    db.create_function("folder_label", 1, compared, deterministic=True)


def _migrate(db: sqlite3.Connection, version: int) -> None:
    from reader.library.index.nodes import place_all
    from reader.library.index.tokens import category_paths, label

    def paths(categories: str) -> str:
        return json.dumps(category_paths(json.loads(categories)))

    db.create_function("compared", 1, label, deterministic=True)
    db.create_function("category_paths", 1, paths, deterministic=True)
    db.execute("DROP VIEW shown")
    for number in range(version, VERSION):
        for statement in _statements(MIGRATIONS[number]):
            db.execute(statement)
    db.execute(VIEW)
    place_all(db)
    tally.count(db)
    db.execute(f"PRAGMA user_version = {VERSION}")


def create(db: sqlite3.Connection, roots: Sequence[Path]) -> None:
    """Make the schema in an empty database, in a transaction."""
    for statement in _statements(SCHEMA):
        db.execute(statement)
    db.execute(VIEW)
    tally.count(db)
    db.execute(SET_META, ("roots", signature(roots)))
    db.execute(SET_META, ("generation", 0))
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one, because executescript() commits first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def signature(roots: Sequence[Path]) -> str:
    """The text by which an index knows its roots."""
    return "\n".join(ascii(os.fspath(root)) for root in roots)
