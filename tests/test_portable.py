"""Nothing needs what only POSIX has: modules and functions that Windows lacks are taken away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "sample_articles"

ELSEWHERE = """
import os, signal, sys

MODULES = {"fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
FUNCTIONS = {
    os: "O_CLOEXEC O_NOFOLLOW O_NONBLOCK fchmod fork forkpty getpgid killpg mkfifo nice setpriority"
    " setsid sched_getaffinity",
    signal: "SIGALRM SIGHUP SIGPIPE SIGQUIT SIGTSTP SIGUSR1 SIGWINCH alarm setitimer",
}

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
for name in MODULES:
    sys.modules.pop(name, None)
for module, names in FUNCTIONS.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
"""

IMPORT_ALL = """
import pkgutil, importlib, reader
for module in pkgutil.walk_packages(reader.__path__, "reader."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print("all")
"""


def elsewhere(code: str) -> str:
    """What some code prints on a system that is not POSIX, as far as that can be had here."""
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE + code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_every_module_is_imported() -> None:
    assert elsewhere(IMPORT_ALL) == "all\n"


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (("index", "--quiet"), ""),
        (("list", "--limit", "2", "--json"), '"title"'),
        (("search", "the", "--limit", "2"), "…"),
        (("digest",), "─"),
        (("stats",), "articles"),
        (("doctor",), "Versions"),
        (("config", "show"), "text_width"),
    ],
)
def test_a_command_does_its_work(words: tuple[str, ...], printed: str) -> None:
    asked = [*words, *(() if words[0] == "config" else ("-L", str(SAMPLES)))]
    code = f"from reader.cli import main\nsys.exit(main({asked!r}))"
    assert printed in elsewhere(code)


def test_an_article_is_shown_and_a_mark_is_kept() -> None:
    lines = [
        "import contextlib, io",
        "from reader.cli import main",
        f"library = ['-L', {str(SAMPLES)!r}]",
        "errors = io.StringIO()",
        "with contextlib.redirect_stderr(errors):",
        "    assert main(['mark', 'read', '--all', *library]) == 0",
        "    assert main(['list', '--unread', *library]) == 1",
        "    assert main(['undo', *library]) == 0",
        f"assert main(['show', {str(next(SAMPLES.rglob('*.md')))!r}]) == 0",
    ]
    assert len(elsewhere("\n".join(lines)).splitlines()) > 5
