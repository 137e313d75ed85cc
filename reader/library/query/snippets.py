"""Marks the hits of a query in a text, and makes a snippet around the first hit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from reader.library.index.tokens import GAP, fold, is_cjk
from reader.library.query.language import Query, Term

Parts = tuple[tuple[str, bool], ...]
"""A text in pieces, each with a flag that says whether it is a hit."""

_SNIPPET = 90
_OPENING = 24
_NO_BREAK = "\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
"""Characters next to which a Latin word may begin and end."""


def marked(text: str, query: Query, start: int = 0, end: int | None = None) -> Parts:
    """The text from `start` to `end` in pieces, with the hits of a query marked."""
    end = len(text) if end is None else end
    parts: list[tuple[str, bool]] = []
    at = start
    for first, last in _places(text, query, start, end):
        if first > at:
            parts.append((text[at:first], False))
        parts.append((text[first:last], True))
        at = last
    if at < end:
        parts.append((text[at:end], False))
    return tuple(parts)


def snippet(text: str, query: Query, length: int = _SNIPPET) -> Parts:
    """A line of the text around the first hit, or from its beginning; "…" marks
    what is left out.
    """
    found = next(_places(text, query, 0, len(text)), None)
    start = _start(text, found[0]) if found else 0
    end = min(len(text), start + length)
    parts = [(part.replace("\n", " "), is_hit) for part, is_hit in marked(text, query, start, end)]
    if start:
        parts.insert(0, ("…", False))
    if end < len(text):
        parts.append(("…", False))
    return tuple(parts)


def _start(text: str, hit: int) -> int:
    """The start of a snippet: that of the line if it is near, else that of a word."""
    start = max(text.rfind("\n", 0, hit) + 1, hit - _OPENING, 0)
    if start and text[start - 1] != "\n" and not is_cjk(text[start]):
        blank = text.find(" ", start, hit)
        start = blank + 1 if blank >= 0 else start
    return start


def _places(text: str, query: Query, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The start and end of each hit of a query; hits do not overlap."""
    pattern = _pattern(query.terms)
    if pattern is None:
        return
    folded = fold(text)
    if len(folded) != len(text):  # a letter became two, so positions differ: fold only case
        folded = text.lower() if len(text.lower()) == len(text) else text
    for found in pattern.finditer(folded, start, end):
        if found.end() > found.start():
            yield found.span()


@lru_cache(4)  # of a search, and of filters, in many titles
def _pattern(terms: tuple[Term, ...]) -> re.Pattern[str] | None:
    """A pattern that finds the words in a folded text."""
    found = sorted({_expression(term) for term in terms if term.column != "site"}, key=len)
    return re.compile("|".join(reversed(found))) if found else None


def _expression(term: Term) -> str:
    made = ""
    last = ""
    for word in fold(term.words).split():
        if word == GAP:
            made += r"[\W_]+"
        else:
            cjk = is_cjk(word[0])
            if last and last != GAP:
                made += "" if cjk and is_cjk(last[-1]) else r"[\W_]*"
            made += re.escape(word) if cjk else rf"(?<![^\W_{_NO_BREAK}]){re.escape(word)}"
        last = word
    if not is_cjk(last[-1]):
        made += rf"[^\W_{_NO_BREAK}]*" if not term.whole else rf"(?![^\W_{_NO_BREAK}])"
    return made
