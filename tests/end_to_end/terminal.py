"""A terminal for the installed command: a real pty, and what stands on its screen.

Nothing is timed. A test waits until the screen shows something, and only a broken program lets the
deadline pass.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self

import pyte
import pytest

DEADLINE = 90.0
"""Seconds. A machine may be slow; a test that passes never waits this long."""

_ROOM = 1024
"""Bytes that a terminal takes at once, whatever the system."""

_RAW_KEPT = 1 << 18
"""Bytes that are kept of what is not drawn: the end of it is enough for a traceback."""

COMMAND = Path(sys.executable).with_name("reader")

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "space": " ",
    "tab": "\t",
    "down": "\x1b[B",
    "f5": "\x1b[15~",
}

# pyte does not know what modern programs send besides, and would print it.
UNKNOWN = re.compile(
    rb"\x1b\[[<>=][\d;]*[a-zA-Z]|\x1b\[\?[\d;]*\$p|\x1b\[\?[\d;]*u"
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_][^\x1b]*\x1b\\"
)
_PART = re.compile(rb"\x1b(?:\[[\x20-\x3f]*|[\]P_][^\x07\x1b]*\x1b?|)\Z")
"""The beginning of a sequence at the end of what has come so far."""


class Terminal:
    """The command in a terminal of its own. Use it in a `with`: the command ends with it."""

    def __init__(
        self,
        *words: object,
        columns: int = 120,
        rows: int = 30,
        command: Sequence[str] = (str(COMMAND),),
    ) -> None:
        self.raw = bytearray()
        self._pending = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._master, self._slave = pty.openpty()
        self._set_size(columns, rows)
        self.settings_before = termios.tcgetattr(self._slave)
        self._process = subprocess.Popen(
            [*command, *map(str, words)],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
            preexec_fn=_own_terminal,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)
        os.close(self._slave)

    @property
    def settings(self) -> list[Any]:
        """How the terminal is set now, as `termios` has it."""
        return termios.tcgetattr(self._slave)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_over(self) -> bool:
        """Whether the command has ended."""
        return self._process.poll() is not None

    @property
    def lines(self) -> list[str]:
        """The lines of the screen. Of a wide character's two cells one is left out."""
        screen = self._screen
        return [
            "".join(screen.buffer[y][x].data for x in range(screen.columns)).rstrip()
            for y in range(screen.lines)
        ]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def line(self, words: str) -> str:
        """The line that holds some words, of which there is one."""
        found = [line for line in self.lines if words in line]
        assert len(found) == 1, f"{words!r} is on {len(found)} lines of:\n{self.text}"
        return found[0]

    def colour(self, words: str) -> str:
        """The colour in which some words of ASCII stand on the screen."""
        for y in range(self._screen.lines):
            cells = [self._screen.buffer[y][x] for x in range(self._screen.columns)]
            line = "".join(cell.data or "\0" for cell in cells)  # a cell, a character
            if (at := line.find(words)) >= 0:
                colours = {cell.fg for cell in cells[at : at + len(words)]}
                assert len(colours) == 1, colours
                return str(colours.pop())
        pytest.fail(f"{words!r} is not on the screen:\n{self.text}")

    def press(self, *keys: str) -> None:
        """Press keys by name or character. Wait for what they do before you press what needs it."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())

    def leave(self, words: str) -> None:
        """Press Esc when words are there, and wait until they are gone with what it closes: Esc and
        a key that come together are Alt and that key.
        """
        self.until(words)
        self.press("escape")
        self.until(lambda: words not in self.text)

    def write(self, data: bytes) -> None:
        """Send bytes as a terminal sends them; whatever has no room is left out."""
        if select.select([], [self._master], [], DEADLINE)[1]:
            os.write(self._master, data[:_ROOM])

    def drain(self, seconds: float) -> None:
        """Take what comes, for some time, and draw none of it: `raw` has the end of it."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            if select.select([self._master], [], [], left)[0]:
                self.raw += os.read(self._master, 65_536)
                del self.raw[:-_RAW_KEPT]
            elif self.is_over:
                return

    def take(self) -> None:
        """Draw all that has come."""
        while select.select([self._master], [], [], 0)[0] and self._read(0):
            pass

    def until(self, wanted: str | Callable[[], object]) -> None:
        """Wait until some words are on the screen, or a condition holds."""
        end = monotonic() + DEADLINE
        while not (wanted in self.text if isinstance(wanted, str) else wanted()):
            if monotonic() > end or not self._read(0.2):
                pytest.fail(f"It never came to {wanted!r}; the screen is:\n{self.text}")

    def until_line(self, *words: str) -> None:
        """Wait until one line holds all of these words."""
        self.until(lambda: any(all(word in line for word in words) for line in self.lines))

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        self._set_size(columns, rows)
        self._process.send_signal(signal.SIGWINCH)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def terminate(self) -> None:
        """Ask it to end, as a system does that is shut down."""
        self._process.terminate()

    def hang_up(self) -> None:
        """Say that the terminal is closed; it is still there, so that one can look at it."""
        self._process.send_signal(signal.SIGHUP)

    def close(self) -> int:
        """Close the terminal, as its window is closed, and return the command's exit code."""
        os.close(self._slave)
        os.close(self._master)
        self._slave, self._master = (os.open(os.devnull, os.O_RDWR) for _ in range(2))
        return self._process.wait(timeout=DEADLINE)

    def wait(self) -> int:
        """Wait for the end of the command and return its exit code; all that it wrote is read."""
        end = monotonic() + DEADLINE
        while self._process.poll() is None and monotonic() < end:
            self._read(0.05)
        while select.select([self._master], [], [], 0)[0]:
            self._read(0)
        return self._process.wait(timeout=1)

    def _read(self, seconds: float) -> bool:
        """Read what comes, for some time; False when the command is over and all is read."""
        if not select.select([self._master], [], [], seconds)[0]:
            return self._process.poll() is None
        data = os.read(self._master, 65_536)
        self.raw += data
        data = self._pending + data
        part = _PART.search(data)
        self._pending = data[part.start() :] if part else b""
        self._stream.feed(UNKNOWN.sub(b"", data[: part.start()] if part else data))
        return True

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _own_terminal() -> None:
    """In the new process: a session of its own, whose terminal stdin is, with Ctrl-C, which a shell
    takes from tests that it starts in the background.
    """
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
