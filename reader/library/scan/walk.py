"""Walks the folders of a library and finds the article files in them.

Each folder is visited once, however many links lead to it, and under its real path if that is in
the library. Only regular files count, so that a pipe with the name of an article cannot block.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple
from reader.library.index.roots import of_the_kernel
from reader.library.scan.ignoring import IGNORE_FILE, IgnoreRules, Ignoring, Place

SUFFIXES = (
    *(b".md", b".markdown", b".html", b".htm", b".json", b".mdx", b".mkd", b".mdown", b".qmd"),
    *(b".rmd", b".txt"),
)
_UNREAD = {
    b".rst": "reStructuredText",
    b".org": "Org",
    b".ipynb": "a notebook of Jupyter",
    b".adoc": "AsciiDoc",
    b".asciidoc": "AsciiDoc",
    b".textile": "Textile",
}
"""Texts in formats that are not supported."""

_PASSED_OVER = frozenset({b"node_modules", b"__pycache__"})  # and all names that begin with a dot

_NO_TEXTS = frozenset(
    (b"requirements.txt", b"robots.txt", b"humans.txt", b"ads.txt", b"cmakelists.txt", b"llms.txt")
)
"""Files of programs whose names end like those of texts."""

_OURS = b".reader"
"""The folder in which `reader fetch` keeps what all devices that share a library have to know."""

_CONFLICT = b".sync-conflict-"
_FETCHED = late(rb"(?:^|-)[0-9a-f]{8}$")
"""The end of the name of a fetched article, without its suffix."""

UNREAD_FORMAT = ", which this program does not read."
CONFLICT = "It is a sync tool's second copy of an article that is there."
HIDDEN = "It is hidden."
FOREIGN = "It belongs to a program."
BROKEN = "The link leads nowhere."
NO_FILE = "It is not a regular file."

File = tuple[bytes, int, int, int]
"""A file in its folder: name, mtime in nanoseconds, size in bytes, ctime in nanoseconds, which a
rewrite changes even if it sets the other two as they were.
"""


class Seen(NamedTuple):
    """A visited folder, with the names of the folders, and of links to folders, in it.

    `passed` are the names that are ignored, each with the reason. `own` is the fingerprint
    of the rules that begin at the folder, '' for none; if they changed, it and all folders
    below are `stale`. `files` is None if the folder has not changed, or, with `error`, if
    it cannot be listed.
    """

    place: Place
    mtime_ns: int
    files: list[File] | None = None
    folders: Sequence[bytes] = ()
    links: Sequence[bytes] = ()
    passed: Sequence[tuple[bytes, str]] = ()
    error: str = ""
    own: str = ""
    stale: bool = False


def walk(
    roots: Sequence[Path],
    known: Mapping[Place, int] | None = None,
    ignoring: Ignoring | None = None,
    ruled: Mapping[Place, str] | None = None,
) -> Iterator[Seen]:
    """Visit all folders; given the mtimes of `known` folders, list only those that changed.

    `ignoring` says what is ignored. `ruled` has the folders at which rules began at the last scan,
    and their fingerprints: if they changed, all folders below are listed. Folders that are gone are
    not yielded. Raises OSError when a root cannot be visited.
    """
    known = known or {}
    look = _Look(roots, ignoring or Ignoring(roots), ruled or {})
    waiting = [place for place in known if place[1]][::-1]
    waiting += [(number, b"") for number in reversed(range(len(roots)))]
    links: list[Place] = []
    while waiting or links:
        place = waiting.pop() if waiting else links.pop()
        seen = look.visit(place, known.get(place))
        if seen is None:
            continue
        inner = place[1] + b"/" if place[1] else b""
        for names, queue in ((seen.folders, waiting), (seen.links, links)):
            queue += [new for name in names if (new := (place[0], inner + name)) not in known]
        yield seen


class _Look:
    """The state of one walk: which folders were visited, and below which the rules changed."""

    def __init__(
        self, roots: Sequence[Path], ignoring: Ignoring, ruled: Mapping[Place, str]
    ) -> None:
        self._roots = roots
        self._ignoring = ignoring
        self._ruled = ruled
        self._visited: set[tuple[int, int]] = set()
        self._stale: set[Place] = set()

    def visit(self, place: Place, known: int | None) -> Seen | None:
        """Visit a folder; None if it is gone, was visited already, or is ignored."""
        full = self._roots[place[0]] / os.fsdecode(place[1])
        status = _status(full, place)
        if status is None or (identity := (status.st_dev, status.st_ino)) in self._visited:
            return None
        stale = bool(self._stale) and self._is_stale(place)
        if known == status.st_mtime_ns and not stale and not self._is_ruled_anew(place):
            self._visited.add(identity)
            return Seen(place, status.st_mtime_ns, own=self._ruled.get(place, ""))
        if self._is_ignored(place):
            return None
        self._visited.add(identity)
        try:
            found = _list(os.fsencode(full))
        except OSError as error:
            if not place[1]:
                raise
            return Seen(place, 0, error=f"The folder cannot be listed: {error.strerror}.")
        return self._seen(place, status.st_mtime_ns, found, stale)

    def _is_ruled_anew(self, place: Place) -> bool:
        return place in self._ruled and self._ignoring.of(place).own != self._ruled[place]

    def _seen(self, place: Place, mtime_ns: int, found: _Listed, stale: bool) -> Seen:
        rules = self._ignoring.of(place, found.names)
        if rules.own != self._ruled.get(place, ""):
            stale = True
            self._stale.add(place)
        if not rules.is_empty:
            found.leave_out(rules, os.fsdecode(place[1]))
        parts = (found.files, found.folders, found.links, found.passed)
        return Seen(place, mtime_ns, *parts, own=rules.own, stale=stale)

    def _is_stale(self, place: Place) -> bool:
        root, path = place
        while path:
            path = path.rpartition(b"/")[0]
            if (root, path) in self._stale:
                return True
        return False

    def _is_ignored(self, place: Place) -> bool:
        """Whether the rules ignore a folder, or a folder above it."""
        root, path = place
        while path:
            above = path.rpartition(b"/")[0]
            rules = self._ignoring.of((root, above))
            if not rules.is_empty and rules.why(os.fsdecode(path), is_folder=True):
                return True
            path = above
        return False


def _status(full: Path, place: Place) -> os.stat_result | None:
    """The status of a folder; None if it is gone, is not a folder, or is one of the kernel's."""
    try:
        status = full.stat()
    except OSError:
        if not place[1]:
            raise
        return None
    if status.st_dev in of_the_kernel() or not stat.S_ISDIR(status.st_mode):
        return None
    return status


class _Listed(NamedTuple):
    """The contents of a folder: article files, folders, links to folders, and ignored names."""

    files: list[File]
    folders: list[bytes]
    links: list[bytes]
    passed: list[tuple[bytes, str]]
    names: frozenset[str]

    def leave_out(self, rules: IgnoreRules, path: str) -> None:
        """Move what the rules ignore to `passed`."""
        inner = f"{path}/" if path else ""

        def why(name: bytes, is_folder: bool) -> str:
            reason = rules.why(inner + os.fsdecode(name), is_folder=is_folder)
            if reason:
                self.passed.append((name, reason))
            return reason

        self.files[:] = [file for file in self.files if not why(file[0], False)]
        self.folders[:] = [name for name in self.folders if not why(name, True)]
        self.links[:] = [name for name in self.links if not why(name, True)]


def _list(full: bytes) -> _Listed:
    files: list[File] = []
    passed: list[tuple[bytes, str]] = []
    folders: list[bytes] = []
    links: list[bytes] = []
    names: list[str] = []
    with os.scandir(full) as found:
        for item in found:
            name = item.name
            names.append(os.fsdecode(name))
            if is_passed_over(name):
                if reason := _why_passed(item):
                    passed.append((name, reason))
            elif name.lower().endswith(SUFFIXES) and (file := _file(item)):
                files.append(file)
            elif item.is_dir(follow_symlinks=False):
                folders.append(name)
            elif item.is_symlink() and _is_folder(item):
                links.append(name)
            elif reason := _why_unread(item):
                passed.append((name, reason))
    _pass_conflicts(files, passed)
    return _Listed(files, folders, links, passed, frozenset(names))


def _why_unread(item: os.DirEntry[bytes]) -> str:
    """Why a file that may be a text is ignored; '' if it is not a text."""
    name = item.name.lower()
    if name.endswith(SUFFIXES):
        return BROKEN if item.is_symlink() else NO_FILE
    language = _UNREAD.get(name[name.rfind(b".") :]) if b"." in name else None
    return f"It is {language}{UNREAD_FORMAT}" if language else ""


def _pass_conflicts(files: list[File], passed: list[tuple[bytes, str]]) -> None:
    """Ignore the conflict copies that a sync tool made of fetched articles, if the article itself
    is there: two devices wrote the same entry, and one article is enough.
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
    except OSError:  # a broken link, or a file that is gone
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return item.name, status.st_mtime_ns, status.st_size, status.st_ctime_ns


def is_passed_over(name: bytes) -> bool:
    """Whether a file or folder with this name is ignored. `.md` is the name of an article
    without a title.
    """
    return (name[:1] == b"." and name != b".md") or name in _PASSED_OVER or _is_no_text(name)


def _is_no_text(name: bytes) -> bool:
    return name[-4:].lower() == b".txt" and name.lower() in _NO_TEXTS


def _why_passed(item: os.DirEntry[bytes]) -> str:
    """Why a name is ignored that could be that of an article or a folder of articles;
    '' for others.
    """
    if item.name in (_OURS, IGNORE_FILE.encode()):
        return ""
    if item.is_dir(follow_symlinks=False):
        return HIDDEN if item.name[:1] == b"." else FOREIGN
    if item.name.lower() in _NO_TEXTS:
        return FOREIGN
    return HIDDEN if item.name.lower().endswith(SUFFIXES) else ""


def _is_folder(item: os.DirEntry[bytes]) -> bool:
    try:
        return item.is_dir()
    except OSError:  # a link to itself
        return False
