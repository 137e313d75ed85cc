"""`reader unsubscribe`: stop fetching feeds; their articles stay."""

from __future__ import annotations

from argparse import Namespace

from reader.console import options
from reader.console.parser import ArgumentParser
from reader.console.stderr import tell
from reader.output.safe import safe_line

SUMMARY = "stop fetching feeds; their articles stay"
EXAMPLES = (
    ("reader unsubscribe 'Example Weekly'", "by its title, or how it begins"),
    ("reader unsubscribe https://example.com/feed", "by its address"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("feeds", nargs="+", metavar="FEED", help="a title, an address, a folder")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Remove the subscriptions, and print them."""
    from reader.console.libraries import subscribing_root
    from reader.feeds import subscriptions

    root = subscribing_root(arguments)
    gone = subscriptions.chosen(subscriptions.load(root).feeds, arguments.feeds)
    if not arguments.dry_run:
        subscriptions.remove(root, gone)
    for one in gone:
        print(safe_line(f"{one.name}  {one.url}"))
    verb = "would be unsubscribed" if arguments.dry_run else "unsubscribed"
    count = f"{len(gone):,} feed{'' if len(gone) == 1 else 's'}"
    tell(f"{count} {verb}; their articles stay.")
    return 0
