"""A keeper that hangs, as on a drive that does not answer."""

from __future__ import annotations

from threading import Event

import pytest

from reader.library.access import Keeper, Unanswered

_DEADLINE = 60.0


def hang(keeper: Keeper, gate: Event) -> None:
    """Let the keeper hang until the gate is set, and be known to be late. However late its thread
    or its scout is, it hangs by then: a task that is given up before it began is never done.
    """
    begun = Event()

    def work() -> None:
        begun.set()
        gate.wait()

    keeper.open(work)
    assert begun.wait(_DEADLINE)
    with pytest.raises(Unanswered):
        keeper.ask(bool, patience=0.01)
