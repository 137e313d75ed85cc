"""The small processes with which a `drives.Scout` looks at folders.

They are started before the program has imported anything: a process that is forked shares the
memory of this one, and whatever this one writes to from then on is copied, page by page. Forked
from a program that is half loaded, they cost a twentieth of a start.
"""

from __future__ import annotations

import os

Process = tuple[int, int, int]
"""The id of a process, where its answers are read, and where it is asked."""

_ready: list[Process] = []


def prepare(count: int) -> None:
    """Start processes that wait to be taken, where the system can; none while a standard stream is
    closed, whose number a pipe would get.
    """
    for _ in range(count if hasattr(os, "fork") and _has_streams() else 0):
        _ready.append(_started())


def taken() -> Process | None:
    """A process that waits, or a new one; None where the system starts none."""
    if _ready:
        return _ready.pop()
    return _started() if hasattr(os, "fork") else None


def give_back(process: Process) -> None:
    """Let a process be taken again that has answered all it was asked."""
    _ready.append(process)


def look(folder: str) -> None:
    """Look at a folder in ways that need the drive: the system's cache cannot answer them."""
    for ask in (os.stat, getattr(os, "statvfs", os.stat), _first_name):
        try:  # noqa: SIM105 (contextlib takes longer to import than all this)
            ask(folder)
        except (OSError, ValueError):
            pass


def _has_streams() -> bool:
    try:
        return all(map(os.fstat, range(3)))
    except OSError:
        return False


def _first_name(folder: str) -> None:
    with os.scandir(folder) as found:
        next(found, None)


def _started() -> Process:
    asked, asking = os.pipe()
    reading, answering = os.pipe()
    if pid := os.fork():
        os.close(asked)
        os.close(answering)
        return pid, reading, asking
    try:
        os.setsid()  # signals of the terminal's keys must not reach it
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nowhere, number)
        for _pid, *others in [(0, reading, asking), *_ready]:  # each ends with this process
            for other in others:
                os.close(other)
        while folders := os.read(asked, 1 << 16):
            for folder in folders.split(b"\0"):
                look(os.fsdecode(folder))
                os.write(answering, b".")
    finally:
        os._exit(0)
