"""`reader filters`: what the filters in the settings find, and their marks."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reader.config import config_file
from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell
from reader.console.stdout import print_json
from reader.errors import UsageError
from reader.library.filters.active import Filter, Filters, filters_of, named
from reader.output.safe import safe_line

if TYPE_CHECKING:
    from reader.library.filters.marking import FilterFound
    from reader.library.library import Library

SUMMARY = "list filters and what they find, or apply their marks"
EXAMPLES = (
    ("reader filters", "each filter, how many articles it finds, and what it does"),
    ("reader filters apply --dry-run", "what they would mark of the articles that are there"),
    ("reader filters apply Ads", "make the marks of one"),
)
FIELDS = {
    "name": "its name",
    "query": "the query, as in the settings",
    "mute": "true or false",
    "score": "what it adds to the score",
    "highlight": "true for the words of the query, or a list of words",
    "tag": "the tags that it gives, with commas between them, or ''",
    "star": "true or false",
    "read": "true or false",
    "articles": "how many articles it finds",
    "unread": "how many of them are unread, which muted ones are not",
    "marks": "an object: for each of its marks (read, starred, tag:NAME) how many articles have "
    "it, `made`, and how many `apply` would give it, `left`; with apply, how many it gave it: "
    "`now`",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        choices=("list", "apply"),
        default="list",
        help="list them (the default), or make their marks: read, star, tag",
    )
    parser.add_argument(
        "names", nargs="*", metavar="FILTER", help="only the filters with these names"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what apply would mark")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """List filters, or make the marks of some; 1 where there is none."""
    if arguments.dry_run and arguments.what != "apply":
        raise UsageError("--dry-run is for `reader filters apply`.")
    filters = _named(filters_of(arguments.settings), arguments.names)
    of_texts = next((one.query for one in filters if one.query.needs_texts), None)
    library = looked_over(arguments, of_texts)
    if not filters:
        say(f"There are no filters: [[filter]] in {config_file()} makes one.")
    for one in filters:
        found = library.filtered(one)
        if arguments.what == "apply":
            _apply(library, one, found, arguments)
        elif arguments.json:
            print_json(_fields(one, found))
        else:
            print("\n".join(_lines(one, found)))
    library.close()
    return 0 if filters else 1


def _named(filters: Filters, names: Sequence[str]) -> list[Filter]:
    try:
        return named(filters.all, names)
    except KeyError as error:
        known = ", ".join(f"“{one.name}”" for one in filters.all) or "none"
        raise UsageError(f"There is no filter “{error.args[0]}”: there are {known}.") from None


def _apply(library: Library, one: Filter, found: FilterFound, arguments: Namespace) -> None:
    if not arguments.dry_run and found.count:
        library.marks.mark_by(one, found)
    if arguments.json:
        print_json(_fields(one, found, now=not arguments.dry_run))
    elif one.fields:
        would = "would be " if arguments.dry_run else ""
        told = (f"{len(rows):,} {would}{_done(field)}" for field, rows in found.wanted.items())
        print(safe_line(f"{one.name}: {', '.join(told)}."))
    elif arguments.names:
        tell(f"{one.name}: it marks nothing.")


def _lines(one: Filter, found: FilterFound) -> list[str]:
    s = "" if found.articles == 1 else "s"
    count = f"{found.articles:,} article{s}, {found.unread:,} unread"
    told = list(one.setting.view_actions)
    for field, made in found.made.items():
        left = len(found.wanted[field])
        told.append(f"{_done(field)} {made:,}" + (f" ({left:,} left to apply)" if left else ""))
    return [
        safe_line(f"{one.name}: {count}"),
        f"    {safe_line(one.setting.query or '(any article)')}",
        f"    {safe_line(' · '.join(told))}",
    ]


def _done(field: str) -> str:
    return f"tagged {field.removeprefix('tag:')}" if field.startswith("tag:") else field


def _fields(one: Filter, found: FilterFound, *, now: bool = False) -> dict[str, Any]:
    setting = one.setting
    marks = {
        safe_line(field): {"made": made, "left": len(found.wanted[field])}
        for field, made in found.made.items()
    }
    if now:
        for told in marks.values():
            told |= {"made": told["made"] + told["left"], "left": 0, "now": told["left"]}
    return {
        "name": safe_line(setting.name),
        "query": safe_line(setting.query),
        "mute": setting.mute,
        "score": setting.score,
        "highlight": setting.lights_query or [safe_line(word) for word in setting.words],
        "tag": safe_line(", ".join(one.tags)),
        "star": setting.star,
        "read": setting.read,
        "articles": found.articles,
        "unread": found.unread,
        "marks": marks,
    }
