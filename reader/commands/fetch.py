"""`reader fetch`: ask the feeds that are due, and write new entries as files."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reader.console import options
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell
from reader.errors import SubscriptionError, UsageError
from reader.output.safe import safe_line
from reader.regular_files import read_bytes

if TYPE_CHECKING:  # `--help` does without the network
    from reader.feeds.fetching import Fetched, Options
    from reader.feeds.subscription import Subscription

SUMMARY = "ask the feeds that are due, and write what is new"
EXAMPLES = (
    ("reader fetch", "all feeds that are due"),
    ("reader fetch 编程 'Example Weekly' --force", "a folder and a feed, due or not"),
    ("reader fetch --prune --keep 90d --dry-run", "which old articles would go to the trash"),
    ("reader fetch saved.xml --url https://example.com/feed", "a saved feed, once"),
)
FIELDS = {
    "title": "the feed's name here",
    "url": "its address",
    "became": "new, changed, unchanged, failed, gone or paused",
    "new": "a list: titles of new articles",
    "changed": "how many articles have changed",
    "skipped": "how many new entries `skip` and `only` left out",
    "said": "why it failed, or another remark, or ''",
    "done": "how many feeds are done",
    "total": "how many feeds were due",
    "path": "with --prune, and alone: an article that goes to the trash",
    "trashed": "at the end, with `back`: how many articles `keep` moved to the trash, if any",
    "back": "how many came back from it, because they were starred, tagged or begun elsewhere",
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
    parser.add_argument(
        "--prune",
        action="store_true",
        help="ask nothing; move articles that `keep` in feeds.toml covers no longer to the trash",
    )
    parser.add_argument(
        "--keep",
        type=_keep,
        metavar="K",
        help="with --prune: 90d or 500, where a feed says nothing",
    )
    parser.add_argument("--url", metavar="URL", help="where the feed in FILE came from")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Fetch; 1 where a feed failed."""
    from reader import config
    from reader.console.libraries import subscribed
    from reader.feeds import fetching, subscriptions

    root, found = subscribed(arguments)
    options = fetching.Options(
        dry=arguments.dry_run,
        force=arguments.force,
        gone=bool(arguments.what),
        jobs=arguments.jobs,
        zone=config.local_zone(arguments.settings),
    )
    if arguments.url:
        return _saved(root, found.feeds, arguments, options)
    if not found.feeds:
        raise SubscriptionError(f"{root} has no feeds yet: `reader subscribe URL` adds one.")
    feeds = subscriptions.chosen(found.feeds, arguments.what) if arguments.what else found.feeds
    if arguments.prune:
        kept = [replace(one, keep=one.keep or arguments.keep or "") for one in feeds]
        return _prune(root, kept, arguments)
    with _Telling(arguments) as telling:
        fetching.fetch(root, feeds, options, telling.told)
    telling.sum_up()
    if not arguments.dry_run:
        _tidy(root, feeds, as_json=arguments.json)
    return 1 if telling.failed or found.problems else 0


def _prune(root: Path, feeds: Sequence[Subscription], arguments: Namespace) -> int:
    """Move what is not kept any more to the trash, and name it."""
    from reader import config
    from reader.console.stdout import print_json
    from reader.feeds import fetching, retention

    with fetching.alone():
        journals = config.journal_folder()
        gone = retention.prune(root, journals, feeds, dry=arguments.dry_run, again=True)
    for path in gone:
        if arguments.json:
            print_json({"path": str(path)})
        else:
            print(safe_line(str(path)))
    count = f"{len(gone):,} article{'' if len(gone) == 1 else 's'}"
    if not gone:
        tell("Nothing is to be removed.")
    elif arguments.dry_run:
        tell(f"{count} would go to the trash.")
    else:
        tell(f"{count} moved to the trash, for 30 days; `reader undo` brings them back.")
    return 0


def _tidy(root: Path, feeds: Sequence[Subscription], *, as_json: bool) -> None:
    """Behind a fetch: what was starred elsewhere comes back from the trash, what `keep` covers no
    longer goes there, and what lay aside for long enough goes for good. While the clock is not to
    be trusted, nothing goes because of its age.
    """
    from reader import config
    from reader.feeds import aside, fetching, retention

    journals = config.journal_folder()
    now = time.time()
    with fetching.alone():
        is_steady = aside.is_steady(now)
        due = feeds if is_steady else [one for one in feeds if isinstance(one.keep, int)]
        back = retention.bring_back(root, journals)
        gone = retention.prune(root, journals, due)
        if is_steady:
            aside.purge(root, now)
    if as_json and (gone or back):
        from reader.console.stdout import print_json

        print_json({"trashed": len(gone), "back": len(back)})
        return
    if back:
        tell(f"{len(back):,} back from the trash.")
    if gone:
        tell(f"{len(gone):,} moved to the trash; `reader undo` brings them back.")


def _saved(
    root: Path, known: Sequence[Subscription], arguments: Namespace, options: Options
) -> int:
    """Read a feed from a file, as if it came from its address."""
    from reader.feeds import fetching
    from reader.feeds.subscription import Subscription

    if len(arguments.what) != 1:
        raise UsageError("--url needs exactly one file: `reader fetch FILE --url URL`.")
    try:
        data = read_bytes(Path(arguments.what[0]))
    except OSError as error:
        reason = error.strerror or error
        raise SubscriptionError(f"{arguments.what[0]} cannot be read: {reason}.") from None
    one = next((feed for feed in known if arguments.url in (feed.url, feed.first_url)), None)
    one = one or Subscription(arguments.url)
    done = fetching.saved(root, data, one, options)
    with _Telling(arguments) as telling:
        telling.told(done, 1, 1)
    telling.sum_up()
    return 0


class _Telling:
    """Reports a fetch as it goes: a bar or lines of JSON, and at the end what failed."""

    def __init__(self, arguments: Namespace) -> None:
        self.failed: list[Fetched] = []
        self._noted: list[Fetched] = []
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
        self._counts.update(new=len(one.new), changed=one.changed, skipped=one.skipped, asked=1)
        if one.said and one.became in ("new", "changed", "unchanged"):
            self._noted.append(one)
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
        for one in [*self._noted, *self.failed]:
            say(f"{one.name}: {one.said}")
        if self._json:
            return
        counts = self._counts
        if not counts["asked"]:
            tell("Nothing is due; --force asks anyway.")
            return
        parts = [f"{counts['new']:,} new"]
        parts += [f"{counts['changed']:,} changed"] if counts["changed"] else []
        parts += [f"{counts['skipped']:,} skipped"] if counts["skipped"] else []
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
                "skipped": one.skipped,
                "said": one.said,
                "done": done,
                "total": total,
            }
        )
        sys.stdout.flush()


def _keep(text: str) -> str | int:
    from reader.feeds.limits import keep_of

    try:
        return keep_of(int(text) if text.isdecimal() else text)
    except ValueError:
        raise ArgumentTypeError(
            f"“{text}” is not a number of articles or a span such as 90d"
        ) from None


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise ArgumentTypeError(f"“{text}” is not a number from 1 to 256")
    return int(text)
