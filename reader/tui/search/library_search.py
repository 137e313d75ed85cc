"""The search of a window, which shows results as one types.

When a search is cancelled the list returns to its previous position; when a confirmed search ends,
to the article that was chosen in it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from reader.config import SortName
from reader.entry import Entry
from reader.errors import LibraryError, QueryError, ReaderError
from reader.library.library import Unanswered
from reader.tui.crashes import part_failed

if TYPE_CHECKING:  # only needed for searches
    from reader.library.library import Found, Grouping, Library, Listed, Query, Searcher, Show
    from reader.library.query.full_text import TextHit
    from reader.tui.search.search_thread import Answer, Question, Recount, SearchThread

_About: TypeAlias = "tuple[Query, Grouping, Show, SortName, bool]"
"""What a question is about: a query, how its hits are grouped, filtered, sorted and folded."""

_HITS_KEPT = 200

TYPED = 1_000
"""How many hits are listed as one types, so that a key costs the same in a library of any size."""


class LibrarySearch:
    """The current search, if any. It is in force while `text` is not empty."""

    def __init__(
        self,
        library: Library,
        on_screen: Callable[..., object],
        say: Callable[[str], object],
        *,
        order: SortName = "newest",
    ) -> None:
        """`on_screen` calls a function in the screen's thread; `say` shows why a search failed."""
        self._library = library
        self.order: SortName = order
        """The order of the list, with or without a search."""
        self._on_screen = on_screen
        self._say = say
        self._thread: SearchThread | None = None
        self._searcher: Searcher | None = None
        self._hits: dict[int, TextHit] = {}
        self._query: Query | None = None
        self._limit: int | None = None
        self._then_all = False  # whether all hits are wanted once the first ones are listed
        self._asked: _About | None = None  # what the newest question is about
        self._listed: _About | None = None  # what the list has an answer to
        self.folded = False
        """Whether each story has one row."""
        self.text = ""
        self.is_waiting = False
        """Whether the newest question is not answered yet."""
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
    def sorts_all(self) -> bool:
        """Whether also the articles of no search are sorted in the thread of searches."""
        return self.order not in ("newest", "oldest")

    @property
    def is_of_states(self) -> bool:
        """Whether marking or reading an article may remove it from the results."""
        return self._query is not None and bool(self._query.states or self._query.not_states)

    @property
    def hint(self) -> str:
        """What may be wrong with the query if it finds nothing, as a clause, or ''."""
        return self._query.hint if self._query is not None else ""

    @property
    def looks_for_all(self) -> bool:
        """Whether all hits are looked for just now, and not only the first ones."""
        wants_all = self._limit is None or self._then_all
        return self.is_waiting and self._query is not None and wants_all

    @property
    def is_to_come(self) -> bool:
        """Whether the list still shows something else than what was asked for."""
        return self.is_waiting and self._asked != self._listed

    @property
    def needs_texts(self) -> bool:
        """Whether the results depend on how many texts are in the index."""
        return self._query is not None and self._query.needs_texts

    def ask(self, text: str, grouping: Grouping, show: Show, *, typing: bool = False) -> str:
        """Start a search for the first hits, and unless one is `typing`, for all when these are
        listed. Returns '', or a sentence if the query cannot be understood.
        """
        if not text.strip():
            self.end()
            return ""
        from reader.library.query.language import parse

        try:
            self._query = parse(text)
        except QueryError as error:
            return str(error)
        self.text = text
        self._limit, self._then_all = TYPED, not typing
        self.again(grouping, show)
        return ""

    def again(self, grouping: Grouping, show: Show) -> None:
        """Repeat the search, with another grouping, order or part of the library, or after a
        change. Without one, sort all articles if they are to be in another order than that of time.
        """
        if self._query is not None or self.sorts_all:
            from reader.library.library import Query
            from reader.tui.search.search_thread import Question

            query = self._query or Query()
            self._asked = (query, grouping, show, self.order, self.folded)
            self._ask(Question(query, grouping, show, self.order, self._limit, self.folded))

    def recount(self, listing: Listed | None) -> bool:
        """Find out which of its results are unread now, if a listing has results, which is
        returned.
        """
        from reader.library.library import Found
        from reader.tui.search.search_thread import Recount

        if not isinstance(listing, Found):
            return False
        self._ask(Recount(listing))
        return True

    def finish(self, grouping: Grouping, show: Show) -> None:
        """Search for all hits, when the query is no longer being typed; if the first ones are not
        listed yet, afterwards: keys wait for these.
        """
        if self.is_to_come:
            self._then_all = True
        elif self._limit is not None:
            self._limit, self._then_all = None, False
            self.again(grouping, show)

    def end(self) -> None:
        """End the search."""
        self.text, self._query, self._limit = "", None, None
        self._asked = self._listed = None
        self.is_waiting = self._then_all = False
        self._hits.clear()
        if self._thread is not None:
            self._thread.forget()

    def found(self, answer: Answer) -> Found | None:
        """The results of an answer; None if its question is no longer the newest, or if no drive
        answers: the list asks again when it does.
        """
        is_wanted = self._query is not None or self.sorts_all
        if self._thread is None or not is_wanted or answer.number != self._thread.number:
            return None
        self.is_waiting = False
        self._hits.clear()
        if answer.of is not None:
            answer.of.renew(answer.placed)
            return answer.of
        try:
            found = self._library.found(answer.placed)
        except Unanswered:
            return None
        self._listed = self._asked
        if self._then_all and found.complete:
            self._limit, self._then_all = None, False
        elif self._then_all:
            self.finish(found.grouping, found.show)
        return found

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

    def _failed(self, error: Exception) -> None:
        """Mend the index if it is damaged; otherwise say why there is no answer."""
        self.is_waiting = False
        mend(self._library, error, self._say)

    def _unknown(self, entry: Entry) -> TextHit:
        from reader.library.query.full_text import TextHit

        return TextHit(entry.key, ((entry.title, False),), ())

    def renew(self) -> None:
        """Search in the new index from now on."""
        if self._thread is not None:
            self._thread.stop()
        self._thread = self._searcher = None
        self.is_waiting = False
        self._hits.clear()

    def close(self) -> None:
        if self._thread is not None:
            self._thread.stop()
        if (searcher := self._searcher) is not None:
            with suppress(LibraryError):
                self._library.access.call(searcher.close)

    def _ask(self, question: Question | Recount) -> None:
        if self._thread is None:
            from reader.tui.search.search_thread import SearchThread

            try:
                searcher = self._library.searcher()
            except Unanswered:
                return  # the list asks again when the drive answers
            self._thread = SearchThread(
                searcher,
                lambda answer: self._on_screen(self.answered, answer),
                lambda error: self._on_screen(self._failed, error),
            )
        self.is_waiting = True
        self._thread.ask(question)


def mend(library: Library, error: Exception, say: Callable[[str], object]) -> None:
    """Mend an index that a search found damaged, unless that was done already; if it is not
    damaged, `say` why the search failed.
    """
    try:
        if library.mend(error):
            return
    except ReaderError as problem:
        error = problem
    if isinstance(error, ReaderError):
        say(str(error))
    else:
        part_failed(error)
