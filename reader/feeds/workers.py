"""Processes that parse feeds, so that a feed which hangs or ends its parser costs that feed.

Any thread may ask; it waits for its answer, while other threads' feeds are parsed beside it. What
is to be done with a feed can be done by the process that parsed it, so that no article travels. A
process ends when its pipe does, so none outlives the program, whatever becomes of that.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, BinaryIO, Self, TypeVar

import reader
from reader.errors import FeedError
from reader.feeds.feed import Feed

S = TypeVar("S")
T = TypeVar("T")

LONGEST = 30
"""Seconds that one feed may take."""

MEMORY_LIMIT = 1 << 30
"""Bytes of address space, where the system can hold a process to it."""

MOST = 4
"""Processes; more than the one writer of articles can keep up with."""

_LARGE = 1 << 20  # bytes of a feed, after which its process gives its memory back by ending
# -P keeps the working folder, which may hold a `reader` of its own, off the path.
_COMMAND = """
import sys
sys.path.append(sys.argv.pop(1))
from reader.feeds.workers import serve
serve(*map(int, sys.argv[1:]))
"""


def serve(longest: int, memory: int) -> None:
    """Be a process that parses: take feeds from stdin, write what each is. Ends with stdin.

    `longest` is in seconds, for one feed; `memory` in bytes, for the process.
    """
    from reader.feeds.parse import parse

    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program ends its processes itself
    _limit_memory(memory)
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # what a feed leaves goes without being looked for
    source = sys.stdin.buffer
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            work, data, url, content_type, then = pickle.load(source)  # noqa: S301 - from who started us
        except EOFError:
            return
        if hasattr(signal, "alarm"):
            signal.alarm(longest)  # nobody handles it: it ends the process, whatever that does
        try:
            found: object = (work or parse)(data, url=url, content_type=content_type)
            if then is not None:
                _no_alarm()  # a disk may take its time
                found = then(found)
        except FeedError as error:
            found = error
        except MemoryError:
            found = FeedError(f"{url or 'The document'} takes too much memory to be read.")
        pickle.dump(found, out, 5)
        out.flush()
        _no_alarm()


def _no_alarm() -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(0)


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:
        return
    with suppress(ValueError, OSError):  # macOS
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


class _Worker:
    """One process."""

    def __init__(self, longest: int, memory: int) -> None:
        home = Path(reader.__file__).parents[1]
        self.answered = False
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _COMMAND, os.fspath(home), str(longest), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, *what: object) -> object:
        """What came of a feed, or why it is none; None where the process did not survive it."""
        with suppress(OSError):  # it died: there is no answer
            stream = _pipe(self.process.stdin)
            pickle.dump(what, stream, 5)
            stream.flush()
        try:
            found: object = pickle.load(_pipe(self.process.stdout))  # noqa: S301 - ours
        except (EOFError, pickle.UnpicklingError):
            return None
        self.answered = True
        return found

    def end(self) -> int:
        """Let it go at once. Returns how it ended."""
        if self.process.poll() is None:
            self.process.kill()
        code = self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                _pipe(stream).close()
        return code


class Workers:
    """As many processes as are asked at once, up to the number of processors and MOST."""

    def __init__(
        self, most: int | None = None, *, longest: int = LONGEST, memory: int = MEMORY_LIMIT
    ) -> None:
        """`longest` is in seconds, for one feed; `memory` in bytes, for one process."""
        self._longest, self._memory = longest, memory
        self._most = most or min(os.cpu_count() or 1, MOST)
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(self._most):
            self._idle.put(None)

    def parse(self, data: bytes, *, url: str | None, content_type: str | None) -> Feed:
        """What `parse.parse` says of a feed, waiting for it. Raises FeedError as that does, and
        where the feed takes longer, or more memory, than it may.
        """
        found: Feed = self._asked(None, data, url, content_type, None)
        return found

    def hand(
        self,
        data: bytes,
        *,
        url: str | None,
        content_type: str | None,
        then: Callable[[Feed], T],
    ) -> T:
        """What `then` makes of a feed, in the process that parsed it; both are plain data. Raises
        FeedError as `parse` does.
        """
        done: T = self._asked(None, data, url, content_type, then)
        return done

    def run(
        self,
        work: Callable[..., S],
        data: bytes,
        *,
        url: str,
        content_type: str | None,
        then: Callable[[S], T],
    ) -> T:
        """The same of what is no feed: `work` is a function of a module that takes the place of
        `parse.parse`.
        """
        done: T = self._asked(work, data, url, content_type, then)
        return done

    def _asked(
        self, work: object, data: bytes, url: str | None, content_type: str | None, then: object
    ) -> Any:
        worker = self._idle.get() or _Worker(self._longest, self._memory)
        found: object = None
        try:
            found = worker.ask(work, data, url, content_type, then)
        finally:
            kept = found is not None and len(data) < _LARGE
            code = 0 if kept else worker.end()
            self._idle.put(worker if kept else None)
        if found is None:
            cause = self._cause(worker, code)
            raise FeedError(f"{url or 'The document'} cannot be read: {cause}.")
        if isinstance(found, FeedError):
            raise found
        return found

    def _cause(self, worker: _Worker, code: int) -> str:
        if hasattr(signal, "SIGALRM") and code == -signal.SIGALRM:
            return f"it took longer than {self._longest} seconds"
        if code == 1 and not worker.answered:
            return "the process that reads feeds does not start"
        return f"it ended the program that read it ({code})"

    def close(self) -> None:
        """End all processes. Those that ask now wait for their answers first."""
        for _ in range(self._most):
            if worker := self._idle.get():
                worker.end()

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the processes that run and have nothing to do."""
        with self._idle.mutex:
            return tuple(worker.process.pid for worker in self._idle.queue if worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _pipe(stream: IO[bytes] | None) -> BinaryIO:
    assert stream is not None
    return stream  # type: ignore[return-value]
