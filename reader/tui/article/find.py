"""Searching in an article: finds hits, and the characters of the lines that they cover.

Blocks are searched, not lines, so that line breaks do not matter. A long article is searched in
slices from its start.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise
from time import monotonic
from typing import Protocol

from reader.lazy_tuple import NamedTuple
from reader.model import Block
from reader.output.code.code_box import listed
from reader.output.ink import Found, Line, Segment, image_text, inked
from reader.output.word_match import Text, any_of, has_case, sought
from reader.tui.article.page import Page

_APART = "\n\ue000\n"
"""Separates the cells of a table, so that no match spans two of them."""


class Hit(NamedTuple):
    """A range of characters in the text of a block."""

    block: int
    start: int
    end: int


class PageHits:
    """PageHits in order: a letter is found a hundred thousand times in an article of a megabyte."""

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
    """The texts of a page's blocks, prepared for searching, and kept."""

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
    """A search in a page, and its hits so far."""

    def __init__(self, texts: Texts, words: str | list[str]) -> None:
        """Search for a typed text, or for any of the words of a library search (a list)."""
        self.words = words if isinstance(words, str) else " ".join(words)
        self.hits = PageHits()
        self.at: int | None = None
        self._texts = texts
        self._with_case = isinstance(words, str) and has_case(words)
        self._pattern = sought(words) if isinstance(words, str) else any_of(words)
        self._next = 0
        self.complete = self._pattern is None

    def look_for(self, seconds: float) -> None:
        """Continue the search for some time, in one block at least."""
        until = monotonic() + seconds
        while self._look() and monotonic() < until:
            pass

    def go_from(self, block: int, seconds: float) -> Hit | None:
        """Go to the first hit in or after a block, or else to the first one in the page. Returns
        None while that is not known, and if there are no hits.
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
        """Go to the next or previous hit, wrapping at the end. Returns None if there are none."""
        if step < 0 and not self.at:
            self.look_for(float("inf"))  # the previous one is the last one
        while self.at is not None and self.at + step >= len(self.hits) and self._look():
            pass
        if not self.hits:
            return None
        self.at = 0 if self.at is None else (self.at + step) % len(self.hits)
        return self.hits[self.at]

    def in_block(self, number: int) -> list[tuple[Hit, Found]]:
        """The hits found in a block, each with "here" for the current one, or "found"."""
        found: list[tuple[Hit, Found]] = []
        for at in range(bisect_left(self.hits, (number,)), len(self.hits)):
            if self.hits[at].block != number:
                break
            found.append((self.hits[at], "here" if at == self.at else "found"))
        return found

    def places_in(self, line: Line) -> Iterator[tuple[int, int]]:
        """The ranges of hits in a line of a table; tables are searched as they are laid out."""
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
        """Search the next block. Returns whether there was one."""
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
    """The text of a block as the page shows it."""
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
"""The ranges of characters to highlight, by the number of their line."""


class Sought(Protocol):
    """What is to be highlighted in a page."""

    def in_block(self, number: int) -> list[tuple[Hit, Found]]:
        """What is found in a block, and how each is highlighted."""

    def places_in(self, line: Line) -> Iterator[tuple[int, int]]:
        """The ranges in a line of a table; tables are searched as they are laid out."""


def spots(page: Page, search: Sought, number: int) -> Spots:
    """The ranges to highlight in the lines of a block."""
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
    """The line and column of each character of a text, or None for those without, such as spaces.

    Characters of a line that are not in the text, such as margins and markers, are skipped.
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
    """The line, start and end of the characters in each line, including spaces between them."""
    placed = [place for place in where if place is not None]
    start = 0
    for at, (this, following) in enumerate(pairwise([*placed, (-1, -1)])):
        if following[0] != this[0]:
            yield this[0], placed[start][1], this[1] + 1
            start = at + 1


def _in_table(
    search: Sought, hits: list[tuple[Hit, Found]], lines: list[Line], first: int
) -> Spots:
    """The ranges to highlight in a table. A hit that breaks over lines is not highlighted, because
    the lines of other cells are between its parts.
    """
    here = next((at for at, (_hit, found) in enumerate(hits) if found == "here"), None)
    other: Found = "noted" if hits[0][1] == "noted" else "found"
    lit: Spots = {}
    seen = 0
    for number, line in enumerate(lines):
        for start, end in search.places_in(line):
            found: Found = "here" if seen == here else other
            lit.setdefault(first + number, []).append((start, end, found))
            seen += 1
    return lit


def lit_segments(line: Line, lit: list[tuple[int, int, Found]]) -> Line:
    """A line with ranges of its characters highlighted."""
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
