"""Which articles link to the one on the screen: a thread beside it asks the index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from reader.entry import Entry
from reader.errors import ReaderError
from reader.library.library import Library
from reader.tui.worker import Worker

if TYPE_CHECKING:  # whoever lists no links does without them
    from reader.library.query.full_text import Leading, Searcher


class LinkedFrom:
    """Answers for the article that was asked about last."""

    def __init__(
        self, library: Library, found: Callable[[Entry, Sequence[Leading]], object]
    ) -> None:
        """`found` is called in the other thread, with an article and those that link to it."""
        self._library = library
        self._found = found
        self._searcher: Searcher | None = None
        self._worker: Worker[tuple[Searcher, Entry]] = Worker("linked from", self._look)

    def ask(self, entry: Entry) -> None:
        """Look for the articles that link to this one, and to no other from before."""
        self._give_up()
        with suppress(ReaderError):  # no drive answers: then none are told
            self._searcher = self._library.searcher()
            self._worker.want([(self._searcher, entry)])
            self._worker.start()

    def stop(self) -> None:
        self._give_up()
        self._worker.stop()

    def _give_up(self) -> None:
        if self._searcher is not None:
            self._searcher.stop()

    def _look(self, asked: tuple[Searcher, Entry]) -> None:
        from reader.library.query.full_text import Stopped

        searcher, entry = asked
        try:
            self._found(entry, searcher.leading_to(entry.key, self._library.roots))
        except (Stopped, ReaderError):  # an index that is damaged is mended where the list is
            return
        finally:
            searcher.close()
