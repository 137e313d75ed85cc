"""This device's cache of feeds: `feeds.sqlite` in the cache folder, which may be deleted.

It has what conditional requests need (etag, last-modified), what went wrong, which hosts asked for
a pause, and the known entries, folded from the ledgers of all devices. Without it, feeds are asked
once more and the ledgers are read again; no article comes twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

from reader import config
from reader.errors import FetchError
from reader.feeds import ledger
from reader.feeds.identity import EntryMarks
from reader.feeds.ledger import Checked, Kept
from reader.library.index.index_file import remove
from reader.regular_files import opened

_VERSION = 2
_SCHEMA = """
CREATE TABLE feed (
  root TEXT, key TEXT, etag TEXT, modified TEXT, digest TEXT, due REAL, checked REAL, met REAL,
  failures INTEGER, status INTEGER, error TEXT, since REAL, moved TEXT, moves INTEGER, title TEXT,
  PRIMARY KEY (root, key)) WITHOUT ROWID;
CREATE TABLE entry (
  root TEXT, id TEXT, feed TEXT, link TEXT, title TEXT, date TEXT, text TEXT, path TEXT, file TEXT,
  source TEXT, t INTEGER, PRIMARY KEY (root, id)) WITHOUT ROWID;
CREATE INDEX entry_of_feed ON entry (root, feed);
CREATE TABLE host (name TEXT PRIMARY KEY, until REAL) WITHOUT ROWID;
CREATE TABLE ledger (root TEXT, name TEXT, head BLOB, size INTEGER, PRIMARY KEY (root, name))
  WITHOUT ROWID;
"""
_FEED = "SELECT {} FROM feed WHERE root = ? AND key = ?"
_FEEDS = "SELECT key, {} FROM feed WHERE root = ?"
_KEEP_FEED = "INSERT OR REPLACE INTO feed (root, key, {}) VALUES (?, ?, {})"
_CHECK = """
INSERT INTO feed (root, key, etag, modified, digest, due, checked, met, failures, status, error,
                  since, moved, moves, title)
VALUES (?1, ?2, '', '', '', ?3, 0, ?4, 0, 0, '', 0, '', 0, '')
ON CONFLICT DO UPDATE SET due = ?3, met = ?4, failures = 0, error = '' WHERE ?4 > max(checked, met)
"""
_KEEP_ENTRY = """
INSERT INTO entry (root, id, feed, link, title, date, text, path, file, source, t)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT DO UPDATE SET feed = ?3, link = ?4, title = ?5, date = ?6, text = ?7, path = ?8,
                          file = ?9, source = ?10, t = ?11 WHERE (?11, ?8) >= (t, path)
"""
_KEPT = "SELECT t, feed, id, link, title, date, text, path, file, source FROM entry WHERE root = ?"
_ENTRIES = f"{_KEPT} AND feed = ?"
_ENTRY = f"{_KEPT} AND id = ?"
_ENTRY_OF_FILE = f"{_KEPT} AND id >= ? AND id < ?"
_FEEDS_OF_ENTRIES = """
SELECT feed, count(*) FROM entry WHERE root = ? AND path NOT LIKE '.reader/%' GROUP BY feed
"""
_LEDGERS = "SELECT name, head, size FROM ledger WHERE root = ?"
_KEEP_LEDGER = "INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?)"
_PAUSES = "SELECT name, until FROM host WHERE until > ?"
_PAUSE = "INSERT OR REPLACE INTO host VALUES (?, ?)"

_HEAD = 256
"""Bytes at the start of a ledger which show whether it has been rewritten."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """The state of one feed. Times are seconds since 1970, 0 for never.

    `checked` is when this device last asked, `met` when any device last had an answer; `since` is
    the time of the first of `failures` in a row; `moved` is its permanent new address, which was
    seen `moves` times; `title` is its own.
    """

    etag: str = ""
    modified: str = ""
    digest: str = ""
    due: float = 0.0
    checked: float = 0.0
    met: float = 0.0
    failures: int = 0
    status: int = 0
    error: str = ""
    since: float = 0.0
    moved: str = ""
    moves: int = 0
    title: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether the server said that the feed is gone."""
        return self.status == 410


_COLUMNS = ", ".join(field.name for field in fields(FeedState))
_MARKS = ", ".join("?" for _ in fields(FeedState))


class FeedCache:
    """The cache, for one library. Use it in one thread; `entries` may be asked for in any."""

    def __init__(self, root: Path, file: Path | None = None) -> None:
        """Open the cache, or make a new one if it is missing, damaged or of another version.

        Raises FetchError where that fails.
        """
        self._root = str(root.resolve())
        self.rivals: list[tuple[Kept, Kept]] = []
        """Entries for which `fold` found two lines with different paths, the older line first."""
        self.file = file or cache_file()
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._db = self._opened()
        except (OSError, sqlite3.Error) as error:
            raise FetchError(f"{self.file} cannot be opened: {error}.") from None

    def fold(self) -> None:
        """Read what is new in the ledgers of all devices."""
        seen = {name: (head, size) for name, head, size in self._all(_LEDGERS)}
        with self.saving():
            for file in ledger.ledgers(Path(self._root)):
                with suppress(OSError):
                    self._fold(file, *seen.get(file.name, (b"", 0)))

    def feed(self, key: str) -> FeedState:
        """The state of a feed, also of one not known yet."""
        rows = self._all(_FEED.format(_COLUMNS), key)
        return FeedState(*rows[0]) if rows else FeedState()

    def feeds(self) -> dict[str, FeedState]:
        """The states of all feeds by their keys."""
        return {row[0]: FeedState(*row[1:]) for row in self._all(_FEEDS.format(_COLUMNS))}

    def keep_feeds(self, states: Mapping[str, FeedState]) -> None:
        """Save the states of feeds, by their keys."""
        rows = [(self._root, key, *astuple(state)) for key, state in states.items()]
        with self.saving():
            for row in rows:
                self._run(_KEEP_FEED.format(_COLUMNS, _MARKS), *row)

    def entries(self, feed: str) -> list[Kept]:
        """The entries of a feed that became files."""
        return [_kept(row) for row in self._all(_ENTRIES, feed)]

    def of_file(self, digits: str) -> list[Kept]:
        """The entries whose file has these digits in its name: one, unless two share them."""
        return (
            [_kept(row) for row in self._all(_ENTRY_OF_FILE, digits, f"{digits}g")]
            if digits
            else []
        )

    def counts(self) -> dict[str, int]:
        """How many entries of each feed became files."""
        return dict(self._all(_FEEDS_OF_ENTRIES))

    def pauses(self, now: float) -> dict[str, float]:
        """The paused hosts, and until when."""
        return dict(self._run(_PAUSES, now))

    def pause(self, host: str, until: float) -> None:
        """Pause a host."""
        self._run(_PAUSE, host, until)

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Run what is inside as one transaction."""
        self._run("BEGIN IMMEDIATE")
        try:
            yield
            self._run("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def close(self) -> None:
        self._db.close()

    def _all(self, statement: str, *values: str) -> list[Any]:
        return self._run(statement, self._root, *values)

    def _run(self, statement: str, *values: object) -> list[Any]:
        """The rows of a statement. Raises FetchError; a damaged cache is made again next time."""
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.OperationalError as error:  # no space, no access, another writer
            raise FetchError(f"{self.file} cannot be used: {error}.") from None
        except sqlite3.DatabaseError:
            self._remove()
            raise FetchError(f"{self.file} was damaged; the next fetch makes it again.") from None

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            remove(self.file.with_name(self.file.name + suffix))

    def _opened(self) -> sqlite3.Connection:
        with suppress(sqlite3.DatabaseError):
            db = self._connected()
            if db.execute("PRAGMA user_version").fetchone()[0] == _VERSION:
                return db
            db.close()
        self._remove()
        db = self._connected()
        self.file.chmod(0o600)  # addresses may hold secrets
        db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
        return db

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.file, timeout=10, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        return db

    def _fold(self, file: Path, head: bytes, size: int) -> None:
        with opened(file) as stream:
            now_head = stream.read(_HEAD)
            if not now_head.startswith(head) or file.stat().st_size < size:
                size = 0
            stream.seek(size)
            data = stream.read()
        whole = data.rfind(b"\n") + 1
        if not whole:
            return
        latest = ledger.now()
        for line in ledger.read(data[:whole]):
            self._take(line, latest)
        end = size + whole
        self._run(_KEEP_LEDGER, self._root, file.name, now_head[:end], end)

    def _take(self, line: Kept | Checked, latest: int) -> None:
        if isinstance(line, Kept):
            marks = line.marks
            if before := self._all(_ENTRY, marks.id):
                self._compare(_kept(before[0]), line)
            row = (marks.id, line.feed, marks.link, marks.title, marks.date, marks.text)
            values = (self._root, *row, line.path, line.file, line.source, line.t)
            self._run(_KEEP_ENTRY, *values)
            return
        at = min(line.t, latest) / 1000  # a clock that is ahead stops no feed
        for key, due in line.due.items():
            self._run(_CHECK, self._root, key, due, at)

    def _compare(self, one: Kept, other: Kept) -> None:
        if one.path != other.path:
            older, newer = sorted((one, other), key=lambda line: (line.t, line.path))
            self.rivals.append((older, newer))


def _kept(row: Any) -> Kept:
    t, feed, *marks, path, file, source = row
    return Kept(t, feed, EntryMarks(*marks), path, file, source)


def failed(state: FeedState, now: float, error: str, status: int, due: float) -> FeedState:
    """The state of a feed after one more failure."""
    return replace(
        state,
        checked=now,
        failures=state.failures + 1,
        error=error,
        status=status,
        since=state.since if state.failures else now,
        due=due,
    )


def cache_file() -> Path:
    """Where the cache is, whether it exists or not."""
    return config.index_folder().parent / "feeds.sqlite"
