"""A start that hangs says so; what is typed meanwhile is the screen's when it comes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Titles
from tests.end_to_end.terminal import KEYS, Terminal

HANGING = """
import sys, time
from reader.cli import main
from reader.commands import open as command
from reader.tui import starting

def hanging(*asked, found=command._library):
    while len(starting._typed) < int(sys.argv[2]):
        time.sleep(0.01)
    return found(*asked)

command._library = hanging
sys.exit(main(["-L", sys.argv[1]]))
"""


def hanging(news: Path, typed: str) -> Terminal:
    """A start that hangs until so much was typed and taken."""
    return Terminal(news, len(typed), command=(sys.executable, "-c", HANGING))


def test_keys_typed_at_a_hanging_start_are_the_screens(news: Path, titles: Titles) -> None:
    assert titles("--starred") == []
    with hanging(news, KEYS["down"] + "s") as terminal:
        terminal.until("waiting. q quits")
        terminal.press("down", "s")
        terminal.until("marked starred")
        terminal.press("q")
        assert terminal.wait() == 0
    assert titles("--starred") == ["Bonds fall"]


@pytest.mark.parametrize("key", ["q", "escape"])
def test_a_hanging_start_can_be_left(news: Path, key: str) -> None:
    with hanging(news, "more") as terminal:
        terminal.until("waiting. q quits")
        terminal.press(key)
        assert terminal.wait() == 1


def test_a_hanging_start_that_a_signal_ends_restores_the_terminal(news: Path) -> None:
    with hanging(news, "more") as terminal:
        terminal.until("waiting. q quits")
        assert terminal.settings != terminal.settings_before
        os.kill(terminal.pid, signal.SIGUSR1)
        assert terminal.wait() == 128 + signal.SIGUSR1
        assert terminal.settings == terminal.settings_before


SETTINGS_HANG = """
import os, sys, time
from reader import scouting

def hanging(folder, look=scouting.look):
    while "config" in folder and not os.path.exists(sys.argv[1]):
        time.sleep(0.01)
    look(folder)

scouting.look = hanging
from reader import cli
if len(sys.argv) > 3:
    cli.PATIENCE = 0.5
sys.exit(cli.main(sys.argv[2:]))
"""
"""A drive with the settings that hangs until there is a file."""


def test_a_start_waits_for_the_drive_of_the_settings(news: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    for key in ("q", ""):
        command = (sys.executable, "-c", SETTINGS_HANG, str(gate))
        with Terminal(news, command=command) as terminal:
            terminal.until("does not answer; waiting. q quits.")
            assert terminal.lines[0].startswith("…")
            assert terminal.text.count("reader") == 1
            if key:
                terminal.press(key)
                assert terminal.wait() == 1
            else:
                gate.touch()
                terminal.until("A body.")
                terminal.press("q")
                assert terminal.wait() == 0


def test_a_command_says_that_the_drive_of_the_settings_does_not_answer(tmp_path: Path) -> None:
    words = [sys.executable, "-c", SETTINGS_HANG, str(tmp_path / "never"), "stats", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("reader: ")
    assert done.stderr.endswith(" does not answer.\n")
