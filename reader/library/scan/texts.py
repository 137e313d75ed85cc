"""The second phase of a scan: the texts of entries that lack theirs, newest first.

What is left to do is a queue in the index (see pending.py), so this goes on wherever it was
interrupted. Meanwhile rows may change, in another process too: a text is stored only if its row is
as it was when the file was asked for.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from reader.library.index import pending
from reader.library.index import scan_progress as progress_row
from reader.library.index.index_file import SCAN_PATIENCE, Index
from reader.library.index.pending import TEXTS
from reader.library.index.scan_progress import Progress
from reader.library.scan.reader_pool import Readers
from reader.library.scan.record import Indexed, TextJob, VisibleText, without_text
from reader.library.scan.store import store_texts

_BATCH = 4000  # texts; a large batch is one segment of the full-text index
_BATCH_SECONDS = 2.0
_FIRST_SECONDS = 0.5
_BEAT = 0.5  # seconds between two signs of life
_AHEAD = 2_000  # texts asked for at once

_LAST = 2**62
_WANTED = """
SELECT entry.key, folder.key, folder.root, folder.path, entry.name, entry.mtime_ns, entry.size,
  entry.title, entry.authors, entry.site
FROM pending CROSS JOIN entry ON entry.key = pending.key JOIN folder ON folder.key = entry.folder
WHERE pending.phase = ? AND pending.key < ? ORDER BY pending.key DESC LIMIT ?
"""


def read_texts(
    index: Index,
    readers: Readers,
    report: Callable[[Progress], None],
    then: Sequence[str] = (),
) -> None:
    """Read all texts that are pending, but for those whose files are gone, and queue them for the
    phases that come `then`. `report` is called with the progress.
    """
    while _Texts(index, readers, report, then).run():
        pass  # rows changed meanwhile


class _Texts:
    """One pass over the queue."""

    def __init__(
        self,
        index: Index,
        readers: Readers,
        report: Callable[[Progress], None],
        then: Sequence[str],
    ) -> None:
        self._index = index
        self._then = then
        self._readers = readers
        self._report = report
        self._below = _LAST
        self._found: list[tuple[TextJob, VisibleText]] = []
        self._total = pending.count(index.db, TEXTS)
        self._done = self._stale = 0
        self._beat = self._written = time.monotonic()
        self._patience = _FIRST_SECONDS

    def run(self) -> int:
        """Read all once. Returns how many texts were not stored because their rows changed
        meanwhile, so that another pass may store them; 0 if that was true of all.
        """
        self._ask()
        while self._readers.left or self._found:
            self._take()
            if self._readers.left < _AHEAD // 2:
                self._ask()
            if self._found and self._is_due():
                self._write()
            if time.monotonic() - self._beat > _BEAT:
                self._live()
        return self._stale if self._stale < self._done else 0

    def _ask(self) -> None:
        """Ask for the next texts, unless there are none."""
        if not self._below:
            return
        rows = self._index.db.execute(_WANTED, (TEXTS, self._below, _AHEAD)).fetchall()
        self._below = rows[-1][0] if len(rows) == _AHEAD else 0
        self._readers.ask([self._job(row) for row in rows])

    def _job(self, row: tuple[int, int, int, bytes, bytes, int, int, str, str, str]) -> TextJob:
        key, folder, number, path, name, mtime_ns, size, *indexed = row
        root = os.fspath(self._index.roots[number])
        home = os.path.join(root, os.fsdecode(path))  # noqa: PTH118 (faster on strings)
        return TextJob(key, folder, home, name, mtime_ns, size, Indexed(*indexed), root)

    def _take(self) -> None:
        for job, found in self._readers.answers(_BEAT if self._readers.left else 0):
            assert isinstance(job, TextJob)
            if isinstance(found, str) and found:
                found = without_text(job, f"Its text could not be read: {found}")
            if isinstance(found, VisibleText):
                self._found.append((job, found))

    def _is_due(self) -> bool:
        waited = time.monotonic() - self._written
        return not self._readers.left or len(self._found) >= _BATCH or waited > self._patience

    def _write(self) -> None:
        found, self._found = self._found, []
        with self._index.write(SCAN_PATIENCE) as db:
            self._stale += store_texts(db, found, self._then)
            self._done += len(found)
            self._index.bump()
            progress_row.write(self._index, self._progress())
        self._patience = _BATCH_SECONDS
        self._beat = self._written = time.monotonic()
        self._report(self._progress())

    def _progress(self) -> Progress:
        return Progress(self._done, max(self._total, self._done), TEXTS)

    def _live(self) -> None:
        self._beat = time.monotonic()
        with self._index.write(SCAN_PATIENCE):
            progress_row.write(self._index, self._progress())
        self._report(self._progress())
