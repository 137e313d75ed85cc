"""A scan in a process of its own, so that the screen never waits for one."""

from __future__ import annotations

import os
import subprocess
import sys
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
    home = Path(reader.__file__).parents[1]
    roots = [argument for root in index.roots for argument in ("-L", os.fspath(root))]
    how = ["--watch"] if follow else ["--json"]
    parent = {PARENT_VARIABLE: str(os.getpid())} if follow else {}
    process = subprocess.Popen(  # noqa: S603 - our own command; no shell, and roots follow -L
        [sys.executable, "-P", "-c", _COMMAND, os.fspath(home), "index", "--quiet", *how, *roots],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if follow else subprocess.PIPE,
        stderr=subprocess.DEVNULL if follow else subprocess.PIPE,
        env=os.environ | {FOLDER_VARIABLE: os.fspath(index.file.parent)} | parent,
    )
    with suppress(OSError, AttributeError):  # no priorities here, or it is over already
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    return process
