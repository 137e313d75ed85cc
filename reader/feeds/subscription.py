"""A feed that the user subscribes to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from reader.feeds.identity import feed_key
from reader.feeds.limits import FullText
from reader.feeds.places import of_instance
from reader.output.safe import safe_line

EVERY = 3600
"""Seconds between two fetches of a feed, unless the file says otherwise."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed. `folder` has the outermost first; `title` is '' if the feed's own is used.

    `every` is in seconds. `first_url` is where it was first subscribed, '' if it never moved;
    `private` says that its host is private, whatever its name; `rsshub` is the instance that
    answers for a route of RSSHub. `cookies`, `certificate` and `authority` are files. `full_text`
    says for which new entries the page is fetched: short ones, or always. `keep` is a span, a
    number of articles, or '' for all; `skip` and `only` are queries.
    """

    url: str
    title: str = ""
    folder: tuple[str, ...] = ()
    every: int = EVERY
    first_url: str = ""
    user_agent: str = ""
    headers_command: str = ""
    proxy: str = ""
    rsshub: str = ""
    cookies: str = ""
    certificate: str = ""
    authority: str = ""
    full_text: FullText = ""
    keep: str | int = ""
    skip: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    private: bool = False

    @property
    def address(self) -> str:
        """What is asked: the feed's address, or its route at an instance of RSSHub."""
        return of_instance(self.url, self.rsshub)

    @property
    def base(self) -> str:
        """The address that identifies its entries, wherever the feed moves."""
        return self.first_url or self.url

    @property
    def key(self) -> str:
        """The digits by which the cache and the ledger know it, however it moves."""
        return feed_key(self.base)

    @property
    def name(self) -> str:
        """Its name if no other is known."""
        return self.title or host(self.url)


def folder_of(text: str) -> tuple[str, ...]:
    """The folder that was typed as `A/B`."""
    return tuple(filter(None, (safe_line(part) for part in text.split("/"))))


def host(url: str) -> str:
    """The host of an address, for display."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url
