"""Processes that parse feeds, so that a feed which hangs or crashes its parser loses only itself.

Any thread may ask, and waits for its answer while other threads' feeds are parsed. The process that
parsed a feed can also do what is to be done with it, so that no article is sent between processes.
"""

from __future__ import annotations

import os
import pickle
import queue
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self, TypeVar

from reader import processes
from reader.errors import FeedError, Unreadable
from reader.feeds.feed import Feed

S = TypeVar("S")
T = TypeVar("T")

LONGEST = 30
"""Seconds that one feed may take."""

_PATIENCE = 10
"""How many times longer it may take to write what a feed has."""

MEMORY_LIMIT = 1 << 30
"""Bytes of address space, where the system can limit it."""

MOST = 4
"""Processes at most: more than the single writer of articles can keep up with."""

_LARGE = 1 << 20  # bytes of a feed, after which its process ends to give its memory back


def serve(longest: int, memory: int) -> None:
    """Run as a process that parses: read feeds from stdin, write the results, end with stdin.

    `longest` is in seconds, for one feed; `memory` in bytes, for the process.
    """
    from reader.feeds.parse import parse

    _limit_memory(memory)
    source, handle = processes.serving()
    out = os.fdopen(handle, "wb")
    while True:
        try:
            work, data, url, content_type, then = pickle.load(source)
        except EOFError:
            return
        processes.end_after(longest)
        try:
            found: object = (work or parse)(data, url=url, content_type=content_type)
            if then is not None:
                processes.end_after(_PATIENCE * longest)  # a disk may take its time
                found = then(found)
        except FeedError as error:
            found = error
        except MemoryError:
            found = Unreadable(f"{url or 'The document'} needs too much memory.")
        pickle.dump(found, out, 5)
        out.flush()
        processes.end_after(0)


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
        self.answered = False
        self.process = processes.started(__name__, longest, memory)

    def ask(self, *what: object) -> object:
        """What became of a feed, or why it is not one; None if the process did not survive."""
        with suppress(OSError):  # it has died: there is no answer
            stream = processes.pipe(self.process.stdin)
            pickle.dump(what, stream, 5)
            stream.flush()
        try:
            found: object = pickle.load(processes.pipe(self.process.stdout))
        except (EOFError, pickle.UnpicklingError):
            return None
        self.answered = True
        return found

    def end(self) -> int:
        """End it at once. Returns its exit code."""
        code = processes.kill(self.process)
        processes.close(self.process)
        return code


class Workers:
    """As many processes as there are requests at a time, up to the number of processors and
    MOST.
    """

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
        """Wait for `parse.parse` to read a feed. Raises FeedError as that does, and where the feed
        takes too long, or too much memory.
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
        """The result of `then` for a feed, run in the process that parsed it; both are plain data.
        Raises FeedError as `parse` does.
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
            if code == 1 and not worker.answered:
                raise FeedError("The process that parses feeds does not start.")
            cause = processes.cause(code, self._longest)
            raise Unreadable(f"{url or 'The document'} cannot be read: {cause}.")
        if isinstance(found, FeedError):
            raise found
        return found

    def close(self) -> None:
        """End all processes, when the threads that are asking have their answers."""
        for _ in range(self._most):
            if worker := self._idle.get():
                worker.end()

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the idle processes."""
        with self._idle.mutex:
            return tuple(worker.process.pid for worker in self._idle.queue if worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
