"""What was read elsewhere comes to the screen with F5, and what was read here goes there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.accounts import Account
from reader.config import Settings
from reader.settings_file import add_account
from tests.feeds.conftest import item, rss
from tests.feeds.server import Web
from tests.sync.greader_server import READ, GreaderServer
from tests.tui.room import Screen


@pytest.fixture
def server() -> Iterator[GreaderServer]:
    """A server with two unread articles."""
    server, web = GreaderServer(), Web()
    server.subscribed(web.put("/weekly", rss(item(1), item(2))), folder="News")
    yield server
    server.close()
    web.close()


@pytest.fixture
def settings(server: GreaderServer, a_home_of_its_own: Path) -> Settings:
    """An account, in the settings' file too, which another process reads."""
    command = ("echo", server.password)
    account = Account("home", "greader", server.url, server.user, command)
    add_account(account)
    return Settings(account=(account,))


@pytest.mark.real_scan
async def test_f5_brings_and_sends_what_was_read(
    server: GreaderServer, settings: Settings, screen: Screen
) -> None:
    async with screen(settings=settings) as room:
        await room.press("f5")
        await room.until(lambda: room.titles == ["Story 2", "Story 1"], "the articles")
        await room.until(lambda: room.says("home: 2 new"), "what came")
        await room.press("r")
        server.set(next(one.id for one in server.items.values() if one.entry.title == "Story 1"),
                   READ)  # fmt: skip
        await room.press("f5")
        await room.until(lambda: room.says("1 mark came, 1 went"), "what came and went")
        await room.until(lambda: room.says("0 unread of 2"), "that all is read")
    assert len(server.ids(READ)) == 2


async def test_escape_stops_a_sync(
    server: GreaderServer, settings: Settings, screen: Screen
) -> None:
    with server.lock:  # it answers nothing
        async with screen(settings=settings) as room:
            await room.press("f5")
            await room.until(lambda: room.says("syncing"), "that it goes on")
            await room.press("escape")
            await room.until(lambda: room.says("stopped"), "that it is stopped")
            assert not room.app._incoming.is_running
