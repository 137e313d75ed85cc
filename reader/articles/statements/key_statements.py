"""The headings and key statements of an article, in order: what it sets in bold.

Bold runs that only punctuation or blanks stand between are one statement. Not all that is bold says
something: bylines, labels before a text, calls and titles of other articles do not, and of a few
words in the middle of a sentence the whole sentence is the statement. Bold is what tells a
statement from the text around it, so where most of the text is bold it tells nothing, and none of
it is listed. Header cells, captions, credits, pictures and blocks of code are bold, or not, for
other reasons.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from reader.articles import titles
from reader.articles.html.spans import cells, is_wide, joins_lines
from reader.articles.statements.bylines import dateline, is_byline
from reader.articles.statements.calls import is_call
from reader.articles.statements.opening import Opening
from reader.articles.statements.sentences import around
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple
from reader.model import Block, Span, Statement

BOLD_ALL_OVER = 0.6
"""If more than this share of the running text is bold, bold says nothing."""

_LEAD_SIZE = 20
"""The approximate width of a sentence in cells: ten ideographs, or three or four words."""

_FEW_WORDS = 8
"""Words, in languages with blanks; fewer bold words say nothing without their sentence."""

_LABEL_LIMIT = 48
"""Cells; a longer text says something even if it ends in a colon."""

_LINE_BREAK = late(r"(?<!\s)\s*\n\s*")
_LETTERS = late(r"[^\W_]+")
_CLAUSE_MARK = late(r"[，。！？；：]|[,.!?;:](?=\s|$)")
_INNER_MARK = late(r"[，。！？；、][^\s]|[,.!?;]\s")
_BULLET = late(
    r"(?:[•·●○◉⦿⚫⚪▪■□◆◇◼▶►▸▷▹▻◎※▌|❖➢➤➔✦✧✔✓✅★☆☛☞👉📌🔴🔵🔶🔷🔸🔹⭐‣⁃\ufe0f]\s*|[-–—*»›>]\s+)+"
)
_TABLE_NAME = late(
    r"(?:表|图|圖|図|Table|Figure|Fig\.|Abb\.|Abbildung|Tabelle|Tableau|Tabla|Figura)"
    r"\s*[\d一二三四五六七八九十]+(?:[-.]\d+)*\b.{0,60}",
    re.I,
)
_NAME_IN_BRACKETS = late(r"【[^【】。，！？]{1,8}】|\[[^\[\].,!?]{1,16}\]|［[^［］。，！？]{1,8}］")
_COLON = (":", "：")
_BETWEEN = " \t\u3000\xa0•·●-–—*"
_LINE_ENDS = "\n。！？；.!?;|"


class KeyStatements:
    """Collects the statements of an article from its blocks, one by one."""

    def __init__(self, title: str = "") -> None:
        """`title` is that of the article, which does not count as a statement."""
        self._found: list[Statement] = []
        self._title = title
        self._opening = Opening(title)
        self._links: dict[int, str] = {}
        self._blocks = self._bold = self._running = 0

    def add(self, block: Block) -> None:
        """Take the next block."""
        number, self._blocks = self._blocks, self._blocks + 1
        if targets := _targets(block):
            self._links[number] = targets
        self._opening.look(block, number)
        match block.kind:
            case "heading":
                text = flattened("".join(span.text for span in block.spans))
                if letters(text) and not self._is_idle(text):
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
        bold = self._bold <= BOLD_ALL_OVER * self._running
        last = self._blocks - 1
        return [
            one
            for one in self._found
            if (one.block != last if one.kind == "heading" else bold and self._says(one))
        ]

    def told(self) -> list[Statement]:
        """An article in a few lines: its key statements, or if it has none, the first sentence that
        says something, and the headings.
        """
        found = self.statements()
        bold = [one for one in found if one.kind == "statement"]
        first = self._opening.sentence()
        return bold or ([first, *found] if first else found)

    def _says(self, one: Statement) -> bool:
        """Whether a statement is not one of the headlines in a list of links."""
        targets = self._links.get(one.block)
        if targets is None:
            return True
        return "\n" not in targets and not any(
            self._links.get(near) for near in (one.block - 1, one.block + 1)
        )

    def _take(self, spans: Sequence[Span], number: int, before: int = 0) -> None:
        for span in spans:
            count = len("".join(span.text.split()))
            self._running += count
            self._bold += count if _is_bold(span) else 0
        self._found += [
            one
            for one in _statements(spans, number, before)
            if not titles.same(one.text, self._title)
        ]

    def _is_idle(self, text: str) -> bool:
        """Whether a heading does not name a part of the article."""
        return titles.same(text, self._title) or is_call(text) or is_byline(text, leads=False)


def _targets(block: Block) -> str:
    """The addresses of a block that consists of links, one a line; else ''."""
    if block.kind not in ("paragraph", "item") or not block.spans:
        return ""
    if any(not span.href and any(map(str.isalnum, span.text)) for span in block.spans):
        return ""
    return "\n".join(dict.fromkeys(span.href for span in block.spans if span.href))


class _Run(NamedTuple):
    """A bold run in a paragraph's text, and the number of bold letters before it."""

    start: int
    end: int
    before: int


class _Piece(NamedTuple):
    """A part of a paragraph's text that is a statement, and which ranges of it are bold."""

    start: int
    end: int
    bold: tuple[tuple[int, int], ...]
    before: int


def _statements(spans: Sequence[Span], number: int, before: int) -> Iterator[Statement]:
    """The statements of one paragraph, or of one cell of a table."""
    text = "".join(span.text for span in spans)
    pieces: list[_Piece] = []
    for run in _runs(spans, before):
        if piece := _piece(text, run):
            if pieces and piece.start < pieces[-1].end:
                piece = _joined(pieces.pop(), piece)
            pieces.append(piece)
    for piece in pieces:
        said = text[piece.start : piece.end]
        bold = [(start - piece.start, end - piece.start) for start, end in piece.bold]
        whole = bold == [(0, len(said))]
        flat = flattened(said)
        ranges = () if whole else tuple(_ranges(said, flat, bold))
        yield Statement("statement", flat, number, bold_before=piece.before, bold=ranges)


def _piece(text: str, run: _Run) -> _Piece | None:
    """The statement of a bold run, with its sentence if needed; None if it says nothing."""
    sent = _dateline(text, run)
    start, end = _without_bullet(text, run.start + sent, run.end), run.end
    said = text[start:end]
    if not _says_something(said) or _is_label(text, start, end):
        return None
    line = flattened(said)
    leads = not text[:start].strip() and bool(text[end:].strip())
    if is_byline(line, leads=leads) or is_call(line) or _TABLE_NAME.fullmatch(line):
        return None
    begin, stop = around(text, start, end)
    begin = start if sent else min(_without_bullet(text, begin, stop), start)
    if _is_short(said) and any(map(str.isalnum, text[begin:start] + text[end:stop])):
        return _Piece(begin, stop, ((start, end),), run.before)
    return _Piece(start, end, ((start, end),), run.before)


def _dateline(text: str, run: _Run) -> int:
    """The length of the dateline at the beginning of a paragraph's first run. Attributions (据…)
    are part of the statement.
    """
    is_first = not text[: run.start].strip() and text[run.start] not in "据據"
    return dateline(text[run.start : run.end]) if is_first else 0


def _without_bullet(text: str, start: int, end: int) -> int:
    """Where a piece of a text begins, after blanks and an author's own bullet."""
    if bullet := _BULLET.match(text, start, end):
        start = bullet.end()
    while start < end and text[start].isspace():
        start += 1
    return start


def _joined(first: _Piece, second: _Piece) -> _Piece:
    """Two runs in one sentence are one statement."""
    end = max(first.end, second.end)
    return _Piece(min(first.start, second.start), end, (*first.bold, *second.bold), first.before)


def _says_something(said: str) -> bool:
    """Whether a text contains a word, not only numbers or single letters."""
    return any(
        any(map(is_wide, word)) or (len(word) > 1 and any(map(str.isalpha, word)))
        for word in _LETTERS.findall(said)
    )


def _is_label(text: str, start: int, end: int) -> bool:
    """Whether a bold run only names what follows it in its line: 名称：, Speed:."""
    following = text[end:].lstrip(' \u3000\xa0”"」')
    said = text[start:end].rstrip()
    if said.endswith(_COLON):
        rest = following
    elif following.startswith(_COLON):
        rest = following[1:]
    elif _NAME_IN_BRACKETS.fullmatch(said):
        rest = following
    else:
        return False
    before = text[:start].rstrip(_BETWEEN)
    begins = not before or before[-1] in _LINE_ENDS
    is_short = cells(said) <= _LABEL_LIMIT and not _INNER_MARK.search(said)
    return begins and is_short and bool(rest.split("\n")[0].strip())


def _is_short(said: str) -> bool:
    """Whether a text is too short to say anything."""
    wide = sum(map(is_wide, said))
    if wide * 2 >= len(said):
        return letters(said) < _LEAD_SIZE // 2
    return len(said.split()) < _FEW_WORDS


def statements(blocks: Iterable[Block], title: str = "") -> list[Statement]:
    """The headings and key statements of a whole article, in order."""
    found = KeyStatements(title)
    for block in blocks:
        found.add(block)
    return found.statements()


def told(blocks: Iterable[Block], title: str) -> list[Statement]:
    """A whole article in a few lines; see `KeyStatements.told`."""
    found = KeyStatements(title)
    for block in blocks:
        found.add(block)
    return found.told()


def lead(found: Sequence[Statement]) -> Statement | None:
    """An article in one line; None if nothing is told of it.

    This is the first key statement of a sentence's length that has the mark of a clause in it,
    which names do not have; or else the first one of that length, or the first one of any, which
    may be the substitute sentence. Headings are not used, as they only name what follows.
    """
    told = [one for one in found if one.kind != "heading"]
    long = [one for one in told if cells(one.text) >= _LEAD_SIZE]
    marked = (one for one in long if _CLAUSE_MARK.search(one.text))
    return next(chain(marked, long, told), None)


def as_blocks(found: Iterable[Statement]) -> list[Block]:
    """Statements as a document, one block each: headings, items of a list, and a paragraph for the
    substitute sentence.
    """
    return [_as_block(one) for one in found]


def _as_block(one: Statement) -> Block:
    match one.kind:
        case "heading":
            return Block("heading", (Span(one.text, bold=True),), level=one.level)
        case "sentence":
            return Block("paragraph", (Span(one.text, italic=True),))
        case _:
            return Block("item", _spans(one), depth=1, marker="•")


def _spans(one: Statement) -> tuple[Span, ...]:
    """A statement's text, and its bold parts if not all of it is bold."""
    spans: list[Span] = []
    at = 0
    for start, end in one.bold:
        spans += [Span(one.text[at:start]), Span(one.text[start:end], bold=True)]
        at = end
    spans.append(Span(one.text[at:]))
    return tuple(span for span in spans if span.text)


def letters(text: str) -> int:
    """The number of letters, ideographs and digits in a text."""
    return sum(map(len, _LETTERS.findall(text)))


def _is_bold(span: Span) -> bool:
    return span.bold and not span.muted


def _runs(spans: Iterable[Span], before: int) -> Iterator[_Run]:
    """Bold runs joined over what bridges them, without blanks at their edges."""
    start = end = -1
    at, first = 0, before
    for span in spans:
        if _is_bold(span):
            if start < 0:
                start, first = at, before
            end = at + len(span.text)
            before += letters(span.text)
        elif start >= 0 and not all(map(_may_bridge, span.text)):
            yield _Run(start, end, first)
            start = -1
        at += len(span.text)
    if start >= 0:
        yield _Run(start, end, first)


def _may_bridge(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] == "P"


def flattened(text: str) -> str:
    """A text on one line; a line break is dropped between two CJK characters, else a space."""
    return " ".join(_LINE_BREAK.sub(_joint, text.strip()).split())


def _joint(found: re.Match[str]) -> str:
    before, after = found.string[found.start() - 1], found.string[found.end()]
    return "" if joins_lines(before) and joins_lines(after) else " "


def _ranges(said: str, flat: str, bold: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges of a text, moved to where they are once it is on one line."""
    seen = [number for number, character in enumerate(flat) if not character.isspace()]
    for start, end in bold:
        first, last = (len("".join(said[:at].split())) for at in (start, end))
        yield seen[first], seen[last - 1] + 1
