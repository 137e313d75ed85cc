"""`reader fetch`: ask the feeds that are due, and write new entries as files."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader.console import options
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell
from reader.errors import SubscriptionError, UsageError
from reader.output.safe import safe_line

if TYPE_CHECKING:  # `--help` does without the network
    from reader.feeds.fetching import Fetched
    from reader.feeds.subscriptions import Subscription

SUMMARY = "ask the feeds that are due, and write what is new"
EXAMPLES = (
    ("reader fetch", "all feeds that are due"),
    ("reader fetch 编程 'Example Weekly' --force", "a folder and a feed, due or not"),
    ("reader fetch saved.xml --url https://example.com/feed", "a saved feed, once"),
)
FIELDS = {
    "title": "the feed's name here",
    "url": "its address",
    "became": "new, changed, unchanged, failed, gone or paused",
    "new": "a list: titles of new articles",
    "changed": "how many articles have changed",
    "said": "why it failed, or another remark, or ''",
    "done": "how many feeds are done",
    "total": "how many feeds were due",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", nargs="*", metavar="FEED|FILE", help="titles, addresses, folders (default: all)"
    )
    parser.add_argument("--force", action="store_true", help="also feeds that are not due yet")
    parser.add_argument("--dry-run", action="store_true", help="ask the feeds, but write nothing")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a feed, when it is done"
    )
    parser.add_argument(
        "--jobs", type=_jobs, metavar="N", default=32, help="feeds asked at once (default: 32)"
    )
    parser.add_argument("--url", metavar="URL", help="where the feed in FILE came from")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Fetch; 1 where a feed failed."""
    from reader.console.libraries import subscribed
    from reader.feeds import fetching, subscriptions

    root, found = subscribed(arguments)
    if arguments.url:
        return _saved(root, found.feeds, arguments)
    if not found.feeds:
        raise SubscriptionError(f"{root} has no feeds yet: `reader subscribe URL` adds one.")
    feeds = subscriptions.chosen(found.feeds, arguments.what) if arguments.what else found.feeds
    options = fetching.Options(
        dry=arguments.dry_run, force=arguments.force, gone=bool(arguments.what), jobs=arguments.jobs
    )
    with _Telling(arguments) as telling:
        fetching.fetch(root, feeds, options, telling.told)
    telling.sum_up()
    return 1 if telling.failed or found.problems else 0


def _saved(root: Path, known: Sequence[Subscription], arguments: Namespace) -> int:
    """Read a feed from a file, as if it came from its address."""
    from reader.feeds import fetching, subscriptions

    if len(arguments.what) != 1:
        raise UsageError("--url needs exactly one file: `reader fetch FILE --url URL`.")
    try:
        data = Path(arguments.what[0]).read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise SubscriptionError(f"{arguments.what[0]} cannot be read: {reason}.") from None
    one = next((feed for feed in known if arguments.url in (feed.url, feed.first_url)), None)
    one = one or subscriptions.Subscription(arguments.url)
    done = fetching.saved(root, data, one, dry=arguments.dry_run)
    with _Telling(arguments) as telling:
        telling.told(done, 1, 1)
    telling.sum_up()
    return 0


class _Telling:
    """Reports a fetch as it goes: a bar or lines of JSON, and at the end what failed."""

    def __init__(self, arguments: Namespace) -> None:
        self.failed: list[Fetched] = []
        self._json, self._dry = arguments.json, arguments.dry_run
        self._counts: Counter[str] = Counter()

    def __enter__(self) -> _Telling:
        from reader.console.progress import ProgressBar

        self._bar = ProgressBar("fetching", shown=not self._json)
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.close()

    def told(self, one: Fetched, done: int, total: int) -> None:
        """Report a feed that is done."""
        self._counts.update(new=len(one.new), changed=one.changed, asked=1)
        self._bar.show(done, total, f"{self._counts['new']:,} new")
        if one.is_failure:
            self.failed.append(one)
        if self._json:
            self._print_json(one, done, total)
        elif self._dry:
            for title in one.new:
                print(safe_line(f"{one.name}: {title}"))

    def sum_up(self) -> None:
        """Name what failed, and count the rest."""
        for one in self.failed:
            say(f"{one.name}: {one.said}")
        if self._json:
            return
        counts = self._counts
        if not counts["asked"]:
            tell("Nothing is due; --force asks anyway.")
            return
        parts = [f"{counts['new']:,} new"]
        parts += [f"{counts['changed']:,} changed"] if counts["changed"] else []
        parts += [f"{len(self.failed):,} failed"] if self.failed else []
        feeds = f"{counts['asked']:,} feed{'' if counts['asked'] == 1 else 's'}"
        tell(f"{feeds}: {', '.join(parts)}.")

    def _print_json(self, one: Fetched, done: int, total: int) -> None:
        from reader.console.stdout import print_json

        print_json(
            {
                "title": one.name,
                "url": one.feed.url,
                "became": one.became,
                "new": one.new,
                "changed": one.changed,
                "said": one.said,
                "done": done,
                "total": total,
            }
        )
        sys.stdout.flush()


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to 256")
    return int(text)
