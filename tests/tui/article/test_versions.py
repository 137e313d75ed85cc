"""Versions of a story on the screen: how many there are, where, and what is new in each."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

from reader.config import parse
from tests.states import set_state
from tests.tui.room import Open, Screen

Write = Callable[..., Path]


def paragraphs(seed: int) -> list[str]:
    chance = random.Random(seed)
    text = "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(10 * 30))
    return [f"<p>{text[start : start + 30]}。</p>" for start in range(0, len(text), 30)]


REPORT, MORE = paragraphs(1), paragraphs(2)[:2]


async def test_what_another_version_adds_is_said_and_marked(write: Write, screen: Screen) -> None:
    write("First", ("Tea", "Sina"), body="".join(REPORT))
    write("Second", ("Tea", "Sohu"), body="".join([*REPORT[:5], *MORE, *REPORT[5:]]))
    async with screen(size=(120, 40)) as room:
        await room.to("First")
        await room.press("enter")
        await room.until(lambda: "Also in " in room.article, "where the version is")
        assert "(+2 paragraphs)" in room.article
        await room.press("equals_sign")
        await room.until(lambda: "It adds 2 paragraphs" in room.picture(), "what it adds")
        marked = [line for line in room.article.split("\n") if "▎" in line]
        assert [line[-9:].strip("。") in MORE[at] for at, line in enumerate(marked)] == [True, True]


async def test_a_place_with_several_versions_is_named_once(write: Write, screen: Screen) -> None:
    write("First", ("Tea", "Sina"), "2022-04-20 08:00:00", body="".join(REPORT))
    for n, hour in enumerate(("09", "10", "11"), 2):
        body = "".join([*REPORT, *MORE][: 7 + n])
        write(f"Number {n}", ("Tea", "Gull"), f"2022-04-20 {hour}:00:00", body=body)
    async with screen(size=(120, 40)) as room:
        await room.to("First")
        await room.until(lambda: "Also in Gull · = goes there" in room.article, "it once")


async def test_versions_without_a_row_are_passed_over_and_counted(
    write: Write, screen: Screen
) -> None:
    for n in range(1, 5):
        write(f"Number {n}", ("Tea", f"Paper {n}"), f"2022-04-2{n} 08:00:00", body="".join(REPORT))
    async with screen(size=(120, 40)) as room:
        for n in (1, 4):
            set_state(room.library, [room.entry(f"Number {n}")], starred=True)
        await room.press("3")
        await room.until(
            lambda: sorted(room.titles) == ["Number 1", "Number 4"], "the starred ones"
        )
        await room.to("Number 1")
        await room.press("equals_sign")
        await room.on("Number 4")
        assert room.says("The version in Paper 4. 2 others are not in this list.")
        await room.press("equals_sign")
        await room.on("Number 1")
        await room.open("Number 1")
        for n in (2, 3, 4, 1):
            await room.press("equals_sign")
            title = f"Number {n}"
            await room.until(partial(room.shows, title), title)


async def test_versions_that_all_have_no_row_are_counted(write: Write, screen: Screen) -> None:
    for n in range(1, 4):
        write(f"Number {n}", ("Tea", f"Paper {n}"), f"2022-04-2{n} 08:00:00", body="".join(REPORT))
    async with screen(size=(120, 40)) as room:
        set_state(room.library, [room.entry("Number 1")], starred=True)
        await room.press("3")
        await room.until(lambda: room.titles == ["Number 1"], "the starred one")
        await room.press("equals_sign")
        said = "The 2 others are not in this list; = in the open article goes there."
        await room.until(lambda: room.says(said), "a word")


async def test_a_row_says_how_many_versions_there_are_and_unfolds_them(
    write: Write, screen: Screen
) -> None:
    write("First", ("Tea", "Sina"), body="".join(REPORT))
    write("Second", ("Milk", "Sohu"), body="".join(REPORT))
    write("Third", ("Milk", "NetEase"), body="".join(REPORT[:8]))
    async with screen(size=(120, 30)) as room:
        await room.to("First")
        [line] = [row for row in room.rows if "First" in row]
        assert "+2" in line
        await room.press("l")
        await room.until(lambda: sum("Second" in row for row in room.rows) == 2, "the versions")


async def test_all_versions_are_marked_read_with_one_where_the_settings_say_so(
    write: Write, screen: Screen
) -> None:
    write("First", ("Tea", "Sina"), body="".join(REPORT))
    write("Second", ("Milk", "Sohu"), body="".join(REPORT[:8]))
    async with screen(settings=parse('stories_read = "all"\n')) as room:
        await room.to("First")
        await room.press("enter")
        await room.until(lambda: room.library.counts().unread == 0, "both are read")
        await room.press("z")
        await room.until(lambda: room.library.counts().unread == 2, "one action is undone")


def test_stories_that_are_not_wanted_are_forgotten(
    write: Write, open_library: Open, a_home_of_its_own: Path
) -> None:
    write("First", ("Tea", "Sina"), body="".join(REPORT))
    write("Second", ("Milk", "Sohu"), body="".join(REPORT[:8]))
    library = open_library()
    assert {one.versions for one in library.entries()} == {1}
    settings = a_home_of_its_own / "config" / "reader" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('stories = "off"\n', "utf-8")
    library.refresh()
    assert {one.versions for one in library.entries()} == {0}
    settings.unlink()
    library.refresh()
    assert {one.versions for one in library.entries()} == {1}
