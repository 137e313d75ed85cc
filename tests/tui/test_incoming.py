"""News comes in on the screen: fetched, stopped, subscribed to; and never unasked."""

from __future__ import annotations

import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from textual.widgets import Static

from reader.config import Settings
from reader.library.access import Keeper
from reader.tui import crashes
from reader.tui.dialogs.feed_list import FeedList
from reader.tui.incoming import Incoming
from tests.feeds.conftest import item, rss, subscribe
from tests.feeds.server import Web
from tests.hanging import hang
from tests.tui.room import Open, Screen


@pytest.mark.real_scan
async def test_f5_fetches_what_is_due_and_it_appears(web: Web, root: Path, screen: Screen) -> None:
    subscribe(root, web.put("/feed", rss(item(1), item(2))), web.put("/gone", status=410))
    async with screen() as room:
        await room.press("f5")
        await room.until(lambda: room.titles == ["Story 2", "Story 1"], "the articles")
        await room.press("F")
        await room.until(lambda: isinstance(room.app.screen, FeedList), "the list of feeds")
        text = room.app.screen.query_one("VerticalScroll Static", Static)
        await room.until(lambda: "410: gone since" in str(text.render()), "what is wrong")


async def test_escape_stops_a_fetch(web: Web, root: Path, screen: Screen) -> None:
    asked, over = threading.Event(), threading.Event()

    def silent(_handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        over.wait(20)

    subscribe(root, web.put("/feed", raw=silent))
    async with screen() as room:
        await room.press("f5")
        await room.until(asked.is_set, "the server asked")
        await room.until(lambda: room.says("fetching"), "how far it is")
        await room.press("escape")
        await room.until(lambda: room.says("Fetching stopped"), "that it is stopped")
        assert not room.app._incoming.is_running
    over.set()


@pytest.mark.skipif(sys.platform == "win32", reason="no signals here")
async def test_a_fetch_that_is_killed_is_said(web: Web, root: Path, screen: Screen) -> None:
    asked, over = threading.Event(), threading.Event()

    def silent(_handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        over.wait(20)

    subscribe(root, web.put("/feed", raw=silent))
    async with screen() as room:
        await room.press("f5")
        await room.until(asked.is_set, "the server asked")
        room.app._incoming._process.kill()
        await room.until(lambda: room.says("The fetch was ended by SIGKILL."), "that it is over")
        assert not room.app._incoming.is_running
    over.set()


async def test_no_process_is_started_where_the_drive_of_the_index_does_not_answer(
    web: Web, root: Path, open_library: Open, screen: Screen
) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    library, gate = open_library(), threading.Event()
    library.keep(keeper := Keeper("test"))
    async with screen(library) as room:
        hang(keeper, gate)
        await room.press("f5")
        await room.until(lambda: any("No answer" in one for one in room.session.told), "it is said")
        assert not room.app._incoming.is_running
        gate.set()
        await room.until(lambda: not keeper.is_late, "the drive back")


async def test_a_fetch_that_cannot_be_followed_is_ended_and_said(
    web: Web, root: Path, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(crashes._Failures, "say", told.append)
    monkeypatch.setattr(crashes._Failures, "errors", [])
    monkeypatch.setattr(Incoming, "_listen", lambda *_: {}["no such key"])
    subscribe(root, web.put("/feed", rss(item(1))))
    async with screen() as room:
        await room.press("f5")
        await room.until(lambda: told, "the bug told")
        await room.until(lambda: not room.app._incoming.is_running, "the fetch over")


@pytest.mark.real_scan
async def test_a_feed_is_subscribed_to_and_fetched(web: Web, root: Path, screen: Screen) -> None:
    web.put("/feed", rss(item(1)))
    web.put("/other", rss(item(2), title="Other"))
    link = '<link rel="alternate" type="application/rss+xml" href="{}" title="{}">'
    page = web.put("/", link.format("/feed", "One") + link.format("/other", "Two"))
    async with screen() as room:
        await room.press("a", *page, "enter")
        await room.until(lambda: room.prompts("1 One"), "which one")
        await room.until(lambda: not room.says("Asking"), "only the answer")
        await room.press("2", "enter")
        await room.until(lambda: room.prompts("Other"), "where it is filed")
        await room.press(*"A/B", "enter")
        await room.until(lambda: room.titles == ["Story 2"], "its article")
    assert list(root.glob("A/B/Other/*.md"))


async def test_nothing_is_asked_unasked(web: Web, root: Path, screen: Screen) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    async with screen() as room:
        await room.press("j", "n", "enter")
        assert not room.app._incoming.is_running
    assert web.asked == []
    async with screen(settings=Settings(fetch_at_start=True)) as room:
        await room.until(lambda: web.asked, "the feed asked")


@pytest.mark.real_scan
async def test_what_a_fetch_says_is_not_hidden_by_the_scan_after_it(
    web: Web, root: Path, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.tui.bars.SHOWN_FOR", 1e6)
    subscribe(root, web.put("/feed", rss(item(1))))
    async with screen() as room:
        await room.press("f5")
        await room.until(lambda: room.titles == ["Story 1"], "the article")
        is_over = lambda: "Nothing new." in room.session.told  # noqa: E731
        await room.press_until("f5", is_over, "the end of a scan that found nothing")
        await room.press("f6")  # no key; what was said is drawn
        assert "No feed is due yet" in room.status


async def test_a_feed_that_is_there_is_not_filed_again(
    web: Web, root: Path, screen: Screen
) -> None:
    url = web.put("/feed", rss(item(1)))
    subscribe(root, url)
    async with screen() as room:
        await room.press("a", *url, "enter")
        await room.until(lambda: "already subscribe" in room.status, "that it is there")
        assert room.prompt is None


@pytest.mark.real_scan
async def test_the_full_text_comes_where_one_reads(web: Web, root: Path, screen: Screen) -> None:
    pytest.importorskip("trafilatura", reason="the extra `fulltext` is not installed")
    text = "<p>The engine that drew water from the mine ran for eleven years without rest.</p>"
    page = f"<html><body><div>{text * 5}<p><b>It never stopped.</b></p></div></body></html>"
    link = web.put("/story", page)
    subscribe(root, web.put("/feed", rss(item(1, link=link, text="In short."))))
    async with screen() as room:
        await room.press("f5")
        await room.until(lambda: room.titles == ["Story 1"], "the article")
        assert "/story" not in web.paths()
        await room.press("enter")
        await room.until(lambda: "In short." in room.article, "the summary")
        await room.press("X")
        await room.until(lambda: "drew water" in room.article, "the full text")


@pytest.mark.real_scan
async def test_what_keep_removed_is_said_and_undone_and_removed_again(
    web: Web, root: Path, screen: Screen
) -> None:
    url = web.put("/feed", rss(item(1), item(2), item(3)))
    (root / "feeds.toml").write_text(f'[[feed]]\nurl = "{url}"\nevery = "1m"\nkeep = 1\n')
    async with screen() as room:
        await room.press("f5")
        await room.until(lambda: room.says("3 new, 2 to the trash · z undoes"), "what went")
        await room.until(lambda: room.titles == ["Story 3"], "what is left")
        await room.press("z")
        await room.until(lambda: room.says("Undone: 2 articles back from the trash."), "its undo")
        await room.press("f5")
        await room.until(lambda: len(room.titles) == 3, "all of them")
        await room.press("Z")
        await room.until(lambda: room.says("Redone: 2 articles moved to the trash."), "its redo")
        await room.press("f5")
        await room.until(lambda: room.titles == ["Story 3"], "what is left")
