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
_SKIPPED = "SELECT folder, name, reason FROM skipped ORDER BY folder, name"


def skipped(index: Index) -> list[tuple[Path, str]]:
    """Unreadable files and folders, each with the reason."""
    return _with_paths(index, _SKIPPED)


def passed_over(index: Index) -> list[tuple[Path, str]]:
    """Ignored files and folders, each with the reason."""
    return _with_paths(index, _PASSED)


def undated(index: Index) -> list[tuple[Path, str]]:
    """Articles without a date, each with its problems, one of which is the reason."""
    return _with_paths(index, _UNDATED)


def _with_paths(index: Index, statement: str) -> list[tuple[Path, str]]:
    rows = index.db.execute(statement).fetchall()
    return [
        (folder_path(index, folder) / os.fsdecode(name), reason) for folder, name, reason in rows
    ]
