"""The terminal between the picture of the last time and the screen that takes it over.

Keys are taken as the screen takes them, and wait for it; but Ctrl-c ends the program, and signals
restore the terminal first.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:  # takes long to import, at a time when nothing may
    from typing import Any

ENTER = "\x1b[?1049h"
"""Switches to the alternate screen, which is done once: a second time would clear it."""

_ENTER = f"{ENTER}\x1b[?25l\x1b[?7l".encode()
_LEAVE = b"\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"


_HARMLESS = ("CHLD", "CLD", "CONT", "URG", "WINCH", "INFO", "TSTP", "TTIN", "TTOU")
"""Signals that end no program."""

_OF_FAULTS = ("KILL", "STOP", "SEGV", "BUS", "FPE", "ILL")
"""Signals that cannot be handled, or not before the fault comes again."""


class _Gap:
    """The terminal's settings before the picture; None where there is none."""

    before: list[Any] | None = None


def can_begin() -> bool:
    """Whether the program has a terminal, in the foreground, on which it can draw."""
    if not (hasattr(os, "fork") and all(map(os.isatty, range(3)))):
        return False
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:  # it belongs to another session
        return False


def begin(picture: bytes) -> None:
    """Take the terminal, and draw a picture on it."""
    # The module without its enumerations, whose import takes three milliseconds
    import _signal as signal  # type: ignore[import-not-found] # it has no types

    try:
        import termios
    except ImportError:  # not a system with such terminals
        return
    before, now = termios.tcgetattr(0), termios.tcgetattr(0)
    now[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    now[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    no_key = bytes([os.fpathconf(0, "PC_VDISABLE") & 0xFF])
    now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
    now[6][termios.VSUSP] = now[6][termios.VQUIT] = no_key  # they are keys of the screen
    _Gap.before = before
    for number in (*ending_signals(), signal.SIGTSTP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _hear)
    termios.tcsetattr(0, termios.TCSANOW, now)
    write(_ENTER + picture)


def ending_signals() -> list[int]:
    """The numbers of the signals that would end the program as it is, without restoring the
    terminal, and that can be handled: not those of a fault in the program itself.
    """
    import _signal as signal

    names = (*_HARMLESS, *_OF_FAULTS)
    others = {getattr(signal, f"SIG{name}", None) for name in names}
    found: set[int] = signal.valid_signals() - others
    return sorted(number for number in found if signal.getsignal(number) in (signal.SIG_DFL, _hear))


def give_back(*, flush: bool = False) -> None:
    """Restore the terminal, unless the screen has taken it over or nothing was painted. With
    `flush`, what was typed is dropped, so that no shell takes it for a command.
    """
    before, _Gap.before = _Gap.before, None
    if before is None:
        return
    try:
        import termios
    except ImportError:
        return
    write(_LEAVE)
    termios.tcsetattr(0, termios.TCSAFLUSH if flush else termios.TCSANOW, before)


def taken() -> list[Any] | None:
    """Leave the terminal to the screen. Returns its settings from before, as `termios` has them;
    None if nothing was painted.
    """
    before, _Gap.before = _Gap.before, None
    return before


def is_open() -> bool:
    """Whether a picture was painted, and the screen has not taken the terminal over."""
    return _Gap.before is not None


def write(data: bytes, fd: int = 2) -> None:
    """Write all of the data to a file."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


def _hear(number: int, _frame: object) -> None:
    """Restore the terminal on a signal; then stop, or end with 128 and its number."""
    import _signal as signal

    if number == signal.SIGTSTP:
        give_back()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
    else:
        give_back(flush=True)
        raise SystemExit(128 + number)
