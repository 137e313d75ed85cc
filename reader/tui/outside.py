"""Reaches files outside the library, the journal and the cache without waiting long: the state of
the screen, and whatever path the user types.

One thread makes the calls, after a scout has looked at the folder, so that neither the screen nor
the end of the program waits for a drive that does not answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from reader import screen_state
from reader.config import state_folder
from reader.drives import Scout, said
from reader.library.library import Keeper, Unanswered

T = TypeVar("T")

_MOMENT = 0.02
"""Seconds within which a folder that works answers."""


@cache
def keeper() -> Keeper:
    """The one thread that reaches such files; `guard` gives it a scout."""
    return Keeper("outside")


def guard() -> None:
    """Start the scout, and keep the state of the screen through this thread from now on. Call it
    before any thread is started.
    """
    scout = Scout([state_folder()])
    keeper().scout = scout
    screen_state.go_through(_kept)


def reach(folder: Path, work: Callable[[], T], *others: Path) -> T:
    """Do some work with files in a folder, and in these others. Raises Unanswered if a drive does
    not answer in time, and what the work raises.
    """
    check(folder, *others)
    return keeper().ask(work)


def check(*folders: Path) -> None:
    """Return if some folders answer, else raise Unanswered, which says which does not. For threads
    that then touch them: if one of them were stuck in a call, the program could not end.
    """
    scout = keeper().scout
    if scout is not None:
        try:
            keeper().ask(lambda: scout.wait(*folders))
        except Unanswered:
            silent = scout.silent(_MOMENT)
            raise Unanswered(why=said(silent) if silent else "") from None


def wait_for(folder: Path) -> None:
    """Wait until a folder answers. For threads that nobody waits for, as above."""
    scout = keeper().scout
    if scout is not None:
        scout.wait(folder)


def _kept(work: Callable[[], T]) -> T | None:
    """The result of some work; None if it is done later."""
    try:
        return keeper().ask(work, waits=True)
    except Unanswered:
        return None
