"""The thread beside the screen: the newest wishes, one after the other, after a moment's rest."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from queue import Empty, Queue
from threading import Event
from weakref import finalize

import pytest

from reader.tui import crashes
from reader.tui.worker import Worker, in_thread
from tests.tui.room import DEADLINE


class Desk:
    """A worker whose work can be held back."""

    def __init__(self, pause: float = 0.0) -> None:
        self.done: Queue[str] = Queue()
        self.begun: Queue[str] = Queue()
        self.free = Event()
        self.free.set()
        self.worker: Worker[str] = Worker("test", self._work, pause=pause)

    def _work(self, wish: str) -> None:
        self.begun.put(wish)
        assert self.free.wait(DEADLINE)
        self.done.put(wish)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.free.set()
    desk.worker.stop()


def test_wishes_from_before_the_start_are_done_in_their_order(desk: Desk) -> None:
    desk.worker.want(["a", "b"])
    desk.worker.start()
    desk.worker.start()
    assert [desk.done.get(timeout=DEADLINE) for _ in range(2)] == ["a", "b"]


def test_what_is_not_begun_is_forgotten_for_newer_wishes(desk: Desk) -> None:
    desk.free.clear()
    desk.worker.start()
    desk.worker.want(["a", "b"])
    assert desk.begun.get(timeout=DEADLINE) == "a"
    desk.worker.want(["c"])
    desk.free.set()
    assert [desk.done.get(timeout=DEADLINE) for _ in range(2)] == ["a", "c"]
    assert desk.done.empty()


def test_a_wish_that_is_done_is_not_kept() -> None:
    class Wish:
        pass

    gone = Event()
    worker: Worker[Wish] = Worker("test", bool)
    wish = Wish()
    finalize(wish, gone.set)
    worker.want([wish])
    worker.start()
    del wish
    assert gone.wait(DEADLINE)
    worker.stop()


def test_nothing_is_begun_while_wishes_come() -> None:
    desk = Desk(pause=DEADLINE)
    desk.worker.start()
    desk.worker.want(["a"])
    with pytest.raises(Empty):
        desk.begun.get(timeout=0.2)
    desk.worker.stop()
    assert desk.begun.empty()


def test_a_part_of_what_was_wished_for_waits_for_nothing() -> None:
    desk = Desk(pause=DEADLINE)
    desk.worker.want(["a"], pause=False)
    desk.worker.start()
    assert desk.done.get(timeout=DEADLINE) == "a"
    desk.worker.stop()


def test_its_end_waits_for_what_is_begun_and_begins_nothing_more(desk: Desk) -> None:
    ended = Event()
    worker: Worker[str] = Worker("test", desk.done.put, last=ended.set)
    worker.start()
    worker.want(["a"])
    assert desk.done.get(timeout=DEADLINE) == "a"
    worker.stop()
    assert ended.wait(DEADLINE)
    worker.want(["b"])
    assert desk.done.empty()


def test_a_bug_costs_the_one_wish_and_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(crashes._Failures, "say", told.append)
    monkeypatch.setattr(crashes._Failures, "errors", [])
    desk.worker._work = lambda wish: desk._work({"b": "b"}[wish])
    desk.worker.want(["a", "b"])
    desk.worker.start()
    assert desk.done.get(timeout=DEADLINE) == "b"
    assert told == ["A part of the program failed (KeyError: 'a'). It says more when it ends."]


def test_the_end_of_a_loop_does_not_wait_for_work_in_a_thread() -> None:
    gate = Event()

    async def leave() -> str:
        task = asyncio.create_task(in_thread(gate.wait))
        found = await in_thread(str.upper, "done")
        with pytest.raises(ZeroDivisionError):
            await in_thread(divmod, 1, 0)
        task.cancel()
        return found

    assert asyncio.run(leave()) == "DONE"
    gate.set()
