"""Articles that are made ready beside the screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from queue import Queue

import pytest

from reader.tui.article import page
from reader.tui.article.prefetch import Prefetcher
from tests.tui.room import DEADLINE, Screen, Write

Prepared = tuple[Path, page.Page | None]


@pytest.fixture
def came() -> Queue[Prepared]:
    return Queue()


@pytest.fixture
def ahead(came: Queue[Prepared]) -> Iterator[Prefetcher]:
    ahead = Prefetcher(UTC, lambda path, made: came.put((path, made)))
    ahead.start()
    yield ahead
    ahead.stop()


def test_what_is_wanted_comes_in_order_with_its_first_lines_set(
    ahead: Prefetcher, came: Queue[Prepared], write: Write
) -> None:
    paths = [write(f"Number {n}", ("World",), "2022-04-22", "<p>line</p>" * 99) for n in range(3)]
    ahead.want(paths, 60, 20)
    for path in paths:
        made_of, made = came.get(timeout=DEADLINE)
        assert made_of == path
        assert made is not None
        assert len(made.lines) == 20
        ahead.keep(made)
        assert ahead.page(path) is made


def test_a_file_that_has_changed_since_is_made_again(ahead: Prefetcher, write: Write) -> None:
    path = write("Before", ("World",), "2022-04-22")
    before = ahead.page(path)
    assert ahead.page(path) is before
    path.write_text(path.read_text("utf-8").replace("Before", "Later!"), "utf-8")
    os.utime(path, ns=(1, 1))
    assert ahead.ready(path) is None
    after = ahead.page(path)
    assert after.article is not None
    assert after.article.title == "Later!"


def test_what_is_wanted_and_ready_asks_no_drive(
    ahead: Prefetcher,
    came: Queue[Prepared],
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ready, new = (write(name, ("World",), "2022-04-22") for name in ("Ready", "New"))
    ahead.page(ready)
    asked: list[object] = []
    monkeypatch.setattr(ahead.keeper, "ask", asked.append)
    ahead.want([ready, new], 60, 20)
    assert not asked, "a key that moves the cursor would wait"
    assert came.get(timeout=DEADLINE)[0] == new, "what is ready is not made again"


def test_a_page_that_is_open_is_not_exchanged_for_its_like(ahead: Prefetcher, write: Write) -> None:
    path = write("Open", ("World",), "2022-04-22")
    open_now = ahead.page(path)
    ahead.keep(page.Page(path, UTC))
    assert ahead.page(path) is open_now


def test_one_bug_does_not_end_the_thread(
    ahead: Prefetcher, came: Queue[Prepared], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (write(name, ("World",), "2022-04-22") for name in ("Bad", "Good"))
    real = page.read_article

    def read(path: Path, _zone: object, _root: object) -> object:
        if path == bad:
            raise RecursionError
        return real(path, UTC)

    monkeypatch.setattr(page, "read_article", read)
    ahead.want([bad, good], 60, 20)
    assert came.get(timeout=DEADLINE) == (bad, None)
    assert came.get(timeout=DEADLINE)[1] is not None


@pytest.mark.usefixtures("news")
async def test_the_article_after_the_one_that_is_shown_is_ready(screen: Screen) -> None:
    async with screen() as room:
        following = room.session.rows.entry(room.session.cursor.following)
        assert following is not None
        ahead = room.app.panes.prefetcher
        await room.until(lambda: ahead.ready(following.path), "the next article ready")
        await room.press("j")
        assert room.title == following.title
