"""What lies in the folder of journals, which anybody may fill with whom it is shared.

A journal is a regular file with a plain name, and nothing else is opened as one: no link is
followed, no pipe waited for. The folder itself may be a link, as some sync tools want it. What
cannot be read is left out, and said.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from reader.lazy_re import late
from reader.output.safe import safe_line

SUFFIX = ".jsonl"
CONFLICT = ".sync-conflict-"
"""What Syncthing puts into the name of a copy that it sets aside."""

AS_IT_IS = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
"""For a file that no system changes the ends of lines in, and no other process inherits."""

_BEGINNING = 1_000
_PIECE = 2**16
_ITSELF = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_ODD = late("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys, and what is no UTF-8."""

LONGEST = 2**24
"""Bytes of a line that are read; one that is longer is no event of ours, and is never written."""


class JournalLine(NamedTuple):
    """A line of a file, with its end if it has one: where its bytes begin, and where they end."""

    at: int
    end: int
    text: bytes


class LeftOut(NamedTuple):
    """A file, or the folder itself, that is not read, and why: the end of a sentence."""

    file: Path
    reason: str

    def __str__(self) -> str:
        return f"{shown(self.file)} is left out: {self.reason}."


def found(folder: Path) -> tuple[list[Path], list[LeftOut]]:
    """The files of all devices, copies that a sync tool set aside included; and what lies there
    under such a name but is not read. Opens nothing.
    """
    files: list[Path] = []
    others: list[LeftOut] = []
    try:
        with os.scandir(folder) as listing:
            names = sorted(entry.name for entry in listing if entry.name.endswith(SUFFIX))
    except (FileNotFoundError, NotADirectoryError):
        return [], []
    except OSError as error:
        return [], [LeftOut(folder, reason_of(error))]
    for name in names:
        file = folder / name
        if _ODD.search(name):
            others.append(LeftOut(file, "its name holds what no journal's does"))
        else:
            files.append(file)
    return files, others


def opened(file: Path) -> BinaryIO:
    """A journal for reading. Raises OSError, also where it is no regular file."""
    fd = descriptor(file, os.O_RDONLY)
    return os.fdopen(fd, "rb")


def descriptor(file: Path, flags: int) -> int:
    """A regular file opened as `os.open` does, which may make it. Raises OSError, also where it
    is a link, a pipe or a device, none of which is followed, waited for or written to.
    """
    try:
        fd = os.open(file, flags | _ITSELF | AS_IT_IS, 0o600)
    except OSError as error:
        if error.errno in (errno.ELOOP, getattr(errno, "EMLINK", errno.ELOOP)):
            raise OSError(error.errno, "it is a link, and no file itself") from None
        if error.errno in (errno.ENXIO, errno.EISDIR):
            raise OSError(error.errno, "it is no regular file") from None
        raise
    if stat.S_ISREG(os.fstat(fd).st_mode):
        return fd
    os.close(fd)
    raise OSError(errno.EINVAL, "it is no regular file")


def lines(stream: BinaryIO, at: int = 0) -> Iterator[JournalLine]:
    """The lines of a journal from a place on; of one that is too long, its beginning. The last one
    may lack its end. Others may move in the stream meanwhile. Raises OSError.
    """
    while True:
        stream.seek(at)
        text = stream.readline(LONGEST)
        if not text:
            return
        end = at + len(text)
        if len(text) == LONGEST and not text.endswith(b"\n"):
            rest = _skipped(stream)
            end += rest
            text = text[:_BEGINNING] + (b"\n" if _ends(stream, end) else b"")
        yield JournalLine(at, end, text)
        at = end


def lines_back(stream: BinaryIO, end: int) -> Iterator[JournalLine]:
    """The lines of a journal up to a place, the last one first, a piece of the file at a time. A
    line that is too long is left out. Raises OSError.
    """
    start = end
    held = b""
    while start:
        size = min(max(_PIECE, len(held)), start)
        start -= size
        stream.seek(start)
        held = stream.read(size) + held
        texts = _split(held)
        first = 1 if start else 0
        for text in reversed(texts[first:]):
            yield JournalLine(end - len(text), end, text)
            end -= len(text)
        held = texts[0] if first else b""
        if len(held) > LONGEST:
            held, end = b"", start


def _split(data: bytes) -> list[bytes]:
    *whole, last = data.split(b"\n")
    return [text + b"\n" for text in whole] + ([last] if last else [])


def _skipped(stream: BinaryIO) -> int:
    """Pass over the rest of a line; how many bytes that is."""
    size = 0
    while more := stream.readline(LONGEST):
        size += len(more)
        if more.endswith(b"\n"):
            break
    return size


def _ends(stream: BinaryIO, at: int) -> bool:
    stream.seek(at - 1)
    return stream.read(1) == b"\n"


def device_of(name: str) -> str:
    """The device that wrote a file, from the file's name."""
    return name.removesuffix(SUFFIX).split(CONFLICT, 1)[0]


def reason_of(error: OSError) -> str:
    """Why a file cannot be had, without a full stop."""
    return error.strerror or str(error)


def shown(file: Path) -> str:
    """A path as a message may say it."""
    return safe_line(os.fsencode(file).decode("utf-8", "replace"))
