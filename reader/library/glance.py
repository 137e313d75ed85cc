"""Says in a word what an index and its journals were like when the list was drawn from them.

A start that wants to show the last picture again asks before it imports anything, so this needs
SQLite alone, and takes a fraction of a millisecond at any size of the library. It goes by what the
library itself goes by: the generation of the index, how far each journal was folded, and what a
scan noted of a file.
"""

from __future__ import annotations

import _sqlite3 as sqlite3  # without its dates and types, whose import takes longer than the rest
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:  # as above
    from collections.abc import Iterable, Sequence

_VERSION = "PRAGMA user_version"
_GENERATION = "SELECT value FROM meta WHERE name = 'generation'"
_FOLDED = "SELECT file, inode, offset FROM journal"
_FILE = """
SELECT folder.root, folder.path, name, entry.mtime_ns, size, ctime_ns
FROM entry JOIN folder ON folder.key = entry.folder WHERE entry.key = ?
"""

_URI = {ord("%"): "%25", ord("?"): "%3f", ord("#"): "%23"}
_SUFFIX = b".jsonl"


def glance(index: str, journals: str, roots: Sequence[str] = (), keys: Iterable[int] = ()) -> str:
    """A word that changes with whatever changes the list of a library: scans, fetches, marks.
    `index` is the file of its index, `journals` the folder of the journals.

    '' if that cannot be told, or if the index is behind: there are new lines in a journal, the file
    of one of the entries with some `keys` was changed or is gone, or one of the resolved `roots`,
    in their order, is not where it was.
    """
    try:
        if not all(os.path.isdir(root) and os.path.realpath(root) == root for root in roots):
            return ""
        db = sqlite3.connect(f"file:{index.translate(_URI)}?mode=ro", timeout=0, uri=True)
        try:
            version = db.execute(_VERSION).fetchone()[0]
            generation = db.execute(_GENERATION).fetchone()[0]
            if not _is_folded(db, journals) or not all(_is_as_read(db, roots, key) for key in keys):
                return ""
        finally:
            db.close()
        return f"{version}.{generation}.{os.stat(index).st_ino}"
    except (sqlite3.Error, OSError, LookupError, TypeError, ValueError, OverflowError):
        return ""


def _is_folded(db: sqlite3.Connection, journals: str) -> bool:
    """Whether all lines of all journals are in the index."""
    folded = {name: (inode, offset) for name, inode, offset in db.execute(_FOLDED)}
    found = {}
    try:
        with os.scandir(os.fsencode(journals)) as listing:
            for one in listing:
                status = one.stat(follow_symlinks=False)
                if one.name.endswith(_SUFFIX) and stat.S_ISREG(status.st_mode):
                    found[one.name] = (status.st_ino, status.st_size)
    except FileNotFoundError:  # nothing was ever marked
        pass
    return found == folded


def _is_as_read(db: sqlite3.Connection, roots: Sequence[str], key: int) -> bool:
    """Whether the file of an entry is still the one that a scan read."""
    row = db.execute(_FILE, (key,)).fetchone()
    if row is None:
        return False
    root, folder, name, *known = row
    status = os.stat(os.path.join(os.fsencode(roots[root]), folder, name))
    return (status.st_mtime_ns, status.st_size, status.st_ctime_ns) == tuple(known)
