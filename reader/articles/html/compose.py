"""Composes blocks from text, line breaks and pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reader.articles.html import code_blocks
from reader.articles.html.cascade import BY_VISIBILITY, Style
from reader.articles.html.spans import BREAK, Face, Piece, paragraphs, with_kept_blanks
from reader.articles.html.tex import with_formulas
from reader.articles.rules.builtin import Rules
from reader.articles.rules.lookup import pattern
from reader.lazy_re import late
from reader.model import Block, Kind, Span

HEADING_LIMIT = 120
"""Characters; a longer heading is really a paragraph in large type."""

_ATTRIBUTE_LIST = late(
    r"\s?\{:\s*(?:[\w-]+=(?:\"[^\"{}]*\"|'[^'{}]*'|[\w#.-]+)|[.#][A-Za-z_][\w-]*)"
    r"(?:\s+(?:[\w-]+=(?:\"[^\"{}]*\"|'[^'{}]*'|[\w#.-]+)|[.#][A-Za-z_][\w-]*))*\s*\}"
)
"""Kramdown's attributes of the element before, which other parsers leave in the text."""

LONG = 5_000
"""The most pieces of a paragraph, which is ended after that."""

_SENTENCE_ENDS = ".:!?…。：！？”"
_LOOKED_BACK = 4

Leave = Callable[[Style], None]
"""What to do when the walk leaves an element, given the style in it."""


class Composer:
    """Collects the pieces of a paragraph, and the finished blocks.

    `in_cell`: it composes the contents of a table cell, in which pictures are inline. `prose`:
    short lines of a text are not items, see `spans.paragraphs`.
    """

    def __init__(self, rules: Rules, *, in_cell: bool = False, prose: bool = False) -> None:
        self.done: list[Block] = []
        self.marker: str | None = None
        self.hidden = self.seen = 0  # characters of running text
        self.made = 0  # blocks
        self.in_cell = in_cell
        self._ruled = False
        self._prose = prose
        self._pieces: list[Piece] = []
        self._after_break = False
        self._text_drop = pattern(rules.text_drop)
        self._text_credit = pattern(rules.text_credit)

    @property
    def is_empty(self) -> bool:
        """Whether the paragraph so far is empty."""
        return not self._pieces

    @property
    def is_long(self) -> bool:
        """Whether the paragraph so far is so long that it has to be ended."""
        return len(self._pieces) > LONG

    def taken(self) -> list[Block]:
        """Return the finished blocks and remove them here."""
        done, self.done = self.done, []
        return done

    def text(self, text: str, style: Style) -> None:
        """Add a text of the page; its lines are kept in code, or if the style says so."""
        keeps_lines = style.pre or style.kept
        if not (self._pieces or keeps_lines) and text.isspace():
            return  # most texts are blanks between paragraphs
        face = style.face
        if style.unseen:
            self.hidden += 0 if style.unseen & ~BY_VISIBILITY or face.href else len(text)
            return
        if "{:" in text or "$$" in text:
            text = _without_source(text, style)
        if face.href is None and not style.heading:
            self.seen += len(text)
        if keeps_lines:
            self._kept(text, style, self._after_break)
        else:
            self._pieces.append((text, face))
        self._after_break = False

    def _kept(self, text: str, style: Style, after_break: bool) -> None:
        """Add a text whose line breaks, and perhaps blanks, are kept."""
        if style.kept > 1 and not style.pre:
            text = with_kept_blanks(text)
        if style.pre or "\n" in text:
            self._lines(text, style, after_break)
        elif self._pieces or not text.isspace():
            self._pieces.append((text, style.face))

    def _lines(self, text: str, style: Style, after_break: bool) -> None:
        lines = text.expandtabs(4).replace("\r\n", "\n").split("\n")
        if after_break and self._ended() and len(lines) > 1 and not lines[0].strip():
            lines = lines[1:]  # `<br>` and the line's end in the source are one line break
        for number, line in enumerate(lines):
            if number:
                self._pieces.append(BREAK)
            if line:
                self._pieces.append((line, style.face))

    def word(self, text: str, face: Face) -> None:
        """Add a text that is not in the page, such as the bracket around a ruby reading."""
        self._pieces.append((text, face))
        self._after_break = False

    def line_break(self) -> None:
        """End the line, as `<br>` does; two of them leave an empty line."""
        self._pieces.append(BREAK)
        self._after_break = True

    def line_end(self, style: Style) -> None:
        """End the line, unless it is empty."""
        if self._pieces and not self._ended():
            self._pieces.append(BREAK)
            self._after_break = True

    def begins_item(self) -> bool:
        """Whether a list item has begun and is still empty."""
        return self.marker is not None and not any(text.strip() for text, _ in self._pieces)

    def last_character(self) -> str:
        """The last character of the paragraph so far, or ''."""
        return self._pieces[-1][0][-1:] if self._pieces else ""

    def within_sentence(self) -> bool:
        """Whether the paragraph so far ends in the middle of a sentence."""
        for text, _ in reversed(self._pieces[-_LOOKED_BACK:]):
            if text == "\n":
                return False
            if text := text.rstrip():
                return text[-1] not in _SENTENCE_ENDS
        return False

    def _ended(self) -> bool:
        return bool(self._pieces) and self._pieces[-1] is BREAK

    def flush(self, style: Style) -> None:
        """End the paragraph: its pieces become blocks."""
        if not self._pieces:
            return
        pieces, self._pieces = self._pieces, []
        for spans in paragraphs(pieces, prose=self._prose):
            text = spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])
            if kind := self._kind(text, style):
                self.emit(kind, spans, style)

    def _kind(self, text: str, style: Style) -> Kind | None:
        """The kind of a paragraph; None to drop it."""
        short = len(text) <= HEADING_LIMIT
        if style.heading and short:
            return "heading"
        alone = short and not self.in_cell and not style.depth
        if alone and self._text_drop.fullmatch(text):
            return None
        if style.credit or (alone and self._text_credit.fullmatch(text)):
            return "credit"
        return "paragraph" if self.marker is None else "item"

    def end_item(self, style: Style) -> None:
        """End a list item, whose marker nothing may have taken."""
        self.flush(style)
        self.marker = None

    def end_code(self, style: Style, language: str) -> None:
        """End a block of code."""
        pieces, self._pieces = self._pieces, []
        if spans := code_blocks.code(pieces, self._text_drop):
            self.emit("code", spans, style, language=language)

    def picture(self, label: str, medium: str, href: str | None, style: Style) -> None:
        """Add a picture or film as a block."""
        self.flush(style)
        spans = (Span(label, muted=True),) if label else ()
        self.emit("image", spans, style, medium=medium, href=href)

    def emit(self, kind: Kind, spans: tuple[Span, ...], style: Style, **fields: Any) -> None:
        """Add a finished block; `fields` are the fields of its kind."""
        if kind == "rule" and self._ruled:
            return  # a second rule in a row separates nothing
        self._ruled = kind == "rule"
        marker, self.marker = self.marker or "", None
        self.made += 1
        level = style.heading if kind == "heading" else 0
        self.done.append(Block(kind, spans, level, style.quote, style.depth, marker, **fields))

    def as_cell(self) -> tuple[Span, ...]:
        """The blocks of a table cell as lines of one text."""
        spans: list[Span] = []
        for block in self.done:
            if not block.spans:
                continue
            if spans:
                spans.append(Span("\n"))
            if block.marker:
                spans.append(Span(f"{block.marker} "))
            spans += block.spans
        return tuple(spans)


def _without_source(text: str, style: Style) -> str:
    """A text without Kramdown's attributes, with formulas in linear form; code is not changed."""
    if style.pre or style.face.code:
        return text
    return with_formulas(_ATTRIBUTE_LIST.sub("", text))
