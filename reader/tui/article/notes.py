"""The words that the user's filters highlight, in the lines of an article.

A block is looked at when its lines are drawn, so that a long article costs no more than a short
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    import re

    from reader.library.query.language import Term
    from reader.output.ink import Found, Line
    from reader.tui.article.find import Hit, Spots
    from reader.tui.article.page import Page


class Notes:
    """Lights words in the lines of the page that is shown."""

    def __init__(self) -> None:
        self.terms: tuple[Term, ...] = ()
        self._spots: dict[int, Spots] = {}

    def lit(self, page: Page, number: int, line: Line) -> Line:
        """A line of a page with the words highlighted."""
        if not self.terms or line.block < 0:
            return line
        from reader.tui.article.find import lit_segments, spots

        found = self._spots.get(line.block)
        if found is None:
            noted = _Noted(page, _pattern(self.terms))
            found = self._spots[line.block] = spots(page, noted, line.block)
        lit = found.get(number)
        return lit_segments(line, lit) if lit else line

    def forget_lines(self) -> None:
        """Look at all lines again, because they have changed."""
        self._spots.clear()


class _Noted:
    """The words in a page, as `find.spots` asks for them."""

    def __init__(self, page: Page, pattern: re.Pattern[str] | None) -> None:
        self._page = page
        self._pattern = pattern

    def in_block(self, number: int) -> list[tuple[Hit, Found]]:
        from reader.tui.article.find import Hit, text_of

        block = self._page.body(number)
        if block is None:
            return []
        return [(Hit(number, *place), "noted") for place in self._places(text_of(block))]

    def places_in(self, line: Line) -> Iterator[tuple[int, int]]:
        return self._places(line.text)

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        from reader.output.word_match import Text

        if self._pattern is not None:
            yield from Text(text, with_case=False).places(self._pattern)


@lru_cache(4)
def _pattern(terms: tuple[Term, ...]) -> re.Pattern[str] | None:
    from reader.output.word_match import whole_words

    return whole_words([(term.text, term.whole) for term in terms])
