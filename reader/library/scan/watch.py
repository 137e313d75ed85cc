"""What changes in the folders of a library while somebody reads it.

The system tells of changes where it can. Where it can't (network drives, Windows' drives under WSL,
no watches left) the times of folders are looked at every few seconds, which shows what came and
went, and all files every few minutes, which shows what was changed in place. Either way the caller
is told which folders to list; waiting costs next to nothing.
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
"""Seconds between looks at folders, alone and beside the system's word, and between full scans."""

_WAIT = 1000  # milliseconds
_REMOTE = frozenset(
    """9p afs afp afpfs cifs davfs drvfs fuse.rclone fuse.sshfs lustre ncpfs nfs nfs4 prl_fs smb2
    smb3 smbfs vboxsf virtiofs vmhgfs""".split()
)
_MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True, slots=True)
class Look:
    """What to scan: everything, or folders whose time changed and those that are `touched`."""

    full: bool = False
    touched: frozenset[Path] = frozenset()


def looks(roots: Sequence[Path], alive: Callable[[], bool]) -> Iterator[Look]:
    """When to look, and where, until `alive` says no; it is asked about every second."""
    if not any(is_remote(root) for root in roots):
        with suppress(ImportError, OSError, RuntimeError):  # no watches left, or none at all
            yield from _told(roots, alive)
    yield from _polled(alive)


def is_remote(root: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether a folder lies on a drive that tells nobody what others change on it."""
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

    looked = -WATCHED_LOOK  # at first, for what changed since the scan before
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
