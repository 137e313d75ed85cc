"""The lines around the panes, also on a narrow screen."""

from __future__ import annotations

import pytest

from reader.output.cells import width_of
from reader.tui.bars import message_lines
from tests.newsstand import LONG
from tests.tui.room import Screen

PATH = "/a/folder/with/a/long/name/and/another/one"


@pytest.mark.parametrize("width", [20, 38, 60])
def test_a_long_message_takes_several_lines(width: int) -> None:
    text = "The settings in the file cannot be written, because nobody may."
    lines = message_lines(text, width)
    assert 0 < max(map(width_of, lines)) <= width
    if width > 20:
        assert " ".join(lines) == text


def test_of_a_message_without_end_three_lines_are_shown() -> None:
    lines = message_lines("利率" * 200, 40)
    assert len(lines) == 3
    assert lines[-1].endswith("…")


async def test_a_message_on_a_narrow_screen_is_not_cut(news: object, screen: Screen) -> None:
    async with screen(size=(60, 20)) as room:
        text = f"The settings in {PATH} cannot be written: permission denied."
        room.session.say(text)
        await room.until(lambda: room.status.replace("\n", "").endswith("denied."), "all of it")
        room.session.say("Short.")
        await room.until(lambda: room.app.query_one("#status").size.height == 1, "one line again")


async def test_a_message_in_an_article_is_not_cut(news: object, screen: Screen) -> None:
    async with screen(size=(60, 20)) as room:
        await room.open(LONG)
        room.pane.say(f"There is no article “{PATH}” here, and that is that.")
        await room.until(lambda: "that is that." in "\n".join(room.article_rows), "all of it")
        await room.press("j")
        await room.until(lambda: "that is that." not in "\n".join(room.article_rows), "the text")


async def test_a_narrow_article_says_the_way_back(news: object, screen: Screen) -> None:
    async with screen(size=(50, 20)) as room:
        await room.open(LONG)
        words = "j/k scroll   Esc back   ? help   q quit"
        await room.until(lambda: room.bars[2] == words, "the keys for which there is room")


async def test_a_narrow_screen_says_why_the_list_gets_no_wider(
    news: object, screen: Screen
) -> None:
    async with screen(size=(60, 20)) as room:
        await room.press("greater_than_sign")
        await room.until(lambda: "has its whole width" in room.status, "why")


async def test_chips_without_room_are_left_out_at_the_left(news: object, screen: Screen) -> None:
    async with screen(size=(40, 20)) as room:
        await room.press("slash", *"rates -bonds is:unread after:2020", "enter")
        await room.until(lambda: "…  is:unread ×   after:2020 ×  " in room.bars[0], "the last ones")
        assert "found" in room.bars[0]
        await room.pilot.click("#chips", offset=(4, 0))
        await room.until(lambda: "is:unread" not in room.bars[0], "the one that was clicked gone")
        assert "after:2020" in room.bars[0]


async def test_a_narrow_screen_has_the_title_of_the_article_above(
    news: object, screen: Screen
) -> None:
    async with screen(size=(60, 20)) as room:
        assert room.bars[0].startswith("reader · news")
        await room.open(LONG)
        await room.until(lambda: room.bars[0].startswith(LONG), "its title")
        await room.press("J")
        await room.until(lambda: room.bars[0].startswith("Ports reopen"), "the next one's")
        await room.press("escape")
        await room.until(lambda: room.bars[0].startswith("reader · news"), "the library")


async def test_a_wide_screen_has_the_name_of_the_library_above(
    news: object, screen: Screen
) -> None:
    async with screen(size=(120, 30)) as room:
        await room.open(LONG)
        assert room.bars[0].startswith("reader · news")
