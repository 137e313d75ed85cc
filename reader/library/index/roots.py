"""The folders that make a library."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from reader.config import expanded
from reader.errors import LibraryError

_OF_THE_KERNEL = (Path("/proc/self"), Path("/sys/kernel"))


@cache
def of_the_kernel() -> frozenset[int]:
    """The devices of file systems without files, through which links lead everywhere."""
    found = set()
    for folder in _OF_THE_KERNEL:
        with suppress(OSError):
            found.add(folder.stat().st_dev)
    return frozenset(found)


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
        if path.stat().st_dev in of_the_kernel():
            raise LibraryError(
                f"The library {root} is no folder of articles: the system's kernel makes its files."
            )
        found.add(path)
    if not found:
        raise LibraryError("No folder of articles is named.")
    return tuple(sorted(p for p in found if not any(q in found for q in p.parents)))
