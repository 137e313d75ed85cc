"""Run the monkey, and say what it broke."""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
from argparse import ArgumentParser
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from tests.end_to_end.terminal import Terminal
from tests.monkey import inputs

SAMPLES = Path(__file__).parents[2] / "sample_articles"
WARM = 500
"""Keys after which the program has loaded what it needs."""

GROWTH = 20.0
"""MiB that it may grow after that."""

BUSY = 0.1
"""CPU seconds a second, above which a program that nobody touches is not at rest."""

_CALM = 300.0
"""Seconds in which it comes to rest: marks of a hundred thousand articles may be under way."""

_LOOKED = 3.0
"""Seconds for which its rest is looked at; in the first of them it tidies its memory."""

_ANSWERS = 30.0
"""Seconds in which it is over after `q`; a slow machine may need some."""

_LAST = 60
"""Inputs that are told where it died."""


_TAKEN = b"\x1b[?1049h"
"""What says that the terminal is the screen's now."""

_ESCAPES = re.compile(r"\x1b\[[0-9;?<>]*[a-zA-Z]")


class Death(Exception):
    """The program did what it must not do."""


class Look(NamedTuple):
    """The program at rest: keys so far, MiB in memory, of which are files' pages, CPU a second."""

    keys: int
    memory: float
    of_files: float
    busy: float

    def __str__(self) -> str:
        told = f"{self.memory:.1f} MiB ({self.of_files:.1f} of files)"
        return f"{self.keys:6,} keys: {told}, {self.busy:.3f} CPU s/s at rest"


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, print what was seen, and return 1 where something broke."""
    parser = ArgumentParser(prog="python -m tests.monkey", description=__doc__)
    parser.add_argument("--keys", type=int, default=2000, help="keys to press")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--library", type=Path, default=SAMPLES)
    parser.add_argument("--every", type=int, default=WARM, help="keys between two looks")
    parser.add_argument(
        "--growth",
        type=float,
        default=GROWTH,
        help="MiB that it may grow: a page of some MB in the library takes ten times its size",
    )
    asked = parser.parse_args(arguments)
    library = asked.library.resolve()
    with a_home():
        try:
            for look in play(library, asked.keys, asked.seed, asked.every, asked.growth):
                print(look, flush=True)
        except Death as death:
            print(death)
            return 1
    print(f"{asked.keys:,} keys, 0 deaths")
    return 0


@contextmanager
def a_home() -> Iterator[None]:
    """A home of its own, so that no key reaches the files of whoever runs this. An index that the
    environment names with MONKEY_CACHE is taken, for a large library takes long to scan.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = f"{folder}/{name}"
        if cache := os.environ.get("MONKEY_CACHE"):
            os.environ["XDG_CACHE_HOME"] = cache
        os.environ |= {"HOME": folder, "BROWSER": "true", "VISUAL": "true", "EDITOR": "true"}
        os.chdir(folder)
        yield
        os.chdir("/")


def play(
    library: Path, count: int, seed: int, every: int = WARM, growth: float = GROWTH
) -> Iterator[Look]:
    """Press so many keys; what is seen after each few of them. Raises Death."""
    chance = random.Random(seed)
    done, warm = 0, None
    while done < count:
        with Terminal(library) as terminal:
            game = _Game(terminal, chance)
            while done < count and not terminal.is_over:
                done += game.go_on(min(every, count - done))
                if terminal.is_over:
                    break
                look = game.look(done)
                yield look
                warm = warm or (look.memory if done >= WARM else None)
                if warm and look.memory > warm + growth:
                    raise Death(f"It grew from {warm:.1f} to {look.memory:.1f} MiB.")
            game.leave()


class _Game:
    """One life of the program: some command of the palette may end it, and that is no death."""

    def __init__(self, terminal: Terminal, chance: random.Random) -> None:
        self._terminal = terminal
        self._chance = chance
        self._inputs: deque[object] = deque(maxlen=_LAST)
        until = monotonic() + _CALM
        while not (terminal.is_over or _TAKEN in terminal.raw or monotonic() > until):
            terminal.drain(0.1)  # before the screen, q and Esc leave a start that hangs
        terminal.drain(2)

    def go_on(self, count: int) -> int:
        """Press so many keys, or until the program ends, and do other things between; how many."""
        pressed = 0
        while pressed < count and not self._terminal.is_over:
            pressed += self._act()
            self._terminal.drain(self._chance.choice([0, 0.005, 0.02, 0.05]))
            self._check()
        return pressed

    def look(self, done: int) -> Look:
        """See how it is when nobody touches it."""
        self._press(*[b"\x1b"] * 6)
        until = monotonic() + _CALM
        while (busy := self._busy()) > BUSY and monotonic() < until:
            pass
        self._check()
        if busy > BUSY and not self._terminal.is_over:
            self._die(f"It is busy at rest: {busy:.2f} CPU s/s.")
        return Look(done, *self._memory(), busy)

    def leave(self) -> None:
        """Have it quit, unless it has. A `q` that comes just behind an Esc is another key."""
        self._press(*[b"\x1b"] * 6)
        until = monotonic() + _ANSWERS
        while not self._terminal.is_over and monotonic() < until:
            self._press(b"q")
            self._terminal.drain(1)
        if not self._terminal.is_over:
            self._die("It does not answer q.")
        self._check()
        if self._terminal.settings != self._terminal.settings_before:
            self._die("The terminal is not as it was.")
        if b"\x1b[?1049l" not in self._terminal.raw or not _popped(bytes(self._terminal.raw)):
            self._die("The terminal's screen or keyboard is not as it was.")

    def _act(self) -> int:
        """Do one thing; how many keys that are."""
        kind = self._chance.random()
        if kind < 0.02:
            size = inputs.size(self._chance)
            self._inputs.append(size)
            self._terminal.resize(*size)
        elif kind < 0.1:
            self._write(inputs.mouse(self._chance))
        elif kind < 0.14:
            self._write(inputs.report(self._chance))
        else:
            keys = inputs.keys(self._chance)
            self._write(b"".join(keys))
            return len(keys)
        return 0

    def _press(self, *keys: bytes) -> None:
        for key in keys:
            if not self._terminal.is_over:
                self._write(key)
                self._terminal.drain(0.3)

    def _write(self, data: bytes) -> None:
        self._inputs.append(data)
        self._terminal.write(data)

    def _check(self) -> None:
        """An end is no death where it is quiet: then a command of the palette was chosen."""
        if self._terminal.is_over:
            code = self._terminal.wait()
            said = bytes(self._terminal.raw).rpartition(b"\x1b[?1049l")[2]
            if code or b"Traceback" in said:
                words = _ESCAPES.sub("", said.decode("utf-8", "replace"))
                self._die(f"{words}\nIt ended with {code}.")

    def _die(self, why: str) -> None:
        inputs = "\n".join(map(repr, self._inputs))
        raise Death(f"{inputs}\n{why}")

    def _busy(self) -> float:
        before, started = _cpu(self._terminal.pid), monotonic()
        self._terminal.drain(_LOOKED)
        return (_cpu(self._terminal.pid) - before) / (monotonic() - started)

    def _memory(self) -> tuple[float, float]:
        try:
            status = Path(f"/proc/{self._terminal.pid}/status").read_text("ascii")
        except OSError:  # no such files here, or it is over
            return 0.0, 0.0
        sizes = dict(re.findall(r"^(Vm\w+|Rss\w+):\s+(\d+) kB", status, re.MULTILINE))
        return int(sizes.get("VmRSS", 0)) / 1024, int(sizes.get("RssFile", 0)) / 1024


def _cpu(pid: int) -> float:
    """CPU seconds that a process took so far; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _popped(raw: bytes) -> bool:
    """Whether the last word about the keyboard's protocol took it back."""
    return raw.rfind(b"\x1b[<u") > raw.rfind(b"\x1b[>")


if __name__ == "__main__":
    sys.exit(main())
