"""What an article says in bold: its headings and key statements, in order.

Bold runs that only punctuation or blanks stand between are one statement; a run without a letter
is none. Bold is what tells a statement from the text around it, so where most of the text is bold
it tells nothing, and none of it is listed. Header cells, captions, credits, pictures and blocks of
code are bold, or not, for other reasons.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from reader.articles.html.spans import is_wide, joins_lines
from reader.lazy_re import late
from reader.model import Block, Span, Statement

BOLD_ALL_OVER = 0.6
"""The share of bold characters in the running text above which bold says nothing."""

_LEAD_SIZE = 20
"""Cells, about, that a sentence takes: ten ideographs, or three words or four."""

_LETTERS = late(r"[^\W_]+")
_LINE_BREAK = late(r"\s*\n\s*")
_CLAUSE_MARK = late(r"[，。！？；：]|[,.!?;:](?=\s|$)")


class Gathering:
    """The statements of an article whose blocks come one by one."""

    def __init__(self) -> None:
        self._found: list[Statement] = []
        self._blocks = self._bold = self._running = 0

    def add(self, block: Block) -> None:
        """Take the next block."""
        number, self._blocks = self._blocks, self._blocks + 1
        match block.kind:
            case "heading":
                text = _line("".join(span.text for span in block.spans))
                if letters(text):
                    self._found.append(Statement("heading", text, number, max(block.level, 1)))
            case "paragraph" | "item":
                self._take(block.spans, number)
            case "table":
                before = 0
                for cell in (cell for row in block.rows for cell in row):
                    if not cell.header:
                        self._take(cell.spans, number, before)
                    before += sum(letters(span.text) for span in cell.spans if _is_bold(span))

    def statements(self) -> list[Statement]:
        """The statements of all blocks so far, as if there were no more."""
        if self._bold <= BOLD_ALL_OVER * self._running:
            return list(self._found)
        return [one for one in self._found if one.kind == "heading"]

    def _take(self, spans: Iterable[Span], number: int, before: int = 0) -> None:
        for span in spans:
            size = len("".join(span.text.split()))
            self._running += size
            self._bold += size if _is_bold(span) else 0
        for text, at in _runs(spans, before):
            if any(map(str.isalpha, text)):
                self._found.append(Statement("statement", _line(text), number, bold_before=at))


def statements(blocks: Iterable[Block]) -> list[Statement]:
    """The headings and key statements of a whole article, in order."""
    gathering = Gathering()
    for block in blocks:
        gathering.add(block)
    return gathering.statements()


def lead(blocks: Iterable[Block]) -> str:
    """The first key statement of a whole article that says something; '' where none does.

    That is the first one of a sentence's length which has a clause's mark in it, as bylines and
    names have not; else the first one of that length. Headings name what follows, so none is meant.
    """
    found = [one.text for one in statements(blocks) if one.kind == "statement"]
    long = [text for text in found if _size(text) >= _LEAD_SIZE]
    return next(filter(_CLAUSE_MARK.search, long), long[0] if long else "")


def as_blocks(found: Iterable[Statement]) -> list[Block]:
    """Statements as a document of their own, a block each: headings, and items of a list."""
    return [
        Block("heading", (Span(one.text, bold=True),), level=one.level)
        if one.kind == "heading"
        else Block("item", (Span(one.text),), depth=1, marker="•")
        for one in found
    ]


def letters(text: str) -> int:
    """How many letters, ideographs and digits are in a text."""
    return sum(map(len, _LETTERS.findall(text)))


def _is_bold(span: Span) -> bool:
    return span.bold and not span.muted


def _runs(spans: Iterable[Span], before: int) -> Iterator[tuple[str, int]]:
    """Bold runs with what bridges them, and the bold letters before each."""
    text = bridge = ""
    start = before
    for span in spans:
        if _is_bold(span):
            if not text:
                start = before
            text += bridge + span.text
            bridge = ""
            before += letters(span.text)
        elif text and all(map(_may_bridge, span.text)):
            bridge += span.text
        else:
            if text:
                yield text, start
            text = bridge = ""
    if text:
        yield text, start


def _may_bridge(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] == "P"


def _line(text: str) -> str:
    """A text on one line; a line break between two CJK characters is nothing, else a space."""
    return " ".join(_LINE_BREAK.sub(_joint, text.strip()).split())


def _joint(found: re.Match[str]) -> str:
    before, after = found.string[found.start() - 1], found.string[found.end()]
    return "" if joins_lines(before) and joins_lines(after) else " "


def _size(text: str) -> int:
    return sum(2 if is_wide(character) else 1 for character in text)
