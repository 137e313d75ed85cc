"""Whether one article is a version of another: the exact check of what the bands suggest.

Much of what a text shares with another is a template: a daily report has the same sentences each
day, with other figures. Such texts come from one site, so articles of the same site have to be
nearly equal; if their titles differ in numbers only, they are two issues of a series.
"""

from __future__ import annotations

import math
import re
from array import array
from functools import cache
from itertools import islice

from reader.lazy_tuple import NamedTuple

SECONDS = 3 * 86_400
"""How far apart two versions of a story may be published."""

VERSION, NEARLY_EQUAL = 1, 2
"""How alike two articles are."""

_JACCARD, _CONTAINED = 0.3, 0.5
_STRICT_JACCARD, _STRICT_CONTAINED = 0.5, 0.8
_SAME_SITE = 0.7

_SOME = 64
"""Shingles that are compared before all."""


class Compared(NamedTuple):
    """What is compared of an article: its title, its site, the seconds since 1970 UTC of its
    publishing (None if unknown) and the shingles of its text. A set of them takes ten times as much
    memory as an array; it serves where one article is compared with many.
    """

    title: str
    site: str
    published: int | None
    shingles: array[int] | frozenset[int]


def likeness(one: Compared, other: Compared) -> int:
    """VERSION if two articles tell one story in the same words, for the most part; NEARLY_EQUAL if
    nearly all of them are the same; 0 if they are different.

    They are published within three days of each other; without a date only equal texts are
    versions.
    """
    is_near = _is_near(one, other)
    if not is_near and None not in (one.published, other.published):
        return 0
    mine = frozenset(one.shingles)
    if _differ(one, other, len(mine.intersection(islice(other.shingles, _SOME)))):
        return 0
    shared = len(mine.intersection(other.shingles))
    if len(one.shingles) == len(other.shingles) == shared:
        return NEARLY_EQUAL
    if not is_near:
        return 0
    jaccard = shared / (len(one.shingles) + len(other.shingles) - shared)
    if one.site == other.site:
        is_same = jaccard >= _SAME_SITE and not _is_series(one.title, other.title)
        return NEARLY_EQUAL if is_same else 0
    contained = shared / min(len(one.shingles), len(other.shingles))
    if jaccard >= _STRICT_JACCARD or contained >= _STRICT_CONTAINED:
        return NEARLY_EQUAL
    return VERSION if jaccard >= _JACCARD or contained >= _CONTAINED else 0


def _differ(one: Compared, other: Compared, shared: int) -> bool:
    """Whether two texts are no versions, as some shingles of the other show, of which so many are
    shared: fewer than would be by chance once in a thousand times. The order of shingles, which
    come out of a set, is as good as chance.
    """
    jaccard = _SAME_SITE if one.site == other.site else _JACCARD
    of_shorter = 2 * jaccard / (1 + jaccard)
    share = of_shorter * min(len(one.shingles) / max(len(other.shingles), 1), 1)
    number = min(_SOME, len(other.shingles))
    return shared < number * share - 3 * math.sqrt(number * share * (1 - share))


def _is_near(one: Compared, other: Compared) -> bool:
    if one.published is None or other.published is None:
        return False
    return abs(one.published - other.published) <= SECONDS


def _is_series(one: str, other: str) -> bool:
    """Whether two titles differ, and only in what tells one issue of a series from the next."""
    return one != other and _issue().sub("#", one) == _issue().sub("#", other)


@cache
def _issue() -> re.Pattern[str]:
    """Numbers, months and days of the week."""
    months = "january february march april may june july august september october november december"
    days = "monday tuesday wednesday thursday friday saturday sunday"
    names = f"{months} {days}".split()
    short = [name[:3] for name in names] + ["sept", "tues", "thurs"]
    words = "|".join(sorted({*names, *short}, key=len, reverse=True))
    return re.compile(rf"[\d〇一二三四五六七八九十百日]+|\b(?:{words})\b", re.IGNORECASE)
