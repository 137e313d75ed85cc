"""Stories folded on the screen: one row each, with the other versions below it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.config import parse
from reader.tui.list.outline import Child, Row
from tests.tui.room import Room, Screen
from tests.tui.test_setting import chosen

Write = Callable[..., Path]
FOLD = parse('stories = "fold"\n')


def report(seed: int) -> str:
    chance = random.Random(seed)
    text = "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(300))
    return "".join(f"<p>{text[start : start + 30]}。</p>" for start in range(0, 300, 30))


@pytest.fixture
def papers(write: Write) -> None:
    """One report in three papers, and articles of their own."""
    write("First", ("Tea", "Sina"), "2022-04-22 10:00:00", report(1))
    write("Second", ("Milk", "Sohu"), "2022-04-22 11:00:00", report(1)[:-60])
    write("Third", ("Milk", "NetEase"), "2022-04-22 12:00:00", f"<p>Now.</p>{report(1)}")
    write("Alone", ("Milk", "Sohu"), "2022-04-21 12:00:00")
    write("Other", ("Tea", "Sina"), "2022-04-21 12:00:00")


def drawn(room: Room) -> list[str]:
    """The titles of the rows of the list that are drawn, from the first line to the last."""
    outline = room.session.cursor.outline
    items = (item for item in map(outline.at, range(len(outline))) if isinstance(item, Row | Child))
    return [entry.title for item in items if (entry := room.session.rows.entry(item))]


def count(room: Room, heading: str) -> int:
    """The unread articles that a heading says."""
    [line] = [row for row in room.rows if heading in row]
    return int(line.split()[-1]) if line.split()[-1].isdigit() else 0


async def test_a_story_has_one_row_and_the_others_are_below_it(
    papers: None, screen: Screen
) -> None:
    async with screen(size=(120, 30), settings=FOLD) as room:
        assert drawn(room) == ["Alone", "First", "Other"]
        assert "First +2" in room.row("First").text
        assert (count(room, "Tea"), count(room, "Milk")) == (4, 1)
        await room.to("First")
        await room.press("l")
        await room.until(lambda: drawn(room)[1:4] == ["First", "Second", "Third"], "all versions")
        await room.press("j", "r")
        await room.until(lambda: count(room, "Tea") == 3, "one article less")
        assert room.read() == {"Second"}
        await room.press("h")
        await room.on("First")
        await room.until(lambda: drawn(room) == ["Alone", "First", "Other"], "one row again")


async def test_n_goes_through_what_is_unread_below_a_row(papers: None, screen: Screen) -> None:
    async with screen(size=(120, 30), settings=FOLD) as room:
        await room.to("First")
        await room.press("r", "n")
        await room.on("Second")
        await room.press("r", "n")
        await room.on("Third")
        await room.press("r", "n")
        await room.on("Other")
        await room.press("z")
        await room.until(lambda: room.says("Undone"), "Third is unread again")
        await room.press("p")
        await room.on("Third")


async def test_among_unread_ones_the_first_of_those_has_the_row(
    papers: None, screen: Screen
) -> None:
    async with screen(size=(120, 30), settings=FOLD) as room:
        await room.to("First")
        await room.press("r", "2")
        await room.until(lambda: "Second" in drawn(room), "the first unread one")
        assert "+1" in room.row("Second").text
        await room.press("r")
        assert "Third" not in drawn(room), "rows stay where they are"


async def test_a_search_folds_what_it_finds(papers: None, screen: Screen) -> None:
    async with screen(size=(120, 30), settings=FOLD) as room:
        await room.press("slash", *"category:Milk", "enter")
        await room.until(lambda: drawn(room) == ["Second", "Alone"], "what is found")
        assert "+1" in room.row("Second").text


async def test_other_orders_fold_stories_too(papers: None, screen: Screen) -> None:
    async with screen(size=(120, 30), settings=parse('stories = "fold"\nsort = "title"\n')) as room:
        await room.until(lambda: drawn(room) == ["Alone", "First", "Other"], "by title")
        await room.to("First")
        await room.press("l")
        await room.until(lambda: "Third" in drawn(room), "all versions")


async def test_the_next_start_is_at_the_same_article(papers: None, screen: Screen) -> None:
    async with screen(size=(120, 30), settings=FOLD) as room:
        await room.to("First")
        await room.press("l", "j", "j")
        await room.on("Third")
        await room.press("q")
    async with screen(size=(120, 30), settings=FOLD) as room:
        await room.on("Third")


async def test_a_version_is_gone_to_where_it_is_folded(papers: None, screen: Screen) -> None:
    async with screen(size=(120, 30), settings=FOLD) as room:
        await room.to("First")
        await room.press("equals_sign")
        await room.until(lambda: room.title in ("Second", "Third"), "a version")


async def test_stories_are_folded_and_unfolded_at_once_in_the_palette(
    papers: None, screen: Screen
) -> None:
    async with screen(size=(120, 30)) as room:
        await room.to("Third")
        await chosen(room, "setting: stories = fold")
        await room.until(lambda: drawn(room) == ["Alone", "First", "Second", "Third", "Other"],
                         "the row of the first, unfolded")  # fmt: skip
        await room.on("Third")
        await chosen(room, "setting: stories = off")
        await room.until(lambda: "Second" in drawn(room) and "+2" not in "".join(room.rows), "none")
        await chosen(room, "setting: stories = mark")
        await room.until(lambda: "+2" in "".join(room.rows), "rows that say so")
