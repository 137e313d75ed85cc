"""Garbage collection that nobody feels."""

from __future__ import annotations

import gc


def settle() -> None:
    """Once the first screen stands: collect what starting left, and look no more at what stays.

    Going through everything again and again is what makes a program stutter; it was switched off
    while the program started.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()
