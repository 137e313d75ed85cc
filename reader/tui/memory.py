"""Garbage collection and threads that nobody feels, and memory given back when nobody types."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import chain
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
"""How much more must have been taken since the last time for tidying up to be worth it."""

_GREW_MUCH = 1.1
"""The same for dropping caches while somebody types."""

_LARGE = 256
"""Entries that a cache may have which is bounded by their number, whatever their size."""

_CACHING = ("textual.", "rich.", "reader.")
_Cache = type(lru_cache(bool))

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
    """Gives memory back, most of it while nobody types.

    A dialog that was closed is garbage in circles, which Python looks for only after some hundred
    thousand objects more. Textual keeps the lines of each widget with each way in which they were
    cut, for what lies over them: some kB a line. And Rich, Textual and the cleaner remember what
    they made of up to 16,384 texts each, however long: that goes on growing for 20,000 keys.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._touched = 0.0
        self._blocks = 0

    def touched(self) -> None:
        """A key came, or a click."""
        self._touched = monotonic()

    def tend(self) -> None:
        """Tidy up where it is time for it; for a few times a second."""
        is_at_rest = monotonic() - self._touched > _REST
        limit = self._blocks * (_GREW if is_at_rest else _GREW_MUCH)
        if (blocks := sys.getallocatedblocks()) <= limit:
            return
        if self._blocks:
            self._drop_caches()
            if is_at_rest:
                gc.collect()
                _ask_the_library("malloc_trim", 0)
            blocks = sys.getallocatedblocks()
        self._blocks = blocks

    def _drop_caches(self) -> None:
        for screen in self._app.screen_stack:
            for widget in screen.walk_children(Widget, with_self=True):
                widget._styles_cache.clear()
        for cache in _large_caches():
            cache.cache_clear()


def _large_caches() -> Iterator[Any]:
    """What `lru_cache` was put round, in modules and their classes; not what stays small."""
    for name, module in list(sys.modules.items()):
        if not name.startswith(_CACHING):
            continue
        own = [one for one in vars(module).values() if getattr(one, "__module__", "") == name]
        inner = (one for kind in own if isinstance(kind, type) for one in vars(kind).values())
        for one in chain(own, inner):
            cache = getattr(one, "__func__", getattr(one, "fget", one))
            if isinstance(cache, _Cache) and (cache.cache_info().maxsize or 0) >= _LARGE:
                yield cache


def _ask_the_library(function: str, *numbers: int) -> None:
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError, OSError):  # another C library than glibc
            getattr(ctypes.CDLL(None), function)(*numbers)
