"""Gathers articles into stories: those whose texts are versions of each other.

A story has the key of its first article, which is the lowest, as keys are in the order of the times
of publishing. An article belongs to it if it is a version of the first one, or nearly equal to any;
and no story has hundreds of articles or lasts longer than a few days. So it does not grow from
likeness to likeness into something else. index/story_figures.py counts what is gathered here.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence

from reader.library.index.entry_keys import first_key, last_key
from reader.library.index.schema import UNDATED
from reader.library.index.tokens import unpacked
from reader.library.stories.likeness import NEARLY_EQUAL, SECONDS, VERSION, Compared, likeness
from reader.library.stories.shingles import bands, shingles
from reader.library.stories.window import NearWindow

_MOST_CHECKED = 16
"""Candidates of an article whose texts are compared, those with the most common bands first."""

_LONGEST = 2 * SECONDS
"""Seconds from the first article of a story to the last one."""

LARGEST = 300
"""Articles of a story: what more have in common is a page of errors, or a template. So a mark costs
little, which counts the articles of its story.
"""

_UNDATED = last_key(UNDATED)
"""The highest key of an article without a date."""

_REMEMBERED = 4_000
"""Articles whose shingles are kept for the next comparison, about 3 kB each."""

_TEXTS = """
SELECT entry.key, entry.title, entry.site, entry.published, text.body
FROM json_each(?) AS wanted CROSS JOIN entry ON entry.key = wanted.value
CROSS JOIN text ON text.key = entry.key ORDER BY entry.key
"""
_BODIES = """
SELECT text.key, text.body FROM json_each(?) AS wanted CROSS JOIN text ON text.key = wanted.value
"""
_COMPARED = "INSERT OR REPLACE INTO compared VALUES (?, ?, ?)"
_EQUAL = """
SELECT key FROM compared WHERE SUBSTR(bands, 1, 8) = ? AND bands <> x'' AND bands = ? LIMIT 16
"""
_STORY = "SELECT story FROM compared WHERE key = ?"
_FIRST = "SELECT MIN(key) FROM compared WHERE story = ? AND key > ?"
_SIZE = "SELECT COUNT(*), MAX(key) FROM compared WHERE story = ?"
_MOVE = "UPDATE compared SET story = ? WHERE story = ? RETURNING key"
_FORGET = "DELETE FROM compared WHERE key = ? RETURNING story"
_NEXT = "SELECT MIN(key) FROM compared WHERE story = ?"


def forget(db: sqlite3.Connection, key: int) -> None:
    """Take an article out of its story, as it is removed or its text changes; in a transaction."""
    found = db.execute(_FORGET, (key,)).fetchone()
    if found is None:
        return
    if found[0] == key:
        (following,) = db.execute(_NEXT, (key,)).fetchone()
        if following is not None:
            db.execute(_MOVE, (following, key)).fetchall()


class ComparedSoFar:
    """What was read and compared so far, kept from batch to batch as long as nobody else writes to
    the index.
    """

    def __init__(self) -> None:
        self.window = NearWindow()
        self.articles: dict[int, Compared | None] = {}

    def add(self, key: int, told: Compared | None) -> None:
        """Keep what was read of an article, and forget the oldest if there are too many."""
        if len(self.articles) >= _REMEMBERED:
            self.articles.pop(next(iter(self.articles)))
        if told:
            told = told._replace(shingles=array("q", told.shingles))
        self.articles[key] = told


class Gathering:
    """A batch of articles that find their stories.

    What takes long, reading and comparing texts, comes before anything is written, so that nobody
    waits for it who wants to write. Only one process gathers at a time.
    """

    def __init__(self, db: sqlite3.Connection, keys: Sequence[int], known: ComparedSoFar) -> None:
        """`keys` are those of new or changed articles."""
        self._db = db
        self._keys = sorted(keys)
        self._known = known
        self._window = known.window
        self._bodies: dict[int, bytes] = {}
        self._bands: dict[int, array[int]] = {}
        self._others: dict[int, list[int]] = {}
        self._equal: dict[bytes, list[int]] = {}
        self._likeness: dict[tuple[int, int], int] = {}

    def read(self) -> None:
        """Compare the texts with those that may be versions of them; in no transaction."""
        self._window.move(self._db, self._keys[0], self._keys[-1])
        for key, title, site, published, body in self._db.execute(
            _TEXTS, (json.dumps(self._keys),)
        ):
            found = shingles(unpacked(body))
            self._bodies[key] = body
            self._bands[key] = bands(found)
            time = None if published == UNDATED else published
            told = Compared(title, site, time, found)
            self._others[key] = [one for one in self._near(key) if self._may_join(key, told, one)]
            self._known.add(key, told)

    def write(self) -> list[int]:
        """Store the bands of articles, and join each to the stories of others; in a transaction.
        Returns the keys of those that are done, as their texts are as they were read, or gone.
        """
        bodies: dict[int, bytes] = dict(self._db.execute(_BODIES, (json.dumps(self._keys),)))
        now = [key for key in self._keys if bodies.get(key) == self._bodies.get(key)]
        there = [key for key in now if key in bodies]
        self._db.executemany(_COMPARED, ((key, key, self._bands[key].tobytes()) for key in there))
        self._window.stories.update(zip(there, there, strict=True))
        for key in there:
            self._join(key, self._others[key])
        return now

    def _near(self, key: int) -> list[int]:
        """Compared articles that may be versions of one, the likeliest first: those whose texts may
        be equal, at any time, and those that share bands with it and may be near it in time; of
        this batch only those before it, so that each pair comes once.
        """
        own = self._bands[key]
        if not own:
            return []
        packed = own.tobytes()
        if packed not in self._equal:
            found = self._db.execute(_EQUAL, (packed[:8], packed))
            self._equal[packed] = [other for (other,) in found if other not in self._bands]
        equal = self._equal[packed]
        near = [] if key <= _UNDATED else self._window.alike(key, own, _MOST_CHECKED)
        others = list(dict.fromkeys(equal[:_MOST_CHECKED] + near))
        equal.append(key)
        self._window.add(key, own)
        return others

    def _may_join(self, key: int, told: Compared, other: int) -> bool:
        """Whether an article is alike to another, or to the first of its story."""
        first = self._first(self._window.stories.get(other, other))
        if self._compared(key, first, told):
            return True
        return first != other and self._compared(key, other, told) > 0

    def _join(self, key: int, others: Iterable[int]) -> None:
        """Make an article part of the stories that it is a version of."""
        story = key
        for other in others:
            theirs = self._story(other)
            if theirs is None or theirs == story:
                continue
            first = self._first(theirs) if story == key else None
            if self._belongs(key, first, other) and self._fit(story, theirs):
                old, story = sorted((theirs, story), reverse=True)
                moved = self._db.execute(_MOVE, (story, old)).fetchall()
                self._window.stories.update((one, story) for (one,) in moved)

    def _story(self, key: int) -> int | None:
        found = self._db.execute(_STORY, (key,)).fetchone()
        return found[0] if found else None

    def _fit(self, *stories: int) -> bool:
        """Whether stories may become one, which would not be too large, nor last too long. Keys are
        in the order of time; those of articles without a date do not count.
        """
        found = [self._db.execute(_SIZE, (story,)).fetchone() for story in stories]
        if sum(size for size, _last in found) > LARGEST:
            return False
        first = min(map(self._first, stories))
        last: int = max(last for _size, last in found)
        return first <= _UNDATED or last - first <= first_key(_LONGEST) - first_key(0)

    def _first(self, story: int) -> int:
        """The key of the first article of a story that has a date, if one has."""
        if story > _UNDATED:
            return story
        (found,) = self._db.execute(_FIRST, (story, _UNDATED)).fetchone()
        return story if found is None else int(found)

    def _belongs(self, key: int, first: int | None, other: int) -> bool:
        """Whether an article is a version of the first of a story, or nearly equal to another of
        its articles.
        """
        if first is not None and self._compared(key, first) >= VERSION:
            return True
        return self._compared(key, other) == NEARLY_EQUAL

    def _compared(self, key: int, other: int, told: Compared | None = None) -> int:
        """How alike two articles are, see `likeness`; compared once. `told` is the first of them,
        where it is at hand.
        """
        pair = (key, other)
        if pair not in self._likeness:
            mine, theirs = told or self._article(key), self._article(other)
            self._likeness[pair] = likeness(mine, theirs) if mine and theirs else 0
        return self._likeness[pair]

    def _article(self, key: int) -> Compared | None:
        if key not in self._known.articles:
            row = self._db.execute(_TEXTS, (f"[{key}]",)).fetchone()
            self._known.add(key, row and _told(*row))
        return self._known.articles[key]


def _told(_key: int, title: str, site: str, published: int, body: bytes) -> Compared:
    time = None if published == UNDATED else published
    return Compared(title, site, time, shingles(unpacked(body)))
