"""The compared articles that are near each other in time, by their bands, and their stories.

A window is kept from batch to batch, so that what is compared is read from the index once, and not
for each batch near it. It knows nothing of what others write to the index.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from itertools import chain
from operator import itemgetter

from reader.library.index.entry_keys import first_key
from reader.library.stories.likeness import SECONDS

_SLACK = 6 * 3600
"""Seconds that a key may be after its time where tens of thousands of articles have the same one,
such as midnight."""

_NEAR = first_key(SECONDS + _SLACK) - first_key(0)
"""How far apart the keys of two articles may be that are versions."""

_PART = 500
_MOST_OF_BAND = 16
"""Articles of a part that are known by one band. What more of them share is a phrase, or the text
of a story, which they find by these.
"""

_MOST_BY_ONE = 8
"""Articles with a single band in common that are worth a look: where there are many, it is a
phrase.
"""

_COMPARED = """
SELECT key, story, bands FROM compared WHERE key >= ? AND key < ? AND bands <> x'' ORDER BY key
"""


class _Part:
    """Articles that follow each other in time: their keys in order, and those that have a band."""

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.having: dict[int, list[int]] = {}

    def add(self, key: int, bands: array[int]) -> None:
        self.keys.append(key)
        having = self.having
        for band in bands:
            if (keys := having.get(band)) is None:
                having[band] = [key]
            elif len(keys) < _MOST_OF_BAND:
                keys.append(key)


class NearWindow:
    """`stories` has the stories of its articles, by key: that of the first one of each."""

    def __init__(self) -> None:
        self.stories: dict[int, int] = {}
        self._parts: list[_Part] = []
        self._start = self._end = 0

    def move(self, db: sqlite3.Connection, first: int, last: int) -> None:
        """Get ready for the articles of a batch, whose keys are from `first` to `last`. Batches
        cost least that follow one another, the newest first.
        """
        start, end = first - _NEAR, last + _NEAR + 1
        if not (start <= self._start < end <= self._end):
            self._parts, self.stories, self._start = [], {}, end
        self._load(db, start, self._start)
        self._start, self._end = start, end
        known = [part for part in self._parts if part.keys]  # a batch of short texts adds none
        for part in known:
            if part.keys[0] >= end:
                for key in part.keys:
                    self.stories.pop(key, None)
        self._parts = [*(part for part in known if part.keys[0] < end), _Part()]

    def _load(self, db: sqlite3.Connection, start: int, end: int) -> None:
        for number, (key, story, bands) in enumerate(db.execute(_COMPARED, (start, end))):
            if number % _PART == 0:
                self._parts.append(_Part())
            self._parts[-1].add(key, array("I", bands))
            self.stories[key] = story

    def add(self, key: int, bands: array[int]) -> None:
        """Add an article of the batch; its key is higher than those added before."""
        self._parts[-1].add(key, bands)

    def alike(self, key: int, bands: array[int], most: int) -> list[int]:
        """The keys of articles that share bands with one and may be near it in time, the likeliest
        first.
        """
        low, high = key - _NEAR, key + _NEAR
        shared: Counter[int] = Counter()
        for part in self._parts:
            if part.keys and part.keys[0] <= high and part.keys[-1] >= low:
                shared.update(chain.from_iterable(filter(None, map(part.having.get, bands))))
        near = [(other, number) for other, number in shared.items() if low <= other <= high]
        near.sort(key=itemgetter(1), reverse=True)
        by_one = sum(number == 1 for _other, number in near)
        most = min(most, len(near) - by_one + _MOST_BY_ONE)
        return [other for other, _number in near[:most] if other != key]
