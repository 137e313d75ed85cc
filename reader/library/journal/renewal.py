"""Rewrites a journal that was removed under a running program, from the index."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from reader.library.index.index_file import Index
from reader.library.journal import clock, events

_READ_TO = "SELECT offset, tail FROM journal WHERE file = ?"
_STATE = "SELECT article, field, value, t FROM state WHERE device = ? ORDER BY article, t"
_TRAIL = "SELECT place FROM trail WHERE article = ?"
_ENTRY = """
SELECT folder.root, folder.path, entry.name
FROM entry JOIN folder ON folder.key = entry.folder WHERE entry.id = ?
"""


def renewed(index: Index, file: Path, device: str) -> bytes | None:
    """The bytes of a journal with everything that the index has from the old one, or None.

    A device that had read the old one as far as this index continues after these bytes.
    """
    row = index.db.execute(_READ_TO, (os.fsencode(file.name),)).fetchone()
    if row is None:
        return None
    lines = [
        events.line(clock.unpacked(t), *place, {field: value})
        for article, field, value, t in index.db.execute(_STATE, (device,)).fetchall()
        for place in _places(index, article)
    ]
    return events.compacted(lines, *row)


def _places(index: Index, article: str) -> Iterator[tuple[str, None, list[tuple[str, str]]]]:
    """The root's name and the path where an article was marked or is, in the form of a line."""
    places = {os.fsdecode(place) for (place,) in index.db.execute(_TRAIL, (article,)).fetchall()}
    for root, folder, name in index.db.execute(_ENTRY, (article,)).fetchall():
        inner = os.fsdecode(folder + b"/" + name if folder else name)
        places.add(f"{index.roots[root].name}/{inner}")
    for place in sorted(places) or [""]:
        root_name, _, path = place.partition("/")
        yield root_name, None, [(article, path)]
