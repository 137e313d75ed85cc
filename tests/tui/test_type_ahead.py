"""Letters that come before the line that they are for."""

from __future__ import annotations

from threading import Event

import pytest
from textual import events
from textual.widgets import Input

from reader.library.query.placed_hits import gather
from reader.tui.search.go_to import GoTo
from tests.newsstand import TITLES
from tests.tui.room import Open, Room, Screen


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


def at_once(room: Room, typed: str) -> None:
    """Type keys without waiting for what each does; a line break is Enter."""
    names = {"\n": "enter", "/": "slash", ":": "colon", "?": "question_mark", "\x1b": "escape"}
    for letter in typed:
        key = names.get(letter, letter)
        room.app.post_message(events.Key(key, None if letter == "\x1b" else letter))


async def test_the_key_after_an_answer_is_no_answer(news: object, screen: Screen) -> None:
    async with screen() as room:
        at_once(room, "dsdfds")
        await room.until(lambda: room.session.grouping == "site" and room.says("by site"), "sites")
        at_once(room, "dddt")
        await room.until(lambda: room.session.grouping == "tag", "the last one")
        at_once(room, "ddq")
        await room.until(lambda: not room.app.is_running or room.app._exit, "the end")
        assert room.session.grouping == "date"


async def test_the_key_after_enter_or_escape_is_not_typed(news: object, screen: Screen) -> None:
    async with screen() as room:
        at_once(room, "Tmine\nm")
        await room.until(lambda: room.entry("Rates rise").own_tags == ("later", "mine"), "both")
        at_once(room, "/tea\x1bd")
        await room.until(lambda: room.prompts("group by"), "the next question")
        assert room.prompt == ""
        at_once(room, "f/console\ns")
        await room.until(lambda: room.starred() == {"A console"}, "the star")
        assert room.session.search.text == "console"
        assert room.session.grouping == "folder"


async def test_a_question_about_an_article_is_answered_at_once(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        await room.open("Rates rise")
        at_once(room, "yts")
        await room.until(lambda: "Rates rise" in room.copied, "the text")
        await room.until(lambda: room.starred() == {"Rates rise"}, "the next key")


async def test_what_is_typed_ahead_of_the_palette_is_looked_for(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        at_once(room, ":sepia\n")
        await room.until(lambda: room.app.theme == "sepia", "the theme")
        assert not room.starred()


async def test_the_help_is_filtered_by_what_is_typed_ahead(news: object, screen: Screen) -> None:
    async with screen() as room:
        at_once(room, "?/quit")
        await room.until(lambda: getattr(room.app.focused, "value", "") == "quit", "the filter")


@pytest.mark.parametrize("keys", [(":",), ("/",), ("c",), ("?", "/"), ("T",)])
async def test_a_line_that_waits_is_not_drawn_again_and_again(
    keys: tuple[str, ...], news: object, screen: Screen
) -> None:
    async with screen() as room:
        for key in keys:
            at_once(room, key)
        await room.until(lambda: isinstance(room.app.focused, Input), "a line")
        line = room.app.focused
        assert isinstance(line, Input)
        assert not line.cursor_blink


@pytest.fixture
def go(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Searches find nothing before it is set."""
    go = Event()
    monkeypatch.setattr(
        "reader.tui.search.search_thread.gather",
        lambda *how, **more: go.wait(60) and gather(*how, **more),
    )
    return go


async def test_the_key_after_a_search_is_for_what_it_finds(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch, go: Event
) -> None:
    """Also where it takes a while, and for all keys in their order."""
    monkeypatch.setattr("reader.tui.type_ahead._PATIENCE", 60)
    async with screen() as room:
        at_once(room, "/tea\nssr/wine\ns")
        await room.until(lambda: len(room.app._held) == 10, "keys that wait")
        assert not room.starred()
        assert not room.read()
        go.set()
        await room.until(lambda: room.starred() == {"Wine 7.14"}, "the last one")
        assert room.read() == {"Tea loans"}
        assert room.titles == ["Wine 7.14"]


async def test_keys_that_wait_in_vain_are_dropped_and_q_waits_for_nothing(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch, go: Event
) -> None:
    monkeypatch.setattr("reader.tui.type_ahead._PATIENCE", 1.0)
    async with screen() as room:
        at_once(room, "/tea\nss")
        await room.until(lambda: room.says("The list is not there yet; 2 keys were dropped."), "it")
        assert not room.starred()
        at_once(room, "s")  # for what one sees
        await room.until(room.starred, "the star")
        at_once(room, "q")
        await room.until(lambda: not room.app.is_running or room.app._exit, "the end")
        go.set()


async def test_the_key_after_a_name_is_for_where_it_leads(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = Event()
    monkeypatch.setattr("reader.tui.type_ahead._PATIENCE", 60)
    answer = GoTo._answer
    monkeypatch.setattr(GoTo, "_answer", lambda goto, typed: go.wait(60) and answer(goto, typed))
    async with screen() as room:
        at_once(room, "cOSC\njsq")
        await room.until(lambda: len(room.app._held) == 3, "keys that wait")
        assert room.app.is_running
        go.set()
        await room.until(lambda: not room.app.is_running or room.app._exit, "the end")
        assert room.starred() == {TITLES[6]}


async def test_escape_waits_for_no_name(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = Event()
    monkeypatch.setattr(GoTo, "_answer", lambda *_asked: go.wait(60))
    async with screen() as room:
        at_once(room, "cOSC\n\x1bs")
        await room.until(room.starred, "a star")
        assert room.starred() == {TITLES[0]}
        go.set()
