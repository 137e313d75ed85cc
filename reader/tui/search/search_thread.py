"""Searches in the background. Only the newest question is answered; older ones are abandoned.

A thread with its own connection searches the full texts. If that takes a while, it searches titles
first, and texts when typing pauses. An answer is dropped if its question is no longer the newest.
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
"""Seconds without another letter before full texts are searched."""

_QUICK = 0.05
"""If full texts were last searched within so many seconds, titles are not searched first."""

_TITLES = 1_000
"""The most hits in titles to show before the full texts are searched."""


class Question(NamedTuple):
    """A search for the list. `titles` is the same query for titles only, or None to skip that."""

    query: Query
    titles: Query | None
    grouping: Grouping
    show: Show
    newest: bool


class Answer(NamedTuple):
    """The results of the question `number`; `whole` says that full texts were searched."""

    number: int
    hits: Hits
    whole: bool


class SearchThread:
    """Answers questions in its own thread."""

    def __init__(
        self,
        searcher: Searcher,
        answered: Callable[[Answer], object],
        failed: Callable[[LibraryError], object],
    ) -> None:
        """The thread calls `answered` with each answer, and `failed` if the index is damaged."""
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
        """Answer this question and no earlier one."""
        self._worker.want([(question, self.number + 1)])
        self._searcher.stop()

    def forget(self) -> None:
        """Answer no question that was asked so far."""
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
