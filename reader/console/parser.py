"""The parser of the command line, built from the modules in `commands/`.

A command is a module there with SUMMARY, EXAMPLES, `add_arguments(parser)` and `run(arguments)`; it
may also have DESCRIPTION, and FIELDS for the fields of its JSON. `--help`, the manual page,
docs/commands.md and the completions of shells are all made from these.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from itertools import islice
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from reader import __version__
from reader.console import command_names, options
from reader.console.stderr import written
from reader.lazy_re import late

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# The program speaks English, and looking for translations takes longer than parsing a command line.
vars(argparse)["_"] = str

_UNKNOWN = late(r"unrecognized arguments: (.*)", re.S)
_NEGATIVE = late(r"-\d+|-\d*\.\d+")  # argparse does not take these for options
_CHOICE = late(r"invalid choice: '(.*)' \(")


_WIDTH = 76
"""Cells of the lines that argparse does not wrap."""

_USAGE = "reader [PATH ...]  |  reader COMMAND ..."

EPILOG = """\
examples:
  reader ~/news                      open a folder of articles
  reader open article.md             open one article
  reader list -L ~/news --unread     unread articles, newest first
  reader show article.md --width 72  an article on stdout
  reader digest --date yesterday     yesterday's key statements
"""


class ArgumentParser(argparse.ArgumentParser):
    """argparse's parser, whose errors suggest how a misspelt option or value is spelled. With `of`,
    the module of a command, the help ends with its examples and the fields of its JSON.
    """

    def __init__(self, *arguments: Any, of: ModuleType | None = None, **named: Any) -> None:
        self._of = of
        self._is_read = False
        super().__init__(*arguments, **{"allow_abbrev": False, **named})

    def add_argument(self, *names: Any, **named: Any) -> argparse.Action:
        """As argparse does, but choices are called a|b, also in errors, and the help ends with the
        default if that is a word.
        """
        if "choices" in named and "metavar" not in named:
            named["metavar"] = "|".join(map(str, named["choices"]))
        default, told = named.get("default"), named.get("help", "")
        is_word = isinstance(default, str) and default not in ("", argparse.SUPPRESS)
        if is_word and "default" not in told:
            named["help"] = f"{told} (default: {default})"
        return super().add_argument(*names, **named)

    def format_usage(self) -> str:
        self._is_read = True
        return super().format_usage()

    def format_help(self) -> str:
        self._is_read = True
        if self._of is not None:
            from textwrap import fill

            self.description = fill(self.description or "", _WIDTH)
            self.epilog = "\n".join([*_examples(self._of), *_fields(self._of)])
        return super().format_help()

    def _get_formatter(self) -> argparse.HelpFormatter:
        """argparse asks for one with every argument too, only to check it: then the width does not
        matter, and to ask for that of the terminal takes an import.
        """
        return super()._get_formatter() if self._is_read else argparse.HelpFormatter("", width=80)

    def parse_args(  # type: ignore[override] # argparse has more forms of the call
        self, args: Sequence[str], namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """As argparse does, but options may come before, between or after the other arguments, and
        an option that takes the rest takes all of it, without a first `--`.
        """
        words: list[str] = list(args)
        rest: list[str] | None = None
        action: argparse.Action | None = None
        for at, word in enumerate(args):
            action = self._option_string_actions.get(word)
            if action is not None and action.nargs == argparse.REMAINDER:
                words, rest = words[:at], words[at + 1 :]
                break
        found = super().parse_args(self._options_first(words), namespace)
        if action is not None and rest is not None:
            setattr(found, action.dest, rest[1:] if rest[:1] == ["--"] else rest)
        return found

    def _options_first(self, words: Sequence[str]) -> list[str]:
        options: list[str] = []
        others: list[str] = []
        waiting = iter(words)
        for word in waiting:
            if word == "--":
                others += waiting
            elif not self._is_option(word):
                others.append(word)
            else:
                options.append(word)
                if (action := self._option_string_actions.get(word)) and action.nargs is None:
                    options += islice(waiting, 1)
        return [*options, "--", *others] if any(map(self._is_option, others)) else options + others

    def _is_option(self, word: str) -> bool:
        return word[:1] == "-" and word != "-" and not _NEGATIVE.fullmatch(word)

    def error(self, message: str) -> NoReturn:
        said = written(message.replace("\n", " "))
        super().error(said + self._suggestion(said))

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        if status == 0:
            sys.stdout.flush()  # an error when writing the help is an error too
        super().exit(status, message)

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """As argparse does, which however hides errors when it writes."""
        file = file or sys.stderr
        file.write(written(message or "") if file is sys.stderr else message or "")

    def _suggestion(self, message: str) -> str:
        if found := _UNKNOWN.fullmatch(message):
            word = found[1].split()[0].partition("=")[0]
            if word.startswith("-"):
                return meant(word, self._option_string_actions)
            return "" if self._get_positional_actions() else self._as_library(word)
        if found := _CHOICE.search(message):
            choices = (choice for one in self._actions for choice in one.choices or ())
            return meant(found[1], map(str, choices)) or self._as_library(found[1])
        return ""

    def _as_library(self, word: str) -> str:
        """How to name a library, if a word that is none of the arguments may be one."""
        may_be = "/" in word and "-L" in self._option_string_actions
        return f" The library is named with -L: {self.prog} -L {word}" if may_be else ""


def meant(word: str, known: Iterable[str]) -> str:
    """A question to put after a sentence, “Did you mean …?”, with the known word that is nearest;
    empty where none is near.
    """
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), 1, 0.6)
    return f" Did you mean {near[0]}?" if near else ""


def module(command: str) -> ModuleType:
    """The module of a command."""
    return import_module(f"reader.commands.{command}")


def parser_of(command: str) -> ArgumentParser:
    """The parser of one command; its help ends with examples and the fields of its JSON."""
    of = module(command)
    parser = ArgumentParser(
        prog=f"reader {command}",
        description=getattr(of, "DESCRIPTION", ""),
        of=of,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    of.add_arguments(parser)
    return parser


def top() -> ArgumentParser:
    """The parser of the options that need no command: `--help` and `--version`."""
    parser = ArgumentParser(
        prog="reader",
        usage=_USAGE,
        description="Read the news of your feeds and folders in the terminal.",
        epilog=EPILOG,
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, max_help_position=28),
    )
    parser.add_argument("--version", action="version", version=f"reader {__version__}")
    return parser


def whole() -> tuple[ArgumentParser, dict[str, ArgumentParser]]:
    """The parser of the whole command line, and the parsers of the commands by name."""
    parser = top()
    listed = parser.add_subparsers(
        title="commands", description="", metavar="COMMAND [...]", required=True, prog="reader"
    )
    known = {name: parser_of(name) for name in command_names.names()}
    for name, command in known.items():
        listed.add_parser(name, help=module(name).SUMMARY, parents=[command], add_help=False)
    return parser, known


def of_screen() -> ArgumentParser:
    """The parser of a command line without a command, which opens the screen."""
    parser = ArgumentParser(prog="reader", usage=_USAGE)
    parser.add_argument("paths", nargs="*", type=options.path, metavar="PATH")
    parser.add_argument(
        *options.LIBRARY, type=options.path, action="append", default=[], metavar="PATH"
    )
    parser.set_defaults(file=None, others=[])
    return parser


def command_first(words: list[str], known: Collection[str]) -> list[str]:
    """The words of a command line with the command first, also where `-L` precedes it."""
    at = 0
    while at < len(words) and words[at].startswith(options.LIBRARY):
        at += 2 if words[at] in options.LIBRARY else 1
    if at and words[at : at + 1] and words[at] in known:
        return [words[at], *words[:at], *words[at + 1 :]]
    return words


def _examples(of: ModuleType) -> Iterator[str]:
    yield "examples:"
    for line, meaning in of.EXAMPLES:
        yield f"  {line}\n      {meaning}"


def _fields(of: ModuleType) -> Iterator[str]:
    from textwrap import indent, wrap

    fields: dict[str, str] = getattr(of, "FIELDS", {})
    if fields:
        yield "\nfields of JSON:"
    for field, meaning in fields.items():
        lines = wrap(f"{field}: {meaning}", _WIDTH - 2, subsequent_indent="  ")
        yield indent("\n".join(lines), "  ")
