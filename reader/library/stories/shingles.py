"""The shingles of a text, and the bands by which texts that share many of them find each other.

A text is cut into pieces wherever certain bytes of its UTF-8 are: an `a`, an `e`, or one of so many
in a CJK character. So what is before and after does not change where a paragraph is cut, and all is
done by a few calls for the whole text, not by one for each character (Muthitacharoen, Chen,
Mazières, “A Low-bandwidth Network File System”, 2001, cut files so). Two pieces in sequence, about
five CJK characters or twelve letters, are a shingle. Blanks, punctuation and case do not count.

What is changed here needs another BANDS_VERSION (index/schema.py).

Of the shingles, 64 minima are kept by one permutation: a shingle falls into one of 64 bins, and the
least of each bin counts (Li, Owen, Zhang, “One Permutation Hashing”, 2012); an empty bin takes the
minimum of the next one (Shrivastava, Li, “Densifying One Permutation Hashing”, 2014). Two minima
make a band. Two texts whose shingles have a Jaccard similarity of s agree in one band of 32 with
the probability of 1 - (1 - s²)³²: .95 at .3 (Leskovec, Rajaraman, Ullman, “Mining of Massive
Datasets”, 3.4).
"""

from __future__ import annotations

import re
from array import array
from functools import cache
from itertools import pairwise
from zlib import crc32

LEAST = 20
"""Shingles; a shorter text says too little to be compared."""

MOST = 100_000
"""Characters of a text that are compared, from its start: more tell no other story, and a text may
have millions.
"""

BANDS = 32
_BINS = 2 * BANDS
_FULL = 0xFFFFFFFF
_ONE, _TWO = 0x9E3779B1, 0x85EBCA77
_OF_BANDS = tuple(band * 0xC2B2AE3D for band in range(BANDS))
"""What makes one number of a band and its minima, so that all bands can be keys of one table."""

_NONE = 1 << 63
"""More than any shingle: the minimum of an empty bin."""

_CUTS = b"ae" + bytes(range(0x85, 0xB8, 3))
"""Bytes that end a piece: a fifth of the letters of Latin texts, and of the bytes that follow the
first one of another character a quarter, but for those that are second in each kana or Thai letter.
"""

_CUT = bytes.maketrans(_CUTS, b"\n" * len(_CUTS))
_IGNORED = bytes(byte for byte in range(128) if not chr(byte).isalnum())


@cache
def _punctuation() -> re.Pattern[bytes]:
    """Punctuation and blanks outside ASCII: of Latin-1, general, CJK, and in full width."""
    wide = rb"\xef\xbc[\x80-\x8f\x9a-\xa0\xbb-\xbf]|\xef\xbd[\x80\x9b-\xa0]"
    return re.compile(rb"\xc2.|\xe2\x80.|\xe3\x80[\x80-\x84\x88-\xa0]|" + wide, re.DOTALL)


def shingles(text: str) -> frozenset[int]:
    """The shingles of a text, as far as it is compared, 64 bits each."""
    return _shingles(_pieces(text))


def inner_shingles(paragraph: str) -> frozenset[int]:
    """Those shingles of a paragraph that any text has of which it is a part."""
    return _shingles(_pieces(paragraph)[1:-1])


def _pieces(text: str) -> list[bytes]:
    data = _punctuation().sub(b"", text[:MOST].lower().encode("utf-8", "replace"))
    return data.translate(_CUT, _IGNORED).split(b"\n")


def _shingles(pieces: list[bytes]) -> frozenset[int]:
    """Python hashes a tuple of integers alike in every process. Should another version of it hash
    otherwise, texts of before and after do not find each other, and nothing else happens.
    """
    numbers = list(map(crc32, filter(None, pieces)))
    return frozenset(map(hash, pairwise(numbers)))


def bands(found: frozenset[int]) -> array[int]:
    """The bands of a text with these shingles: 32 numbers of 32 bits, in order; none if the text
    is too short.
    """
    if len(found) < LEAST:
        return array("I")
    minima = [_NONE] * _BINS
    for number in found:  # this takes half the time of sorting them
        place = number % _BINS
        if number < minima[place]:
            minima[place] = number
    following = next(number for number in minima if number != _NONE)
    for place in reversed(range(_BINS)):
        if minima[place] == _NONE:
            minima[place] = following
        following = minima[place]
    pairs = zip(_OF_BANDS, minima[::2], minima[1::2], strict=True)
    return array("I", [(one * _ONE ^ two * _TWO ^ band) & _FULL for band, one, two in pairs])
