"""`reader search QUERY`: articles with these words, each with the passage that has them."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from reader import config
from reader.commands.list import row_line
from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stderr import say
from reader.console.stdout import print_json, row_width
from reader.console.template import Template
from reader.errors import UsageError
from reader.output.cells import fit, width_of
from reader.output.formats import json as export
from reader.output.formats.json import ROW_FIELDS
from reader.output.safe import safe

if TYPE_CHECKING:
    from reader.library.library import Match

SUMMARY = "find articles by words"
DESCRIPTION = (
    'Words, "phrases", -without, category: tag: site: folder: author: title: after: '
    "before: on: is: has:. Put -- before a query that begins with a dash."
)
EXAMPLES = (
    ("reader search 数字货币 after:2022-04", "articles with this word, since April"),
    ("reader search 'is:starred has:table' --json", "starred articles with a table"),
)
FIELDS = ROW_FIELDS | {
    "snippet": "a list of pieces: text, and hit (whether the query asked for it)",
}


_HIT, _END = "\x1b[1m", "\x1b[22m"
_INDENT = " " * 10


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", nargs="+", metavar="QUERY", help="see docs/query.md")
    options.filters(parser)
    parser.add_argument(
        "--sort",
        choices=("newest", "oldest", "relevance"),
        default="newest",
        help="the order",
    )
    options.limit(parser)
    options.row_output(parser)
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Print the articles that match; 1 where there is none."""
    wanted = options.wanted(arguments, " ".join(arguments.query))
    if wanted.is_empty:
        raise UsageError("There is nothing to search for.")
    template = Template(arguments.format) if arguments.format is not None else None
    tty = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    width = row_width() if tty else None
    zone = config.local_zone(arguments.settings)
    library = looked_over(arguments, wanted)
    found = False
    for match in library.matches(wanted, arguments.sort, arguments.limit):
        found = True
        if arguments.json:
            print_json(_json(match))
        elif template:
            print(template.line(match.entry, zone))
        else:
            print(row_line(match.entry, width, zone))
            if match.snippet:
                print(_line(match, width))
    library.close()
    if not found:
        say(f"No article matches{wanted.hint and f': {wanted.hint}'}.")
    return 0 if found else 1


def _json(match: Match) -> dict[str, object]:
    row = export.row(match.entry)
    row["snippet"] = [{"text": text, "hit": is_hit} for text, is_hit in match.snippet]
    return row


def _line(match: Match, width: int | None) -> str:
    """The passage; on a terminal cut to `width`, with hits in bold."""
    if width is None:
        return _INDENT + "".join(_on_one_line(text) for text, _hit in match.snippet)
    left = width - len(_INDENT)
    line = _INDENT
    for text, is_hit in match.snippet:
        shown = fit(_on_one_line(text), left)
        left -= width_of(shown)
        line += f"{_HIT}{shown}{_END}" if is_hit else shown
        if left <= 0:
            break
    return line


def _on_one_line(text: str) -> str:
    """A piece of text without line breaks; blanks at its ends stay."""
    return safe(text).replace("\n", " ")
