"""The line between list and article is dragged with the mouse."""

from __future__ import annotations

from reader import screen_state
from reader.tui.divider import Divider
from tests.tui.room import Open, Room, Screen


def lines(room: Room) -> int:
    """The column of the line between the panes."""
    return room.app.screen.query_one(Divider).region.x


async def drag(room: Room, start: int, end: int) -> None:
    await room.pilot.mouse_down(offset=(start, 5))
    for column in (start, (start + end) // 2, end):
        await room.pilot.hover(offset=(column, 5))
    await room.pilot.mouse_up(offset=(end, 5))


async def test_the_divider_goes_where_it_is_dragged_and_stays_there(
    news: object, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        assert lines(room) == 48
        await drag(room, 48, 60)
        await room.until(lambda: lines(room) == 60, "the divider where the mouse let go of it")
        assert room.sidebar.has_focus, "nothing is opened by that"
        assert not room.read()
        await room.pilot.hover(offset=(30, 5))
        assert lines(room) == 60, "it is not held any more"
    async with screen(open_library(scan=False)) as room:
        await room.until(lambda: lines(room) == 60, "the next start has it there too")
        await drag(room, 60, 2)
        await room.until(lambda: lines(room) == 24, "a list stays a list")
        await drag(room, 24, 119)
        await room.until(lambda: lines(room) == 80, "and an article an article")
    assert screen_state.list_width() == 80


async def test_a_terminal_that_gets_narrow_has_no_divider(news: object, screen: Screen) -> None:
    screen_state.keep_list_width(60)
    async with screen() as room:
        await room.until(lambda: lines(room) == 60, "the width that was kept")
        await room.pilot.resize_terminal(80, 20)
        await room.until(lambda: room.sidebar.size.width == 80, "the list alone")
        await room.pilot.resize_terminal(120, 20)
        await room.until(lambda: lines(room) == 60, "both panes again")
        await room.press("enter", "w")
        await room.until(lambda: room.pane.size.width == 120, "the article alone")
        assert not room.app.screen.query_one(Divider).display
