"""Parses the bytes of a feed, whatever their format and encoding."""

from __future__ import annotations

import re

from reader.errors import FeedError
from reader.feeds import jsonfeed, xmlfeed
from reader.feeds.decode import decoded
from reader.feeds.feed import Feed
from reader.feeds.wellformed import document

_ROOTS = frozenset(("rss", "rdf", "feed", "channel"))
_ITEM = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry|channel)\b", re.IGNORECASE)

_NOTHING = "\ufeff\0 \t\r\n"
_OTHER = "it is XML of another kind (<{}>)"


def parse(data: bytes, *, url: str | None, content_type: str | None) -> Feed:
    """The feed in `data`, or as much of it as is there.

    `url` is where it came from, the base of its relative addresses; `content_type` is the HTTP
    header. Raises FeedError when this is not a feed.
    """
    text = decoded(data, content_type).lstrip(_NOTHING)
    try:
        return _of_json(text, url or "") if text[:1] in ("{", "[") else _of_xml(text, url or "")
    except FeedError as error:
        raise FeedError(f"{url or 'The document'} is not a feed: {error}.") from None


def _of_json(text: str, url: str) -> Feed:
    try:
        feed = jsonfeed.feed_of(text, url)
    except RecursionError:
        raise FeedError("its JSON is nested too deeply") from None
    except ValueError as error:
        raise FeedError(f"it begins like JSON, but is not ({error})") from None
    if feed is None:
        raise FeedError("it is JSON without a list of items")
    return feed


def _of_xml(text: str, url: str) -> Feed:
    found = document(text)
    if not found.root:
        raise FeedError("it is neither XML nor JSON" if text else "it is empty")
    if found.page:
        raise FeedError("it is a web page")
    if found.root not in _ROOTS and not _ITEM.search(found.xml):
        raise FeedError(_OTHER.format(found.root))
    version, feed = xmlfeed.feed_of(found.xml, url)
    if not version and found.root not in _ROOTS and not feed.entries:
        raise FeedError(_OTHER.format(found.root))
    return feed
