"""What a server can do for us, whatever its protocol."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from reader.errors import SyncError
from reader.feeds.feed import FeedEntry

READ, STARRED, TAG = "read", "starred", "tag:"
"""The fields that are synchronised, as the journal names them; tags begin with TAG."""

Fields = frozenset[str]
"""The fields that are set on an article, or an item: what is not in it is not set."""


class LoginRefused(SyncError):
    """The server does not accept this name and password."""


class TooMuch(SyncError):
    """An answer is larger than is read."""


class Paused(SyncError):
    """The server asks to be left alone; `until` is in seconds since 1970."""

    def __init__(self, sentence: str, until: float) -> None:
        super().__init__(sentence)
        self.until = until


@dataclass(frozen=True, slots=True)
class ServerFeed:
    """A subscription on a server; `id` is the server's name for it."""

    id: str
    url: str
    title: str = ""
    folder: tuple[str, ...] = ()


def address_of(url: str) -> str:
    """What two spellings of a feed's address have in common: not the scheme, `www.`, or the last
    slash.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.rpartition("@")[2].lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


@dataclass(frozen=True, slots=True)
class ServerState:
    """What a server says of its items, by their ids: which are unread, and which have a field that
    is set. `recent` are those that came lately, read or not.
    """

    unread: frozenset[str]
    marked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    recent: frozenset[str] = frozenset()

    @property
    def items(self) -> frozenset[str]:
        """All items that are named."""
        return self.unread.union(self.recent, *self.marked.values())

    def fields(self) -> Callable[[str], Fields]:
        """A function from the id of an item to its fields."""
        of: dict[str, set[str]] = {}
        for name, ids in self.marked.items():
            for id in ids:
                of.setdefault(id, set()).add(name)

        def fields(id: str) -> Fields:
            found = of.get(id, set())
            return frozenset(found if id in self.unread else found | {READ})

        return fields


@dataclass(frozen=True, slots=True)
class Item:
    """An article on a server: its id, and its entry in the feed `feed`."""

    id: str
    feed: str
    entry: FeedEntry


Parse = Callable[..., list[Item]]
"""A function of a module, for `workers.run`: the items in an answer."""


class Server(Protocol):
    """A server that was logged in to. Every call may raise SyncError, LoginRefused or Paused. Any
    thread may call `contents`.
    """

    parse: Parse
    has_tags: bool
    contents_at_once: int
    marks_at_once: int

    def feeds(self) -> list[ServerFeed]:
        """Its subscriptions."""

    def state(self, since: float) -> ServerState:
        """Its items' state; `recent` are those that came after `since` (seconds since 1970)."""

    def contents(self, ids: Sequence[str]) -> bytes:
        """An answer with some items, for `parse`: at most `contents_at_once`. Items that are gone
        are not in it.
        """

    def present(self, ids: Sequence[str]) -> set[str]:
        """Those of some items that are not gone: at most `contents_at_once` are asked for."""

    def mark(self, name: str, value: bool, ids: Sequence[str]) -> None:
        """Set a field of some items: at most `marks_at_once`. It has happened when this returns."""

    def subscribe(self, url: str, title: str, folder: Sequence[str]) -> None:
        """Add a subscription."""

    def unsubscribe(self, feed: ServerFeed) -> None:
        """Remove a subscription."""

    def close(self) -> None:
        """Close its connections."""
