"""Opens regular files, and nothing else.

A folder that is synchronised, or a typing error, may put anything where a file is expected. A pipe
would be waited for, a device may have no end: neither is opened to be read or written. `strerror`
of the OSError that is raised instead is the end of a sentence.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_NOT_REGULAR = "it is not a regular file"
_UNBLOCKED = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_AS_IT_IS = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
"""Flags for files whose line ends no system changes, and which no other process inherits."""

_LARGEST = 2**26
"""Bytes of a file that is read whole."""


_FROM_SHELL = ("/dev/fd/", "/proc/self/fd/")
"""How the paths begin that a shell passes for `<(…)`: they are waited for like standard input."""


def descriptor(path: Path, flags: int, mode: int = 0o666) -> int:
    """Open a file as `os.open` does, which may create it. Raises OSError."""
    if os.fspath(path).startswith(_FROM_SHELL):
        return os.open(path, flags | _AS_IT_IS)
    try:
        fd = os.open(path, flags | _UNBLOCKED | _AS_IT_IS, mode)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a pipe that nobody reads, a socket
            raise OSError(errno.ENXIO, _NOT_REGULAR, os.fspath(path)) from None
        raise
    kind = os.fstat(fd).st_mode
    if stat.S_ISREG(kind):
        return fd
    os.close(fd)
    if stat.S_ISDIR(kind):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
    raise OSError(errno.EINVAL, _NOT_REGULAR, os.fspath(path))


def opened(path: Path) -> BinaryIO:
    """Open a file for reading. Raises OSError."""
    return os.fdopen(descriptor(path, os.O_RDONLY), "rb")


def read_bytes(path: Path, most: int | None = _LARGEST) -> bytes:
    """All bytes of a file. Raises OSError, also where there are more than `most`."""
    with opened(path) as file:
        data = file.read(-1 if most is None else most + 1)
    if most is not None and len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), os.fspath(path))
    return data


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, without its byte order mark, with line ends as "\\n".

    Raises OSError, also where it is not UTF-8.
    """
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = f"it is not UTF-8 (byte {error.start + 1:,})"
        raise OSError(errno.EILSEQ, said, os.fspath(path)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
