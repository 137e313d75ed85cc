"""Answers of servers → items, as feeds have entries; and items → files, by the feeds' writer.

Answers are read in the processes that parse feeds: a server's HTML is that of strangers, and is
sanitised as theirs is. Most servers do not tell the guid that a feed gave an entry: then its link
is its name, and an entry that a fetch here has written is found by its link and its title or date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reader.articles.file import read_article
from reader.entities import number, unescape
from reader.errors import ArticleError, FeedError
from reader.feeds.feed import Enclosure, Feed, FeedEntry
from reader.feeds.identity import named
from reader.feeds.ledger import Kept
from reader.feeds.sanitise import absolute, sanitised
from reader.feeds.values import one_line, whole
from reader.feeds.writing import Writing
from reader.sync.connection import records
from reader.sync.server import Item

_PREFIX = "tag:google.com,2005:reader/item/"
_HEX, _NEGATIVE = re.compile("[0-9a-f]{16}", re.IGNORECASE), re.compile("-[0-9]{1,19}")
_LONGEST_BODY = 8_000_000
"""Characters of an item's text; the rest of a longer one is left to the server."""

Fields = dict[str, Any]


def id_of(name: str) -> str:
    """An item's number, as text, from either of its names; another id as it is."""
    short = name.removeprefix(_PREFIX)
    if short != name and _HEX.fullmatch(short):
        return str(int(short, 16))
    return str(int(short) % 2**64) if _NEGATIVE.fullmatch(short) else short


def of_greader(data: bytes, *, url: str, content_type: str | None) -> list[Item]:
    """The items in an answer of Google Reader's interface. Raises FeedError where it is none."""
    return [_greader(one) for one in _listed(data, url)]


def of_fever(data: bytes, *, url: str, content_type: str | None) -> list[Item]:
    """The items in an answer of Fever's interface. Raises FeedError where it is none."""
    return [_fever(one) for one in _listed(data, url)]


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """Where an item's article is: the path under the library, and the article's id, '' if the file
    was removed.
    """

    path: str
    article: str


@dataclass(slots=True)
class Arrived:
    """What became of some items: their places, the titles of new articles, the lines for the
    ledger, and why the library cannot be written to, or ''.
    """

    places: dict[str, PlacedItem] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    lines: list[Kept] = field(default_factory=list)
    error: str = ""


def write(items: Sequence[Item], writing: Callable[[str], Writing | None]) -> Arrived:
    """Write items that are new here as files. `writing` has what writes the entries of a feed, by
    the server's name for it; items of other feeds are left out.
    """
    arrived = Arrived()
    by_feed: dict[str, list[Item]] = {}
    for item in items:
        by_feed.setdefault(item.feed, []).append(item)
    for feed, those in by_feed.items():
        if (writer := writing(feed)) is not None and not arrived.error:
            _write(those, writer, arrived)
    return arrived


def _write(items: Sequence[Item], writer: Writing, arrived: Arrived) -> None:
    entries = {id(item.entry): item.id for item in items}
    document = tuple(item.entry for item in items)
    outcome = writer(Feed("", "", "", "", document, None))
    arrived.lines += outcome.lines
    arrived.new += outcome.new
    arrived.error = outcome.error
    for one, path in zip(named(document), outcome.paths, strict=False):
        arrived.places[entries[id(one.entry)]] = PlacedItem(path, _article(writer.root / path))


def _article(path: Path) -> str:
    try:
        return read_article(path).id
    except ArticleError:
        return ""


def _listed(data: bytes, url: str) -> list[Fields]:
    """The items of an answer that have an id."""
    try:
        found = json.loads(data, parse_int=number)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise FeedError(f"{url} does not answer with items.")
    return [one for one in records(found, "items") if one.get("id")]


def _greader(one: Fields) -> Item:
    origin = _fields(one, "origin")
    base = _text(origin, "htmlUrl")
    link = next((link for name in ("canonical", "alternate") for link in _links(one, name)), "")
    link = absolute(link, base) if link else ""
    content = _fields(one, "content") or _fields(one, "summary")
    author = one_line(_text(one, "author"))
    labels = one.get("categories")
    entry = FeedEntry(
        title=one_line(unescape(_text(one, "title"))),
        link=link,
        guid=_text(one, "guid"),
        published=_moment(one.get("published")),
        updated=_moment(one.get("updated")),
        authors=(author,) if author else (),
        categories=tuple(_categories(labels if isinstance(labels, list) else [])),
        body=sanitised(_text(content, "content")[:_LONGEST_BODY], link or base),
        summary="",
        enclosures=tuple(_enclosures(one)),
        comments="",
        image="",
    )
    return Item(id_of(_text(one, "id")), _text(origin, "streamId"), entry)


def _fever(one: Fields) -> Item:
    link = _text(one, "url")
    author = one_line(_text(one, "author"))
    entry = FeedEntry(
        title=one_line(unescape(_text(one, "title"))),
        link=link if link.startswith(("http://", "https://")) else "",
        guid="",
        published=_moment(one.get("created_on_time")),
        updated=None,
        authors=(author,) if author else (),
        categories=(),
        body=sanitised(_text(one, "html")[:_LONGEST_BODY], link),
        summary="",
        enclosures=(),
        comments="",
        image="",
    )
    return Item(str(one["id"]), str(one.get("feed_id", "")), entry)


def _text(fields: Fields, name: str) -> str:
    found = fields.get(name)
    return found if isinstance(found, str) else ""


def _fields(fields: Fields, name: str) -> Fields:
    found = fields.get(name)
    return found if isinstance(found, dict) else {}


def _links(fields: Fields, name: str) -> Iterator[str]:
    listed = fields.get(name)
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, dict) and (link := _text(one, "href").strip()):
            yield link


def _categories(labels: list[Any]) -> Iterator[str]:
    """The entry's own categories, without what the user did with it."""
    for label in labels:
        if isinstance(label, str) and not label.startswith("user/") and (name := one_line(label)):
            yield name


def _enclosures(one: Fields) -> Iterator[Enclosure]:
    listed = one.get("enclosure")
    for found in listed if isinstance(listed, list) else []:
        if isinstance(found, dict) and (address := _text(found, "href")):
            kind = _text(found, "type") or None
            yield Enclosure(address, kind, whole(found.get("length")), None)


def _moment(found: object) -> datetime | None:
    """Seconds since 1970, as a number or text."""
    try:
        return datetime.fromtimestamp(int(found), UTC) if isinstance(found, int | str) else None
    except (ValueError, OverflowError, OSError):
        return None
