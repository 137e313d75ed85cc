"""The options that several commands share, and the types of their values."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from reader.library.query.days import Day
    from reader.library.query.language import Query

LIBRARY = ("-L", "--library")
LAST: tuple[()] = ()
"""The value of `--since last`."""

_DIGITS = 20


def filters(parser: ArgumentParser, *, last: bool = False) -> None:
    """Options that choose the articles which a command works on. With `last`, `--since last` is
    allowed, whose value is LAST.
    """
    parser.add_argument("--unread", action="store_const", const=True, help="unread articles")
    parser.add_argument("--read", action="store_const", const=True, help="read articles")
    parser.add_argument("--starred", action="store_const", const=True, help="starred articles")
    parser.add_argument(
        "--category",
        metavar="C",
        help="in category C (the whole name); in a path of them: C/D; in an outermost one: /C",
    )
    parser.add_argument("--site", metavar="S", help="from site S (the whole name)")
    parser.add_argument("--tag", metavar="T", help="with tag T, from the file or your own")
    parser.add_argument(
        "--since",
        type=_days_or_last if last else days,
        metavar="D",
        help="from day D or later: YYYY-MM-DD, YYYY-MM, today, yesterday, or 7d: seven days ago"
        + (", or last: new since the last time" if last else ""),
    )
    parser.add_argument("--until", type=days, metavar="D", help="from day D or earlier, likewise")


def wanted(arguments: Namespace, text: str = "") -> Query:
    """The query that these options and a query in words make together. Raises QueryError."""
    from reader.library.index.tokens import folder_label, label
    from reader.library.query.language import Label, parse

    query = parse(text)
    kinds: tuple[Literal["category", "tag", "site"], ...] = ("category", "tag", "site")
    labels: list[Label] = [
        (kind, label(name)) for kind in kinds if (name := getattr(arguments, kind)) is not None
    ]
    paths = list(query.paths)
    if (arguments.category or "").lstrip()[:1] == "/":  # as in a query
        paths.append(folder_label(labels.pop(0)[1]))
    states = [name for name in ("read", "unread", "starred") if getattr(arguments, name)]
    return query._replace(
        labels=(*query.labels, *labels),
        paths=tuple(paths),
        states=(*query.states, *states),
        since=(*query.since, *(arguments.since or ())[:1]),
        until=(*query.until, *(arguments.until or ())[1:]),
    )


def limit(parser: ArgumentParser) -> None:
    """`--limit N`."""
    parser.add_argument("--limit", type=count, metavar="N", help="at most N articles")


def row_output(parser: ArgumentParser) -> None:
    """How a row is printed: `--json`, or `--format` with a template."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument(
        "--format",
        metavar="T",
        help="a template for each line: '{date} {title}'; fields: "
        "id short date time title category categories site authors tags own_tags url path read "
        "starred muted score progress; {title:40} is 40 cells wide, {date:%%d.%%m.} is a format of "
        "strftime",
    )


def line_width(parser: ArgumentParser) -> None:
    """`--width N`."""
    parser.add_argument("--width", type=_width, metavar="N", help="cells in a line (default: 80)")


def color(parser: ArgumentParser) -> None:
    """`--color`."""
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="print styles and colours",
    )


def library(parser: ArgumentParser) -> None:
    """`-L FOLDER`, once or several times."""
    parser.add_argument(
        *LIBRARY,
        type=path,
        action="append",
        metavar="PATH",
        help="a folder of articles; may be given more than once "
        "(default: `library` in the config, or $READER_LIBRARY)",
    )


def path(text: str) -> Path:
    """A path from the command line. An empty one, which an unset variable leaves, is an error and
    does not mean “.”.
    """
    if not text:
        raise ArgumentTypeError("an empty text names no file and no folder")
    return Path(text)


def count(text: str) -> int:
    """A positive number."""
    return _number(text, 1, 1_000_000_000)


def days(text: str) -> tuple[Day, Day]:
    """The first and the last day of a day, a month or a year, as a query has them too."""
    from reader.library.query.days import span

    try:
        return span(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _days_or_last(text: str) -> tuple[Day, Day] | tuple[()]:
    return LAST if text == "last" else days(text)


def _width(text: str) -> int:
    return _number(text, 20, 10_000)


def _number(text: str, least: int, most: int) -> int:
    digits = text.isdecimal() and len(text) <= _DIGITS
    if not digits or not least <= int(text) <= most:
        raise ArgumentTypeError(f"“{text}” is not a number from {least} to {most:,}")
    return int(text)
