"""Processes that parse: what hangs, crashes or grows costs itself alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from reader.errors import FeedError
from reader.feeds.feed import Feed
from reader.feeds.parse import parse
from reader.feeds.workers import Workers

SOURCE = b"<rss><channel><title>T</title><item><guid>1</guid></item></channel></rss>"


def ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_feed_is_the_same_as_if_it_was_parsed_here() -> None:
    with Workers() as found:
        assert found.parse(SOURCE, url="https://a.example/", content_type="text/xml") == parse(
            SOURCE, url="https://a.example/", content_type="text/xml"
        )


def test_what_is_no_feed_is_refused_as_it_is_here() -> None:
    with Workers() as found, pytest.raises(FeedError, match=r"^https://a\.example/ is not a feed"):
        found.parse(b"<html>", url="https://a.example/", content_type=None)


def test_many_threads_share_few_processes() -> None:
    with Workers(most=2) as found, ThreadPoolExecutor(8) as threads:
        sources = [SOURCE.replace(b"T<", b"%d<" % n) for n in range(40)]
        feeds = threads.map(lambda one: found.parse(one, url=None, content_type=None), sources)
        assert [feed.title for feed in feeds] == [str(n) for n in range(40)]
        assert len(found.processes) == 2


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="a time limit needs SIGALRM")
def test_a_feed_that_takes_too_long_costs_that_feed() -> None:
    slow = b"<rss>" + b"<item><guid>1</guid><title>a</title></item>" * 150_000 + b"</rss>"
    with Workers(most=1, longest=1) as found:
        with pytest.raises(FeedError, match=r"slow/ cannot be read: it took longer than 1 seconds"):
            found.parse(slow, url="https://slow/", content_type=None)
        assert found.parse(SOURCE, url=None, content_type=None).title == "T"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hold no process to its memory")
def test_a_feed_that_takes_too_much_memory_costs_that_feed() -> None:
    large = SOURCE.replace(b"<guid>", b"<title>" + b"a " * 40_000_000 + b"</title><guid>")
    with Workers(most=1, memory=1 << 28) as found:
        with pytest.raises(FeedError, match=r"large/"):
            found.parse(large, url="https://large/", content_type=None)
        assert found.parse(SOURCE, url=None, content_type=None).title == "T"


def test_a_process_that_was_ended_is_replaced() -> None:
    with Workers(most=1) as found:
        found.parse(SOURCE, url=None, content_type=None)
        os.kill(found.processes[0], signal.SIGKILL)
        with pytest.raises(FeedError, match=r"^https://a\.example/ cannot be read: it ended"):
            found.parse(SOURCE, url="https://a.example/", content_type=None)
        assert found.parse(SOURCE, url=None, content_type=None).title == "T"


def test_no_process_outlives_the_program() -> None:
    code = f"""
import os
from reader.feeds.workers import Workers
found = Workers(most=1)
found.parse({SOURCE!r}, url=None, content_type=None)
print(*found.processes, flush=True)
os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    process = int(done.stdout)
    until = time.monotonic() + 10
    while not ended(process) and time.monotonic() < until:
        time.sleep(0.01)
    assert ended(process)


def test_asking_loads_no_parser() -> None:
    code = "import reader.feeds.workers, sys; print('feedparser' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@dataclass(frozen=True)
class Endless:
    """What is to be done with a feed, and never ends."""

    def __call__(self, feed: Feed) -> str:
        while True:
            pass


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="a time limit needs SIGALRM")
def test_what_is_done_with_a_feed_has_an_end_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.fspath(Path(__file__).parents[2]))
    with Workers(most=1, longest=1) as found:
        with pytest.raises(FeedError, match="took longer than"):
            found.hand(SOURCE, url=None, content_type=None, then=Endless())
        assert found.parse(SOURCE, url=None, content_type=None).title == "T"
