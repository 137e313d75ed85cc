"""Runs a scan in a separate process, so that the screen does not wait for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import reader
from reader.errors import LibraryError
from reader.library.index.index_file import FOLDER_VARIABLE, Index

_NICENESS = 10
# -P keeps the working folder, which may contain another `reader`, off the path.
_COMMAND = """
import sys
sys.path.append(sys.argv.pop(1))
from reader.cli import main
raise SystemExit(main())
"""


PARENT_VARIABLE = "READER_PARENT"
"""The environment variable with the id of the process with which a process that
follows changes ends.
"""


def start_scan(index: Index, *, follow: bool = False) -> subprocess.Popen[bytes]:
    """Run `reader index --quiet --json` on the roots of an index, at low priority; its result is on
    its stdout.

    With `follow` it is run with `--watch`: it prints nothing, and scans changes until this process
    ends or ends it. Raises LibraryError if the index is in memory.
    """
    if index.file is None:
        raise LibraryError("The index is in memory, where no other process can fill it.")
    roots = [argument for root in index.roots for argument in ("-L", os.fspath(root))]
    how = ["--watch"] if follow else ["--json"]
    environment = {FOLDER_VARIABLE: os.fspath(index.file.parent)}
    if follow:
        environment[PARENT_VARIABLE] = str(os.getpid())
    return start_command(["index", "--quiet", *how, *roots], environment, is_heard=not follow)


def start_command(
    words: Sequence[str], environment: Mapping[str, str], *, is_heard: bool = True
) -> subprocess.Popen[bytes]:
    """Run a command of reader in a separate process, at low priority; if `is_heard`, its stdout and
    stderr can be read.
    """
    home = Path(reader.__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _COMMAND, os.fspath(home), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if is_heard else subprocess.DEVNULL,
        stderr=subprocess.PIPE if is_heard else subprocess.DEVNULL,
        env=os.environ | dict(environment),
    )
    with suppress(OSError, AttributeError):  # not supported, or it has ended
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    return process
