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
from tests.tui.room import LONG, Open, Room, Screen, Write

from reader.library.library import Library
from reader.tui.app import ReaderApp


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real_scan: scans are real processes")


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    """The program freezes what stands after its start; a test gives it back."""
    thresholds = gc.get_threshold()
    yield
    gc.enable()
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


@pytest.fixture
def write(root: Path) -> Write:
    """Write an article in the form of the dumps; `categories` go from wide to narrow."""

    def write(
        title: str,
        categories: tuple[str, ...] = ("金融", "新浪财经"),
        date: str = "2022-04-22 10:00:00",
        body: str = "<p>A body.</p>",
        name: str = "",
    ) -> Path:
        path = root / categories[0] / f"{name or title}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        listed = "".join(f"\n - {category}" for category in categories)
        head = f"title: '{title}'\ncategories:{listed}\nauthor: {categories[-1]}\n"
        path.write_text(f"\n---\n{head}date: {date}\n---\n\n<div>{body}</div>\n", "utf-8")
        return path

    return write


@pytest.fixture
def news(root: Path, write: Write) -> Path:
    """Ten articles in three categories; one of them is long."""
    finance, code, games = ("金融", "新浪财经"), ("编程", "OSChina"), ("游戏", "3DM")
    long = "".join(f"<p>Paragraph {n}: {'many words, ' * 20}and an end.</p>" for n in range(1, 81))
    write("Rates rise", finance, "2022-04-22 10:00:00")
    write("Bonds fall", finance, "2022-04-22 09:00:00")
    write(LONG, finance, "2022-04-21 08:00:00", long)
    write("Ports reopen", finance, "2022-04-20 08:00:00")
    write("Tea loans", finance, "2022-04-19 08:00:00")
    write("Queues in Go", code, "2022-04-22 08:00:00")
    write("Wine 7.14", code, "2022-04-21 07:00:00")
    write("Pip mirrors", code, "2022-04-20 07:00:00")
    write("A patch", games, "2022-04-22 07:00:00")
    write("A console", games, "2022-04-18 07:00:00")
    return root


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

    def start_scan(library: Library) -> subprocess.Popen[bytes]:
        asked.append(library)
        if request.node.get_closest_marker("real_scan"):
            return real(library)
        return subprocess.Popen([sys.executable, "-S", "-c", ""], stderr=subprocess.PIPE)

    monkeypatch.setattr(Library, "start_scan", start_scan)
    return asked


@pytest.fixture
def screen(open_library: Open, scans: list[Library]) -> Screen:
    """The screen on the library; inside, the first article is on it and the first scan asked for."""

    @asynccontextmanager
    async def screen(
        library: Library | None = None,
        *,
        alone: bool = False,
        file: Path | None = None,
        size: tuple[int, int] = (120, 16),
    ) -> AsyncIterator[Room]:
        shown = None if alone else library or open_library()
        app = ReaderApp(shown, name="news", zone=UTC, text_width=80, file=file)
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
