"""Tells whether a text runs from right to left, like Arabic and Hebrew."""

from __future__ import annotations

from unicodedata import bidirectional

from reader.lazy_re import late

_BACKWARD = late(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def is_backward(text: str) -> bool:
    """Whether a paragraph runs from right to left, as its first letter does (UAX #9, P2 and P3)."""
    if text.isascii() or not _BACKWARD.search(text):
        return False
    kinds = (bidirectional(character) for character in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"
