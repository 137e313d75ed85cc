"""Waits for drives before the screen starts: a line says which one does not answer, and `q` quits.

The screen is not loaded yet; the terminal is switched to single keys for as long as this takes.
Keys that do not quit are passed on to the screen.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reader import gap
from reader.drives import PATIENCE, Scout, said
from reader.errors import LibraryError
from reader.lazy_re import late
from reader.library.library import Keeper
from reader.output.cells import fit
from reader.output.safe import safe_line

try:
    import termios
    import tty
except ImportError:  # Windows, where Ctrl-c quits
    termios = None  # type: ignore[assignment] # as above

if TYPE_CHECKING:
    from reader.tui.waiting import Waiting

T = TypeVar("T")

_PATIENCE = 0.7
"""Seconds before the line appears."""

_LOOK = 0.1
_LAST_WAIT = 5
_SHARED = 0x400 | 0x100
"""The flags CLONE_FILES and CLONE_VM of Linux's `clone`."""

_STACK, _ALIGNED = 65_536, 16
"""Bytes of a stack for a C function, and what its top is a multiple of."""

_LEAVES = frozenset(b"qQ\x03\x1b")

_REPORTS = late(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|O[ -~])")
"""Escape sequences of other keys, of clicks and of the terminal's answers, which begin like Esc."""

_typed = bytearray()
_MOST_TYPED = 4096


def opened(keeper: Keeper, files: Scout, work: Callable[[], T]) -> T:
    """The result of `work`, which runs in the keeper's thread and must not return None. The scout
    `files` first checks the folders of articles.

    If it takes long, a line says which folder does not answer. Raises what `work` raises, and
    LibraryError if the user quits.
    """

    def behind() -> T:
        files.wait()
        return work()

    result = keeper.open(behind)
    found = result(_PATIENCE)
    if found is None:
        found = _waited(result, [scout for scout in (keeper.scout, files) if scout])
    return found


def reached(scout: Scout) -> None:
    """Return when the folders of a scout answer. Waits and raises as `opened` does."""

    def answer(wait: float) -> bool | None:
        return None if scout.silent(wait) else True

    if not answer(_PATIENCE):
        _waited(answer, [scout])


def leave(waiting: Waiting, code: int, say: Callable[[str], None]) -> None:
    """End the process here if a drive does not answer, since it could not end otherwise. The
    terminal is restored already; `say` is called if marks are not written down.
    """
    if waiting.is_late:
        if words := waiting.last_words():
            say(words)
        sys.stderr.flush()
        _hand_files_over()
        os._exit(code or bool(words))


def _hand_files_over() -> None:
    """Start a process that shares the open files and the memory of this one, and outlives it.

    The system closes the files of a process that ends, and takes back its memory, in which parts of
    the index are. FUSE and NFS ask the drive for that, even after `os._exit` or a kill, so the
    shell would wait for the drive. `os.fork` does not help, because it copies both; only `clone`
    shares them. The process does nothing but sleep, in C: the memory is that of our interpreter.
    """
    if sys.platform != "linux":
        return
    import ctypes

    system = ctypes.CDLL(None)
    stack = ctypes.create_string_buffer(_STACK)
    top = ctypes.addressof(stack) + _STACK & -_ALIGNED
    system.clone.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    system.clone(system.sleep, top, _SHARED | signal.SIGCHLD, _LAST_WAIT)
    for descriptor in range(3):  # readers of our output get its end
        os.close(descriptor)


def _waited(result: Callable[[float], T | None], scouts: list[Scout]) -> T:
    """Wait for a result until the user quits; without a terminal, as long as a command waits."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        found = result(PATIENCE)
        if found is None:
            raise LibraryError(f"{said(_silent(scouts))}.")
        return found
    gap.give_back()
    with _single_keys(), _line() as say:
        while (found := result(0.0)) is None:
            is_left, silent = _is_left(_LOOK), _silent(scouts)
            if is_left:
                raise LibraryError(
                    f"{said(silent)}." if silent else "The library was not open yet."
                )
            say(f"{said(silent) if silent else 'The library is being opened'}; waiting. q quits.")
    return found


def _silent(scouts: list[Scout]) -> list[Path]:
    return [folder for scout in scouts for folder in scout.silent(_LOOK)]


@contextmanager
def _line() -> Iterator[Callable[[str], None]]:
    """A function that changes a line of the terminal, which is cleared at the end."""
    fd, last = sys.stdout.fileno(), ""

    def say(text: str) -> None:
        nonlocal last
        if text != last:
            last = text
            room = (os.get_terminal_size(fd).columns or 80) - 1
            shown = fit(safe_line(text)[::-1], room)[::-1]  # its end says what one can do
            os.write(fd, f"\r\x1b[K{shown}".encode())

    try:
        yield say
    finally:
        os.write(fd, b"\r\x1b[K")


@contextmanager
def _single_keys() -> Iterator[None]:
    """Switch the terminal to single keys without echo, and back at the end."""
    if termios is None:
        yield
        return
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    handlers = {number: signal.signal(number, _end) for number in gap.ending_signals()}
    try:
        tty.setcbreak(fd)
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSANOW, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _end(number: int, _frame: object) -> None:
    """End on a signal with 128 and its number, when the terminal is restored."""
    raise SystemExit(128 + number)


def _is_left(seconds: float) -> bool:
    """Whether a key that quits was pressed within some seconds."""
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
    """The keys that were pressed while the start waited. They are returned only once."""
    typed = bytes(_typed)
    _typed.clear()
    return typed
