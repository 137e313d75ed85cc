"""State that tests give to articles."""

from __future__ import annotations

from collections.abc import Sequence

from reader.entry import Entry
from reader.library.library import Library


def set_state(library: Library, entries: Sequence[Entry], **values: bool | float) -> list[Entry]:
    """Set several fields of entries at once: read, starred, progress. Returns the entries that
    changed, as they are now.
    """
    changes = library._opened.marker.mark(entries, values)
    library._listings.marked(changes)
    return [new for _now, new in changes]


def mute(library: Library, entries: Sequence[Entry]) -> None:
    """Mute entries, as filters do."""
    with library._index.write() as db:
        keys = [(entry.key,) for entry in entries]
        db.executemany("UPDATE entry SET muted = 1 WHERE key = ?", keys)
