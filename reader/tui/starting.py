"""The start of the screen while a drive does not answer: a line that says which one, and `q`.

Nothing of the screen is there yet, nor needed: the terminal gives single keys for as long as it
takes. Those that do not leave are the screen's, when it comes.
"""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reader.drives import PATIENCE, Scout, said
from reader.errors import LibraryError
from reader.library.library import Keeper
from reader.output.safe import safe_line

try:
    import termios
    import tty
except ImportError:  # Windows: Ctrl-C leaves
    termios = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from reader.tui.waiting import Waiting

T = TypeVar("T")

_PATIENCE = 0.7
"""Seconds before a word is said."""

_LOOK = 0.1
_LAST_WAIT = 5.0

_CLONE = {"x86_64": 56, "aarch64": 220}
"""The number of Linux' call `clone`, by machine."""

_SHARED_FILES = 0x400
"""Its flag CLONE_FILES."""

_LEAVES = frozenset(b"qQ\x03\x1b")

_REPORTS = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])")
"""Keys that are no letters, clicks and answers of the terminal: they begin as Esc does."""

_typed = bytearray()
_MOST_TYPED = 4096


def opened(keeper: Keeper, files: Scout, work: Callable[[], T]) -> T:
    """What some work in the keeper's thread gives, which is not None; `files` is the scout for the
    articles, which are looked at as well.

    While it takes long, a line says which folder does not answer. Raises what the work
    raises, and LibraryError where the reader does not wait for it.
    """

    def behind() -> T:
        files.wait()
        return work()

    result = keeper.open(behind)
    found = result(_PATIENCE)
    if found is None:
        found = _waited(result, [scout for scout in (keeper.scout, files) if scout])
    return found


def leave(waiting: Waiting, code: int, say: Callable[[str], None]) -> None:
    """End the process here where a drive does not answer: nothing else would. The terminal is as
    it was; `say` is told of marks that are not written down.
    """
    if waiting.is_late:
        if words := waiting.last_words():
            say(words)
        sys.stderr.flush()
        _hand_files_over()
        os._exit(code or bool(words))


def _hand_files_over() -> None:
    """Have another process share the files that are open here, and close them when this one ended.

    The system closes a process's files at its end, and a drive of FUSE or NFS is asked at each
    close, also after `os._exit` or a kill: the shell would wait for the drive. `os.fork` does not
    help, as it copies the table of files; only `clone` with CLONE_FILES shares it.
    """
    import ctypes
    import platform

    number = _CLONE.get(platform.machine())
    if sys.platform != "linux" or number is None:
        return
    here = os.getpid()
    # Without the lock of the interpreter's threads, of which only this one is there afterwards.
    if ctypes.PyDLL(None).syscall(number, _SHARED_FILES | signal.SIGCHLD, 0, 0, 0, 0) == 0:
        end = time.monotonic() + _LAST_WAIT
        while os.getppid() == here and time.monotonic() < end:
            time.sleep(0.005)
        for descriptor in range(3):  # whoever reads what we write waits for nothing more
            os.close(descriptor)
        os._exit(0)


def _waited(result: Callable[[float], T | None], scouts: list[Scout]) -> T:
    """Wait as long as the reader does; without a terminal, as long as a command."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        found = result(PATIENCE)
        if found is None:
            raise LibraryError(f"{said(_silent(scouts))}.")
        return found
    with _single_keys(), _line() as say:
        while (found := result(0.0)) is None:
            is_left, silent = _is_left(_LOOK), _silent(scouts)
            if is_left:
                raise LibraryError(f"{said(silent)}." if silent else "It was not open yet.")
            say(f"{said(silent) if silent else 'The library is being opened'}; waiting. q leaves.")
    return found


def _silent(scouts: list[Scout]) -> list[Path]:
    return [folder for scout in scouts for folder in scout.silent(_LOOK)]


@contextmanager
def _line() -> Iterator[Callable[[str], None]]:
    """A line of the terminal that changes, and is gone afterwards."""
    last = ""

    def say(text: str) -> None:
        nonlocal last
        if text != last:
            last = text
            os.write(sys.stdout.fileno(), f"\r\x1b[K{safe_line(text)}".encode())

    try:
        yield say
    finally:
        os.write(sys.stdout.fileno(), b"\r\x1b[K")


@contextmanager
def _single_keys() -> Iterator[None]:
    """Keys come one by one and are not shown, as long as this lasts."""
    if termios is None:
        yield
        return
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    try:
        tty.setcbreak(fd)
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSANOW, before)


def _is_left(seconds: float) -> bool:
    """Whether a key came within some seconds that means to leave."""
    if termios is None:
        return False
    ready, _, _ = select.select([sys.stdin.fileno()], [], [], seconds)
    if not ready:
        return False
    came = os.read(sys.stdin.fileno(), 1000)
    if not came or not _LEAVES.isdisjoint(_REPORTS.sub(b"", came)):
        return True
    _typed.extend(came[: _MOST_TYPED - len(_typed)])
    return False


def typed_meanwhile() -> bytes:
    """What was typed while the start was waited for, once."""
    typed = bytes(_typed)
    _typed.clear()
    return typed
