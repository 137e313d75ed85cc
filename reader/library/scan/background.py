"""A scan in a process of its own, so that the screen never waits for one."""

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
# -P keeps the working folder, which may hold a `reader` of its own, off the path.
_COMMAND = """
import sys
sys.path.append(sys.argv.pop(1))
from reader.cli import main
raise SystemExit(main())
"""


PARENT_VARIABLE = "READER_PARENT"
"""The environment variable by which a process that follows changes knows whose end is its own."""


def start_scan(index: Index, *, follow: bool = False) -> subprocess.Popen[bytes]:
    """Run `reader index --quiet --json` on the roots of an index, at low priority; what it found is
    on its stdout.

    `follow`: with `--watch`; it then goes on until this process ends, or ends it, and says nothing.
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
    """Run a command of reader in a process of its own, at low priority; its stdout `is_heard`."""
    home = Path(reader.__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _COMMAND, os.fspath(home), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if is_heard else subprocess.DEVNULL,
        stderr=subprocess.PIPE if is_heard else subprocess.DEVNULL,
        env=os.environ | dict(environment),
    )
    with suppress(OSError, AttributeError):  # no priorities here, or it is over already
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    return process
