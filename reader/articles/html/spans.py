"""Text and line breaks of a paragraph → spans, with white space as a browser sets it.

Runs of white space are one space, none at the edges; a line break in the source between two CJK
characters is nothing (CSS Text 3, section 4.1.2, segment break transformation). Two line breaks
that the author made end the paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reader.lazy_re import late
from reader.model import Span


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

_WIDE = (
    (0x4E00, 0xA4CF), (0x2E80, 0x303F), (0x3041, 0x4DBF), (0xFF00, 0xFF60), (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFFE0, 0xFFE6), (0x20000, 0x3FFFF),
)  # fmt: skip
_IS_WIDE = "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _WIDE) + "]"
_SOURCE_BREAK = late(rf"(?<={_IS_WIDE})[ \t\xa0]*[\r\n][ \t\r\n\xa0]*(?={_IS_WIDE})")
"""A line break in the source that stands between wide characters, and is nothing there."""

_BLANKS = late(r"[\t\r\n\f\xa0][ \t\r\n\f\xa0]*| [ \t\r\n\f\xa0]+")  # but not a single one
_EDGE = " \t\r\n\f\xa0"
_UNSEEN = late("[\xad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_INDENT = _EDGE + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u3000"


def is_wide(character: str) -> bool:
    """Whether a character is a Chinese, Japanese or Korean one, a mark or a letter."""
    ordinal = ord(character)
    return ordinal >= _WIDE[1][0] and any(first <= ordinal <= last for first, last in _WIDE)


def _seen(text: str) -> str:
    """A text without what nobody sees, and without line ends that only the source has."""
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    return _SOURCE_BREAK.sub("", text) if "\n" in text else text


def face_of(span: Span) -> Face:
    """How a span is set."""
    return Face(span.bold, span.italic, span.code, span.strike, span.muted, span.href)


def paragraphs(pieces: Sequence[Piece]) -> Iterator[tuple[Span, ...]]:
    """Split pieces into paragraphs of spans; empty ones are left out."""
    if len(pieces) == 1 and pieces[0] is not BREAK:
        text, face = pieces[0]
        if inner := _BLANKS.sub(" ", _seen(text).strip(_INDENT)):
            yield (span_of(inner, face),)
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
        self._gap = ""  # white space seen and not yet set: "", " ", or "\n" where a line ended

    def text(self, text: str, face: Face) -> None:
        text = _seen(text)
        edge = _INDENT if self.last in ("", "\n") else _EDGE
        body = text.lstrip(edge)
        if len(body) < len(text):
            self._widen(text[: len(text) - len(body)])
        if not body:
            return
        inner = body.rstrip(_EDGE)
        self._set_gap(inner[0], face)
        self._append(_BLANKS.sub(" ", inner), face)
        self._widen(body[len(inner) :])

    def line_break(self) -> None:
        self._gap = ""
        if self.last:
            self._append("\n", self._runs[-1][1])

    def ended(self) -> Iterator[tuple[Span, ...]]:
        runs, self._runs, self.last, self._gap = self._runs, [], "", ""
        spans = [span_of("".join(texts), face) for texts, face in runs]
        while spans:
            text = spans[-1].text.rstrip(_INDENT)
            if text:
                if text != spans[-1].text:
                    spans[-1] = span_of(text, runs[len(spans) - 1][1])
                break
            spans.pop()
        if spans:
            yield tuple(spans)

    def _widen(self, blank: str) -> None:
        if blank:
            self._gap = "\n" if "\n" in blank and self._gap != " " else " "

    def _set_gap(self, following: str, face: Face) -> None:
        gap, self._gap = self._gap, ""
        if not gap or self.last in ("", "\n"):
            return
        if gap == "\n" and is_wide(self.last) and is_wide(following):
            return
        before = self._runs[-1][1]
        if before != face and _shows(before):
            self._append(" ", Face() if _shows(face) else face)
        else:
            self._append(" ", before)

    def _append(self, text: str, face: Face) -> None:
        if self._runs and self._runs[-1][1] == face:
            self._runs[-1][0].append(text)
        else:
            self._runs.append(([text], face))
        self.last = text[-1]


def _shows(face: Face) -> bool:
    """Whether a blank in this face is seen: underlined, struck, on a ground of its own."""
    return face.href is not None or face.code or face.strike


def span_of(text: str, face: Face) -> Span:
    """A run of text; blanks alone are not bold, whatever is asked for."""
    return Span(text, *(face._replace(bold=False) if face.bold and text.isspace() else face))
