"""Updates an index from the files, in phases.

The first phase makes the rows, so that the list is soon complete (see rows.py); the texts follow
(texts.py), then what is made of them. A scan may be interrupted at any point; the next one
continues from there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import tzinfo
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from reader import config
from reader.errors import LibraryError
from reader.library.index import pending
from reader.library.index import scan_progress as progress_row
from reader.library.index.faults import Full, is_locked, is_passing, lacks_room
from reader.library.index.index_file import SCAN_PATIENCE, Index
from reader.library.index.pending import FILTERS, MARKS, OF_FILTERS, STORIES, TEXT_MARKS, TEXTS
from reader.library.index.scan_progress import Summary
from reader.library.index.schema import BANDS, BANDS_VERSION
from reader.library.scan.lock import alone, unhurried
from reader.library.scan.rows import Report, Rows

if TYPE_CHECKING:
    from reader.library.filters.filtering import Filtering
    from reader.library.journal.marker import Marker
    from reader.library.scan.reader_pool import Readers

Texts = Literal["wait", "share", "leave"]


def refresh(
    index: Index,
    zone: tzinfo | None,
    report: Report | None,
    *,
    full: bool,
    touched: Collection[Path] = (),
    texts: Texts = "wait",
    marker: Callable[[], Marker],
) -> Summary:
    """Scan the roots of an index, after any other scan has ended.

    Without `full`, only folders that changed are listed, which misses files changed in place, and
    those in `touched`. `texts` says whether the later phases follow: with "wait" all do, after
    another process that is at them; with "share" texts are read unless another process does that;
    with "leave" none follows. `marker` returns what writes the marks of filters. Raises
    LibraryError when a root is gone or the index cannot be written, which is Full if there is no
    room.
    """
    told = report or (lambda _progress: None)
    try:
        with unhurried(index.db), ExitStack() as stack, _shown(index):
            readers = _readers(zone, stack)
            filtering = _filtering(index, zone, marker)
            with alone(index):
                found = Rows(index, zone, told, readers, filtering).run(full, touched)
            if filtering:
                filtering.mark(MARKS)
            if texts != "leave" and pending.count(index.db, TEXTS):
                with alone(index, TEXTS, waits=texts == "wait") as is_held:
                    if is_held:
                        from reader.library.scan.texts import read_texts

                        then = filtering.after_texts if filtering else ()
                        read_texts(index, readers(), told, then)
            if filtering:
                filtering.mark(TEXT_MARKS)
                filtering.weigh(told)
                filtering.tell()
            _tell_stories(index, told, wanted=texts == "wait")
            return found
    except sqlite3.OperationalError as error:
        if not is_passing(error):
            raise
        if is_locked(error):
            raise LibraryError(
                f"Another reader has been writing to the index for {SCAN_PATIENCE / 60:.0f} "
                "minutes; the next scan goes on."
            ) from None
        kind = Full if lacks_room(error) else LibraryError
        raise kind(f"The index cannot be written: {error}.") from None


def _readers(zone: tzinfo | None, stack: ExitStack) -> Callable[[], Readers]:
    """A function for the readers, which are made when there is something to read and closed by the
    stack. Most scans find nothing new.
    """

    @cache
    def made() -> Readers:
        from reader.library.scan.reader_pool import Readers

        return stack.enter_context(closing(Readers(zone)))

    return made


def _filtering(index: Index, zone: tzinfo | None, marker: Callable[[], Marker]) -> Filtering | None:
    """What the user's filters do; None where there are none, and were none before."""
    is_left = index.meta(FILTERS) or any(pending.count(index.db, one) for one in OF_FILTERS)
    if not (config.load().filter or is_left):
        return None
    from reader.library.filters.filtering import Filtering

    return Filtering(index, zone, marker)


def _tell_stories(index: Index, told: Report, *, wanted: bool) -> None:
    if config.load().stories == "off":
        from reader.library.stories.phase import forget_all

        forget_all(index)
    elif wanted and (pending.count(index.db, STORIES) or index.meta(BANDS) != BANDS_VERSION):
        with alone(index, STORIES):
            from reader.library.stories.phase import gather_pending

            gather_pending(index, told)


@contextmanager
def _shown(index: Index) -> Iterator[None]:
    """Remove the progress from the index in the end, whatever ends the scan."""
    try:
        yield
    finally:
        with suppress(sqlite3.OperationalError):
            progress_row.clear(index)
