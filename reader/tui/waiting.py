"""Which folders do not answer, and how many marks wait for them, in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.message import Message

from reader.drives import Scout, said
from reader.library.library import Keeper
from reader.tui import outside

_MOMENT = 0.02
"""Seconds within which a folder that works answers."""


class Answers(Message):
    """A drive answers again."""


class Waiting:
    """Watches the keepers of a window."""

    def __init__(self, keepers: Sequence[Keeper]) -> None:
        """`keepers` write the marks and read the articles; with that of files outside the library
        they are all that reach files for the screen.
        """
        self._markers = keepers
        self._keepers = [*keepers, outside.keeper()]

    def go_behind(self, scout: Scout) -> None:
        """Give a scout to the keepers that have none."""
        for keeper in self._keepers:
            keeper.scout = keeper.scout or scout

    @property
    def is_late(self) -> bool:
        return any(keeper.is_late for keeper in self._keepers)

    @property
    def marks(self) -> int:
        """The number of marks that are not written down yet."""
        return sum(keeper.waiting for keeper in self._markers)

    def failures(self) -> list[str]:
        """A sentence for each waiting mark that failed. They are returned only once."""
        found = [text for keeper in self._keepers for text in keeper.failures]
        for keeper in self._keepers:
            keeper.failures.clear()
        return found

    def said(self) -> str:
        """What the screen waits for, in words, or ''. This takes a moment at most."""
        if not self.is_late:
            return ""
        marks = f"; {self.marks:,} mark{'s' * (self.marks > 1)} not written" if self.marks else ""
        silent = self._silent()
        return f"{said(silent) if silent else 'No answer yet'}; waiting{marks}."

    def last_words(self) -> str:
        """Which marks the end of the program loses, in words, or ''."""
        if not self.marks:
            return ""
        count = "1 mark was" if self.marks == 1 else f"{self.marks:,} marks were"
        return f"{count} not written down: {said(self._silent())}."

    def _silent(self) -> list[Path]:
        scouts = [keeper.scout for keeper in self._keepers if keeper.is_late]
        return [one for scout in scouts if scout is not None for one in scout.silent(_MOMENT)]
