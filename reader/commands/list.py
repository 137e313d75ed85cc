"""`reader list`: the articles of the library, one a line, newest first."""

from __future__ import annotations

import shutil
import sys
from argparse import Namespace
from datetime import tzinfo
from typing import TYPE_CHECKING

from reader import config
from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stderr import say
from reader.console.stdout import print_json
from reader.console.template import Template
from reader.output.cells import fit, width_of
from reader.output.formats import json as export
from reader.output.formats.json import ROW_FIELDS
from reader.output.safe import safe_line

if TYPE_CHECKING:
    from reader.entry import Entry
    from reader.library.library import Library

SUMMARY = "list articles, newest first"
EXAMPLES = (
    ("reader list --unread --category 金融", "the unread articles of a category"),
    ("reader list --tag later", "those with a tag, from the file or your own"),
    ("reader list --json | jq -r .url", "the addresses of all articles"),
)
FIELDS = ROW_FIELDS


def add_arguments(parser: ArgumentParser) -> None:
    options.filters(parser)
    parser.add_argument(
        "--sort", choices=("newest", "oldest", "title"), default="newest", help="the order"
    )
    options.limit(parser)
    options.row_output(parser)
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Print the entries that match the filters; 1 where there is none."""
    template = Template(arguments.format) if arguments.format is not None else None
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    zone = config.local_zone(arguments.settings)
    library = looked_over(arguments)
    found = False
    for entry in library.entries(options.wanted(arguments), arguments.sort, arguments.limit):
        found = True
        if arguments.json:
            print_json(export.row(entry))
        else:
            print(template.line(entry, zone) if template else row_line(entry, width, zone))
    if not found:
        say(_none(library))
    library.close()
    return 0 if found else 1


def _none(library: Library) -> str:
    """Why nothing is listed: where the folders have texts that are not read, that is said."""
    unread = "" if library.counts().total else library.unread_formats()
    return unread or "no article matches."


def row_line(entry: Entry, width: int | None, zone: tzinfo | None) -> str:
    """Id, state, date, category and title, cut to `width` cells if there is one."""
    day = f"{entry.published.astimezone(zone):%Y-%m-%d}" if entry.published else " " * 10
    unread = "d" if entry.draft else " " if entry.read else "●"
    state = ("★" if entry.starred else " ") + unread
    category = fit(safe_line(entry.categories[0]) if entry.categories else "", 12)
    category += " " * (12 - width_of(category))
    line = f"{entry.id[:8]}  {state}  {day}  {category}  {safe_line(entry.title)}"
    return fit(line, width) if width else line
