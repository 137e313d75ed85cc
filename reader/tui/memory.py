"""Garbage collection and threads that nobody feels."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress

_YOUNG = 5_000
"""Objects after which the youngest are looked at: a millisecond."""

_TURN = 0.0005
"""Seconds that a thread beside the screen keeps the interpreter when a key wants it: a key changes
threads a few times until it is drawn, and each time waits for so long.
"""


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
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
