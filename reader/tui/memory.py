"""Tunes garbage collection and threads for fast keys, and returns memory in idle moments."""

from __future__ import annotations

import gc
import mmap
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any

from textual.app import App
from textual.widget import Widget

_YOUNG = 5_000
"""New objects after which Python looks for garbage among them; that takes a millisecond."""

_TURN = 0.0005
"""Seconds for which a background thread may keep the interpreter while the screen's thread waits.
Drawing a key press switches threads a few times, and waits that long each time.
"""

_REST = 1.5
"""Seconds without a key press before memory is tidied fully; that may take 30 ms."""

_LONG_REST = 4.0
"""Seconds without a key press after which the screen may look less often what has changed."""

_GREW = 1.02
"""The growth of memory since the last time, as a factor, that makes tidying worthwhile."""

_GREW_MUCH = 1.1
"""The same for emptying caches while the user types."""

_LARGE = 256
"""Caches with room for at least so many entries are emptied; they count entries, not bytes."""

_PAGES = Path("/proc/self/statm")
"""Linux's file with the pages of the process; the second number is those in memory."""

_BLOCK = 64
"""Bytes of an average object."""

_CACHING = ("textual.", "rich.", "reader.")
_Cache = type(lru_cache(bool))

_GLIBC = {
    -8: 1,  # M_ARENA_MAX: threads share a heap; one for each would keep ten MiB unused
    -3: 256 * 1024,  # M_MMAP_THRESHOLD: larger blocks are given back as soon as they are freed
    -1: 512 * 1024,  # M_TRIM_THRESHOLD: so is so much at the end of a heap
}
"""Options of mallopt(3). By default glibc raises both thresholds to tens of MiB after a large block
was freed, and so keeps what a large page took.
"""


def settle() -> None:
    """Turn on garbage collection and quick switches of threads, after the first screen is drawn.

    Objects that exist by then are exempt: examining them again and again makes a program stutter.
    The little garbage among them stays, because finding it takes too long for a key press.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, 5, 5)
    gc.enable()
    sys.setswitchinterval(_TURN)
    for option, value in _GLIBC.items():
        _ask_the_library("mallopt", option, value)


class Tidying:
    """Returns memory to the system, most of it while the user is idle.

    A closed dialog is cyclic garbage, which Python would find only some hundred thousand objects
    later. Textual caches the lines of each widget with each way to crop them: some kB a line. Rich,
    Textual and the cleaner cache their results for up to 16,384 texts each, however long; these
    caches grow for 20,000 key presses.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._touched = 0.0
        self._size = 0
        self._is_due = False

    @property
    def is_resting(self) -> bool:
        """Whether no key has been pressed for some seconds."""
        return monotonic() - self._touched > _LONG_REST

    def touched(self) -> None:
        """Note that a key was pressed, or the mouse was used."""
        self._touched = monotonic()

    def tend(self) -> None:
        """Tidy up if it is time. To be called a few times a second."""
        is_at_rest = monotonic() - self._touched > _REST
        limit = self._size * (_GREW if is_at_rest else _GREW_MUCH)
        if (size := _size()) <= limit and not (is_at_rest and self._is_due):
            return
        if self._size:
            self._drop_caches()
            self._is_due = not is_at_rest
            if is_at_rest:
                gc.collect()
                _ask_the_library("malloc_trim", 0)
            size = _size()
        self._size = size

    def _drop_caches(self) -> None:
        for screen in self._app.screen_stack:
            for widget in screen.walk_children(Widget, with_self=True):
                widget._styles_cache.clear()
        for cache in _large_caches():
            cache.cache_clear()


def _large_caches() -> Iterator[Any]:
    """The large `lru_cache`s of functions in modules and their classes."""
    for name, module in list(sys.modules.items()):
        if not name.startswith(_CACHING):
            continue
        known = list(vars(module).values())  # another thread may be importing it
        own = [one for one in known if getattr(one, "__module__", "") == name]
        inner = (one for kind in own if isinstance(kind, type) for one in vars(kind).values())
        for one in chain(own, inner):
            cache = getattr(one, "__func__", getattr(one, "fget", one))
            if isinstance(cache, _Cache) and (cache.cache_info().maxsize or 0) >= _LARGE:
                yield cache


def _size() -> int:
    """The bytes in memory, or where the system does not say, a number that grows with them."""
    try:
        with _PAGES.open("rb") as file:
            return int(file.read().split()[1]) * mmap.PAGESIZE
    except OSError:
        return sys.getallocatedblocks() * _BLOCK


def _ask_the_library(function: str, *numbers: int) -> None:
    if sys.platform == "linux":
        import ctypes

        with suppress(AttributeError, OSError):  # another C library than glibc
            getattr(ctypes.CDLL(None), function)(*numbers)
