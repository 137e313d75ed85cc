"""Ignored and unreadable files of the library, and articles without a date, each
with the reason.
"""

from __future__ import annotations

import os
from pathlib import Path

from reader.library.index.entry_rows import folder_path
from reader.library.index.index_file import Index

_PASSED = "SELECT folder, name, reason FROM passed ORDER BY folder, name"
_UNDATED = """
SELECT folder, name, (SELECT COALESCE(group_concat(value, ' '), '') FROM json_each(problems))
FROM entry INDEXED BY entry_by_day WHERE day = '' AND NOT draft AND problems <> '[]'
ORDER BY folder, name
"""
_UNREAD = "SELECT name FROM passed WHERE reason LIKE '%' || ?"
_SKIPPED = "SELECT folder, name, reason FROM skipped ORDER BY folder, name"


def skipped(index: Index) -> list[tuple[Path, str]]:
    """Unreadable files and folders, each with the reason."""
    return _with_paths(index, _SKIPPED)


def passed_over(index: Index) -> list[tuple[Path, str]]:
    """Ignored files and folders, each with the reason."""
    return _with_paths(index, _PASSED)


def unread_formats(index: Index, reason: str) -> str:
    """How many texts there are in formats that are not read, and which, in a sentence; '' where
    there are none. `reason` ends what is said of each.
    """
    names = [os.fsdecode(name) for (name,) in index.db.execute(_UNREAD, (reason,))]
    if not names:
        return ""
    endings = ", ".join(sorted({Path(name).suffix.lower() for name in names}))
    texts = "1 text is" if len(names) == 1 else f"{len(names):,} texts are"
    return f"{texts} in formats that are not read ({endings}); `reader doctor` names them."


def undated(index: Index) -> list[tuple[Path, str]]:
    """Articles without a date, each with its problems, one of which is the reason."""
    return _with_paths(index, _UNDATED)


def _with_paths(index: Index, statement: str) -> list[tuple[Path, str]]:
    rows = index.db.execute(statement).fetchall()
    return [
        (folder_path(index, folder) / os.fsdecode(name), reason) for folder, name, reason in rows
    ]
