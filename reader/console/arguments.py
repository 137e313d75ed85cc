"""The arguments of each command, and what is said of them; nothing is done here.

`cli.py` asks for a parser only where there is something to parse: the bare screen does without.
"""

from __future__ import annotations

from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reader import __version__
from reader.console.parser import ArgumentParser

if TYPE_CHECKING:  # it is no generic class while the program runs
    from argparse import _SubParsersAction

    Commands = _SubParsersAction[ArgumentParser]

_USAGE = "reader [PATH ...]  |  reader COMMAND ..."

EPILOG = """\
examples:
  reader ~/news                      open a folder of articles
  reader open article.md             open one article
  reader list -L ~/news --unread     what is not read yet, newest first
  reader show article.md --width 72  an article on stdout
  reader digest --date yesterday     what yesterday's articles say in bold
"""


def parsers(only: str | None = None) -> tuple[ArgumentParser, dict[str, ArgumentParser]]:
    """The parser of the whole command line, and that of each command by its name.

    With `only`, the parser of that command alone, since all together take longer than most work.
    """
    parser = ArgumentParser(
        prog="reader",
        usage=_USAGE,
        description="Read folders of saved articles in the terminal.",
        epilog=EPILOG,
        formatter_class=partial(RawDescriptionHelpFormatter, max_help_position=28),
    )
    parser.add_argument("--version", action="version", version=f"reader {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND [...]", required=True, prog="reader"
    )
    for name, add in _COMMANDS.items():
        if only in (None, name):
            add(commands)
    return parser, commands.choices


def by_command() -> dict[str, tuple[ArgumentParser, str]]:
    """The parser of each command, and what `reader --help` says of it."""
    parser, known = parsers()
    listed = next(one for one in parser._actions if one.choices is known)
    about = {one.dest: one.help or "" for one in listed._get_subactions()}  # type: ignore[attr-defined]
    return {name: (command, about[name]) for name, command in known.items()}


def screen() -> ArgumentParser:
    """The parser of a command line without a command, which opens the screen."""
    parser = ArgumentParser(prog="reader", usage=_USAGE)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.set_defaults(module="reader.commands.open", file=None)
    return parser


def _open(commands: Commands) -> None:
    command = commands.add_parser("open", help="open the screen on one article, or on several")
    command.add_argument("file", type=Path, metavar="FILE", help="an article")
    command.add_argument("others", nargs="*", type=Path, metavar="FILE", help="J and K go to it")
    command.set_defaults(module="reader.commands.open", paths=[])


def _show(commands: Commands) -> None:
    command = commands.add_parser("show", help="print one article")
    command.add_argument("article", metavar="FILE|ID|-", help="a file, an id, - for stdin")
    command.add_argument(
        "--format",
        choices=("terminal", "text", "markdown", "html", "json"),
        default="terminal",
        help="what the article becomes",
    )
    _line_width(command)
    command.add_argument("--no-header", action="store_true", help="the body alone")
    command.add_argument(
        "--all", action="store_true", help="of a saved page, the menus around its article too"
    )
    command.add_argument(
        "--key-points", action="store_true", help="headings and key statements alone"
    )
    command.add_argument(
        "--links", action="store_true", help="number the links, list the addresses"
    )
    _color(command)
    command.add_argument("--no-pager", action="store_true", help="all at once, however long it is")
    _library(command)
    command.set_defaults(module="reader.commands.show")


def _list(commands: Commands) -> None:
    command = commands.add_parser("list", help="list articles, newest first")
    _filters(command)
    command.add_argument(
        "--sort", choices=("newest", "oldest", "title"), default="newest", help="what comes first"
    )
    _limit(command)
    _output(command)
    _library(command)
    command.set_defaults(module="reader.commands.list")


def _search(commands: Commands) -> None:
    command = commands.add_parser(
        "search",
        help="find articles by words",
        description='Words, "phrases", -without, category: tag: site: author: title: after: '
        "before: on: is: has:. Put -- before a query that begins with a dash.",
    )
    command.add_argument("query", nargs="+", metavar="QUERY", help="see docs/query.md")
    _filters(command)
    command.add_argument(
        "--sort",
        choices=("newest", "oldest", "relevance"),
        default="newest",
        help="what comes first",
    )
    _limit(command)
    _output(command)
    _library(command)
    command.set_defaults(module="reader.commands.search")


def _digest(commands: Commands) -> None:
    command = commands.add_parser("digest", help="print the key statements of a day's articles")
    command.add_argument(
        "--date",
        type=_digest_day,
        metavar="D",
        help="YYYY-MM-DD, today or yesterday (default: the newest day that has articles)",
    )
    _filters(command)
    _limit(command)
    command.add_argument(
        "--statements", type=_count, metavar="N", default=5, help="at most N each (default: 5)"
    )
    command.add_argument(
        "--format",
        choices=("terminal", "text", "markdown", "json"),
        default="terminal",
        help="what the digest becomes",
    )
    _line_width(command)
    _color(command)
    _library(command)
    command.set_defaults(module="reader.commands.digest")


def _mark(commands: Commands) -> None:
    command = commands.add_parser("mark", help="mark articles read, unread, starred, unstarred")
    command.add_argument(
        "state", choices=("read", "unread", "starred", "unstarred"), help="as what"
    )
    command.add_argument("articles", nargs="*", metavar="ID|FILE", help="which")
    command.add_argument("--all", action="store_true", help="all that the filters let through")
    _filters(command)
    _library(command)
    command.set_defaults(module="reader.commands.mark")


def _tag(commands: Commands) -> None:
    command = commands.add_parser("tag", help="give articles tags of your own, or take them away")
    command.add_argument("names", metavar="NAME[,NAME]", help="the tags, with commas between them")
    command.add_argument("articles", nargs="*", metavar="ID|FILE", help="which")
    command.add_argument("--remove", action="store_true", help="take the tags away")
    command.add_argument("--all", action="store_true", help="all that the filters let through")
    _filters(command)
    _library(command)
    command.set_defaults(module="reader.commands.tag")


def _undo(commands: Commands) -> None:
    command = commands.add_parser("undo", help="take back what was marked last")
    command.add_argument("--redo", action="store_true", help="do again what was undone last")
    _library(command)
    command.set_defaults(module="reader.commands.undo")


def _state(commands: Commands) -> None:
    command = commands.add_parser("state", help="what was read: export, import, compact, verify")
    command.add_argument(
        "what",
        choices=("export", "import", "compact", "verify"),
        help="the state of every article as JSON Lines, on stdout; such lines, or what newsboat "
        "knows, merged with what is here; this device's journal without what is past; what cannot "
        "be read in the journals",
    )
    command.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="import: an export (default: stdin)"
    )
    command.add_argument(
        "--newsboat", type=Path, metavar="CACHE.DB", help="import: newsboat's cache.db"
    )
    _library(command)
    command.set_defaults(module="reader.commands.state")


def _index(commands: Commands) -> None:
    command = commands.add_parser("index", help="bring the index up to date")
    command.add_argument("--rebuild", action="store_true", help="read every file again")
    command.add_argument("--watch", action="store_true", help="go on with what changes, until C-c")
    command.add_argument("--quiet", action="store_true", help="no progress bar")
    command.add_argument("--json", action="store_true", help="the outcome as a JSON object")
    _library(command)
    command.set_defaults(module="reader.commands.index")


def _unpack(commands: Commands) -> None:
    command = commands.add_parser("unpack", help="make files of an export that holds many articles")
    command.add_argument(
        "export", type=Path, metavar="FILE", help="JSON or JSON Lines: see docs/formats.md"
    )
    command.add_argument("folder", type=Path, metavar="FOLDER", help="where the files go")
    command.set_defaults(module="reader.commands.unpack")


def _stats(commands: Commands) -> None:
    command = commands.add_parser("stats", help="figures and charts of the library")
    command.add_argument("--json", action="store_true", help="the figures as a JSON object")
    _library(command)
    command.set_defaults(module="reader.commands.stats")


def _doctor(commands: Commands) -> None:
    command = commands.add_parser("doctor", help="versions, folders, and files that are left out")
    command.add_argument("--json", action="store_true", help="the findings as a JSON object")
    _library(command)
    command.set_defaults(module="reader.commands.doctor")


def _config(commands: Commands) -> None:
    command = commands.add_parser("config", help="show or edit the settings")
    command.add_argument(
        "what",
        choices=("path", "show", "edit"),
        help="where the file is; what is in force, and whence; the file in your editor",
    )
    command.set_defaults(module="reader.commands.config")


def _completions(commands: Commands) -> None:
    command = commands.add_parser("completions", help="print what a shell completes with")
    command.add_argument(
        "what",
        choices=("bash", "zsh", "fish", "tcsh", "categories", "sites", "tags", "ids"),
        metavar="SHELL",
        help="bash, zsh, fish or tcsh (without names of the library); or the names that its script "
        "asks for: categories, sites, tags, ids",
    )
    _library(command)
    command.set_defaults(module="reader.commands.completions")


_COMMANDS = {
    "open": _open,
    "show": _show,
    "list": _list,
    "search": _search,
    "digest": _digest,
    "mark": _mark,
    "tag": _tag,
    "undo": _undo,
    "state": _state,
    "index": _index,
    "unpack": _unpack,
    "stats": _stats,
    "doctor": _doctor,
    "config": _config,
    "completions": _completions,
}


def _limit(command: ArgumentParser) -> None:
    command.add_argument("--limit", type=_count, metavar="N", help="at most N articles")


def _line_width(command: ArgumentParser) -> None:
    command.add_argument("--width", type=_width, metavar="N", help="cells of a line (default: 80)")


def _color(command: ArgumentParser) -> None:
    command.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="styles and colours"
    )


def _output(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--format",
        metavar="T",
        help="a line as a template: '{date} {title}'; fields: "
        "id short date time title category categories site authors tags own_tags url path read "
        "starred progress; {title:40} is 40 cells wide, {date:%%d.%%m.} as strftime writes it",
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
    parser.add_argument("--tag", metavar="T", help="with tag T, the file's or your own")
    parser.add_argument("--since", type=_day, metavar="D", help="of day D (YYYY-MM-DD) or later")
    parser.add_argument("--until", type=_day, metavar="D", help="of day D (YYYY-MM-DD) or earlier")


def _width(text: str) -> int:
    return _number(text, 20, 10_000)


def _count(text: str) -> int:
    return _number(text, 1, 1_000_000_000)


def _number(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ArgumentTypeError(f"{text!r} is not a number from {least} to {most:,}")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day: write it as YYYY-MM-DD") from None


def _digest_day(text: str) -> date | str:
    return text if text in ("today", "yesterday") else _day(text)
