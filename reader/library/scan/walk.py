"""The folders of a library and the article files in them, as the file system has them.

Every folder is visited once, however many links lead to it: under its own path when the library
has it there. Only regular files count, so a pipe with an article's name stops nobody.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader.library.index.roots import of_the_kernel

SUFFIXES = (b".md", b".markdown", b".html", b".htm", b".json")
_PASSED_OVER = frozenset({b"node_modules", b"__pycache__"})  # and all that begins with a dot

_OURS = b".reader"
"""Where `reader fetch` keeps what all devices of a library have to know."""

_CONFLICT = b".sync-conflict-"
_FETCHED = re.compile(rb"(?:^|-)[0-9a-f]{8}$")
"""The end of the name of an article that was fetched, without its ending."""

CONFLICT = "It is a sync tool's second copy of an article that is there."
HIDDEN = "It is hidden."
FOREIGN = "It belongs to a program."
BROKEN = "The link leads nowhere."
NO_FILE = "It is not a regular file."

Place = tuple[int, bytes]
"""A folder: the number of its root, and its path under the root, b"" for the root itself."""

File = tuple[bytes, int, int]
"""A file in its folder: name, mtime in nanoseconds, size in bytes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A folder that was visited, and the names of folders, and of links to folders, in it.

    `passed` are the names that were passed over, each with the reason.
    `files` is None when the folder is as it was, or, with `error`, when it cannot be listed.
    """

    place: Place
    mtime_ns: int
    files: list[File] | None = None
    folders: Sequence[bytes] = ()
    links: Sequence[bytes] = ()
    passed: Sequence[tuple[bytes, str]] = ()
    error: str = ""


def walk(roots: Sequence[Path], known: Mapping[Place, int] | None = None) -> Iterator[Seen]:
    """Visit all folders or, given the mtimes of `known` ones, list only those that changed.

    Folders that went are not yielded. Raises OSError when a root cannot be visited.
    """
    known = known or {}
    waiting = [place for place in known if place[1]][::-1]
    waiting += [(number, b"") for number in reversed(range(len(roots)))]
    links: list[Place] = []
    visited: set[tuple[int, int]] = set()
    while waiting or links:
        place = waiting.pop() if waiting else links.pop()
        seen = _visit(roots[place[0]], place, known.get(place), visited)
        if seen is None:
            continue
        inner = place[1] + b"/" if place[1] else b""
        for names, queue in ((seen.folders, waiting), (seen.links, links)):
            queue += [new for name in names if (new := (place[0], inner + name)) not in known]
        yield seen


def _visit(
    root: Path, place: Place, known: int | None, visited: set[tuple[int, int]]
) -> Seen | None:
    """One folder; None when it went, or was visited already."""
    full = root / os.fsdecode(place[1])
    try:
        status = full.stat()
    except OSError:
        if not place[1]:
            raise
        return None
    identity = (status.st_dev, status.st_ino)
    if status.st_dev in of_the_kernel():
        return None
    if not stat.S_ISDIR(status.st_mode) or identity in visited:
        return None
    visited.add(identity)
    if known == status.st_mtime_ns:
        return Seen(place, status.st_mtime_ns)
    try:
        return Seen(place, status.st_mtime_ns, *_list(os.fsencode(full)))
    except OSError as error:
        if not place[1]:
            raise
        return Seen(place, 0, error=f"The folder cannot be listed: {error.strerror}.")


def _list(
    full: bytes,
) -> tuple[list[File], list[bytes], list[bytes], list[tuple[bytes, str]]]:
    """What a folder holds: article files, folders, links to folders, and what is passed over."""
    files: list[File] = []
    passed: list[tuple[bytes, str]] = []
    folders: list[bytes] = []
    links: list[bytes] = []
    with os.scandir(full) as found:
        for item in found:
            name = item.name
            if is_passed_over(name):
                if reason := _why_passed(item):
                    passed.append((name, reason))
            elif name.lower().endswith(SUFFIXES) and (file := _file(item)):
                files.append(file)
            elif item.is_dir(follow_symlinks=False):
                folders.append(name)
            elif item.is_symlink() and _is_folder(item):
                links.append(name)
            elif name.lower().endswith(SUFFIXES):
                passed.append((name, BROKEN if item.is_symlink() else NO_FILE))
    _pass_conflicts(files, passed)
    return files, folders, links, passed


def _pass_conflicts(files: list[File], passed: list[tuple[bytes, str]]) -> None:
    """Take copies out that a sync tool set aside of articles that were fetched and are there: two
    devices wrote the same entry, and one article is enough.
    """
    conflicts = [file for file in files if _CONFLICT in file[0]]
    if not conflicts:
        return
    names = {file[0] for file in files}
    for file in conflicts:
        stem, _, _ = file[0].partition(_CONFLICT)
        if _FETCHED.search(stem) and stem + b".md" in names:
            files.remove(file)
            passed.append((file[0], CONFLICT))


def _file(item: os.DirEntry[bytes]) -> File | None:
    try:
        status = item.stat()
    except OSError:  # a link to nothing, or gone this moment
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return item.name, status.st_mtime_ns, status.st_size


def is_passed_over(name: bytes) -> bool:
    """Whether a file or folder of this name is not looked at. `.md` alone is the name of an article
    without a title.
    """
    return (name[:1] == b"." and name != b".md") or name in _PASSED_OVER


def _why_passed(item: os.DirEntry[bytes]) -> str:
    """Why a name is passed over that could have been an article's or a folder of articles."""
    if item.name == _OURS:
        return ""
    if item.is_dir(follow_symlinks=False):
        return HIDDEN if item.name[:1] == b"." else FOREIGN
    return HIDDEN if item.name.lower().endswith(SUFFIXES) else ""


def _is_folder(item: os.DirEntry[bytes]) -> bool:
    try:
        return item.is_dir()
    except OSError:  # a link to itself
        return False
