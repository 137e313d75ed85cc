"""What is in the article's pane when pages come late, and what is kept when the screen goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import tzinfo
from pathlib import Path
from threading import Event, current_thread
from typing import Any

import pytest
from textual import events

from reader import screen_state
from reader.library.library import Library
from reader.model import Article
from reader.tui import panes
from reader.tui.article import page
from reader.tui.article.article_view import ArticleView
from reader.tui.list.list_view import Sidebar
from reader.tui.view import View
from tests.newsstand import LONG, TITLES
from tests.states import set_state
from tests.tui.room import DEADLINE, Open, Room, Screen

BEFORE_LAST, LAST = TITLES[-2:]


class Gate:
    """Holds back the pages of some articles, where they are made beside the screen."""

    def __init__(self, *titles: str) -> None:
        self.reached = {title: Event() for title in titles}
        self.opened = {title: Event() for title in titles}
        self.passed = {title: Event() for title in titles}


@pytest.fixture
def gate(news: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate, real = Gate(BEFORE_LAST, LAST), page.read_article

    def read(path: Path, zone: tzinfo | None, root: Path | None) -> Article:
        if path.stem in gate.reached and current_thread().name == "ahead":
            gate.reached[path.stem].set()
            gate.opened[path.stem].wait(DEADLINE)
            gate.passed[path.stem].set()
        return real(path, zone, root)

    monkeypatch.setattr(page, "read_article", read)
    yield gate
    for opened in gate.opened.values():
        opened.set()


async def test_no_preview_comes_between_keys_that_wait(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panes, "_PREVIEW_PAUSE", 0.0)  # the order is to depend on no pause
    monkeypatch.setattr(View, "renew", lambda _view: None)  # what changed is shown at once
    done: list[str] = []

    def note(owner: Any, method: str, what: Callable[[], str]) -> None:
        real = getattr(owner, method)

        def noted(*arguments: Any) -> Any:
            done.append(what())
            return real(*arguments)

        monkeypatch.setattr(owner, method, noted)

    async with screen() as room:
        waiting = [events.Key("j", None) for _key in range(3)]

        def drawn() -> str:
            """A line is drawn; the next key waits from now on."""
            title = str(room.title)
            if title not in done and waiting:
                room.app.post_message(waiting.pop())
            return title

        following = room.session.rows.entry(room.session.cursor.following)
        assert following is not None
        ahead = room.app.panes.prefetcher  # type: ignore[attr-defined]
        await room.until(lambda: ahead.ready(following.path), "the next article ready")
        note(Sidebar, "render_lines", drawn)
        note(page, "read_article", lambda: "parsed")
        note(ArticleView, "show", lambda: "shown")
        await room.press("j")
        await room.until(lambda: room.shows(TITLES[4]), "a preview for the last key")
    assert {"parsed", "shown"}.isdisjoint(done[: done.index(TITLES[4])])
    assert {"parsed", "shown"} <= {*done}


async def test_a_page_is_shown_though_its_row_was_made_anew_meanwhile(
    gate: Gate, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "poll", lambda _library: False)  # it would show it once more
    async with screen() as room:
        await room.press("G")
        await room.until(gate.reached[LAST].is_set, "its page in the making")
        await wanted(room, LAST)
        before = room.session.under
        await room.press("s")
        await room.until(lambda: "★" in room.row(LAST).text, "a star on its row")
        assert room.session.under is not before
        assert LAST not in room.article
        gate.opened[LAST].set()
        await room.until(lambda: LAST in room.article, "its preview")


async def test_a_page_that_comes_too_late_is_not_shown_nor_another_hurried(
    gate: Gate, screen: Screen
) -> None:
    async with screen() as room:
        await room.press("G")
        await room.until(gate.reached[LAST].is_set, "a page in the making")
        await room.press("k")
        await wanted(room, BEFORE_LAST)
        before = room.article
        gate.opened[LAST].set()
        await room.until(gate.reached[BEFORE_LAST].is_set, "the next page in the making")
        await room.until(lambda: is_ready(room, LAST), "the page that comes too late")
        assert room.article == before
        gate.opened[BEFORE_LAST].set()
        await room.until(lambda: BEFORE_LAST in room.article, "the preview")


async def test_a_page_that_comes_while_another_article_is_read_is_not_shown(
    gate: Gate, screen: Screen
) -> None:
    async with screen() as room:
        await room.press("G")
        await room.until(gate.reached[LAST].is_set, "a page in the making")
        await room.press_until("p", lambda: room.title == LONG, "the cursor on another article")
        await room.press("enter")
        await room.until(lambda: room.reading and LONG in room.article, "another article open")
        gate.opened[LAST].set()
        await room.until(lambda: is_ready(room, LAST), "the page that comes too late")
        assert LONG in room.article


async def wanted(room: Room, title: str) -> None:
    """Wait until an article is to be in the article's pane, be its page there or not."""
    await room.until(
        lambda: room.session.shown and room.session.shown.title == title, f"{title!r} wanted"
    )


def is_ready(room: Room, title: str) -> bool:
    ahead = room.app.panes.prefetcher
    return ahead.ready(room.entry(title).path) is not None


async def test_a_page_that_comes_when_its_article_is_read_already_marks_nothing(
    gate: Gate, screen: Screen
) -> None:
    async with screen() as room:
        await room.press("G")
        await room.until(gate.reached[LAST].is_set, "a page in the making")
        await room.press("enter")
        await room.until(lambda: room.read() == {LAST}, "the article open")
        await room.press("r")
        await room.until(lambda: not room.read(), "it is unread again")
        gate.opened[LAST].set()
        await room.until(gate.passed[LAST].is_set, "its page once more")
        await room.press("escape")
        await room.until(lambda: is_ready(room, TITLES[0]) or not room.reading, "the list")
        assert not room.read()


async def test_what_is_found_is_shown_beside_the_list(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.press("slash", *"wine")
        await room.until(lambda: room.titles == ["Wine 7.14"], "what was found")
        await room.until(lambda: "Wine 7.14" in room.article, "its preview")


async def test_an_article_left_half_read_says_so_in_its_row(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "poll", lambda _library: False)  # it would draw all rows anew
    async with screen() as room:
        await room.open(LONG)
        await room.press("space", "space")
        await room.until(lambda: room.foot.endswith("%"), "how far one is")
        await room.press("escape")
        await room.until(lambda: "◐" in room.row(LONG).text, "the sign in its row")


async def test_an_article_read_to_its_end_starts_again(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.open(LONG)
        await room.press("G")
        await room.until(lambda: room.foot.endswith("100%"), "its end")
        await room.press("escape")
        await room.to("Rates rise")
        await room.open(LONG)
        assert "Paragraph 1:" in room.article


async def test_a_pane_without_a_size_yet_resumes_when_it_has_one(
    news: Path, screen: Screen, open_library: Open
) -> None:
    library = open_library()
    entry = next(entry for entry in library.entries() if entry.title == LONG)
    set_state(library, [entry], progress=0.5)
    async with screen(library, file=entry.path, size=(80, 16)) as room:
        await room.until(lambda: room.reading and "Paragraph 40:" in room.article, "the middle")


async def test_a_key_is_about_the_article_that_is_read_wherever_the_cursor_went(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        await room.open("Rates rise")
        room.sidebar.action_move(1)  # as the wheel of the mouse does
        await room.on("Bonds fall")
        await room.press("s")
        await room.until(lambda: room.starred() == {"Rates rise"}, "a star for what is read")


async def test_where_the_list_is_left_is_kept_only_by_who_was_in_it(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        roots, elsewhere = room.library.roots, room.entry("A patch").path
        screen_state.keep_list_place(roots, screen_state.ListPlace(elsewhere, {}))
    assert screen_state.list_place(roots).at == elsewhere
    async with screen() as room:
        await room.on("A patch")
        await room.press("G")
        last = room.entry(LAST).path
    assert screen_state.list_place(roots).at == last
