"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1) → Feed.

A value of another type than the standard says counts as missing: no feed should be lost because
one of its entries has a number as its title.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from reader.feeds.decode import encoded
from reader.feeds.feed import Enclosure, Feed, FeedEntry
from reader.feeds.sanitise import absolute, sanitised
from reader.feeds.values import excerpt, html_of, moment, one_line, seconds, text_of, whole

Fields = dict[str, Any]

_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
"""Keep numbers as they are written: an id may be one, and one may have a million digits."""

_ITEMS = re.compile(r',?\s*"items"\s*:\s*\[\s*')
_NEXT = re.compile(r"[^\s,]")


def feed_of(text: str, url: str) -> Feed | None:
    """The feed in a JSON document, or None if it is something else. Raises ValueError where it is
    not JSON.
    """
    try:
        found = _DECODER.decode(text)
    except ValueError:
        found = _cut_off(text)
        if found is None:
            raise
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        return None
    site = absolute(_text(found, "home_page_url"), url)
    authors = tuple(_authors(found))
    return Feed(
        title=one_line(_text(found, "title")),
        link=site,
        description=one_line(_text(found, "description")),
        language=one_line(_text(found, "language")),
        entries=tuple(
            _entry(item, site or url, authors) for item in found["items"] if isinstance(item, dict)
        ),
        ttl=None,
    )


def _cut_off(text: str) -> Fields | None:
    """What a truncated document has: everything before the items, and those items that are
    complete.
    """
    items = _ITEMS.search(text)
    if not items:
        return None
    found: list[object] = []
    with suppress(ValueError):
        head = _DECODER.decode(f"{text[: items.start()]}}}")
        at = items.end()
        while True:
            item, end = _DECODER.raw_decode(text, at)
            found.append(item)
            found_next = _NEXT.search(text, end)
            at = found_next.start() if found_next else end
    return {**head, "items": found} if found else None


def _entry(item: Fields, base: str, authors: tuple[str, ...]) -> FeedEntry:
    link = absolute(_text(item, "url"), base) or absolute(_text(item, "external_url"), base)
    body = sanitised(_text(item, "content_html"), link or base)
    body = body or html_of(_text(item, "content_text"))
    summary = one_line(_text(item, "summary"))
    beginning = summary or one_line(_text(item, "content_text")) or text_of(body)
    return FeedEntry(
        title=one_line(_text(item, "title")) or excerpt(beginning) or link,
        link=link,
        guid=_text(item, "id").strip(),
        published=moment(item.get("date_published")),
        updated=moment(item.get("date_modified")),
        authors=tuple(_authors(item)) or authors,
        categories=tuple(dict.fromkeys(filter(None, map(one_line, _texts(item.get("tags")))))),
        body=body,
        summary=html_of(summary),
        enclosures=tuple(_enclosures(item, base)),
        comments="",
        image=absolute(_text(item, "image") or _text(item, "banner_image"), base),
    )


def _text(fields: Fields, name: str) -> str:
    found = fields.get(name)
    return encoded(found).decode() if isinstance(found, str) else ""


def _texts(found: object) -> list[str]:
    return (
        [encoded(one).decode() for one in found if isinstance(one, str)]
        if isinstance(found, list)
        else []
    )


def _records(found: object) -> list[Fields]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _authors(fields: Fields) -> Iterator[str]:
    """Names, each once: `authors` of version 1.1, and `author` of 1.0."""
    people = [*_records(fields.get("authors")), *_records([fields.get("author")])]
    yield from dict.fromkeys(filter(None, (one_line(_text(one, "name")) for one in people)))


def _enclosures(item: Fields, base: str) -> Iterator[Enclosure]:
    seen = set()
    for one in _records(item.get("attachments")):
        address = absolute(_text(one, "url"), base)
        if address and address not in seen:
            seen.add(address)
            size, duration = whole(one.get("size_in_bytes")), one.get("duration_in_seconds")
            yield Enclosure(address, _text(one, "mime_type") or None, size, seconds(duration))
