"""`reader digest`: what the articles of a day say in bold, category by category.

Titles and filters come from the index; each body is read, cleaned and printed before the next one.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from typing import TYPE_CHECKING

from reader import config
from reader.commands.list import filters
from reader.config import Settings
from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.progress import watched
from reader.console.stderr import say
from reader.console.stdout import print_json, print_lines, terminal_width
from reader.errors import ArticleError, UsageError
from reader.model import Block, Span, Statement
from reader.output.dates import date_text
from reader.output.formats import json as export
from reader.output.formats.json import ROW_FIELDS
from reader.output.ink import MUTED, Ink, Segment, wrap
from reader.output.points import points
from reader.output.safe import safe_line

if TYPE_CHECKING:
    from reader.entry import Entry
    from reader.library.library import Filters, Library

    Told = tuple[Entry, list[Statement]]  # an article, and what is told of it

SUMMARY = "print the key statements of a day's articles"
EXAMPLES = (
    ("reader digest --date yesterday", "what yesterday's articles say in bold"),
    ("reader digest --format markdown > digest.md", "the newest day's, as a file"),
)
FIELDS = ROW_FIELDS | {
    "statements": "a list: kind, text, block (its number), level of a heading",
}


NOTHING = "No key statements."
_UNNAMED = "Uncategorised"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--date",
        type=_day_or_word,
        metavar="D",
        help="YYYY-MM-DD, today or yesterday (default: the newest day that has articles)",
    )
    options.filters(parser)
    options.limit(parser)
    parser.add_argument(
        "--statements",
        type=options.count,
        metavar="N",
        default=5,
        help="at most N each (default: 5)",
    )
    parser.add_argument(
        "--format",
        choices=("terminal", "text", "markdown", "json"),
        default="terminal",
        help="what the digest becomes",
    )
    options.line_width(parser)
    options.color(parser)
    options.library(parser)


def _day_or_word(text: str) -> date | str:
    return text if text in ("today", "yesterday") else options.day(text)


def run(arguments: Namespace) -> int:
    """Print key statements; 1 where no article matches, or none of them could be read."""
    settings: Settings = arguments.settings
    zone = config.local_zone(settings)
    _check(arguments)
    library = looked_over(arguments)
    entries = _in_groups(library, list(_entries(library, arguments, zone)))
    library.close()
    if not entries:
        say("no article matches.")
        return 1
    width = arguments.width or terminal_width(settings.text_width)
    read = _read(entries, arguments.statements)
    match arguments.format:
        case "json":
            printed = _print_json(read)
        case "markdown":
            printed = _print_markdown(read, zone)
        case _:
            printed = _print_lines(read, arguments, width, zone)
    return 0 if printed else 1


def _check(arguments: Namespace) -> None:
    if arguments.date and (arguments.since or arguments.until):
        raise UsageError("--date is one day, --since and --until are several: use either.")


def _entries(library: Library, arguments: Namespace, zone: tzinfo | None) -> Iterator[Entry]:
    """The entries of the day that is asked for; else of the newest day with any that match."""
    wanted = filters(arguments)
    if not (wanted.since or wanted.until):
        day = _day(arguments.date, zone) or _newest_day(library, wanted, zone)
        wanted = replace(wanted, since=day, until=day)
    return library.entries(wanted, "newest", arguments.limit)


def _day(asked: date | str | None, zone: tzinfo | None) -> date | None:
    if not isinstance(asked, str):
        return asked
    today = datetime.now(zone).astimezone(zone).date()
    return today - timedelta(days=asked == "yesterday")


def _newest_day(library: Library, wanted: Filters, zone: tzinfo | None) -> date | None:
    """The newest day that an article names itself; files without a date are as new as the disk."""
    for entry in library.entries(wanted, "newest"):
        if entry.published is not None and not entry.published_inferred:
            return entry.published.astimezone(zone).date()
    return None


def _in_groups(library: Library, entries: list[Entry]) -> list[Entry]:
    """The entries by category, in the order that the list has them in."""
    order: dict[str, int] = {}
    for group in library.listing("category").groups:
        order.setdefault(group.outer, len(order))
    return sorted(entries, key=lambda entry: order.get(_category(entry), len(order)))


def _category(entry: Entry) -> str:
    return entry.categories[0] if entry.categories else ""


def _read(entries: list[Entry], most: int) -> Iterator[Told]:
    """Entries and what they say; of a file that cannot be read only stderr hears."""
    from reader.articles.body import key_statements
    from reader.articles.file import read_article

    for entry in watched(entries, "reading"):
        try:
            found = key_statements(read_article(entry.path))
        except ArticleError as error:
            say(error)
            continue
        yield entry, _told(found)[:most]


def _told(found: list[Statement]) -> list[Statement]:
    """The bold statements; of an article without any, its headings, which say what it is about."""
    return [one for one in found if one.kind == "statement"] or found


def _print_json(read: Iterable[Told]) -> bool:
    printed = False
    for entry, found in read:
        row = export.row(entry) | {"statements": [export.statement(one) for one in found]}
        print_json(row)
        printed = True
    return printed


def _print_markdown(read: Iterable[Told], zone: tzinfo | None) -> bool:
    from reader.output.formats import markdown

    printed = False
    for category, entry, found in _headed(read):
        blocks = [Block("heading", (Span(category, bold=True),), level=2)] if category else []
        blocks.append(Block("heading", (Span(entry.title, bold=True, href=entry.url),), level=3))
        if said := _byline(entry, zone):
            blocks.append(Block("paragraph", (Span(said),)))
        if not found:
            blocks.append(Block("paragraph", (Span(NOTHING, italic=True),)))
        print("\n" * printed + markdown.fragment([*blocks, *_points(found)]), end="")
        printed = True
    return printed


def _print_lines(
    read: Iterable[Told], arguments: Namespace, width: int, zone: tzinfo | None
) -> bool:
    printed = False
    for category, entry, found in _headed(read):
        print_lines(_lines(category, entry, found, width, zone), arguments)
        printed = True
    return printed


def _lines(
    category: str, entry: Entry, found: list[Statement], width: int, zone: tzinfo | None
) -> Iterator[list[Segment]]:
    """An article's part of the digest, and an empty line."""
    if category:
        yield from wrap([(safe_line(category), Ink("heading", bold=True))], width)
        yield [("─" * width, Ink("rule"))]
        yield []
    yield from wrap([(safe_line(entry.title), Ink("title", bold=True, href=entry.url))], width)
    if said := _byline(entry, zone):
        yield from wrap([(said, MUTED)], width)
    yield from (list(line.segments) for line in points(_points(found), width))
    if not found:
        yield [(NOTHING, MUTED)]
    yield []


def _headed(read: Iterable[Told]) -> Iterator[tuple[str, Entry, list[Statement]]]:
    """With the category before its first article, '' before the others."""
    for category, group in groupby(read, key=lambda one: _category(one[0])):
        name = category or _UNNAMED
        for entry, found in group:
            yield name, entry, found
            name = ""


def _byline(entry: Entry, zone: tzinfo | None) -> str:
    when = date_text(entry.published, zone, inferred=entry.published_inferred)
    return " · ".join(part for part in (safe_line(entry.site), when) if part)


def _points(found: list[Statement]) -> list[Block]:
    """A list, in which headings are points like the others."""
    from reader.articles.key_statements import as_blocks

    return as_blocks(replace(one, kind="statement") for one in found)
