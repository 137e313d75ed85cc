"""`reader account`: the servers that `reader sync` works with."""

from __future__ import annotations

import re
import shlex
import sys
from argparse import Namespace
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reader.accounts import KINDS, Account, account_of
from reader.console.parser import ArgumentParser
from reader.console.stderr import say, tell
from reader.errors import ConfigError, ReaderError, SyncError, UsageError
from reader.output.safe import safe_line

if TYPE_CHECKING:  # `--help` does without the network
    from collections.abc import Sequence

SUMMARY = "add, list, check or remove the servers that `reader sync` works with"
EXAMPLES = (
    ("reader account add", "asks for the address, your name there, and your password"),
    (
        "reader account add home --url https://rss.example.com --user mei "
        "--password-command 'pass show rss'",
        "asks nothing",
    ),
    ("reader account check", "whether each server can be logged in to, and what it has"),
)
FIELDS = {
    "name": "its name here",
    "kind": "greader or fever",
    "url": "where its interface is",
    "user": "your name there",
    "insecure": "whether it may be asked without TLS",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=("add", "list", "remove", "check"),
        help="log in to a server and add it; list the accounts; remove one, whose articles stay; "
        "log in, and say what is there",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the account's name")
    parser.add_argument("--url", metavar="URL", help="add: the address of the server")
    parser.add_argument("--user", metavar="USER", help="add: your name there")
    parser.add_argument("--kind", choices=KINDS, help="add: its interface (default: tried)")
    parser.add_argument(
        "--password-command", metavar="COMMAND", help="add: a command that prints the password"
    )
    parser.add_argument(
        "--insecure", action="store_true", help="add: permit a connection without TLS"
    )
    parser.add_argument("--json", action="store_true", help="list: one JSON object a line")


def run(arguments: Namespace) -> int:
    """Run the action; 1 where an account cannot be used."""
    accounts: Sequence[Account] = arguments.settings.account
    what = {"add": _add, "list": _list, "remove": _remove, "check": _check}
    return what[arguments.what](arguments, accounts)


def _list(arguments: Namespace, accounts: Sequence[Account]) -> int:
    from reader.console.stdout import print_json

    for one in accounts:
        if arguments.json:
            print_json({name: getattr(one, name) for name in FIELDS})
        else:
            print(safe_line(f"{one.name}  {one.kind}  {one.user}  {one.url}"))
    tell(f"{len(accounts)} account{'' if len(accounts) == 1 else 's'}.")
    return 0


def _remove(arguments: Namespace, accounts: Sequence[Account]) -> int:
    from reader.settings_file import remove_account
    from reader.sync import passwords
    from reader.sync.servers import account_named

    account = account_named(arguments.name or "", accounts)
    if not account.password_command:
        passwords.forget(account)
    remove_account(account.name)
    tell(f"{account.name} was removed; its articles stay.")
    return 0


def _check(arguments: Namespace, accounts: Sequence[Account]) -> int:
    from reader.sync.servers import account_named

    if arguments.name or not accounts:
        accounts = [account_named(arguments.name or "", accounts)]
    return max([_checked(one) for one in accounts])


def _checked(account: Account) -> int:
    from reader.sync.passwords import password_of

    try:
        tell(f"{account.name}: {_said(account, password_of(account))}")
    except ReaderError as error:
        say(f"{account.name}: {error}")
        return 1
    return 0


def _said(account: Account, password: str) -> str:
    """What a server has, in words. Raises SyncError."""
    import time

    from reader.sync.servers import log_in

    server = log_in(account, password)
    try:
        feeds, state = server.feeds(), server.state(time.time())
    finally:
        server.close()
    count = f"{len(feeds):,} feed{'' if len(feeds) == 1 else 's'}"
    return f"{count}, {len(state.unread):,} unread."


def _add(arguments: Namespace, accounts: Sequence[Account]) -> int:
    from reader.settings_file import add_account
    from reader.sync import passwords
    from reader.sync.servers import located

    typed = _typed(arguments)
    if any(one.name == typed.name for one in accounts):
        raise ConfigError(f"There is an account “{typed.name}” already.")
    password, typed = _password(typed)
    account = located(typed, password, (arguments.kind,) if arguments.kind else KINDS)
    if not account.password_command:
        passwords.save(account, password)
    add_account(account)
    tell(f"{account.name}: {_said(account, password)} `reader sync` brings what is there.")
    return 0


def _typed(arguments: Namespace) -> Account:
    """The account that was named, or is asked for. Raises UsageError, SyncError."""
    url = arguments.url or _asked(
        "The address of the server, such as https://rss.example.com", "--url"
    )
    url = url if "://" in url else f"https://{url}"
    user = arguments.user or _asked("Your name there", "--user")
    name = arguments.name or re.sub(r"[^a-z0-9]+", "-", (urlsplit(url).hostname or "").lower())[:24]
    command = shlex.split(arguments.password_command or "")
    table = {"name": name, "kind": arguments.kind or KINDS[0], "url": url, "user": user}
    try:
        return account_of(table | {"password_command": command, "insecure": arguments.insecure})
    except ValueError as error:
        raise SyncError(f"The account {error}.") from None


def _password(account: Account) -> tuple[str, Account]:
    """The password, and the account with the command that prints it, unless a keyring keeps it."""
    from reader.sync.passwords import has_keyring, password_of

    if account.password_command:
        return password_of(account), account
    if has_keyring() and sys.stdin.isatty():
        from getpass import getpass

        tell("The API password: with FreshRSS, that of Settings ▸ Profile ▸ API management.")
        return getpass("Password: "), account
    asked = _asked("A command that prints your API password, such as: pass show rss",
                   "--password-command")  # fmt: skip
    account = replace(account, password_command=tuple(shlex.split(asked)))
    return password_of(account), account


def _asked(what: str, option: str) -> str:
    """What the user types. Raises UsageError where nobody can be asked, or nothing is typed."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"`reader account add` needs {option}.")
    print(f"{what}: ", end="", file=sys.stderr, flush=True)
    typed = sys.stdin.readline().strip()
    if not typed:
        raise UsageError("Nothing was typed, so no account was added.")
    return typed
