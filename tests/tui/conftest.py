"""A small library in a temporary place, and the screen on it."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from reader.config import Settings
from reader.library.library import Library
from reader.tui.app import ReaderApp
from reader.tui.single_article import OneArticle
from tests.tui.room import Open, Room, Screen


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    """The program slows the garbage collector when it has started; a test gives that back."""
    thresholds = gc.get_threshold()
    yield
    gc.enable()
    gc.set_threshold(*thresholds)


@pytest.fixture(autouse=True, scope="module")
def _freezer() -> Iterator[None]:
    """What the programs of a module froze is given back once: each time costs 90 ms."""
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def _messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages stay long enough to be seen however busy the machine is."""
    for name in ("bars", "article.footer"):
        monkeypatch.setattr(f"reader.tui.{name}.SHOWN_FOR", 30.0)


@pytest.fixture
def open_library(root: Path) -> Iterator[Open]:
    """Open a library, scanned unless told otherwise; all are closed in the end."""
    opened: list[Library] = []

    def open_library(*, scan: bool = True) -> Library:
        library = Library([root], UTC)
        opened.append(library)
        if scan:
            library.refresh()
        return library

    yield open_library
    for library in opened:
        library.close()


@pytest.fixture
def scans(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[Library]:
    """Scans that were asked for. They do nothing, unless the test is marked with `real_scan`."""
    is_real = request.node.get_closest_marker("real_scan") is not None
    return note_scans(monkeypatch, is_real=is_real)


def note_scans(monkeypatch: pytest.MonkeyPatch, *, is_real: bool = False) -> list[Library]:
    """Note the scans that are asked for from now on, in the list that is returned."""
    asked: list[Library] = []
    real = Library.start_scan

    def start_scan(library: Library, *, follow: bool = False) -> subprocess.Popen[bytes]:
        if not follow:
            asked.append(library)
        if not follow and is_real:
            return real(library)
        return subprocess.Popen([sys.executable, "-S", "-c", ""], stderr=subprocess.PIPE)

    monkeypatch.setattr(Library, "start_scan", start_scan)
    return asked


@pytest.fixture
def screen(open_library: Open, scans: list[Library]) -> Screen:
    """The screen on the library; the first article is on it and the first scan asked for."""

    def screen(
        library: Library | None = None, *, alone: bool = False, **how: Any
    ) -> AbstractAsyncContextManager[Room]:
        return open_screen(None if alone else library or open_library(), scans, **how)

    return screen


@asynccontextmanager
async def open_screen(
    library: Library | None,
    scans: list[Library],
    *,
    file: Path | None = None,
    size: tuple[int, int] = (120, 16),
    preview: bool = False,
    settings: Settings | None = None,
) -> AsyncIterator[Room]:
    """The screen on a library, or on a file alone, when its first article stands there."""
    app: App[None]
    if library is None:
        assert file is not None
        app = OneArticle(file, zone=UTC, text_width=80, settings=settings)
    else:
        app = ReaderApp(
            library,
            name="news",
            zone=UTC,
            text_width=80,
            file=file,
            preview=preview,
            settings=settings,
        )
    async with app.run_test(size=size) as pilot:
        room = Room(app, pilot, library, scans)
        if library is None:
            await room.until(lambda: room.pane.page is not None, "the article on the screen")
        else:
            await room.until(lambda: scans, "the first scan asked for")
            if room.pane.display and room.session.under:
                await room.until(lambda: room.pane.page is not None, "the first preview")
        yield room
