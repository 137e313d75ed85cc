"""`reader completions`: scripts for shells, and the names that these ask for."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import termios
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest

from reader.library.library import Library
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
    return done.stdout.splitlines()


SHELLS = {
    "bash": (("--norc", "--noprofile", "-i"), 'eval "$(reader completions bash)"'),
    "zsh": (
        ("-f", "-i"),
        'autoload -Uz compinit; compinit -u; eval "$(reader completions zsh)"',
    ),
    "fish": (("--no-config", "-i"), "reader completions fish | source"),
}
PRINT = "\x01printf '<%s>' \x05 END\r"
"""What is typed then: the start of the line, a command that prints its words; the end, a last one.
"""


def typed(shell: str, line: str, folder: Path) -> list[str]:
    """The words that a shell makes of a line, typed in a terminal with a Tab behind it."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell} here")
    options, load = SHELLS[shell]
    environment = {**os.environ, "PATH": f"{COMMAND.parent}:/usr/bin:/bin", "TERM": "xterm"}
    environment |= {"LC_ALL": "C.UTF-8", "HOME": str(folder), "ZDOTDIR": str(folder)}
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execve(program, [program, *options], environment)
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 400, 0, 0))
        os.write(terminal, f"{load}; echo REA''DY\r".encode())
        said(terminal, "READY")
        os.write(terminal, f"{line}\t".encode())
        os.write(terminal, PRINT.encode())
        return re.findall("<([^<>]*)>", said(terminal, "<reader>.*<END>")[0])
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


def said(terminal: int, pattern: str) -> re.Match[str]:
    """Wait until something stands in what came out of a terminal; its escapes are left out."""
    raw, end = b"", monotonic() + TIMEOUT
    while monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            raw += os.read(terminal, 65_536)
        if raw.endswith((b"\x1b[c", b"\x1b[0c")):  # fish asks what terminal this is
            os.write(terminal, b"\x1b[?62c")
        text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", raw.decode("utf-8", "replace"))
        if found := re.search(pattern, text):
            return found
    pytest.fail(f"It never came to {pattern!r}: {raw!r}")


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("reader dig", "digest"),
        ("reader list --unr", "--unread"),
        ("reader list --category 编", "编程"),
        ("reader list --category Tw", "Two words & more"),
        ("reader list --category 'Tw", "Two words & more"),
        ("reader list --category Two\\ w", "Two words & more"),
        ('reader list --category "Tw', "Two words & more"),
        ("reader list --site It", "It's here"),
        ("reader show an\\ art", "an article.md"),
    ],
)
def test_a_shell_completes_what_is_typed_in_a_terminal(
    shell: str, line: str, last: str, news: Path, reader: Run
) -> None:
    head = '---\ntitle: x\ncategories: [Two words & more]\nsite: "It\'s here"\n---\n'
    (news / "an article.md").write_text(head, "utf-8")
    reader("index", "--quiet")
    assert typed(shell, line, news)[-2:] == [last, "END"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "named", ["-L else\\ where", "-L 'else where'", "--library=else\\ where", "-Lelse\\ where"]
)
def test_names_are_those_of_the_library_that_the_line_names(
    shell: str, named: str, news: Path
) -> None:
    other = news / "else where"
    other.mkdir()
    paths = "[[编织, 毛线], [Craft, Two words, Deep]]"
    (other / "one.md").write_text(f"---\ntitle: x\ncategories: {paths}\n---\nText.\n", "utf-8")
    with closing(Library([other])) as library:
        library.refresh()
    asked = f"reader list {named} --category"
    assert typed(shell, f"{asked} 编织/", news)[-2:] == ["编织/毛线", "END"]
    deep = typed(shell, f"{asked} Craft/Two\\ words/D", news)
    assert deep[-2:] == ["Craft/Two words/Deep", "END"]


def test_commands_and_options_are_completed() -> None:
    assert completed("dig") == ["digest"]
    assert "--unread" in completed("list", "--un")
    assert completed("list", "--sort", "t") == ["title"]


def test_names_of_the_library_are_completed(news: Path, reader: Run) -> None:
    rows = reader("list", "--json").rows
    named = completed("list", "--category", "")
    assert set(named) > {row["categories"][0] for row in rows}
    assert set(named) > {"/".join(row["categories"]) for row in rows}
    short = rows[0]["id"][:8]
    assert completed("show", short[:6]) == [short]


def test_what_the_scripts_ask_for_is_a_name_a_line(news: Path, reader: Run) -> None:
    reader("index", "--quiet")
    assert reader("completions", "categories").out.splitlines()[:3] == ["金融", "编程", "游戏"]
    assert "游戏/3DM" in reader("completions", "categories").out.splitlines()
    first = reader("completions", "ids").out.splitlines()[0]
    assert first.split("\t")[1] == "Rates rise"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh"])
def test_every_shell_has_a_script(shell: str, reader: Run) -> None:
    shown = reader("completions", shell)
    assert shown.code == 0
    assert "digest" in shown.out


def test_another_shell_is_said(reader: Run) -> None:
    assert reader("completions", "bsh").err.endswith("Did you mean bash?\n")
