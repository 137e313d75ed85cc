"""When feeds are asked, and how many at once, out of respect for those who pay for the servers.

A feed is due after its interval, a little early, so that feeds drift apart and an hourly timer
finds them. One that fails waits twice as long each time, a day at most. If a server says when to
come again, that applies to all feeds on its host, for a day at most.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from reader.feeds.known import FeedState
from reader.feeds.subscription import Subscription, host

AT_ONCE, A_HOST = 32, 2
DAY = 86_400.0
PAUSE = 900.0
"""Seconds that a host is paused which answers 429 and does not say for how long."""

_EARLY = (0.8, 0.95)
_DOUBLINGS = 12


def next_due(every: float, now: float, failures: int = 0) -> float:
    """When a feed is due again which has failed so many times in a row."""
    span = every * random.uniform(*_EARLY)
    if not failures:
        return now + span
    longer: float = span * 2 ** min(failures, _DOUBLINGS)
    return now + max(min(longer, DAY), min(every, DAY))


def is_due(one: Subscription, state: FeedState, now: float) -> bool:
    """Whether a feed is due now; an interval that was made shorter applies at once."""
    if state.is_gone:
        return False
    latest = max(state.met, state.checked)
    if not latest or latest > now + DAY:  # never, or by a clock that was ahead
        return True
    due = state.due if state.failures else min(state.due, latest + one.every)
    return now >= min(due, now + DAY)


def retry_after(value: str, now: float) -> float | None:
    """The moment (seconds since 1970) that either form of Retry-After names, a day ahead at most;
    None where it names none.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + min(float(value[:9]), DAY)
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    try:
        return min(max(when.timestamp(), now), now + DAY)
    except (OverflowError, ValueError):
        return None


class Rota:
    """A queue of feeds to ask, which gives out at most two of a host at a time."""

    def __init__(self, feeds: Iterable[Subscription]) -> None:
        self._waiting: dict[str, deque[Subscription]] = {}
        for one in feeds:
            self._waiting.setdefault(host(one.address), deque()).append(one)
        self._asking: Counter[str] = Counter()
        self._since: dict[str, float] = {}
        self._free = deque(self._waiting)
        self._changed = threading.Condition()

    def take(self) -> Subscription | None:
        """The next feed, as soon as its host is free; None when there are no more."""
        with self._changed:
            while self._waiting:
                if self._free:
                    return self._next(self._free.popleft())
                self._changed.wait()
            self._changed.notify_all()
            return None

    def done(self, one: Subscription) -> None:
        """Report that a feed has been asked."""
        name = host(one.address)
        with self._changed:
            self._asking[name] -= 1
            self._since.pop(one.key, None)
            if name in self._waiting and name not in self._free:
                self._free.append(name)
            self._changed.notify_all()

    @property
    def waits(self) -> bool:
        """Whether a feed waits that could be asked now."""
        return bool(self._free)

    def slow(self, seconds: float) -> int:
        """How many feeds are being asked for so long."""
        latest = time.monotonic() - seconds
        with self._changed:
            return sum(since < latest for since in self._since.values())

    def drop(self, name: str) -> list[Subscription]:
        """Remove the waiting feeds of a host that asked for a pause, and return them."""
        with self._changed:
            dropped = list(self._waiting.pop(name, ()))
            if name in self._free:
                self._free.remove(name)
            self._changed.notify_all()
            return dropped

    def _next(self, name: str) -> Subscription:
        waiting = self._waiting[name]
        one = waiting.popleft()
        self._asking[name] += 1
        self._since[one.key] = time.monotonic()
        if not waiting:
            del self._waiting[name]
        elif self._asking[name] < A_HOST:
            self._free.append(name)
        return one


def day_of(when: float) -> str:
    """A day in words: 3 May; with the year if it is not this one."""
    then, now = datetime.fromtimestamp(when).astimezone(), datetime.now().astimezone()
    return f"{then.day} {then:%b}" + ("" if then.year == now.year else f" {then.year}")
