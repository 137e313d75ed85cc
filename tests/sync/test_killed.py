"""A sync that is killed at any moment loses nothing, doubles nothing, and the next one goes on."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.articles.file import read_article
from reader.settings_file import add_account
from tests.feeds.conftest import articles, item, rss
from tests.feeds.server import Web
from tests.sync.conftest import Account, Device
from tests.sync.greader_server import READ, STARRED, GreaderServer

ITEMS = 320


@pytest.fixture
def stocked(server: GreaderServer, web: Web) -> GreaderServer:
    """A server with many items, every tenth of them starred."""
    items = [item(n, date=f"Mon, {n % 28 + 1:02} Nov 2026 10:{n // 28:02}:00 GMT")
             for n in range(ITEMS)]  # fmt: skip
    server.subscribed(web.put("/weekly", rss(*items)), folder="News")
    for number in sorted(server.items)[::10]:
        server.set(number, STARRED)
    return server


def killed_when(root: Path, is_time: Callable[[], bool]) -> None:
    """Start a sync, and kill it as soon as something has happened."""
    command = [sys.executable, "-m", "reader.cli", "sync", "-L", str(root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not is_time():
            time.sleep(0.002)
        process.kill()


def test_killed_while_articles_come_and_while_marks_go(
    device: Device, stocked: GreaderServer
) -> None:
    device.live()
    command = ("echo", stocked.password)
    add_account(Account("home", "greader", stocked.url, stocked.user, command))
    for count in (1, 249, 251, ITEMS):
        killed_when(device.root, lambda least=count: len(articles(device.root)) >= least)
        for path in device.root.rglob("*.md"):
            assert read_article(path).body.rstrip().endswith("</div>")
    device.sync()
    assert len(articles(device.root)) == ITEMS
    library = device.library()
    assert sum(one.starred for one in library.entries()) == ITEMS // 10
    library.marks.mark([one.key for one in library.entries()], "read", True)
    library.close()
    assert not stocked.edits
    for sent in (1, 100, 250):
        killed_when(device.root, lambda least=sent: len(stocked.edits) >= least)
    device.sync()
    assert len(stocked.ids(READ)) == len(stocked.edits) == ITEMS
    assert len(stocked.ids(STARRED)) == ITEMS // 10
