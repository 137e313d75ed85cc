"""Line breaking, CJK included.

The useful part of JLREQ section 3.1 and of UAX #14: a line may break between any two CJK
characters, but closing marks never begin a line and opening ones never end it; dashes and dots of
two stay whole, and so do Latin words and numbers, unless they are longer than the line. Nothing is
added between CJK and Latin. Widths are those of the terminal's cells, by grapheme cluster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import split_graphemes

from reader.output.cells import width_of

Range = tuple[int, int]
"""Start and end of a line in a text, in characters, the end excluded."""

NO_START = (
    "，。、；：？！）》」』】〉〕］｝〗〙〞”’…‥—─·・％‰℃,.;:?!)\\]}%々〻ーゝゞヽヾ～〜"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
"""Characters that may not begin a line."""

NO_END = "（《「『【〈〔［｛〖〘“‘(\\[{￥＄$#"
"""Characters that may not end a line."""

_CJK = (
    "\u2e80-\u2fdf\u3003\u3006-\u3007\u3012\u3013\u3021-\u3029\u3041-\u3096\u30a1-\u30fa"
    "\u3105-\u318e\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4c6"
    "\uac00-\ud7a3\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U00020000-\U0003fffd"
)
_BLANK = " \u3000"
_WIDE_MARKS = (
    "，。、；：？！）》」』】〉〕］｝〗〙〞”’…‥—─·・％々〻ーゝゞヽヾ～〜"
    "（《「『【〈〔［｛〖〘“‘￥＄"
)
_WORD = f"(?:[^\t\n{_BLANK}{_CJK}{_WIDE_MARKS}]|(?<=[A-Za-z])’(?=[A-Za-z]))"
_PLAIN = f"(?:(?![{NO_START}])[{_CJK}])"
_TOKEN = re.compile(
    f"(?P<blank>[{_BLANK}]+)(?![{NO_START}{_BLANK}])"
    f"|(?P<cjk>{_PLAIN}+)(?![{_BLANK}]*[{NO_START}])"
    f"|(?:[{NO_END}][{_BLANK}]*|{_WORD}*[([{{$#][{_BLANK}]*(?=\\S))*"
    f"(?:{_PLAIN}|{_WORD}+)?"
    f"(?:[{NO_START}]|[{_BLANK}]+(?=[{NO_START}]))*"
    f"|.",
    re.DOTALL,
)
_STARTS_BADLY = re.compile(f"[{NO_START}]")
_ENDS_BADLY = re.compile(f"[{NO_END}]")


def break_lines(text: str, width: int, first: int | None = None) -> Iterator[Range]:
    """Break a text without "\\n" into lines of at most `width` cells; the first of at most `first`.

    Blanks at a break belong to no line. A text without characters is one empty line.
    """
    filler = _Filler(text, width, width if first is None else first)
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        if start == end:
            continue
        match token.lastgroup:
            case "blank":
                yield from filler.blank(start, end)
            case "cjk":
                yield from filler.run(start, end)
            case _:
                yield from filler.unit(start, end)
    yield filler.line()


def starts_badly(text: str) -> bool:
    """Whether a text begins with a character that may not begin a line."""
    return bool(_STARTS_BADLY.match(text))


class _Filler:
    """Fills one line after another with what may not be broken."""

    def __init__(self, text: str, width: int, first: int) -> None:
        self._text, self._width, self._room = text, max(width, 2), max(first, 2)
        self._start = self._end = self._used = 0
        self._gap = 0  # cells of blank since the last character

    def line(self) -> Range:
        return self._start, self._end

    def blank(self, start: int, end: int) -> Iterator[Range]:
        if self._end > self._start:
            self._gap += width_of(self._text[start:end])
        elif end - start < self._room - 2 and start == 0:
            self._end, self._used = end, width_of(self._text[start:end])
        else:
            self._start = self._end = end
        yield from ()

    def run(self, start: int, end: int) -> Iterator[Range]:
        """CJK characters without marks: two cells each, and a break between any two."""
        while start < end:
            fit = (self._room - self._used - self._gap) // 2
            if fit <= 0 and self._used:
                yield self._next(start)
                continue
            taken = min(max(fit, 1), end - start)
            self._place(start, start + taken, 2 * taken)
            start += taken

    def unit(self, start: int, end: int) -> Iterator[Range]:
        size = width_of(self._text[start:end])
        if self._used + self._gap + size > self._room:
            if size > self._width:
                yield from self._cut(start, end)
                return
            if self._used:
                yield self._next(start)
        self._place(start, end, size)

    def _cut(self, start: int, end: int) -> Iterator[Range]:
        """A word longer than a line is cut where it must be, though not beside a clinging mark."""
        if self._used and self._room - self._used - self._gap < 8:
            yield self._next(start)
        for at, stop, _ in split_graphemes(self._text[start:end])[0]:
            size = width_of(self._text[start + at : start + stop])
            if self._used and self._used + self._gap + size > self._room:
                cut = self._bearable(start, start + at)
                kept = width_of(self._text[cut : start + at])
                if kept + size > self._width:
                    cut, kept = start + at, 0
                self._end = cut
                yield self._next(cut)
                self._place(cut, start + at, kept)
            self._place(start + at, start + stop, size)

    def _bearable(self, start: int, cut: int) -> int:
        """Where to cut: between the words of an address or a formula, if they are short."""
        for reach, is_good in ((self._width // 2, self._is_between_words), (8, self._is_allowed)):
            for earlier in range(cut, max(start, self._start, cut - reach), -1):
                if is_good(earlier):
                    return earlier
        return cut

    def _is_between_words(self, at: int) -> bool:
        text = self._text
        return not (text[at - 1].isalnum() and text[at].isalnum()) and self._is_allowed(at)

    def _is_allowed(self, at: int) -> bool:
        text = self._text
        return not _STARTS_BADLY.match(text, at) and not _ENDS_BADLY.match(text, at - 1)

    def _place(self, start: int, end: int, size: int) -> None:
        if self._start == self._end:
            self._start = start
        self._used += self._gap + size
        self._gap = 0
        self._end = end

    def _next(self, start: int) -> Range:
        done = self.line()
        self._room, self._used, self._gap = self._width, 0, 0
        self._start = self._end = start
        return done
