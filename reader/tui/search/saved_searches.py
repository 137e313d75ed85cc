"""Searches that are kept under a name and stand above the categories, with what is unread in each.

They come from the settings and from what was kept on the screen. A thread counts, once nothing has
changed for a moment: a reader who goes from article to article waits for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from reader import screen_state
from reader.errors import ReaderError
from reader.library.library import Library
from reader.tui.worker import Worker

if TYPE_CHECKING:  # whoever keeps no searches does without them
    from reader.library.query.full_text import Searcher

_PAUSE = 0.4
"""Seconds without a change before the counting."""


class SavedSearches:
    """Queries by name, and how many unread articles each finds."""

    def __init__(
        self,
        library: Library,
        given: Sequence[tuple[str, str]],
        counted: Callable[[], object],
    ) -> None:
        """`given` are those of the settings, which the screen cannot drop; `counted` is called in
        another thread when the counts are known.
        """
        self._library = library
        self._given = dict(given)
        self._counted = counted
        self._counts: dict[str, int] = {}
        self._searcher: Searcher | None = None
        self._worker = Worker("counts", self._count_all, pause=_PAUSE, last=self._end)
        self.texts = self._given | screen_state.searches()

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Names, and what is unread in each, as far as it is known."""
        return [(name, self._counts.get(text, 0)) for name, text in self.texts.items()]

    def name_of(self, text: str) -> str | None:
        """The name under which a query is kept."""
        return next((name for name, kept in self.texts.items() if kept == text), None)

    def keep(self, name: str, text: str) -> str:
        """Keep a query, also for the next start; another of that name goes. Why that cannot be, or
        nothing.
        """
        problem = screen_state.keep_search(name, text)
        self._read_anew()
        return problem

    def drop(self, name: str) -> str:
        """Keep a query no longer. Why that cannot be, or nothing: those of the settings are the
        reader's own.
        """
        if name in self._given:
            return f"“{name}” stands in the settings: `reader config edit` opens them."
        problem = screen_state.keep_search(name, None)
        self._read_anew()
        return problem and f"“{name}” is still kept. {problem}"

    def count(self) -> None:
        """Count anew before long."""
        if not self.texts:
            return
        if self._searcher is None:
            with suppress(ReaderError):  # no drive answers: the next time
                self._searcher = self._library.searcher()
        if self._searcher is not None:
            self._worker.want([list(self.texts.values())])
            self._worker.start()

    def renew(self) -> None:
        """The index is another one: count there from now on."""
        if self._searcher is not None:
            with suppress(ReaderError):
                self._searcher = self._library.searcher()

    def stop(self) -> None:
        if self._searcher is not None:
            self._searcher.stop()
        self._worker.stop()

    def _read_anew(self) -> None:
        """Another window may have kept or dropped some meanwhile."""
        self.texts = self._given | screen_state.searches()

    def _end(self) -> None:
        if self._searcher is not None:
            self._searcher.close()

    def _count_all(self, texts: Sequence[str]) -> None:
        from reader.library.query.full_text import Stopped
        from reader.library.query.language import parse

        for text in texts:
            try:
                query = parse(text)
                unread = replace(query, states=(*query.states, "unread"))
                self._counts[text] = self._searcher.count(unread) if self._searcher else 0
            except Stopped:
                return
            except ReaderError:  # not a query; that is said when it is chosen
                self._counts[text] = 0
        self._counted()
