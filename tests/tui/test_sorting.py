"""The order of the list, and the view of what is to be read later."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader import screen_state
from reader.config import Settings
from tests.newsstand import FINANCE, GAMES, LONG, NEWEST, TITLES, write
from tests.states import set_state
from tests.tui.room import Open, Room, Screen

BY_TITLE = [*sorted(TITLES[:5], key=str.lower), *sorted(TITLES[5:8], key=str.lower), "A console",
            "A patch"]  # fmt: skip


async def sort(room: Room, key: str, said: str) -> None:
    await room.press("O")
    await room.until(lambda: room.prompts("n newest first · o oldest first"), "the orders")
    await room.press(key)
    await room.until(lambda: said in room.status, said)


async def test_an_order_is_chosen_by_its_letter_and_kept(
    news: Path, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        await room.press("j", "k")
        await sort(room, "t", "Articles by title.")
        assert room.titles == BY_TITLE
        assert room.title == TITLES[0], "the cursor stays on its article"
        await room.press("r")
        await room.until(lambda: room.read() == {TITLES[0]}, "marks work there")
    async with screen(open_library(scan=False)) as room:
        await room.until(lambda: room.titles == BY_TITLE, "it is kept")
        await sort(room, "o", "Articles oldest first.")
        assert room.titles[:5] == TITLES[4::-1]
        await sort(room, "n", "Articles newest first.")
        assert room.titles == TITLES
    assert screen_state.sort("newest") == "newest"
    assert screen_state.sort("oldest") == "oldest", "another setting takes effect"


async def test_undated_articles_are_last_in_each_order(
    news: Path, screen: Screen, open_library: Open
) -> None:
    write(news, "A leaf", FINANCE, "")
    async with screen(open_library()) as room:
        for key in "noutslc":
            said = {
                "n": "newest",
                "o": "oldest",
                "u": "unread",
                "l": "shortest",
                "c": "highest",
            }.get(key, "by")
            await sort(room, key, f"Articles {said}")
            await room.until(lambda: room.titles[5:6] == ["A leaf"], "the last of its group")


async def test_unread_articles_come_first_and_stay_where_they_are_when_read(
    news: Path, screen: Screen, open_library: Open
) -> None:
    library = open_library()
    set_state(library, [e for e in library.entries() if e.title == TITLES[0]], read=True)
    order = [*TITLES[1:5], TITLES[0], *TITLES[5:]]
    async with screen(library) as room:
        await sort(room, "u", "Articles unread first.")
        assert room.titles == order
        await room.press("g", "j", "r")
        await room.until(lambda: len(room.read()) == 2, "another one read")
        other = open_library(scan=False)
        set_state(other, [e for e in other.entries() if e.title == TITLES[3]], read=True)
        await room.until(lambda: "7 unread of 10" in room.bars[0], "what another window read")
        assert room.titles == order
        write(news, "News at last", GAMES, "2022-05-01 10:00:00")
        open_library()  # as a scan does
        await room.until(lambda: "News at last" in room.titles, "the new article")
        assert room.titles[3:5] != order[3:5], "now it is sorted again"


async def test_a_search_is_in_the_chosen_order(news: Path, screen: Screen) -> None:
    async with screen(settings=Settings(grouping="flat")) as room:
        await sort(room, "t", "Articles by title.")
        assert room.titles == sorted(NEWEST, key=str.lower)
        await room.press("slash", *"after:2022-04-21", "enter")
        found = sorted([*NEWEST[:4], LONG, "Wine 7.14"], key=str.lower)
        await room.until(lambda: room.titles == found, "what it finds, by title")
        await room.press("escape")
        await room.until(lambda: len(room.titles) == 10, "all again")
        assert room.titles == sorted(NEWEST, key=str.lower)


@pytest.mark.parametrize("order", ["n", "t"])
async def test_what_is_kept_for_later_has_a_view(news: Path, screen: Screen, order: str) -> None:
    async with screen() as room:
        await sort(room, order, "Articles ")
        await room.press("5")
        await room.until(lambda: "Nothing to read later" in room.picture(), "why it is empty")
        await room.press("1")
        await room.to(TITLES[1])
        await room.press("m")
        await room.to("Queues in Go")
        await room.press("m", "5")
        await room.until(lambda: room.titles == [TITLES[1], "Queues in Go"], "both")
        await room.press("g", "j", "m")
        await room.until(lambda: "Untagged later" in room.status, "one is not kept any more")
        assert room.titles == [TITLES[1], "Queues in Go"], "and stays until the list is drawn"
        await room.press("z")
        await room.until(lambda: "Undone" in room.status, "it is kept again")
        assert room.titles == [TITLES[1], "Queues in Go"]
        await room.press("m", "1", "5")
        await room.until(lambda: room.titles == ["Queues in Go"], "one")
