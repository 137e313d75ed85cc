"""Logs in to the servers of accounts."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reader.accounts import KINDS, Account
from reader.errors import SyncError
from reader.feeds.known import FeedCache
from reader.sync.fever import Fever
from reader.sync.greader import GoogleReader
from reader.sync.passwords import password_of
from reader.sync.server import LoginRefused, Paused, Server

_KINDS: dict[str, Any] = {"greader": GoogleReader, "fever": Fever}


@contextmanager
def logged_in(account: Account, root: Path) -> Iterator[Server]:
    """The server of an account, for the library `root`. A pause that a server asks for is kept,
    and it is left alone until then.

    Raises SyncError, LoginRefused, Paused.
    """
    host = urlsplit(account.url).hostname or account.url
    known = FeedCache(root)
    try:
        if until := known.pauses(time.time()).get(host):
            clock = time.strftime("%H:%M", time.localtime(until))
            raise Paused(f"{host} asked for a pause until {clock}.", until)
        server = log_in(account, password_of(account))
        try:
            yield server
        finally:
            server.close()
    except Paused as error:
        known.pause(host, error.until)
        raise
    finally:
        known.close()


def account_named(name: str, accounts: Sequence[Account]) -> Account:
    """The account of a name. Raises SyncError."""
    for one in accounts:
        if one.name == name:
            return one
    if not accounts:
        raise SyncError("There is no account yet: `reader account add` makes one.")
    raise SyncError(f"There is no account “{name}”: `reader account list` lists them.")


def log_in(account: Account, password: str) -> Server:
    """The server of an account. Raises SyncError, LoginRefused, Paused."""
    server: Server = _KINDS[account.kind](account.url, account.user, password)
    return server


def located(account: Account, password: str, kinds: Sequence[str] = KINDS) -> Account:
    """The account with the kind and the address that its interface really has: what a user types
    may be the address of the server's pages.

    Raises SyncError where there is none: as the address that was typed did.
    """
    first: SyncError | None = None
    for kind in kinds:
        for place in _KINDS[kind].PLACES:
            one = replace(account, kind=kind, url=account.url.rstrip("/") + place)
            try:
                log_in(one, password).close()
            except LoginRefused:
                raise
            except SyncError as error:
                first = first or error
            else:
                return one
    assert first is not None
    raise first
