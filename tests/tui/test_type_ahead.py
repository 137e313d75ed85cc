"""Letters that come before the line that they are for."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from tests.tui.room import Open, Screen


async def test_what_is_typed_ahead_of_a_line_stands_on_it(
    news: object, open_library: Open, screen: Screen
) -> None:
    async with screen(open_library()) as room:
        for opened in (False, True):
            if opened:
                await room.press("enter")
                await room.until(lambda: room.reading, "an article")
            for key, letter in (("slash", "/"), ("q", "q"), ("e", "e"), ("s", "s"), ("1", "1")):
                room.app.post_message(events.Key(key, letter))
            await room.until(lambda: isinstance(room.app.focused, Input), "a line")
            line = room.app.focused
            assert isinstance(line, Input)
            await room.until(lambda line=line: line.value == "qes1", "all of it")
            await room.press("escape")
        assert room.app.is_running
        assert not [entry for entry in room.library.entries() if entry.starred]
