"""Saved searches, which are listed above the categories with their unread and new counts.

A thread counts after a moment without changes, so that nothing slows a user who goes from article
to article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from reader.errors import ReaderError
from reader.library.library import Library
from reader.library.query.saved import LibrarySearches, SearchCounts, counts
from reader.tui.worker import Worker

if TYPE_CHECKING:  # only needed if there are saved searches
    from reader.library.query.full_text import Searcher

_PAUSE = 0.4
"""Seconds without a change before counting starts."""

_Wanted = list[tuple[str, int | None]]
"""Queries, each with the moment after which an article is new."""


class SavedSearches(LibrarySearches):
    """The saved searches of a window, with their counts."""

    def __init__(
        self,
        library: Library,
        given: Sequence[tuple[str, str]],
        counted: Callable[[], object],
    ) -> None:
        """`given` are those in the settings. Another thread calls `counted` when the counts are
        known.
        """
        super().__init__(library.roots, given)
        self._library = library
        self._counted = counted
        self._counts: dict[str, SearchCounts] = {}
        self._searcher: Searcher | None = None
        self._worker = Worker("counts", self._count_all, pause=_PAUSE, last=self._end)

    @property
    def lines(self) -> list[tuple[str, int, int]]:
        """The names, with the unread and new counts; these are 0 until they are known."""
        none = SearchCounts()
        return [(name, *self._counts.get(text, none)) for name, text in self.texts.items()]

    def name_of(self, text: str) -> str | None:
        """The name of a saved query; None if it is not saved."""
        return next((name for name, kept in self.texts.items() if kept == text), None)

    def looked_at(self, name: str) -> None:
        """Note that the user looks at a search now: nothing in it is new any more."""
        with suppress(ReaderError):  # no drive answers
            self.look([name], self._library.latest_arrival())
        if counted := self._counts.get(text := self.texts.get(name, "")):
            self._counts[text] = counted._replace(new=0)

    def count(self) -> None:
        """Count again soon."""
        if not self.texts:
            return
        with suppress(ReaderError):  # no drive answers: next time
            if self._searcher is None:
                self._searcher = self._library.searcher()
            self._worker.want([self.wanted(self._library.latest_arrival())])
            self._worker.start()

    def renew(self) -> None:
        """Count in the new index from now on."""
        if self._searcher is not None:
            with suppress(ReaderError):
                self._searcher = self._library.searcher()

    def stop(self) -> None:
        if self._searcher is not None:
            self._searcher.stop()
        self._worker.stop()

    def _end(self) -> None:
        if self._searcher is not None:
            self._searcher.close()

    def _count_all(self, wanted: _Wanted) -> None:
        from reader.library.query.full_text import Stopped

        for text, since in wanted:
            try:
                if self._searcher is not None:
                    self._counts[text] = counts(self._searcher, text, since)
            except Stopped:
                return
            except ReaderError:  # the index is being rebuilt
                self._counts[text] = SearchCounts()
        self._counted()
