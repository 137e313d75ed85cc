"""A fetch that is killed at any moment leaves whole files, and the next one goes on."""

from __future__ import annotations

import subprocess
import sys
import time
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
