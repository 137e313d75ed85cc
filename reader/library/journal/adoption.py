"""The state of an article, including what it takes over from earlier articles at its path.

An article takes over the state of the one last marked at its path, if that one is gone from the
library: so a file that was edited in place stays read. The last writer of each field wins, among an
article's own state and what it takes over: when two marked articles become one, no star is lost.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from reader.lazy_tuple import NamedTuple
from reader.library.index import pending, user_tags
from reader.library.index.index_file import Index
from reader.library.index.pending import FILTERS
from reader.library.journal import clock, events

_FIELDS_OF = """
SELECT article, field, state.value, t, device
FROM json_each(?) AS one CROSS JOIN state ON state.article = one.value
"""
_TRAIL_AT = "SELECT article FROM trail WHERE place = ?"
_PLACES_OF = """
SELECT article, place FROM json_each(?) AS one CROSS JOIN trail ON trail.article = one.value
"""
_PLACES = """
SELECT entry.id, folder.root, folder.path, entry.name
FROM json_each(?) AS one CROSS JOIN entry ON entry.id = one.value
CROSS JOIN folder ON folder.key = entry.folder
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
_TAGGED = """
SELECT DISTINCT entry.id FROM json_each(?) AS one CROSS JOIN entry ON entry.id = one.value
WHERE entry.own_tags <> '[]'
"""
_TAGGED_OTHERWISE = "SELECT key, tags, own_tags FROM entry WHERE id = ? AND own_tags <> ?"
_SHOW_TAGS = "UPDATE entry SET own_tags = ? WHERE key = ?"
_PLACE = "UPDATE entry SET nodes = ? WHERE key = ?"
_FORGET_LABEL = "DELETE FROM label WHERE kind = 'tag' AND name = ? AND key = ?"
_ADD_LABEL = "INSERT OR IGNORE INTO label VALUES ('tag', ?, ?)"
_HAS_STATE = "SELECT 1 FROM state LIMIT 1"

_PART = 1_000
"""Articles that are looked up at once: one statement for all is far cheaper than one for each."""

_Places = dict[str, set[bytes]]
"""Paths by article."""


class Known(NamedTuple):
    """The state of an article: its fields, those it took over, and the clock of the last mark among
    them, or 0.
    """

    fields: dict[str, float]
    taken_over: frozenset[str]
    last: int


def known(index: Index, article: str) -> Known:
    """The state of an article, as its rows show it."""
    (found,) = _known(index, [article], *_places(index, [article])).values()
    return found


def said(index: Index, articles: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """The fields of which anything was ever said, set or not, of each article or what it takes over
    from.
    """
    for some in _parts(articles):
        for article, known in _known(index, some, *_places(index, some)).items():
            yield article, frozenset(known.fields)


def settle(index: Index, articles: Iterable[str]) -> bool:
    """Make the rows of these articles, and of those that take over their state, show it.

    Runs in a transaction. Returns whether a row changed. Rows show nothing before an article has
    state.
    """
    db = index.db
    if not db.execute(_HAS_STATE).fetchone():
        return False
    before = db.total_changes
    everyone = dict.fromkeys(articles)
    heirs: dict[str, None] = {}
    for some in _parts(everyone):
        stands, marked = _places(index, some)
        for place in _elsewhere(index, stands, marked):
            heirs |= dict.fromkeys(at_place(index, place))
        _settle(index, some, stands, marked)
    for some in _parts(heirs.keys() - everyone.keys()):
        _settle(index, some, *_places(index, some))
    return db.total_changes != before


def show(index: Index, found: Mapping[str, Mapping[str, float]]) -> None:
    """Make the rows of articles show their fields; runs in a transaction."""
    rows = (
        {
            "id": article,
            "read": int(fields.get("read", 0)),
            "starred": int(fields.get("starred", 0)),
            "progress": fields.get("progress", 0.0),
        }
        for article, fields in found.items()
    )
    index.db.executemany(_SHOW_STATE, rows)
    tagged = {row[0] for row in index.db.execute(_TAGGED, (json.dumps(list(found)),))}
    for article, fields in found.items():
        if article in tagged or any(field.startswith(user_tags.PREFIX) for field in fields):
            _show_tags(index, article, fields)


def _show_tags(index: Index, article: str, fields: Mapping[str, float]) -> None:
    own = user_tags.packed(fields)
    new = user_tags.labels(own)
    for key, named, was in index.db.execute(_TAGGED_OTHERWISE, (article, own)).fetchall():
        from reader.library.index.nodes import Nodes

        index.db.execute(_SHOW_TAGS, (own, key))
        index.db.execute(_PLACE, (Nodes(index.db).of_entry(key), key))
        if index.meta(FILTERS):  # they may ask for tags
            pending.add(index.db, FILTERS, [key])
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


def _parts(articles: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(articles)
    while some := list(islice(rest, _PART)):
        yield some


def _places(index: Index, articles: Sequence[str]) -> tuple[_Places, _Places]:
    """Where articles are now, and the paths at which they are the ones last marked."""
    listed = (json.dumps(articles),)
    stands: _Places = {article: set() for article in articles}
    for article, root, folder, name in index.db.execute(_PLACES, listed):
        stands[article].add(_place(index, root, folder, name))
    marked: _Places = {article: set() for article in articles}
    for article, place in index.db.execute(_PLACES_OF, listed):
        marked[article].add(place)
    return stands, marked


def _elsewhere(index: Index, stands: _Places, marked: _Places) -> set[bytes]:
    """The paths at which articles were marked, without those at which only they can be."""
    found = set().union(*marked.values())
    names = [root.name for root in index.roots]
    is_clear = len(set(names)) == len(names)
    return found.difference(*stands.values()) if is_clear else found


def _settle(index: Index, articles: Sequence[str], stands: _Places, marked: _Places) -> None:
    found = _known(index, articles, stands, marked)
    show(index, {article: one.fields for article, one in found.items()})


def _known(
    index: Index, articles: Sequence[str], stands: _Places, marked: _Places
) -> dict[str, Known]:
    """The state of articles."""
    forebears = {
        article: _forebears(index, article, stands[article] - marked[article])
        for article in articles
    }
    everyone = list({*articles, *chain.from_iterable(forebears.values())})
    claims: dict[str, list[tuple[str, float, int, str]]] = {}
    for source, *claim in index.db.execute(_FIELDS_OF, (json.dumps(everyone),)):
        claims.setdefault(source, []).append(tuple(claim))
    found: dict[str, Known] = {}
    for article in articles:
        best: dict[str, tuple[int, str, float, bool]] = {}
        for source in (article, *forebears[article]):
            for field, value, t, device in claims.get(source, ()):
                claimed = (clock.unpacked(t), device, value, source != article)
                best[field] = max(best.get(field, claimed), claimed)
        found[article] = Known(
            {field: one[2] for field, one in best.items()},
            frozenset(field for field, one in best.items() if one[3]),
            max((one[0] for one in best.values()), default=0),
        )
    return found


def _forebears(index: Index, article: str, places: Iterable[bytes]) -> set[str]:
    """The articles gone from the library that were last marked at some paths of this one."""
    found: set[str] = set()
    for place in places:
        row = index.db.execute(_TRAIL_AT, (place,)).fetchone()
        if row and row[0] != article and not index.db.execute(_IS_PRESENT, row).fetchone():
            found.add(row[0])
    return found


def _place(index: Index, root: int, folder: bytes, name: bytes) -> bytes:
    inner = os.fsdecode(folder + b"/" + name if folder else name)
    return events.place(index.roots[root].name, inner)
