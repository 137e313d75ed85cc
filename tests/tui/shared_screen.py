"""One running screen for many tests: it starts once, and each test finds it as it started."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from tests.newsstand import LONG, TITLES
from tests.tui.room import Room

Start = Callable[[], AbstractAsyncContextManager[Room]]


class SharedScreen:
    """A screen on the library of `newsstand.ten`, for tests that leave library and settings alone.

    A test that fails takes the screen with it; the next one starts another.
    """

    def __init__(self, start: Start) -> None:
        self._start = start
        self._room: Room | None = None
        self._over = asyncio.Event()
        self._host: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def room(self) -> AsyncIterator[Room]:
        """The screen as it started, and so again after the test."""
        room = self._room or await self._opened()
        try:
            yield room
            await as_it_started(room)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """End the screen, where there is one."""
        if self._host is not None:
            self._over.set()
            host, self._host, self._room = self._host, None, None
            await host

    async def _opened(self) -> Room:
        opened: asyncio.Future[Room] = asyncio.get_running_loop().create_future()
        self._over = asyncio.Event()
        self._host = asyncio.create_task(self._be_open(opened))  # it begins and ends in one task
        await asyncio.wait([opened, self._host], return_when=asyncio.FIRST_COMPLETED)
        if self._host.done():
            self._host.result()
        self._room = opened.result()
        return self._room

    async def _be_open(self, opened: asyncio.Future[Room]) -> None:
        async with self._start() as room:
            opened.set_result(room)
            await self._over.wait()


async def as_it_started(room: Room) -> None:
    """Leave dialogs, lines to type on, searches and the article; then go to the first one."""
    while not _is_in_whole_list(room):
        await room.press("escape")
        await room.until(lambda: len(room.app.screen_stack) == 1, "dialogs gone")
    await room.press("g")
    await room.press_until("j", lambda: room.title == LONG, "the cursor on the long one")
    await room.press("enter")
    await room.until(lambda: room.reading, "it is open, where it was left")
    await room.press_until("g", lambda: LONG in room.article, "its start")
    await room.press("escape")
    await room.until(lambda: room.sidebar.has_focus, "the list in use")
    await room.to(TITLES[0])


def _is_in_whole_list(room: Room) -> bool:
    return room.sidebar.has_focus and room.prompt is None and room.titles == TITLES
