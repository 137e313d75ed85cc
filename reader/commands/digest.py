"""`reader digest`: a briefing of key statements, by category, each story once.

Titles and filters come from the index; each body is read, cleaned and printed before the next one.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from reader import config, screen_state
from reader.config import Settings
from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.progress import watched
from reader.console.stderr import say
from reader.console.stdout import print_json, print_lines, terminal_width
from reader.errors import ArticleError, UsageError
from reader.library.stories.telling import Story, told_once
from reader.model import Block, Statement
from reader.output.briefing import Briefed, as_json, category_of, in_blocks, in_lines
from reader.output.formats.json import ROW_FIELDS

if TYPE_CHECKING:
    from reader.entry import Entry
    from reader.library.library import Library, Query

SUMMARY = "print a briefing: the key statements of a day's articles"
EXAMPLES = (
    ("reader digest --date yesterday", "yesterday's key statements"),
    ("reader digest --since last --format html > briefing.html", "what is new since the last time"),
)
FIELDS = ROW_FIELDS | {
    "statements": "a list: kind (statement, heading, or sentence where nothing is bold), text, "
    "block (its number), level (of a heading), bold (the bold parts of a statement that is not all "
    "bold)",
    "title_alone": "true if there is no text but the title",
    "story": "the id of the article that was the first to tell the story",
    "versions": "a list: the rows of the other articles that tell it",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--date",
        type=options.days,
        metavar="D",
        help="a day, month or year (default: the newest day that has articles)",
    )
    options.filters(parser, last=True)
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
        choices=("terminal", "text", "markdown", "html", "json"),
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
    library = looked_over(arguments, stories=True)
    latest, roots = library.latest_arrival(), library.roots
    entries = _once(_entries(library, arguments, zone))
    stories = _in_groups(library, told_once(entries, library.versions))
    library.close()
    if not stories:
        say("No article matches.")
        return 1
    width = arguments.width or terminal_width(settings.text_width)
    read = _read(stories, arguments.statements)
    match arguments.format:
        case "json":
            printed = _print_json(read)
        case "markdown":
            printed = _print_markdown(read, zone)
        case "html":
            printed = _print_page(read, zone, _day(stories, arguments, zone))
        case _:
            printed = _print_lines(read, arguments, width, zone)
    if arguments.since == options.LAST and (problem := screen_state.keep_digest(roots, latest)):
        say(problem)
    return 0 if printed else 1


def _check(arguments: Namespace) -> None:
    if arguments.date and (arguments.since or arguments.until):
        raise UsageError(
            "--date is one day, --since and --until are several: use one or the other."
        )


def _entries(library: Library, arguments: Namespace, zone: tzinfo | None) -> Iterator[Entry]:
    """The entries of the given day, those that are new since the last digest, or else those of the
    newest day that has any that match; none that are muted.
    """
    wanted = options.wanted(arguments).without_muted()
    last = screen_state.last_digest(library.roots) if arguments.since == options.LAST else None
    if last is not None:
        return library.entries(wanted._replace(arrived=last), "newest", arguments.limit)
    if arguments.date:
        wanted = wanted._replace(since=arguments.date[:1], until=arguments.date[1:])
    elif not (wanted.since or wanted.until):
        day = _newest_day(library, wanted, zone)
        wanted = wanted._replace(since=(day,), until=(day,)) if day else wanted
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
        found[entry.id] = first._replace(duplicates=files + entry.duplicates)
    return list(found.values())


def _in_groups(library: Library, stories: Iterable[Story]) -> list[Story]:
    """The stories by category, in the order of the list, by path in each, and by score."""
    from reader.library.index.tokens import label

    order: dict[str, int] = {}
    for node in library.listing("category").nodes:
        if node.depth == 0:
            order.setdefault(label(node.names[0]), len(order))

    def place(story: Story) -> tuple[int, str, float]:
        path = next(iter(story.entry.category_paths), ())
        name = label(path[0]) if path else ""
        score = max(one.score for one in (story.entry, *story.others))
        return order.get(name, len(order)), category_of(story.entry), -score

    return sorted(stories, key=place)


def _read(stories: list[Story], most: int) -> Iterator[Briefed]:
    """Articles and their key statements; a file that cannot be read is reported on stderr."""
    from reader.articles.body import told_of
    from reader.articles.file import read_article

    for story in watched(stories, "reading"):
        try:
            found = told_of(read_article(story.entry.path))
        except ArticleError as error:
            say(error)
            continue
        told = found[:most]
        yield Briefed(story.entry, told, _points(told), story.others, story.first.id)


def _points(found: list[Statement]) -> list[Block]:
    """The statements as a list, headings among them as points like the others."""
    from reader.articles.statements.key_statements import as_blocks

    return as_blocks(
        one._replace(kind="statement") if one.kind == "heading" else one for one in found
    )


def _print_json(read: Iterable[Briefed]) -> bool:
    printed = False
    for told in read:
        print_json(as_json(told))
        printed = True
    return printed


def _print_markdown(read: Iterable[Briefed], zone: tzinfo | None) -> bool:
    from reader.output.formats import markdown

    printed = False
    for blocks in in_blocks(read, zone):
        print("\n" * printed + markdown.fragment(blocks), end="")
        printed = True
    return printed


def _day(stories: Sequence[Story], arguments: Namespace, zone: tzinfo | None) -> date:
    """The day of a briefing: that of its articles if one day was asked for, else today."""
    published = [one.entry.published for one in stories if one.entry.published]
    newest = max(published) if arguments.date and published else datetime.now(zone)
    return newest.astimezone(zone).date()


def _print_page(read: Iterable[Briefed], zone: tzinfo | None, day: date) -> bool:
    from reader.output.briefing_page import page

    found = page(read, zone, day)
    print(found, end="")
    return bool(found)


def _print_lines(
    read: Iterable[Briefed], arguments: Namespace, width: int, zone: tzinfo | None
) -> bool:
    printed = False
    for lines in in_lines(read, width, zone):
        print_lines(lines, arguments)
        printed = True
    return printed
