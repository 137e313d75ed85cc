"""Reads newsboat's cache.db: which articles of a library were read there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from reader.drives import is_file
from reader.entry import Entry
from reader.errors import LibraryError
from reader.lazy_tuple import NamedTuple

_ITEMS = "SELECT url, title, unread, flags FROM rss_item WHERE deleted = 0"


class NewsboatState(NamedTuple):
    """The keys of articles that were read, and of those that are flagged."""

    read: list[int]
    flagged: list[int]


def known(file: Path, entries: Iterable[Entry]) -> NewsboatState:
    """The entries that newsboat has, found by address, or by a title that only one item has.

    Raises LibraryError where the file is not a cache of newsboat.
    """
    by_url: dict[str, tuple[bool, bool]] = {}
    by_title: dict[str, tuple[bool, bool] | None] = {}
    for url, title, unread, flags in _items(file):
        state = (not unread, bool(flags))
        if url:
            by_url[url] = state
        if title:
            by_title[title] = None if title in by_title else state
    found = NewsboatState([], [])
    for entry in entries:
        state = by_url.get(entry.url or "") or by_title.get(entry.title) or (False, False)
        if state[0]:
            found.read.append(entry.key)
        if state[1]:
            found.flagged.append(entry.key)
    return found


def _items(file: Path) -> list[tuple[str, str, int, str]]:
    if not is_file(file):
        raise LibraryError(f"There is no file {file}.")
    db = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return db.execute(_ITEMS).fetchall()
    except sqlite3.DatabaseError as error:
        raise LibraryError(f"{file} cannot be read as newsboat's cache: {error}.") from None
    finally:
        db.close()
