"""A thread beside the screen that does what was wished for last.

What is wished for takes the place of what is not begun. The first of it is begun when no other
wish comes for a moment: a reader who goes from article to article waits for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Condition, Thread
from typing import Generic, TypeVar

W = TypeVar("W")

_LAST_WAIT = 0.3
"""Seconds that the end of the program waits for what is being done."""


def _nothing() -> None:
    pass


class Worker(Generic[W]):
    """Wishes, and the thread that does one after the other."""

    def __init__(
        self,
        name: str,
        work: Callable[[W], object],
        *,
        pause: float = 0.0,
        first: Callable[[], object] = _nothing,
        last: Callable[[], object] = _nothing,
    ) -> None:
        """`work` does one wish; `pause` is how many seconds without another wish come before it.
        `first` and `last` are done in the thread when it begins and ends.
        """
        self._work = work
        self._pause = pause
        self._first, self._last = first, last
        self._wishes: list[W] = []
        self._is_new = self._stopped = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self.number = 0
        """How many times something was wished for, or nothing any more."""

    def start(self) -> None:
        """Begin, where that has not happened yet; wishes may be there already."""
        if self._thread.ident is None:
            self._thread.start()

    def want(self, wishes: Sequence[W], *, pause: bool = True) -> None:
        """Do these, the first one first, and nothing else that was wished for; without a `pause`,
        as if they were a part of what was.
        """
        with self._changed:
            self._wishes = list(wishes[::-1])
            self._is_new |= pause
            self.number += 1
            self._changed.notify()

    def rest(self, number: int, seconds: float) -> bool:
        """Let time pass, in the thread, until there is another wish. Whether `number` is still the
        newest one then.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.number != number or self._stopped, seconds)
            return self.number == number and not self._stopped

    def stop(self) -> None:
        """Begin nothing more."""
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
        """Wait for a wish, and until no other comes; False in the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._wishes or self._stopped)
            while self._is_new and not self._stopped:
                self._is_new = False
                self._changed.wait(self._pause)
            return not self._stopped
