"""What the reader marked in this window, to be undone and done again."""

from __future__ import annotations

from typing import Literal, NamedTuple

from reader.entry import Entry
from reader.library.library import Library
from reader.output.cells import fit

Field = Literal["read", "starred"]


class Change(NamedTuple):
    """Entries whose `field` became `value`."""

    entries: list[Entry]
    field: Field
    value: bool

    def __str__(self) -> str:
        count = len(self.entries)
        what = f"“{fit(self.entries[0].title, 40)}”" if count == 1 else f"{count:,} articles"
        return f"{what} marked {self.field if self.value else f'un{self.field}'}"


class Marks:
    """The marks of one window. Every method raises JournalError when nothing could be written."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._done: list[Change] = []
        self._undone: list[Change] = []

    def mark(self, entries: list[Entry], field: Field, value: bool) -> Change | None:
        """Mark entries; None where they were so already."""
        change = Change(self._set(Change(entries, field, value)), field, value)
        if not change.entries:
            return None
        self._done.append(change)
        self._undone.clear()
        return change

    def undo(self) -> Change | None:
        """Take the last change back; what was done for it, or None where there is none."""
        return self._retrace(self._done, self._undone)

    def redo(self) -> Change | None:
        """Do again what was undone last."""
        return self._retrace(self._undone, self._done)

    def _retrace(self, source: list[Change], target: list[Change]) -> Change | None:
        if not source:
            return None
        inverse = source[-1]._replace(value=not source[-1].value)
        self._set(inverse)
        source.pop()
        entries = [self._library.entry(entry.key) or entry for entry in inverse.entries]
        target.append(inverse._replace(entries=entries))
        return target[-1]

    def _set(self, change: Change) -> list[Entry]:
        if change.field == "read":
            return self._library.set_state(change.entries, read=change.value)
        return self._library.set_state(change.entries, starred=change.value)
