"""`reader list`: the articles of the library, one a line, newest first."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, get_args

from reader import config
from reader.config import SortName
from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stderr import say
from reader.console.stdout import print_json, row_width
from reader.console.template import Template
from reader.errors import UsageError
from reader.library.stories.telling import Story, told_once
from reader.output.cells import fit, width_of
from reader.output.formats import json as export
from reader.output.formats.json import ROW_FIELDS
from reader.output.safe import safe_line

if TYPE_CHECKING:
    from reader.entry import Entry
    from reader.library.library import Found, Grouping, Library

SUMMARY = "list articles, newest first"
EXAMPLES = (
    ("reader list --unread --category 金融", "the unread articles of a category"),
    ("reader list --tag later", "those with a tag, from the file or your own"),
    ("reader list --group category --unread", "unread articles in the tree of their categories"),
    ("reader list --stories --since yesterday", "each story once, with its sources"),
    ("reader list --json | jq -r .url", "the addresses of all articles"),
)
FIELDS = ROW_FIELDS | {
    "group": "with --group: the names of its group, the widest first, or the day, as a list",
    "story": "with --stories: the id of the article that was the first to tell the story",
    "versions": "with --stories: a list: the rows of the other articles that tell it",
}
_GROUPINGS = ("category", "date", "site", "tag", "folder", "feed", "none")
_STRIDE = 500


def add_arguments(parser: ArgumentParser) -> None:
    options.filters(parser)
    parser.add_argument(
        "--sort",
        choices=get_args(SortName),
        default="newest",
        help="the order: by time, unread ones first, by title, by site, the shortest first, or the "
        "highest score first",
    )
    parser.add_argument(
        "--group",
        choices=_GROUPINGS,
        help="in groups as on the screen; one with several categories or tags is in each",
    )
    options.limit(parser)
    parser.add_argument(
        "--stories",
        action="store_true",
        help="each story once, with the sites of its other versions; JSON has story and versions",
    )
    options.row_output(parser)
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Print the entries that match the filters; 1 where there is none."""
    if arguments.group and arguments.stories:
        raise UsageError("--group and --stories cannot be used together.")
    rows = _Rows(arguments)
    library = looked_over(arguments, stories=arguments.stories)
    if arguments.group:
        grouping: Grouping = "flat" if arguments.group == "none" else arguments.group
        wanted = options.wanted(arguments)
        rows.put_groups(library.grouped(wanted, grouping, arguments.sort, arguments.limit))
    else:
        for story in _stories(library, arguments):
            rows.put(story)
    if not rows.count:
        say(_none(library))
    library.close()
    return 0 if rows.count else 1


class _Rows:
    """Prints rows in the form that the options ask for, and counts them."""

    def __init__(self, arguments: Namespace) -> None:
        self.count = 0
        self._json: bool = arguments.json
        self._tells_stories: bool = arguments.stories
        self._template = Template(arguments.format) if arguments.format is not None else None
        self._width = row_width()
        self._zone = config.local_zone(arguments.settings)

    def put(self, story: Story, group: Sequence[str] | None = None, depth: int = 0) -> None:
        """Print a row; if rows are in groups, of the `group` with these names."""
        self.count += 1
        if self._json:
            more = _more(story) if self._tells_stories else {}
            if group is not None:
                more["group"] = [safe_line(name) for name in group]
            print_json(export.row(story.entry) | more)
        elif self._template:
            print(self._template.line(story.entry, self._zone))
        else:
            self._print(row_line(story.entry, None, self._zone, _sources(story)), depth)

    def put_groups(self, listing: Found) -> None:
        """Print all rows of a listing below the headings of their groups."""
        from reader.tui.list.row_text import outer_name

        path: list[Sequence[str]] = []
        for number, node in enumerate(listing.nodes):
            del path[node.depth :]
            path.append(node.names)
            group = [name for names in path for name in names if name]
            is_flat = listing.grouping == "flat"
            if not is_flat and not self._json and not self._template:
                name = outer_name(node.names, listing.grouping)
                self._print(f"{name}  {node.total:,}", node.depth)
            for start in range(0, node.rows, _STRIDE):
                for entry in listing.window(number, start, start + _STRIDE):
                    self.put(Story(entry), group, 0 if is_flat else node.depth + 1)

    def _print(self, text: str, depth: int) -> None:
        line = "  " * depth + text
        print(fit(line, self._width) if self._width else line)


def _stories(library: Library, arguments: Namespace) -> Iterator[Story]:
    """The articles that are to be printed; each story once where that is asked for."""
    entries = library.entries(options.wanted(arguments), arguments.sort, arguments.limit)
    if arguments.stories:
        return told_once(list(entries), library.versions)  # rows are not read while others are
    return map(Story, entries)


def _more(story: Story) -> dict[str, object]:
    """The fields of a story in JSON."""
    from reader.output.briefing import story_fields

    return story_fields(story.first.id, story.others)


def _sources(story: Story) -> str:
    """The sites of the other versions of a story, as the end of a title; ''."""
    sites = dict.fromkeys(safe_line(one.site or one.title) for one in story.others)
    return f" (+{len(story.others)}: {', '.join(sites)})" if sites else ""


def _none(library: Library) -> str:
    """Why nothing is listed: where the folders have texts that are not read, that is said."""
    unread = "" if library.counts().total else library.unread_formats()
    return unread or "No article matches."


def row_line(entry: Entry, width: int | None, zone: tzinfo | None, more: str = "") -> str:
    """Id, state, date, category, title and what is said behind it, cut to `width` cells if there is
    one.
    """
    day = f"{entry.published.astimezone(zone):%Y-%m-%d}" if entry.published else " " * 10
    unread = "d" if entry.draft else " " if entry.read else "·" if entry.muted else "●"
    state = ("★" if entry.starred else " ") + unread
    category = fit(safe_line(entry.categories[0]) if entry.categories else "", 12)
    category += " " * (12 - width_of(category))
    line = f"{entry.id[:8]}  {state}  {day}  {category}  {safe_line(entry.title)}{more}"
    return fit(line, width) if width else line
