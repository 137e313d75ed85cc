"""What reading one page costs the process that does it, and what it may cost."""

from __future__ import annotations

import io
import os
import resource
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

SCREEN = 60
"""Lines of a first screen."""


class Cost(NamedTuple):
    """CPU in seconds, the most memory in MiB."""

    cpu: float
    memory: float


BOUNDS = {"screen": Cost(2, 200), "index": Cost(5, 200)}
"""What a page of up to 8 MB may take over one of a line."""


class _Terminal(io.StringIO):
    """Standard output that is closed when a first screen has been printed."""

    def write(self, text: str) -> int:
        super().write(text)
        if self.getvalue().count("\n") >= SCREEN:
            raise BrokenPipeError
        return len(text)

    def fileno(self) -> int:
        return sys.__stdout__.fileno() if sys.__stdout__ else 1


def screen(path: Path) -> None:
    """Read a page as far as the first screen of `reader show`."""
    from reader.cli import main

    with redirect_stdout(_Terminal()):
        main(["show", "--color", "always", "--no-pager", str(path)])


def index(path: Path) -> None:
    """Read all that the index takes of a page."""
    from reader.library.scan.read_record import read
    from reader.library.scan.record import Indexed, Job, TextJob, VisibleText

    home, name = str(path.parent), os.fsencode(path.name)
    row = read(Job(0, home, name, 0, 0, None, False), None)
    text = read(TextJob(0, 0, home, name, 0, 0, Indexed("", "[]", "")), None)
    if isinstance(row, str) or not isinstance(text, VisibleText) or text.problem:
        raise AssertionError((row, text))


if __name__ == "__main__":
    what, name = sys.argv[1:]
    {"screen": screen, "index": index}[what](Path(name))
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stderr.write(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}")
