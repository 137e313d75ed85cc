"""The manual page and the page of commands, made from what `--help` says.

`python -m reader.console.man_page docs` writes `reader.1` and `commands.md` into that folder.
"""

from __future__ import annotations

import sys
from argparse import Action, ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from reader import __version__
from reader.console import command_names
from reader.console.parser import EPILOG, module, parser_of

_CODES = "0 done, 1 failed or nothing found, 2 wrong usage, 130 interrupted."
_ENVIRONMENT = {
    "READER_LIBRARY": "folders of articles, used if neither a path nor -L names any",
    "READER_DEVICE": "the name of this device in the journal",
    "NO_COLOR": "no colours",
    "PAGER": "the program that shows articles longer than the terminal; less if it is not set",
    "VISUAL, EDITOR": "the editor",
    "BROWSER": "the browser",
}


def page() -> str:
    """The whole page, as roff."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f'.TH READER 1 "" "reader {__version__}" "User Commands"'
    yield ".SH NAME"
    yield r"reader \- read the news of your feeds and folders in the terminal"
    yield ".SH SYNOPSIS"
    yield r".B reader"
    yield r"[\fIPATH\fR ...]"
    yield ".br"
    yield r".B reader"
    yield r"\fICOMMAND\fR ..."
    yield ".SH DESCRIPTION"
    yield "Without a command, the screen opens on the named folders, or on the configured library."
    yield ".SH COMMANDS"
    for name in command_names.names():
        of, parser = module(name), parser_of(name)
        yield f".SS {_text(parser.format_usage().removeprefix('usage: ').split('[')[0].strip())}"
        yield f"{_text(of.SUMMARY)}."
        yield from _options(parser)
        for line, meaning in of.EXAMPLES:
            yield from (".TP", f".B {_text(line)}", _text(meaning))
        if fields := getattr(of, "FIELDS", None):
            yield ".PP"
            yield _text("JSON: " + "; ".join(f"{key}: {text}" for key, text in fields.items()))
    yield ".SH EXAMPLES"
    yield from (".nf", *(_text(line) for line in EPILOG.splitlines()[1:]), ".fi")
    yield ".SH ENVIRONMENT"
    for variable, meaning in _ENVIRONMENT.items():
        yield from (".TP", f".B {variable}", _text(meaning))
    yield ".SH EXIT STATUS"
    yield _CODES


def _options(parser: ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if "--help" not in action.option_strings:
            yield from (".TP", _text(_name(action)), _text(_about(action)))


def _name(action: Action) -> str:
    name = ", ".join(action.option_strings)
    value = action.metavar
    return f"{name} {value if action.nargs != 0 else ''}".strip() or action.dest


def _about(action: Action) -> str:
    return (action.help or "see above").replace("%%", "%")


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped


def markdown() -> str:
    """The page of commands, as Markdown."""
    return "\n".join(_sections()) + "\n"


def _sections() -> Iterator[str]:
    yield "# Commands\n"
    yield "<!-- Written by `python -m reader.console.man_page docs`; do not edit. -->\n"
    yield "`reader [PATH ...]` opens the screen on folders, or on the configured library.\n"
    yield "Data goes to stdout, messages go to stderr. With `--json`, a list is one object a line"
    yield "(JSON Lines), anything else is one object; fields may be added, and are never renamed."
    yield "Rows with equal dates keep their order from one call to the next. If stdout is not a"
    yield "terminal, there are no colours and no pager, and nothing is cut to a width. A closed"
    yield "pipe is not an error.\n"
    yield f"Exit codes: {_CODES}\n"
    yield "| variable | meaning |\n|---|---|"
    yield from (f"| `{name}` | {meaning} |" for name, meaning in _ENVIRONMENT.items())
    for name in command_names.names():
        of, parser = module(name), parser_of(name)
        yield f"\n## reader {name}\n\n{of.SUMMARY[:1].upper()}{of.SUMMARY[1:]}.\n"
        if parser.description:
            yield f"{parser.description}\n"
        yield "| argument | meaning |\n|---|---|"
        for action in parser._actions:
            if "--help" not in action.option_strings:
                yield f"| `{_cell(_name(action))}` | {_cell(_about(action))} |"
        yield "\n```sh"
        width = max((len(line) for line, _ in of.EXAMPLES), default=0)
        yield from (f"{line:<{width}}  # {meaning}" for line, meaning in of.EXAMPLES)
        yield "```"
        if fields := getattr(of, "FIELDS", None):
            yield "\n| field of JSON | value |\n|---|---|"
            yield from (f"| `{field}` | {_cell(text)} |" for field, text in fields.items())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "reader.1").write_text(page(), "utf-8")
    (folder / "commands.md").write_text(markdown(), "utf-8")
