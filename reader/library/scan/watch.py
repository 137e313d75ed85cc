"""Notices changes in the folders of a library.

The system reports changes if it can. If it cannot (on network drives, on Windows' drives under WSL,
or when no watches are left), the times of folders are checked every few seconds, which shows new
and removed files, and all files every few minutes, which shows files changed in place. In either
case the caller learns which folders to list; waiting costs next to nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reader.library.scan.walk import is_passed_over

LOOK, WATCHED_LOOK, FULL = 10.0, 60.0, 300.0
"""Seconds between two looks at the folders, without and with reports of the system, and between
two full scans.
"""

_WAIT = 1000  # milliseconds
_REMOTE = frozenset(
    """9p afs afp afpfs cifs davfs drvfs fuse.rclone fuse.sshfs lustre ncpfs nfs nfs4 prl_fs smb2
    smb3 smbfs vboxsf virtiofs vmhgfs""".split()
)
_MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True, slots=True)
class Look:
    """What to scan: everything if `full`, else the folders whose time changed and
    those in `touched`.
    """

    full: bool = False
    touched: frozenset[Path] = frozenset()


def looks(roots: Sequence[Path], alive: Callable[[], bool]) -> Iterator[Look]:
    """Yield a `Look` whenever there is something to scan, until `alive`, called about every second,
    returns False.
    """
    if not any(is_remote(root) for root in roots):
        with suppress(ImportError, OSError, RuntimeError):  # no watches left, or not supported
            yield from _told(roots, alive)
    yield from _polled(alive)


def is_remote(root: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether a folder is on a drive that does not report changes made by others."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    for line in lines:
        _device, place, found, *_ = [*line.split(" "), "", ""]
        place = place.replace("\\040", " ")
        if len(place) >= len(best) and (root == Path(place) or Path(place) in root.parents):
            best, kind = place, found
    return kind in _REMOTE


def _told(roots: Sequence[Path], alive: Callable[[], bool]) -> Iterator[Look]:
    from watchfiles import watch

    looked = -WATCHED_LOOK  # look at once, for changes since the last scan
    changes = watch(
        *roots,
        watch_filter=None,
        debounce=1500,
        step=200,
        rust_timeout=_WAIT,
        yield_on_timeout=True,
        raise_interrupt=True,
        ignore_permission_denied=True,
    )
    for found in changes:
        if not alive():
            return
        touched = frozenset(
            Path(path).parent for _change, path in found if not _is_foreign(Path(path), roots)
        )
        if touched or time.monotonic() - looked > WATCHED_LOOK:
            looked = time.monotonic()
            yield Look(touched=touched)


def _polled(alive: Callable[[], bool]) -> Iterator[Look]:
    full = looked = time.monotonic()
    while alive():
        time.sleep(_WAIT / 1000)
        now = time.monotonic()
        if now - full > FULL:
            full = looked = time.monotonic()
            yield Look(full=True)
        elif now - looked > LOOK:
            looked = time.monotonic()
            yield Look()


def _is_foreign(path: Path, roots: Sequence[Path]) -> bool:
    for root in roots:
        if path.is_relative_to(root):
            return any(is_passed_over(os.fsencode(p)) for p in path.relative_to(root).parts)
    return False
