"""Lines of a journal between being made and being written, so that many are not kept in memory, and
the journal is locked only as long as it takes to copy them.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from reader.library.journal.events import format_of
from reader.library.journal.folder import LONGEST

_IN_MEMORY = 1_000_000
"""Bytes of lines that are kept in memory."""


class Spool:
    """Lines that wait for being written: many of them in a nameless file beside the journals."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._held: IO[bytes] = BytesIO()
        self.size = 0
        self.telling = b""
        """The line that needs the latest format."""

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_error: object) -> None:
        self._held.close()

    def add(self, lines: Iterable[bytes]) -> None:
        """Add lines. Raises OSError, also where one would be too long to be read again."""
        for one in lines:
            if len(one) > LONGEST:
                raise OSError(errno.EFBIG, "one of its lines would be too long to be read again")
            if format_of(one) > format_of(self.telling):
                self.telling = one
            if self.size <= _IN_MEMORY < self.size + len(one):
                self._move()
            self._held.write(one)
            self.size += len(one)

    def pieces(self) -> Iterator[bytes]:
        """All of it, in pieces."""
        self._held.seek(0)
        while piece := self._held.read(_IN_MEMORY):
            yield piece

    def _move(self) -> None:
        from tempfile import TemporaryFile

        file = TemporaryFile(dir=self._place)  # noqa: SIM115 (closed at the end, like the other)
        for piece in self.pieces():
            file.write(piece)
        self._held = file
