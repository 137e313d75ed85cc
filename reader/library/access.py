"""The only way to the files of a library. It replaces a damaged index, and does not wait for a
drive that does not answer.

Every call of a library or of one of its listings goes through `Access`. If the index turns out
to be damaged, it is set aside and rebuilt, and the call is repeated. The screen makes the calls
in the thread of a `Keeper`: if a drive does not answer in time, the call is dropped, or queued
if it is a mark.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from threading import Lock, Thread, get_ident
from time import monotonic
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from reader.drives import Scout
from reader.errors import LibraryError, ReaderError
from reader.library.index.faults import UNREADABLE, may_be_a_bug

T = TypeVar("T")
P = ParamSpec("P")

PATIENCE = 0.5
"""Seconds that the screen waits for an answer; it does not wait at all while one is overdue."""

_MOST_PATIENCE = 5.0
"""Seconds that it waits where the last answer was as late: else that would never be in time."""

_LAST_PATIENCE = 2.0

_MOMENT = 0.02
"""Seconds within which a folder that works answers."""


class Unanswered(LibraryError):
    """There is no answer in time. If `waits`, the task is done all the same."""

    def __init__(self, *, waits: bool = False, why: str = "") -> None:
        """`why` is a sentence without a full stop, where it is known."""
        then = "waiting" if waits or not why else "try again in a moment"
        super().__init__(f"{why or 'No answer yet'}; {then}.")
        self.waits = waits


class _Task:
    """A call to make in the keeper's thread."""

    __slots__ = ("done", "error", "is_given_up", "value", "waits", "work")

    def __init__(self, work: Callable[[], Any], waits: bool) -> None:
        self.work = work
        self.waits = waits
        self.is_given_up = False
        self.value: Any = None
        self.error: BaseException | None = None
        self.done = Lock()
        self.done.acquire()


class Keeper:
    """A thread that does all access to some files, for callers that must not wait long."""

    def __init__(
        self,
        name: str,
        answered: Callable[[], object] = lambda: None,
        scout: Scout | None = None,
    ) -> None:
        """`answered` is called in that thread when it is free again after being late. Before each
        task a `scout` checks that the drives answer, so that this process can end at any time.
        """
        self.scout = scout
        self.answered = answered
        self.is_late = False
        """Whether an answer is overdue."""
        self.waiting = 0
        """The number of marks that are not written yet."""
        self.failures: list[str] = []
        """Errors of tasks whose caller no longer waited, one sentence each."""
        from queue import SimpleQueue

        self._tasks: SimpleQueue[_Task] = SimpleQueue()
        self._open = 0
        self._took = 0.0  # the seconds for which the last task worked that was not dropped
        self._guard = Lock()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def is_here(self) -> bool:
        """Whether this is the keeper's own thread."""
        return get_ident() == self._thread.ident

    def ask(self, work: Callable[[], T], *, waits: bool = False, patience: float = PATIENCE) -> T:
        """Do some work in the keeper's thread and return its result, waiting up to `patience`
        seconds, or twice as long as the last task took, up to five.

        Raises Unanswered if it is not done by then; with `waits` it is still done later. An error
        of the work is raised here.
        """
        if self.is_late and not waits:
            raise Unanswered
        task = _Task(work, waits)
        with self._guard:
            self._open += 1
            self._tasks.put(task)
            late = self.is_late
            if late:
                self._leave(task)
        patience = max(patience, min(2 * self._took, _MOST_PATIENCE))
        if late or not (task.done.acquire(timeout=patience) or self._is_done_after_all(task)):
            raise Unanswered(waits=waits)
        if task.error is not None:
            raise task.error
        return cast(T, task.value)

    def open(self, work: Callable[[], T]) -> Callable[[float], T | None]:
        """Start some work. Returns a function that waits up to the given seconds and returns the
        result of the work, or None if it is not done yet.
        """
        task = _Task(work, waits=False)
        with self._guard:
            self._open += 1
            self._tasks.put(task)

        def result(patience: float) -> T | None:
            if not task.done.acquire(timeout=patience):
                return None
            task.done.release()
            if task.error is not None:
                raise task.error
            return cast(T, task.value)

        return result

    def finish(self, work: Callable[[], object]) -> bool:
        """Do the last task. Returns False if no drive answers."""
        try:
            self.ask(work, patience=_LAST_PATIENCE)
        except Unanswered:
            return False
        return True

    def _is_done_after_all(self, task: _Task) -> bool:
        """Whether a task that timed out was finished just before the guard was
        taken; else drop it.
        """
        with self._guard:
            if task.done.acquire(blocking=False):
                return True
            self.is_late = True
            self._leave(task)
        return False

    def _leave(self, task: _Task) -> None:
        task.is_given_up = True
        self.waiting += task.waits

    def _work(self) -> None:
        while True:
            task = self._tasks.get()
            if self.scout is not None:
                self.scout.wait()
            if not task.is_given_up or task.waits:
                begin = monotonic()
                try:
                    task.value = task.work()
                except BaseException as error:  # noqa: BLE001 (`ask` raises it again)
                    task.error = error
                self._took = monotonic() - begin
            with self._guard:
                task.done.release()
                self._open -= 1
                if task.is_given_up and task.waits:
                    self.waiting -= 1
                    if task.error is not None:
                        self.failures.append(_sentence(task.error))
                is_free = self.is_late and not self._open
                self.is_late = self.is_late and not is_free
            if is_free:
                self.answered()


def _sentence(error: BaseException) -> str:
    """What is said of the error of a task that nobody waits for any more."""
    if isinstance(error, ReaderError):
        return str(error)
    return f"What waited for a drive could not be done: {type(error).__name__}: {error}."


class Access:
    """Access to the files of one library."""

    def __init__(
        self, mend: Callable[[BaseException], bool], busy: Callable[[], str] = lambda: ""
    ) -> None:
        """`mend` replaces the index if an error shows that it is damaged, and returns whether it
        does; `busy` says what takes long just now, in
        words without a full stop, or ''. It is called in any thread.
        """
        self._busy = busy
        self.keeper: Keeper | None = None
        self._mend = mend
        self._is_inside = False

    def call(self, work: Callable[[], T], *, waits: bool = False) -> T:
        """Do some work and return its result. Raises Unanswered if there is a keeper
        and it is late.
        """
        keeper = self.keeper
        if keeper is None or keeper.is_here:
            return self._sound(work)
        try:
            return keeper.ask(functools.partial(self._sound, work), waits=waits)
        except Unanswered as error:
            if (why := self._busy()) and not (keeper.scout and keeper.scout.silent(_MOMENT)):
                raise Unanswered(waits=error.waits, why=why) from None
            raise

    def wait(self) -> None:
        """Wait until the drives answer, as far as a scout can tell. For threads other than the
        keeper's: if one of them were stuck in a call, the program could not end.
        """
        if self.keeper is not None and self.keeper.scout is not None:
            self.keeper.scout.wait()

    def _sound(self, work: Callable[[], T]) -> T:
        """Do some work. If the index turns out to be damaged, replace it, and do the work again; do
        so too after an error that may come of what another process changed just then.
        """
        if self._is_inside:
            return work()
        self._is_inside = True
        try:
            try:
                return work()
            except UNREADABLE as error:
                if not (self._mend(error) or may_be_a_bug(error)):
                    raise
            return work()
        finally:
            self._is_inside = False


class _Reached(Protocol):
    @property
    def access(self) -> Access: ...


S = TypeVar("S", bound=_Reached)


_RAISES: Any = object()


def reached(
    *, waits: bool = False, instead: Any = _RAISES
) -> Callable[[Callable[Concatenate[S, P], T]], Callable[Concatenate[S, P], T]]:
    """Decorate a method to go through the `access` of its object. With `waits` a call is never
    dropped. If no drive answers, the method returns `instead` or raises Unanswered.
    """

    def made(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
        @functools.wraps(method)
        def passed(self: S, *args: P.args, **kwargs: P.kwargs) -> T:
            work = functools.partial(method, self, *args, **kwargs)
            try:
                return self.access.call(work, waits=waits)
            except Unanswered:
                if instead is _RAISES:
                    raise
                return cast(T, instead)

        return cast("Callable[Concatenate[S, P], T]", passed)

    return made
