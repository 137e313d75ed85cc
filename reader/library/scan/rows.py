"""The first phase of a scan: makes the rows of new and changed files, and removes those of files
that are gone.

Batches are short transactions, so that other processes can write and rows appear while the scan
goes on. A bad file does not stop it, and a missing root does not empty a library.
"""

from __future__ import annotations

import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Collection
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import reader
from reader import config
from reader.drives import is_gone
from reader.errors import LibraryError
from reader.library.index import arrivals, pending
from reader.library.index import scan_progress as progress_row
from reader.library.index.entry_rows import local_day
from reader.library.index.index_file import SCAN_PATIENCE, Index, zone_name
from reader.library.index.pending import TEXTS
from reader.library.index.scan_progress import Progress, Summary
from reader.library.scan.ignoring import Ignoring
from reader.library.scan.known_folders import KnownFolders, store_unreadable
from reader.library.scan.walk import File, Seen, walk
from reader.regular_files import read_bytes

if TYPE_CHECKING:
    from reader.library.filters.filtering import Filtering
    from reader.library.scan.reader_pool import Readers
    from reader.library.scan.record import IndexRow, Job
    from reader.library.scan.store import Put

_FIRST_BATCH = 50  # articles; small, so that the first rows appear early
_BATCH = 4000
_FIRST_SECONDS = 0.3
_BATCH_SECONDS = 0.9
_BEAT = 0.5  # seconds between two signs of life
_REMOVED_AT_ONCE = 500
_MOST_WAITING = 20_000  # files found but not read, above which the walk waits

_SKIPPED_COUNT = "SELECT COUNT(*) FROM skipped"
_READ_BEFORE = """
SELECT id, title, published, inferred, categories, site, authors, tags, url, draft, permalink
FROM entry WHERE key = ?
"""
_HIDDEN_DRAFT = "It is a draft, and the settings hide drafts."

_ANY = "SELECT 1 FROM entry LIMIT 1"
_SAME = """
SELECT entry.key, folder.root, folder.path, entry.name
FROM entry JOIN folder ON folder.key = entry.folder WHERE entry.id = ?
"""

Report = Callable[[Progress], None]


class Rows:
    """One pass over the roots, which makes the rows of new and changed files."""

    def __init__(
        self,
        index: Index,
        zone: tzinfo | None,
        report: Report,
        readers: Callable[[], Readers],
        filtering: Filtering | None,
    ) -> None:
        self._index = index
        self._zone = zone
        self._report = report
        self._readers = readers
        self._filtering = filtering
        self._manner = _manner(zone)
        self._reread = index.meta("manner") not in (None, self._manner)
        self._folders = KnownFolders(index)
        self._is_first = not index.meta("indexed")
        self._was_empty = index.db.execute(_ANY).fetchone() is None
        settings = config.load()
        self._ignoring = Ignoring(index.roots, settings.include, settings.ignore)
        self._hides_drafts = not settings.drafts
        self._outcomes: list[tuple[Job, IndexRow | str]] = []
        self._gone: dict[int, None] = {}
        self._taken_over: set[int] = set()  # rows reused for files that moved
        self._files = self._unread = 0
        self._stored = False
        self._walked = False
        self._beat = self._written = time.monotonic()
        self._added = self._changed = self._moved = self._removed = 0

    def run(self, full: bool, touched: Collection[Path]) -> Summary:
        """Scan all folders, or if it is not `full`, those that changed and those in `touched`.

        Raises LibraryError for a root that is gone or was emptied, sqlite3.OperationalError if the
        index cannot be written.
        """
        self._begin()
        self._walk(full, touched)
        self._read_all()
        self._remove()
        skipped = self._index.db.execute(_SKIPPED_COUNT).fetchone()[0]
        return Summary(self._added, self._changed, self._moved, self._removed, skipped)

    def _begin(self) -> None:
        """Store the manner of a new index, and queue all texts if they were read in another one.
        Otherwise nothing is written, as most scans find no change.
        """
        if self._filtering:
            self._filtering.begin()
        is_new, texts = self._index.meta("manner") is None, _manner_of_texts()
        if is_new or self._index.meta(TEXTS) != texts:
            with self._index.write(SCAN_PATIENCE) as db:
                pending.add_all(db, TEXTS)
                self._index.set_meta(TEXTS, texts)
                if is_new:
                    self._index.set_meta("manner", self._manner)

    def _walk(self, full: bool, touched: Collection[Path]) -> None:
        try:
            known = None if full or self._reread else self._folders.unchanged(touched)
            for seen in walk(self._index.roots, known, self._ignoring, self._folders.rules):
                self._refuse_emptied(seen)
                self._compare(seen)
                self._work(0)
                while self._unread > _MOST_WAITING:
                    self._work(_BEAT)
        except OSError as error:
            raise LibraryError(
                f"The folder “{error.filename}” cannot be read: {error.strerror}."
            ) from None
        self._walked = True

    def _refuse_emptied(self, seen: Seen) -> None:
        """Raise LibraryError for a root that was emptied: it may be the mount point of a
        missing drive.
        """
        root = seen.place[0]
        if seen.place[1] or seen.files or seen.folders or self._reread:
            return
        if _is_bare(self._index.roots[root]) and self._folders.holds_any(root):
            raise LibraryError(
                f"The folder {self._index.roots[root]} is empty now; its articles stay listed."
            )

    def _compare(self, seen: Seen) -> None:
        """Queue the new and changed files of a folder, and note those that are gone."""
        folder = self._folders.visit(seen)
        if folder is None or seen.files is None:
            return
        self._files += len(seen.files)
        known, refused = self._folders.files(folder)
        if self._reread or seen.stale or set(seen.files) != known | refused:
            self._queue(seen, folder, known, refused)

    def _queue(self, seen: Seen, folder: int, known: set[File], refused: set[File]) -> None:
        from reader.library.scan.record import Job

        files = seen.files or []
        again = self._reread or seen.stale
        new = files if again else [f for f in files if f not in known and f not in refused]
        keys = self._folders.keys(folder) if known else {}
        skipped = {name for name, *_ in refused}
        root = os.fspath(self._index.roots[seen.place[0]])
        home = os.path.join(root, os.fsdecode(seen.place[1]))  # noqa: PTH118 (faster on strings)
        as_read = {file[:3] for file in known}
        self._unread += len(new)
        self._readers().ask(
            Job(
                *(folder, home, name, mtime, size, keys.get(name), name in skipped, root),
                is_as_read=not seen.stale and (name, mtime, size) in as_read,
                ctime_ns=ctime,
            )
            for name, mtime, size, ctime in new
        )
        names = {name for name, *_ in files}
        self._gone |= {key: None for name, key in keys.items() if name not in names}
        self._folders.forget(folder, skipped - names)

    def _read_all(self) -> None:
        while self._unread or self._outcomes:
            self._work(_BEAT)

    def _work(self, wait: float) -> None:
        """Take outcomes from the readers, and write a batch when there are enough
        or they are due.
        """
        if self._unread:
            self._take(wait)
        if self._outcomes and self._is_due():
            self._write_batch()
        if time.monotonic() - self._beat > _BEAT:
            self._live()

    def _take(self, wait: float) -> None:
        from reader.library.scan.record import Job, VisibleText

        for job, found in self._readers().answers(wait):
            assert isinstance(job, Job)
            assert not isinstance(found, VisibleText)
            hidden = not isinstance(found, str) and self._hides_drafts and found.draft
            self._outcomes.append((job, _HIDDEN_DRAFT if hidden else found))
            self._unread -= 1

    def _is_due(self) -> bool:
        most, seconds = _BATCH, _BATCH_SECONDS
        if not self._stored:
            most, seconds = _FIRST_BATCH, _FIRST_SECONDS
        elif self._walked:  # smaller batches at the end, so that no reader waits for the writer
            most = min(most, max(_FIRST_BATCH, self._unread))
        waited = time.monotonic() - self._written
        return self._unread == 0 or len(self._outcomes) >= most or waited > seconds

    def _write_batch(self) -> None:
        from reader.library.scan.store import store

        done, self._outcomes = self._outcomes, []
        with self._index.write(SCAN_PATIENCE) as db:
            puts = [self._put(db, job, found) for job, found in done if not isinstance(found, str)]
            stored = store(db, puts, 0 if self._is_first else arrivals.now(db))
            self._gone |= dict.fromkeys(store_unreadable(db, done))
            self._settle(db, stored.articles)
            if self._filtering:
                self._filtering.came(db, stored.keys, stored.new)
            self._index.bump()
            progress_row.write(self._index, self._progress())
        self._stored = True
        self._written = time.monotonic()
        self._report(self._progress())

    def _settle(self, db: sqlite3.Connection, articles: Collection[str]) -> None:
        """Renew what depends on these articles: state and duplicates."""
        from reader.library.index.hide_duplicates import hide
        from reader.library.journal.adoption import settle

        settle(self._index, articles)
        moved = hide(db, articles, self._day)
        if self._filtering:
            self._filtering.changed(db, moved)

    def _day(self, published: int) -> str:
        return local_day(published, self._zone)

    def _put(self, db: sqlite3.Connection, job: Job, row: IndexRow) -> Put:
        """A row, and the key of the one to reuse: its own, or that of a file that moved."""
        from reader.library.scan.store import Put

        if job.key is not None:
            self._changed += not (
                job.is_as_read and not self._reread and _is_same(db, job.key, row)
            )
            return Put(row, job.key, job.is_as_read)
        key = None if self._was_empty else self._moved_from(db, row.id)
        self._moved += key is not None
        self._added += key is None
        return Put(row, key)

    def _moved_from(self, db: sqlite3.Connection, article: str) -> int | None:
        for key, root, folder, name in db.execute(_SAME, (article,)).fetchall():
            path = self._index.roots[root] / os.fsdecode(folder) / os.fsdecode(name)
            if key not in self._taken_over and is_gone(path):
                self._taken_over.add(key)
                self._gone.pop(key, None)
                return int(key)
        return None

    def _remove(self) -> None:
        """Remove what is gone, at the end, so that a file that moved is never missing."""
        lost = self._folders.lost()
        for folder in lost:
            self._gone |= dict.fromkeys(self._folders.keys(folder).values())
            _known, refused = self._folders.files(folder)
            self._folders.forget(folder, (name for name, *_ in refused))
        gone = [key for key in self._gone if key not in self._taken_over]
        for start in range(0, len(gone), _REMOVED_AT_ONCE):
            from reader.library.scan.store import remove

            batch = gone[start : start + _REMOVED_AT_ONCE]
            with self._index.write(SCAN_PATIENCE) as db:
                self._settle(db, {remove(db, key) for key in batch})
                self._removed += len(batch)
                self._index.bump()
            self._live()
        self._folders.finish(lost, self._manner)

    def _progress(self) -> Progress:
        done = self._files - self._unread - len(self._outcomes)
        return Progress(done, self._files if self._walked else None)

    def _live(self) -> None:
        self._beat = time.monotonic()
        with self._index.write(SCAN_PATIENCE):
            progress_row.write(self._index, self._progress())
        self._report(self._progress())


def _is_same(db: sqlite3.Connection, key: int, row: IndexRow) -> bool:
    """Whether a row that was read again is the one that there was, but for its ctime."""
    now = (
        *(row.id, row.title, row.published, row.inferred, row.categories, row.site, row.authors),
        *(row.tags, row.url, row.draft, row.permalink),
    )
    return bool(db.execute(_READ_BEFORE, (key,)).fetchone() == now)


def _is_bare(root: Path) -> bool:
    return next(root.iterdir(), None) is None


def _manner(zone: tzinfo | None) -> str:
    """What rows depend on besides their files: the zone, what texts depend on (a text may give a
    title), and settings.
    """
    settings = config.load()
    chosen = repr((settings.include, settings.ignore, settings.drafts))
    return (
        f"{zone_name(zone)} {_manner_of_texts()} {zlib.crc32(chosen.encode(errors='replace')):08x}"
    )


def _manner_of_texts() -> str:
    """What texts depend on besides their files: this version, and the user's rules."""
    try:
        rules = read_bytes(config.sites_file())
    except OSError:
        rules = b""
    return f"{reader.__version__} {zlib.crc32(rules):08x}"
