"""`reader feeds`: the subscriptions, and how they are doing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader.console import options
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell
from reader.errors import ReaderError
from reader.output.safe import safe_line

if TYPE_CHECKING:  # `--help` does without the database
    from reader.feeds.health import Health

SUMMARY = "list the feeds, and how they are doing"
EXAMPLES = (
    ("reader feeds --errors", "feeds that could not be fetched, and why"),
    ("reader feeds --skipped", "what rules of feeds.toml left out, for thirty days"),
    ("reader feeds --opml > feeds.opml", "the list for another program"),
)
FIELDS = {
    "title": "its name here",
    "folder": "a list, the outermost first",
    "url": "its address",
    "first_url": "the address that was first subscribed to",
    "every": "seconds between two fetches",
    "articles": "how many of its entries became files",
    "fetched": "when it last answered: ISO 8601 with a zone, or null",
    "due": "when it is asked again: ISO 8601, or null if it never was asked or never will be",
    "failures": "how many times in a row it has failed",
    "error": "what is wrong, or ''",
    "account": "the account whose server asks for it, or ''",
    "id": "with --skipped, beside title, feed and url: what --bring takes",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--errors", action="store_true", help="only feeds that fail")
    parser.add_argument(
        "--skipped", action="store_true", help="the entries that `skip` and `only` left out"
    )
    parser.add_argument(
        "--bring", action="append", metavar="ID", help="bring a skipped entry in; `all` for all"
    )
    parser.add_argument("--opml", action="store_true", help="the list as OPML, for other programs")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Print the feeds; 1 where something in feeds.toml cannot be used."""
    from reader.console.libraries import subscribed
    from reader.feeds import opml
    from reader.sync.server_feeds import healths

    root, found = subscribed(arguments)
    if arguments.opml:
        print(opml.write(found.feeds), end="")
        return 1 if found.problems else 0
    if arguments.skipped or arguments.bring:
        return _skipped(root, arguments)
    rows = healths(root, arguments.settings.account, found.feeds)
    if arguments.errors:
        rows = [row for row in rows if row.failures]
    if arguments.json:
        _print_json(rows)
    else:
        _print(rows)
        failing = sum(bool(row.failures) for row in rows)
        count = f"{len(rows):,} feed{'' if len(rows) == 1 else 's'}"
        hint = "" if rows or arguments.errors else " `reader subscribe URL` adds one."
        tell(f"{count}{f', {failing:,} failing' if failing else ''}.{hint}")
    return 1 if found.problems else 0


def _skipped(root: Path, arguments: Namespace) -> int:
    """List what rules skipped, or bring some of it in; 1 where there is nothing."""
    from reader.articles.file import read_article
    from reader.console.stdout import print_json
    from reader.feeds import aside

    found = aside.skipped(root)
    if arguments.bring:
        found = aside.chosen(found, arguments.bring)
    for one in found:
        try:
            article = read_article(one.file)
        except ReaderError as error:
            say(str(error))
            continue
        row = {"id": one.id, "title": article.title, "feed": article.site, "url": article.url}
        if arguments.json:
            print_json(row)
        else:
            print(safe_line(f"{one.id}  {article.site}: {article.title}"))
        if arguments.bring:
            aside.move(one.file, one.path)
    count = f"{len(found):,} entr{'y' if len(found) == 1 else 'ies'}"
    hint = "brought in." if arguments.bring else "skipped; `reader feeds --bring ID` brings one in."
    tell(f"{count} {hint}")
    return 0 if found else 1


def _print(rows: Sequence[Health]) -> None:
    from reader.feeds.health import ago
    from reader.output.cells import fit, width_of

    names = [safe_line("/".join((*row.feed.folder, row.name))) for row in rows]
    width = min(max(map(width_of, names), default=0), 40)
    for row, name in zip(rows, names, strict=True):
        shown = fit(name, width)
        gap = " " * (width - width_of(shown))
        due = row.next if row.account else f"next {row.next}"
        when = f"{row.articles:>6,}  {ago(row.fetched):>10}  {due:<14}"
        print(f"{shown}{gap}  {when}  {safe_line(row.said)}".rstrip())


def _print_json(rows: Sequence[Health]) -> None:
    from datetime import UTC, datetime

    from reader.console.stdout import print_json

    def moment(when: float) -> str | None:
        return datetime.fromtimestamp(when, UTC).isoformat(timespec="seconds") if when else None

    for row in rows:
        print_json(
            {
                "title": row.name,
                "folder": row.feed.folder,
                "url": row.feed.url,
                "first_url": row.feed.base,
                "every": row.feed.every,
                "articles": row.articles,
                "fetched": moment(row.fetched),
                "due": moment(row.due),
                "failures": row.failures,
                "error": row.said,
                "account": row.account,
            }
        )
