"""An open index with what stands on it: rows that become entries, the fold of the journals, marks.

The index may be exchanged while it is open: for one that another process has made, for an empty one
where it is damaged or to be built again, for a temporary one where there is no room. What stands on
it is exchanged with it, here and nowhere else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path

from reader.library.index.entry_rows import EntryRows
from reader.library.index.index_file import UNREADABLE, Full, is_damage, is_passing, open_index
from reader.library.journal.fold import Fold
from reader.library.journal.history import UndoWindow
from reader.library.journal.journal import default_journal
from reader.library.journal.marker import Marker

_FOLD_SECONDS = 0.05
"""What a look at the journals may take of the screen's time; a large one is folded bit by bit."""

_FOLD_SECONDS_BEHIND = 0.15
"""The same where a large one is known to be there: a key waits for that long at most."""


class Opened:
    """The index of some folders, abreast of the journals."""

    def __init__(
        self,
        roots: tuple[Path, ...],
        zone: tzinfo | None,
        window: UndoWindow | None,
        fold_for: float | None = None,
    ) -> None:
        """Open the index, or make an empty one. `window` is whose marks these are to be;
        `fold_for`, how many seconds at most the journals are folded at once.

        Raises ConfigError when READER_DEVICE cannot be used.
        """
        self.notices: list[str] = []
        self.remade = 0
        """How many times another index has taken the place of the one that was there."""
        self._heard: Callable[[str], object] | None = None
        self._closed = False
        self._fold_for = fold_for
        self.journal = default_journal()
        found: list[str] = []
        self.index = open_index(roots, found)
        self.rows = EntryRows(self.index, zone)
        self.fold = Fold(self.index, self.journal.folder)
        self.marker = self._new_marker(window)
        for notice in found:
            self.notice(notice)

    def listen(self, heard: Callable[[str], object]) -> None:
        """Have all notices told, those that there are and those that come, one sentence each."""
        self._heard = heard
        for notice in self.notices:
            heard(notice)

    def notice(self, text: str) -> None:
        """Keep a sentence for whoever listens, once."""
        if text and text not in self.notices:
            self.notices.append(text)
            if self._heard is not None:
                self._heard(text)

    def catch_up(self, seconds: float | None = None) -> int:
        """Fold what is new in the journals, unless somebody else is writing: then the next time.

        How many events were folded.
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

    def poll(self) -> bool:
        """Whether anybody else changed what is shown since the last call."""
        if self.index.is_replaced():
            self.replace()
        known = self.index.seen
        self.catch_up(_FOLD_SECONDS_BEHIND if self.fold.is_out_of_time else _FOLD_SECONDS)
        self.notice(self.journal.trouble)
        folded = self.index.seen != known
        changed = self.index.changed() or folded
        if changed:
            self.rows.forget_folders()
        return changed

    def rebuild(self) -> None:
        """Go on with an empty index in the same file."""
        self.index.rebuild()
        self._stand_on_it()

    def replace(self) -> None:
        """Go on with an empty index, the old one set aside; or with one that another process made
        meanwhile.
        """
        found: list[str] = []
        self.index.replace(found)
        self._stand_on_it()
        for notice in found:
            self.notice(notice)

    def retreat(self, why: str) -> None:
        """Go on with a temporary index, which is empty yet, for want of room.

        Raises Full with the reason where it is one already.
        """
        if self.index.temporary or self.index.file is None:
            raise Full(why)
        folder = self.index.file.parent
        self.index.retreat()
        self._stand_on_it()
        self.notice(f"The index cannot be kept in {folder} (no room is left): it is temporary.")

    def close(self) -> None:
        """Put marks on the disk and let the index go. A second time does nothing.

        Raises JournalError where the disk refused what was marked.
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
            if not is_damage(error):
                raise  # else the next start finds the damage as well, and mends it
        self.index.close()

    def _stand_on_it(self) -> None:
        """Another index is in the place of the one that was there."""
        self.remade += 1
        self.rows.forget_folders()
        self.fold = Fold(self.index, self.journal.folder)
        self.marker = self._new_marker(self.marker.window)
        self.catch_up()

    def _new_marker(self, window: UndoWindow | None) -> Marker:
        return Marker(self.index, self.rows, self.fold, self.journal, self.catch_up, window)
