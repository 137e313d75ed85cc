"""Settings that the screen obeys: what marks an article read, grouping, order; and F5's words."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from reader.config import MarkRead, Settings
from reader.library.library import Library
from tests.newsstand import LONG
from tests.tui.room import Room, Screen, Write


async def test_an_article_is_read_when_its_end_was_on_the_screen(
    news: object, screen: Screen
) -> None:
    async with screen(settings=Settings(mark_read="end")) as room:
        await room.open(LONG)
        await room.press("space", "escape")
        await room.until(lambda: not room.reading, "the list")
        assert not room.read()
        await room.press("enter", "G")
        await room.until(lambda: room.read() == {LONG}, "read at its end")


async def test_its_end_counts_however_shortly_it_was_there(news: object, screen: Screen) -> None:
    async with screen(settings=Settings(mark_read="end")) as room:
        await room.open(LONG)
        await room.press("G", "escape")
        await room.until(lambda: room.read() == {LONG}, "read")
        await room.open("Rates rise")
        await room.press("q")
        await room.until(lambda: not room.app.is_running, "the end")
    library = Library(room.library.roots)
    read = {entry.title for entry in library.entries() if entry.read}
    library.close()
    assert read == {LONG, "Rates rise"}, "a short article's end is there at once"


async def test_at_its_end_an_article_can_be_marked_unread(news: object, screen: Screen) -> None:
    async with screen(settings=Settings(mark_read="end")) as room:
        await room.open("Rates rise")
        await room.until(lambda: room.read() == {"Rates rise"}, "read")
        await room.press("r")
        await room.until(lambda: not room.read(), "unread again")
        await room.press("escape")
        await room.until(lambda: not room.reading, "the list")
        assert not room.read()


@pytest.mark.parametrize(("mark_read", "read"), [("open", {LONG}), ("never", set())])
async def test_opening_marks_read_or_nothing_does(
    mark_read: MarkRead, read: set[str], news: object, screen: Screen
) -> None:
    async with screen(settings=Settings(mark_read=mark_read)) as room:
        await room.open(LONG)
        assert room.read() == read
        await room.press("G", "escape")
        await room.until(lambda: not room.reading, "the list")
        assert room.read() == read


async def test_the_list_begins_as_the_settings_say(news: object, screen: Screen) -> None:
    async with screen(settings=Settings(grouping="flat", sort="oldest")) as room:
        oldest = room.titles
    async with screen(settings=Settings(grouping="flat")) as room:
        assert room.titles == oldest[::-1]
        assert len(oldest) == 10


async def test_the_flat_list_says_its_order(news: object, screen: Screen) -> None:
    async with screen(settings=Settings(grouping="site", sort="oldest")) as room:
        await room.press("d", "n")
        await room.until(lambda: room.says("Articles oldest first."), "the order")


@pytest.mark.real_scan
async def test_f5_says_what_it_found(news: object, write: Write, screen: Screen) -> None:
    async with screen() as room:
        await again(room, "Nothing new.")
        path = write("Hot off the press")
        await again(room, "1 new article.")
        path.unlink()
        write("One"), write("Two")
        await again(room, "2 new articles, 1 gone.")


async def again(room: Room, words: str) -> None:
    """Press F5 and wait for its answer: a scan that the start asked for may still run."""
    await room.press("f5")
    await room.until(lambda: room.says(words), words)


@pytest.mark.real_scan
async def test_f5_that_is_held_is_answered_all_the_while(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.press_until("f5", lambda: room.says("Nothing new."), "an answer")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            {"added": 1200, "changed": 3, "removed": 0, "skipped": 9},
            "1,200 new articles, 3 changed; 9 files are not articles: `reader doctor` says why.",
        ),
        ({"added": 0, "changed": 1, "removed": 2}, "1 changed article, 2 gone."),
        ({"skipped": 1}, "Nothing new; 1 file is not an article: `reader doctor` says why."),
    ],
)
async def test_what_was_found_is_said_in_words(
    found: dict[str, int], words: str, news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(_library: Library, *, follow: bool = False) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-S", "-c", f"print({json.dumps(found)!r})"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    async with screen() as room:
        monkeypatch.setattr(Library, "start_scan", scan)
        await again(room, words)
