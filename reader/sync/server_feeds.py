"""Subscriptions that are on the servers of accounts: listed beside those here, added and removed
there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reader.accounts import Account
from reader.feeds import health
from reader.feeds.health import Health
from reader.feeds.subscription import Subscription
from reader.sync.server import ServerFeed, address_of
from reader.sync.servers import logged_in
from reader.sync.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ServedFeed:
    """A feed on a server, as a subscription here would be; `synced` is when it was last asked for,
    in seconds since 1970.
    """

    account: Account
    feed: ServerFeed
    synced: float

    @property
    def subscription(self) -> Subscription:
        """What would subscribe to it here, without the server."""
        return Subscription(self.feed.url, self.feed.title, self.feed.folder)


def served(root: Path, accounts: Sequence[Account]) -> list[ServedFeed]:
    """The feeds on the servers of some accounts, as the last sync with `root` found them. Raises
    SyncError.
    """
    found: list[ServedFeed] = []
    for account in accounts:
        snapshot = Snapshot(account, root)
        found += [ServedFeed(account, feed, snapshot.since) for feed in snapshot.feeds]
    return found


def healths(root: Path, accounts: Sequence[Account], feeds: Sequence[Subscription]) -> list[Health]:
    """The health of the feeds of a library, and of those on servers. Raises FetchError, SyncError.

    A feed that is here and there is listed once, as one that is asked from here.
    """
    here = {address_of(url) for one in feeds for url in (one.url, one.first_url)}
    there = [one for one in served(root, accounts) if address_of(one.feed.url) not in here]
    rows = health.healths(root, [*feeds, *(one.subscription for one in there)])
    remote = [
        replace(row, account=one.account.name, fetched=one.synced, due=0.0, failures=0, said="")
        for one, row in zip(there, rows[len(feeds) :], strict=True)
    ]
    return [*rows[: len(feeds)], *remote]


def add(root: Path, account: Account, feeds: Sequence[Subscription]) -> None:
    """Subscribe to feeds on a server. Raises SyncError."""
    with logged_in(account, root) as server:
        for one in feeds:
            server.subscribe(one.url, one.title, one.folder)
        Snapshot(account, root).keep_feeds(server.feeds())


def remove(root: Path, feeds: Sequence[ServedFeed]) -> None:
    """End subscriptions on servers. Raises SyncError."""
    for account in dict.fromkeys(one.account for one in feeds):
        with logged_in(account, root) as server:
            for one in feeds:
                if one.account == account:
                    server.unsubscribe(one.feed)
            Snapshot(account, root).keep_feeds(server.feeds())
