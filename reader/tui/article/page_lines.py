"""The lines of a page. Those of a huge one are packed, as they take thirty times their text.

A page of 2 MB may have 200,000 lines of two words: 60 MiB as they are drawn, two when packed. The
first few thousand that came last stay as they are; no usual page has more.
"""

from __future__ import annotations

import pickle
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable

from reader.output.ink import Line

_PIECE = 256
"""Lines that are packed together."""

_OPEN = 4_096
"""Lines that are not packed, at least."""

_UNPACKED = 8
"""Pieces that were looked at last, for the screen."""


class Lines:
    """Lines in order, of which more come at the end; a sequence to read from."""

    def __init__(self) -> None:
        self._blocks = array("l")
        """The block of each line."""
        self._packed: list[bytes] = []
        self._unpacked: OrderedDict[int, list[Line]] = OrderedDict()
        self._last: list[Line] = []
        """The lines behind the packed ones."""

    def __len__(self) -> int:
        return len(self._blocks)

    def __getitem__(self, number: int) -> Line:
        if number < 0:
            number += len(self)
        piece, at = divmod(number, _PIECE)
        if piece < len(self._packed):
            return self._piece(piece)[at]
        return self._last[number - len(self._packed) * _PIECE]

    def between(self, start: int, end: int) -> list[Line]:
        """Some lines, or those of them that there are."""
        return [self[number] for number in range(max(start, 0), min(end, len(self)))]

    def add(self, lines: Iterable[Line]) -> None:
        """Put lines at the end."""
        for line in lines:
            self._last.append(line)
            self._blocks.append(line.block)
            if len(self._last) == _OPEN + _PIECE:
                piece = self._last[:_PIECE]
                del self._last[:_PIECE]
                self._packed.append(zlib.compress(pickle.dumps(piece, -1), 1))

    def block(self, number: int) -> int:
        """The block of a line."""
        return self._blocks[number]

    def first_of(self, block: int) -> int:
        """The number of the first line of a block, or of where it would be."""
        return bisect_left(self._blocks, block)

    def behind(self, block: int, first: int) -> int:
        """The number of the line behind the last one of a block, from a `first` one on."""
        return bisect_right(self._blocks, block, first)

    def _piece(self, number: int) -> list[Line]:
        lines = self._unpacked.get(number)
        if lines is None:
            lines = pickle.loads(zlib.decompress(self._packed[number]))  # noqa: S301 (our own)
            self._unpacked[number] = lines
            if len(self._unpacked) > _UNPACKED:
                self._unpacked.popitem(last=False)
        else:
            self._unpacked.move_to_end(number)
        return lines
