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
from reader.drives import Scout
from reader.library.library import Keeper, Unanswered

T = TypeVar("T")


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
    scout = keeper().scout
    if scout is not None:
        keeper().ask(lambda: scout.wait(folder, *others))
    return keeper().ask(work)


def _kept(work: Callable[[], T]) -> T | None:
    """The result of some work; None if it is done later."""
    try:
        return keeper().ask(work, waits=True)
    except Unanswered:
        return None
