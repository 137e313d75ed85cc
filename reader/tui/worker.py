"""Threads of the screen: one that does only the latest wishes, and one for a single piece of work.

New wishes replace those that are not started. The first one starts after a pause without new
wishes, so that nothing slows a user who moves quickly from article to article.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from threading import Condition, Thread
from typing import Generic, ParamSpec, TypeVar

from reader.tui.crashes import part_failed

P = ParamSpec("P")
T = TypeVar("T")
W = TypeVar("W")

_LAST_WAIT = 0.3
"""Seconds for which the end of the program waits for the wish that is being done."""


def _nothing() -> None:
    pass


async def in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of some work in a thread of its own, which the end of the program does not wait
    for, unlike with `asyncio.to_thread`.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def tell(told: Callable[[], object]) -> None:
        if not future.done():  # it is, if nobody waits any more
            told()

    def run() -> None:
        try:
            result = work(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 (whoever waits gets it)
            told = partial(future.set_exception, error)
        else:
            told = partial(future.set_result, result)
        with suppress(RuntimeError):  # the screen has closed
            loop.call_soon_threadsafe(tell, told)

    Thread(target=run, name="aside", daemon=True).start()
    return await future


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

    def stop(self) -> None:
        """Start no further wish."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(_LAST_WAIT)

    def _run(self) -> None:
        self._do(self._first)
        while self._wait():
            with self._changed:
                wish = self._wishes.pop() if self._wishes else None
            if wish is not None:
                self._do(partial(self._work, wish))
                wish = None  # it may be large, and the next one may come late
        self._do(self._last)

    def _do(self, work: Callable[[], object]) -> None:
        """Do some work; a bug in it costs no other wish."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 (it is told)
            part_failed(error)

    def _wait(self) -> bool:
        """Wait for a wish, and for the pause after it. Returns False if the thread is to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._wishes or self._stopped)
            while self._is_new and not self._stopped:
                self._is_new = False
                self._changed.wait(self._pause)
            return not self._stopped
