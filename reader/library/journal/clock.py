"""The clock of an event: a positive number without a limit, microseconds since 1970 as far as
clocks are right.

A dead battery or malice may set a clock to any number. Whatever number is in a journal, there is a
greater one, so the next mark can always come after what it changes. What counts depends only on
the journals, never on the time at which they are read. Numbers up to LAST are written as numbers,
which all versions read; greater ones are written as hexadecimal digits, whose length no JSON parser
limits, and need format 3.
"""

from __future__ import annotations

from reader.lazy_re import late

LAST = 2**60
"""The greatest clock that is written as a number, as older versions do."""

_BEYOND = late("[1-9a-f][0-9a-f]*")
_LENGTH = 8  # bytes; the length comes first, so that bytes sort as numbers do


def written(t: int) -> int | str:
    """A clock in the form of JSON."""
    return t if t <= LAST else f"{t:x}"


def read(told: object) -> int | None:
    """The clock that a value in a line means, or None."""
    if isinstance(told, str):
        t = int(told, 16) if _BEYOND.fullmatch(told) else 0
        return t if t > LAST else None
    if isinstance(told, int) and not isinstance(told, bool) and 0 < told <= LAST:
        return told
    return None


def packed(t: int) -> int | bytes:
    """A clock in the form of the index: SQLite sorts integers before bytes, and both in order."""
    if t <= LAST:
        return t
    size = (t.bit_length() + 7) // 8
    return size.to_bytes(_LENGTH, "big") + t.to_bytes(size, "big")


def unpacked(held: int | bytes) -> int:
    """The clock that a value in the index means."""
    return int.from_bytes(held[_LENGTH:], "big") if isinstance(held, bytes) else held
