"""The process that sees to changes is there as long as the screen is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reader.library.library import Library
from reader.tui import scanning
from reader.tui.scanning import Scan
from tests.tui.room import DEADLINE, Open


@pytest.fixture
def follower(news: Path, open_library: Open, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scan]:
    monkeypatch.setattr(scanning, "_FIRST_PAUSE", 0.01)
    library: Library = open_library()
    scans = Scan(library)
    scans.follow()
    yield scans
    scans.stop()


def test_one_that_dies_is_reaped_and_another_is_started(follower: Scan) -> None:
    first = follower._follower
    assert first is not None
    follower.tend()
    assert follower._follower is first, "it lives"
    first.kill()
    until = time.monotonic() + DEADLINE
    while follower._follower is first and time.monotonic() < until:
        follower.tend()
        time.sleep(0.01)
    second = follower._follower
    assert second is not None
    assert second is not first
    assert first.returncode is not None, "it is reaped"
    assert second.poll() is None, "another one runs"


def test_a_scan_that_is_asked_for_while_one_runs_comes_after_it(
    news: Path, open_library: Open, write: Callable[..., Path]
) -> None:
    scan = Scan(open_library())
    scan.start()
    running = scan._process
    assert running is not None
    running.wait()  # it has ended, and nobody has looked yet
    write("Afterwards")
    scan.start(aloud=True)
    assert outcome(scan) == "", "what the first one has to say"
    assert outcome(scan) == "1 new article."
    assert not scan.is_running


def test_a_scan_that_is_killed_is_said(news: Path, open_library: Open) -> None:
    scan = Scan(open_library())
    scan.start()
    assert scan._process is not None
    scan._process.kill()
    assert outcome(scan) == "The scan was ended by SIGKILL."


def outcome(scan: Scan) -> str:
    """The next outcome of a scan."""
    until = time.monotonic() + DEADLINE
    while (said := scan.outcome()) is None and time.monotonic() < until:
        time.sleep(0.01)
    assert said is not None
    return said
