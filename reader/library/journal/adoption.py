"""The state of an article, including what it takes over from earlier articles at its path.

An article takes over the state of the one last marked at its path, if that one is gone from the
library: so a file that was edited in place stays read. The last writer of each field wins, among an
article's own state and what it takes over: when two marked articles become one, no star is lost.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reader.library.index import user_tags
from reader.library.index.index_file import Index
from reader.library.journal import clock, events

_FIELDS_OF = "SELECT field, value, t, device FROM state WHERE article = ?"
_TRAIL_AT = "SELECT article FROM trail WHERE place = ?"
_PLACES_OF = "SELECT place FROM trail WHERE article = ?"
_PLACES = """
SELECT folder.root, folder.path, entry.name
FROM entry JOIN folder ON folder.key = entry.folder WHERE entry.id = ?
"""
_IS_PRESENT = "SELECT 1 FROM entry WHERE id = ? LIMIT 1"
_AT_PLACE = """
SELECT entry.id FROM folder JOIN entry ON entry.folder = folder.key
WHERE folder.root = ? AND folder.path = ? AND entry.name = ?
"""
_SHOW_STATE = """
UPDATE entry SET read = MAX(:read, draft), starred = :starred, progress = :progress
WHERE id = :id AND (read, starred, progress) <> (MAX(:read, draft), :starred, :progress)
"""
_TAGGED_OTHERWISE = "SELECT key, tags, own_tags FROM entry WHERE id = ? AND own_tags <> ?"
_SHOW_TAGS = "UPDATE entry SET own_tags = ? WHERE key = ?"
_FORGET_LABEL = "DELETE FROM label WHERE kind = 'tag' AND name = ? AND key = ?"
_ADD_LABEL = "INSERT OR IGNORE INTO label VALUES ('tag', ?, ?)"
_HAS_STATE = "SELECT 1 FROM state LIMIT 1"


class Known(NamedTuple):
    """The state of an article: its fields, those it took over, and the clock of the last mark among
    them, or 0.
    """

    fields: dict[str, float]
    taken_over: frozenset[str]
    last: int


def known(index: Index, article: str) -> Known:
    """The state of an article, as its rows show it."""
    best: dict[str, tuple[int, str, float, bool]] = {}
    for source in (article, *_forebears(index, article)):
        for field, value, t, device in index.db.execute(_FIELDS_OF, (source,)).fetchall():
            claim = (clock.unpacked(t), device, value, source != article)
            best[field] = max(best.get(field, claim), claim)
    return Known(
        {field: claim[2] for field, claim in best.items()},
        frozenset(field for field, claim in best.items() if claim[3]),
        max((claim[0] for claim in best.values()), default=0),
    )


def settle(index: Index, articles: Iterable[str]) -> bool:
    """Make the rows of these articles, and of those that take over their state, show it.

    Runs in a transaction. Returns whether a row changed. Rows show nothing before an article has
    state.
    """
    db = index.db
    if not db.execute(_HAS_STATE).fetchone():
        return False
    everyone = set(articles)
    for article in list(everyone):
        for (place,) in db.execute(_PLACES_OF, (article,)).fetchall():
            everyone.update(at_place(index, place))
    before = db.total_changes
    for article in everyone:
        show(index, article, known(index, article).fields)
    return db.total_changes != before


def show(index: Index, article: str, fields: dict[str, float]) -> None:
    """Make the rows of an article show these fields; runs in a transaction."""
    row = {
        "id": article,
        "read": int(fields.get("read", 0)),
        "starred": int(fields.get("starred", 0)),
        "progress": fields.get("progress", 0.0),
    }
    index.db.execute(_SHOW_STATE, row)
    own = user_tags.packed(fields)
    new = user_tags.labels(own)
    for key, named, was in index.db.execute(_TAGGED_OTHERWISE, (article, own)).fetchall():
        index.db.execute(_SHOW_TAGS, (own, key))
        gone = user_tags.labels(was) - user_tags.labels(named) - new
        index.db.executemany(_FORGET_LABEL, [(name, key) for name in gone])
        index.db.executemany(_ADD_LABEL, [(name, key) for name in new])


def at_place(index: Index, place: bytes) -> Iterator[str]:
    """The articles at a path now: one, or one in each root of that name."""
    for number, root in enumerate(index.roots):
        start = os.fsencode(root.name) + b"/"
        if place.startswith(start):
            folder, _, name = place[len(start) :].rpartition(b"/")
            for row in index.db.execute(_AT_PLACE, (number, folder, name)).fetchall():
                yield row[0]


def _forebears(index: Index, article: str) -> set[str]:
    db = index.db
    found: set[str] = set()
    for root, folder, name in db.execute(_PLACES, (article,)).fetchall():
        row = db.execute(_TRAIL_AT, (_place(index, root, folder, name),)).fetchone()
        if row and row[0] != article and not db.execute(_IS_PRESENT, row).fetchone():
            found.add(row[0])
    return found


def _place(index: Index, root: int, folder: bytes, name: bytes) -> bytes:
    inner = os.fsdecode(folder + b"/" + name if folder else name)
    return events.place(index.roots[root].name, inner)
