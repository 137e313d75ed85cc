"""Searches in the background. Only the newest question is answered; older ones are abandoned.

A thread with its own connection searches. An answer is dropped if its question is no longer the
newest.
"""

from __future__ import annotations

from collections.abc import Callable

from reader.lazy_tuple import NamedTuple
from reader.library.library import (
    Found,
    Grouping,
    Order,
    PlacedHits,
    Query,
    Searcher,
    Show,
    Stopped,
)
from reader.library.query.placed_hits import gather, recounted
from reader.tui.worker import Worker


class Question(NamedTuple):
    """A search for the list, of its first `limit` hits, or all for None. If it is `folded`, each
    story has one row.
    """

    query: Query
    grouping: Grouping
    show: Show
    order: Order
    limit: int | None
    folded: bool


class Recount(NamedTuple):
    """Which results of an earlier answer are unread now."""

    of: Found


class Answer(NamedTuple):
    """The results of the question `number`; of a Recount, for the listing that has them."""

    number: int
    placed: PlacedHits
    of: Found | None = None


class SearchThread:
    """Answers questions in its own thread."""

    def __init__(
        self,
        searcher: Searcher,
        answered: Callable[[Answer], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """The thread calls `answered` with each answer, and `failed` if there can be none: the
        index may be damaged.
        """
        self._failed = failed
        self._searcher = searcher
        self._answered = answered
        self._worker = Worker("seeker", self._answer, last=searcher.close)
        self._worker.start()

    @property
    def number(self) -> int:
        """The number of the newest question."""
        return self._worker.number

    def ask(self, question: Question | Recount) -> None:
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

    def _answer(self, asked: tuple[Question | Recount, int]) -> None:
        question, number = asked
        try:
            if isinstance(question, Recount):
                placed = recounted(self._searcher, question.of.hits)
                self._answered(Answer(number, placed, question.of))
            else:
                query, grouping, show, order, limit, folded = question
                placed = gather(self._searcher, query, grouping, show, order, limit, folded=folded)
                self._answered(Answer(number, placed))
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001 (whoever asked learns of it)
            self._failed(error)
