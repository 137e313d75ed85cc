"""Fetches: asks the feeds that are due, and writes new entries as files.

Threads ask (see `asking`), and processes write the files. Only this thread records the results:
first a feed's lines in the ledger, then its state in the cache. So a fetch that is killed at any
moment leaves whole files, and the next one continues where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import Literal

from reader.errors import FetchError, ReaderError
from reader.feeds import schedule, subscriptions
from reader.feeds.asking import Asking, Heard
from reader.feeds.http import Client, Response
from reader.feeds.known import FeedCache, FeedState, cache_file, failed
from reader.feeds.ledger import Checked, Ledger, now
from reader.feeds.subscription import Subscription, host
from reader.feeds.workers import Workers
from reader.feeds.writing import Outcome, Writing, settle_rivals
from reader.library.journal.journal import default_journal
from reader.library.scan.lock import writing_next_to

Became = Literal["new", "changed", "unchanged", "failed", "gone", "paused"]

MOVES = 3
"""Fetches that must find a feed moved permanently before its new address is saved."""

_TOGETHER = 64  # states of feeds that are written at once

_WORDS = {401: "it wants a password", 403: "it refuses", 404: "there is nothing there",
          410: "gone", 429: "too many requests", 500: "an error of the server",
          502: "an error of the server", 503: "not available", 504: "it timed out"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fetched:
    """The result for one feed. `new` are the titles of its new articles; `said` is why it failed,
    or another remark.
    """

    feed: Subscription
    name: str
    became: Became
    new: tuple[str, ...] = ()
    changed: int = 0
    said: str = ""
    skipped: int = 0

    @property
    def is_failure(self) -> bool:
        return self.became in ("failed", "gone")


@dataclass(frozen=True, slots=True)
class Options:
    """How to fetch: `dry` writes nothing; `force` also asks feeds that are not due; `gone` also
    asks those that the server said are gone; `jobs` is how many at once.
    Rules count days in `zone`; None is the system's.
    """

    dry: bool = False
    force: bool = False
    gone: bool = False
    jobs: int = schedule.AT_ONCE
    zone: tzinfo | None = None


def due(feeds: Sequence[Subscription], known: FeedCache, options: Options) -> list[Subscription]:
    """The feeds to ask now, those that waited longest first."""
    states, at = known.feeds(), time.time()

    def is_wanted(one: Subscription) -> bool:
        state = states.get(one.key, FeedState())
        if state.is_gone:
            return options.gone and options.force
        return options.force or schedule.is_due(one, state, at)

    wanted = filter(is_wanted, feeds)
    return sorted(wanted, key=lambda one: states.get(one.key, FeedState()).checked)


def fetch(
    root: Path,
    feeds: Sequence[Subscription],
    options: Options,
    told: Callable[[Fetched, int, int], object],
    client: Client | None = None,
) -> int:
    """Fetch those of the feeds that are due into a library. Returns how many were asked.

    `told` is called for each feed, with the number done and the total. Raises FetchError where the
    library or the cache cannot be written to.
    """
    with alone():
        run = _Run(root, options, client or Client())
        try:
            return run.fetch(feeds, told)
        finally:
            run.close()


def saved(root: Path, data: bytes, one: Subscription, options: Options | None = None) -> Fetched:
    """Write the entries of a feed from a file, as if it came from its address.

    Raises FeedError where it is not a feed, FetchError where the library cannot be written to.
    """
    with alone():
        run = _Run(root, options or Options(), Client())
        try:
            return run.write_saved(one, data)
        finally:
            run.close()


@contextmanager
def alone() -> Iterator[None]:
    """Let one fetch run at a time on this device; another waits, and then finds nothing due.

    Raises LibraryError where the cache folder cannot be written to.
    """
    with writing_next_to(cache_file()):
        yield


class _Run:
    """One fetch."""

    def __init__(self, root: Path, options: Options, client: Client) -> None:
        self._root, self._options, self._client = root, options, client
        self._known = FeedCache(root)
        try:
            self._ledger = Ledger(root, default_journal().device)
            if not options.dry:
                self._ledger.begin()
        except OSError as error:
            reason = error.strerror or error
            raise FetchError(f"{root} cannot be written to: {reason}.") from None
        self._workers = Workers()
        self._due: dict[str, float] = {}
        self._new_states: dict[str, FeedState] = {}
        self._offline: list[tuple[Heard, FeedState]] = []

    def fetch(
        self, feeds: Sequence[Subscription], told: Callable[[Fetched, int, int], object]
    ) -> int:
        """Ask, write, tell."""
        self._known.fold()
        if not self._options.dry:
            settle_rivals(self._root, self._known.rivals)
        self._states = self._known.feeds()
        self._all = feeds
        wanted = due(feeds, self._known, self._options)
        pauses = self._known.pauses(time.time())
        paused = [one for one in wanted if host(one.address) in pauses]
        total, done = len(wanted), 0
        for one in paused:
            done += 1
            told(self._paused(one, pauses[host(one.address)]), done, total)
        asking = Asking(
            (one for one in wanted if host(one.address) not in pauses),
            self._states,
            self._writing,
            self._client,
            self._workers,
            min(self._options.jobs, total - done),
        )
        while done < total:
            if asking.is_quiet or len(self._new_states) >= _TOGETHER:
                self._save()
            heard = asking.next()
            for found in (self._settled(heard), *self._pause(heard)):
                done += 1
                told(found, done, total)
        self._finish()
        self._save()
        return total

    def write_saved(self, one: Subscription, data: bytes) -> Fetched:
        """Write the entries of a feed in a file."""
        self._known.fold()
        then = self._writing(one, one.title)
        outcome = self._workers.hand(data, url=one.url, content_type=None, then=then)
        return self._written(one, one.title or outcome.title or one.name, outcome)

    def close(self) -> None:
        """Tell other devices what was asked, and close everything."""
        try:
            self._save()
            if self._due and not self._options.dry:
                self._ledger.write([Checked(now(), self._due)])
                self._ledger.shorten()
                self._known.fold()
        except OSError as error:
            raise FetchError(f"{self._ledger.file} cannot be written: {error.strerror}.") from None
        finally:
            if not self._options.dry:
                self._ledger.end()
            self._workers.close()
            self._client.close()
            self._known.close()

    def _settled(self, heard: Heard) -> Fetched:
        """Write the result of a thread."""
        one, state, at = heard.feed, self._states.get(heard.feed.key, FeedState()), time.time()
        name = one.title or state.title or (heard.outcome and heard.outcome.title) or one.name
        if heard.answer is None or not (heard.outcome or heard.answer.status in (200, 304)):
            return self._failed(heard, state, name, at)
        moved, moves = _moves(heard.answer, state)
        met = replace(
            state,
            etag=heard.answer.headers.get("etag", ""),
            modified=heard.answer.headers.get("last-modified", ""),
            due=schedule.next_due(one.every, at),
            checked=at, met=at, failures=0, status=heard.answer.status, error="", since=0.0,
            moved=moved, moves=moves, title=name if not one.title else state.title,
        )  # fmt: skip
        if heard.answer.status == 304:
            met = replace(met, etag=met.etag or state.etag, modified=met.modified or state.modified)
        found = Fetched(one, name, "unchanged")
        if heard.outcome is not None:
            met = replace(met, digest=heard.answer.digest)
            found = self._written(one, name, heard.outcome)
        if not self._options.dry:
            found = self._adopted(one, met, found)
            self._new_states[one.key] = met
            self._due[one.key] = met.due
        return found

    def _writing(self, one: Subscription, title: str) -> Writing:
        known = self._known.entries(one.key)
        how = self._options
        return Writing(self._root, self._ledger.drafts, one, title, known, how.dry, zone=how.zone)

    def _written(self, one: Subscription, name: str, outcome: Outcome) -> Fetched:
        """Record which entries became files. Raises FetchError where some could not be written."""
        reason = outcome.error
        try:
            if outcome.lines:
                self._ledger.write(outcome.lines)
        except OSError as error:
            reason = error.strerror or str(error)
        if reason:
            raise FetchError(f"{self._root} cannot be written to: {reason}.")
        became: Became = "new" if outcome.new else "changed" if outcome.changed else "unchanged"
        return Fetched(
            one, name, became, tuple(outcome.new), outcome.changed, outcome.said, outcome.skipped
        )

    def _adopted(self, one: Subscription, state: FeedState, found: Fetched) -> Fetched:
        """Save the new address of a feed that has moved permanently and was found there."""
        if state.moves < MOVES or any(other.url == state.moved for other in self._all):
            return found
        try:
            subscriptions.move(self._root, one, state.moved)
        except ReaderError as error:
            return replace(found, said=str(error))
        return replace(found, said=f"moved to {state.moved}")

    def _failed(self, heard: Heard, state: FeedState, name: str, at: float) -> Fetched:
        status = heard.answer.status if heard.answer else 0
        why = str(heard.error) if heard.error else _said(status)
        later = schedule.next_due(heard.feed.every, at, state.failures + 1)
        after = failed(state, at, why, status, later)
        if not self._options.dry:
            if isinstance(heard.error, FetchError) and heard.error.offline:
                self._offline.append((heard, after))
            else:
                self._new_states[heard.feed.key] = after
        if status == 410:
            why = f"410: gone since {schedule.day_of(after.since)}"
        return Fetched(heard.feed, name, "gone" if status == 410 else "failed", said=why)

    def _pause(self, heard: Heard) -> Iterator[Fetched]:
        """Pause a host that asks for it; its waiting feeds are not asked."""
        if heard.until is None:
            return
        if not self._options.dry:
            self._known.pause(host(heard.feed.address), heard.until)
        for one in heard.dropped:
            yield self._paused(one, heard.until)

    def _paused(self, one: Subscription, until: float) -> Fetched:
        clock = time.strftime("%H:%M", time.localtime(until))
        said = f"{host(one.address)} asked for a pause until {clock}"
        return Fetched(one, one.name, "paused", said=said)

    def _finish(self) -> None:
        """Count feeds as failed whose hosts were not reached, unless no host was: then we are
        offline.
        """
        hosts = {host(heard.feed.address) for heard, _ in self._offline}
        if not self._due and len(hosts) > 1:
            return
        self._new_states.update((heard.feed.key, after) for heard, after in self._offline)

    def _save(self) -> None:
        if self._new_states:
            self._known.keep_feeds(self._new_states)
            self._new_states.clear()


def _moves(answer: Response, state: FeedState) -> tuple[str, int]:
    """Where a feed has moved permanently, and how many fetches found that."""
    if not answer.moved:
        return "", 0
    return answer.moved, state.moves + 1 if answer.moved == state.moved else 1


def _said(status: int) -> str:
    words = _WORDS.get(status, "")
    return f"It answers {status}{f', {words}' if words else ''}."
