"""Tags of one's own on the screen."""

from __future__ import annotations

import pytest

from reader.library.library import Library
from reader.tui.tagging import completions
from tests.newsstand import LONG
from tests.tui.room import Open, Room, Screen

pytestmark = pytest.mark.usefixtures("news")

KNOWN = ["later", "To read", "投资", "tea"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["later", "To read", "投资", "tea"]),
        ("t", ["To read", "tea", "later"]),
        ("TO", ["To read"]),
        ("later, ", ["later, To read", "later, 投资", "later, tea"]),
        ("LATER,te", ["LATER, tea"]),
        ("资", ["投资"]),
        ("x", []),
    ],
)
def test_the_last_name_of_a_line_is_completed(typed: str, found: list[str]) -> None:
    assert completions(typed, KNOWN) == found


async def tag(room: Room, *keys: str) -> None:
    await room.press("T")
    await room.until(lambda: room.prompts("Tags:") and room.prompt is not None, "a question")
    await room.press(*keys)


def own(library: Library, title: str) -> tuple[str, ...]:
    return next(entry.own_tags for entry in library.entries() if entry.title == title)


async def test_what_an_article_has_stands_there_to_be_changed(screen: Screen) -> None:
    async with screen() as room:
        await tag(room, *"later, soon", "enter")
        await room.until(lambda: own(room.library, "Rates rise") == ("later", "soon"), "tagged")
        await tag(room)
        await room.until(lambda: room.prompt == "later, soon, ", "the tags")
        await room.press(*["backspace"] * len("soon, "), *"投资", "enter")
        await room.until(lambda: own(room.library, "Rates rise") == ("later", "投资"), "changed")
        assert "Tagged 投资, untagged soon · z undoes" in room.status
        await tag(room, *"x", "escape")
        await room.until(lambda: room.prompt is None, "the question dropped")
        assert own(room.library, "Rates rise") == ("later", "投资")
        await tag(room, "ctrl+u", "enter")
        await room.until(lambda: own(room.library, "Rates rise") == (), "nothing left")
        await room.until(lambda: "#" not in room.article, "nor above the article")


async def test_undo_and_redo_go_through_tags_after_a_restart_too(
    screen: Screen, open_library: Open
) -> None:
    async with screen() as room:
        await tag(room, *"later", "enter")
        await room.until(lambda: "#later" in room.article_rows, "tagged")
        await room.press("z")
        await room.until(lambda: "Undone: “Rates rise” tagged later." in room.status, "undone")
        await room.until(lambda: "#later" not in room.article_rows, "it is gone")
    async with screen(open_library(scan=False)) as room:
        await room.press("Z")
        await room.until(lambda: "#later" in room.article_rows, "done again")
        await room.press("z")
        await room.until(lambda: own(room.library, "Rates rise") == (), "undone once more")


async def test_in_an_article_it_is_that_one_and_the_reader_stays_where_he_is(
    screen: Screen,
) -> None:
    async with screen() as room:
        await room.open(LONG)
        await room.press("space", "space")
        before = room.article_rows[:5]
        await tag(room, *"later", "enter")
        await room.until(lambda: own(room.library, LONG) == ("later",), "tagged")
        await room.until(lambda: room.reading, "the article in use")
        assert room.article_rows[:5] == before
        await room.press("g")
        await room.until(lambda: "#later" in room.article_rows, "it stands above the text")


async def test_a_name_that_cannot_be_a_tag_is_said_and_can_be_mended(screen: Screen) -> None:
    async with screen() as room:
        await tag(room, *'a"b', "enter")
        await room.until(lambda: room.prompts("cannot be a tag"), "why")
        assert own(room.library, "Rates rise") == ()
        await room.press("backspace", "backspace", "enter")
        await room.until(lambda: own(room.library, "Rates rise") == ("a",), "mended")


async def test_tab_goes_through_the_tags_that_there_are(screen: Screen) -> None:
    async with screen() as room:
        await tag(room)
        await room.until(lambda: room.prompts("with commas between them"), "there are none yet")
        await room.press(*"later, soon", "enter")
        await room.to("Bonds fall")
        await tag(room)
        await room.until(lambda: room.prompts("Tab: later  soon"), "those that there are")
        await room.press("tab", "tab")
        await room.until(lambda: room.prompt == "soon", "the second one")
        await room.press("enter")
        await room.until(lambda: own(room.library, "Bonds fall") == ("soon",), "tagged")


async def test_what_another_window_tags_is_seen(screen: Screen, open_library: Open) -> None:
    async with screen() as room:
        other = open_library(scan=False)
        entry = next(e for e in other.entries() if e.title == "Rates rise")
        other.marks.tag([entry], ["elsewhere"])
        await room.until(lambda: "#elsewhere" in room.article_rows, "the other one's tag")


async def test_tagged_articles_are_found_and_completed(screen: Screen) -> None:
    async with screen() as room:
        await tag(room, *"later", "enter")
        await room.until(lambda: own(room.library, "Rates rise") == ("later",), "tagged")
        await room.press("slash", *"tag:la", "tab")
        await room.until(lambda: room.prompt == "tag:later", "completed")
        await room.press("enter")
        await room.until(lambda: room.titles == ["Rates rise"], "found")
        await tag(room, "ctrl+u", "enter")
        await room.until(lambda: own(room.library, "Rates rise") == (), "untagged")
        assert room.titles == ["Rates rise"], "nothing vanishes under the eyes"


async def test_without_an_article_there_is_nothing_to_tag(screen: Screen) -> None:
    async with screen() as room:
        await room.press("g", "T")
        await room.until(lambda: "Go to an article first" in room.status, "a word about it")
        assert room.prompt is None
        await room.press("3", "T")
        await room.until(lambda: room.titles == [], "nothing starred")
        assert room.prompt is None


async def test_the_list_of_key_statements_says_the_tags_too(screen: Screen) -> None:
    async with screen() as room:
        await room.open(LONG)
        await room.press("B")
        await room.until(lambda: "Paragraph 5" in room.points, "key statements")
        await tag(room, *"later", "enter")
        await room.until(lambda: "#later" in room.point_rows, "the tag above them")
        await room.press("z")
        await room.until(lambda: "Undone: " in room.status, "undone")
        await room.until(lambda: "#later" not in room.point_rows, "it is gone")
