"""The help screen says every key, and closes."""

from __future__ import annotations

import re

import pytest
from textual.containers import VerticalScroll

from reader.config import parse
from reader.tui.bindings import shown_key
from reader.tui.dialogs.help import Help
from reader.tui.keys import IN_LIBRARY
from tests.tui.room import Room, Screen


async def opened(room: Room) -> VerticalScroll:
    await room.press("question_mark")
    await room.until(lambda: isinstance(room.app.screen, Help), "help on the screen")
    scroll = room.app.screen.query_one(VerticalScroll)
    await room.until(lambda: scroll.size.height and told(room), "help laid out")
    return scroll


def told(room: Room) -> list[str]:
    """The lines of the help, those of one column after those of another."""
    columns = room.app.screen.query("VerticalScroll Horizontal:last-child Static")
    return [line for one in columns for line in str(one.render()).splitlines()]


def place(room: Room, line: str) -> int:
    return next(number for number, one in enumerate(told(room)) if re.fullmatch(line, one))


async def test_every_key_is_in_the_help_with_what_it_does(news: object, screen: Screen) -> None:
    async with screen(size=(160, 50)) as room:
        await opened(room)
        lines = told(room)
    for scope in IN_LIBRARY:
        for key in scope.keys:
            line = rf"(.* )?{re.escape(shown_key(key.key.split(',')[0]))} .*{re.escape(key.line)}"
            assert any(re.fullmatch(line, one) for one in lines), key


async def test_keys_of_a_pair_share_a_line(news: object, screen: Screen) -> None:
    async with screen() as room:
        await opened(room)
        assert place(room, "n p +next, previous unread")
        assert place(room, "g G Home End +first, last line")


async def test_what_works_where_one_is_comes_first(news: object, screen: Screen) -> None:
    async with screen() as room:
        await opened(room)
        assert told(room)[0] == "In the list"
        assert place(room, "In the list") < place(room, "Marks") < place(room, "In an article")
        await room.press("escape")
        await room.open("Rates rise")
        await opened(room)
        assert told(room)[0] == "In an article"
        assert place(room, "In an article") < place(room, "Marks") < place(room, "In the list")


async def test_the_signs_of_the_list_are_explained(news: object, screen: Screen) -> None:
    async with screen() as room:
        await opened(room)
        assert place(room, "● · +unread, muted by filter") < place(room, "★ +starred")


async def test_the_help_says_the_keys_that_the_settings_gave(news: object, screen: Screen) -> None:
    settings = parse('[keys]\n"mark.star" = "asterisk,ctrl+s"')
    async with screen(settings=settings) as room:
        await opened(room)
        assert place(room, r"\* \^s +star")
        assert "s            star" not in told(room)


@pytest.mark.parametrize(("width", "columns"), [(120, 3), (80, 2), (60, 1)])
async def test_the_help_has_as_many_columns_as_there_is_room_for(
    width: int, columns: int, news: object, screen: Screen
) -> None:
    async with screen(size=(width, 40)) as room:
        await opened(room)
        shown = room.app.screen.query("VerticalScroll Horizontal:last-child Static")
        await room.until(lambda: len([one for one in shown if one.size.width]) == columns, "them")
        left = next(iter(shown))
        await room.until(lambda: left.size.width > width // columns - 8, "their width")


async def test_all_of_it_is_on_one_screen_of_120_by_40(news: object, screen: Screen) -> None:
    async with screen(size=(120, 40)) as room:
        for where in ("the list", "an article"):
            scroll = await opened(room)
            await room.until(lambda: len(told(room)) > 90, f"the help in {where}")
            assert scroll.max_scroll_y == 0
            await room.press("escape")
            await room.open("Rates rise")


async def test_half_a_page_is_half_of_a_page(news: object, screen: Screen) -> None:
    async with screen(size=(60, 24)) as room:
        scroll = await opened(room)
        await room.press_until("space", lambda: scroll.scroll_y > 0, "a page further")
        page = scroll.scroll_y
        await room.press("g", "ctrl+d")
        await room.until(lambda: scroll.scroll_y == page / 2, "half a page further")
        await room.press("ctrl+u")
        await room.until(lambda: scroll.scroll_y == 0, "back at the top")


async def test_a_typed_word_leaves_the_lines_that_match(news: object, screen: Screen) -> None:
    async with screen() as room:
        await opened(room)
        await room.press("slash", *"favourite")
        await room.until(lambda: len(told(room)) < 7, "less")
        assert place(room, "s +star")
        await room.press("escape")
        await room.until(lambda: len(told(room)) > 90, "everything again")
        assert isinstance(room.app.screen, Help)
        await room.press("slash", *"xyzzy")
        await room.until(lambda: told(room) == ["No key matches “xyzzy”."], "a sentence")
        await room.press("escape", "escape")
        await room.until(lambda: not isinstance(room.app.screen, Help), "help closed")


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
        await room.until(lambda: scroll.max_scroll_y > 0, "all of it laid out")
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
