"""The folders of a library and the article files in them, as the file system has them.

Every folder is visited once, however many links lead to it: under its own path when the library
has it there. Only regular files count, so a pipe with an article's name stops nobody.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = (b".md", b".markdown", b".html", b".htm")
_PASSED_OVER = frozenset({b"node_modules", b"__pycache__"})  # and all that begins with a dot

Place = tuple[int, bytes]
"""A folder: the number of its root, and its path under the root, b"" for the root itself."""

File = tuple[bytes, int, int]
"""A file in its folder: name, mtime in nanoseconds, size in bytes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A folder that was visited.

    `files` is None when the folder is as it was, or, with `error`, when it cannot be listed.
    """

    place: Place
    mtime_ns: int
    files: list[File] | None
    error: str = ""


def walk(roots: Sequence[Path], known: Mapping[Place, int] | None = None) -> Iterator[Seen]:
    """Visit all folders or, given the mtimes of `known` ones, list only those that changed.

    Folders that went are not yielded. Raises OSError when a root cannot be visited.
    """
    starts = [os.fsencode(root) for root in roots]
    waiting: list[Place] = [(number, b"") for number in range(len(roots))]
    waiting += [place for place in known or () if place[1]]
    waiting.reverse()
    links: list[Place] = []
    visited: set[tuple[int, int]] = set()
    while waiting or links:
        place = waiting.pop() if waiting else links.pop()
        full = os.path.join(starts[place[0]], place[1]) if place[1] else starts[place[0]]
        try:
            status = os.stat(full)
            if not stat.S_ISDIR(status.st_mode):
                continue
        except OSError:
            if not place[1]:
                raise
            continue
        if (status.st_dev, status.st_ino) in visited:
            continue
        visited.add((status.st_dev, status.st_ino))
        if known is not None and known.get(place) == status.st_mtime_ns:
            yield Seen(place, status.st_mtime_ns, None)
            continue
        try:
            files, folders, linked = _list(full)
        except OSError as error:
            if not place[1]:
                raise
            yield Seen(place, 0, None, f"The folder cannot be listed: {error.strerror}.")
            continue
        inner = place[1] + b"/" if place[1] else b""
        waiting += [
            new for name in folders if (new := (place[0], inner + name)) not in (known or ())
        ]
        links += [new for name in linked if (new := (place[0], inner + name)) not in (known or ())]
        yield Seen(place, status.st_mtime_ns, files)


def _list(full: bytes) -> tuple[list[File], list[bytes], list[bytes]]:
    """What a folder holds: article files, folders, and links to folders."""
    files: list[File] = []
    folders: list[bytes] = []
    links: list[bytes] = []
    with os.scandir(full) as found:
        for item in found:
            name = item.name
            if name.startswith(b"."):
                continue
            if name.lower().endswith(SUFFIXES):
                try:
                    status = item.stat()
                except OSError:
                    continue  # a link to nothing, or gone this moment
                if stat.S_ISREG(status.st_mode):
                    files.append((name, status.st_mtime_ns, status.st_size))
                    continue
            if item.is_dir(follow_symlinks=False):
                if name not in _PASSED_OVER:
                    folders.append(name)
            elif item.is_symlink() and _is_folder(item):
                links.append(name)
    return files, folders, links


def _is_folder(item: os.DirEntry[bytes]) -> bool:
    try:
        return item.is_dir()
    except OSError:  # a link to itself
        return False
