"""The program stops and goes on as a shell has it, and a crash says so; the terminal is as it was
each time.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import termios
from pathlib import Path

import pytest

from reader.config import config_file
from tests.end_to_end.terminal import COMMAND, Terminal

LOCAL = 3
"""Where `termios` has the flags for lines, echo and signals."""

CRASH = """
import threading
from reader.tui.terminal_app import TerminalApp

class Crashes(TerminalApp[None]):
    def on_key(self):
        {crash}

Crashes().run_to_end()
"""


def is_for_lines(terminal: Terminal) -> bool:
    flags = terminal.settings[LOCAL]
    return bool(flags & termios.ICANON and flags & termios.ECHO and flags & termios.ISIG)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_ctrl_z_stops_it_and_fg_draws_all_of_it(news: Path) -> None:
    shell = f"{COMMAND} {news}; echo it stopped; read x; fg"
    with Terminal(command=("bash", "--norc", "-ic", shell)) as terminal:
        terminal.until("A body.")
        terminal.press("\x1a")
        terminal.until("it stopped")
        assert is_for_lines(terminal)
        terminal.press("\n")
        terminal.until(lambda: "it stopped" not in terminal.text and "A body." in terminal.text)
        terminal.until(lambda: "10 unread of 10" in terminal.text and "q quit" in terminal.text)
        assert not is_for_lines(terminal)
        terminal.press("j", "q")
        assert terminal.wait() == 0
        assert is_for_lines(terminal)


def test_after_a_stop_that_it_did_not_see_it_is_drawn_and_the_terminal_is_given_back(
    news: Path,
) -> None:
    with Terminal(news) as terminal:
        terminal.until("10 unread of 10")
        os.kill(terminal.pid, signal.SIGSTOP)
        drawn = len(terminal.raw)
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.until(lambda: "unread of" in terminal.raw[drawn:].decode("utf-8", "replace"))
        terminal.press("q")
        assert terminal.wait() == 0
        assert terminal.settings == terminal.settings_before
        assert terminal.raw.count(b"\x1b[<u") >= terminal.raw.count(b"\x1b[>")


@pytest.mark.parametrize("name", ["INT", "QUIT", "USR1", "ALRM", "IO", "PWR", "RTMIN"])
def test_any_signal_that_ends_it_ends_it_as_q_does(name: str, news: Path) -> None:
    number = getattr(signal, f"SIG{name}", None)
    if number is None:
        pytest.skip("no such signal here")
    with Terminal(news) as terminal:
        terminal.until("10 unread of 10")
        os.kill(terminal.pid, number)
        assert terminal.wait() == 128 + number
        assert terminal.settings == terminal.settings_before
        assert terminal.raw.rfind(b"\x1b[?1049l") > terminal.raw.rfind(b"\x1b[?1049h")
        assert b"Traceback" not in terminal.raw


def test_ctrl_z_does_nothing_where_nobody_could_continue_it(news: Path) -> None:
    with Terminal(news) as terminal:
        terminal.until("10 unread of 10")
        terminal.press("\x1a", "s")
        terminal.until("★")
        terminal.press("q")
        assert terminal.wait() == 0


@pytest.mark.parametrize(
    "crash",
    ["raise ValueError('b' + 'oom')",
     "threading.Thread(target=lambda: int('b' + 'oom')).start()",
     "import asyncio; asyncio.get_running_loop().call_soon(int, 'b' + 'oom')"],
    ids=["handler", "thread", "loop"],
)  # fmt: skip
def test_a_crash_ends_with_1_and_says_why_behind_the_screen(crash: str) -> None:
    script = CRASH.format(crash=crash)
    with Terminal(command=(sys.executable, "-c", script)) as terminal:
        terminal.until(lambda: b"\x1b[?1049h" in terminal.raw and not is_for_lines(terminal))
        terminal.press("x")
        terminal.until(lambda: b"\x1b[?1049l" in terminal.raw)
        assert terminal.wait() == 1
        assert b"boom" in terminal.raw.rpartition(b"\x1b[?1049l")[2]
        assert terminal.settings == terminal.settings_before


FAILS = """
from reader.cli import main
from reader.tui.search import search_thread
import sys

def failing(*_arguments, **_more):
    raise LookupError("b" + "oom\x1b[31m")

search_thread.gather = failing
sys.exit(main([sys.argv[1]]))
"""


def test_a_part_that_fails_is_told_and_the_screen_goes_on(news: Path) -> None:
    with Terminal(news, command=(sys.executable, "-c", FAILS)) as terminal:
        terminal.until("10 unread of 10")
        terminal.press("/", "r")
        terminal.until("A part of the program failed (LookupError: boom")
        terminal.leave("Esc cancel")
        terminal.press("s")
        terminal.until("★")
        terminal.press("q")
        assert terminal.wait() == 1
        behind = terminal.raw.rpartition(b"\x1b[?1049l")[2]
        assert b"in failing" in behind
        assert b"\x1b[31m" not in behind
        assert terminal.settings == terminal.settings_before


def test_what_a_terminal_sends_ends_nothing(news: Path) -> None:
    with Terminal(news) as terminal:
        terminal.until("10 unread of 10")
        for sent in (b"\xff\xfe", b"\xe6", b"\x1b[1114112u", b"\x1b[48;999999;999999;1;1t"):
            terminal.write(sent)
        terminal.press("s")
        terminal.until("★")
        terminal.press("q")
        assert terminal.wait() == 0


def test_a_command_with_the_terminal_gets_ctrl_c_alone_and_the_screen_returns_whole(
    news: Path,
) -> None:
    settings = config_file()
    settings.parent.mkdir(parents=True)
    script = "trap 'echo caught' INT; clear; head -1; echo ready; sleep 9; read x </dev/tty; exit 3"
    settings.write_text(
        "[commands.mine]\nkey = 'f6'\noutput = 'terminal'\nstdin = 'text'\n"
        f'run = ["sh", "-c", "{script}"]\n'
    )
    with Terminal(news) as terminal:
        terminal.until("10 unread of 10")
        terminal.press("\x1b[17~")
        terminal.until("ready")
        assert "Rates rise" in terminal.text
        assert "10 unread of 10" not in terminal.text
        assert is_for_lines(terminal)
        terminal.press("\x03")
        terminal.until("caught")
        terminal.press("\n")
        terminal.until(
            lambda: "ready" not in terminal.text and "mine ended with code 3." in terminal.text
        )
        terminal.until(lambda: "10 unread of 10" in terminal.text and "q quit" in terminal.text)
        assert not is_for_lines(terminal)
        terminal.press("s", "q")
        assert terminal.wait() == 0
        assert is_for_lines(terminal)
