"""Searching in an article: what is found, where that is on the screen, and how to get there.

The blocks are searched and not the lines, so that words are found however lines break. A long
article is searched in slices; the hits before the reader's place come first.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise
from time import monotonic
from typing import NamedTuple

from reader.model import Block
from reader.output.code.code_box import listed
from reader.output.ink import Found, Line, Segment, image_text, inked
from reader.output.word_match import Text, any_of, has_case, sought
from reader.tui.article.page import Page

_APART = "\n\ue000\n"
"""Between the cells of a table: no words go from one to the next."""


class Hit(NamedTuple):
    """A place in the text of a block, counted in characters."""

    block: int
    start: int
    end: int


class Hits:
    """Hits in order: a letter is found a hundred thousand times in an article of a megabyte."""

    def __init__(self) -> None:
        self._numbers = array("l")

    def __len__(self) -> int:
        return len(self._numbers) // 3

    def __getitem__(self, at: int) -> Hit:
        first = 3 * range(len(self))[at]
        return Hit(*self._numbers[first : first + 3])

    def add(self, block: int, places: Iterable[tuple[int, int]]) -> None:
        """Put the hits in a block behind the others."""
        for start, end in places:
            self._numbers.extend((block, start, end))


class Texts:
    """The blocks of a page as they are searched, folded once."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._folded: dict[bool, list[Text]] = {False: [], True: []}

    def text(self, number: int, *, with_case: bool) -> Text | None:
        kept = self._folded[with_case]
        while len(kept) <= number:
            block = self.page.body(len(kept))
            if block is None:
                return None
            kept.append(Text(text_of(block), with_case=with_case))
        return kept[number]


class Search:
    """Words that are looked for in a page."""

    def __init__(self, texts: Texts, words: str | list[str]) -> None:
        """Look for words as they were typed, or for any of those that a library search was for."""
        self.words = words if isinstance(words, str) else " ".join(words)
        self.hits = Hits()
        self.at: int | None = None
        self._texts = texts
        self._with_case = isinstance(words, str) and has_case(words)
        self._pattern = sought(words) if isinstance(words, str) else any_of(words)
        self._next = 0
        self.complete = self._pattern is None

    def look_for(self, seconds: float) -> None:
        """Search on for some time, and in one block at least."""
        until = monotonic() + seconds
        while self._look() and monotonic() < until:
            pass

    def go_from(self, block: int, seconds: float) -> Hit | None:
        """Go to the first hit from a block on, or else to the first one of all; None while it is
        not known, or where there is none.
        """
        until = monotonic() + seconds
        at = 0
        while (at := bisect_left(self.hits, (block,))) == len(self.hits):
            if not self._look() or monotonic() > until:
                break
        if at == len(self.hits) and (not self.complete or not self.hits):
            return None
        self.at = at % len(self.hits)
        return self.hits[self.at]

    def step(self, step: int) -> Hit | None:
        """Go to a hit further on, or back, round the end of the article if need be."""
        if step < 0 and not self.at:
            self.look_for(float("inf"))  # the last one comes next
        while self.at is not None and self.at + step >= len(self.hits) and self._look():
            pass
        if not self.hits:
            return None
        self.at = 0 if self.at is None else (self.at + step) % len(self.hits)
        return self.hits[self.at]

    def in_block(self, number: int) -> list[tuple[Hit, Found]]:
        """The hits in a block, as far as it was searched, and which of them one is at."""
        found: list[tuple[Hit, Found]] = []
        for at in range(bisect_left(self.hits, (number,)), len(self.hits)):
            if self.hits[at].block != number:
                break
            found.append((self.hits[at], "here" if at == self.at else "found"))
        return found

    def places_in(self, line: Line) -> Iterator[tuple[int, int]]:
        """Where the words are in a line of a table, which is searched as it is set."""
        if self._pattern is not None:
            yield from Text(line.text, with_case=self._with_case).places(self._pattern)

    def __str__(self) -> str:
        if self._pattern is None:
            return ""
        if not self.hits:
            return "not found" if self.complete else "…"
        more = "" if self.complete else "+"
        return f"{(self.at or 0) + 1:,} of {len(self.hits):,}{more}"

    def _look(self) -> bool:
        """Search the next block. Whether there was one."""
        if self._pattern is None or self.complete:
            return False
        text = self._texts.text(self._next, with_case=self._with_case)
        if text is None:
            self.complete = True
            return False
        self.hits.add(self._next, text.places(self._pattern))
        self._next += 1
        return True


def text_of(block: Block) -> str:
    """The text of a block as it is shown."""
    match block.kind:
        case "code":
            return listed(block)
        case "image":
            return image_text(block)
        case "table":
            cells = (cell for row in block.rows for cell in row)
            return _APART.join("".join(span.text for span in cell.spans) for cell in cells)
        case _:
            return "".join(text for text, _ in inked(block))


Spots = dict[int, list[tuple[int, int, Found]]]
"""By the number of a line: which of its characters are lit."""


def spots(page: Page, search: Search, number: int) -> Spots:
    """What is lit in the lines of a block."""
    hits = search.in_block(number)
    block = page.body(number)
    if not hits or block is None:
        return {}
    first = page.line_of(number)
    page.line_of(number + 1)
    lines = page.lines.between(first, page.lines.behind(number, first))
    if block.kind == "table":
        return _in_table(search, hits, lines, first)
    where = _where(text_of(block), lines, block.kind == "code")
    lit: Spots = {}
    for hit, found in hits:
        for line, start, end in _runs(where[hit.start : hit.end]):
            lit.setdefault(first + line, []).append((start, end, found))
    return lit


def _where(text: str, lines: list[Line], in_listing: bool) -> list[tuple[int, int] | None]:
    """The line and column of each character of a text; None where it has none, as blanks do.

    What stands in a line and not in the text, as margins and markers do, is passed over.
    """
    where: list[tuple[int, int] | None] = [None] * len(text)
    at = 0
    for number, line in enumerate(lines):
        column = 0
        for part, ink in line.segments:
            if ink.role == "marker" or (in_listing and ink.role in ("muted", "rule")):
                column += len(part)
                continue
            for character in part:
                while at < len(text) and text[at].isspace():
                    at += 1
                if at < len(text) and character == text[at]:
                    where[at] = number, column
                    at += 1
                column += 1
    return where


def _runs(where: list[tuple[int, int] | None]) -> Iterator[tuple[int, int, int]]:
    """Line, start and end of each run of characters, with the blanks between two of one line."""
    placed = [place for place in where if place is not None]
    start = 0
    for at, (this, following) in enumerate(pairwise([*placed, (-1, -1)])):
        if following[0] != this[0]:
            yield this[0], placed[start][1], this[1] + 1
            start = at + 1


def _in_table(
    search: Search, hits: list[tuple[Hit, Found]], lines: list[Line], first: int
) -> Spots:
    """In a table cells stand beside each other: what is broken over lines is not lit."""
    here = next((at for at, (_hit, found) in enumerate(hits) if found == "here"), None)
    lit: Spots = {}
    seen = 0
    for number, line in enumerate(lines):
        for start, end in search.places_in(line):
            found: Found = "here" if seen == here else "found"
            lit.setdefault(first + number, []).append((start, end, found))
            seen += 1
    return lit


def lit_segments(line: Line, lit: list[tuple[int, int, Found]]) -> Line:
    """A line with some of its characters lit."""
    made: list[Segment] = []
    at = 0
    start_of_window = line.window.start if line.window else 0
    window_at = start_of_window
    for number, (text, ink) in enumerate(line.segments):
        cuts = sorted({0, len(text)} | {min(max(c - at, 0), len(text)) for s in lit for c in s[:2]})
        for start, end in pairwise(cuts):
            middle = at + start
            found: Found = next((f for a, b, f in lit if a <= middle < b), "")
            made.append((text[start:end], ink._replace(found=found) if found else ink))
        if not text:
            made.append((text, ink))
        at += len(text)
        if number + 1 == start_of_window:
            window_at = len(made)
    window = line.window and line.window._replace(start=window_at)
    return Line(tuple(made), line.block, window)
