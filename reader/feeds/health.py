"""How feeds are doing, in words: when they were asked, when they are due, and what is wrong."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reader.feeds.known import FeedCache, FeedState
from reader.feeds.schedule import day_of
from reader.feeds.subscription import Subscription, host


@dataclass(frozen=True, slots=True)
class Health:
    """The health of one feed. `said` is what is wrong, or ''; `fetched` and `due` are seconds since
    1970, 0 for never. `account` is that of a server which asks for it, '' if this machine does.
    """

    feed: Subscription
    name: str
    articles: int
    fetched: float
    due: float
    failures: int
    said: str
    account: str = ""

    @property
    def next(self) -> str:
        """When it is asked again, or who does that."""
        return f"on {self.account}" if self.account else due_in_words(self.due)


def healths(root: Path, feeds: Sequence[Subscription]) -> list[Health]:
    """The health of a library's feeds. Raises FetchError where the cache cannot be opened."""
    known = FeedCache(root)
    try:
        known.fold()
        states, counts, pauses = known.feeds(), known.counts(), known.pauses(time.time())
    finally:
        known.close()
    return [_health(one, states.get(one.key, FeedState()), counts, pauses) for one in feeds]


def ago(when: float, now: float | None = None) -> str:
    """A moment in words: “12 min ago”, “in 3 h”, “3 May”, “never”."""
    if not when:
        return "never"
    seconds = when - (time.time() if now is None else now)
    minutes = round(abs(seconds) / 60)
    if minutes >= 48 * 60:
        return day_of(when)
    span = f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"
    if not minutes:
        return "now"
    return f"in {span}" if seconds > 0 else f"{span} ago"


def due_in_words(when: float) -> str:
    """When a feed is asked again: “in 3 h”, “now”, or “never” if it is gone."""
    return ago(max(when, time.time())) if when else "never"


def _health(
    one: Subscription, state: FeedState, counts: dict[str, int], pauses: dict[str, float]
) -> Health:
    until = pauses.get(host(one.address), 0.0)
    due = 0.0 if state.is_gone else max(state.due or time.time(), until)
    articles = counts.get(one.key, 0)
    name = one.title or state.title or one.name
    return Health(one, name, articles, state.met, due, state.failures, _said(state, until))


def _said(state: FeedState, until: float) -> str:
    if state.is_gone:
        return f"410: gone since {day_of(state.since)}"
    if state.failures > 1:
        return f"{state.error} {state.failures} times since {day_of(state.since)}."
    if state.failures:
        return state.error
    return f"Its host asked for a pause; it is asked again {ago(until)}." if until else ""
