"""`reader sync`: agree with a server on what is read, starred and tagged."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from reader.console import options
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell
from reader.errors import ReaderError

if TYPE_CHECKING:  # `--help` does without the network
    from reader.accounts import Account
    from reader.library.library import Library
    from reader.sync.syncing import Step, Synced

SUMMARY = "agree with a server on what is read, starred and tagged"
EXAMPLES = (
    ("reader sync", "all accounts: new articles, marks from there, marks from here"),
    ("reader sync home --dry-run", "what one account would bring and take"),
)
FIELDS = {
    "account": "the account's name",
    "step": "asking, bringing or sending; done at its end",
    "done": "how many items of this step are done",
    "total": "how many there are, or 0 if that is not known",
    "new": "at its end, like the rest: a list: titles of new articles",
    "items": "how many items came, or would come",
    "came": "how many articles were marked as on the server",
    "went": "how many marks went to the server",
    "said": "why it failed, or another remark, or ''",
    "failed": "whether it failed",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("accounts", nargs="*", metavar="ACCOUNT", help="its name (default: all)")
    parser.add_argument("--dry-run", action="store_true", help="ask, but change nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object a step")
    options.library(parser)


def run(arguments: Namespace) -> int:
    """Synchronise; 1 where an account failed."""
    from reader.console.libraries import named, subscribing_root

    wanted = _chosen(arguments.settings.account, arguments.accounts)
    root = subscribing_root(arguments, make=not arguments.dry_run)
    if not arguments.settings.library:
        arguments.library = arguments.library or [root]
    library = named(arguments)
    library.listen(say)
    try:
        done = [_synced(library, account, arguments) for account in wanted]
    finally:
        library.close()
    return 0 if all(done) else 1


def _chosen(accounts: tuple[Account, ...], names: list[str]) -> list[Account]:
    from reader.sync.servers import account_named

    if not accounts or names:
        return [account_named(name, accounts) for name in names or [""]]
    return list(accounts)


def _synced(library: Library, account: Account, arguments: Namespace) -> bool:
    """Synchronise with one account, and report it; whether it succeeded."""
    from reader.console.progress import ProgressBar
    from reader.sync.servers import logged_in
    from reader.sync.syncing import Synced, sync

    bar = ProgressBar(f"syncing with {account.name}", shown=not arguments.json)

    def told(step: Step, done: int, total: int) -> None:
        bar.show(done, total or None, step)
        if arguments.json:
            _print({"account": account.name, "step": step, "done": done, "total": total})

    failed = False
    try:
        with logged_in(account, library.roots[0]) as server:
            found = sync(library, account, server, told, dry=arguments.dry_run)
    except ReaderError as error:
        found, failed = Synced(account.name, said=str(error)), True
    finally:
        bar.close()
    if arguments.json:
        _print_end(found, failed=failed)
    else:
        _sum_up(found, failed=failed, dry=arguments.dry_run)
    return not failed


def _print_end(found: Synced, *, failed: bool) -> None:
    ended = {"account": found.account, "step": "done", "done": found.items, "total": found.items}
    told = {"new": found.new, "items": found.items, "came": found.came, "went": found.went}
    _print(ended | told | {"said": found.said, "failed": failed})


def _print(told: dict[str, object]) -> None:
    from reader.console.stdout import print_json

    print_json(told)
    sys.stdout.flush()


def _sum_up(found: Synced, *, failed: bool, dry: bool) -> None:
    if found.said:
        say(f"{found.account}: {found.said}")
    if failed:
        return
    new = f"{found.items:,} would come" if dry else f"{len(found.new):,} new"
    came, went = ("would come from", "would go") if dry else ("came from", "went")
    marks = f"{found.came:,} mark{'' if found.came == 1 else 's'}"
    tell(f"{found.account}: {new}; {marks} {came} there, {found.went:,} {went} there.")
