"""The `reader` command: arguments, streams, exit codes.

Nothing heavy is imported here: a command's module is imported when the command runs, so that
`reader list` never loads the screen. `__main__` answers `reader --version` itself.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, TextIO, cast

from reader import config
from reader.config import Settings
from reader.console import command_names
from reader.drives import PATIENCE, Guard, Scout, said
from reader.errors import LibraryError, QueryError, ReaderError, TagError, UsageError

if TYPE_CHECKING:  # the screen alone does not need argparse
    from argparse import Namespace


DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

_WAIT = ("open", "watch")
"""Commands that go on until they are interrupted, and wait for drives by themselves."""

_OF_DRIVES = {
    number
    for name in ("EIO", "EDQUOT", "EFBIG", "EROFS", "ENOTCONN", "ESTALE", "ETIMEDOUT", "ENXIO")
    if (number := getattr(errno, name, None)) is not None
}
"""Errors of drives that name no file where it is open already."""

_SAY_IT_THEMSELVES = ("open", "config", "doctor")
"""Commands that report problems with the settings themselves, and not on stderr."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _prepare_streams()
    try:
        code = _run(words)
        sys.stdout.flush()
    except (UsageError, QueryError, TagError) as error:
        _say(str(error))
        return USAGE
    except ReaderError as error:
        _say(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_stdout()
        return DONE
    except OSError as error:
        if not (said := _of_a_file(error)):
            raise
        _give_up_stdout()
        _say(said)
        return FAILED
    return code


def _of_a_file(error: OSError) -> str:
    """A sentence for an error of a file or a drive that nothing else handled; '' for a bug."""
    why = error.strerror or str(error)
    if (name := error.filename) is not None:
        return (
            f"{os.fsdecode(name) if isinstance(name, bytes) else name}: {why[:1].lower()}{why[1:]}."
        )
    if error.errno == errno.ENOSPC:
        return "There is no space left to write the output to."
    return f"A file cannot be read or written: {why}." if error.errno in _OF_DRIVES else ""


def _run(words: list[str]) -> int:
    """Run the command and return its exit code. Raises LibraryError if a folder does not answer."""
    asked = _parse(words)
    _reach_settings(asked.command)
    asked.settings = _settings(aloud=asked.command not in _SAY_IT_THEMSELVES)
    run: Callable[[Namespace | SimpleNamespace], int]
    run = import_module(f"reader.commands.{asked.command}").run
    waits = asked.command in _WAIT or getattr(asked, "watch", False)
    if waits:
        return run(asked)
    folders = _folders(asked)
    scout = Scout(folders)
    try:
        if silent := scout.silent(PATIENCE):
            raise LibraryError(f"{said(silent)}.")
    finally:
        scout.stop()
    with Guard(_say, folders):
        return run(asked)


def _reach_settings(command: str) -> None:
    """Return when the folder of the settings answers, and their file, which may be a link. Raises
    LibraryError if they do not: the screen's start waits until the user quits.
    """
    file = config.config_file()
    scout = Scout([file.parent, file])
    if command == "open":
        from reader.tui.starting import reached

        reached(scout)
    elif silent := scout.silent(PATIENCE):
        raise LibraryError(f"{said(silent)}.")
    scout.hand_on()


def _folders(asked: Namespace | SimpleNamespace) -> list[Path]:
    """The folders that a command might have to wait for."""
    named = [value for given in vars(asked).values() for value in _listed(given)]
    paths = [value for value in named if isinstance(value, Path)]
    own = (config.config_file().parent, config.journal_folder(), config.index_folder())
    libraries = () if paths else asked.settings.library
    return [*own, *libraries, *paths]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _settings(*, aloud: bool) -> Settings:
    """The settings in force; with `aloud`, problems with their file go to stderr."""
    settings = config.load()
    for problem in _problems(settings) if aloud else ():
        _say(problem)
    if {"date_format", "day_format"} & settings.lines.keys():
        from reader.output import date_text

        date_text.use(date_format=settings.date_format, day_format=settings.day_format)
    return settings


def _problems(settings: Settings) -> Iterator[str]:
    """What is wrong with the file of settings."""
    yield from settings.problems
    if settings.filter:
        from reader.library.filters.active import filters_of

        yield from filters_of(settings).problems


def _prepare_streams() -> None:
    """Make the streams accept any text. A stream that is closed at the start is replaced by
    /dev/null.
    """
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or _nowhere("w")
    sys.stderr = sys.stderr or _nowhere("w")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _nowhere(mode: str) -> TextIO:
    return cast(TextIO, Path(os.devnull).open(mode))


def _give_up_stdout() -> None:
    """Redirect a broken stdout to /dev/null, or Python would report the error again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(sentence: str) -> None:
    from reader.console.stderr import say

    say(sentence)


def _parse(words: list[str]) -> Namespace | SimpleNamespace:
    """The arguments of a command, or of the screen if the first word is not a command."""
    known = command_names.names()
    if not {*words[:1]} & {*known} and all(word[:1] not in ("", "-") for word in words):
        paths = [Path(word) for word in words]
        return SimpleNamespace(command="open", paths=paths, file=None, others=[], plain=words)
    from reader.console import parser

    words = parser.command_first(words, known)
    command = words[0] if words and words[0] in known else None
    if command is not None:
        asked = parser.parser_of(command).parse_args(words[1:])
    elif words[0] == "--version":
        asked = parser.top().parse_args(words[:1])
    elif words[0] in ("-h", "--help"):
        asked = parser.whole()[0].parse_args(words)
    else:
        command, asked = "open", parser.of_screen().parse_args(words)
        asked.paths += asked.library
    asked.command = command
    return asked


if __name__ == "__main__":
    raise SystemExit(main())
