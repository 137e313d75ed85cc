"""Articles read in the test's own process, as `reader.library.scan.reader_pool` has them read.

A process of readers takes a quarter of a second to start, which a scan of three files does not need
to be right. What the processes themselves do is tested where a test is marked with `real_readers`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import tzinfo

from reader.articles.rules import lookup
from reader.library.scan.read_record import read
from reader.library.scan.reader_pool import Outcome
from reader.library.scan.record import Job, TextJob

_CHUNK = 16  # files that a reader hands back at once, as there


class ReadersHere:
    """What `Readers` is to a scan, without processes."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone
        self._jobs: deque[Job | TextJob] = deque()
        lookup.read_anew()  # as a process that starts does

    @property
    def left(self) -> int:
        return len(self._jobs)

    def ask(self, jobs: Iterable[Job | TextJob]) -> None:
        self._jobs.extend(jobs)

    def answers(self, wait: float) -> Iterator[Outcome]:
        """Nothing is back at once: processes are still reading while the folders are walked."""
        for _often in range(min(_CHUNK, len(self._jobs)) if wait else 0):
            job = self._jobs.popleft()
            yield job, read(job, self._zone)

    def close(self) -> None:
        self._jobs.clear()
