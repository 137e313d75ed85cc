"""What reading lists and feed readers export as JSON: entries, each with a title and its text.

One entry (wallabag) is an article as it is. Many in one file, as wallabag, Miniflux, Feedbin or a
JSON Feed have them, in a list, in a list below a name, or one a line, are no article: `reader
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
"""Names under which an entry has its text, the best first."""

_LEAST_DEPTH = 3
"""Lists and tables within one another in which entries are looked for (wallabag's API: two)."""


def saved(text: str) -> UnfencedHead:
    """The one entry of an export. Raises ArticleError where there is none, or more than one."""
    found = entries(text)
    if len(found) > 1:
        raise ArticleError(
            f"it holds {len(found):,} articles: `reader unpack` makes a file of each"
        )
    return found[0]


def entries(text: str) -> list[UnfencedHead]:
    """The entries of an export. Raises ArticleError where the text is no JSON or has no entries."""
    found = [_head(entry) for entry in _entries(_loaded(text), _LEAST_DEPTH)]
    if not found:
        raise ArticleError("it is JSON, and no article")
    return found


def _loaded(text: str) -> object:
    """A document of JSON, or those of JSON Lines as a list."""
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
