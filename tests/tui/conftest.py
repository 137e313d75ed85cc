"""A small library in a temporary place, and the screen on it."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path

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
    asked: list[Library] = []
    real = Library.start_scan

    def start_scan(library: Library, *, follow: bool = False) -> subprocess.Popen[bytes]:
        if not follow:
            asked.append(library)
        if not follow and request.node.get_closest_marker("real_scan"):
            return real(library)
        return subprocess.Popen([sys.executable, "-S", "-c", ""], stderr=subprocess.PIPE)

    monkeypatch.setattr(Library, "start_scan", start_scan)
    return asked


@pytest.fixture
def screen(open_library: Open, scans: list[Library]) -> Screen:
    """The screen on the library; the first article is on it and the first scan asked for."""

    @asynccontextmanager
    async def screen(
        library: Library | None = None,
        *,
        alone: bool = False,
        file: Path | None = None,
        size: tuple[int, int] = (120, 16),
        preview: bool = False,
        settings: Settings | None = None,
    ) -> AsyncIterator[Room]:
        shown = None if alone else library or open_library()
        app: App[None]
        if shown is None:
            assert file is not None
            app = OneArticle(file, zone=UTC, text_width=80)
        else:
            app = ReaderApp(
                shown,
                name="news",
                zone=UTC,
                text_width=80,
                file=file,
                preview=preview,
                settings=settings,
            )
        async with app.run_test(size=size) as pilot:
            room = Room(app, pilot, shown, scans)
            if alone:
                await room.until(lambda: room.pane.page is not None, "the article on the screen")
            else:
                await room.until(lambda: scans, "the first scan asked for")
                if room.pane.display and room.sidebar.entry:
                    await room.until(lambda: room.pane.page is not None, "the first preview")
            yield room

    return screen
