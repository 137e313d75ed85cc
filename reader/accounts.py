"""The `[[account]]` tables of the settings: servers and programs that know what was read.

No password is among them: a command prints it, or the system's keyring has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

KINDS = ("greader", "fever")
"""Google Reader's interface, which most servers have, and Fever's."""

NAME = re.compile(r"[A-Za-z0-9_-]{1,24}")
_LOOPBACK = re.compile(r"http://(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?(?:/|$)")


@dataclass(frozen=True, slots=True)
class Account:
    """An account at a server. `url` is where its interface is; `password_command` is a program and
    its arguments, empty if the keyring has the password. `insecure` permits a connection without
    TLS.
    """

    name: str
    kind: str
    url: str
    user: str
    password_command: tuple[str, ...] = ()
    insecure: bool = False


def accounts_of(
    value: object, line_of: Callable[[int], int], say: Callable[[str, int], object]
) -> tuple[Account, ...]:
    """The accounts in the tables `[[account]]`.

    `line_of` returns the line of the table with a number, from 0; `say` is called with what is
    wrong with each account that cannot be used, and its line. Raises ValueError if they are no
    tables.
    """
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise ValueError("must be tables: a line [[account]], and below it lines of its own")
    found: dict[str, Account] = {}
    for number, table in enumerate(value):
        try:
            one = account_of(table)
            if one.name in found:
                raise ValueError("has the name of another one")
        except ValueError as flaw:
            name = table.get("name")
            called = f" “{name}”" if isinstance(name, str) and NAME.fullmatch(name) else ""
            say(f"The account{called} {flaw}", line_of(number))
        else:
            found[one.name] = one
    return tuple(found.values())


def account_of(table: Mapping[str, Any]) -> Account:
    """One account. Raises ValueError, with the end of a sentence that begins with its name."""
    if unknown := sorted(table.keys() - Account.__slots__):
        raise ValueError(f"has no key “{unknown[0]}”")
    texts = {key: table.get(key, "") for key in ("name", "kind", "url", "user")}
    for key, text in texts.items():
        if not isinstance(text, str) or not text.strip() or not text.isprintable():
            raise ValueError(f"needs a {key}, as a text")
    command = table.get("password_command", [])
    if not isinstance(command, list) or not all(isinstance(word, str) for word in command):
        raise ValueError('must have a list as its password_command: ["pass", "show", "rss"]')
    insecure = table.get("insecure", False)
    if not isinstance(insecure, bool):
        raise ValueError("must have true or false as insecure")
    found = Account(**texts, password_command=tuple(command), insecure=insecure)
    if flaw := _flaw(found):
        raise ValueError(flaw)
    return found


def _flaw(one: Account) -> str:
    if not NAME.fullmatch(one.name):
        return f"must have a name of letters, digits, “-” and “_”, 24 at most, not “{one.name}”"
    if one.kind not in KINDS:
        return f"must have a kind: {' or '.join(KINDS)}"
    if one.url.startswith("https://"):
        return ""
    if not one.url.startswith("http://"):
        return f"must have an address that begins with https://, not “{one.url}”"
    if not one.insecure and not _LOOPBACK.match(one.url):
        return (
            f"would send the password of {one.name} without TLS: use https://, or say "
            "`insecure = true` if you trust the network"
        )
    return ""
