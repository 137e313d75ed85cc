"""Brings new items from a server, and writes them as articles.

Threads ask for contents some batches ahead; this thread writes, and saves after each batch where
its items are, first in the ledger of feeds and then in the snapshot. A run that is killed leaves
whole files, and the next one goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from reader.errors import SyncError, Unreadable
from reader.feeds import fetching, subscriptions
from reader.feeds.known import FeedCache, FeedState
from reader.feeds.ledger import Ledger
from reader.feeds.subscription import Subscription
from reader.feeds.workers import Workers
from reader.feeds.writing import Writing
from reader.lazy_tuple import NamedTuple
from reader.library.journal.journal import default_journal
from reader.sync import items
from reader.sync.server import Item, Server, ServerFeed, TooMuch, address_of
from reader.sync.snapshot import Agreed, Snapshot

AT_ONCE = 3
"""Batches that a server is asked for at once."""

T = TypeVar("T")


class Pulled(NamedTuple):
    """The titles of new articles, and how many items cannot be read."""

    new: list[str]
    unreadable: int


class _Batch(NamedTuple):
    """Some items, the ids that were asked for, those of them that are too large, and how many could
    not be read this time.
    """

    ids: Sequence[str]
    items: list[Item]
    too_large: list[str]
    unread: int


def pull(
    root: Path,
    server: Server,
    snapshot: Snapshot,
    wanted: Sequence[str],
    told: Callable[[int], object],
) -> Pulled:
    """Bring the items with these ids into the library `root`.

    `told` is called with the number of items that are done. Raises SyncError, FetchError.
    """
    new: list[str] = []
    if not wanted:
        return Pulled(new, 0)
    done = unreadable = 0
    try:
        with fetching.alone(), _Writer(root, snapshot.feeds) as writer:
            for batch in _batches(server, wanted):
                arrived = items.write(batch.items, writer.writing)
                writer.ledger.write(arrived.lines)
                here = {id: Agreed(one.path, one.article) for id, one in arrived.places.items()}
                ids = (*(item.id for item in batch.items), *batch.too_large)
                unplaced = {id: Agreed("", "") for id in ids if id not in here}
                snapshot.keep(unplaced | here)
                if arrived.error:
                    raise SyncError(f"{root} cannot be written to: {arrived.error}.")
                new += arrived.new
                unreadable += len(batch.too_large) + batch.unread
                done += len(batch.ids)
                told(done)
    except OSError as error:
        raise SyncError(f"{root} cannot be written to: {error.strerror or error}.") from None
    return Pulled(new, unreadable)


def _batches(server: Server, wanted: Sequence[str]) -> Iterator[_Batch]:
    """The items with these ids, some at a time. Where they are too much together, half of them are
    asked for, and so on, so that one item does not keep the others away.
    """
    workers = Workers()

    def ask(ids: Sequence[str]) -> _Batch:
        try:
            data = server.contents(ids)
            read = workers.run(
                server.parse, data, url="the server", content_type=None, then=_itself
            )
        except (TooMuch, Unreadable) as error:
            if len(ids) > 1:
                half = len(ids) // 2
                return _together(ask(ids[:half]), ask(ids[half:]))
            is_large = isinstance(error, TooMuch)
            return _Batch(ids, [], [*ids] if is_large else [], 0 if is_large else 1)
        return _Batch(ids, read, [], 0)

    size = server.contents_at_once
    parts = [wanted[at : at + size] for at in range(0, len(wanted), size)]
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        yield from _ahead(pool, ask, parts)
    finally:
        pool.shutdown(cancel_futures=True)
        workers.close()


def _together(one: _Batch, other: _Batch) -> _Batch:
    ids, read = [*one.ids, *other.ids], one.items + other.items
    return _Batch(ids, read, one.too_large + other.too_large, one.unread + other.unread)


def _itself(found: list[Item]) -> list[Item]:
    return found


def _ahead(
    pool: ThreadPoolExecutor, ask: Callable[[Sequence[str]], T], parts: Sequence[Sequence[str]]
) -> Iterator[T]:
    """The answers in order; no more of them are waited for than threads can bring at once."""
    running: deque[Future[T]] = deque()
    for part in parts:
        running.append(pool.submit(ask, part))
        if len(running) > AT_ONCE:
            yield running.popleft().result()
    while running:
        yield running.popleft().result()


class _Writer:
    """What writes the entries of each feed of a server."""

    def __init__(self, root: Path, feeds: Sequence[ServerFeed]) -> None:
        self._root, self._feeds = root, {feed.id: feed for feed in feeds}
        self._known = FeedCache(root)
        self.ledger = Ledger(root, f"{default_journal().device}-sync")
        self._writings: dict[str, Writing | None] = {}
        self._here: Mapping[str, Subscription] = {}

    def __enter__(self) -> _Writer:
        try:
            self._known.fold()
            self.ledger.begin()
            feeds = subscriptions.load(self._root).feeds
            self._here = {
                address_of(url): one for one in feeds for url in (one.url, one.first_url) if url
            }
            self._states = self._known.feeds()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.ledger.shorten()
        self.ledger.end()
        self._known.close()

    def writing(self, feed: str) -> Writing | None:
        """What writes the entries of a feed; None for one that is not among the subscriptions."""
        if feed not in self._writings:
            known = self._feeds.get(feed)
            self._writings[feed] = self._writing(known) if known else None
        return self._writings[feed]

    def _writing(self, feed: ServerFeed) -> Writing:
        one = self._here.get(address_of(feed.url)) or Subscription(
            feed.url, feed.title, feed.folder
        )
        title = one.title or self._states.get(one.key, FeedState()).title or feed.title
        before = self._known.entries(one.key)
        return Writing(self._root, self.ledger.drafts, one, title, before, keep=True)
