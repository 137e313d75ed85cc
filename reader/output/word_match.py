"""Finds words in a text as a reader means them, whatever their width and Unicode form.

"１" is "1" and "ｱ" is "ア" (NFKD); case matters only if the words contain a capital. A line break
counts as a blank, and blanks between CJK characters do not count at all, since CJK words are not
separated by blanks. Results are offsets in the original text.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from reader.lazy_re import late

_SPACE = late(r"\s+")
_CJK = "\u3001-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_BEFORE, _BEHIND = f"(?<![^\\W_{_CJK}])", f"(?![^\\W_{_CJK}])"
_REST = f"[^\\W_{_CJK}]*"
_JOINT = late(f"(?<=[{_CJK}])\n(?=[{_CJK}])")


class _Folding(dict[int, str]):
    """The folded form of each character, computed once."""

    def __init__(self, *, with_case: bool) -> None:
        super().__init__()
        self._with_case = with_case

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = " " if character.isspace() else unicodedata.normalize("NFKD", character)
        self[code] = folded if self._with_case else folded.casefold()
        return self[code]


_FOLDINGS = {with_case: _Folding(with_case=with_case) for with_case in (False, True)}


class Text:
    """A text to look for words in, folded once."""

    __slots__ = ("_folded", "_joints", "_starts", "_text", "_with_case")

    def __init__(self, text: str, *, with_case: bool) -> None:
        joints = [found.start() for found in _JOINT.finditer(text)] if "\n" in text else []
        self._joints = [at - number for number, at in enumerate(joints)]
        self._text = text = _JOINT.sub("", text) if joints else text
        self._folded = text.translate(_FOLDINGS[with_case])
        self._starts: array[int] | None = None
        self._with_case = with_case

    def places(self, words: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """Where a pattern from `sought` is found: start and end in characters."""
        for found in words.finditer(self._folded):
            start, end = found.span()
            if end < len(self._folded) and unicodedata.combining(self._folded[end]):
                continue  # か is not in が
            yield self._original(start), self._original(end - 1) + 1

    def _original(self, at: int) -> int:
        """The offset in the original text of a character of the folded one."""
        if len(self._folded) != len(self._text):
            if self._starts is None:
                folding = _FOLDINGS[self._with_case]
                sizes = (len(folding[ord(character)]) for character in self._text)
                self._starts = array("l", accumulate(sizes, initial=0))
            at = bisect_right(self._starts, at) - 1
        return at + bisect_right(self._joints, at)


def has_case(words: str) -> bool:
    """Whether case matters, which is so if the words contain a capital."""
    return any(character.isupper() for character in words)


def sought(words: str) -> re.Pattern[str] | None:
    """The pattern for `Text.places`; None if there is nothing to look for."""
    folding = _FOLDINGS[has_case(words)]
    parts = _SPACE.split(words.translate(folding).strip())
    if parts == [""]:
        return None
    return re.compile(" +".join(map(re.escape, parts)))


def any_of(words: list[str]) -> re.Pattern[str] | None:
    """The same for several words or phrases, each of which is to be found; case never matters."""
    patterns = [found.pattern for word in words if (found := sought(word.casefold()))]
    return re.compile("|".join(sorted(patterns, key=len, reverse=True))) if patterns else None


def whole_words(words: Iterable[tuple[str, bool]]) -> re.Pattern[str] | None:
    """The same for words and phrases that begin where a word of the text does, which CJK characters
    always do; each with whether it also ends there, and is not only the beginning of a word.
    """
    found = ((sought(word.casefold()), whole) for word, whole in words)
    patterns = [_bounded(one.pattern, whole) for one, whole in found if one]
    return re.compile("|".join(sorted(patterns, key=len, reverse=True))) if patterns else None


def _bounded(pattern: str, whole: bool) -> str:
    before = _BEFORE if _is_letter(pattern[0]) else ""
    behind = (_BEHIND if whole else _REST) if _is_letter(pattern[-1]) else ""
    return f"{before}{pattern}{behind}"


def _is_letter(character: str) -> bool:
    return character.isalnum() and not re.match(f"[{_CJK}]", character)
