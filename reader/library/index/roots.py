"""The folders that make a library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reader.config import expanded
from reader.errors import LibraryError


def resolved(roots: Sequence[Path]) -> tuple[Path, ...]:
    """The folders, resolved and sorted, without those that lie in another one.

    Raises LibraryError where one is no folder, or none is named.
    """
    found = set()
    for root in roots:
        path = expanded(root).resolve()
        if not path.is_dir():
            what = "is not a folder" if path.exists() else "does not exist"
            raise LibraryError(f"The library {root} {what}.")
        found.add(path)
    if not found:
        raise LibraryError("No folder of articles is named.")
    return tuple(sorted(p for p in found if not any(q in found for q in p.parents)))
