"""`reader mark`: mark articles read or starred, from a script."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from reader.console import options
from reader.console.libraries import looked_over
from reader.console.parser import ArgumentParser
from reader.console.progress import ProgressBar
from reader.console.stderr import tell
from reader.errors import UsageError

if TYPE_CHECKING:
    from reader.library.marks import Field

SUMMARY = "mark articles read, unread, starred or unstarred"
EXAMPLES = (
    ("reader mark read 3f9c", "the article whose id begins like this"),
    ("reader mark read --all --until 2022-04-20", "all articles up to that day"),
)


_STATES: dict[str, tuple[Field, bool]] = {
    "read": ("read", True),
    "unread": ("read", False),
    "starred": ("starred", True),
    "unstarred": ("starred", False),
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "state", choices=("read", "unread", "starred", "unstarred"), help="the new state"
    )
    parser.add_argument("articles", nargs="*", metavar="ID|FILE", help="the articles")
    parser.add_argument("--all", action="store_true", help="all articles that match the filters")
    options.filters(parser)
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Mark the named articles, or with --all those that match the filters."""
    if bool(arguments.articles) == arguments.all:
        raise UsageError("Name the articles to mark, or use --all with filters.")
    from reader.library.marks import FEW

    library = looked_over(arguments)
    if arguments.all:
        keys = [entry.key for entry in library.entries(options.wanted(arguments))]
    else:
        keys = [library.find(article).key for article in arguments.articles]
    field, value = _STATES[arguments.state]
    where = (arguments.category or arguments.site or "") if arguments.all else ""
    with ProgressBar("marking", shown=len(keys) > FEW) as bar:
        done, _changed = library.marks.mark(
            keys, field, value, where if arguments.all else "", bar.show
        )
    library.close()
    tell(f"{done.count} of {len(keys)} marked {arguments.state}.")
    return 0 if keys else 1
