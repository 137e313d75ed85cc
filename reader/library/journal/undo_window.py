"""The name under which one window's marks can be undone, and where the journal was when it opened.

history.py finds the actions; a library that only lists articles needs no more than this.
"""

from __future__ import annotations

import os
from pathlib import Path

from reader.lazy_tuple import NamedTuple
from reader.library.journal.journal import Journal


class Start(NamedTuple):
    """The size of this device's journal when a window was opened."""

    inode: int
    size: int


class UndoWindow(NamedTuple):
    """The name of a window in the journal, and the journal's size when it opened."""

    name: str
    start: Start


def opened(journal: Journal) -> UndoWindow:
    """A new window, which opens now."""
    try:
        start = start_of(journal.file) if journal.folder.is_dir() else Start(0, 0)
    except OSError:
        start = Start(0, 0)
    return UndoWindow(os.urandom(4).hex(), start)


def start_of(file: Path) -> Start:
    """The size now."""
    try:
        status = file.lstat()
    except OSError:
        return Start(0, 0)
    return Start(status.st_ino, status.st_size)
