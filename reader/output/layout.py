"""Line breaking, CJK included.

The useful part of JLREQ section 3.1 and of UAX #14: a line may break between any two CJK
characters, but closing marks never begin a line and opening ones never end it; dashes and dots of
two stay whole, and so do Latin words and numbers, unless they are longer than the line. Nothing is
added between CJK and Latin. Widths are those of the terminal's cells, by grapheme cluster.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rich.cells import split_graphemes

from reader.lazy_re import late
from reader.output.cells import width_of

LONG = 20_000
"""Characters; a longer text is broken as its lines are asked for."""

Range = tuple[int, int]
"""Start and end of a line in a text, in characters, the end excluded."""

NO_START = (
    "，。、；：？！）》」』】〉〕］｝〗〙〞”’…‥—─·・％‰℃,.;:?!)]}%々〻ーゝゞヽヾ～〜"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    "་།༎༏༐༑༔"
)
"""Characters that may not begin a line."""

NO_END = "（《「『【〈〔［｛〖〘“‘([{￥＄$#"
"""Characters that may not end a line."""

_LEADING_VOWELS = "เแโใไເແໂໃໄ"
"""Vowels of Thai and Lao that stand before their consonant: a syllable begins with them."""

_FOLLOWING = "ะาำๅๆฯ๎ະາຳຽໆຯ\u17d2"
"""Vowels and marks of Thai and Lao that stand behind their consonant and begin no line; the sign
of Khmer that joins two consonants.
"""

_CJK = (
    (0x2E80, 0x2FDF), (0x3003, 0x3003), (0x3006, 0x3007), (0x3012, 0x3013), (0x3021, 0x3029),
    (0x3041, 0x3096), (0x30A1, 0x30FA), (0x3105, 0x318E), (0x31A0, 0x31BF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xA000, 0xA4C6), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF10, 0xFF19),
    (0xFF21, 0xFF3A), (0xFF41, 0xFF5A), (0x20000, 0x3FFFD),
)  # fmt: skip
_WIDE_MARKS = (
    "，。、；：？！）》」』】〉〕］｝〗〙〞”’…‥—─·・％々〻ーゝゞヽヾ～〜"
    "（《「『【〈〔［｛〖〘“‘￥＄"
)
_OPENERS = "([{$#"
_BLANK = " \u3000\u200b"
_NOT_NARROW = late("[^ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027]")


class _Classes(dict[int, str]):
    """What a character is to a line, one letter each, found out when it is first met.

    A text of such letters is broken in place of the text: patterns of them are small, where those
    of the characters themselves take longer to compile than a screen takes to set.
    """

    def __missing__(self, ordinal: int) -> str:
        found = self[ordinal] = _class_of(ordinal)
        return found


def _class_of(ordinal: int) -> str:
    character = chr(ordinal)
    if character in NO_START:
        if character == "’":
            return "q"
        return "t" if character not in _WIDE_MARKS and not _is_cjk(ordinal) else "s"
    if _is_cjk(ordinal):
        return "c"
    if character in _BLANK:
        return "b"
    if character in NO_END:
        return "o" if character in _OPENERS else "e"
    if character.isspace():
        return "n" if character in "\t\n" else "v"
    return "a" if character.isascii() and character.isalpha() else "w"


def _is_cjk(ordinal: int) -> bool:
    return any(first <= ordinal <= last for first, last in _CJK)


class _Widths(dict[str, int]):
    """How many cells characters take."""

    def __missing__(self, character: str) -> int:
        found = self[character] = width_of(character)
        return found


_CLASSES, _WIDTHS = _Classes(), _Widths()
_NO_START = "[qst]"
_WORD = "(?:[aotvw]|(?<=a)q(?=a))"
_TOKEN = late(
    f"(?P<blank>b+)(?!{_NO_START}|b)"
    f"|(?P<cjk>c+)(?!b*{_NO_START})"
    f"|(?:[eo]b*|{_WORD}*ob*(?=[^bnv]))*"
    f"(?:c|{_WORD}+)?"
    f"(?:{_NO_START}|b+(?={_NO_START}))*"
    f"|."
)
"""What may not be broken, in letters of `_Classes`: b blank, c CJK, s and t what may not begin a
line (t within words), e and o what may not end one (o within words), a and w what words are made
of, v white space that is, too, n white space that is not, q an apostrophe or a closing quote.
"""


def break_lines(text: str, width: int, first: int | None = None) -> Iterator[Range]:
    """Break a text without "\\n" into lines of at most `width` cells; the first of at most `first`.

    Blanks at a break belong to no line. A text without characters is one empty line.
    """
    width, first = max(width, 2), max(width if first is None else first, 2)
    edges = text[:1] + text[-1:]
    if len(text) <= first and edges.strip(_BLANK) == edges and width_of(text) <= first:
        yield 0, len(text)
        return
    if len(text) > LONG:
        yield from _long(text, width, first)
        return
    classes = text.translate(_CLASSES)
    blank = classes[:1] in ("", "b") or classes[-1] == "b"
    if blank or "\u200d" in text:
        yield from _lines(text, classes, width, first)
    else:
        yield from _lines_at_once(text, classes, width, first)


def _long(text: str, width: int, first: int) -> Iterator[Range]:
    """The lines of a long text, part after part: the last two of a part, which could become others
    if it went on, begin the next one.
    """
    start, room, size = 0, first, LONG
    while len(text) - start > size:
        part = text[start : start + size]
        found = list(_lines(part, part.translate(_CLASSES), width, room))
        if len(found) < 3 or not found[-2][0]:  # blanks, or marks that cling to one character
            size = 4 * size + 100
            continue
        yield from ((start + begin, start + end) for begin, end in found[:-2])
        start, room, size = start + found[-2][0], width, LONG
    part = text[start:]
    for begin, end in _lines(part, part.translate(_CLASSES), width, room):
        yield start + begin, start + end


def _lines_at_once(text: str, classes: str, width: int, first: int) -> Iterator[Range]:
    """The lines of a text whose characters have their widths each for itself: the place where a
    line is full is known, and only what stands around it is looked at.
    """
    cells = _places(text)
    start, room = 0, first
    while cells[-1] - cells[start] > room:
        full = bisect_right(cells, cells[start] + room, start) - 1
        end, unit = _filled(classes, start, full)
        if cells[end] == cells[start] or cells[unit[1]] - cells[unit[0]] > width:
            for begin, stop in _lines(text[start:], classes[start:], width, room):
                yield start + begin, start + stop
            return
        yield start, end
        start, room = unit[0], width
    yield start, len(text)


def _filled(classes: str, start: int, full: int) -> tuple[int, Range]:
    """Where a line ends that is full at a place, and the unit that begins the next one."""
    end, at = _break_before(classes, start, full)
    for unit in _TOKEN.finditer(classes, at):
        if unit.lastgroup == "blank" or unit.end() <= full:
            end = end if unit.lastgroup == "blank" else unit.end()
        elif unit.lastgroup == "cjk":
            following = max(unit.start(), full)
            return (following if following > unit.start() else end), (following, following)
        else:
            return end, unit.span()
    return end, (len(classes), len(classes))


def _places(text: str) -> Sequence[int]:
    """The cell at which each character of a text begins, and the one at its end."""
    if not _NOT_NARROW.search(text):
        return range(len(text) + 1)
    return list(accumulate(map(_WIDTHS.__getitem__, text), initial=0))


def _break_before(classes: str, start: int, full: int) -> Range:
    """A place to break a line that is full at a place: where it ends there, and what is next."""
    blank = classes.rfind("b", start, full)
    while blank > start and (classes[blank - 1] in "beo" or classes[blank + 1] in "bqst"):
        blank = classes.rfind("b", start, blank)
    between = classes.rfind("cc", start, full)
    if between < 0 and blank <= start:
        return start, start
    return (blank, blank + 1) if blank > between else (between + 1, between + 1)


def _lines(text: str, classes: str, width: int, first: int) -> Iterator[Range]:
    filler = _Filler(text, width, first)
    for token in _TOKEN.finditer(classes):
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
    return text[:1] != "" and text[0] in NO_START


def _is_mark(character: str) -> bool:
    """Whether a character is written on or around the one before it."""
    return not character.isascii() and unicodedata.category(character) in ("Mn", "Mc")


class _Filler:
    """Fills one line after another with what may not be broken."""

    def __init__(self, text: str, width: int, first: int) -> None:
        self._text, self._width, self._room = text, width, first
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
        """Where to cut: between the words of an address or a formula, if they are short; in
        Thai and its kin, which part no words, where a syllable evidently begins, or may begin.
        """
        for reach, is_good in (
            (self._width // 2, self._is_between_words),
            (10, self._begins_syllable),
            (8, self._is_allowed),
        ):
            for earlier in range(cut, max(start, self._start, cut - reach), -1):
                if is_good(earlier):
                    return earlier
        return cut

    def _is_between_words(self, at: int) -> bool:
        text = self._text
        if text[at - 1].isalnum() and text[at].isalnum():
            return False
        return not _is_mark(text[at - 1]) and self._is_allowed(at)

    def _begins_syllable(self, at: int) -> bool:
        return self._text[at] in _LEADING_VOWELS and self._is_allowed(at)

    def _is_allowed(self, at: int) -> bool:
        before, after = self._text[at - 1], self._text[at]
        if after in NO_START or before in NO_END or before in _LEADING_VOWELS:
            return False
        return after not in _FOLLOWING and not _is_mark(after)

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
