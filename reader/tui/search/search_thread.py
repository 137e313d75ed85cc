"""Searching beside the screen: the newest question is answered, an older one is given up.

Whole texts are searched in a thread with a connection of its own; where that takes a while, titles
are looked through first, and texts when the typing pauses. An answer whose question is no longer
the newest is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import NamedTuple

from reader.errors import LibraryError
from reader.library.library import Grouping, Hits, Query, Searcher, Show, Stopped
from reader.library.query.found import gather
from reader.tui.worker import Worker

_PAUSE = 0.12
"""Seconds without another letter before whole texts are searched."""

_QUICK = 0.05
"""Seconds in which whole texts are searched where titles need not be shown first."""

_TITLES = 1_000
"""Hits among titles that are shown while the whole texts are searched."""


class Question(NamedTuple):
    """A search as the list wants it; `titles` is the same in titles alone, None to go without."""

    query: Query
    titles: Query | None
    grouping: Grouping
    show: Show
    newest: bool


class Answer(NamedTuple):
    """What was found; `whole` says that texts were searched too."""

    number: int
    hits: Hits
    whole: bool


class SearchThread:
    """Answers questions in a thread of its own."""

    def __init__(
        self,
        searcher: Searcher,
        answered: Callable[[Answer], object],
        failed: Callable[[LibraryError], object],
    ) -> None:
        """`answered` is called in the other thread, and `failed` where the index is damaged."""
        self._failed = failed
        self._searcher = searcher
        self._answered = answered
        self._is_quick = False
        self._worker = Worker("seeker", self._answer, last=searcher.close)
        self._worker.start()

    @property
    def number(self) -> int:
        """The number of the newest question."""
        return self._worker.number

    def ask(self, question: Question) -> None:
        """Answer this, and nothing from before."""
        self._worker.want([(question, self.number + 1)])
        self._searcher.stop()

    def forget(self) -> None:
        """Answer nothing of what was asked."""
        self._worker.want([])
        self._searcher.stop()

    def stop(self) -> None:
        self._searcher.stop()
        self._worker.stop()

    def _answer(self, asked: tuple[Question, int]) -> None:
        question, number = asked
        query, titles, grouping, show, newest = question
        try:
            if titles is not None and not self._is_quick:
                found = gather(self._searcher, titles, grouping, show, newest, _TITLES)
                if found.places:
                    self._answered(Answer(number, found, whole=False))
                self._worker.rest(number, _PAUSE)
            if self.number == number:
                started = monotonic()
                found = gather(self._searcher, query, grouping, show, newest)
                self._is_quick = monotonic() - started < _QUICK
                self._answered(Answer(number, found, whole=True))
        except Stopped:
            return
        except LibraryError as error:
            self._failed(error)
