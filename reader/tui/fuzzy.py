"""Finds names by a few of their letters, and ranks them: the palette and going to a name use it.

A typed text is words with blanks between them. A name matches if it has each word: best as the
whole name, then as its beginning, the beginning of one of its words, or any part of it. Then come
parts of a path (`金/国` is 金融/国际新闻), the beginnings of words (`nyt` is New York Times), and
letters in their order that are close together (`thm` is theme). The last part of a path counts more
than those above it. Width and case don't matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_WHOLE, _START, _WORD, _PART, _SCATTERED = 100.0, 80.0, 60.0, 40.0, 20.0
_ABOVE = 8.0
"""How much less a match in an upper part of a path counts."""

_SPREAD = 2
"""How many letters of a name one typed letter may span, where they don't begin words."""

_FULL = 10_000
"""Longer names don't differ in their length."""

_PATTERNS = 32
"""How many expressions of each kind are kept: those of the words of a text, for all names."""


class Pattern:
    """A typed text, to be compared with many names."""

    def __init__(self, typed: str) -> None:
        self._words = folded(typed).split()

    def __bool__(self) -> bool:
        return bool(self._words)

    def score(self, name: str) -> float:
        """How well a folded name matches: 0 if it does not. A shorter name is the better one of
        two that match alike.
        """
        score = 0.0
        for word in self._words:
            one = _score(word, name)
            if not one:
                return 0.0
            score += one
        return score + 1 - min(len(name), _FULL) / _FULL if score else 0.0

    def spots(self, text: str) -> list[tuple[int, int]]:
        """The pieces of a text, as it is shown, that match: their starts and ends."""
        name = folded(text)
        if len(name) != len(text):  # its characters are not those of the text
            return []
        return [spot for word in self._words for spot in _spots(word, name)]


def folded(text: str) -> str:
    """A text in the form in which names are compared."""
    return unicodedata.normalize("NFKC", text).casefold()


def _score(word: str, name: str) -> float:
    if len(word) > len(name):
        return 0.0  # without an expression for it, which may be large
    at = name.rfind(word)
    last = name.rfind("/") + 1
    if at < 0 and "/" in word and (found := _path_starts(word).search(name)):
        return _PART if found.end() > last else _PART - _ABOVE
    if at < 0:
        return _scattered(word, name)
    if at < last and "/" not in word:
        return _ranked(word, name[: last - 1], name[: last - 1].rfind(word)) - _ABOVE
    return _ranked(word, name[last:], max(at - last, 0))


def _ranked(word: str, name: str, at: int) -> float:
    """The score of a word that stands in a name at `at`, and maybe also before."""
    if at == 0 or name.startswith(word):
        return _WHOLE if len(word) == len(name) else _START
    first = _word_start(word).search(name)
    return _WORD if first else _PART


def _scattered(word: str, name: str) -> float:
    """The score of a word whose letters are not all in a row."""
    found = _scattered_span(word, name)
    if found is None:
        return 0.0
    length = found[1] - found[0]
    return _SCATTERED * (1 + len(word) / length) / 2


def _scattered_span(word: str, name: str) -> tuple[int, int] | None:
    """The shortest piece of a name that has the letters of a word in their order, if it is one that
    may be meant.
    """
    if len(word) < 2:
        return None
    if found := _parts(word).search(name):
        return found.span()
    near = len(word) * _SPREAD
    spans = (one.span(1) for one in _letters(word).finditer(name))
    return min(
        ((start, end) for start, end in spans if end - start <= near),
        key=lambda span: span[1] - span[0],
        default=None,
    )


def _spots(word: str, name: str) -> Sequence[tuple[int, int]]:
    at = name.rfind(word)
    if at >= 0:
        start = _word_start(word).search(name, name.rfind("/", 0, at) + 1)
        at = start.start() if start else at
        return [(at, at + len(word))]
    found = _scattered_span(word, name)
    if found is None:
        return []
    spots, at = [], found[0]
    for letter in word:
        at = name.index(letter, at)
        spots.append((at, at + 1))
        at += 1
    return spots


@lru_cache(_PATTERNS)
def _letters(word: str) -> re.Pattern[str]:
    """Letters in their order, at each place where they begin."""
    return re.compile("(?=(" + ".*?".join(map(re.escape, word)) + "))")


@lru_cache(_PATTERNS)
def _path_starts(word: str) -> re.Pattern[str]:
    """The beginnings of parts of a path that follow each other."""
    return re.compile("(?:^|/)" + "[^/]*/".join(map(re.escape, word.split("/"))))


@lru_cache(_PATTERNS)
def _parts(word: str) -> re.Pattern[str]:
    """Parts of a path, or the beginnings of words."""
    if "/" in word:
        return re.compile(".*?/.*?".join(map(re.escape, word.split("/"))))
    return re.compile(r"(?<!\w)" + r"(?:|.*?(?<!\w))".join(map(re.escape, word)))


@lru_cache(_PATTERNS)
def _word_start(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}")
