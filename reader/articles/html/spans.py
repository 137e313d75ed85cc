"""Makes spans of the text and line breaks of a paragraph, with white space as in a browser.

Runs of white space become one space, and are removed at the edges. A line break in the source
between two CJK characters of one text is removed (CSS Text 3, section 4.1.2, segment break
transformation), unless a blank line or an indent follows it, or the text is a list of short lines.
Two explicit line breaks end the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from reader.articles.html.addresses import PART
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple
from reader.model import Span
from reader.unseen import UNSEEN


class Face(NamedTuple):
    """The style of a piece of text: the fields of a Span without its text."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    muted: bool = False
    href: str | None = None


Piece = tuple[str, Face]
BREAK: Piece = ("\n", Face())
"""An explicit line break, distinguished from text by identity."""

_LINES = 5_000
"""Lines of a text that are one paragraph; more would have to be made for the first screen."""

SHORT_LINE, SET_LINE = 60, 24
"""Cells: the longest line that may be an item, and the shortest width at which prose is broken."""

_CUT = late(r"[，、（《“「『,(][^\S\n]*\n")
_WIDE = (
    (0x4E00, 0xA4CF), (0x2E80, 0x303F), (0x3041, 0x4DBF), (0xFF00, 0xFF60), (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFFE0, 0xFFE6), (0x20000, 0x3FFFF),
)  # fmt: skip
_WIDE_RUN = late(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _WIDE)}]+")
_JOINING = (
    "\u2e80-\u303f\u3041-\u312f\u3190-\u31ff\u321f-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
)
"""The characters for which `joins_lines` is True, for a regular expression."""

_JOINING_RUN = late(f"[{_JOINING}]+")
_SOURCE_BREAK = late(rf"(?<=[{_JOINING}])[ \t\xa0]*\r?\n(?=[{_JOINING}])")
"""A line break in the source between such characters, without a blank line or an
indent after it.
"""

_BLANKS = late(r"[\t\r\n\f\xa0][ \t\r\n\f\xa0]*| [ \t\r\n\f\xa0]+")  # except a single one
_RUN = late(r"^ +| {2,}")
_INDENTED = late(r"\xa0{2,}(?=[!-\u2e7f])")
_EDGE = " \t\r\n\f\xa0"
_STARTS = frozenset(("", "\n"))
"""The last character, if a line begins."""

_WITHOUT_BLANKS = "\u0e00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aad\ua9e0-\ua9ff\uaa60-\uaadf"
"""Thai, Lao, Tibetan, Myanmar, Khmer, Tai scripts: words are not separated by blanks, and a
zero-width space shows where a line may break.
"""

_UNSEEN = late(f"(?!(?<=[{_WITHOUT_BLANKS}])\u200b[{_WITHOUT_BLANKS}])[{UNSEEN}]")
_INDENT = _EDGE + "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u3000"
_BEGINS_BLANK = late(f"\n[{_INDENT}]")
_EMPTY_LINES = late(r"\n\n+")


_HANGUL = (
    (0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x3130, 0x318F), (0x3200, 0x321E), (0xA960, 0xA97F),
    (0xD7B0, 0xD7FF), (0xFFA0, 0xFFDC),
)  # fmt: skip
_HARD_BLANK = "\ufdd2"
"""A placeholder for a blank that is kept: a noncharacter, which texts do not contain."""


def joins_lines(character: str) -> bool:
    """Whether a line break in the source next to a character is removed, as it is Chinese or
    Japanese (CSS Text 3, section 4.1.3, excludes Hangul, whose words have blanks between them).
    """
    if not is_wide(character):
        return False
    return not any(first <= ord(character) <= last for first, last in _HANGUL)


def with_kept_blanks(text: str) -> str:
    """A text whose blanks are all kept, as with `white-space: pre-wrap`."""
    lines = (_RUN.sub(_hard, line.rstrip(" ")) for line in text.expandtabs(8).split("\n"))
    return "\n".join(lines)


def _hard(blanks: re.Match[str]) -> str:
    return _HARD_BLANK * len(blanks[0])


def cells(text: str) -> int:
    """The approximate width of a text in cells."""
    if text.isascii():
        return len(text)
    return len(text) + sum(map(len, _WIDE_RUN.findall(text)))


def is_wide(character: str) -> bool:
    """Whether a character is a Chinese, Japanese or Korean letter or punctuation."""
    ordinal = ord(character)
    return ordinal >= _WIDE[1][0] and any(first <= ordinal <= last for first, last in _WIDE)


def short_lines(text: str) -> list[str] | None:
    """The lines of a text if they are separate items; None if the text is prose.

    The lines of items are short and not indented, and their lengths differ, unlike those of
    prose that was broken at a width. Only Chinese and Japanese text, which has no blanks, is
    recognised so.
    """
    if "\n" not in text or text.isascii():
        return None
    inner = text.strip(_EDGE).replace("\r\n", "\n")
    if "\n" not in inner or inner[0] in _INDENT:
        return None
    if _BEGINS_BLANK.search(inner) or _CUT.search(inner):
        return None
    lines = inner.split("\n")
    if 2 * sum(map(len, _JOINING_RUN.findall(text))) < len(text) or _are_set(lines):
        return None
    return lines


def _are_set(lines: Sequence[str]) -> bool:
    """Whether lines are too long for items, or as long as one another, as a printer sets them."""
    if 2 * max(map(len, lines)) < SET_LINE:
        return False  # as no character is wider than two cells
    sizes = [cells(line.rstrip()) for line in lines]
    broken = sizes[:-1]
    if max(sizes) > SHORT_LINE:
        return True
    return max(broken) >= SET_LINE and max(broken) - min(broken) <= 4


def _seen(text: str) -> str:
    """A text without invisible characters, and without line breaks to be removed."""
    if text.isprintable():
        return text
    text = _UNSEEN.sub("", text)
    return _SOURCE_BREAK.sub("", text) if "\n" in text else text


def _single(text: str) -> str:
    """A text without blanks at its ends, as it is seen: each run of white space is one blank."""
    if not text.isprintable():
        if not text.isascii():
            text = _seen(text).strip(_INDENT)
    elif "  " not in text:  # so for nearly all texts
        return text
    return _BLANKS.sub(" ", text)


def face_of(span: Span) -> Face:
    """The style of a span."""
    return Face(span.bold, span.italic, span.code, span.strike, span.muted, span.href)


def paragraphs(pieces: Sequence[Piece], *, prose: bool = False) -> Iterable[tuple[Span, ...]]:
    """Split pieces into paragraphs of spans; empty ones are left out. `prose`: line breaks in a
    text are never kept, even if its lines are short.
    """
    if len(pieces) > 1 or pieces[0] is BREAK:
        return _set(pieces)
    text, face = pieces[0]
    if "\n" in text and not prose and (lines := short_lines(text)):
        return _in_parts(lines, face)
    inner = _single(text.strip(_INDENT))
    return ((span_of(inner, face),),) if inner else ()


def _in_parts(lines: Sequence[str], face: Face) -> Iterator[tuple[Span, ...]]:
    for start in range(0, len(lines), _LINES):
        kept = [_single(line.strip(_INDENT)) for line in lines[start : start + _LINES]]
        for text in _EMPTY_LINES.split("\n".join(kept).strip("\n")):
            if text:
                yield (span_of(text, face),)


def _set(pieces: Iterable[Piece]) -> Iterator[tuple[Span, ...]]:
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
    """Composes paragraphs, one after the other."""

    def __init__(self) -> None:
        self.last = ""  # the last character; "" at the start of a paragraph
        self._runs: list[tuple[list[str], Face]] = []
        self._gap = False  # white space was read and not yet added

    def text(self, text: str, face: Face) -> None:
        begins = self.last in _STARTS
        plain = text.isprintable()  # its only white space is blanks
        if plain:
            inner = text.strip(" ")
            before, behind = text[:1] == " ", text[-1:] == " "
        else:
            text = _seen(text)
            if self.last == "\n" and text[:2] == "\xa0\xa0" and _INDENTED.match(text):
                text = _INDENTED.sub(_hard, text, 1)  # verse; indents of CJK text are not kept
            body = text.lstrip(_INDENT if begins else _EDGE)
            inner = body.rstrip(_EDGE)
            before, behind = len(body) < len(text), len(inner) < len(body)
        gap = self._gap or before
        if not inner:
            self._gap = gap
            return
        self._gap = behind
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
        """Whether a link begins directly after another one, between two letters. The number of a
        note does not count: it belongs to its word.
        """
        hrefs = self._runs[-1][1].href, face.href
        if not (self.last.isalnum() and following.isalnum()) or hrefs[0] == hrefs[1]:
            return False
        return all(href is not None and not href.startswith(PART) for href in hrefs)

    def _append_behind_gap(self, text: str, face: Face) -> None:
        texts, before = self._runs[-1]
        if before == face:
            texts.append(f" {text}")
        elif not _shows(before):
            texts.append(" ")
            self._runs.append(([text], face))
        elif not _shows(face):
            self._runs.append(([" ", text], face))
        else:
            self._runs += [([" "], Face()), ([text], face)]
        self.last = text[-1]

    def _append(self, text: str, face: Face) -> None:
        runs = self._runs
        if runs and runs[-1][1] == face:
            runs[-1][0].append(text)
        else:
            runs.append(([text], face))
        self.last = text[-1]


def _shows(face: Face) -> bool:
    """Whether a blank in this style is visible: underlined, struck out, or on a background."""
    return face.href is not None or face.code or face.strike


def span_of(text: str, face: Face) -> Span:
    """A span of text in a style; blanks alone are never bold."""
    if _HARD_BLANK in text:
        text = text.replace(_HARD_BLANK, " ")
    if face.bold and text.isspace():
        face = face._replace(bold=False)
    return Span(text, *face)
