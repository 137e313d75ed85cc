"""A pipe in place of any of our files: a command says so or makes it anew, and never waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader import config, screen_state
from tests.commands.conftest import Run
from tests.feeds.conftest import item, rss, subscribe
from tests.feeds.server import Web


@pytest.fixture
def shelf(news: Path, web: Web, reader: Run) -> Path:
    """A library with a feed that was fetched once, in a home with all files there may be."""
    subscribe(news, web.put("/feed", rss(item(1))))
    assert reader("fetch").code == 0
    config.config_file().parent.mkdir(parents=True, exist_ok=True)
    config.config_file().write_text("text_width = 70\n")
    config.sites_file().write_text('[default]\ndrop = [".x"]\n')
    (news / ".readerignore").write_text("*.txt\n")
    screen_state.keep_theme("sepia", "evening")
    return news


@pytest.mark.parametrize(
    ("name", "command", "code"),
    [
        ("config.toml", "list", 0),
        ("sites.toml", "list", 0),
        (".readerignore", "index", 0),
        ("feeds.toml", "fetch", 1),
        ("*.jsonl", "fetch --force", 1),
        ("feeds.sqlite", "fetch --force", 0),
        ("feeds.sqlite-lock", "fetch --force", 0),
        ("screen.json", "config show", 0),
    ],
)
def test_a_pipe_in_place_of_a_file_holds_no_command_up(
    shelf: Path, a_home_of_its_own: Path, pipe: Path, process: Run, name: str, command: str,
    code: int,
) -> None:  # fmt: skip
    (place,) = {file for top in (shelf, a_home_of_its_own) for file in top.rglob(name)
                if ".reader" in file.parts or name != "*.jsonl"}  # fmt: skip
    place.unlink()
    pipe.rename(place)
    done = process(*command.split())
    assert "Traceback" not in done.err
    assert done.code == code
    assert len(done.err.splitlines()) <= 2


@pytest.mark.parametrize(
    "command", ["state import {}", "unpack {} out", "fetch {} --url https://e.example/feed"]
)
def test_a_pipe_that_is_named_is_refused(
    pipe: Path, command: str, process: Run, shelf: Path
) -> None:
    done = process(*command.format(pipe).split())
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert done.err.endswith("it is not a regular file.\n")


@pytest.mark.parametrize("name", ["config.toml", "sites.toml", ".readerignore", "feeds.toml"])
def test_a_pipe_in_place_of_a_file_that_the_user_writes_is_told(
    shelf: Path, a_home_of_its_own: Path, pipe: Path, reader: Run, name: str
) -> None:
    (place,) = [file for top in (shelf, a_home_of_its_own) for file in top.rglob(name)]
    place.unlink()
    pipe.rename(place)
    told = reader("doctor").out
    assert f"{place} cannot be read" in told
    assert "it is not a regular file" in told
