"""What the reader did: one append-only file of JSON lines for each device. The one precious thing.

Only its own device appends to a file; every device reads them all, so the folder may lie in
Syncthing, git or a network drive. A file begins with {"journal": 1}; then each line is one event,
{"t": clock, "a": article id, "root": name of the root folder, "path": relative path, "set":
{"read": true}}, whole or not there: what a killed process left torn is closed off by the next
append. A mark is in the file when `append` returns, and on the disk a second later.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from reader import config
from reader.errors import ConfigError, JournalError

FORMAT = 1
FIELDS = ("read", "starred", "progress")
_LARGEST = {"progress": 1.0, "place": 1e9}
"""Fields that are numbers from 0 on; the others are true or false."""

_LATEST = 2**60  # microseconds: far beyond any clock, far below what an SQLite integer holds
_SYNC_DELAY = 0.8
_DEVICE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CONFLICT = ".sync-conflict-"


class Event(NamedTuple):
    """What was set on an article: `fields` maps read and starred to 0 or 1, progress to 0–1, place
    to the block that the reader was at and, as a fraction, how far in it.

    `place` is "root name/relative path" as bytes, empty when the event does not say.
    """

    t: int
    article: str
    place: bytes
    fields: Mapping[str, float]


class Mark(NamedTuple):
    """An event still to be written: the root's name and the path under it, and what is set."""

    article: str
    root: str
    path: str
    fields: Mapping[str, float]


class Journal:
    """The journal of this device, for writing. Reading needs no more than `files` and `events`."""

    def __init__(self, folder: Path) -> None:
        """Raises ConfigError where READER_DEVICE names no device. Creates nothing."""
        self.folder = folder
        self.clock = 0
        self._device = os.environ.get("READER_DEVICE", "")
        if self._device and (not _DEVICE.fullmatch(self._device) or self._device.startswith(".")):
            raise ConfigError("READER_DEVICE may hold letters, digits and '-_.', 64 at most.")
        self._timer: threading.Timer | None = None
        self._unsynced: Path | None = None
        self._guard = threading.Lock()

    def append(self, marks: Sequence[Mark]) -> None:
        """Write marks down, all in one go.

        Raises JournalError with one sentence when the file cannot be written.
        """
        file = self.folder / "(no name yet)"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = self.folder / f"{self._name()}.jsonl"
            _write(file, b"".join(self._line(mark) for mark in marks))
        except OSError as error:
            reason = error.strerror or error
            raise JournalError(f"The mark cannot be written to {file}: {reason}.") from None
        self._sync_soon(file)

    def close(self) -> None:
        """Put what was appended on the disk."""
        if self._timer is not None:
            self._timer.cancel()
        self._sync()

    def _name(self) -> str:
        if not self._device:
            self._device = _device(self.folder.parent / "device")
        return self._device

    def _line(self, mark: Mark) -> bytes:
        self.clock = max(time.time_ns() // 1000, self.clock + 1)
        values = {k: v if k in _LARGEST else bool(v) for k, v in mark.fields.items()}
        event = {
            "t": self.clock,
            "a": mark.article,
            "root": mark.root,
            "path": mark.path,
            "set": values,
        }
        return json.dumps(event, separators=(",", ":")).encode("ascii") + b"\n"

    def _sync_soon(self, file: Path) -> None:
        with self._guard:
            if self._unsynced is None:
                self._timer = threading.Timer(_SYNC_DELAY, self._sync)
                self._timer.daemon = True
                self._timer.start()
            self._unsynced = file

    def _sync(self) -> None:
        with self._guard:
            file, self._unsynced = self._unsynced, None
        if file is not None:
            with suppress(OSError):
                _sync(file)
                _sync(file.parent)


def files(folder: Path) -> list[Path]:
    """All journals of a folder, copies that a sync tool set aside included."""
    try:
        with os.scandir(folder) as found:
            return [Path(f) for f in found if f.name.endswith(".jsonl") and f.is_file()]
    except OSError:
        return []


def device_of(name: str) -> str:
    """The device that wrote a file, from the file's name."""
    return name.removesuffix(".jsonl").split(_CONFLICT, 1)[0]


def is_newer(first_line: bytes) -> bool:
    """Whether a first line announces a format that this version does not know."""
    try:
        header = json.loads(first_line)
    except ValueError:
        return False
    version = header.get("journal") if isinstance(header, dict) else None
    return isinstance(version, int) and version > FORMAT


def events(lines: Iterable[bytes]) -> Iterator[Event | None]:
    """The event of each line but headers and blank ones; None for a line that cannot be read."""
    for line in filter(None, lines):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            yield None
        elif "journal" not in found:
            yield _event(found)


def _event(found: Mapping[str, object]) -> Event | None:
    match found:
        case {"t": int(t), "a": str(article), "set": dict(values)} if 0 < t < _LATEST:
            fields = {k: float(v) for k, v in values.items() if _is_valid(k, v)}
        case _:
            return None
    if not fields or isinstance(t, bool) or not article.isalnum() or not article.isascii():
        return None
    return Event(t, article, place(found.get("root", ""), found.get("path")), fields)


def _is_valid(field: object, value: object) -> bool:
    if field in ("read", "starred"):
        return isinstance(value, bool)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return field in _LARGEST and 0 <= value <= _LARGEST[str(field)]


def place(root: object, path: object) -> bytes:
    """Where an article was marked, as the index compares it; empty when that is not said."""
    if not isinstance(root, str) or not isinstance(path, str):
        return b""
    try:
        return os.fsencode(f"{root}/{path}")
    except UnicodeEncodeError:
        return b""


def _write(file: Path, lines: bytes) -> None:
    fd = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        data = _opening(file, fd) + lines
        if os.write(fd, data) != len(data):
            raise OSError(0, "no space left for all of it")
    finally:
        os.close(fd)


def _opening(file: Path, fd: int) -> bytes:
    """What must stand before the next line: a header, the end of a torn line, or nothing."""
    size = os.fstat(fd).st_size
    if size == 0:
        return b'{"journal": %d}\n' % FORMAT
    with file.open("rb") as stream:
        if is_newer(stream.readline(4096)):
            raise JournalError(f"{file} was written by a newer version, which it is left to.")
        stream.seek(size - 1)
        return b"" if stream.read(1) == b"\n" else b"\n"


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _device(file: Path) -> str:
    """This device's name, made at random once. Of two first starts both get the same."""
    for _attempt in range(3):
        with suppress(FileNotFoundError):
            name = file.read_text("ascii", "replace").strip()
            if _DEVICE.fullmatch(name):
                return name
            file.unlink(missing_ok=True)  # torn by a power cut
        _offer(file, os.urandom(4).hex())
    raise OSError(0, f"{file} holds no device name")


def _offer(file: Path, name: str) -> None:
    draft = file.with_name(f"{file.name}.{name}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(fd, name.encode("ascii") + b"\n")
        os.fsync(fd)
    finally:
        os.close(fd)
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass  # somebody was quicker: theirs is the name
    except OSError:  # no links here: the last one to come names the device
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def default_journal() -> Journal:
    """The journal in the configured folder."""
    return Journal(config.journal_folder())
