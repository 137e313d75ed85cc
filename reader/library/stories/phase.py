"""The third phase of a scan: the stories of articles whose texts are new, the newest first."""

from __future__ import annotations

from collections.abc import Callable

from reader.library.index import pending
from reader.library.index import scan_progress as progress_row
from reader.library.index.index_file import SCAN_PATIENCE, Index
from reader.library.index.pending import STORIES
from reader.library.index.scan_progress import Progress
from reader.library.index.schema import BANDS, BANDS_VERSION
from reader.library.stories.gathering import ComparedSoFar, Gathering

_BATCH = 500
"""Articles that are compared at once; each batch looks at all that are near it in time."""

_VERSION = "PRAGMA data_version"
_WANTED = "SELECT key FROM pending WHERE phase = ? ORDER BY key DESC LIMIT ?"


_FORGET = "DELETE FROM compared"
_ANY = "SELECT 1 FROM compared LIMIT 1"
_QUEUE_AGAIN = "INSERT OR IGNORE INTO pending SELECT ?, key FROM text"


def forget_all(index: Index) -> None:
    """Forget all stories, as they are not wanted any more. They are queued, should they be wanted
    again.
    """
    if index.db.execute(_ANY).fetchone():
        with index.write(SCAN_PATIENCE):
            _forget(index)


def _forget_old(index: Index) -> None:
    """Forget stories whose bands are of another version, and queue them; no text is read again."""
    if index.meta(BANDS) != BANDS_VERSION:
        with index.write(SCAN_PATIENCE):
            _forget(index)
            index.set_meta(BANDS, BANDS_VERSION)


def _forget(index: Index) -> None:
    index.db.execute(_FORGET)
    index.db.execute(_QUEUE_AGAIN, (STORIES,))
    index.bump()


def gather_pending(index: Index, report: Callable[[Progress], None]) -> None:
    """Find the stories of all articles that are pending. `report` is called with the progress.

    Raises sqlite3.OperationalError; see `is_passing`.
    """
    _forget_old(index)
    total, done = pending.count(index.db, STORIES), 0
    known = ComparedSoFar()
    version = None
    while keys := [key for (key,) in index.db.execute(_WANTED, (STORIES, _BATCH))]:
        before, version = version, index.db.execute(_VERSION).fetchone()
        if version != before:
            known = ComparedSoFar()  # somebody else wrote to the index, perhaps another text
        batch = Gathering(index.db, keys, known)
        batch.read()
        with index.write(SCAN_PATIENCE) as db:
            found = batch.write()
            pending.done(db, STORIES, found)
            done += len(found)
            index.bump()
            progress_row.write(index, Progress(done, max(total, done), STORIES))
        report(Progress(done, max(total, done), STORIES))
