"""`reader digest`: the key statements of a day's articles, by category.

Titles and filters come from the index; each body is read, cleaned and printed before the next one.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, tzinfo
from itertools import groupby
from typing import TYPE_CHECKING

from reader import config
from reader.config import Settings
from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.progress import watched
from reader.console.stderr import say
from reader.console.stdout import print_json, print_lines, terminal_width
from reader.errors import ArticleError, UsageError
from reader.model import Block, Span, Statement
from reader.output.date_text import date_text
from reader.output.formats import json as export
from reader.output.formats.json import ROW_FIELDS
from reader.output.ink import MUTED, Ink, Segment, wrap
from reader.output.points import points
from reader.output.safe import safe_line

if TYPE_CHECKING:
    from reader.entry import Entry
    from reader.library.library import Library, Query

    Told = tuple[Entry, list[Statement]]  # an article, and what is told of it

SUMMARY = "print the key statements of a day's articles"
EXAMPLES = (
    ("reader digest --date yesterday", "yesterday's key statements"),
    ("reader digest --format markdown > digest.md", "those of the newest day, as a file"),
)
FIELDS = ROW_FIELDS | {
    "statements": "a list: kind (statement, heading, or sentence where nothing is bold), text, "
    "block (its number), level (of a heading), bold (the bold parts of a statement that is not all "
    "bold)",
    "title_alone": "true if there is no text but the title",
}


ALONE = "Titles alone"
"""The label before the titles of articles that have no key statement."""

_UNNAMED = "Uncategorised"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--date",
        type=options.days,
        metavar="D",
        help="a day, month or year (default: the newest day that has articles)",
    )
    options.filters(parser)
    options.limit(parser)
    parser.add_argument(
        "--statements",
        type=options.count,
        metavar="N",
        default=5,
        help="at most N for each article (default: 5)",
    )
    parser.add_argument(
        "--format",
        choices=("terminal", "text", "markdown", "json"),
        default="terminal",
        help="the form of the digest",
    )
    options.line_width(parser)
    options.color(parser)
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Print the key statements; 1 where no article matches, or none could be read."""
    settings: Settings = arguments.settings
    zone = config.local_zone(settings)
    _check(arguments)
    library = looked_over(arguments)
    entries = _in_groups(library, _once(_entries(library, arguments, zone)))
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
        raise UsageError(
            "--date is one day, --since and --until are several: use one or the other."
        )


def _entries(library: Library, arguments: Namespace, zone: tzinfo | None) -> Iterator[Entry]:
    """The entries of the given day, or else of the newest day that has any that match."""
    wanted = options.wanted(arguments)
    if arguments.date:
        wanted = replace(wanted, since=arguments.date[:1], until=arguments.date[1:])
    elif not (wanted.since or wanted.until):
        day = _newest_day(library, wanted, zone)
        wanted = replace(wanted, since=(day,), until=(day,)) if day else wanted
    return library.entries(wanted, "newest", arguments.limit)


def _newest_day(library: Library, wanted: Query, zone: tzinfo | None) -> date | None:
    """The newest day named in an article; a file's own time says nothing about the news."""
    for entry in library.entries(wanted, "newest"):
        if entry.published is not None and not entry.published_inferred:
            return entry.published.astimezone(zone).date()
    return None


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Each text once, with the number of files that have it."""
    found: dict[str, Entry] = {}
    for entry in entries:
        files = found[entry.id].duplicates if entry.id in found else 0
        first = found.setdefault(entry.id, entry)
        found[entry.id] = replace(first, duplicates=files + entry.duplicates)
    return list(found.values())


def _in_groups(library: Library, entries: list[Entry]) -> list[Entry]:
    """The entries by category, in the order of the list."""
    order: dict[str, int] = {}
    for group in library.listing("category").groups:
        order.setdefault(group.outer, len(order))
    return sorted(entries, key=lambda entry: order.get(_category(entry), len(order)))


def _category(entry: Entry) -> str:
    return entry.categories[0] if entry.categories else ""


def _read(entries: list[Entry], most: int) -> Iterator[Told]:
    """Entries and their key statements; a file that cannot be read is reported on stderr."""
    from reader.articles.body import told_of
    from reader.articles.file import read_article

    for entry in watched(entries, "reading"):
        try:
            found = told_of(read_article(entry.path))
        except ArticleError as error:
            say(error)
            continue
        yield entry, found[:most]


def _print_json(read: Iterable[Told]) -> bool:
    printed = False
    for entry, found in read:
        statements = [export.statement(one) for one in found]
        print_json(export.row(entry) | {"statements": statements, "title_alone": not found})
        printed = True
    return printed


def _print_markdown(read: Iterable[Told], zone: tzinfo | None) -> bool:
    from reader.output.formats import markdown

    printed = False
    for category, articles, alone in _by_category(read):
        print("\n" * printed + f"## {safe_line(category)}\n")
        parts = [markdown.fragment(_document(entry, found, zone)) for entry, found in articles]
        if alone:
            names = (Span(_title(entry), href=entry.url) for entry in alone)
            spans = [span for name in names for span in (Span(" · "), name)]
            parts.append(markdown.fragment([Block("paragraph", (Span(f"{ALONE}: "), *spans[1:]))]))
        print("\n".join(parts), end="")
        printed = True
    return printed


def _document(entry: Entry, found: list[Statement], zone: tzinfo | None) -> list[Block]:
    blocks = [Block("heading", (Span(_title(entry), bold=True, href=entry.url),), level=3)]
    if said := _byline(entry, zone):
        blocks.append(Block("paragraph", (Span(said),)))
    return [*blocks, *_points(found)]


def _print_lines(
    read: Iterable[Told], arguments: Namespace, width: int, zone: tzinfo | None
) -> bool:
    printed = False
    for category, articles, alone in _by_category(read):
        print_lines(_heading(category, width), arguments)
        for entry, found in articles:
            print_lines(_lines(entry, found, width, zone), arguments)
        if alone:
            print_lines(_alone(alone, width), arguments)
        printed = True
    return printed


def _heading(category: str, width: int) -> Iterator[list[Segment]]:
    yield from wrap([(safe_line(category), Ink("heading", bold=True))], width)
    yield [("─" * width, Ink("rule"))]
    yield []


def _lines(
    entry: Entry, found: list[Statement], width: int, zone: tzinfo | None
) -> Iterator[list[Segment]]:
    """The lines of one article, and an empty line."""
    yield from wrap([(_title(entry), Ink("title", bold=True, href=entry.url))], width)
    if said := _byline(entry, zone):
        yield from wrap([(said, MUTED)], width)
    yield from (list(line.segments) for line in points(_points(found), width))
    yield []


def _alone(entries: Iterable[Entry], width: int) -> Iterator[list[Segment]]:
    """The titles of articles without key statements, one after the other, and an empty line."""
    told: list[Segment] = [(f"{ALONE}: ", MUTED)]
    for entry in entries:
        told += [(_title(entry), Ink("text", href=entry.url)), (" · ", MUTED)]
    yield from wrap(told[:-1], width)
    yield []


def _by_category(read: Iterable[Told]) -> Iterator[tuple[str, Iterator[Told], list[Entry]]]:
    """For each category: its name, its articles with key statements, as they are read, and a list
    of the others, which is complete when all of those have been taken.
    """
    for category, group in groupby(read, key=lambda one: _category(one[0])):
        alone: list[Entry] = []
        yield category or _UNNAMED, _saying(group, alone), alone


def _saying(read: Iterable[Told], alone: list[Entry]) -> Iterator[Told]:
    for entry, found in read:
        if found:
            yield entry, found
        else:
            alone.append(entry)


def _title(entry: Entry) -> str:
    """The title, and how many files have the text if there are several."""
    files = f" ×{entry.duplicates}" if entry.duplicates > 1 else ""
    return safe_line(entry.title) + files


def _byline(entry: Entry, zone: tzinfo | None) -> str:
    when = date_text(entry.published, zone, inferred=entry.published_inferred)
    return " · ".join(part for part in (safe_line(entry.site), when) if part)


def _points(found: list[Statement]) -> list[Block]:
    """The statements as a list, headings among them as points like the others."""
    from reader.articles.statements.key_statements import as_blocks

    return as_blocks(
        replace(one, kind="statement") if one.kind == "heading" else one for one in found
    )
