"""The welcome of a reader who has no library: a folder to choose and to keep, or the samples."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input, Static

from reader import config
from reader.config import Settings
from reader.tui.welcome import SAMPLES, Welcome
from tests.bare_settings import bare

START = {"enter": SAMPLES, "s": SAMPLES, "q": None, "escape": None, "ctrl+c": None}
WALKED = {*START, "f", "a", "tab", "y", "n"}


class Visit:
    """A welcome that a test has open."""

    def __init__(self, app: Welcome, pilot: Pilot[Path | str]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def folder(self, path: object) -> None:
        """Type a path where a folder is asked for."""
        await self.press("f")
        self.app.query_one(Input).value = str(path)
        await self.pilot.pause()

    @property
    def text(self) -> str:
        return "\n".join(str(one.render()) for one in self.app.query(Static))


@asynccontextmanager
async def visit(notice: str = "", *, keeps: bool = True) -> AsyncIterator[Visit]:
    app = Welcome(notice, keeps=keeps)
    async with app.run_test(size=(60, 20)) as pilot:
        yield Visit(app, pilot)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    for name in ("news/finance", "news/films", "news/.git", "notes"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path / "news"


def test_every_key_is_walked() -> None:
    bindings = [binding for binding in Welcome.BINDINGS if isinstance(binding, Binding)]
    assert {key for binding in bindings for key in binding.key.split(",")} == {
        *WALKED, "ctrl+z"  # see tests/end_to_end/test_stopping.py
    }  # fmt: skip


@pytest.mark.parametrize("key", START)
async def test_a_key_chooses_the_samples_or_leaves(key: str) -> None:
    async with visit() as room:
        await room.press(key)
    assert room.app.return_value == START[key]


async def test_it_says_what_to_do_next() -> None:
    async with visit() as room:
        for words in ("no library yet", "f      choose a folder", "Enter  read the sample", "quit"):
            assert words in room.text


async def test_it_begins_with_what_is_wrong() -> None:
    async with visit("The library /srv/news is not there.") as room:
        assert "The library /srv/news is not there." in room.text


@pytest.mark.parametrize(("key", "kept"), [("y", True), ("n", False)])
async def test_a_folder_is_opened_and_kept_if_the_reader_says_so(
    key: str, kept: bool, news: Path
) -> None:
    async with visit() as room:
        await room.folder(news)
        await room.press("enter")
        assert "each time?" in room.text
        await room.press(key)
    assert room.app.return_value == news
    assert bare(config.load()) == Settings(library=(news,) if kept else ())
    assert config.config_file().exists() == kept


async def test_where_nothing_can_be_kept_nothing_is_asked(news: Path) -> None:
    async with visit(keeps=False) as room:
        await room.folder(news)
        await room.press("enter")
    assert room.app.return_value == news


async def test_a_folder_is_completed(news: Path) -> None:
    async with visit() as room:
        await room.folder(f"{news.parent}/ne")
        await room.press("tab")
        assert room.app.query_one(Input).value == f"{news}/"
        assert "films  finance" in room.text
        assert ".git" not in room.text
        await room.press("f", "i", "n", "tab", "enter")
        assert "each time?" in room.text
        await room.press("n")
    assert room.app.return_value == news / "finance"


@pytest.mark.parametrize("typed", ["/srv/x", "~/x", "~x"])
async def test_a_whole_path_may_be_typed_after_the_home_folder(typed: str) -> None:
    async with visit() as room:
        await room.press("f", *typed)
        assert room.app.query_one(Input).value == typed


async def test_a_folder_that_is_not_there_is_said(news: Path) -> None:
    async with visit() as room:
        await room.folder(news / "nothing")
        await room.press("enter")
        assert "There is no folder" in room.text
        await room.folder("")
        await room.press("enter")
        assert "There is no folder “”" in room.text
        assert room.app.is_running


async def test_letters_are_letters_where_a_path_is_typed(news: Path) -> None:
    async with visit() as room:
        await room.press("f", *"qsyn")
        assert room.app.query_one(Input).value == "~/qsyn"


async def test_escape_goes_back_step_by_step(news: Path) -> None:
    async with visit() as room:
        await room.folder(news)
        await room.press("enter", "escape")
        assert "The folder with your articles" in room.text
        assert room.app.query_one(Input).value == str(news), "what was typed is there"
        await room.press("escape")
        assert "no library yet" in room.text
        await room.press("escape")
    assert room.app.return_value is None


async def test_a_folder_that_cannot_be_kept_can_be_opened(news: Path) -> None:
    file = config.config_file()
    file.parent.mkdir(parents=True)
    file.write_text("library = [\n")
    async with visit() as room:
        await room.folder(news)
        await room.press("enter", "y")
        assert "cannot be added to" in room.text
        await room.press("n")
    assert room.app.return_value == news
    assert file.read_text() == "library = [\n"
