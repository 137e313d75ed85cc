"""Reads JSON exports of reading lists and feed readers: entries, each with a title and a text.

A file with one entry (wallabag) is an article. A file with several, as wallabag, Miniflux, Feedbin
or a JSON Feed have them, in a list, in a list below a name, or one on each line, is not: `reader
unpack` makes a file of each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reader.articles.frontmatter.fields import flat
from reader.articles.frontmatter.unfenced import UnfencedHead
from reader.entities import number
from reader.errors import ArticleError

TEXTS = ("content", "content_html", "html", "content_text", "text")
"""Names of the field with an entry's text, the best first."""

_LEAST_DEPTH = 3
"""The levels of nested lists and objects in which entries are searched for
(wallabag's API has two).
"""


def saved(text: str) -> UnfencedHead:
    """The only entry of an export. Raises ArticleError if there is none, or more than one."""
    found = entries(text)
    if len(found) > 1:
        raise ArticleError(
            f"it contains {len(found):,} articles: `reader unpack` makes a file of each"
        )
    return found[0]


def entries(text: str) -> list[UnfencedHead]:
    """The entries of an export. Raises ArticleError if the text is not JSON or has no entries."""
    found = [_head(entry) for entry in _entries(_loaded(text), _LEAST_DEPTH)]
    if not found:
        raise ArticleError("it is JSON, but not an article")
    return found


def _loaded(text: str) -> object:
    """The value of a JSON document, or a list of those of JSON Lines."""
    try:
        return json.loads(text, parse_int=number)
    except (ValueError, RecursionError):
        lines = [line for line in text.split("\n") if line.strip()]
    try:
        return [json.loads(line, parse_int=number) for line in lines]
    except (ValueError, RecursionError):
        raise ArticleError("it is not valid JSON") from None


def _entries(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and "title" in value and not value.keys().isdisjoint(TEXTS):
        yield value
    elif isinstance(value, dict | list) and depth:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _entries(inner, depth - 1)


def _head(entry: dict[str, Any]) -> UnfencedHead:
    texts = (entry[name] for name in TEXTS if isinstance(entry.get(name), str))
    known = {name: value for name, value in entry.items() if name not in (*TEXTS, "headers")}
    head = json.dumps(known, ensure_ascii=False, indent=2)
    return UnfencedHead(flat(known), head, next(filter(None, texts), ""))
