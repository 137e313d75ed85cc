"""Where a query is found in a text: its hits told apart, and a line around the first of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reader.library.index.tokens import GAP, fold, is_cjk
from reader.library.query.language import Query, Term

Parts = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is a hit."""

_SNIPPET = 90
_OPENING = 24
_NO_BREAK = "\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
"""Beside these a Latin word begins and ends."""


def marked(text: str, query: Query, start: int = 0, end: int | None = None) -> Parts:
    """A text in pieces, with what a query found in it told apart."""
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
    """A line of the text around the first hit, or its beginning; "…" is what is left out."""
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
    """Where a snippet starts: at the line's start if that is near, else at a word's."""
    start = max(text.rfind("\n", 0, hit) + 1, hit - _OPENING, 0)
    if start and text[start - 1] != "\n" and not is_cjk(text[start]):
        blank = text.find(" ", start, hit)
        start = blank + 1 if blank >= 0 else start
    return start


def _places(text: str, query: Query, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the words of a query are, none over another."""
    pattern = _pattern(query.terms)
    if pattern is None:
        return
    folded = fold(text)
    if len(folded) != len(text):  # a letter became two: what was folded is looked for as it is
        folded = text.lower() if len(text.lower()) == len(text) else text
    for found in pattern.finditer(folded, start, end):
        if found.end() > found.start():
            yield found.span()


def _pattern(terms: Sequence[Term]) -> re.Pattern[str] | None:
    """What finds the words in a folded text."""
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
