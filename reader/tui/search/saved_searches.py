"""Saved searches, which are listed above the categories with their unread counts.

They come from the settings and from the state of the screen. A thread counts after a moment without
changes, so that nothing slows a user who goes from article to article.
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

if TYPE_CHECKING:  # only needed if there are saved searches
    from reader.library.query.full_text import Searcher

_PAUSE = 0.4
"""Seconds without a change before counting starts."""


class SavedSearches:
    """The saved searches of a library: queries by name, and their unread counts."""

    def __init__(
        self,
        library: Library,
        given: Sequence[tuple[str, str]],
        counted: Callable[[], object],
    ) -> None:
        """`given` are those in the settings, which cannot be removed on the screen. Another thread
        calls `counted` when the counts are known.
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
        """The names and unread counts; a count is 0 until it is known."""
        return [(name, self._counts.get(text, 0)) for name, text in self.texts.items()]

    def name_of(self, text: str) -> str | None:
        """The name of a saved query; None if it is not saved."""
        return next((name for name, kept in self.texts.items() if kept == text), None)

    def keep(self, name: str, text: str) -> str:
        """Save a query, replacing another of that name. Returns '', or why it cannot be kept for
        the next start.
        """
        problem = screen_state.keep_search(name, text)
        self._read_anew()
        return problem

    def drop(self, name: str) -> str:
        """Remove a query. Returns '', or why that fails, as it does for those in the settings."""
        if name in self._given:
            return f"“{name}” is in the settings: `reader config edit` opens them."
        problem = screen_state.keep_search(name, None)
        self._read_anew()
        return problem and f"“{name}” is still saved. {problem}"

    def count(self) -> None:
        """Count again soon."""
        if not self.texts:
            return
        if self._searcher is None:
            with suppress(ReaderError):  # no drive answers: next time
                self._searcher = self._library.searcher()
        if self._searcher is not None:
            self._worker.want([list(self.texts.values())])
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

    def _read_anew(self) -> None:
        """Read the saved searches again; another window may have changed them too."""
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
            except ReaderError:  # not a query; a message says so when it is opened
                self._counts[text] = 0
        self._counted()
