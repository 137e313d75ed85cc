"""The trash of a library: which prunes can be undone and redone, and how.

Each prune is a folder of `.reader/trash`, with the files that it removed. What undo brought back
leaves a note there, by which redo finds it, and which keeps the next prune from removing it again;
the note is synchronised and purged with the folder. Undo and redo move one file at a time, so that
they may be killed at any moment.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Literal

from reader.feeds import article_files, aside
from reader.lazy_tuple import NamedTuple
from reader.regular_files import read_bytes

Verb = Literal["undo", "redo"]
VERBS: tuple[Verb, ...] = ("undo", "redo")

_NOTE = ".back"
"""What the name of a note ends in, after that of its file."""


class Trashed(NamedTuple):
    """A file of a prune: where it is in the trash, or its note, the id of its article, and its path
    in the library.
    """

    file: Path
    id: str
    path: str


@dataclass(frozen=True, slots=True)
class Prune:
    """A prune to undo or redo, and when it was, in seconds since 1970."""

    verb: Verb
    root: Path
    folder: Path
    when: float

    def said(self, count: int) -> str:
        """What undo or redo did to so many articles, in words."""
        articles = f"{count:,} article{'' if count == 1 else 's'}"
        if self.verb == "undo":
            return f"Undone: {articles} back from the trash."
        return f"Redone: {articles} moved to the trash."


def next_to(
    verb: Verb, roots: Sequence[Path], of_marks: Callable[[Verb], float | None]
) -> Prune | None:
    """The prune that undo or redo comes to next; None if there is none, or if marks come first.
    `of_marks` returns when the marks were made that would be undone or redone next, or None.
    """
    at = of_marks(verb)
    if verb == "undo":
        return _to_undo(roots, at or 0)
    return _to_redo(roots, inf if at is None else at, max(of_marks("undo") or 0, at or 0))


def _to_undo(roots: Sequence[Path], since: float) -> Prune | None:
    """The last prune that can be undone, unless it was before the time `since`, when something else
    was done.
    """
    found = [
        Prune("undo", root, folder, when)
        for root in roots
        for folder, when in aside.prunes(root)
        if when >= since and any(_missing(root, folder))
    ]
    return max(found, key=lambda one: one.when, default=None)


def _to_redo(roots: Sequence[Path], before: float, since: float) -> Prune | None:
    """The first of the prunes that were undone, unless marks from before it, of the time `before`,
    can be redone, or something was done since it was undone: a mark, the last one at the time
    `since`, which may be undone by now, or another prune.
    """
    prunes = [(root, *one) for root in roots for one in aside.prunes(root)]
    since = max([since, *(when for _root, _folder, when in prunes)])
    found = [
        Prune("redo", root, folder, when)
        for root, folder, when in prunes
        if when < before and any(_undone(note) >= since for note in _notes_of(root, folder))
    ]
    return min(found, key=lambda one: one.when, default=None)


def undo(one: Prune) -> int:
    """Bring back all that a prune removed; how many files. Raises FetchError."""
    count = 0
    for file, path in list(_missing(one.root, one.folder)):
        note = {"t": time.time(), "file": article_files.digest(read_bytes(file))}
        file.with_name(f"{file.name}{_NOTE}").write_text(json.dumps(note), "utf-8")
        count += aside.move(file, path)
    return count


def redo(one: Prune, is_protected: Callable[[str, str], bool]) -> int:
    """Remove again what undo brought back, unless it was changed since, or `is_protected` says
    of its id and path that the user did something with it; how many files. Raises FetchError.
    """
    count = 0
    for note in list(_notes_of(one.root, one.folder)):
        path = one.root / note.path
        if _is_as_noted(path, note.file) and not is_protected(note.id, note.path):
            count += aside.move(path, one.folder / note.id / note.path)
        note.file.unlink(missing_ok=True)
    return count


def files_in(folder: Path) -> Iterator[Trashed]:
    """The files of a prune that are in the trash."""
    return _found(folder, "*.md", "")


def brought_back(root: Path) -> frozenset[str]:
    """The paths of what undo brought back in a library."""
    folders = (folder for folder, _when in aside.prunes(root))
    return frozenset(one.path for folder in folders for one in _found(folder, f"*{_NOTE}", _NOTE))


def _found(folder: Path, names: str, ending: str) -> Iterator[Trashed]:
    for file in sorted(folder.rglob(names)):
        id, *parts = file.relative_to(folder).parts
        yield Trashed(file, id, "/".join(parts).removesuffix(ending))


def _missing(root: Path, folder: Path) -> Iterator[tuple[Path, Path]]:
    """The files of a prune that can be brought back, and where each was."""
    for one in files_in(folder):
        if not (root / one.path).exists():
            yield one.file, root / one.path


def _notes_of(root: Path, folder: Path) -> Iterator[Trashed]:
    """The notes of what undo brought back of a prune, and is still there."""
    for one in _found(folder, f"*{_NOTE}", _NOTE):
        if (root / one.path).exists():
            yield one


def _undone(note: Trashed) -> float:
    when = _read(note.file).get("t")
    return when if isinstance(when, float) else 0.0


def _is_as_noted(path: Path, note: Path) -> bool:
    """Whether a file is as it was when undo brought it back."""
    try:
        return article_files.digest(read_bytes(path)) == _read(note).get("file")
    except OSError:
        return False


def _read(note: Path) -> dict[str, object]:
    """What a note says; nothing if it cannot be read, or was only half written."""
    try:
        found = json.loads(read_bytes(note))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
