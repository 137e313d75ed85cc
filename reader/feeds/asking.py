"""Asks feeds in threads: 32 at once, two a host.

A thread hands an answer to a process that parses it and writes its files, then fetches the full
texts that the feed wants. What came of it is handed over in turn, for one thread to record.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from reader.errors import FetchError, ReaderError
from reader.feeds import schedule
from reader.feeds.http import Client, Response
from reader.feeds.known import FeedState
from reader.feeds.logins import request_of
from reader.feeds.pages import MISSING, Filling, Pages, is_possible
from reader.feeds.subscription import Subscription, host
from reader.feeds.workers import Workers
from reader.feeds.writing import Outcome, Writing

MOST_PAGES, PAGES_SECONDS = 50, 60
"""Full texts that one feed gets in one fetch; its first fetch may find hundreds of entries."""

_SLOW, _MORE = 3, 4
"""After so many seconds a feed that is being asked keeps no other waiting; there are then up to so
many times as many threads."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The result of a thread: an answer and the outcome of the feed in it, or why there is none.

    `until` is when the host may be asked again, if it says so, and `dropped` are its feeds that
    were not asked.
    """

    feed: Subscription
    answer: Response | None = None
    outcome: Outcome | None = None
    error: ReaderError | None = None
    until: float | None = None
    dropped: tuple[Subscription, ...] = ()


class Asking:
    """Asks feeds, each as its last answer allows, and yields what is heard.

    `writing` returns what writes the entries of a feed, given its title. `threads` is how many ask
    at once; more start while slow feeds keep theirs.
    """

    def __init__(
        self,
        feeds: Iterable[Subscription],
        states: Mapping[str, FeedState],
        writing: Callable[[Subscription, str], Writing],
        client: Client,
        workers: Workers,
        threads: int,
    ) -> None:
        self._rota = schedule.Rota(feeds)
        self._states, self._writing = states, writing
        self._client, self._workers = client, workers
        self._pages = Pages(client, workers)
        self._usual, self._started = threads, 0
        self._inbox: queue.Queue[Heard] = queue.Queue()
        self._start(threads)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was heard that has not been returned."""
        return self._inbox.empty()

    def next(self) -> Heard:
        """What is heard next, when it is there; to be called once for each feed that is not
        dropped.
        """
        while True:
            wanted = min(self._usual + self._rota.slow(_SLOW), self._usual * _MORE)
            self._start(wanted - self._started if self._rota.waits else 0)
            with suppress(queue.Empty):
                return self._inbox.get(timeout=_SLOW / 3)

    def _start(self, threads: int) -> None:
        for _ in range(threads):
            self._started += 1
            threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while (one := self._rota.take()) is not None:
            heard = self._ask(one)
            if until := _pause_of(heard.answer):  # before its next feed is given out
                dropped = tuple(self._rota.drop(host(one.address)))
                heard = replace(heard, until=until, dropped=dropped)
            self._rota.done(one)
            self._inbox.put(heard)

    def _ask(self, one: Subscription) -> Heard:
        """Ask for one feed."""
        state = self._states.get(one.key, FeedState())
        try:
            answer = self._client.get(
                replace(request_of(one), etag=state.etag, modified=state.modified)
            )
            if answer.status != 200 or answer.digest == state.digest:
                answer.body.close()
                return Heard(one, answer)
            kind = answer.headers.get("content-type")
            then = self._writing(one, one.title or state.title)
            data = answer.take()
            outcome = self._workers.hand(data, url=answer.url, content_type=kind, then=then)
            self._fill(one, then, outcome)
            return Heard(one, answer, outcome)
        except ReaderError as error:
            return Heard(one, error=error)
        except ValueError as error:
            return Heard(one, error=FetchError(f"It cannot be fetched: {error}."))
        except Exception as error:  # noqa: BLE001 (one feed's bug must not end all the others)
            return Heard(one, error=FetchError(f"{type(error).__name__}: {error}."))

    def _fill(self, one: Subscription, then: Writing, outcome: Outcome) -> None:
        """Put full texts into the files that want them; the first failure is said."""
        if outcome.pages and not is_possible():
            outcome.said = MISSING
            return
        until = time.monotonic() + PAGES_SECONDS
        for number, link in outcome.pages[:MOST_PAGES]:
            if time.monotonic() > until:
                return
            line = outcome.lines[number]
            filling = Filling(then.root / line.path, then.drafts, line.file)
            try:
                digest = self._pages.fill(one, link, filling)
            except ReaderError as error:
                outcome.said = outcome.said or f"The full text cannot be fetched: {error}"
            else:
                outcome.lines[number] = replace(line, file=digest, source=line.file)


def _pause_of(answer: Response | None) -> float | None:
    """Until when a host asks for a pause; None if it does not."""
    if answer is None or answer.status not in (429, 503):
        return None
    at = time.time()
    until = schedule.retry_after(answer.headers.get("retry-after", ""), at)
    return until or (at + schedule.PAUSE if answer.status == 429 else None)
