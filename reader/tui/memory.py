"""Garbage collection and threads that nobody feels, and memory given back when nobody types."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from time import monotonic
from typing import Any

from textual.app import App
from textual.widget import Widget

_YOUNG = 5_000
"""Objects after which the youngest are looked at: a millisecond."""

_TURN = 0.0005
"""Seconds that a thread beside the screen keeps the interpreter when a key wants it: a key changes
threads a few times until it is drawn, and each time waits for so long.
"""

_REST = 2.0
"""Seconds without a key after which tidying up disturbs nobody: it may take 30 ms."""

_GREW = 1.02
"""How much more must have been taken since the last time for it to be worth that."""

_ARENA_MAX = -8
"""glibc's number for how many heaps there may be; see mallopt(3)."""


def settle() -> None:
    """Once the first screen stands: look no more at what is there, and let threads take turns.

    Going through everything again and again is what makes a program stutter; it was switched off
    while the program started. The little garbage that starting left is kept with the rest: to find
    it takes longer than a key may.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, 5, 5)
    gc.enable()
    sys.setswitchinterval(_TURN)
    _share_one_heap()


def _share_one_heap() -> None:
    """Let threads take memory from the heaps that there are: one for each of them, as glibc has it,
    keeps ten MiB that nobody needs.
    """
    _ask_the_library("mallopt", _ARENA_MAX, 1)


class Tidying:
    """Gives memory back while nobody types.

    A dialog that was closed is garbage in circles, which Python looks for only after some hundred
    thousand objects more. Textual keeps the lines of each widget with each way in which they were
    cut, for what lies over them: some kB a line, and a line of another size as well. And what the
    C library has free again is the system's only when it is asked for it.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._touched = 0.0
        self._blocks = 0
        self._is_tidy = False

    def touched(self) -> None:
        """A key came, or a click."""
        self._touched = monotonic()
        self._is_tidy = False

    def tend(self) -> None:
        """Tidy up where it is time for it; for several times a second."""
        if self._is_tidy or monotonic() - self._touched < _REST:
            return
        self._is_tidy = True
        if sys.getallocatedblocks() < self._blocks * _GREW:
            return
        for screen in self._app.screen_stack:
            for widget in screen.walk_children(Widget, with_self=True):
                widget._styles_cache.clear()
        gc.collect()
        _ask_the_library("malloc_trim", 0)
        self._blocks = sys.getallocatedblocks()


def _ask_the_library(function: str, *numbers: int) -> None:
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError, OSError):  # another C library than glibc
            getattr(ctypes.CDLL(None), function)(*numbers)
