"""What the user did: one append-only file of JSON lines for each device. It cannot be rebuilt.

Only its own device appends to a file; every device reads them all, so the folder may be in
Syncthing, git or on a network drive. A write counts completely or not at all (see acts.py): the
next append closes off what a killed process left torn, and a partial write on a full disk is taken
back. A mark is in the file when `append` returns, and on the disk a second later; if the disk
refuses, the user is told.

The clock of an event is the wall clock's microseconds, or one more than the last known mark of its
article: so a mark always comes after what it changes, however wrong a clock is, and a wrong clock
on another device affects only the articles that were marked there.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from reader import config
from reader.drives import is_gone
from reader.errors import JournalError
from reader.lazy_tuple import NamedTuple
from reader.library.journal import device, folder
from reader.library.journal.acts import is_torn
from reader.library.journal.events import (
    TORN,
    WEAKEST,
    Act,
    announcement,
    header,
    is_newer,
    line,
)
from reader.library.journal.folder import LONGEST
from reader.library.journal.spool import Spool

try:
    import fcntl
except ImportError:  # Windows: appends are atomic there too
    fcntl = None  # type: ignore[assignment] # as above

DRIFT = 3_600_000_000
"""Microseconds. A clock set back by more is believed; by less, it stands still until it is time."""

_SYNC_DELAY = 0.8
_LOCK_WAIT = 5.0
_HEAD = 4096
_NO_SYNC = (errno.EINVAL, getattr(errno, "ENOTSUP", errno.EINVAL))
"""Errors of drives that cannot flush a folder to the disk."""


class Mark(NamedTuple):
    """An event to be written: the root's name and the path under it, and what is set.

    `after` is the clock of the last known mark of the article.
    """

    article: str
    root: str
    path: str
    fields: Mapping[str, float]
    act: Act | None = None
    after: int = 0


class Batch(NamedTuple):
    """One event for many articles of a folder: their ids and the names of their files. One that
    `is_weak` has the weakest clock (see events.py).
    """

    root: str
    folder: str
    of: Sequence[tuple[str, str]]
    fields: Mapping[str, float]
    act: Act | None = None
    after: int = 0
    is_weak: bool = False


class Written(NamedTuple):
    """Where marks were written: the bytes from `start` to `end` of a file, and their clocks."""

    file: Path
    start: int
    end: int
    times: list[int]


class Journal:
    """The journal of this device, for writing. Reading needs only `folder` and `acts`."""

    def __init__(self, folder: Path, name: str = "") -> None:
        """`name` is that of a device to write for; '' is this one. Creates no file.

        Raises ConfigError where READER_DEVICE is not a valid name.
        """
        self.folder = folder
        self._last = 0
        self._was_there = False
        self._device = name or device.chosen()
        self._timer: threading.Timer | None = None
        self._unsynced: Path | None = None
        self._guard = threading.Lock()
        self.trouble = ""
        """A sentence, if what was appended could not be flushed to the disk."""

    @property
    def device(self) -> str:
        """The name of this device, made if it has none yet. Raises OSError."""
        if not self._device:
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            self._device = device.kept(self.folder.parent / "device")
        return self._device

    @property
    def file(self) -> Path:
        """The file of this device, which may not exist yet. Raises OSError."""
        return self.folder / f"{self.device}.jsonl"

    def look(self) -> None:
        """Remember whether this device has a file, which may be removed later."""
        with suppress(OSError):
            self._was_there = self.folder.is_dir() and os.path.lexists(self.file)

    def append(self, marks: Iterable[Mark | Batch], parts: int | None = None) -> Written:
        """Write marks in one write: those of an action count together or not at all. `parts` says
        how many belong to an action, where they are not at hand but made one by one.

        Raises JournalError with one sentence where the file cannot be written; then nothing was.
        """
        if parts is None:
            marks = list(marks)
            parts = sum(mark.act is not None for mark in marks)
        times: list[int] = []
        file, start, end = self.append_lines(self._lines(_numbered(marks, parts), times))
        return Written(file, start, end, times)

    def _lines(self, marks: Iterable[Mark | Batch], times: list[int]) -> Iterator[bytes]:
        """The lines of marks; their clocks are added to `times`."""
        for mark in marks:
            is_weak = isinstance(mark, Batch) and mark.is_weak
            times.append(WEAKEST if is_weak else self.stamp(mark.after))
            yield _line(times[-1], mark)

    def append_lines(self, lines: Iterable[bytes]) -> tuple[Path, int, int]:
        """The same for lines: the file, and where they begin and end in it."""
        file = self.folder  # until it has a name
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = self.file
            with Spool(self.folder.parent) as spool:
                spool.add(lines)
                with self.alone():
                    start, end = _write(file, spool)
        except OSError as error:
            reason = error.strerror or error
            raise JournalError(f"The mark cannot be written to {file}: {reason}.") from None
        self._sync_soon(file)
        self._was_there = True
        return file, start, end

    @property
    def is_gone(self) -> bool:
        """Whether this process has seen the file of this device, and it is gone now."""
        try:
            return self._was_there and is_gone(self.file)
        except OSError:  # it has no name yet, or cannot be asked for it: writing says why
            return False

    def renew(self, data: bytes) -> None:
        """Write a file in place of one that is gone. Raises JournalError."""
        try:
            with self.alone():
                if self.is_gone:
                    exchange(self.file, [data])
        except OSError as error:
            reason = error.strerror or error
            raise JournalError(f"The journal cannot be rewritten: {reason}.") from None

    def stamp(self, after: int = 0) -> int:
        """The clock of an event that comes after another one."""
        now = time.time_ns() // 1000
        is_behind = 0 <= self._last - now < DRIFT
        self._last = self._last + 1 if is_behind else now
        return max(self._last, after + 1)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes of this device from writing; reading needs no lock.

        Raises JournalError where another process does not release it.
        """
        if fcntl is None:
            yield
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = folder.descriptor(self.folder.parent / "lock", os.O_RDWR | os.O_CREAT)
        try:
            _lock(fd)
            yield
        finally:
            os.close(fd)

    def close(self) -> None:
        """Flush what was appended to the disk. Raises JournalError where that fails, or did before;
        the marks are in the file anyway.
        """
        if self._timer is not None:
            self._timer.cancel()
        self._sync()
        trouble, self.trouble = self.trouble, ""
        if trouble:
            raise JournalError(trouble)

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
        if file is None:
            return
        try:
            _sync_file(file)
            _sync_folder(file.parent)
        except OSError as error:
            reason = error.strerror or error
            self.trouble = (
                f"What was marked may not survive a power cut: {file} cannot be put on the disk: "
                f"{reason}."
            )


def exchange(file: Path, data: Iterable[bytes]) -> None:
    """Replace the bytes of a file, all or nothing. Raises OSError."""
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)  # left by a killed process, or a link to elsewhere
    try:
        fd = folder.descriptor(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            for piece in data:
                write_all(fd, piece)
            os.fsync(fd)
        finally:
            os.close(fd)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(file.parent)


def _sync_file(file: Path) -> None:
    fd = folder.descriptor(file, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _sync_folder(path: Path) -> None:
    if sys.platform == "win32":
        return  # a folder is nothing to open there
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(fd)


def _numbered(marks: Iterable[Mark | Batch], parts: int) -> Iterator[Mark | Batch]:
    """The same marks; those of an action say which of how many they are."""
    part = 0
    for mark in marks:
        part += mark.act is not None
        yield mark._replace(act=mark.act._replace(part=(part, parts))) if mark.act else mark


def _line(t: int, mark: Mark | Batch) -> bytes:
    if isinstance(mark, Mark):
        of = [(mark.article, mark.path)]
        return line(t, mark.root, None, of, mark.fields, mark.act)
    return line(t, mark.root, mark.folder, mark.of, mark.fields, mark.act)


def _write(file: Path, lines: Spool) -> tuple[int, int]:
    """Append all lines or none. Returns where they begin and end."""
    fd = folder.descriptor(file, os.O_RDWR | os.O_APPEND | os.O_CREAT)
    try:
        size = os.fstat(fd).st_size
        opening = _opening(fd, file, size, lines.telling)
        try:
            before = opening
            for piece in lines.pieces():
                write_all(fd, before + piece)
                before = b""
        except OSError:
            with suppress(OSError):  # what stays of it is torn, and does not count
                os.ftruncate(fd, size)
            raise
    finally:
        os.close(fd)
    start = size + len(opening)
    return start, start + lines.size


def write_all(fd: int, data: bytes) -> None:
    """Write all bytes: a disk that takes a part says why only at the next attempt."""
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


def _opening(fd: int, file: Path, size: int, telling: bytes) -> bytes:
    """What must precede the next lines: a header, the end of a torn write, or nothing. An existing
    first line is changed to announce the format of what comes, that of the line `telling`.
    """
    if size == 0:
        return header(telling)
    os.lseek(fd, 0, os.SEEK_SET)
    first_line = os.read(fd, _HEAD).partition(b"\n")[0]
    if is_newer(first_line):
        raise JournalError(f"{file} was written by a newer version and is left to it.")
    if announced := announcement(first_line, telling):
        _put(file, *announced)
    last = _last_line(fd, size)
    if not is_torn(last):
        return b""
    return TORN if last.endswith(b"\n") else b"\n" + TORN


def _put(file: Path, at: int, byte: bytes) -> None:
    """Replace one byte, which is atomic."""
    fd = folder.descriptor(file, os.O_RDWR)
    try:
        os.lseek(fd, at, os.SEEK_SET)
        write_all(fd, byte)
    finally:
        os.close(fd)


def _last_line(fd: int, size: int) -> bytes:
    """The last line of a file, with its line end if it has one."""
    length = _HEAD
    while True:
        start = max(0, size - length)
        os.lseek(fd, start, os.SEEK_SET)
        tail = os.read(fd, size - start)
        at = tail.rfind(b"\n", 0, max(len(tail) - 1, 0)) + 1
        if at or not start or length > LONGEST:
            return tail[at:]
        length *= 8


def _lock(fd: int) -> None:
    end = time.monotonic() + _LOCK_WAIT
    while True:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > end:
                raise JournalError(
                    "Another reader keeps writing to the journal; try again."
                ) from None
        except OSError:  # no locks on this drive: appends are atomic there too
            return
        time.sleep(0.002)


def default_journal() -> Journal:
    """The journal in the configured folder."""
    return Journal(config.journal_folder())
