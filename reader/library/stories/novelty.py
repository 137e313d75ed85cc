"""Which paragraphs of a version are new to whoever has read another one."""

from __future__ import annotations

from collections.abc import Iterable

from reader.library.stories.shingles import MOST, inner_shingles, shingles

_LEAST = 4
"""Shingles; a shorter paragraph is a caption, a byline, a label."""

_KNOWN = 0.5
"""The share of a paragraph's shingles from which on it is not new."""


class KnownText:
    """The text that was read."""

    def __init__(self, text: str) -> None:
        self._shingles = shingles(text)

    def lacks(self, paragraph: str) -> bool:
        """Whether a paragraph says what is not in the text, for the most part."""
        found = inner_shingles(paragraph)
        return len(found) >= _LEAST and len(found & self._shingles) < _KNOWN * len(found)


def new_paragraphs(paragraphs: Iterable[str], known: KnownText) -> list[int]:
    """The numbers of the paragraphs of a text that a known text lacks, as far as texts are
    compared.
    """
    found: list[int] = []
    size = 0
    for number, paragraph in enumerate(paragraphs):
        if known.lacks(paragraph):
            found.append(number)
        size += len(paragraph)
        if size >= MOST:
            break
    return found
