"""The saved searches of a library, and how many of the articles that each finds are new.

The user's own belong to the library in which they were saved; those in the settings are in every
library. An article is new to a search if it came into the index after the user last looked at that
search, which is kept for the next start. A search at which nobody has looked is looked at when it
is first counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader import screen_state
from reader.config import Settings, place
from reader.errors import QueryError
from reader.lazy_tuple import NamedTuple

if TYPE_CHECKING:  # not needed for a list without saved searches
    from reader.library.query.full_text import Searcher


class SearchCounts(NamedTuple):
    """The numbers of unread and of new articles that a search finds."""

    unread: int = 0
    new: int = 0


class LibrarySearches:
    """The saved searches of the library in some folders."""

    def __init__(self, roots: Sequence[Path], given: Iterable[tuple[str, str]]) -> None:
        """`given` are those in the settings, names and queries, which cannot be removed here."""
        self._roots = roots
        self._given = dict(given)
        self.texts: dict[str, str] = {}
        """The queries by name."""
        self.read_again()

    def read_again(self) -> None:
        """Read the searches again; another window may have changed them."""
        self.texts = self._given | screen_state.searches(self._roots)
        self._looks = screen_state.looks(self._roots)

    def keep(self, name: str, text: str) -> str:
        """Save a query, replacing another of that name. Returns '', or why it cannot be kept for
        the next start.
        """
        problem = screen_state.keep_search(self._roots, name, text)
        self.read_again()
        return problem

    def drop(self, name: str) -> str:
        """Remove a query. Returns '', or why that fails, as it does for those in the settings."""
        if name in self._given:
            return f"“{name}” is in the settings: `reader config edit` opens them."
        problem = screen_state.keep_search(self._roots, name, None)
        self.read_again()
        return problem and f"“{name}” is still saved. {problem}"

    def look(self, names: Collection[str], moment: int) -> str:
        """Note that the user looks at some searches, when the latest arrival was at a `moment`.
        Returns '', or why that cannot be kept for the next start.
        """
        if all(self._looks.get(name) == moment for name in names):
            return ""
        looks = screen_state.looks(self._roots) | dict.fromkeys(names, moment)
        self._looks = {name: at for name, at in looks.items() if name in self.texts}
        return screen_state.keep_looks(self._roots, self._looks)

    def wanted(self, latest: int) -> list[tuple[str, int | None]]:
        """What to count, if the latest arrival was at a moment: queries, and the moments after
        which an article is new, or None where none can be.
        """
        if unseen := self.texts.keys() - self._looks.keys():
            self.look(unseen, latest)
        at = self._looks
        return [(text, at[n] if at[n] < latest else None) for n, text in self.texts.items()]


def flaw_of(text: str) -> str:
    """What is wrong with the query of a saved search, as a sentence, or ''."""
    from reader.library.query.language import parse

    try:
        parse(text)
    except QueryError as error:
        return str(error)
    return ""


def problems(settings: Settings) -> Iterator[str]:
    """A sentence for each search of the settings whose query is wrong."""
    for name, text in settings.searches:
        if flaw := flaw_of(text):
            line = settings.lines.get(f"searches.{name}") or settings.lines.get("searches")
            yield f"The saved search “{name}” cannot be used{place(line)}: {flaw}"


def counts(searcher: Searcher, text: str, since: int | None) -> SearchCounts:
    """Count what a query finds; `since` is the moment after which an article is new, or None if
    none is. A text that is no query finds nothing. Raises Stopped, LibraryError.
    """
    from reader.library.query.language import parse

    try:
        query = parse(text)
    except QueryError:  # a message says so when it is opened
        return SearchCounts()
    unread = searcher.count(query._replace(states=(*query.states, "unread")))
    new = 0 if since is None else searcher.count(query._replace(arrived=since))
    return SearchCounts(unread, new)
