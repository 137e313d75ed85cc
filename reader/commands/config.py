"""`reader config path|show|edit`: show or edit the settings."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from argparse import Namespace
from pathlib import Path

from reader import config, screen_state
from reader.config import Settings, config_file
from reader.console.parser import ArgumentParser
from reader.console.stderr import say
from reader.drives import is_gone
from reader.errors import ConfigError
from reader.output.safe import safe_line
from reader.settings_file import TEMPLATE, write

SUMMARY = "show or edit the settings"
EXAMPLES = (
    ("reader config show", "the settings in force, and where each comes from"),
    ("reader config edit", "open the settings in your editor"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=("path", "show", "edit"),
        help="print the file's path; print the settings in force; open the file in your editor",
    )


def run(arguments: Namespace) -> int:
    """Print the path or the settings, or edit the file; 1 where something in it is wrong."""
    match arguments.what:
        case "path":
            print(config_file())
            return 0
        case "show":
            _show(arguments.settings)
            return _say_problems(arguments.settings)
        case _:
            return _edit()


def _show(settings: Settings) -> None:
    """Print each setting as in the file, and where it comes from."""
    rows = [
        ("library", [str(folder) for folder in settings.library]),
        ("timezone", settings.timezone),
        *((name, getattr(settings, name)) for name in _PLAIN),
    ]
    for name, value in rows:
        print(safe_line(f"{_shown(name, value):<44}  # {_whence(name, settings)}"))
    theme = screen_state.theme(settings.theme)
    if theme != settings.theme:
        print(f"{_shown('theme', theme):<44}  # chosen on the screen")
    print("\n[keys]")
    from reader.tui.keys import defaults

    own = {given.id: given for given in settings.keys}
    for name, keys in defaults().items():
        given = own.get(name)
        shown = f'"{name}" = {json.dumps(given.keys if given else keys, ensure_ascii=False)}'
        print(safe_line(f"{shown:<44}  # {f'line {given.line}' if given else 'default'}"))


_PLAIN = (
    "text_width", "preview", "theme", "grouping", "sort", "mark_read", "fetch_at_start",
    "fetch_every", "date_format", "day_format",
)  # fmt: skip


def _shown(name: str, value: object) -> str:
    if value is None or value == []:
        return f"# {name} is not set"
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


def _whence(name: str, settings: Settings) -> str:
    if name == "library" and os.environ.get("READER_LIBRARY"):
        return "READER_LIBRARY"
    line = settings.lines.get(name)
    return f"line {line}" if line else "default"


def _say_problems(settings: Settings) -> int:
    """Print what is wrong with the file, including its keys; returns 1 if anything is."""
    problems = list(settings.problems)
    if settings.keys:
        from reader.tui.keymap import checked

        problems += checked(settings.keys)[1]
    for problem in problems:
        say(problem)
    return 1 if problems else 0


def _edit() -> int:
    """Open the file in the editor; a new one has all settings in comments."""
    path = config_file()
    if is_gone(path):
        write(path, TEMPLATE.read_text("utf-8"))
    _open_in_editor(path)
    return _say_problems(config.load())


def _open_in_editor(path: Path) -> None:
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        done = subprocess.run([*shlex.split(command), os.fspath(path)], check=False)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"The editor {command!r} cannot be started ({error}); set VISUAL or EDITOR."
        ) from None
    if done.returncode:
        raise ConfigError(f"The editor {command!r} ended with code {done.returncode}.")
