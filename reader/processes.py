"""Processes that work for this program, so that what crashes or hangs one of them is lost alone.

They take work from stdin and answer on stdout. One ends when its pipe closes, so none outlives the
program, however that ends.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

import reader

# -P keeps the working folder, which may hold a `reader` of its own, off the path.
_COMMAND = """
import sys
sys.path.append(sys.argv.pop(1))
from {module} import serve
serve(*map(int, sys.argv[1:]))
"""


def started(module: str, *numbers: int, pipe_size: int = -1) -> subprocess.Popen[bytes]:
    """A new process that runs `serve` of a module with some numbers. `pipe_size` is in bytes, where
    it can be set.
    """
    home = Path(reader.__file__).parents[1]
    command = _COMMAND.format(module=module)
    return subprocess.Popen(
        [sys.executable, "-P", "-c", command, os.fspath(home), *map(str, numbers)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pipesize=pipe_size,
    )


def pipe(stream: IO[bytes] | None) -> IO[bytes]:
    """A stream of a process that `started` returned, which has it."""
    assert stream is not None
    return stream


def kill(process: subprocess.Popen[bytes]) -> int:
    """End a process at once, without waiting for its work. Returns its exit code."""
    if process.poll() is None:
        process.kill()
    return process.wait()


def close(process: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a process that has ended."""
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):
            pipe(stream).close()


def cause(code: int, longest: int) -> str:
    """Why a process ended, as the end of a sentence, given its exit code and the limit that it set
    itself in seconds.
    """
    if hasattr(signal, "SIGALRM") and code == -signal.SIGALRM:
        return f"it took longer than {longest} seconds"
    return f"it ended the program that read it ({code})"


def signal_name(number: int) -> str:
    """The name of a signal that ended a process."""
    with suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"


def serving() -> tuple[IO[bytes], int]:
    """Prepare this process to work for another: Ctrl-C is left to that one, and what has been
    imported is not looked at by the collector again.

    Returns stdin and a handle for answers. What is printed goes to stderr.
    """
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # a feed or an article leaves little garbage in cycles
    out = os.dup(1)
    os.dup2(2, 1)
    return sys.stdin.buffer, out


def end_after(seconds: int) -> None:
    """Have this process end then, whatever it does, where the system can; 0 takes that back."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)  # nothing handles the signal
