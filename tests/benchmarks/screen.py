"""The screen, in a real terminal: from the start to the first picture, from a key to its last byte.

Libraries of many rows are made as in `library`. The reference is an application of one widget,
started in turn with ours. A key's time ends with the last byte that it makes the program draw
before it is quiet for a while.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.library import fill, sentences, write
from tests.benchmarks.measuring import Table, kept, spread

SIZED = True
STARTS = 5
_QUIET = 0.06
"""Seconds without a byte, after which all is drawn."""

_TOGETHER = 0.01
"""Seconds between bytes of one picture."""

_PATIENCE = 0.5
"""Seconds in which a key that does anything shows it."""

_FILES = 10_000
_RESTARTS = 6
_KEYS = {
    "cursor": (["j"] * 80, 8.0),
    "page": (["\x1b[6~"] * 20, 16.0),
    "search": (["/", *"金融中国", "\x7f", "\x7f", "\x7f", "\x7f", *"linux", "\x1b"], 100.0),
    "grouping": (["d"] * 4, 100.0),
}


class Terminal:
    """A program in a terminal of 120 × 40."""

    def __init__(self, *what: str) -> None:
        self.started = time.perf_counter()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            os.execv(sys.executable, [sys.executable, "-m", "tests.benchmarks.stage", *what])
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def until(self, word: bytes) -> float:
        """Seconds from the start until a word is drawn, and all that is drawn with it."""
        seen, at = b"", 0.0
        while word not in seen or select.select([self.handle], [], [], _TOGETHER)[0]:
            seen += os.read(self.handle, 1 << 16)
            at = time.perf_counter()
        return at - self.started

    def quiet(self, first: float = _QUIET, then: float = _QUIET) -> float | None:
        """Wait until nothing more is drawn, `first` seconds for the first byte; when the last one
        came, None where there was none.
        """
        last, pause = None, first
        while select.select([self.handle], [], [], pause)[0]:
            os.read(self.handle, 1 << 16)
            last, pause = time.perf_counter(), then
        return last

    def press(self, key: str, pause: float = _QUIET) -> float | None:
        """Seconds until all is drawn, known by a `pause` after it."""
        pressed = time.perf_counter()
        os.write(self.handle, key.encode())
        last = self.quiet(_PATIENCE, pause)
        return None if last is None else last - pressed

    def memory(self) -> float:
        """Peak resident memory, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def end(self) -> None:
        os.write(self.handle, b"q")
        while True:
            try:
                if not os.read(self.handle, 1 << 16):
                    break
            except OSError:
                break
        os.waitpid(self.pid, 0)
        os.close(self.handle)


def tables(sizes: Sequence[int]) -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {
            f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "DATA", "CONFIG")
        }
        starts = Table(
            "First screen of a library",
            f"Seconds from the start of the process to the whole first screen, medians of {STARTS} "
            "starts in turn with an application of one widget.",
            ("rows", "one widget", "reader", "ratio", "budget", "kept", "memory, MiB", "budget"),
        )
        keys = Table(
            "Keys, from the press to the last byte",
            "Milliseconds in a terminal of 120 × 40.",
            ("rows", "key", "presses", "median", "p95", "max", "budget (p95)", "kept"),
        )
        lines = sentences()
        for size in sizes:
            root = str(fill(size, folder, lines))
            _time_starts(starts, size, root)
            _time_keys(keys, size, root)
        yield starts
        yield keys
        yield _beside_scans(folder, lines)


def _time_starts(table: Table, size: int, root: str) -> None:
    empty, ours, memory = [], [], 0.0
    for _ in range(STARTS + 1):  # the first is not counted
        for what, found in (("empty", empty), (root, ours)):
            terminal = Terminal(what)
            found.append(terminal.until(b"unread"))
            if what == root:
                terminal.quiet(0.5)
                memory = max(memory, terminal.memory())
            terminal.end()
    one, us = sorted(empty[1:])[STARTS // 2], sorted(ours[1:])[STARTS // 2]
    budget = 1.15 if size <= 100_000 else 1.2
    table.add(
        f"{size:,}", f"{one:.3f}", f"{us:.3f}", f"{us / one:.2f}", *kept(us / one, budget, "×"),
        f"{memory:.0f}", "≤ 70",
    )  # fmt: skip


def _time_keys(table: Table, size: int, root: str) -> None:
    terminal = Terminal(root)
    terminal.until(b"unread")
    terminal.quiet(1.0)
    for name, (keys, budget) in _KEYS.items():
        times = [took for key in keys if (took := terminal.press(key)) is not None]
        median, p95, most = spread(times)
        figures = (f"{median:.1f}", f"{p95:.1f}", f"{most:.1f}")
        table.add(f"{size:,}", name, len(times), *figures, *kept(p95, budget, "ms"))
    terminal.end()


def _beside_scans(folder: Path, lines: list[str]) -> Table:
    """Keys while an index is built from nothing, and while a scan finds nothing new."""
    root = folder / "files"
    write(_FILES, root, lines)
    table = Table(
        "Beside a scan",
        f"{_FILES:,} files; milliseconds, but for the first rows: seconds from the start. Building "
        "takes all cores; what is found is drawn in between.",
        ("what", "count", "median", "p95", "max", "budget", "kept"),
    )
    terminal = Terminal(str(root), "scanned")
    rows = terminal.until("●".encode())
    table.add("first rows", 1, f"{rows:.2f}", "", "", *kept(rows, 1, "s"))
    _add_beside(table, "keys while the index is built", _presses(terminal, 80))
    terminal.end()
    subprocess.run([sys.executable, "-m", "reader", "index", "--quiet", "-L", root], check=True)
    times: list[float] = []
    for _ in range(_RESTARTS):
        terminal = Terminal(str(root), "scanned")
        terminal.until(b"unread")
        times += _presses(terminal, 12)
        terminal.end()
    _add_beside(table, "keys after the start, nothing new", times)
    return table


def _add_beside(table: Table, what: str, times: list[float]) -> None:
    median, p95, most = spread(times)
    figures = (f"{median:.1f}", f"{p95:.1f}", f"{most:.1f}")
    table.add(what, len(times), *figures, *kept(p95, 16, "ms"))


def _presses(terminal: Terminal, count: int) -> list[float]:
    """The times of keys that move the cursor down and up; a list that grows is drawn in between."""
    times = []
    for number in range(count):
        if (took := terminal.press("jk"[number % 2], 0.01)) is not None:
            times.append(took)
        terminal.quiet(0.03, 0.03)
    return times
