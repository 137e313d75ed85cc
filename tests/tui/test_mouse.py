"""The mouse: what a click does, and what it does not."""

from __future__ import annotations

from textual import events
from textual.widget import Widget

from reader.tui.bars import Keys
from reader.tui.list.list_view import Sidebar
from tests.tui.room import Room, Screen, Write


async def clicked(room: Room, words: str) -> None:
    """Click on a key of the footer."""
    await room.until(lambda: words in room.bars[2], "the key")
    x = room.bars[2].index(words) + 1
    await room.pilot.click(Keys, offset=(x + 1, 0))


async def test_a_click_on_a_key_of_the_footer_presses_it(news: object, screen: Screen) -> None:
    async with screen(size=(120, 30)) as room:
        await clicked(room, "s star")
        await room.until(lambda: room.starred() == {"Rates rise"}, "a star")
        await clicked(room, "/ search")
        await room.until(lambda: room.prompt is not None, "a line")
        await room.press(*"patch")
        await clicked(room, "Enter keep")
        await room.until(lambda: room.prompt is None and room.titles == ["A patch"], "the results")


async def test_a_right_click_does_nothing(news: object, screen: Screen) -> None:
    async with screen(size=(120, 30)) as room:
        await room.pilot.click(Sidebar, offset=(6, 3), button=3)
        await room.pilot.click(Sidebar, offset=(6, 0), button=3)
        await room.pilot.click(Keys, offset=(2, 0), button=3)
        await room.press("r")
        await room.until(lambda: room.read() == {"Rates rise"}, "the key that came after them")
        assert not room.reading
        assert len(room.app.screen_stack) == 1


async def mouse(widget: Widget, kind: type[events.MouseEvent], x: int, y: int) -> None:
    at = widget.region.offset
    event = kind(widget, x, y, 0, 0, 1, False, False, False, at.x + x, at.y + y)
    widget.post_message(event)


async def test_the_scroll_bar_of_the_list_is_dragged(write: Write, screen: Screen) -> None:
    for number in range(200):
        write(f"Number {number:03}", date="2022-04-22 10:00:00")
    async with screen(size=(120, 30)) as room:
        port, bar = room.session.cursor, room.sidebar.size.width - 1
        assert port.top == 0
        await mouse(room.sidebar, events.MouseDown, bar, port.thumb().start)
        await mouse(room.sidebar, events.MouseMove, bar, room.sidebar.size.height - 1)
        await room.until(lambda: port.top == len(port.outline) - port.height, "the end")
        await mouse(room.sidebar, events.MouseMove, bar, 0)
        await room.until(lambda: port.top == 0, "the start")
        await mouse(room.sidebar, events.MouseUp, bar, 0)
        await mouse(room.sidebar, events.MouseMove, bar, 9)
        await room.press("G")
        await room.until(lambda: port.top == len(port.outline) - port.height, "what the key does")
        assert not room.reading
