"""Finds sentences and clauses in a paragraph, in scripts with and without blanks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from reader.articles.html.spans import cells
from reader.lazy_re import late

SENTENCE_LIMIT = 300
"""Cells; if a sentence is longer, a clause of it is enough."""

_END = late(
    r"(?:[。！？｡؟।]+|…{2,}|[!?]+(?=[\s\"”’)\]」』）】]|$|[^\x00-\x7f])|\.{1,4}(?=[\"”’)\]]*(?:\s|$)))"
    r"[\"”’)\]」』）】》〉]*|\n"
)
_CLAUSE_END = late(r"[，；：、،؛]+|[,;:](?=\s|$)|\s[–—-]\s|——")
_ABBREVIATION = late(
    r"(?:^|[\s(“\"'])(?:[A-Z]|[A-Za-z](?:\.[A-Za-z])+|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|Gen|Sen|Rep|Gov|Lt"
    r"|Col|Sgt|Capt|Rev|Hon|vs|etc|No|Nos|Inc|Ltd|Corp|Co|Fig|cf|al|approx|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec|bzw|ca|Nr|Str|usw|Abs|Hr|Fr|M|Mme|Sra?|Srta|Dra?|Ud|т|г|им)$"
)
_LOOKED_BACK = 12
_EDGE = " \t\n\u3000\xa0"


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each sentence of a text, without blanks around it."""
    start = 0
    for mark in _END.finditer(text):
        if mark[0][0] == "." and _goes_on(text, mark.start(), mark.end()):
            continue
        yield from _trimmed(text, start, mark.end())
        start = mark.end()
    yield from _trimmed(text, start, len(text))


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The start and end of the sentences that contain a piece of a text, or of the clauses if they
    are longer than `SENTENCE_LIMIT`.
    """
    found = list(sentences(text))
    first, last = _at(found, start), _at(found, max(end - 1, start))
    begin, stop = min(found[first][0], start), max(found[last][1], end)
    return (
        _clauses(text, begin, stop, start, end)
        if cells(text[begin:stop]) > SENTENCE_LIMIT
        else (
            begin,
            stop,
        )
    )


def _at(found: list[tuple[int, int]], place: int) -> int:
    return max(bisect_right(found, place, key=lambda one: one[0]) - 1, 0)


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a full stop only ends an abbreviation, or a lower-case letter follows it."""
    if _ABBREVIATION.search(text[max(start - _LOOKED_BACK, 0) : start]):
        return True
    following = text[end : end + 3].lstrip()[:1]
    return following.islower()


def _clauses(text: str, begin: int, stop: int, start: int, end: int) -> tuple[int, int]:
    """The clauses of a sentence that contain a piece of it."""
    before = [mark.end() for mark in _CLAUSE_END.finditer(text, begin, start)]
    after = _CLAUSE_END.search(text, end, stop)
    found = list(_trimmed(text, before[-1] if before else begin, after.start() if after else stop))
    return found[0] if found else (start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The piece without blanks at its edges, unless it is blank."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    if start < end:
        yield start, end
