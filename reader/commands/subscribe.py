"""`reader subscribe`: add a feed, the feed of a page, or a whole list to the library."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from reader.console import options
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell
from reader.errors import LibraryError, UsageError
from reader.output.safe import safe_line

if TYPE_CHECKING:  # `--help` does without the network
    from reader.feeds.discovery import Discovery
    from reader.feeds.http import Client
    from reader.feeds.opml import ListedFeeds
    from reader.feeds.subscription import Subscription
    from reader.feeds.subscriptions import Subscriptions

SUMMARY = "subscribe to a feed, to a page's feed, or to a list of feeds"
EXAMPLES = (
    ("reader subscribe example.com --folder 编程/博客", "the feed that a page names, in a folder"),
    ("reader subscribe https://github.com/Textualize/textual --pick 1", "the releases alone"),
    ("reader subscribe @user@mastodon.example", "a user of Mastodon"),
    ("reader subscribe example.com --set cookies=~/cookies.txt --set keep=90d", "with a login"),
    ("reader subscribe example.com --account home", "on the server that `reader sync` works with"),
    ("reader subscribe feeds.opml", "a list that another program exported"),
    ("reader subscribe ~/.newsboat/urls --dry-run", "what newsboat's list would add"),
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", metavar="URL|FILE", help="a feed, a page, an OPML file, or newsboat's urls"
    )
    parser.add_argument("--folder", metavar="A/B", default="", help="the folder of its articles")
    parser.add_argument("--title", metavar="T", default="", help="its name here")
    parser.add_argument("--pick", type=int, metavar="N", help="which feed, if a page names several")
    parser.add_argument(
        "--set",
        action="append",
        metavar="KEY=VALUE",
        default=[],
        help="a key of feeds.toml, such as keep=90d, cookies=~/cookies.txt (docs/feeds.md)",
    )
    parser.add_argument(
        "--account", metavar="NAME", help="subscribe on the server of an account, not here"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Subscribe; 1 where nothing was found, or none of several was picked."""
    from reader.console.libraries import subscribing_root
    from reader.feeds import feed_tables, subscriptions
    from reader.feeds.logins import exposed

    if arguments.account and arguments.set:
        raise UsageError(
            "--set is for feeds.toml; the server of an account keeps its own settings."
        )
    given = feed_tables.settings_of(arguments.set)
    there = _there(arguments)
    found = _found(arguments, feed_tables.with_settings(there.shared, given))
    if not found:
        return 1
    root = subscribing_root(arguments, make=not arguments.dry_run)
    if arguments.account:
        return _on_server(root, found, arguments)
    feeds = there.feeds
    known = {url for one in feeds for url in (one.url, one.first_url)}
    new = [one for one in found if one.url not in known]
    if new and not arguments.dry_run:
        subscriptions.add(root, new, given)
        urls = {one.url for one in new}
        written = [one for one in subscriptions.load(root).feeds if one.url in urls]
        for sentence in exposed(root, written):
            say(sentence)
    _tell(new, found, arguments.dry_run)
    return 0


def _on_server(root: Path, found: list[Subscription], arguments: Namespace) -> int:
    """Subscribe on the server of an account."""
    from reader.sync import server_feeds
    from reader.sync.servers import account_named

    account = account_named(arguments.account, arguments.settings.account)
    if not arguments.dry_run:
        server_feeds.add(root, account, found)
    for one in found:
        print(safe_line(f"{one.name}  {one.url}"))
    verb = "would be subscribed" if arguments.dry_run else "subscribed"
    count = f"{len(found):,} feed{'' if len(found) == 1 else 's'}"
    hint = "" if arguments.dry_run else " `reader sync` brings what is new."
    tell(f"{count} {verb} on {account.name}.{hint}")
    return 0


def _there(arguments: Namespace) -> Subscriptions:
    """The subscriptions of the library; none where there is no library yet."""
    from reader.console.libraries import subscribing_root
    from reader.feeds.subscriptions import Subscriptions, load

    try:
        return load(subscribing_root(arguments))
    except LibraryError:
        return Subscriptions()


def _found(arguments: Namespace, how: Subscription) -> list[Subscription]:
    """The feeds that the argument names, asked as `how` says; none if it names several to pick
    from, which it lists.
    """
    from reader.feeds import discovery
    from reader.feeds.http import Client
    from reader.feeds.subscription import folder_of

    folder = folder_of(arguments.folder)
    client = Client()
    try:
        first = discovery.find_typed(arguments.what, client, how)
        if first.listed is not None:
            return _of_list(first.listed, folder)
        found = _picked(first, arguments.pick, client, how) if first.offers else first
        if found is None:
            return []
        return [discovery.subscription(found, safe_line(arguments.title), folder)]
    finally:
        client.close()


def _of_list(listed: ListedFeeds, folder: tuple[str, ...]) -> list[Subscription]:
    from dataclasses import replace

    for problem in listed.problems:
        say(problem)
    return [replace(one, folder=(*folder, *one.folder)) for one in listed.feeds]


def _picked(
    first: Discovery, pick: int | None, client: Client, how: Subscription
) -> Discovery | None:
    """The feed that is picked, by its number or at a prompt; None where none is."""
    from reader.feeds import discovery

    offers = first.offers
    if pick is None:
        for number, offer in enumerate(offers, 1):
            print(f"{number}  {safe_line(offer.title or '')}  {safe_line(offer.url)}".strip())
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            say("There are several feeds: pick one with --pick N.")
            return None
        answer = input("Which one? ").strip()
        if not answer:
            return None
        pick = int(answer) if answer.isdecimal() else 0
    if not 1 <= pick <= len(offers):
        raise UsageError(f"There are {len(offers)} feeds: pick one from 1 to {len(offers)}.")
    return discovery.take(offers[pick - 1], first.asked, client, how)


def _tell(new: list[Subscription], found: list[Subscription], is_dry: bool) -> None:
    for one in new:
        place = "/".join(one.folder)
        print(safe_line(f"{one.name}  {place}  {one.url}" if place else f"{one.name}  {one.url}"))
    old = len(found) - len(new)
    there = f"; {old:,} {'was' if old == 1 else 'were'} there already" if old else ""
    verb = "would be subscribed" if is_dry else "subscribed"
    count = f"{len(new):,} feed{'' if len(new) == 1 else 's'} {verb}"
    hint = "" if is_dry or not new else " `reader fetch` brings what is new."
    tell(f"{count}{there}.{hint}")
