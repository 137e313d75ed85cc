"""The help screen says every key, and closes."""

from __future__ import annotations

import re

import pytest
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Static

from reader.config import parse
from reader.tui.app import ReaderApp
from reader.tui.article.article_view import ArticleView
from reader.tui.article.contents_view import KeyPoints
from reader.tui.dialogs.help import Help
from reader.tui.dialogs.prompt import Prompt
from reader.tui.list.list_view import Sidebar
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
        text = "\n".join(str(one.render()) for one in room.app.screen.query(Static)) + "\n"
    for owner in (ReaderApp, Sidebar, ArticleView, KeyPoints, Prompt):
        for binding in owner.BINDINGS:
            assert isinstance(binding, Binding)
            assert re.search(rf"\s{{2,}}{re.escape(binding.description)}\n", text), binding


async def test_the_help_says_the_keys_that_the_settings_gave(news: object, screen: Screen) -> None:
    settings = parse('[keys]\n"mark.star" = "asterisk,ctrl+s"')
    async with screen(settings=settings) as room:
        await opened(room)
        text = "\n".join(str(one.render()) for one in room.app.screen.query(Static))
    assert re.search(r"\n\*  \^s {3,}star\n", text)
    assert not re.search(r"\ns {3,}star\n", text)


async def test_a_wide_help_has_two_columns(news: object, screen: Screen) -> None:
    async with screen(size=(120, 40)) as room:
        await opened(room)
        left, right = room.app.screen.query(Static)
        await room.until(lambda: right.region.x > left.region.right - 1, "side by side")
        assert left.region.y == right.region.y
    async with screen(size=(80, 40)) as room:
        await opened(room)
        above, below = room.app.screen.query(Static)
        await room.until(lambda: below.region.y >= above.region.bottom, "one below the other")


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
        for down, up in (("space", "b"), ("pagedown", "pageup")):
            await room.press(down)
            await room.until(lambda: scroll.scroll_offset.y > 2, "a page down")
            await room.press(up)
            await room.until(lambda: scroll.scroll_offset.y == 0, "the start")
        for down, up in (("G", "g"), ("end", "home")):
            await room.press(down)
            await room.until(lambda: scroll.scroll_offset.y == scroll.max_scroll_y > 0, "the end")
            await room.press(up)
            await room.until(lambda: scroll.scroll_offset.y == 0, "the start")
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
