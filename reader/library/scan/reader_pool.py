"""Separate processes, the readers, that read articles for a scan.

If a file crashes its reader, or takes longer than LONGEST seconds, the reason is the answer, and
a new reader goes on with the next file.
"""

from __future__ import annotations

import os
import pickle
import queue
import struct
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import tzinfo
from itertools import islice
from pathlib import Path

from reader import processes
from reader.errors import LibraryError
from reader.library.scan.record import IndexRow, Job, TextJob, VisibleText, without_text

LONGEST = 60
"""Seconds that one file may take."""

MOST = 8
"""The most readers; the only writer could not keep up with more."""

Outcome = tuple[Job | TextJob, IndexRow | VisibleText | str]
"""A job and its row or text, or why the file is not an article, or '' if it is gone."""

_FEW, _SMALL = 1_500, 4_000_000  # fewer files with fewer bytes are not worth a second reader
_CHUNK = 16  # files sent at once
_CHUNK_BYTES = 8_000  # and bytes: a pipe takes at least 16 kB before its writer has to wait
_AHEAD = 24  # chunks queued at a reader, so that it has work while a batch is written
_PIPE = 1 << 20  # bytes of a pipe, if its size can be set: readers go on while a batch is written
_PAUSE = 0.02  # seconds between two reads of a pipe, as each takes time from the writer
_HEAD = struct.Struct("<I")


def serve() -> None:
    """Run as a reader: take chunks of jobs from stdin and write an outcome for each file,
    until stdin ends.
    """
    from reader.library.scan.read_record import read

    source, out = processes.serving()
    zone: tzinfo | None = pickle.load(source)
    while True:
        try:
            chunk: list[Job | TextJob] = pickle.load(source)
        except EOFError:
            return
        for job in chunk:
            processes.end_after(LONGEST)
            found = read(job, zone)
            data = pickle.dumps(found if isinstance(found, str) else tuple(found), 5)
            processes.end_after(0)
            _write(out, _HEAD.pack(len(data)) + data)


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


class _Reader:
    """One reader process, and the jobs sent to it that it has not answered."""

    def __init__(self, zone: tzinfo | None, inbox: queue.SimpleQueue[_News]) -> None:
        self.answered = False
        self.process = processes.started(__name__, pipe_size=_PIPE)
        self.waiting: deque[Job | TextJob] = deque()
        self._send(zone)
        self._thread = threading.Thread(target=self._listen, args=(inbox,), daemon=True)
        self._thread.start()

    def take(self, chunk: list[Job | TextJob]) -> None:
        self.waiting.extend(chunk)
        self._send(chunk)

    def end(self) -> None:
        """End the process at once, without waiting for its work."""
        processes.kill(self.process)
        self._thread.join()
        processes.close(self.process)

    def _send(self, what: object) -> None:
        with suppress(OSError):  # it died, which `_listen` reports
            stream = processes.pipe(self.process.stdin)
            stream.write(pickle.dumps(what, 5))
            stream.flush()

    def _listen(self, inbox: queue.SimpleQueue[_News]) -> None:
        handle = processes.pipe(self.process.stdout).fileno()
        data = b""
        while more := os.read(handle, 1 << 20):
            data += more
            found, at = [], 0
            while len(data) - at >= _HEAD.size:
                end = at + _HEAD.size + _HEAD.unpack_from(data, at)[0]
                if end > len(data):
                    break
                found.append(data[at + _HEAD.size : end])
                at = end
            data = data[at:]
            if found:
                inbox.put((self, found))
            time.sleep(_PAUSE)
        inbox.put((self, None))


_News = tuple[_Reader, list[bytes] | None]
"""A reader and its outcomes in order, still pickled; None if the reader has ended."""


class Readers:
    """A pool of readers, one for each processor, started when there is work for them."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone
        self._inbox: queue.SimpleQueue[_News] = queue.SimpleQueue()
        self._readers: list[_Reader] = []
        self._jobs: deque[Job | TextJob] = deque()
        self._asked = 0  # bytes, of all files since there was nothing left to read
        self._most = min(os.cpu_count() or 1, MOST)

    @property
    def left(self) -> int:
        """The number of files asked for but not answered."""
        return len(self._jobs) + sum(len(reader.waiting) for reader in self._readers)

    def ask(self, jobs: Iterable[Job | TextJob]) -> None:
        """Queue files to be read."""
        before = len(self._jobs)
        self._asked = self._asked if self.left else 0
        self._jobs.extend(jobs)
        self._asked += sum(job.size for job in islice(self._jobs, before, None))
        self._feed()

    def answers(self, wait: float) -> Iterator[Outcome]:
        """The outcomes so far, waiting up to `wait` seconds for the first.

        Raises LibraryError if readers cannot be started.
        """
        try:
            news = self._inbox.get(timeout=wait) if wait else self._inbox.get_nowait()
            while True:
                yield from self._heard(*news)
                self._feed()
                news = self._inbox.get_nowait()
        except queue.Empty:
            return

    def close(self) -> None:
        """End all readers."""
        for one in self._readers:
            one.end()
        self._readers.clear()

    def _heard(self, one: _Reader, found: list[bytes] | None) -> Iterator[Outcome]:
        if found is None:
            yield from self._bury(one)
            return
        one.answered = True
        for data in found:
            job = one.waiting.popleft()
            yield job, _found(job, data)

    def _bury(self, one: _Reader) -> Iterator[Outcome]:
        """Handle the death of a reader, whose cause is the first file that it had not answered."""
        if one not in self._readers:
            return
        self._readers.remove(one)
        one.end()
        if not one.waiting:
            return
        if one.process.returncode == 1 and not one.answered:
            raise LibraryError("The process that reads articles does not start.")
        job = one.waiting.popleft()
        self._jobs.extendleft(reversed(one.waiting))
        one.waiting.clear()
        cause = processes.cause(one.process.returncode, LONGEST)
        if isinstance(job, TextJob):
            yield job, without_text(job, f"Its text could not be read: {cause}.")
        else:
            yield job, f"{Path(job.home, os.fsdecode(job.name))}: {cause}."

    def _feed(self) -> None:
        while self._jobs and len(self._readers) < self._most:
            if self._readers and self.left < _FEW and self._asked < _SMALL:
                break
            self._readers.append(_Reader(self._zone, self._inbox))
            self._readers[-1].take(self._chunk())
        while self._jobs and self._readers:
            idlest = min(self._readers, key=lambda one: len(one.waiting))
            if len(idlest.waiting) > _CHUNK * (_AHEAD - 1):
                break
            idlest.take(self._chunk())

    def _chunk(self) -> list[Job | TextJob]:
        chunk: list[Job | TextJob] = []
        size = 0
        while self._jobs and len(chunk) < _CHUNK and size < _CHUNK_BYTES:
            chunk.append(self._jobs.popleft())
            size += len(chunk[-1].home) + len(chunk[-1].name)
        return chunk


def _found(job: Job | TextJob, data: bytes) -> IndexRow | VisibleText | str:
    found = pickle.loads(data)
    if isinstance(found, str):
        return found
    return VisibleText(*found) if isinstance(job, TextJob) else IndexRow(*found)
