"""A background thread that does only the latest wishes.

New wishes replace those that are not started. The first one starts after a pause without new
wishes, so that nothing slows a user who moves quickly from article to article.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Condition, Thread
from typing import Generic, TypeVar

W = TypeVar("W")

_LAST_WAIT = 0.3
"""Seconds for which the end of the program waits for the wish that is being done."""


def _nothing() -> None:
    pass


class Worker(Generic[W]):
    """A thread that does wishes one after the other."""

    def __init__(
        self,
        name: str,
        work: Callable[[W], object],
        *,
        pause: float = 0.0,
        first: Callable[[], object] = _nothing,
        last: Callable[[], object] = _nothing,
    ) -> None:
        """`work` does one wish; `pause` is the seconds without new wishes before the first starts.
        The thread calls `first` when it starts and `last` when it ends.
        """
        self._work = work
        self._pause = pause
        self._first, self._last = first, last
        self._wishes: list[W] = []
        self._is_new = self._stopped = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self.number = 0
        """How often `want` was called."""

    def start(self) -> None:
        """Start the thread, unless it has started; there may be wishes already."""
        if self._thread.ident is None:
            self._thread.start()

    def want(self, wishes: Sequence[W], *, pause: bool = True) -> None:
        """Do these wishes in their order, and none of the earlier ones. With `pause=False` they
        start without a new pause; use it if they were among the earlier ones.
        """
        with self._changed:
            self._wishes = list(wishes[::-1])
            self._is_new |= pause
            self.number += 1
            self._changed.notify()

    def rest(self, number: int, seconds: float) -> bool:
        """Wait in the thread for `seconds`, or until `want` is called. Returns whether `number` is
        still the newest.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.number != number or self._stopped, seconds)
            return self.number == number and not self._stopped

    def stop(self) -> None:
        """Start no further wish."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(_LAST_WAIT)

    def _run(self) -> None:
        self._first()
        while self._wait():
            with self._changed:
                wish = self._wishes.pop() if self._wishes else None
            if wish is not None:
                self._work(wish)
        self._last()

    def _wait(self) -> bool:
        """Wait for a wish, and for the pause after it. Returns False if the thread is to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._wishes or self._stopped)
            while self._is_new and not self._stopped:
                self._is_new = False
                self._changed.wait(self._pause)
            return not self._stopped
