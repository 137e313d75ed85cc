"""Keys of entries: integers in the order of the times of publishing.

The full-text index returns its rows by key, so the newest rows of any search come first without
sorting. A second has room for sixteen articles. If more have the same time, as files without a date
that were unpacked together do, they get random keys from a range that grows, so that finding a free
key stays cheap. The first random number is taken from the article's id.
"""

from __future__ import annotations

import os
import sqlite3

from reader.errors import LibraryError
from reader.library.index.schema import UNDATED

_FIRST = -62_135_596_800  # seconds: the year 1
_ROOM = 4  # bits: sixteen keys a second
_SPREAD = 24
"""Bits: how far a key may be after its time, which is about twelve days."""

_TAKEN = "SELECT 1 FROM entry WHERE key = ?"


def first_key(published: int) -> int:
    """The lowest key of a time in seconds since 1970; UNDATED comes before all times."""
    return 0 if published == UNDATED else (published - _FIRST + 1_000_000) << _ROOM


def last_key(published: int) -> int:
    """A key that no key of this time or an earlier one exceeds."""
    return first_key(published) + (1 << (_SPREAD + 1))


def free_key(db: sqlite3.Connection, published: int, article: str, taken: set[int]) -> int:
    """A free key for an article of this time, neither in the table nor in `taken`.

    Raises LibraryError if there is none.
    """
    start = first_key(published)
    chance = int(article[:16] or "0", 16)
    for bits in range(_ROOM, _SPREAD + 1):
        for _attempt in range(4):
            key = start + chance % (1 << bits)
            if key not in taken and not db.execute(_TAKEN, (key,)).fetchone():
                return key
            chance = int.from_bytes(os.urandom(8), "little")  # duplicates have the same id
    raise LibraryError("Too many articles have the same time.")
