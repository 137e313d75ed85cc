"""`reader unsubscribe`: stop fetching feeds, here or on a server; their articles stay."""

from __future__ import annotations

from argparse import Namespace

from reader.console import options
from reader.console.parser import ArgumentParser
from reader.console.stderr import tell
from reader.output.safe import safe_line

SUMMARY = "stop fetching feeds, here or on a server; their articles stay"
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
    from reader.sync import server_feeds

    root = subscribing_root(arguments)
    here = subscriptions.load(root).feeds
    served = server_feeds.served(root, arguments.settings.account)
    there = {one.feed.url: one for one in served}
    gone = subscriptions.chosen([*here, *(one.subscription for one in served)], arguments.feeds)
    if not arguments.dry_run:
        server_feeds.remove(root, [there[one.url] for one in gone if one.url in there])
        if ours := [one for one in gone if one in here]:
            subscriptions.remove(root, ours)
    for one in gone:
        print(safe_line(f"{one.name}  {one.url}"))
    verb = "would be unsubscribed" if arguments.dry_run else "unsubscribed"
    count, whose = ("1 feed", "its") if len(gone) == 1 else (f"{len(gone):,} feeds", "their")
    tell(f"{count} {verb}; {whose} articles stay.")
    return 0
