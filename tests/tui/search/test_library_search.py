"""Searching on the screen: results as one types, and the list as it was when they are given up."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from reader.library.query.placed_hits import gather
from tests.newsstand import LONG, TITLES
from tests.states import set_state
from tests.tui.room import Open, Screen, Write


async def test_bodies_are_searched_and_the_place_is_shown(
    news: object, write: Write, open_library: Open, screen: Screen
) -> None:
    write("Quiet", body="<p>前面的一段话。</p><p>渡口的早市有摊位三千。</p>")
    async with screen(open_library()) as room:
        await room.press("slash", *"早市")
        await room.until(lambda: room.titles == ["Quiet"], "the one that has it in its body")
        await room.until(lambda: any(s.text == "早市" for s in room.strips[2]), "the place, lit")
        (hit,) = [s for s in room.strips[2] if s.text == "早市"]
        assert hit.style is not None
        assert hit.style.bold
        assert room.says("1 found")


async def test_enter_keeps_what_was_found_and_escape_the_article_that_was_chosen(
    news: object, open_library: Open, screen: Screen
) -> None:
    async with screen(open_library()) as room:
        await room.press("slash", *"a body")
        await room.until(lambda: room.says("9 found") and room.says("body"), "what was found")
        await room.press("enter")
        assert room.sidebar.has_focus
        await room.to("Pip mirrors")
        await room.press("escape")
        await room.until(lambda: LONG in room.titles, "all articles")
        await room.on("Pip mirrors")


async def test_the_arrows_move_in_the_list_while_one_types(
    news: object, open_library: Open, screen: Screen
) -> None:
    async with screen(open_library()) as room:
        await room.press("slash", *"site:oschina")
        await room.until(lambda: len(room.titles) == 3, "what was found")
        await room.press("down")
        await room.on("Wine 7.14")
        await room.press("enter", "enter")
        await room.until(lambda: room.reading and room.shows("Wine 7.14"), "it open")


async def test_what_cannot_be_understood_is_said(
    news: object, open_library: Open, screen: Screen
) -> None:
    async with screen(open_library()) as room:
        await room.press("slash", *"after:soon")
        await room.until(lambda: room.prompts("YYYY-MM-DD"), "a sentence")
        await room.press("enter")
        assert room.prompts("YYYY-MM-DD"), "it stays, and the line"
        await room.press(*["backspace"] * 10, *"wine", "enter")
        await room.until(lambda: room.titles == ["Wine 7.14"], "what is found now")
        assert room.prompt is None


async def test_while_all_hits_are_looked_for_it_is_said(
    news: object, open_library: Open, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = Event()

    def waiting(*how: Any, **more: Any) -> object:
        if how[-1] is None:  # no limit
            assert go.wait(60)
        return gather(*how, **more)

    monkeypatch.setattr("reader.tui.search.search_thread.gather", waiting)
    monkeypatch.setattr("reader.tui.search.library_search.TYPED", 2)
    async with screen(open_library()) as room:
        await room.press("slash", *"body")
        await room.until(lambda: room.says("2+ found") and len(room.titles) == 2, "the first hits")
        assert not room.says("looking for all")
        await room.press("enter")
        await room.until(lambda: room.says("2+ found, looking for all …"), "what goes on")
        go.set()
        await room.until(lambda: room.says("9 found"), "all of them")
        assert not room.says("looking for all")


async def test_nothing_found_says_so(news: object, open_library: Open, screen: Screen) -> None:
    async with screen(open_library()) as room:
        await room.press("slash", *"zzzz")
        await room.until(lambda: any("Nothing found" in row for row in room.rows), "a word")
        await room.press("escape")
        await room.until(lambda: len(room.titles) == 10, "all articles")


async def test_grouping_and_filter_hold_in_a_search(
    news: object, open_library: Open, screen: Screen
) -> None:
    async with screen(open_library()) as room:
        set_state(room.library, [room.entry("Wine 7.14")], read=True)
        await room.press("slash", *"site:oschina", "enter", "2", "d", "d")
        await room.until(lambda: room.titles == ["Queues in Go", "Pip mirrors"], "the unread ones")
        await room.until(lambda: "22 April" in room.rows[0], "the days")


async def test_what_is_marked_in_a_search_stays_and_is_drawn(
    news: object, open_library: Open, screen: Screen
) -> None:
    async with screen(open_library()) as room:
        await room.press("slash", *"is:unread site:3dm", "enter")
        await room.until(lambda: len(room.titles) == 2, "what was found")
        await room.on("A patch")
        await room.press("r")
        await room.until(lambda: "A patch" in room.read(), "the mark")
        assert "●" not in room.row("A patch").text
        assert len(room.titles) == 2


async def test_a_chip_is_dropped_by_a_click(
    news: object, open_library: Open, screen: Screen
) -> None:
    async with screen(open_library()) as room:
        await room.press("slash", *"site:oschina wine", "enter")
        await room.until(lambda: room.titles == ["Wine 7.14"], "what was found")
        await room.pilot.click("#chips", offset=(18, 0))
        await room.until(lambda: len(room.titles) == 3, "one filter less")


async def test_a_heading_stays_above_the_rows_below_it(
    news: object, write: Write, open_library: Open, screen: Screen
) -> None:
    for number in range(6):
        write(f"Tea {number}")
    async with screen(open_library()) as room:
        await room.press("G")
        assert room.rows[0].split()[1:4] == ["金融", "›", "新浪财经"]
        before = room.rows[1]
        await room.pilot.click(room.sidebar, offset=(3, 0))
        await room.until(lambda: room.rows[1] != before, "the list at that heading")
        assert room.title is None


async def test_an_article_that_was_found_is_opened_with_the_words_lit(
    news: object, write: Write, open_library: Open, screen: Screen
) -> None:
    write("Quiet", body="<p>前面的一段话。</p><p>渡口的早市有摊位三千。</p>")
    async with screen(open_library()) as room:
        await room.press("slash", *"早市")
        await room.until(lambda: room.titles == ["Quiet"], "what was found")
        await room.press("enter", "enter")
        await room.until(lambda: any("早市" in words for words in room.found), "the words lit")


async def test_a_word_of_the_title_alone_leaves_the_keys_as_they_are(
    news: object, open_library: Open, screen: Screen
) -> None:
    async with screen(open_library()) as room:
        await room.press("slash", *"wine")
        await room.until(lambda: room.titles == ["Wine 7.14"], "what was found")
        await room.press("enter", "enter")
        await room.until(lambda: room.reading and room.shows("Wine 7.14"), "it open")
        await room.until(lambda: "find" not in room.article_rows[-1], "no search in the article")
        await room.press("n")
        await room.until(lambda: room.says("Nothing unread here."), "a word that n looked")


async def test_another_search_replaces_the_one_before(
    news: object, open_library: Open, screen: Screen
) -> None:
    async with screen(open_library()) as room:
        await room.press("slash", *"wine", "enter")
        await room.until(lambda: room.titles == ["Wine 7.14"], "what was found")
        await room.press("slash")
        await room.until(lambda: room.prompt == "wine", "what was searched for")
        await room.pilot.pause()
        await room.press(*"patch")
        await room.until(lambda: room.titles == ["A patch"], "what is found now")


async def test_filters_asked_for_in_an_article_are_seen_at_work(
    news: object, screen: Screen
) -> None:
    async with screen(size=(60, 20)) as room:
        await room.press("enter")
        await room.until(lambda: room.reading, "the article open")
        await room.press("f")
        await room.until(lambda: room.sidebar.size.width == 60, "the list on the screen")
        await room.until(lambda: room.prompts("Tab completes"), "the filters that there are")
        await room.press(*"site:osc")
        await room.until(lambda: set(room.titles) == set(TITLES[5:8]), "what was found")
