"""The folders that make a library."""

from __future__ import annotations

import stat
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
        try:
            path = expanded(root).resolve()
            if not stat.S_ISDIR(path.stat().st_mode):
                raise LibraryError(f"The library {root} is not a folder.")
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise LibraryError(f"The library {root} does not exist.") from None
        except (OSError, RuntimeError) as error:  # its drive is away; links in a circle
            reason = getattr(error, "strerror", None) or error
            raise LibraryError(f"The library {root} cannot be opened: {reason}.") from None
        found.add(path)
    if not found:
        raise LibraryError("No folder of articles is named.")
    return tuple(sorted(p for p in found if not any(q in found for q in p.parents)))
