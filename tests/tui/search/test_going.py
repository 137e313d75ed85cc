"""Going to a category, site, tag or day by a few letters."""

from __future__ import annotations

from textual.widgets import Input

from reader.tui.dialogs.candidates import Candidates
from reader.tui.dialogs.prompt import Prompt
from tests.tui.room import Room, Screen


def box(room: Room) -> Candidates:
    return room.app.screen.query_one(Prompt).candidates


def listed(room: Room) -> list[str]:
    return [" ".join(f"{one.text} {one.right}".split()) for one in box(room).all]


async def asked(room: Room, typed: str) -> None:
    """Open the line and type; wait for the candidates."""
    await room.press("c", *typed)
    await room.until(lambda: room.app.screen.query(Prompt), "the line")
    await room.until(lambda: room.app.going._answered == typed, "the candidates")


async def test_candidates_have_their_kinds_and_counts(news: object, screen: Screen) -> None:
    async with screen() as room:
        await asked(room, "")
        assert "金融 category 5 unread of 5" in listed(room)
        await room.press("金")
        await room.until(lambda: listed(room)[0].startswith("金融 category"), "what matches")
        assert "金融 › 新浪财经 category 5 unread of 5" in listed(room)
        assert room.prompt == "金"


async def test_the_cursor_stays_until_enter(news: object, screen: Screen) -> None:
    async with screen() as room:
        await asked(room, "编程")
        assert room.title == "Rates rise"
        await room.press("enter")
        await room.on("Queues in Go")
        assert room.prompt is None
        await room.until(lambda: "Queues in Go" in room.article, "its preview")


async def test_esc_changes_nothing(news: object, screen: Screen) -> None:
    async with screen() as room:
        await asked(room, "编程")
        await room.press("down", "escape")
        await room.until(lambda: room.prompt is None, "the line closed")
        assert room.title == "Rates rise"
        assert "Rates rise" in room.article
        assert room.sidebar.has_focus


async def test_enter_may_come_before_the_candidates(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.press("c")
        room.app.query_one(Input).value = "编程"
        room.app.simulate_key("enter")
        await room.on("Queues in Go")
        assert room.prompt is None


async def test_without_a_match_it_says_so_and_enter_stays(news: object, screen: Screen) -> None:
    async with screen() as room:
        await asked(room, "nowhere")
        nothing = "Nothing here is called “nowhere”."
        await room.until(lambda: nothing in str(box(room).render()), "a sentence")
        await room.press("enter")
        assert room.prompt == "nowhere"
        assert room.title == "Rates rise"


async def test_what_has_no_heading_is_shown_alone_until_esc(news: object, screen: Screen) -> None:
    async with screen() as room:
        await asked(room, "3dm")
        await room.press("enter")
        await room.until(lambda: room.titles == ["A patch", "A console"], "its articles")
        assert room.says("Esc shows all")
        await room.press("escape")
        await room.until(lambda: len(room.titles) == 10, "all articles")


async def test_arrows_and_tab_choose(news: object, screen: Screen) -> None:
    async with screen() as room:
        await asked(room, "")
        for key, at in (("down", 1), ("tab", 2), ("up", 1), ("up", 0), ("up", -1)):
            await room.press(key)
            assert box(room).chosen is box(room).all[at]


async def test_a_click_goes(news: object, screen: Screen) -> None:
    async with screen() as room:
        await asked(room, "编程")
        await room.until(lambda: box(room).size.height == len(box(room).shown), "the box laid out")
        await room.pilot.click(Prompt.__name__ + " Candidates", offset=(4, 0))
        await room.on("Queues in Go")
        assert room.prompt is None


async def test_a_filter_ends_where_it_hides_the_category(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.press("3")
        await room.until(lambda: not room.titles, "no starred articles")
        await asked(room, "编程")
        await room.press("enter")
        await room.on("Queues in Go")
        assert len(room.titles) == 10


async def test_a_month_is_shown_alone_or_in_the_list_by_date(news: object, screen: Screen) -> None:
    async with screen() as room:
        await asked(room, "2022-04-20")
        await room.press("enter")
        await room.until(lambda: room.titles == ["Ports reopen", "Pip mirrors"], "its articles")
        await room.press("escape", "d", "d")
        await asked(room, "2022-04")
        await room.press("enter")
        await room.on("Rates rise")
        assert len(room.titles) == 10


async def test_the_line_says_its_keys(news: object, screen: Screen) -> None:
    async with screen() as room:
        await asked(room, "")
        await room.until(lambda: room.bars[2] == "Enter go · Tab choose · Esc cancel", "its keys")
