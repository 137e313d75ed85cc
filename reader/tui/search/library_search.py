"""The search of a window, which shows results as one types.

When a search is cancelled the list returns to its previous position; when a confirmed search ends,
to the article that was chosen in it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from reader.entry import Entry
from reader.errors import LibraryError, QueryError, ReaderError
from reader.library.library import Found, Grouping, Library, Show

if TYPE_CHECKING:  # only needed for searches
    from reader.library.library import Query, Searcher
    from reader.library.query.full_text import TextHit
    from reader.tui.search.search_thread import Answer, Question, SearchThread

_HITS_KEPT = 200


class LibrarySearch:
    """The current search, if any. It is in force while `text` is not empty."""

    def __init__(
        self,
        library: Library,
        on_screen: Callable[..., object],
        say: Callable[[str], object],
        *,
        newest: bool = True,
    ) -> None:
        """`on_screen` calls a function in the screen's thread; `say` shows why a search failed."""
        self._library = library
        self._newest = newest
        self._on_screen = on_screen
        self._say = say
        self._thread: SearchThread | None = None
        self._searcher: Searcher | None = None
        self._hits: dict[int, TextHit] = {}
        self._query: Query | None = None
        self.text = ""
        self.answered: Callable[[Answer], object] = bool
        """The thread of the screen calls this with each answer."""

    @property
    def pieces(self) -> list[str]:
        """The search terms and filters in force, each as it was typed."""
        if self._query is None:
            return []
        from reader.library.query.language import pieces

        return pieces(self.text)

    @property
    def words(self) -> list[str]:
        """The words that may have found an article, to be highlighted in it."""
        terms = self._query.terms if self._query is not None else ()
        return [term.text for term in terms if term.column in ("", "title")]

    @property
    def is_of_states(self) -> bool:
        """Whether marking or reading an article may remove it from the results."""
        return self._query is not None and bool(self._query.states or self._query.not_states)

    def ask(self, text: str, grouping: Grouping, show: Show) -> str:
        """Start a search. Returns '', or a sentence if the query cannot be understood."""
        if not text.strip():
            self.end()
            return ""
        from reader.library.query.language import parse
        from reader.tui.search.search_thread import Question

        try:
            query, titles = parse(text), parse(text, titles=True)
        except QueryError as error:
            return str(error)
        self.text, self._query = text, query
        self._ask(Question(query, titles if query.terms else None, grouping, show, self._newest))
        return ""

    def again(self, grouping: Grouping, show: Show) -> None:
        """Repeat the search, with another grouping or part of the library, or after a change."""
        if self._query is not None:
            from reader.tui.search.search_thread import Question

            self._ask(Question(self._query, None, grouping, show, self._newest))

    def end(self) -> None:
        """End the search."""
        self.text, self._query = "", None
        self._hits.clear()
        if self._thread is not None:
            self._thread.forget()

    def found(self, answer: Answer) -> Found | None:
        """The results of an answer; None if its question is no longer the newest."""
        if self._thread is None or self._query is None or answer.number != self._thread.number:
            return None
        self._hits.clear()
        return self._library.found(answer.hits)

    def hit(self, query: Query, entry: Entry) -> TextHit:
        """Where a query was found in an entry; without hits if that cannot be looked up."""
        if entry.key not in self._hits:
            if len(self._hits) >= _HITS_KEPT:
                self._hits.clear()
            try:
                self._hits[entry.key] = self._library.access.call(lambda: self._hit(query, entry))
            except LibraryError:  # no drive answers, or the index is being rebuilt
                return self._unknown(entry)
        return self._hits[entry.key]

    def _hit(self, query: Query, entry: Entry) -> TextHit:
        if self._searcher is None:
            self._searcher = self._library.searcher()
        try:
            return self._searcher.hit(query, entry.key, entry.title)
        except LibraryError:
            self._searcher.close()
            self._searcher = None
            raise

    def _failed(self, error: LibraryError) -> None:
        """Mend the index that a search found damaged, unless that was done already."""
        try:
            self._library.mend(error)
        except ReaderError as problem:
            self._say(str(problem))

    def _unknown(self, entry: Entry) -> TextHit:
        from reader.library.query.full_text import TextHit

        return TextHit(entry.key, ((entry.title, False),), ())

    def renew(self) -> None:
        """Search in the new index from now on."""
        if self._thread is not None:
            self._thread.stop()
        self._thread = self._searcher = None
        self._hits.clear()

    def close(self) -> None:
        if self._thread is not None:
            self._thread.stop()
        if (searcher := self._searcher) is not None:
            with suppress(LibraryError):
                self._library.access.call(searcher.close)

    def _ask(self, question: Question) -> None:
        if self._thread is None:
            from reader.tui.search.search_thread import SearchThread

            searcher = self._library.searcher()
            self._thread = SearchThread(
                searcher,
                lambda answer: self._on_screen(self.answered, answer),
                lambda error: self._on_screen(self._failed, error),
            )
        self._thread.ask(question)
