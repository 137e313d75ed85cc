"""A fetch that is killed at any moment leaves whole files, and the next one goes on."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.articles.file import read_article
from reader.feeds import ledger
from reader.feeds.ledger import Kept
from tests.feeds.conftest import Fetch, articles, item, rss, subscribe
from tests.feeds.server import Web

FEEDS, ENTRIES = 12, 15


def killed_at(root: Path, files: int) -> None:
    """Start a fetch, and kill it when there are so many files."""
    command = [sys.executable, "-m", "reader.cli", "fetch", "--force", "-L", str(root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        while process.poll() is None and len(articles(root)) < files:
            time.sleep(0.002)
        process.kill()


@pytest.mark.parametrize("stops", [(1, 40, 41, 120, FEEDS * ENTRIES)])
def test_killed_at_any_moment_nothing_is_halved_lost_or_doubled(
    web: Web, root: Path, tmp_path: Path, fetch: Fetch, stops: tuple[int, ...]
) -> None:
    numbers = [range(feed * 100, feed * 100 + ENTRIES) for feed in range(FEEDS)]
    urls = [web.put(f"/{n}", rss(*map(item, those))) for n, those in enumerate(numbers)]
    subscribe(root, *urls)
    for files in stops:
        killed_at(root, files)
        for path in root.rglob("*.md"):
            assert read_article(path).body.rstrip().endswith("</div>")
    fetch()
    whole = tmp_path / "whole"
    whole.mkdir()
    subscribe(whole, *urls)
    fetch(root=whole)
    assert len(articles(whole)) == FEEDS * ENTRIES
    assert {path.name: path.read_bytes() for path in root.rglob("*.md")} == {
        path.name: path.read_bytes() for path in whole.rglob("*.md")
    }
    lines = [line for file in ledger.ledgers(root) for line in ledger.read(file.read_bytes())]
    assert len({line.marks.id for line in lines if isinstance(line, Kept)}) == FEEDS * ENTRIES
    assert not (root / ".reader" / "drafts").exists()


def killed_while(root: Path, words: tuple[str, ...], is_time: Callable[[], bool]) -> None:
    """Run a command, and kill it as soon as it is time."""
    command = [sys.executable, "-m", "reader.cli", *words, "-L", str(root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and not is_time():
            time.sleep(0.0005)
        process.kill()


def test_a_prune_its_undo_and_its_redo_may_be_killed_at_any_moment(
    web: Web, root: Path, fetch: Fetch
) -> None:
    url = web.put("/feed", rss(*map(item, range(300))))
    (root / "feeds.toml").write_text(f'[[feed]]\nurl = "{url}"\ntitle = "A"\nkeep = 5\n')
    fetch()
    whole = {path.name: path.read_bytes() for path in root.rglob("*.md")}
    assert len(whole) == 300
    for words, until in (
        (("fetch", "--prune"), lambda: len(articles(root)) < 250),
        (("undo",), lambda: len(articles(root)) > 270),
        (("undo", "--redo"), lambda: len(articles(root)) < 280),
        (("fetch", "--prune"), lambda: len(articles(root)) < 100),
    ):
        killed_while(root, words, until)
        assert {path.name: path.read_bytes() for path in root.rglob("*.md")} == whole
    assert len(articles(root)) < 300
    for _each_prune in range(4):
        killed_while(root, ("undo",), lambda: False)
    assert len(articles(root)) == 300
