"""Resolves and checks the folders of a library, and tells which one a file is in."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from reader.config import expanded
from reader.errors import LibraryError

_OF_THE_KERNEL = (Path("/proc/self"), Path("/sys/kernel"))


@cache
def of_the_kernel() -> frozenset[int]:
    """The device numbers of /proc and /sys, whose files the kernel makes and whose links
    lead anywhere.
    """
    found = set()
    for folder in _OF_THE_KERNEL:
        with suppress(OSError):
            found.add(folder.stat().st_dev)
    return frozenset(found)


def resolved(roots: Sequence[Path]) -> tuple[Path, ...]:
    """The folders, resolved and sorted, without those inside another one.

    Raises LibraryError if one is not a folder or cannot be opened, or if there are none.
    """
    found = set()
    for root in roots:
        path, device = _folder(root)
        if device in of_the_kernel():
            raise LibraryError(
                f"The library {root} is not a folder of articles: the kernel makes its files."
            )
        found.add(path)
    if not found:
        raise LibraryError("No folder of articles is named.")
    return tuple(sorted(p for p in found if not any(q in found for q in p.parents)))


def root_of(path: Path, roots: Sequence[Path]) -> Path | None:
    """The one of resolved folders that contains a file; None if none does."""
    return next((root for root in roots if path.is_relative_to(root)), None)


def _folder(root: Path) -> tuple[Path, int]:
    """A root, resolved, and the number of its device."""
    try:
        path = expanded(root).resolve()
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise LibraryError(f"The library {root} does not exist.") from None
    except (OSError, RuntimeError) as error:  # a drive that is gone, or a circle of links
        reason = getattr(error, "strerror", None) or error
        raise LibraryError(f"The library {root} cannot be opened: {reason}.") from None
    if not stat.S_ISDIR(status.st_mode):
        raise LibraryError(f"The library {root} is not a folder.")
    return path, status.st_dev
