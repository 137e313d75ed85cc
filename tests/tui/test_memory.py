"""Memory that nobody needs is given back, the most of it when nobody types."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from time import monotonic

import pytest
from rich.cells import cached_cell_len
from rich.segment import Segment
from textual.geometry import Region

from reader.articles.html.addresses import target
from reader.tui.memory import Tidying
from tests.tui.room import Open, Screen


class Circle:
    """Garbage that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def caches() -> Iterator[None]:
    """Caches of texts that are full."""
    for number in range(1_000):
        text = f"text {number}"
        cached_cell_len(text)
        Segment._split_cells(Segment(text), 2)
        target(f"https://e.example/{number}")
        Region(number, 0, 5, 5).intersection(Region(0, 0, 9, 9))
    yield
    sizes()


def sizes() -> list[int]:
    found = (cached_cell_len, Segment._split_cells, target, Region.intersection)
    return [one.cache_info().currsize for one in found]


async def test_caches_and_garbage_go_when_nobody_types(
    open_library: Open, screen: Screen, caches: None
) -> None:
    async with screen(open_library()) as room:
        tidying = Tidying(room.app)
        tidying.tend()  # the first time it only looks how much there is
        assert min(sizes()) > 900
        assert any(len(one._styles_cache._cache) for one in room.app.screen.walk_children())
        circle = weakref.ref(Circle())
        tidying._size = 1
        tidying.tend()
        assert max(sizes()) < 500
        assert circle() is None
        assert not any(len(one._styles_cache._cache) for one in room.app.screen.walk_children())


async def test_while_somebody_types_nothing_is_looked_for_but_caches_are_bounded(
    open_library: Open, screen: Screen, caches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with screen(open_library()) as room:
        tidying = Tidying(room.app)
        monkeypatch.setattr("reader.tui.memory.monotonic", lambda: 1.0)
        tidying.touched()
        tidying.tend()
        monkeypatch.setattr("reader.tui.memory.gc.collect", lambda: pytest.fail("it would stutter"))
        tidying._size = 1
        tidying.tend()
        assert max(sizes()) < 500
        assert tidying._size > 1


async def test_a_key_is_heard_of(news: object, open_library: Open, screen: Screen) -> None:
    async with screen(open_library()) as room:
        before = monotonic()
        await room.press("j")
        assert room.app._tidying._touched >= before
