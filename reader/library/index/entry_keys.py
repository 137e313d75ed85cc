"""Keys of entries: numbers whose order is that of their times.

So the newest rows of any search come first without sorting, as the full-text index hands its rows
out by key. A second has room for sixteen articles; where more have the same time, as files without
a date that were unpacked together, they take room a little later, by chance, so that finding a free
key stays cheap whatever there is. The chance is the article's id at first.
"""

from __future__ import annotations

import os
import sqlite3

from reader.errors import LibraryError
from reader.library.index.schema import UNDATED

_FIRST = -62_135_596_800  # seconds: the year 1
_ROOM = 4  # bits: sixteen keys a second
_SPREAD = 24
"""Bits; a key lies this far behind its time at most, about twelve days."""

_TAKEN = "SELECT 1 FROM entry WHERE key = ?"


def first_key(published: int) -> int:
    """The least key of a time in seconds since 1970; of UNDATED, before all others."""
    return 0 if published == UNDATED else (published - _FIRST + 1_000_000) << _ROOM


def last_key(published: int) -> int:
    """No key of this time or an earlier one is greater."""
    return first_key(published) + (1 << (_SPREAD + 1))


def free_key(db: sqlite3.Connection, published: int, article: str, taken: set[int]) -> int:
    """A key for an article of this time, neither in the table nor among those `taken`."""
    start = first_key(published)
    chance = int(article[:16] or "0", 16)
    for bits in range(_ROOM, _SPREAD + 1):
        for _attempt in range(4):
            key = start + chance % (1 << bits)
            if key not in taken and not db.execute(_TAKEN, (key,)).fetchone():
                return key
            chance = int.from_bytes(os.urandom(8), "little")  # copies have one id
    raise LibraryError("Too many articles have the same time.")
