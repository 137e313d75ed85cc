"""`reader config path|show|edit`: show or edit the settings."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from reader import config, screen_state
from reader.config import Settings, config_file
from reader.console.parser import ArgumentParser
from reader.console.stderr import say
from reader.drives import is_gone
from reader.errors import ConfigError
from reader.output.safe import safe_line
from reader.own_commands import OwnCommand
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
    """Print each setting as in the file, and where it comes from. What cannot be used is not in
    force, and not printed.
    """
    from reader.tui.keymap import checked

    rows = [
        ("library", [str(folder) for folder in settings.library]),
        ("timezone", settings.timezone),
        *((name, getattr(settings, name)) for name in _PLAIN),
    ]
    for name, value in rows:
        _print(_shown(name, value), _whence(name, settings))
    theme = screen_state.theme(settings.theme)
    if theme != settings.theme:
        _print(_shown("theme", theme), "chosen on the screen")
    width = screen_state.text_width(settings.text_width)
    if width != settings.text_width:
        _print(_shown("text_width", width), "chosen on the screen")
    keys = checked(settings)
    _show_searches(settings)
    for command in settings.commands:
        _show_command(command, keys.commands.get(command.name, ""))
    _show_filters(settings)
    print("\n[keys]")
    _show_keys(settings, keys.keys)


def _show_searches(settings: Settings) -> None:
    from reader.library.query.saved import flaw_of

    print("\n[searches]")
    for name, query in settings.searches:
        if not flaw_of(query):
            line = settings.lines.get(f"searches.{name}") or settings.lines["searches"]
            _print(_shown(json.dumps(name, ensure_ascii=False), query), f"line {line}")


def _show_command(command: OwnCommand, key: str) -> None:
    print()
    print(safe_line(f"[commands.{json.dumps(command.name, ensure_ascii=False)}]"))
    told = {"run": command.run, "key": key, "stdin": command.stdin, "output": command.output}
    for name, value in told.items():
        if value:
            _print(_shown(name, value), f"line {command.line}")


def _show_filters(settings: Settings) -> None:
    """Print the filters in force."""
    if not settings.filter:
        return
    from reader.library.filters.active import filters_of

    for one in filters_of(settings).all:
        setting = one.setting
        print("\n[[filter]]")
        told = {name: getattr(setting, name) for name in ("name", "query", "mute", "score")}
        told["highlight"] = setting.lights_query or list(setting.words)
        told |= {name: getattr(setting, name) for name in ("tag", "star", "read")}
        for name, value in told.items():
            if value:
                _print(_shown(name, value), f"line {setting.line}")


def _show_keys(settings: Settings, valid: Mapping[str, str]) -> None:
    """Print the keys of each action; one that cannot be assigned leaves the default in force."""
    from reader.tui.keys import defaults

    own = {given.id: given for given in settings.keys}
    for name, keys in defaults().items():
        given = own.get(name)
        if given is None:
            _print(_shown(f'"{name}"', keys), "default")
        elif name in valid:
            _print(_shown(f'"{name}"', given.keys), f"line {given.line}")
        else:
            _print(_shown(f'"{name}"', keys), f"default: line {given.line} cannot be used")


def _print(shown: str, whence: str) -> None:
    print(safe_line(f"{shown:<44}  # {whence}"))


_PLAIN = (
    "text_width", "preview", "theme", "grouping", "sort", "mark_read", "fetch_at_start",
    "fetch_every", "date_format", "day_format", "ignore", "include", "drafts", "stories",
    "stories_read", "kept_frame",
)  # fmt: skip


def _shown(name: str, value: object) -> str:
    if value is None or value in ([], ()):
        return f"# {name} is not set"
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


def _whence(name: str, settings: Settings) -> str:
    if name == "library" and os.environ.get("READER_LIBRARY"):
        return "READER_LIBRARY"
    if line := settings.lines.get(name):
        return f"line {line}"
    if line := settings.wrong.get(name):
        return f"default: line {line} cannot be used"
    return "default"


def _say_problems(settings: Settings) -> int:
    """Print what is wrong with the file, with its keys, and with the other files of settings;
    returns 1 if anything is.
    """
    from reader.tui.problems import problems_of

    problems = list(problems_of(settings, settings.library))
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
            f"The editor “{command}” cannot be started ({error}); set VISUAL or EDITOR."
        ) from None
    if done.returncode:
        raise ConfigError(f"The editor “{command}” ended with code {done.returncode}.")
