"""The `reader` command: arguments, streams, exit codes.

Nothing heavy is imported here: a command's own module is imported when it is called, so that
`reader list` never loads the screen and `reader --version` nothing at all.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from reader import __version__, config
from reader.config import Settings
from reader.errors import QueryError, ReaderError, UsageError

if TYPE_CHECKING:  # the bare screen does without
    from argparse import Namespace

    from reader.commands.forgiving import ArgumentParser

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

_SCREEN = "reader.commands.screen"
_SAY_IT_THEMSELVES = (_SCREEN, "reader.commands.settings")
"""Commands that have a better place for what is wrong with the settings than stderr."""

COMMANDS = frozenset(
    "open show list search digest mark undo state index stats doctor config completions".split()  # noqa: SIM905 (names)
)

EPILOG = """\
examples:
  reader ~/news                      open a folder of articles
  reader open article.md             open one article
  reader list -L ~/news --unread     what is not read yet, newest first
  reader show article.md --width 72  an article on stdout
  reader digest --date yesterday     what yesterday's articles say in bold
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    gc.set_threshold(20_000, 20, 20)  # most that is made at the start stays to the end
    words = list(sys.argv[1:] if arguments is None else arguments)
    asked = _parse(words)
    _prepare_streams()
    try:
        asked.settings = _settings(aloud=asked.module not in _SAY_IT_THEMSELVES)
        code: int = import_module(asked.module).run(asked)
        sys.stdout.flush()
    except (UsageError, QueryError) as error:
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
        if error.errno != errno.ENOSPC:
            raise
        _give_up_stdout()
        _say("There is no space left to write to.")
        return FAILED
    return code


def _settings(*, aloud: bool) -> Settings:
    """The settings in force; what is wrong with their file is said where it is no data."""
    settings = config.load()
    for problem in settings.problems if aloud else ():
        _say(problem)
    if {"date_format", "day_format"} & settings.lines.keys():
        from reader.output import dates

        dates.use(date_format=settings.date_format, day_format=settings.day_format)
    return settings


def _prepare_streams() -> None:
    """Streams that take any text; one that was closed before the start takes all and keeps none."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 (open to the end)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (as above)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _give_up_stdout() -> None:
    """Nobody takes our output any more; without this Python would complain once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(sentence: str) -> None:
    from reader.output.safe import safe_line

    print(f"reader: {safe_line(sentence)}", file=sys.stderr)


def _parse(words: list[str]) -> Namespace | SimpleNamespace:
    """Arguments of a command, or of the screen where the first word is no command."""
    if COMMANDS.isdisjoint(words[:1]) and not any(word.startswith("-") for word in words):
        return SimpleNamespace(module=_SCREEN, paths=[Path(word) for word in words], file=None)
    parser, commands = _parser()
    if words and words[0] in commands:
        if "--help" in words or "-h" in words:
            from reader.commands.manual import dress

            dress(commands)
        return commands[words[0]].parse_args(words[1:])
    if words and words[0] in ("-h", "--help", "--version"):
        return parser.parse_args(words)
    return _screen_parser().parse_args(words)


def parser_of_all() -> ArgumentParser:
    """The parser, as completions know it: names are completed from the library."""
    parser, commands = _parser()
    files = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
    for command in commands.values():
        for action in command._actions:
            name = {"--category": "categories", "--site": "sites"}.get(
                next(iter(action.option_strings), ""),
                "ids" if "ID" in str(action.metavar) else "",
            )
            if name:
                asked = f"_reader_{name}"
                action.complete = {"bash": asked, "zsh": asked}  # type: ignore[attr-defined]
            elif action.metavar in ("FILE", "PATH"):
                action.complete = files  # type: ignore[attr-defined]
    return parser


def commands_of_all() -> dict[str, tuple[ArgumentParser, str]]:
    """The parser of each command, and what `reader --help` says of it."""
    parser, commands = _parser()
    listed = next(one for one in parser._actions if one.choices is commands)
    about = {one.dest: one.help or "" for one in listed._get_subactions()}  # type: ignore[attr-defined]
    return {name: (command, about[name]) for name, command in commands.items()}


def _screen_parser() -> ArgumentParser:
    from reader.commands.forgiving import ArgumentParser

    screen = ArgumentParser(prog="reader", usage="reader [PATH ...]  |  reader COMMAND ...")
    screen.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    screen.set_defaults(module="reader.commands.screen", file=None)
    return screen


def _parser() -> tuple[ArgumentParser, dict[str, ArgumentParser]]:
    from argparse import RawDescriptionHelpFormatter
    from functools import partial

    from reader.commands.forgiving import ArgumentParser

    parser = ArgumentParser(
        prog="reader",
        usage="reader [PATH ...]  |  reader COMMAND ...",
        description="Read folders of saved articles in the terminal.",
        epilog=EPILOG,
        formatter_class=partial(RawDescriptionHelpFormatter, max_help_position=28),
    )
    parser.add_argument("--version", action="version", version=f"reader {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND [...]", required=True, prog="reader"
    )

    opening = commands.add_parser("open", help="open the screen on one article, or on several")
    opening.add_argument("file", type=Path, metavar="FILE", help="an article")
    opening.add_argument("others", nargs="*", type=Path, metavar="FILE", help="J and K go to it")
    opening.set_defaults(module="reader.commands.screen", paths=[])

    show = commands.add_parser("show", help="print one article")
    show.add_argument("article", metavar="FILE|ID|-", help="a file, an id, - for stdin")
    show.add_argument(
        "--format",
        choices=("terminal", "text", "markdown", "html", "json"),
        default="terminal",
        help="what the article becomes",
    )
    show.add_argument("--width", type=_width, metavar="N", help="cells of a line (default: 80)")
    show.add_argument("--no-header", action="store_true", help="the body alone")
    show.add_argument("--key-points", action="store_true", help="headings and key statements alone")
    show.add_argument("--links", action="store_true", help="number the links, list the addresses")
    show.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="styles and colours"
    )
    show.add_argument("--no-pager", action="store_true", help="all at once, however long it is")
    _library(show)
    show.set_defaults(module="reader.commands.show")

    listing = commands.add_parser("list", help="list articles, newest first")
    _filters(listing)
    listing.add_argument(
        "--sort", choices=("newest", "oldest", "title"), default="newest", help="what comes first"
    )
    listing.add_argument("--limit", type=_count, metavar="N", help="at most N articles")
    _output(listing)
    _library(listing)
    listing.set_defaults(module="reader.commands.rows")

    search = commands.add_parser(
        "search",
        help="find articles by words",
        description='Words, "phrases", -without, category: tag: site: author: title: after: '
        "before: on: is: has:. Put -- before a query that begins with a dash.",
    )
    search.add_argument("query", nargs="+", metavar="QUERY", help="see docs/query.md")
    _filters(search)
    search.add_argument(
        "--sort",
        choices=("newest", "oldest", "relevance"),
        default="newest",
        help="what comes first",
    )
    search.add_argument("--limit", type=_count, metavar="N", help="at most N articles")
    _output(search)
    _library(search)
    search.set_defaults(module="reader.commands.search")

    digest = commands.add_parser("digest", help="print the key statements of a day's articles")
    digest.add_argument(
        "--date",
        type=_digest_day,
        metavar="D",
        help="YYYY-MM-DD, today or yesterday (default: the newest day that has articles)",
    )
    _filters(digest)
    digest.add_argument("--limit", type=_count, metavar="N", help="at most N articles")
    digest.add_argument(
        "--statements", type=_count, metavar="N", default=5, help="at most N each (default: 5)"
    )
    digest.add_argument(
        "--format",
        choices=("terminal", "text", "markdown", "json"),
        default="terminal",
        help="what the digest becomes",
    )
    digest.add_argument("--width", type=_width, metavar="N", help="cells of a line (default: 80)")
    digest.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="styles and colours"
    )
    _library(digest)
    digest.set_defaults(module="reader.commands.digest")

    mark = commands.add_parser("mark", help="mark articles read, unread, starred, unstarred")
    mark.add_argument("state", choices=("read", "unread", "starred", "unstarred"), help="as what")
    mark.add_argument("articles", nargs="*", metavar="ID|FILE", help="which")
    mark.add_argument("--all", action="store_true", help="all that the filters let through")
    _filters(mark)
    _library(mark)
    mark.set_defaults(module="reader.commands.mark")

    undo = commands.add_parser("undo", help="take back what was marked last")
    undo.add_argument("--redo", action="store_true", help="do again what was undone last")
    _library(undo)
    undo.set_defaults(module="reader.commands.undo")

    state = commands.add_parser("state", help="what was read: export, import, compact, verify")
    state.add_argument(
        "what",
        choices=("export", "import", "compact", "verify"),
        help="the state of every article as JSON Lines, on stdout; such lines, or what newsboat "
        "knows, merged with what is here; this device's journal without what is past; what cannot "
        "be read in the journals",
    )
    state.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="import: an export (default: stdin)"
    )
    state.add_argument(
        "--newsboat", type=Path, metavar="CACHE.DB", help="import: newsboat's cache.db"
    )
    _library(state)
    state.set_defaults(module="reader.commands.state")

    index = commands.add_parser("index", help="bring the index up to date")
    index.add_argument("--rebuild", action="store_true", help="read every file again")
    index.add_argument("--watch", action="store_true", help="go on with what changes, until C-c")
    index.add_argument("--quiet", action="store_true", help="no progress bar")
    index.add_argument("--json", action="store_true", help="the outcome as a JSON object")
    _library(index)
    index.set_defaults(module="reader.commands.index")

    stats = commands.add_parser("stats", help="figures and charts of the library")
    stats.add_argument("--json", action="store_true", help="the figures as a JSON object")
    _library(stats)
    stats.set_defaults(module="reader.commands.stats")

    doctor = commands.add_parser("doctor", help="versions, folders, and files that are left out")
    doctor.add_argument("--json", action="store_true", help="the findings as a JSON object")
    _library(doctor)
    doctor.set_defaults(module="reader.commands.doctor")

    settings = commands.add_parser("config", help="show or edit the settings")
    settings.add_argument(
        "what",
        choices=("path", "show", "edit"),
        help="where the file is; what is in force, and whence; the file in your editor",
    )
    settings.set_defaults(module="reader.commands.settings")

    completions = commands.add_parser("completions", help="print what a shell completes with")
    completions.add_argument(
        "what",
        choices=("bash", "zsh", "tcsh", "categories", "sites", "ids"),
        metavar="SHELL",
        help="bash, zsh or tcsh; or the names that its script asks for: categories, sites, ids",
    )
    _library(completions)
    completions.set_defaults(module="reader.commands.completions")
    return parser, commands.choices


def _output(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--format",
        metavar="T",
        help="a line as a template: '{date} {title}'; fields: "
        "id short date time title category categories site authors tags url path read starred "
        "progress; {title:40} is 40 cells wide, {date:%%d.%%m.} as strftime writes it",
    )


def _library(parser: ArgumentParser) -> None:
    parser.add_argument(
        "-L",
        "--library",
        type=Path,
        action="append",
        metavar="PATH",
        help="a folder of articles; may be given more than once "
        "(default: `library` in the config, or $READER_LIBRARY)",
    )


def _filters(parser: ArgumentParser) -> None:
    parser.add_argument("--unread", action="store_const", const=True, help="not read yet")
    parser.add_argument("--read", action="store_const", const=True, help="read")
    parser.add_argument("--starred", action="store_const", const=True, help="starred")
    parser.add_argument("--category", metavar="C", help="in category C, its whole name")
    parser.add_argument("--site", metavar="S", help="of site S, its whole name")
    parser.add_argument("--since", type=_day, metavar="D", help="of day D (YYYY-MM-DD) or later")
    parser.add_argument("--until", type=_day, metavar="D", help="of day D (YYYY-MM-DD) or earlier")


def _width(text: str) -> int:
    return _number(text, 20, 10_000)


def _count(text: str) -> int:
    return _number(text, 1, 1_000_000_000)


def _number(text: str, least: int, most: int) -> int:
    from argparse import ArgumentTypeError

    if not text.isdecimal() or not least <= int(text) <= most:
        raise ArgumentTypeError(f"{text!r} is not a number from {least} to {most:,}")
    return int(text)


def _day(text: str) -> date:
    from argparse import ArgumentTypeError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day: write it as YYYY-MM-DD") from None


def _digest_day(text: str) -> date | str:
    return text if text in ("today", "yesterday") else _day(text)


if __name__ == "__main__":
    raise SystemExit(main())
