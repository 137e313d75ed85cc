"""Makes entries of rows of the index, and applies marks that are not in the index yet."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any

from reader.entry import Entry
from reader.lazy_tuple import NamedTuple
from reader.library.index.faults import DAMAGED, Damaged
from reader.library.index.index_file import Index
from reader.library.index.schema import HIDDEN, UNDATED
from reader.library.index.user_tags import changed

_MARKS = """
SELECT id, read, starred, muted FROM entry
WHERE id IN (SELECT value FROM json_each(?)) AND day <> ?
"""
_FOLDER = "SELECT root, path FROM folder WHERE key = ?"


class Change(NamedTuple):
    """What the overlay changes in a row of an article: 1, 0 or -1 for each mark. Of a muted article
    nothing counts as read.
    """

    article: str
    read: int
    starred: int


class EntryRows:
    """Makes entries of rows of the view `shown`.

    `overlay` has, by article id, the fields that are in the journal but not in the rows, because
    another process was writing to the index.
    """

    def __init__(self, index: Index, zone: tzinfo | None) -> None:
        self.overlay: dict[str, dict[str, float]] = {}
        self._index = index
        self._zone = zone
        self._folders: dict[int, Path] = {}

    def entry(self, row: tuple[Any, ...]) -> Entry:
        """The entry of a row of `shown`."""
        key, article, folder, name, title, published, inferred, categories, site = row[:9]
        authors, tags, url, problems, read, starred, progress, own_tags, mtime_ns = row[9:18]
        own = _strings(own_tags)
        if self.overlay and (over := self.overlay.get(article)):
            read = over.get("read", read)
            starred = over.get("starred", starred)
            progress = over.get("progress", progress)
            own = changed(own, over)
        return Entry(
            article,
            self._folder(folder) / os.fsdecode(name),
            title,
            self._time(published),
            bool(inferred),
            _strings(categories),
            site,
            _strings(authors),
            _strings(tags),
            url,
            _strings(problems),
            key,
            bool(read),
            bool(starred),
            progress,
            own,
            duplicates=row[18],
            modified=datetime.fromtimestamp(mtime_ns / 1_000_000_000, UTC),
            draft=bool(row[19]),
            several_paths=_paths(row[20]),
            feed=row[21],
            versions=row[22],
            muted=bool(row[23]),
            score=row[24],
        )

    def laid_over(self, field: str) -> str:
        """A JSON list of the ids of the articles for which the overlay sets a field."""
        return json.dumps([article for article, over in self.overlay.items() if over.get(field)])

    def changes(self) -> list[Change]:
        """What the overlay changes in rows that are counted; nothing in most cases."""
        if not self.overlay:
            return []
        found: list[Change] = []
        articles = json.dumps(list(self.overlay))
        for article, read, starred, muted in self._index.db.execute(_MARKS, (articles, HIDDEN)):
            over = self.overlay[article]
            change = Change(
                article,
                0 if muted else int(over.get("read", read)) - read,
                int(over.get("starred", starred)) - starred,
            )
            found += [change] if change.read or change.starred else []
        return found

    def forget_folders(self) -> None:
        """Forget the paths of folders, whose keys may have changed."""
        self._folders.clear()

    def _folder(self, key: int) -> Path:
        path = self._folders.get(key)
        if path is None:
            path = self._folders[key] = folder_path(self._index, key)
        return path

    def _time(self, published: int) -> datetime | None:
        if published == UNDATED:
            return None
        try:
            if self._zone is not None:
                return datetime.fromtimestamp(published, self._zone)
            return datetime.fromtimestamp(published, UTC).astimezone()
        except OSError:  # the number is not a time
            raise Damaged(DAMAGED) from None


def folder_path(index: Index, key: int) -> Path:
    """The absolute path of a folder of the index."""
    row = index.db.execute(_FOLDER, (key,)).fetchone()
    if row is None:  # it was removed between two statements, with its entries
        return index.roots[0]
    root, path = row
    return index.roots[int(root)] / os.fsdecode(path)


def local_day(published: int, zone: tzinfo | None) -> str:
    """The ISO day of a time in the form of the table; '' if it is unknown."""
    if published == UNDATED:
        return ""
    return datetime.fromtimestamp(published, UTC).astimezone(zone).date().isoformat()


@lru_cache(4096)  # few categories and authors, in many rows
def _strings(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


@lru_cache(1024)
def _paths(text: str) -> tuple[tuple[str, ...], ...]:
    return () if text == "[]" else tuple(map(tuple, json.loads(text)))
