"""`reader list`: rows of the library on stdout, newest first."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import Namespace
from datetime import date

from reader import config
from reader.errors import LibraryError, ReaderError
from reader.library.library import Filters, Library
from reader.model import Entry
from reader.output import export
from reader.output.cells import fit, width_of
from reader.output.safe import safe_line


def run(arguments: Namespace) -> int:
    """Print the entries that the filters let through; 1 where there is none."""
    with_colour = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if with_colour else None
    library = open_library(arguments)
    found = False
    for entry in library.entries(filters(arguments), arguments.sort, arguments.limit):
        found = True
        if arguments.json:
            print(json.dumps(export.row(entry), ensure_ascii=False))
        else:
            print(_row(entry, width))
    library.close()
    if not found:
        print("reader: no article matches.", file=sys.stderr)
    return 0 if found else 1


def open_library(arguments: Namespace) -> Library:
    """The library that is asked for; its index is made where there is none, and looked over."""
    settings = config.load()
    roots = [path.expanduser() for path in arguments.library or []] or list(settings.library)
    if not roots:
        raise LibraryError("No library is named: use -L FOLDER, or set `library` in the config.")
    library = Library(roots, config.local_zone(settings))
    if library.is_indexed():
        library.refresh(full=False)
    else:
        from reader.commands.index import with_progress

        with_progress(library, quiet=not sys.stderr.isatty())
    for notice in library.notices:
        print(f"reader: {notice}", file=sys.stderr)
    return library


def filters(arguments: Namespace) -> Filters:
    """The filters on the command line. Raises ReaderError for a day that is none."""
    return Filters(
        read=True if arguments.read else False if arguments.unread else None,
        starred=True if arguments.starred else None,
        category=arguments.category,
        site=arguments.site,
        since=_day(arguments.since),
        until=_day(arguments.until),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ReaderError(f"{text!r} is not a day: write it as YYYY-MM-DD.") from None


def _row(entry: Entry, width: int | None) -> str:
    """Id, state, date, category and title, cut to the terminal where there is one."""
    day = entry.published.astimezone().strftime("%Y-%m-%d") if entry.published else " " * 10
    state = ("★" if entry.starred else " ") + (" " if entry.read else "●")
    category = fit(safe_line(entry.categories[0]) if entry.categories else "", 12)
    category += " " * (12 - width_of(category))
    line = f"{entry.id[:8]}  {state}  {day}  {category}  {safe_line(entry.title)}"
    return fit(line, width) if width else line
