"""What the index knows of folders: their files, also unreadable and ignored ones, and when they
changed.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader.library.index.index_file import SCAN_PATIENCE, Index
from reader.library.scan.ignoring import Place
from reader.library.scan.walk import File, Seen

if TYPE_CHECKING:
    from reader.library.scan.record import IndexRow, Job

_FOLDERS = "SELECT root, path, key, mtime_ns FROM folder ORDER BY key"
_ADD_FOLDER = "INSERT INTO folder (root, path, mtime_ns) VALUES (?, ?, 0)"
_SET_FOLDER = "UPDATE folder SET mtime_ns = ? WHERE key = ?"
_REMOVE_FOLDER = "DELETE FROM folder WHERE key = ?"
_KNOWN = "SELECT name, mtime_ns, size, ctime_ns FROM entry WHERE folder = ?"
_KEYS = "SELECT name, key FROM entry WHERE folder = ?"
_KNOWN_SKIPPED = """
SELECT name, mtime_ns, size, ctime_ns FROM skipped WHERE folder = ? AND name <> x''
"""
_PASSED = "SELECT name, reason FROM passed WHERE folder = ?"
_FORGET_PASSED = "DELETE FROM passed WHERE folder = ?"
_ADD_PASSED = "INSERT OR REPLACE INTO passed VALUES (?, ?, ?)"
_UNLISTED = "SELECT folder FROM skipped WHERE name = x''"
_REMOVE_SKIPPED = "DELETE FROM skipped WHERE folder = ? AND name = ?"
_SKIP = """
INSERT INTO skipped VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
  reason = excluded.reason, mtime_ns = excluded.mtime_ns, size = excluded.size,
  ctime_ns = excluded.ctime_ns
"""


class KnownFolders:
    """The folders of an index, and what a scan finds of them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._folders: dict[Place, tuple[int, int]] = {
            (root, path): (key, mtime) for root, path, key, mtime in index.db.execute(_FOLDERS)
        }
        self.rules = _unpacked(index.meta("rules"))
        """By folder, what its `.readerignore` said in the last scan."""
        self._new_rules: dict[Place, str] = {}
        self._visited: list[tuple[int, int]] = []  # new mtime, folder
        self._unlisted: list[Place] = []
        self._gone_skipped: list[tuple[int, bytes]] = []

    def unchanged(self, touched: Collection[Path]) -> dict[Place, int]:
        """The folders that need not be listed if they still have these mtimes, without those in
        `touched`.
        """
        known = {place: mtime for place, (_key, mtime) in self._folders.items()}
        for number, root in enumerate(self._index.roots):
            for folder in touched:
                if folder.is_relative_to(root):
                    path = os.fsencode(folder.relative_to(root)) if folder != root else b""
                    known[number, path] = 0 if (number, path) in known else -1
        return {place: mtime for place, mtime in known.items() if mtime >= 0}

    def holds_any(self, root: int) -> bool:
        """Whether the index has files below a root, given by its number."""
        folders = (key for place, (key, _mtime) in self._folders.items() if place[0] == root)
        return any(self._index.db.execute(_KNOWN, (key,)).fetchone() for key in folders)

    def visit(self, seen: Seen) -> int | None:
        """Note what was found of a folder. Returns its key if its files were listed, else None."""
        if seen.own:
            self._new_rules[seen.place] = seen.own
        folder = self._key(seen.place)
        if seen.error:
            self._unlisted.append(seen.place)
            self._skip(folder, seen.error)
            return None
        self._visited.append((seen.mtime_ns, folder))
        if seen.files is None:
            return None
        if set(self._index.db.execute(_PASSED, (folder,))) != set(seen.passed):
            self._pass(folder, seen.passed)
        return folder

    def files(self, folder: int) -> tuple[set[File], set[File]]:
        """The files of a folder that have rows, and those that are unreadable."""
        db = self._index.db
        return set(db.execute(_KNOWN, (folder,))), set(db.execute(_KNOWN_SKIPPED, (folder,)))

    def keys(self, folder: int) -> dict[bytes, int]:
        """The keys of the rows of a folder, by the names of their files."""
        return dict(self._index.db.execute(_KEYS, (folder,)).fetchall())

    def forget(self, folder: int, names: Iterable[bytes]) -> None:
        """Remove unreadable files that are gone, at the end of the scan."""
        self._gone_skipped += [(folder, name) for name in names]

    def lost(self) -> list[int]:
        """The folders that are gone. What could not be listed may still have them."""
        visited = {folder for _mtime, folder in self._visited}
        unlisted = tuple(self._unlisted)
        return [
            key
            for place, (key, _mtime) in self._folders.items()
            if key not in visited and not any(_is_within(place, outer) for outer in unlisted)
        ]

    def finish(self, lost: Sequence[int], manner: str) -> None:
        """Store what was found, and that the rows of all files are there, read in this manner.

        Nothing is written if nothing has changed.
        """
        db = self._index.db
        visited = {folder for _mtime, folder in self._visited}
        shut = [(row[0], b"") for row in db.execute(_UNLISTED) if row[0] in visited.union(lost)]
        mtimes = self._settled_mtimes()
        facts: dict[str, str | int] = {"indexed": 1, "manner": manner}
        if self._new_rules or self.rules:
            facts["rules"] = _packed(self._new_rules)
        known = all(self._index.meta(name) == value for name, value in facts.items())
        if known and not (shut or lost or mtimes or self._gone_skipped):
            return
        with self._index.write(SCAN_PATIENCE) as db:
            db.executemany(_REMOVE_SKIPPED, self._gone_skipped + shut)
            db.executemany(_FORGET_PASSED, [(folder,) for folder in lost])
            db.executemany(_REMOVE_FOLDER, [(folder,) for folder in lost])
            db.executemany(_SET_FOLDER, mtimes)
            for name, value in facts.items():
                self._index.set_meta(name, value)

    def _key(self, place: Place) -> int:
        known = self._folders.get(place)
        if known is None:
            with self._index.write(SCAN_PATIENCE) as db:
                key = db.execute(_ADD_FOLDER, place).lastrowid or 0
            known = self._folders[place] = (key, 0)
        return known[0]

    def _pass(self, folder: int, passed: Iterable[tuple[bytes, str]]) -> None:
        with self._index.write(SCAN_PATIENCE) as db:
            db.execute(_FORGET_PASSED, (folder,))
            db.executemany(_ADD_PASSED, [(folder, name, reason) for name, reason in passed])

    def _skip(self, folder: int, reason: str) -> None:
        with self._index.write(SCAN_PATIENCE) as db:
            db.execute(_SKIP, (folder, b"", reason, 0, 0, 0))
            db.execute(_SET_FOLDER, (0, folder))  # list it again, even if unchanged

    def _settled_mtimes(self) -> list[tuple[int, int]]:
        """The mtimes to store, 0 for a folder that changed just now: another change within the same
        tick of the clock would not show.
        """
        recent = time.time_ns() - 2_000_000_000
        known = dict(self._folders.values())
        new = ((mtime if mtime < recent else 0, folder) for mtime, folder in self._visited)
        return [(mtime, folder) for mtime, folder in new if known.get(folder) != mtime]


def store_unreadable(
    db: sqlite3.Connection, done: Iterable[tuple[Job, IndexRow | str]]
) -> Iterator[int]:
    """Store which files are not articles, and remove those that have become articles. Yields the
    keys of articles that are none any more.
    """
    for job, found in done:
        if isinstance(found, str) and found:
            skipped = (job.folder, job.name, found, job.mtime_ns, job.size, job.ctime_ns)
            db.execute(_SKIP, skipped)
        elif job.skipped:
            db.execute(_REMOVE_SKIPPED, (job.folder, job.name))
        if isinstance(found, str) and job.key is not None:
            yield job.key


def _is_within(place: Place, outer: Place) -> bool:
    if place[0] != outer[0]:
        return False
    return place[1] == outer[1] or place[1].startswith(outer[1] + b"/")


def _packed(rules: dict[Place, str]) -> str:
    return json.dumps([[root, os.fsdecode(path), own] for (root, path), own in rules.items()])


def _unpacked(rules: str | int | None) -> dict[Place, str]:
    if not isinstance(rules, str) or not rules:
        return {}
    return {(root, os.fsencode(path)): own for root, path, own in json.loads(rules)}
