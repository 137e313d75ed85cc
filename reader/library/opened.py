"""An open index and what depends on it: entries made of its rows, the fold of the journals, marks.

The index may be replaced while it is open: by one that another process made, by an empty one if it
is damaged or to be rebuilt, by a temporary one if there is no room. What depends on it is replaced
with it, only here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from reader.library.index import scan_progress
from reader.library.index.entry_rows import EntryRows
from reader.library.index.faults import (
    UNREADABLE,
    Full,
    is_damage,
    is_passing,
    may_be_a_bug,
)
from reader.library.index.index_file import open_index
from reader.library.journal import undo_window
from reader.library.journal.fold import Fold
from reader.library.journal.journal import default_journal
from reader.library.journal.undo_window import UndoWindow

if TYPE_CHECKING:
    from reader.library.journal.marker import Marker

_FOLD_SECONDS = 0.05
"""Seconds that a fold may take of the screen's time; a large journal is folded bit by bit."""

_FOLD_SECONDS_BEHIND = 0.15
"""The same where a large one is known to be there: a key waits for that long at most."""


class OpenIndex:
    """The index of some folders, kept up to date with the journals."""

    def __init__(
        self,
        roots: tuple[Path, ...],
        zone: tzinfo | None,
        window: UndoWindow | None,
        fold_for: float | None = None,
    ) -> None:
        """Open the index, or make an empty one. `window` is the undo window that the marks belong
        to; `fold_for` is the most seconds that the journals are folded at once.

        Raises ConfigError when READER_DEVICE cannot be used.
        """
        self.notices: list[str] = []
        self.remade = 0
        """How many times the index was replaced by another one."""
        self._heard: Callable[[str], object] | None = None
        self._closed = False
        self._fold_for = fold_for
        self.journal = default_journal()
        found: list[str] = []
        self.index = open_index(roots, found)
        self.rows = EntryRows(self.index, zone)
        self.fold = Fold(self.index, self.journal.folder)
        self.window = window or undo_window.opened(self.journal)
        """The window that the marks belong to."""
        self._marker: Marker | None = None
        self.journal.look()
        for notice in found:
            self.notice(notice)

    def listen(self, heard: Callable[[str], object]) -> None:
        """Call `heard` with every notice, one sentence each: those so far and those to come."""
        self._heard = heard
        for notice in self.notices:
            heard(notice)

    def notice(self, text: str) -> None:
        """Add a notice, unless it is there already, and pass it to the listener."""
        if text and text not in self.notices:
            self.notices.append(text)
            if self._heard is not None:
                self._heard(text)

    def catch_up(self, seconds: float | None = None) -> int:
        """Fold new events of the journals, unless another process is writing; then the next call
        does. Returns the number of events folded.
        """
        folded = 0
        try:
            folded = self.fold.run(self._fold_for if seconds is None else seconds)
        except sqlite3.OperationalError as error:
            if not is_passing(error):
                raise
        else:
            if not self.fold.is_behind:
                self.rows.overlay.clear()
        for notice in self.fold.notices():
            self.notice(notice)
        return folded

    def read_journals(self) -> None:
        """Fold all of the journals, now and from now on."""
        self._fold_for = None
        self.catch_up()

    def poll(self) -> bool:
        """Whether another process changed what is shown since the last call."""
        if self.index.is_replaced():
            self.replace()
        known = self.index.seen
        self.catch_up(_FOLD_SECONDS_BEHIND if self.fold.is_out_of_time else _FOLD_SECONDS)
        self.notice(self.journal.trouble)
        folded = self.index.seen != known
        changed = self.index.changed() or folded
        if changed:
            self.rows.forget_folders()
            self.tell()
        return changed

    def tell(self) -> None:
        """Add what a scan left for the user to the notices."""
        try:
            self.notice(scan_progress.take_word(self.index))
        except sqlite3.OperationalError as error:
            if not is_passing(error):
                raise

    def is_damaged(self, error: BaseException) -> bool:
        """Whether an error in reading the index means that it is damaged; it may be a bug."""
        if not may_be_a_bug(error):
            return is_damage(error)
        from reader.library.index.soundness import is_sound

        return not is_sound(self.index.db, len(self.index.roots))

    def rebuild(self) -> None:
        """Empty the index, in the same file."""
        self.index.rebuild()
        self._stand_on_it()

    def replace(self) -> None:
        """Set the index aside and continue with an empty one, or with one that another process
        made meanwhile.
        """
        found: list[str] = []
        self.index.replace(found)
        self._stand_on_it()
        for notice in found:
            self.notice(notice)

    def retreat(self, why: str) -> None:
        """Continue with an empty temporary index, because there is no room for this one.

        Raises Full with the reason if the index is temporary already.
        """
        if self.index.temporary or self.index.file is None:
            raise Full(why)
        folder = self.index.file.parent
        self.index.retreat()
        self._stand_on_it()
        self.notice(f"The index cannot be kept in {folder} (no room is left): it is temporary.")

    def close(self) -> None:
        """Flush the journal to the disk and close the index. A second call does nothing.

        Raises JournalError if the marks cannot be written.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self.journal.close()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        try:
            self.catch_up()
        except UNREADABLE as error:
            if not self.is_damaged(error):
                raise  # damage is found and repaired at the next start
        self.index.close()

    def _stand_on_it(self) -> None:
        """Renew what depends on the index, after it was replaced."""
        self.remade += 1
        self.rows.forget_folders()
        self.fold = Fold(self.index, self.journal.folder)
        self._marker = None
        self.journal.look()
        self.catch_up()

    def marker_that_knows_all(self) -> Marker:
        """What marks articles, after the journals were read to their ends."""
        self.read_journals()
        return self.marker

    @property
    def marker(self) -> Marker:
        """What marks articles; it is made for the first mark, as most commands mark nothing."""
        if self._marker is None:
            from reader.library.journal.marker import Marker

            self._marker = Marker(
                self.index, self.rows, self.fold, self.journal, self.catch_up, self.window
            )
        return self._marker
