"""The help screen says every key, and closes."""

from __future__ import annotations

import re

import pytest
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from reader.tui.app import ReaderApp
from reader.tui.article import ArticleView
from reader.tui.help import Help
from reader.tui.points import KeyPoints
from reader.tui.prompt import Prompt
from reader.tui.sidebar import Sidebar
from tests.tui.room import Room, Screen


async def opened(room: Room) -> VerticalScroll:
    await room.press("question_mark")
    await room.until(lambda: isinstance(room.app.screen, Help), "help on the screen")
    scroll = room.app.screen.query_one(VerticalScroll)
    await room.until(lambda: scroll.size.height, "help laid out")
    return scroll


async def test_every_key_is_in_the_help_with_what_it_does(news: object, screen: Screen) -> None:
    async with screen() as room:
        await opened(room)
        text = str(room.app.screen.query_one(Static).render())
    for owner in (ReaderApp, Sidebar, ArticleView, KeyPoints, Prompt):
        for binding in owner.BINDINGS:
            assert isinstance(binding, Binding)
            assert re.search(rf"\s{{2,}}{re.escape(binding.description)}\n", text), binding


@pytest.mark.parametrize("key", ["escape", "q", "question_mark"])
async def test_a_key_closes_the_help_and_nothing_else(
    key: str, news: object, screen: Screen
) -> None:
    async with screen() as room:
        await opened(room)
        await room.press(key)
        await room.until(lambda: not isinstance(room.app.screen, Help), "help closed")
        await room.until(lambda: room.sidebar.has_focus, "the list in use again")
        assert room.app.is_running
        assert room.title == "Rates rise"


async def test_help_scrolls_where_it_does_not_fit(news: object, screen: Screen) -> None:
    async with screen(size=(60, 14)) as room:
        scroll = await opened(room)
        for down, up in (("j", "k"), ("down", "up")):
            await room.press(down, down)
            await room.until(lambda: scroll.scroll_offset.y == 2, "two lines down")
            await room.press(up, up)
            await room.until(lambda: scroll.scroll_offset.y == 0, "the start")


async def test_the_keys_of_the_list_rest_while_help_is_open(news: object, screen: Screen) -> None:
    async with screen() as room:
        await opened(room)
        await room.press("r", "n", "G", "escape")
        await room.until(lambda: not isinstance(room.app.screen, Help), "help closed")
        assert room.title == "Rates rise"
        assert not room.read()
