"""Searches that are kept stand above the categories and are chosen like them."""

from __future__ import annotations

from pathlib import Path

from reader import screen_state
from reader.config import Settings, parse, state_folder
from reader.tui.dialogs.palette import Palette
from tests.newsstand import TITLES, write
from tests.tui.room import Open, Room, Screen


async def find(room: Room, text: str, count: int) -> None:
    await room.press("slash", *[" " if letter == " " else letter for letter in text], "enter")
    await room.until(lambda: room.says(f"{count} found"), f"what {text!r} finds")


async def keep(room: Room, name: str) -> None:
    await room.press("S", *name, "enter")
    await room.until(lambda: room.says(f"Saved as “{name}”, at the top of the list."), "it is kept")


def counted(room: Room, name: str, count: str) -> bool:
    row = room.rows[0]
    return row.startswith(f" / {name}") and row.removeprefix(f" / {name}").strip() == count


async def test_a_search_that_is_kept_stands_above_the_categories_with_what_is_unread(
    news: Path, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        await find(room, "category:编程", 3)
        await keep(room, "Code")
        await room.press("escape")
        await room.until(lambda: counted(room, "Code", "3"), "it and its count")
        assert room.session.cursor.line == 0, "the cursor is where one came from"
        assert room.rows[1].startswith(" ▾ 金融")
    async with screen(open_library(scan=False)) as room:
        assert room.rows[0].startswith(" / Code")
        assert room.title == TITLES[0], "a start begins on the first article"
        await room.until(lambda: counted(room, "Code", "3"), "its count")
        await room.press("g", "enter")
        await room.until(lambda: room.titles == TITLES[5:8], "what it finds")
        await room.press("r", "escape")
        await room.until(lambda: counted(room, "Code", "2"), "one less is unread")


async def test_a_search_that_cannot_be_written_is_not_said_to_be_kept(
    news: Path, screen: Screen
) -> None:
    screen_state.keep_search([news], "Tea", "tea")
    async with screen() as room:
        (state_folder() / "screen.json").unlink()
        (state_folder() / "screen.json").mkdir()
        await find(room, "category:编程", 3)
        await room.press("S", *"Code", "enter")
        await room.until(lambda: room.says("It is not saved for the next start"), "why")
        await room.press("escape")
        await room.until(lambda: room.rows[0].startswith(" ▾ 金融"), "none above the categories")
        for key, said in (("greater_than_sign", "The list is"), ("t", "Light colours.")):
            await room.press(key)
            await room.until(lambda said=said: room.says(f"{said}"), "what was done")
            await room.until(lambda: room.says("It is not saved"), "and that it is not kept")


async def test_the_same_key_keeps_a_search_no_longer(news: Path, screen: Screen) -> None:
    screen_state.keep_search([news], "Code", "category:编程")
    screen_state.keep_search([news], "Tea", "tea")
    async with screen() as room:
        await room.press("g", "S")
        await room.until(lambda: room.says("“Code” is no longer saved: category:编程"), "a word")
        assert room.rows[0].startswith(" / Tea")
        await room.press("enter")
        await room.until(lambda: room.titles == ["Tea loans"], "what the other finds")
        await room.press("S", "escape")
        await room.until(lambda: room.rows[0].startswith(" ▾ 金融"), "none any more")
    assert screen_state.searches([news]) == {}


async def test_without_a_search_there_is_none_to_keep(news: Path, screen: Screen) -> None:
    async with screen() as room:
        await room.press("S")
        await room.until(lambda: room.says("Nothing to save yet"), "a word")
        assert room.prompt is None


async def test_searches_of_the_settings_stand_there_too_and_cannot_be_dropped(
    news: Path, screen: Screen
) -> None:
    settings = parse('[searches]\n"Tea" = "tea"\n')
    assert settings.searches == (("Tea", "tea"),)
    async with screen(settings=settings) as room:
        await room.until(lambda: counted(room, "Tea", "1"), "it and its count")
        await room.press("g", "S")
        await room.until(lambda: room.says("“Tea” is in the settings"), "a word")
        assert room.rows[0].startswith(" / Tea")


async def test_a_search_that_is_none_says_so_when_it_is_chosen(news: Path, screen: Screen) -> None:
    async with screen(settings=Settings(searches=(("Odd", "is:nonsense"),))) as room:
        await room.press("g", "enter")
        await room.until(lambda: room.says("may be followed by"), "what is wrong")
        assert room.titles == TITLES


async def test_two_windows_keep_each_others_searches(
    news: Path, screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        screen_state.keep_search([news], "Other", "ports")  # as another window does
        await find(room, "tea", 1)
        await keep(room, "Tea")
        await room.press("escape")
        await room.until(lambda: room.rows[0].startswith(" / Other"), "that of the other one")
        assert room.rows[1].startswith(" / Tea")


async def test_a_search_says_how_many_are_new_since_it_was_looked_at(
    news: Path, screen: Screen, open_library: Open
) -> None:
    screen_state.keep_search([news], "Tea", "tea is:starred")
    screen_state.keep_search([news], "Ports", "ports")
    open_library()
    async with screen(open_library(scan=False)) as room:
        await room.until(lambda: counted(room, "Tea", ""), "nothing is new at first")
        write(news, "Ports close")
        write(news, "Pots and ports")
        open_library()  # as a scan does, it finds the articles
        await room.until(lambda: room.rows[1].split() == ["/", "Ports", "·", "2", "new", "3"], "2")
        await room.press("g", "j", "enter")
        await room.until(lambda: len(room.titles) == 3, "what it finds")
        write(news, "Ports again")
        open_library()
        await room.until(lambda: len(room.titles) == 4, "one that came while one looks")
        await room.press("escape")
        await room.until(lambda: room.rows[1].split() == ["/", "Ports", "4"], "none is new")
        write(news, "Ports at last")
        open_library()
        await room.until(lambda: room.rows[1].split()[2:] == ["·", "1", "new", "5"], "another one")
    async with screen(open_library(scan=False)) as room:
        await room.until(lambda: room.rows[1].split()[2:] == ["·", "1", "new", "5"], "it is kept")


async def test_the_palette_knows_the_searches(news: Path, screen: Screen) -> None:
    screen_state.keep_search([news], 'It\'s "tea"', "tea")
    async with screen() as room:
        await room.press("colon", *"search: it")
        await room.until(lambda: isinstance(room.app.screen, Palette), "the palette")
        await room.press("enter")
        await room.until(lambda: room.titles == ["Tea loans"], "what it finds")
        await room.press("colon", *"remove the search")
        await room.press("enter")
        await room.until(lambda: not screen_state.searches([news]), "it is dropped")


async def test_a_click_on_a_search_chooses_it_and_pages_of_keys_pass_it(
    news: Path, screen: Screen, open_library: Open
) -> None:
    screen_state.keep_search([news], "Tea", "tea")
    async with screen() as room:
        await room.press("G", "b", "b", "b")
        await room.until(lambda: room.session.cursor.line == 0, "the line of the search")
        await room.press("h", "i", "i", "d", "d", "d", "d")
        assert room.session.cursor.line == 0, "nothing moves the cursor from it"
        await room.press("j", "j", "k", "k")
        assert room.session.cursor.line == 0
        write(news, "Late news")
        open_library()  # as a scan does, it finds the article
        await room.until(lambda: "Late news" in room.picture(), "the new article")
        assert room.session.cursor.line == 0
        await room.pilot.click(room.sidebar, offset=(5, 0))
        await room.until(lambda: room.titles == ["Tea loans"], "what it finds")


async def test_marking_a_group_on_the_line_of_a_search_marks_nothing_by_mistake(
    news: Path, screen: Screen
) -> None:
    screen_state.keep_search([news], "Tea", "tea")
    async with screen() as room:
        await room.press("g", "R")
        await room.until(lambda: room.says("Open the search to mark its results"), "a word")
        assert not room.read()
        await room.press("enter")
        await room.until(lambda: room.titles == ["Tea loans"], "what it finds")
        await room.press("A")
        await room.until(lambda: room.read() == {"Tea loans"}, "that alone is read")
