"""`reader completions`: scripts for shells, and the names that these ask for."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.commands.conftest import COMMAND, TIMEOUT, Run

COMPLETE = """
eval "$(reader completions bash)"
function=$(complete -p reader | sed 's/.*-F \\([^ ]*\\).*/\\1/')
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
"$function"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(*words: str) -> list[str]:
    """What bash completes the last word to."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    done = subprocess.run(
        [bash, "-c", COMPLETE, "bash", "reader", *words],
        capture_output=True, text=True, timeout=TIMEOUT, check=False,
        env={**os.environ, "PATH": f"{COMMAND.parent}:/usr/bin:/bin"},
    )  # fmt: skip
    return done.stdout.split()


def test_commands_and_options_are_completed() -> None:
    assert completed("dig") == ["digest"]
    assert "--unread" in completed("list", "--un")
    assert completed("list", "--sort", "t") == ["title"]


def test_names_of_the_library_are_completed(news: Path, reader: Run) -> None:
    rows = reader("list", "--json").rows
    assert set(completed("list", "--category", "")) == {
        row["categories"][0] for row in rows if " " not in row["categories"][0]
    }
    short = rows[0]["id"][:8]
    assert completed("show", short[:6]) == [short]


def test_what_the_scripts_ask_for_is_a_name_a_line(news: Path, reader: Run) -> None:
    reader("index", "--quiet")
    assert reader("completions", "categories").out.splitlines() == ["金融", "编程", "游戏"]
    first = reader("completions", "ids").out.splitlines()[0]
    assert first.split("\t")[1] == "Rates rise"


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_every_shell_has_a_script(shell: str, reader: Run) -> None:
    shown = reader("completions", shell)
    assert shown.code == 0
    assert "digest" in shown.out


def test_another_shell_is_said(reader: Run) -> None:
    assert reader("completions", "bsh").err.endswith("Did you mean bash?\n")
