"""A feed of any format, as plain data that can be sent between processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry: a podcast's episode, a picture, a video."""

    url: str
    type: str | None  # a media type
    length: int | None  # bytes
    duration: int | None  # seconds


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry. Fields that the feed does not have are '', None or ()."""

    title: str  # text, without markup
    link: str
    guid: str  # as the feed writes it
    published: datetime | None  # aware
    updated: datetime | None  # aware
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    body: str  # sanitised HTML, its addresses absolute
    summary: str  # as the body
    enclosures: tuple[Enclosure, ...]
    comments: str  # the address of the page that has them
    image: str  # an address


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and its entries in the document's order."""

    title: str  # text, without markup
    link: str
    description: str  # text
    language: str  # as the feed writes it: zh-cn, en
    entries: tuple[FeedEntry, ...]
    ttl: int | None  # minutes between two fetches that the feed asks for

    @property
    def feed(self) -> Feed:
        """The feed itself, so that `.feed` and `.entries` read as in feedparser's results."""
        return self
