"""Titles compared, and their marks mended: what the front matter says against what the body does.

A title that was made from a file's name has `_` for each mark that no name may hold. Two titles are
the same where their letters and digits are, whatever the marks.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from reader.lazy_re import late

_MARK = '(?:[/\\\\:*?"<>|：？＂＜＞｜／＊]|&(?:lt|gt|quot|#34|#39|#x27);)'
_BLANK = late(r"\s+")
_LOOKED_AT = 200_000
_SAYING = frozenset(("Ll", "Lm", "Lo", "Lt", "Lu", "Nd", "Nl", "No", "So"))
_KNOWN_BY = 4
"""Letters that a title needs to be found again in a text."""


@lru_cache(256)
def comparable(title: str) -> str:
    """The letters and digits of a title, small ones all; '' where it has none."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return "".join(filter(str.isalnum, text))


def same(title: str, other: str) -> bool:
    """Whether two texts are one title, with other marks perhaps."""
    if title == other:
        return True
    return bool(known := comparable(title)) and known == comparable(other)


def says_something(title: str) -> bool:
    """Whether there is a letter, a digit or a picture in a title, and not only marks."""
    return any(unicodedata.category(character) in _SAYING for character in title)


def mended(title: str, body: str) -> str:
    """A title with the marks that the body has where `_` stands for them; else as it is."""
    if "_" not in title or len(comparable(title)) < _KNOWN_BY:
        return title
    head = body[:_LOOKED_AT]
    if title in head:
        return title
    words = (r"\s+".join(map(re.escape, _BLANK.split(part))) for part in title.split("_"))
    found = re.search(_MARK.join(words), head)
    if found is None:
        return title
    import html

    return " ".join(html.unescape(found[0]).split())
