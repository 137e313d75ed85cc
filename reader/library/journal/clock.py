"""The clock of an event: a number from 1 on, microseconds since 1970 as far as anybody's clock is
right, and without a greatest one.

A clock may have run away as far as it likes, by a dead battery or by somebody's malice: whatever
number stands in a journal, there is one after it, so that the next mark can always come after what
it changes. What is believed depends on the journals alone, never on the time at which they are
read. Numbers up to LAST are written as such, which all versions read; greater ones, which need a
line of format 3, as hexadecimal digits, whose length no parser of JSON limits.
"""

from __future__ import annotations

import re

LAST = 2**60
"""The last clock that is written as a number: older versions wrote it, too, if no later one."""

_BEYOND = re.compile("[1-9a-f][0-9a-f]*")
_LENGTH = 8  # bytes; that of a number stands before it, so that bytes sort as numbers do


def written(t: int) -> int | str:
    """A clock as it stands in a line of JSON."""
    return t if t <= LAST else f"{t:x}"


def read(told: object) -> int | None:
    """The clock that is meant by what stands in a line; None where that is none."""
    if isinstance(told, str):
        t = int(told, 16) if _BEYOND.fullmatch(told) else 0
        return t if t > LAST else None
    if isinstance(told, int) and not isinstance(told, bool) and 0 < told <= LAST:
        return told
    return None


def packed(t: int) -> int | bytes:
    """A clock as the index holds it: SQLite has integers before bytes, and both in their order."""
    if t <= LAST:
        return t
    size = (t.bit_length() + 7) // 8
    return size.to_bytes(_LENGTH, "big") + t.to_bytes(size, "big")


def unpacked(held: int | bytes) -> int:
    """The clock that the index holds so."""
    return int.from_bytes(held[_LENGTH:], "big") if isinstance(held, bytes) else held
