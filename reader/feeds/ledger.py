"""What was fetched, for all devices of a library: `.reader/fetch/<device>.jsonl`.

Each file has one writer, its device, and is in the library, so that it is synchronised together
with the articles. It says which entries became files, so that none comes twice and removed ones do
not come back, and when feeds are due, so that another device need not ask again. An incomplete line
does not count, and lines that are not ours are ignored.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reader.feeds.identity import EntryMarks
from reader.library.journal.journal import exchange, write_all
from reader.regular_files import descriptor, opened, read_bytes

FOLDER = Path(".reader", "fetch")
_DRAFTS = Path(".reader", "drafts")
_HEADER = b'{"fetched": 1}\n'
_LARGE = 2_000_000
"""A ledger that has grown by so many bytes is checked whether it can be shortened."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that became a file: `path` under the library, `file` the digest of its bytes, and
    `source` that of the document as the feed has it, '' where it is the same.

    `t` is when, in milliseconds since 1970; `feed` the key of its feed.
    """

    t: int
    feed: str
    marks: EntryMarks
    path: str
    file: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """Feeds that answered at `t` (milliseconds), and when each is due again (seconds)."""

    t: int
    due: Mapping[str, float]


class Ledger:
    """The ledger of one device, for writing."""

    def __init__(self, root: Path, device: str) -> None:
        """Creates no file."""
        self.file = root / FOLDER / f"{device}.jsonl"
        self.drafts = root / _DRAFTS / device
        self._size = 0  # bytes, when the run began

    def begin(self) -> None:
        """Make the folders, and delete drafts that a killed run left. Raises OSError."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        if self.file.exists():
            self._size = self.file.stat().st_size
        shutil.rmtree(self.drafts, ignore_errors=True)
        self.drafts.mkdir(parents=True, exist_ok=True)

    def end(self) -> None:
        """Remove the folder of drafts."""
        with suppress(OSError):
            self.drafts.rmdir()
            self.drafts.parent.rmdir()

    def write(self, lines: Iterable[Kept | Checked]) -> None:
        """Append lines in one write. Raises OSError."""
        data = b"".join(map(_line, lines))
        handle = descriptor(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        try:
            size = os.fstat(handle).st_size
            write_all(handle, _before(self.file, size) + data)
        finally:
            os.close(handle)

    def shorten(self) -> bool:
        """Drop lines that later ones replace, if that halves a large ledger. Checked whenever it
        has grown enough.
        """
        try:
            if self.file.stat().st_size // _LARGE == self._size // _LARGE:
                return False
            data = read_bytes(self.file, None)
        except OSError:
            return False
        kept: dict[str, Kept] = {}
        due: dict[str, tuple[float, int]] = {}
        for line in read(data):
            if isinstance(line, Kept):
                kept[line.marks.id] = line
            else:
                due.update((feed, (when, line.t)) for feed, when in line.due.items())
        checked = [Checked(t, {feed: when}) for feed, (when, t) in due.items()]
        header = b'{"fetched": 1, "since": %d}\n' % now()  # by which others see that it is another
        shorter = header + b"".join([*map(_line, kept.values()), *map(_line, checked)])
        if 2 * len(shorter) > len(data):
            return False
        try:
            exchange(self.file, [shorter])
        except OSError:  # it stays long
            return False
        return True


def ledgers(root: Path) -> list[Path]:
    """The ledgers of all devices, copies that a sync tool set aside included."""
    return sorted((root / FOLDER).glob("*.jsonl"))


def read(data: bytes) -> Iterator[Kept | Checked]:
    """The contents of complete lines; lines that are not ours are ignored."""
    for text in data.split(b"\n"):
        if text and (found := _read_line(text)) is not None:
            yield found


def now() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def _before(file: Path, size: int) -> bytes:
    """A header, or the end of a torn line, or nothing."""
    if not size:
        return _HEADER
    with opened(file) as stream:
        stream.seek(size - 1)
        return b"" if stream.read(1) == b"\n" else b"\n"


def _line(line: Kept | Checked) -> bytes:
    if isinstance(line, Checked):
        told: dict[str, Any] = {"t": line.t, "checked": dict(line.due)}
    else:
        marks = line.marks
        told = {
            "t": line.t, "feed": line.feed, "id": marks.id, "link": marks.link,
            "title": marks.title, "date": marks.date, "text": marks.text,
            "path": line.path, "file": line.file,
        }  # fmt: skip
        told |= {"source": line.source} if line.source else {}
    return (
        json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        + b"\n"
    )


def _read_line(text: bytes) -> Kept | Checked | None:
    try:
        told = json.loads(text)
        if b"\\u" in text:  # half a character, which no file and no database takes
            json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    match told:
        case {"t": int(t), "checked": dict(due)}:
            times = {
                feed: float(when)
                for feed, when in due.items()
                if isinstance(when, int | float) and 0 <= when < 2**40
            }
            return Checked(_bounded(t), times)
        case {"t": int(t), "feed": str(feed), "id": str(id), "path": str(path), "file": str(file)}:
            names = (told.get(name, "") for name in ("link", "title", "date", "text", "source"))
            *about, source = (one if isinstance(one, str) else "" for one in names)
            kept = Kept(_bounded(t), feed, EntryMarks(id, *about), path, file, source)
            return kept if _is_inside(path) else None
        case _:
            return None


def _bounded(t: int) -> int:
    return max(0, min(t, 2**53))


def _is_inside(path: str) -> bool:
    is_relative = bool(path.strip("./")) and path[0] != "/"
    return is_relative and "\0" not in path and ".." not in path.split("/")
