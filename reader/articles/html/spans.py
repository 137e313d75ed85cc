"""Text and line breaks of a paragraph → spans, with white space as a browser sets it.

Runs of white space are one space, none at the edges; a line break in the source between two CJK
characters of one text is nothing (CSS Text 3, section 4.1.2, segment break transformation), unless
a blank line or an indent follows it, or the text is a list of short lines. Two line breaks that the
author made end the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reader.articles.html.addresses import PART
from reader.lazy_re import late
from reader.model import Span
from reader.unseen import UNSEEN


class Face(NamedTuple):
    """How a piece of text is set: the fields of a Span without its text."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    muted: bool = False
    href: str | None = None


Piece = tuple[str, Face]
BREAK: Piece = ("\n", Face())
"""A line break that the author made, told from text by identity."""

SHORT_LINE, SET_LINE = 60, 24
"""Cells: how long lines that are items may be, and how short lines of prose that was broken."""

_CUT = late(r"[，、（《“「『,(]\s*$")
_WIDE = (
    (0x4E00, 0xA4CF), (0x2E80, 0x303F), (0x3041, 0x4DBF), (0xFF00, 0xFF60), (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFFE0, 0xFFE6), (0x20000, 0x3FFFF),
)  # fmt: skip
_WIDE_RUN = late(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _WIDE)}]+")
_JOINING = (
    "\u2e80-\u303f\u3041-\u312f\u3190-\u31ff\u321f-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
)
"""The characters that `joins_lines` says yes to, for an expression."""

_SOURCE_BREAK = late(rf"(?<=[{_JOINING}])[ \t\xa0]*\r?\n(?=[{_JOINING}])")
"""A source's line break between such characters, without a blank line or an indent after it."""

_BLANKS = late(r"[\t\r\n\f\xa0][ \t\r\n\f\xa0]*| [ \t\r\n\f\xa0]+")  # but not a single one
_RUN = late(r"^ +| {2,}")
_INDENTED = late(r"\xa0{2,}(?=[!-\u2e7f])")
_EDGE = " \t\r\n\f\xa0"
_STARTS = frozenset(("", "\n"))
"""The last character where a line begins."""

_WITHOUT_BLANKS = "\u0e00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aad\ua9e0-\ua9ff\uaa60-\uaadf"
"""Thai, Lao, Tibetan, Myanmar, Khmer, Tai scripts: words are not parted by blanks, and a blank
without a width tells where a line may end."""

_UNSEEN = late(f"(?!(?<=[{_WITHOUT_BLANKS}])\u200b[{_WITHOUT_BLANKS}])[{UNSEEN}]")
_INDENT = _EDGE + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u3000"


_HANGUL = (
    (0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x3130, 0x318F), (0x3200, 0x321E), (0xA960, 0xA97F),
    (0xD7B0, 0xD7FF), (0xFFA0, 0xFFDC),
)  # fmt: skip
_HARD_BLANK = "\ufdd2"
"""Stands for a blank that is kept, until the text is set: a noncharacter, which no text has."""


def joins_lines(character: str) -> bool:
    """Whether a line's end in the source beside a character is nothing: it is Chinese or Japanese
    (CSS Text 3, section 4.1.3, excludes Hangul, whose words have blanks between them).
    """
    if not is_wide(character):
        return False
    return not any(first <= ord(character) <= last for first, last in _HANGUL)


def with_kept_blanks(text: str) -> str:
    """A text whose blanks are all kept, as `white-space: pre-wrap` has it."""
    lines = (_RUN.sub(_hard, line.rstrip(" ")) for line in text.expandtabs(8).split("\n"))
    return "\n".join(lines)


def _hard(blanks: re.Match[str]) -> str:
    return _HARD_BLANK * len(blanks[0])


def cells(text: str) -> int:
    """Cells, about, that a text takes."""
    if text.isascii():
        return len(text)
    return len(text) + sum(map(len, _WIDE_RUN.findall(text)))


def is_wide(character: str) -> bool:
    """Whether a character is a Chinese, Japanese or Korean one, a mark or a letter."""
    ordinal = ord(character)
    return ordinal >= _WIDE[1][0] and any(first <= ordinal <= last for first, last in _WIDE)


def short_lines(text: str) -> list[str] | None:
    """The lines of a text that are items apart from each other; None where they are one prose.

    Each is short, none is indented, and they are not as long as each other, as those of prose are
    that was broken at a width. Only of Chinese and Japanese text, which has no blanks.
    """
    if "\n" not in text or text.isascii():
        return None
    lines = text.strip(_EDGE).replace("\r\n", "\n").split("\n")
    if len(lines) < 2 or any(not line or line[0] in _INDENT for line in lines):
        return None
    sizes = [cells(line.rstrip()) for line in lines]
    if max(sizes) > SHORT_LINE or any(map(_CUT.search, lines[:-1])):
        return None
    if 2 * sum(map(joins_lines, text)) < len(text):
        return None
    broken = sizes[:-1]
    is_set = max(broken) >= SET_LINE and max(broken) - min(broken) <= 4
    return None if is_set else lines


def _seen(text: str) -> str:
    """A text without what nobody sees, and without line ends that only the source has."""
    if text.isprintable():
        return text
    text = _UNSEEN.sub("", text)
    return _SOURCE_BREAK.sub("", text) if "\n" in text else text


def _single(text: str) -> str:
    """A text whose runs of white space are one blank each."""
    if text.isprintable() and "  " not in text:  # by far the most
        return text
    return _BLANKS.sub(" ", text)


def face_of(span: Span) -> Face:
    """How a span is set."""
    return Face(span.bold, span.italic, span.code, span.strike, span.muted, span.href)


def paragraphs(pieces: Sequence[Piece], *, prose: bool = False) -> Iterator[tuple[Span, ...]]:
    """Split pieces into paragraphs of spans; empty ones are left out. `prose`: no line breaks of a
    text are its author's, however short its lines.
    """
    if len(pieces) == 1 and pieces[0] is not BREAK:
        text, face = pieces[0]
        if not prose and (lines := short_lines(text)):
            pieces = [piece for line in lines for piece in ((line, face), BREAK)]
        elif inner := _single((text if text.isascii() else _seen(text)).strip(_INDENT)):
            yield (span_of(inner, face),)
            return
        else:
            return
    setter = _Setter()
    for piece in pieces:
        if piece is BREAK:
            if setter.last == "\n":
                yield from setter.ended()
            else:
                setter.line_break()
        else:
            setter.text(*piece)
    yield from setter.ended()


class _Setter:
    """Sets one paragraph after another."""

    def __init__(self) -> None:
        self.last = ""  # the last character set; "" at the start of a paragraph
        self._runs: list[tuple[list[str], Face]] = []
        self._gap = False  # white space was seen and is not yet set

    def text(self, text: str, face: Face) -> None:
        begins = self.last in _STARTS
        plain = text.isprintable()  # there is no white space in it but blanks
        if not plain:
            text = _seen(text)
            if self.last == "\n" and text[:2] == "\xa0\xa0" and _INDENTED.match(text):
                text = _INDENTED.sub(_hard, text, 1)  # verse; an indent of CJK text is none
        body = text.lstrip(" " if plain else _INDENT if begins else _EDGE)
        gap = self._gap or len(body) < len(text)
        if not body:
            self._gap = gap
            return
        inner = body.rstrip(" " if plain else _EDGE)
        self._gap = len(inner) < len(body)
        if not plain or "  " in inner:
            inner = _BLANKS.sub(" ", inner)
        if not begins and (gap or (face.href is not None and self._parts_links(inner[0], face))):
            self._append_behind_gap(inner, face)
        else:
            self._append(inner, face)

    def line_break(self) -> None:
        self._gap = False
        if self.last:
            self._append("\n", self._runs[-1][1])

    def ended(self) -> Iterator[tuple[Span, ...]]:
        runs, self._runs, self.last, self._gap = self._runs, [], "", False
        while runs:
            texts, face = runs[-1]
            if text := "".join(texts).rstrip(_INDENT):
                runs[-1] = ([text], face)
                break
            runs.pop()
        if runs:
            yield tuple(
                [
                    span_of(texts[0] if len(texts) == 1 else "".join(texts), face)
                    for texts, face in runs
                ]
            )

    def _parts_links(self, following: str, face: Face) -> bool:
        """Whether two links stand here side by side, their words joined; the number of a note
        belongs to its word.
        """
        hrefs = self._runs[-1][1].href, face.href
        if not (self.last.isalnum() and following.isalnum()) or hrefs[0] == hrefs[1]:
            return False
        return all(href is not None and not href.startswith(PART) for href in hrefs)

    def _append_behind_gap(self, text: str, face: Face) -> None:
        before = self._runs[-1][1]
        if before == face:
            self._append(f" {text}", face)
            return
        if _shows(before):
            self._append(" ", Face() if _shows(face) else face)
        else:
            self._runs[-1][0].append(" ")
        self._append(text, face)

    def _append(self, text: str, face: Face) -> None:
        runs = self._runs
        if runs and runs[-1][1] == face:
            runs[-1][0].append(text)
        else:
            runs.append(([text], face))
        self.last = text[-1]


def _shows(face: Face) -> bool:
    """Whether a blank in this face is seen: underlined, struck, on a ground of its own."""
    return face.href is not None or face.code or face.strike


def span_of(text: str, face: Face) -> Span:
    """A run of text; blanks alone are not bold, whatever is asked for."""
    if _HARD_BLANK in text:
        text = text.replace(_HARD_BLANK, " ")
    if face.bold and text.isspace():
        face = face._replace(bold=False)
    return Span(text, *face)
