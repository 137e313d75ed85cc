"""Updates an index from the files: reads what is new or changed, and removes what is gone.

Batches are short transactions, so that other processes can write and rows appear while the scan
goes on. A scan may be interrupted at any point; the next one continues from there. A bad file does
not stop a scan, and a missing root does not empty a library.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path

import reader
from reader import config
from reader.drives import is_gone
from reader.errors import LibraryError
from reader.library.index import scan_progress as progress_row
from reader.library.index.entry_rows import local_day
from reader.library.index.hide_duplicates import hide
from reader.library.index.index_file import PATIENCE, Full, Index, is_passing, lacks_room, zone_name
from reader.library.index.scan_progress import Progress, Summary
from reader.library.journal.adoption import settle
from reader.library.scan.ignoring import Ignoring, Place
from reader.library.scan.lock import alone, unhurried
from reader.library.scan.reader_pool import Outcome, Readers
from reader.library.scan.record import Job, Record
from reader.library.scan.store import Put, remove, store
from reader.library.scan.walk import File, Seen, walk

_FIRST_BATCH = 50  # articles; small, so that the first rows appear early
_BATCH = 4000
_FIRST_SECONDS = 0.3
_BATCH_SECONDS = 0.9
_BEAT = 0.5  # seconds between two signs of life
_REMOVED_AT_ONCE = 500
_MOST_WAITING = 20_000  # files found but not read, above which the walk waits

_FOLDERS = "SELECT root, path, key, mtime_ns FROM folder ORDER BY key"
_ADD_FOLDER = "INSERT INTO folder (root, path, mtime_ns) VALUES (?, ?, 0)"
_SET_FOLDER = "UPDATE folder SET mtime_ns = ? WHERE key = ?"
_REMOVE_FOLDER = "DELETE FROM folder WHERE key = ?"
_KNOWN = "SELECT name, mtime_ns, size FROM entry WHERE folder = ?"
_KEYS = "SELECT name, key FROM entry WHERE folder = ?"
_KNOWN_SKIPPED = "SELECT name, mtime_ns, size FROM skipped WHERE folder = ? AND name <> x''"
_PASSED = "SELECT name, reason FROM passed WHERE folder = ?"
_FORGET_PASSED = "DELETE FROM passed WHERE folder = ?"
_ADD_PASSED = "INSERT OR REPLACE INTO passed VALUES (?, ?, ?)"
_SKIPPED_COUNT = "SELECT COUNT(*) FROM skipped"
_UNLISTED = "SELECT folder FROM skipped WHERE name = x''"
_REMOVE_SKIPPED = "DELETE FROM skipped WHERE folder = ? AND name = ?"
_SKIP = """
INSERT INTO skipped VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
  reason = excluded.reason, mtime_ns = excluded.mtime_ns, size = excluded.size
"""
HIDDEN_DRAFT = "It is a draft, and the settings hide drafts."

_ANY = "SELECT 1 FROM entry LIMIT 1"
_SAME = """
SELECT entry.key, folder.root, folder.path, entry.name
FROM entry JOIN folder ON folder.key = entry.folder WHERE entry.id = ?
"""

Report = Callable[[Progress], None]


def refresh(
    index: Index,
    zone: tzinfo | None,
    report: Report | None,
    *,
    full: bool,
    reread: bool,
    touched: Collection[Path] = (),
) -> Summary:
    """Scan the roots of an index, after any other scan has ended.

    Without `full`, only folders that changed are listed, which misses files changed in place, and
    those in `touched`. `reread` reads every file. Raises LibraryError when a root is gone or the
    index cannot be written, which is Full if there is no room.
    """
    try:
        with alone(index), unhurried(index.db):
            return _Scan(index, zone, report, reread).run(full, touched)
    except sqlite3.OperationalError as error:
        if not is_passing(error):
            raise
        kind = Full if lacks_room(error) else LibraryError
        raise kind(f"The index cannot be written: {error}.") from None


class _Scan:
    """One pass over the roots."""

    def __init__(
        self, index: Index, zone: tzinfo | None, report: Report | None, reread: bool
    ) -> None:
        self._index = index
        self._zone = zone
        self._report = report
        self._manner = _manner(zone)
        self._reread = reread or index.meta("manner") not in (None, self._manner)
        self._folders: dict[Place, tuple[int, int]] = {
            (root, path): (key, mtime) for root, path, key, mtime in index.db.execute(_FOLDERS)
        }
        self._was_empty = index.db.execute(_ANY).fetchone() is None
        self._visited: list[tuple[int, int]] = []  # new mtime, folder
        self._unlisted: list[Place] = []
        settings = config.load()
        self._ignoring = Ignoring(index.roots, settings.include, settings.ignore)
        self._hides_drafts = not settings.drafts
        self._ruled = _unpacked(index.meta("rules"))
        self._rules: dict[Place, str] = {}
        self._readers = Readers(zone)
        self._outcomes: list[Outcome] = []
        self._gone: dict[int, None] = {}
        self._gone_skipped: list[tuple[int, bytes]] = []
        self._taken_over: set[int] = set()  # rows reused for files that moved
        self._files = self._unread = 0
        self._stored = self._shown = False
        self._walked = False
        self._beat = self._written = time.monotonic()
        self._added = self._changed = self._moved = self._removed = 0

    def run(self, full: bool, touched: Collection[Path]) -> Summary:
        self._begin()
        try:
            self._walk(full, touched)
            self._read_all()
            self._remove()
        finally:
            self._readers.close()
            if self._shown:
                with suppress(sqlite3.OperationalError), self._index.write(PATIENCE):
                    progress_row.clear(self._index)
        skipped = self._index.db.execute(_SKIPPED_COUNT).fetchone()[0]
        return Summary(self._added, self._changed, self._moved, self._removed, skipped)

    def _begin(self) -> None:
        """Store the manner of a new index. Otherwise nothing is written, as most scans
        find no change.
        """
        if self._index.meta("manner") is None:
            with self._index.write(PATIENCE):
                self._index.set_meta("manner", self._manner)

    def _walk(self, full: bool, touched: Collection[Path]) -> None:
        try:
            roots, known = self._index.roots, self._known(full, touched)
            for seen in walk(roots, known, self._ignoring, self._ruled):
                self._refuse_emptied(seen)
                if seen.own:
                    self._rules[seen.place] = seen.own
                self._compare(seen)
                self._work(0)
                while self._unread > _MOST_WAITING:
                    self._work(_BEAT)
        except OSError as error:
            raise LibraryError(
                f"The folder {error.filename!r} cannot be read: {error.strerror}."
            ) from None
        self._walked = True

    def _known(self, full: bool, touched: Collection[Path]) -> dict[Place, int] | None:
        """The folders that need not be listed if they still have these mtimes."""
        if full or self._reread:
            return None
        known = {place: mtime for place, (_key, mtime) in self._folders.items()}
        for number, root in enumerate(self._index.roots):
            for folder in touched:
                if folder.is_relative_to(root):
                    path = os.fsencode(folder.relative_to(root)) if folder != root else b""
                    known[number, path] = 0 if (number, path) in known else -1
        return {place: mtime for place, mtime in known.items() if mtime >= 0}

    def _refuse_emptied(self, seen: Seen) -> None:
        """Raise LibraryError for a root that was emptied: it may be the mount point of a
        missing drive.
        """
        root = seen.place[0]
        if seen.place[1] or seen.files or seen.folders or self._reread:
            return
        folders = [key for place, (key, _mtime) in self._folders.items() if place[0] == root]
        if _is_bare(self._index.roots[root]) and any(map(self._holds, folders)):
            raise LibraryError(
                f"The folder {self._index.roots[root]} is empty now; its articles stay listed."
            )

    def _holds(self, folder: int) -> bool:
        return self._index.db.execute(_KNOWN, (folder,)).fetchone() is not None

    def _compare(self, seen: Seen) -> None:
        """Queue the new and changed files of a folder, and note those that are gone."""
        folder = self._folder(seen.place)
        if seen.error:
            self._unlisted.append(seen.place)
            self._skip_folder(folder, seen.error)
            return
        self._visited.append((seen.mtime_ns, folder))
        if seen.files is None:
            return
        db = self._index.db
        self._files += len(seen.files)
        known = set(db.execute(_KNOWN, (folder,)))
        refused = set(db.execute(_KNOWN_SKIPPED, (folder,)))
        if set(db.execute(_PASSED, (folder,))) != set(seen.passed):
            self._pass(folder, seen.passed)
        found = set(seen.files)
        if self._reread or seen.stale or found != known | refused:
            self._queue(seen, folder, known, refused)

    def _queue(self, seen: Seen, folder: int, known: set[File], refused: set[File]) -> None:
        files = seen.files or []
        again = self._reread or seen.stale
        new = files if again else [f for f in files if f not in known and f not in refused]
        keys = dict(self._index.db.execute(_KEYS, (folder,)).fetchall()) if known else {}
        skipped = {name for name, _mtime, _size in refused}
        root = os.fspath(self._index.roots[seen.place[0]])
        home = os.path.join(root, os.fsdecode(seen.place[1]))  # noqa: PTH118 (faster on strings)
        self._unread += len(new)
        self._readers.ask(
            Job(folder, home, name, mtime, size, keys.get(name), name in skipped, root=root)
            for name, mtime, size in new
        )
        names = {name for name, _mtime, _size in files}
        self._gone |= {key: None for name, key in keys.items() if name not in names}
        self._gone_skipped += [(folder, name) for name in skipped - names]

    def _pass(self, folder: int, passed: Iterable[tuple[bytes, str]]) -> None:
        with self._index.write(PATIENCE) as db:
            db.execute(_FORGET_PASSED, (folder,))
            db.executemany(_ADD_PASSED, [(folder, name, reason) for name, reason in passed])

    def _folder(self, place: Place) -> int:
        known = self._folders.get(place)
        if known is None:
            with self._index.write(PATIENCE) as db:
                key = db.execute(_ADD_FOLDER, place).lastrowid or 0
            known = self._folders[place] = (key, 0)
        return known[0]

    def _skip_folder(self, folder: int, reason: str) -> None:
        with self._index.write(PATIENCE) as db:
            db.execute(_SKIP, (folder, b"", reason, 0, 0))
            db.execute(_SET_FOLDER, (0, folder))  # list it again, even if unchanged

    def _read_all(self) -> None:
        while self._unread or self._outcomes:
            self._work(_BEAT)

    def _work(self, wait: float) -> None:
        """Take outcomes from the readers, and write a batch when there are enough
        or they are due.
        """
        for outcome in self._readers.answers(wait if self._unread else 0):
            job, found = outcome
            hidden = isinstance(found, Record) and self._hides_drafts and found.row.draft
            self._outcomes.append((job, HIDDEN_DRAFT) if hidden else outcome)
            self._unread -= 1
        if self._outcomes and self._is_due():
            self._write_batch()
        if time.monotonic() - self._beat > _BEAT:
            self._live()

    def _is_due(self) -> bool:
        most, seconds = _BATCH, _BATCH_SECONDS
        if not self._stored:
            most, seconds = _FIRST_BATCH, _FIRST_SECONDS
        elif self._walked:  # smaller batches at the end, so that no reader waits for the writer
            most = min(most, max(_FIRST_BATCH, self._unread))
        waited = time.monotonic() - self._written
        return self._unread == 0 or len(self._outcomes) >= most or waited > seconds

    def _write_batch(self) -> None:
        done, self._outcomes = self._outcomes, []
        with self._index.write(PATIENCE) as db:
            articles = [
                self._put(db, job, found)
                for job, found in done
                if found and not isinstance(found, str)
            ]
            touched = store(db, articles)
            self._refuse(db, done)
            settle(self._index, touched)
            hide(db, touched, self._day)
            self._index.bump()
            progress_row.write(self._index, self._progress())
        self._stored = self._shown = True
        self._written = time.monotonic()
        self._tell()

    def _day(self, published: int) -> str:
        return local_day(published, self._zone)

    def _put(self, db: sqlite3.Connection, job: Job, record: Record) -> Put:
        """A record, and the key of the row to reuse: its own, or that of a file that moved."""
        if job.key is not None:
            self._changed += 1
            return Put(record, job.key)
        key = None if self._was_empty else self._moved_from(db, record.row.id)
        self._moved += key is not None
        self._added += key is None
        return Put(record, key)

    def _moved_from(self, db: sqlite3.Connection, article: str) -> int | None:
        for key, root, folder, name in db.execute(_SAME, (article,)).fetchall():
            path = self._index.roots[root] / os.fsdecode(folder) / os.fsdecode(name)
            if key not in self._taken_over and is_gone(path):
                self._taken_over.add(key)
                self._gone.pop(key, None)
                return int(key)
        return None

    def _refuse(self, db: sqlite3.Connection, done: Sequence[Outcome]) -> None:
        """Store which files are not articles, and remove those that have become articles."""
        for job, found in done:
            if isinstance(found, str) and found:
                db.execute(_SKIP, (job.folder, job.name, found, job.mtime_ns, job.size))
            elif job.skipped:
                db.execute(_REMOVE_SKIPPED, (job.folder, job.name))
            if isinstance(found, str) and job.key is not None:
                self._gone[job.key] = None

    def _remove(self) -> None:
        """Remove what is gone, at the end, so that a file that moved is never missing."""
        lost = self._lost_folders()
        for _place, folder in lost:
            self._gone |= {row[1]: None for row in self._index.db.execute(_KEYS, (folder,))}
            rows = self._index.db.execute(_KNOWN_SKIPPED, (folder,))
            self._gone_skipped += [(folder, row[0]) for row in rows]
        gone = [key for key in self._gone if key not in self._taken_over]
        for start in range(0, len(gone), _REMOVED_AT_ONCE):
            batch = gone[start : start + _REMOVED_AT_ONCE]
            with self._index.write(PATIENCE) as db:
                articles = {remove(db, key) for key in batch}
                settle(self._index, articles)
                hide(db, articles, self._day)
                self._removed += len(batch)
                self._index.bump()
            self._live()
        self._finish([folder for _place, folder in lost])

    def _finish(self, lost: Sequence[int]) -> None:
        db = self._index.db
        visited = {folder for _mtime, folder in self._visited}
        shut = [(row[0], b"") for row in db.execute(_UNLISTED) if row[0] in visited.union(lost)]
        mtimes = self._settled_mtimes()
        facts: dict[str, str | int] = {"indexed": 1, "manner": self._manner}
        if self._rules or self._ruled:
            facts["rules"] = _packed(self._rules)
        known = all(self._index.meta(name) == value for name, value in facts.items())
        if known and not (shut or lost or mtimes or self._gone_skipped):
            return
        with self._index.write(PATIENCE) as db:
            db.executemany(_REMOVE_SKIPPED, self._gone_skipped + shut)
            db.executemany(_FORGET_PASSED, [(folder,) for folder in lost])
            db.executemany(_REMOVE_FOLDER, [(folder,) for folder in lost])
            db.executemany(_SET_FOLDER, mtimes)
            for name, value in facts.items():
                self._index.set_meta(name, value)

    def _lost_folders(self) -> list[tuple[Place, int]]:
        visited = {folder for _mtime, folder in self._visited}
        unlisted = tuple(self._unlisted)
        return [
            (place, key)
            for place, (key, _mtime) in self._folders.items()
            if key not in visited and not any(_is_within(place, outer) for outer in unlisted)
        ]

    def _settled_mtimes(self) -> list[tuple[int, int]]:
        """The mtimes to store, 0 for a folder that changed just now: another change within the same
        tick of the clock would not show.
        """
        recent = time.time_ns() - 2_000_000_000
        known = dict(self._folders.values())
        new = ((mtime if mtime < recent else 0, folder) for mtime, folder in self._visited)
        return [(mtime, folder) for mtime, folder in new if known.get(folder) != mtime]

    def _progress(self) -> Progress:
        done = self._files - self._unread - len(self._outcomes)
        return Progress(done, self._files if self._walked else None)

    def _live(self) -> None:
        self._beat = time.monotonic()
        self._shown = True
        with self._index.write(PATIENCE):
            progress_row.write(self._index, self._progress())
        self._tell()

    def _tell(self) -> None:
        if self._report:
            self._report(self._progress())


def _is_within(place: Place, outer: Place) -> bool:
    if place[0] != outer[0]:
        return False
    return place[1] == outer[1] or place[1].startswith(outer[1] + b"/")


def _is_bare(root: Path) -> bool:
    return next(root.iterdir(), None) is None


def _manner(zone: tzinfo | None) -> str:
    """What rows depend on besides their files: the zone, this version, the user's
    rules and settings.
    """
    try:
        rules = config.sites_file().read_bytes()
    except OSError:
        rules = b""
    settings = config.load()
    chosen = (settings.include, settings.ignore, settings.drafts)
    if any(chosen[:2]) or not settings.drafts:
        rules += repr(chosen).encode("utf-8", "replace")
    return f"{zone_name(zone)} {reader.__version__} {zlib.crc32(rules):08x}"


def _packed(rules: dict[Place, str]) -> str:
    return json.dumps([[root, os.fsdecode(path), own] for (root, path), own in rules.items()])


def _unpacked(rules: str | int | None) -> dict[Place, str]:
    if not isinstance(rules, str) or not rules:
        return {}
    return {(root, os.fsencode(path)): own for root, path, own in json.loads(rules)}
