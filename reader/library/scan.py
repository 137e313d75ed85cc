"""Bring an index up to date with the files: what is new or changed is read, what is gone goes.

Batches are short transactions, so that others get to write and rows appear as they are found; a
scan may be interrupted at any point and the next one goes on from there. One file never ends a
scan, and a root that is not there never empties a library.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import tzinfo
from pathlib import Path

from reader.errors import LibraryError
from reader.library import progress as progress_row
from reader.library.index import PATIENCE, Index, zone_name
from reader.library.progress import Progress, Summary
from reader.library.record import Job, Row, read
from reader.library.state import settle
from reader.library.walk import Place, Seen, walk

_FIRST_BATCH = 50
_BATCH = 200
_BATCH_SECONDS = 0.25
_BEAT = 0.5  # seconds between two signs of life

_FOLDERS = "SELECT root, path, key, mtime_ns FROM folder ORDER BY key"
_ADD_FOLDER = "INSERT INTO folder (root, path, mtime_ns) VALUES (?, ?, 0)"
_SET_FOLDER = "UPDATE folder SET mtime_ns = ? WHERE key = ?"
_REMOVE_FOLDER = "DELETE FROM folder WHERE key = ?"
_KNOWN = "SELECT name, mtime_ns, size, key FROM entry WHERE folder = ?"
_KNOWN_SKIPPED = "SELECT name, mtime_ns, size, NULL FROM skipped WHERE folder = ?"
_SKIPPED_COUNT = "SELECT COUNT(*) FROM skipped"
_REMOVE = "DELETE FROM entry WHERE key = ? RETURNING id"
_REMOVE_SKIPPED = "DELETE FROM skipped WHERE folder = ? AND name = ?"
_SKIP = """
INSERT INTO skipped VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
  reason = excluded.reason, mtime_ns = excluded.mtime_ns, size = excluded.size
"""
_ID = "SELECT id FROM entry WHERE key = ?"
_UPSERT = """
INSERT INTO entry (folder, name, mtime_ns, size, id, title, published, inferred, day, category,
  categories, site, authors, tags, url, problems)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (folder, name) DO UPDATE SET
  mtime_ns = excluded.mtime_ns, size = excluded.size, id = excluded.id, title = excluded.title,
  published = excluded.published, inferred = excluded.inferred, day = excluded.day,
  category = excluded.category, categories = excluded.categories, site = excluded.site,
  authors = excluded.authors, tags = excluded.tags, url = excluded.url,
  problems = excluded.problems
"""

Report = Callable[[Progress], None]


def refresh(
    index: Index, zone: tzinfo | None, report: Report | None, *, full: bool, reread: bool
) -> Summary:
    """Scan the index's roots.

    Not `full`: only folders that changed are listed, which misses files changed in place. `reread`
    reads every file. Raises LibraryError when a root is gone or the index cannot be written.
    While another scan runs it waits for that one to end.
    """
    try:
        with _alone(index), _unhurried(index.db):
            return _Scan(index, zone, report, reread).run(full)
    except sqlite3.OperationalError as error:
        raise LibraryError(f"The index cannot be written: {error}.") from None


@contextmanager
def _alone(index: Index) -> Iterator[None]:
    """One scan at a time. The lock goes with its process, however that ends."""
    if index.file is None:
        yield
        return
    name = f"{os.fspath(index.file)}-lock"
    lock = sqlite3.connect(name, timeout=0, isolation_level=None)
    try:
        while not _is_taken(lock):
            time.sleep(0.1)
        yield
    finally:
        lock.close()


def _is_taken(lock: sqlite3.Connection) -> bool:
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


@contextmanager
def _unhurried(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("PRAGMA wal_autocheckpoint = 1000")
    db.execute("PRAGMA cache_size = -65536")
    try:
        yield
    finally:
        db.execute("PRAGMA cache_size = -2048")
        db.execute("PRAGMA wal_autocheckpoint = 0")


class _Scan:
    """One pass over the roots."""

    def __init__(
        self, index: Index, zone: tzinfo | None, report: Report | None, reread: bool
    ) -> None:
        self._index = index
        self._zone = zone
        self._report = report
        self._reread = reread or index.meta("zone") not in (None, zone_name(zone))
        self._folders: dict[Place, tuple[int, int]] = {
            (root, path): (key, mtime) for root, path, key, mtime in index.db.execute(_FOLDERS)
        }
        self._visited: list[tuple[int, int]] = []  # new mtime, folder
        self._unlisted: list[Place] = []
        self._jobs: list[Job] = []
        self._gone: list[int] = []
        self._gone_skipped: list[tuple[int, bytes]] = []
        self._files = 0
        self._read = 0
        self._walked = False
        self._beat = time.monotonic()
        self._added = self._changed = self._removed = 0

    def run(self, full: bool) -> Summary:
        self._begin()
        try:
            self._walk(full)
            self._read_all()
            self._remove()
        finally:
            with suppress(sqlite3.OperationalError), self._index.write(PATIENCE):
                progress_row.clear(self._index)
        skipped = self._index.db.execute(_SKIPPED_COUNT).fetchone()[0]
        return Summary(self._added, self._changed, self._removed, skipped)

    def _begin(self) -> None:
        with self._index.write(PATIENCE):
            progress_row.write(self._index, Progress(0, None))
            if self._index.meta("zone") is None:
                self._index.set_meta("zone", zone_name(self._zone))

    def _walk(self, full: bool) -> None:
        known = None
        if not (full or self._reread):
            known = {place: mtime for place, (_key, mtime) in self._folders.items()}
        try:
            for seen in walk(self._index.roots, known):
                self._refuse_emptied(seen)
                self._compare(seen)
                if self._read == 0 and len(self._jobs) >= _FIRST_BATCH:
                    self._read_batch(_FIRST_BATCH)
                self._live()
        except OSError as error:
            raise LibraryError(
                f"The folder {error.filename!r} cannot be read: {error.strerror}."
            ) from None
        self._walked = True

    def _refuse_emptied(self, seen: Seen) -> None:
        """The mount point of a drive that is not there is an empty folder."""
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
        """Queue what is new or changed in a folder, and remember what is gone from it."""
        folder = self._folder(seen.place)
        if seen.error:
            self._unlisted.append(seen.place)
            self._skip_folder(folder, seen.error)
            return
        self._visited.append((seen.mtime_ns, folder))
        if seen.files is None:
            return
        known = {row[0]: row for row in self._index.db.execute(_KNOWN, (folder,))}
        refused = {row[0]: row for row in self._index.db.execute(_KNOWN_SKIPPED, (folder,))}
        home = self._index.roots[seen.place[0]] / os.fsdecode(seen.place[1])
        self._files += len(seen.files)
        for file in seen.files:
            name, mtime_ns, size = file
            row, skipped = known.pop(name, None), refused.pop(name, None)
            found = row or skipped
            if found is None or found[:3] != file or self._reread:
                key = row[3] if row else None
                self._jobs.append(Job(folder, home, name, mtime_ns, size, key, bool(skipped)))
        self._gone += [row[3] for row in known.values()]
        self._gone_skipped += [(folder, name) for name in refused]

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
            db.execute(_SET_FOLDER, (0, folder))  # try again, also when it looks unchanged

    def _read_all(self) -> None:
        while self._jobs:
            self._read_batch(_BATCH)

    def _read_batch(self, most: int) -> None:
        """Read some files, then write them in one go."""
        end = time.monotonic() + _BATCH_SECONDS
        done: list[tuple[Job, Row | str]] = []
        while self._jobs and len(done) < most and time.monotonic() < end:
            job = self._jobs.pop()
            done.append((job, read(job, self._zone)))
        self._read += len(done)
        with self._index.write(PATIENCE) as db:
            touched = _forget_old(db, [job for job, _result in done])
            touched |= self._store(db, done)
            settle(self._index, touched)
            self._index.bump()
            progress_row.write(self._index, self._progress())
        self._tell()

    def _store(self, db: sqlite3.Connection, done: Sequence[tuple[Job, Row | str]]) -> set[str]:
        articles = [row for _job, row in done if not isinstance(row, str)]
        db.executemany(_UPSERT, articles)
        refused = [(job, reason) for job, reason in done if isinstance(reason, str) and reason]
        db.executemany(_SKIP, [_skip_row(job, reason) for job, reason in refused])
        for job, row in done:
            if not isinstance(row, str):
                self._added += job.key is None
                self._changed += job.key is not None
            elif job.key is not None:
                self._gone.append(job.key)
        return {str(row[4]) for row in articles}

    def _remove(self) -> None:
        """What is gone goes last, so that a file that moved is never missing."""
        lost = self._lost_folders()
        for _place, folder in lost:
            self._gone += [row[3] for row in self._index.db.execute(_KNOWN, (folder,))]
            rows = self._index.db.execute(_KNOWN_SKIPPED, (folder,))
            self._gone_skipped += [(folder, row[0]) for row in rows]
        while self._gone:
            batch, self._gone = self._gone[:_BATCH], self._gone[_BATCH:]
            with self._index.write(PATIENCE) as db:
                ids = {row[0] for key in batch for row in db.execute(_REMOVE, (key,)).fetchall()}
                self._removed += len(batch)
                settle(self._index, ids)
                self._index.bump()
        with self._index.write(PATIENCE) as db:
            db.executemany(_REMOVE_SKIPPED, self._gone_skipped)
            db.executemany(_REMOVE_SKIPPED, [(folder, b"") for _mtime, folder in self._visited])
            db.executemany(_REMOVE_FOLDER, [(folder,) for _place, folder in lost])
            db.executemany(_SET_FOLDER, self._settled_mtimes())
            self._index.set_meta("indexed", 1)
            self._index.set_meta("zone", zone_name(self._zone))

    def _lost_folders(self) -> list[tuple[Place, int]]:
        visited = {folder for _mtime, folder in self._visited}
        unlisted = tuple(self._unlisted)
        return [
            (place, key)
            for place, (key, _mtime) in self._folders.items()
            if key not in visited and not any(_is_within(place, outer) for outer in unlisted)
        ]

    def _settled_mtimes(self) -> list[tuple[int, int]]:
        """A folder that changed a moment ago may change again within its clock's tick."""
        recent = time.time_ns() - 2_000_000_000
        known = dict(self._folders.values())
        new = ((mtime if mtime < recent else 0, folder) for mtime, folder in self._visited)
        return [(mtime, folder) for mtime, folder in new if known.get(folder) != mtime]

    def _progress(self) -> Progress:
        return Progress(self._files - len(self._jobs), self._files if self._walked else None)

    def _live(self) -> None:
        if time.monotonic() - self._beat > _BEAT:
            self._beat = time.monotonic()
            with self._index.write(PATIENCE):
                progress_row.write(self._index, self._progress())
            self._tell()

    def _tell(self) -> None:
        if self._report:
            self._report(self._progress())


def _skip_row(job: Job, reason: str) -> tuple[object, ...]:
    return job.folder, job.name, reason, job.mtime_ns, job.size


def _forget_old(db: sqlite3.Connection, jobs: Iterable[Job]) -> set[str]:
    """The ids that rows about to be written over had."""
    ids: set[str] = set()
    for job in jobs:
        if job.key is not None:
            ids.update(row[0] for row in db.execute(_ID, (job.key,)).fetchall())
        if job.skipped:
            db.execute(_REMOVE_SKIPPED, (job.folder, job.name))
    return ids


def _is_within(place: Place, outer: Place) -> bool:
    if place[0] != outer[0]:
        return False
    return place[1] == outer[1] or place[1].startswith(outer[1] + b"/")


def _is_bare(root: Path) -> bool:
    return next(root.iterdir(), None) is None
