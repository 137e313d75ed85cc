"""Reads the folder of journals, in which anyone who shares it may put anything.

A journal is a regular file with a plain name. Nothing else is opened: no link is followed, no pipe
waited for. The folder itself may be a link, as some sync tools need. What cannot be read is ignored
and reported.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from reader import regular_files
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple
from reader.output.safe import safe_line

SUFFIX = ".jsonl"
CONFLICT = ".sync-conflict-"
"""The part that Syncthing adds to the name of a conflicting copy."""

_BEGINNING = 1_000
_PIECE = 2**16
_ITSELF = getattr(os, "O_NOFOLLOW", 0)
_ODD = late("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, and what is not UTF-8."""

LONGEST = 2**24
"""The longest line in bytes; a longer one is not an event of ours, and is never written."""


class JournalLine(NamedTuple):
    """A line of a file, with its end if it has one: where its bytes begin, and where they end."""

    at: int
    end: int
    text: bytes


class LeftOut(NamedTuple):
    """A file, or the folder itself, that is ignored, and why: the end of a sentence."""

    file: Path
    reason: str

    def __str__(self) -> str:
        return f"{shown(self.file)} is ignored: {self.reason}."


def found(folder: Path) -> tuple[list[Path], list[LeftOut]]:
    """The files of all devices, including copies that a sync tool set aside, and the files with
    such a name that are ignored. Opens nothing.
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
            others.append(LeftOut(file, "its name is not that of a journal"))
        else:
            files.append(file)
    return files, others


def opened(file: Path) -> BinaryIO:
    """Open a journal for reading. Raises OSError, also where it is not a regular file."""
    fd = descriptor(file, os.O_RDONLY)
    return os.fdopen(fd, "rb")


def descriptor(file: Path, flags: int) -> int:
    """Open a regular file as `os.open` does, which may create it. Raises OSError, also for links,
    pipes and devices, which are not followed, waited for or written to.
    """
    try:
        return regular_files.descriptor(file, flags | _ITSELF, 0o600)
    except IsADirectoryError:
        raise OSError(errno.EISDIR, "it is not a regular file") from None
    except OSError as error:
        if error.errno in (errno.ELOOP, getattr(errno, "EMLINK", errno.ELOOP)):
            raise OSError(error.errno, "it is a link, not a file") from None
        raise


def lines(stream: BinaryIO, at: int = 0) -> Iterator[JournalLine]:
    """The lines of a journal from an offset on; of one that is too long, its beginning. The last
    one may lack its line end. The stream may be moved meanwhile. Raises OSError.
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
    """The lines of a journal before an offset, the last one first, reading the file in pieces. A
    line that is too long is ignored. Raises OSError.
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
    """Skip the rest of a line. Returns how many bytes that is."""
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
    """Why a file cannot be opened, without a full stop."""
    return error.strerror or str(error)


def shown(file: Path) -> str:
    """A path in the form for a message."""
    return safe_line(os.fsencode(file).decode("utf-8", "replace"))
