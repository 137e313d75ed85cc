"""What filters do in a scan: with rows as they are written, and with texts after their phase."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import tzinfo

from reader.errors import JournalError
from reader.library.filters import marking, weighing
from reader.library.filters.active import Filter, in_force
from reader.library.index import pending, tally
from reader.library.index import scan_progress as progress_row
from reader.library.index.index_file import SCAN_PATIENCE, Index
from reader.library.index.pending import FILTERS, MARKS, TEXT_MARKS, TEXTS
from reader.library.index.scan_progress import Progress
from reader.library.journal.marker import Marker
from reader.library.journal.mass_marks import Row
from reader.library.query.days import today

_WANTED = "SELECT key, arrived FROM entry WHERE key IN (SELECT key FROM pending WHERE phase = ?)"
_WITH_TEXT = "AND key NOT IN (SELECT key FROM pending WHERE phase = ?)"


class Filtering:
    """The filters in force during one scan."""

    def __init__(self, index: Index, zone: tzinfo | None, marker: Callable[[], Marker]) -> None:
        """`marker` returns what writes marks, when all that was said in the journals is known."""
        self._index = index
        self._marker = marker
        self._filters = in_force()
        self._today = today(zone)
        self._left = 0
        self._trouble = ""

    @property
    def after_texts(self) -> Sequence[str]:
        """The phases for which articles are queued when their texts are there."""
        needs_texts = any(one.query.needs_texts for one in self._filters.weighing)
        return (FILTERS,) if needs_texts else ()

    def begin(self) -> None:
        """Queue what other filters than these weighed."""
        weighing.queue_if_changed(self._index, self._filters, self._today)

    def came(self, db: sqlite3.Connection, keys: Sequence[int], new: Sequence[int]) -> None:
        """Weigh rows that were written, by their keys in order, and queue the new ones among them
        to be marked; in a transaction.
        """
        self._weigh(db, keys)
        for phase in (MARKS, TEXT_MARKS):
            if self._marking(phase):
                pending.add(db, phase, new)

    def changed(self, db: sqlite3.Connection, articles: Collection[str]) -> None:
        """Weigh the rows of articles that are hidden or shown otherwise than before."""
        if articles:
            self._weigh(db, weighing.keys_of(db, list(articles)))

    def weigh(self, report: Callable[[Progress], None]) -> None:
        """Weigh what is pending. Raises sqlite3.OperationalError; see `is_passing`."""
        if pending.count(self._index.db, FILTERS):
            weighing.weigh_pending(self._index, self._filters, self._today, report)

    def mark(self, phase: str) -> None:
        """Mark articles that are new. If these are many, or in an index that was just made, whose
        articles may have been there for long, they are left to the user.
        """
        if not pending.count(self._index.db, phase):
            return
        sql, values = _WANTED, [phase]
        if phase == TEXT_MARKS:
            sql, values = f"{_WANTED} {_WITH_TEXT}", [phase, TEXTS]
        marker = self._marker()
        came = {key: arrived > 0 for key, arrived in self._index.db.execute(sql, values)}
        try:
            self._mark(marker, self._marking(phase), came)
        except JournalError as error:  # the next scan tries again
            self._trouble, came = f"Filters could not mark what is new: {error}", {}
        with self._index.write(SCAN_PATIENCE) as db:
            pending.done(db, phase, came)

    def tell(self) -> None:
        """Leave word of the marks that were not made, if there are any."""
        if said := self._trouble or _left(self._left):
            with self._index.write(SCAN_PATIENCE):
                progress_row.leave_word(self._index, said)

    def _mark(self, marker: Marker, filters: Sequence[Filter], came: Mapping[int, bool]) -> None:
        """Make the marks that may be made unasked, of entries by their keys, which are new where
        that is true.
        """
        made: list[tuple[Filter, dict[str, list[Row]]]] = []
        wanted: set[tuple[str, str]] = set()  # field and article: one filter is enough
        count = left = 0
        for one in filters:
            found = marking.found(self._index, one, self._today, sorted(came), wanted)
            mine = {
                field: [row for row in rows if came[row[3]]] for field, rows in found.wanted.items()
            }
            made.append((one, mine))
            count += sum(map(len, mine.values()))
            left += found.count
            wanted |= {(field, row[0]) for field, rows in found.wanted.items() for row in rows}
        if count <= marking.MOST:
            for one, mine in made:
                marking.mark(self._index, marker, one, mine)
            left -= count
        self._left += left

    def _marking(self, phase: str) -> list[Filter]:
        """The filters that mark in a phase."""
        needs_texts = phase == TEXT_MARKS
        return [one for one in self._filters.marking if one.query.needs_texts == needs_texts]

    def _weigh(self, db: sqlite3.Connection, keys: Sequence[int]) -> None:
        if self._filters.weighing:
            tally.settle(db)  # filters may ask for categories: the rows are below their nodes then
            weighing.weigh(db, self._filters, self._today, keys)


def _left(count: int) -> str:
    """That so many marks were not made."""
    if not count:
        return ""
    word, are = ("mark", "is") if count == 1 else ("marks", "are")
    return (
        f"{count:,} {word} of filters {are} left to you: `reader filters apply` makes them, and "
        "says with --dry-run which."
    )
