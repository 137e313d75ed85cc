"""Processes that read articles for a scan, each in a house of its own.

A file that ends its reader, or keeps it for LONGEST seconds, costs that file: it is read once more
without its text, and left out only when that ends the reader too. A reader ends when its pipe does,
so none outlives the scan, whatever becomes of that.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path
from typing import IO, BinaryIO

import reader
from reader.errors import LibraryError
from reader.library.scan.record import IndexRow, Job, Record

LONGEST = 60
"""Seconds that one file may take."""

MOST = 8
"""Readers; more than the one writer can keep up with."""

Outcome = tuple[Job, Record | str]
"""A file and what it became, or why it is no article, '' when it went."""

_FEW = 64  # files that are not worth a second reader
_CHUNK = 16  # files handed over at once
_CHUNK_BYTES = 8_000  # and bytes: pipes take 16 kB at the least before they make the writer wait
_AHEAD = 24  # chunks that wait at a reader, so that it has work while a batch is written
_PIPE = 1 << 20  # bytes, where a pipe's size can be set: a reader goes on while a batch is written
_PAUSE = 0.02  # seconds between two looks into a pipe, for each look takes the writer's time
_HEAD = struct.Struct("<I")
# -P keeps the working folder, which may hold a `reader` of its own, off the path.
_COMMAND = """
import sys
sys.path.append(sys.argv.pop(1))
from reader.library.scan.reader_pool import serve
serve()
"""


def serve() -> None:
    """Be a reader: take chunks from stdin, write an outcome after each file. Ends with stdin."""
    from reader.library.scan.read_record import read

    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the scan ends its readers itself
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # an article leaves little that must be looked for
    source = sys.stdin.buffer
    out = os.dup(1)
    os.dup2(2, 1)
    zone: tzinfo | None = pickle.load(source)
    limited = hasattr(signal, "alarm")
    while True:
        try:
            chunk: list[Job] = pickle.load(source)
        except EOFError:
            return
        for job in chunk:
            if limited:
                signal.alarm(LONGEST)  # nobody handles it: it ends the process, whatever that does
            found = read(job, zone)
            plain = found if isinstance(found, str) else (tuple(found.row), *found[1:])
            data = pickle.dumps(plain, 5)
            if limited:
                signal.alarm(0)
            _write(out, _HEAD.pack(len(data)) + data)


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


class _Reader:
    """One process, and what was handed to it and is not back."""

    def __init__(self, zone: tzinfo | None, inbox: queue.SimpleQueue[_News]) -> None:
        home = Path(reader.__file__).parents[1]
        self.answered = False
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _COMMAND, os.fspath(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pipesize=_PIPE,
        )
        self.waiting: deque[Job] = deque()
        self._send(zone)
        self._thread = threading.Thread(target=self._listen, args=(inbox,), daemon=True)
        self._thread.start()

    def take(self, chunk: list[Job]) -> None:
        self.waiting.extend(chunk)
        self._send(chunk)

    def end(self) -> None:
        """Let it go at once; nobody waits for what it is doing."""
        self.process.kill()
        self.process.wait()
        self._thread.join()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                _pipe(stream).close()

    def _send(self, what: object) -> None:
        with suppress(OSError):  # it died: `_listen` says so
            stream = _pipe(self.process.stdin)
            stream.write(pickle.dumps(what, 5))
            stream.flush()

    def _listen(self, inbox: queue.SimpleQueue[_News]) -> None:
        handle = _pipe(self.process.stdout).fileno()
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
"""Outcomes in order, still pickled; None when the reader is no more."""


class Readers:
    """As many readers as there are processors, started when there is work for them."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone
        self._inbox: queue.SimpleQueue[_News] = queue.SimpleQueue()
        self._readers: list[_Reader] = []
        self._jobs: deque[Job] = deque()
        self._most = min(os.cpu_count() or 1, MOST)

    @property
    def left(self) -> int:
        """Files that were asked for and are not back."""
        return len(self._jobs) + sum(len(reader.waiting) for reader in self._readers)

    def ask(self, jobs: Iterable[Job]) -> None:
        """Have these files read."""
        self._jobs.extend(jobs)
        self._feed()

    def answers(self, wait: float) -> Iterator[Outcome]:
        """What is back, waiting up to `wait` seconds for the first."""
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
            yield one.waiting.popleft(), _outcome(data)

    def _bury(self, one: _Reader) -> Iterator[Outcome]:
        """A reader died on the first file that it had not answered."""
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
        why = f"Its text could not be read: {_cause(one.process.returncode)}."
        if job.bare:
            yield job, f"{Path(job.home, os.fsdecode(job.name))}: {_cause(one.process.returncode)}."
        else:
            self._jobs.appendleft(job._replace(bare=why))

    def _feed(self) -> None:
        while self._jobs and len(self._readers) < self._most:
            if self._readers and self.left < _FEW:
                break
            self._readers.append(_Reader(self._zone, self._inbox))
            self._readers[-1].take(self._chunk())
        while self._jobs and self._readers:
            idlest = min(self._readers, key=lambda one: len(one.waiting))
            if len(idlest.waiting) > _CHUNK * (_AHEAD - 1):
                break
            idlest.take(self._chunk())

    def _chunk(self) -> list[Job]:
        chunk: list[Job] = []
        size = 0
        while self._jobs and len(chunk) < _CHUNK and size < _CHUNK_BYTES:
            chunk.append(self._jobs.popleft())
            size += len(chunk[-1].home) + len(chunk[-1].name)
        return chunk


def _outcome(data: bytes) -> Record | str:
    found = pickle.loads(data)
    if isinstance(found, str):
        return found
    row, text, words, links = found
    return Record(IndexRow(*row), text, words, links)


def _cause(code: int) -> str:
    if hasattr(signal, "SIGALRM") and code == -signal.SIGALRM:
        return f"it took longer than {LONGEST} seconds"
    return f"it ended the program that read it ({code})"


def _pipe(stream: IO[bytes] | None) -> BinaryIO:
    assert stream is not None
    return stream  # type: ignore[return-value]
