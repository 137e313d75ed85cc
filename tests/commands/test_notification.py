"""Notifications on the desktop: which escape code, and what may be in it."""

from __future__ import annotations

import os
import re
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest

from reader import screen_state
from reader.console.notification import sequence
from tests.commands.conftest import COMMAND, Run, Write


def test_most_terminals_get_osc_777() -> None:
    said = sequence("Rates; today", "They\x1b]0;x\x07 rise\nagain", {"TERM": "foot"})
    assert said.startswith("\x1b]777;notify;Rates, today;They")
    assert said.endswith("\x1b\\")
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", said[1:-2])


def test_kitty_gets_osc_99_in_two_parts() -> None:
    said = sequence("Rates", "利率\x9b2J", {"TERM": "xterm-kitty"})
    parts = re.fullmatch(
        r"\x1b\]99;i=([\w-]+):e=1:d=0;([\w+/=]+)\x1b\\\x1b\]99;i=\1:e=1:p=body;([\w+/=]+)\x1b\\",
        said,
    )
    assert parts is not None
    title, text = (b64decode(part).decode() for part in parts.groups()[1:])
    assert title == "Rates"
    assert text.startswith("利率")
    assert "\x9b" not in text


def test_tmux_passes_it_on() -> None:
    said = sequence("Rates", "up", {"TERM": "tmux-256color", "TMUX": "/run/tmux,1,0"})
    assert said == "\x1bPtmux;\x1b\x1b]777;notify;Rates;up\x1b\x1b\\\x1b\\"


def test_a_long_text_is_cut() -> None:
    for environment in ({}, {"KITTY_WINDOW_ID": "1"}):
        assert len(sequence("t" * 5000, "利" * 5000, environment)) < 2_500


def test_what_comes_at_once_is_one_notification(
    root: Path, write: Write, reader: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_LIBRARY", str(root))
    write("Old rates")
    screen_state.keep_search([root], "Rates", "rates")
    assert reader("watch", "--once").code == 0
    write("Rates again", date="2022-04-23 10:00:00")
    write("Rates; once more", date="2022-04-24 10:00:00")
    ours, theirs = pytest.importorskip("pty").openpty()
    environment = {key: value for key, value in os.environ.items() if key != "TMUX"}
    done = subprocess.run(
        [COMMAND, "watch", "--once", "--notify"],
        stdout=subprocess.PIPE, stderr=theirs, env=environment | {"TERM": "foot"}, check=True,
        timeout=120,
    )  # fmt: skip
    os.close(theirs)
    told = os.read(ours, 10_000).decode()
    os.close(ours)
    assert done.stdout.decode().count("\n") == 2
    assert told.count("\x1b]777") == 1
    assert "\x1b]777;notify;Rates;2 new articles: Rates, once more …\x1b\\" in told
