"""`reader stats`: counts of articles, by day, category and tag."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.stdout import print_json
from reader.output.cells import fit, width_of
from reader.output.safe import safe_line

if TYPE_CHECKING:
    from reader.library.library import Stats

SUMMARY = "show figures and charts of the library"
EXAMPLES = (
    ("reader stats", "figures and charts of the library"),
    ("reader stats --json | jq .unread", "the number of unread articles"),
)
_COUNT = "each with name, total, unread and starred"
FIELDS = {
    "total": "the number of articles",
    "unread": "how many are unread",
    "starred": "how many are starred",
    "undated": "how many have no date",
    "skipped": "files that are not articles",
    "categories": f"a list, the largest first, {_COUNT}",
    "sites": f"a list, the largest first, {_COUNT}",
    "own_tags": f"your own tags: a list, the largest first, {_COUNT}",
    "days": f"a list, the newest first, {_COUNT}; the name is the day",
}


_NAME, _BAR, _MOST = 16, 32, 20
_READ, _UNREAD = "█", "░"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the figures as a JSON object")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Print the figures, as charts or as one JSON object."""
    library = looked_over(arguments)
    found = library.stats()
    library.close()
    if arguments.json:
        print_json(asdict(found))
    else:
        print("\n".join(_lines(found)))
    return 0


def _lines(found: Stats) -> Iterable[str]:
    yield f"{found.total:,} articles, {found.unread:,} unread, {found.starred:,} starred"
    if found.undated:
        yield f"{found.undated:,} without a date"
    if found.skipped:
        yield f"{found.skipped:,} files are not articles (see `reader doctor`)"
    charts = [
        ("Last days", found.days),
        ("Categories", found.categories[:_MOST]),
        ("Your tags", found.own_tags[:_MOST]),
    ]
    for title, counts in charts:
        if counts:
            yield ""
            yield f"{title} ({_READ} read, {_UNREAD} unread)"
            most = max(count.total for count in counts)
            for count in counts:
                yield _bar(count.name, count.total, count.unread, most)


def _bar(name: str, total: int, unread: int, most: int) -> str:
    label = fit(safe_line(name) or "–", _NAME)
    cells = max(1, round(_BAR * total / most)) if total else 0
    read = round(cells * (total - unread) / total) if total else 0
    bar = _READ * read + _UNREAD * (cells - read)
    return f"  {label}{' ' * (_NAME - width_of(label))}  {bar:<{_BAR}}  {total:,}"
