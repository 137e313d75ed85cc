"""A server, an account at it, and devices that synchronise with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reader.accounts import Account
from reader.library.library import Library
from reader.sync import pulling
from reader.sync.greader import GoogleReader
from reader.sync.syncing import Synced, sync
from tests.conftest import live_in
from tests.feeds.conftest import item, rss
from tests.feeds.server import Web
from tests.states import set_state
from tests.sync.greader_server import GreaderServer


class WorkersHere:
    """Reads answers in this process, which starts none."""

    def run(self, work: Callable[..., Any], data: bytes, *, then: Any, **where: Any) -> Any:
        return then(work(data, **where))

    def close(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers are read in this process, unless the test is marked with `real_readers`."""
    if request.node.get_closest_marker("real_readers") is None:
        monkeypatch.setattr(pulling, "Workers", WorkersHere)


@pytest.fixture
def server() -> Iterator[GreaderServer]:
    """A server that has no subscriptions."""
    found = GreaderServer()
    yield found
    found.close()


@pytest.fixture
def stocked(server: GreaderServer, web: Web) -> GreaderServer:
    """The same server with a feed of six items."""
    url = web.put("/weekly", rss(*map(item, range(1, 7))))
    server.subscribed(url, folder="News")
    return server


def account_at(server: GreaderServer, name: str = "home") -> Account:
    return Account(name, "greader", server.url, server.user)


@dataclass
class Device:
    """A machine with its own home, and a library in it."""

    home: Path
    root: Path
    server: GreaderServer
    monkeypatch: pytest.MonkeyPatch

    def live(self) -> None:
        """Be this machine from now on."""
        live_in(self.home, self.monkeypatch)
        self.root.mkdir(parents=True, exist_ok=True)

    def share(self, other: Device) -> None:
        """Have the journals of another machine too, as through a folder that is synchronised."""
        journals = self.home / "data" / "reader" / "journal"
        journals.parent.mkdir(parents=True, exist_ok=True)
        shared = other.home / "data" / "reader" / "journal"
        shared.mkdir(parents=True, exist_ok=True)
        journals.symlink_to(shared)

    def library(self) -> Library:
        self.live()
        library = Library([self.root])
        library.refresh()
        return library

    def sync(self, *, dry: bool = False) -> Synced:
        """Synchronise once; articles that come are indexed."""
        self.live()
        library = Library([self.root])
        server = GoogleReader(self.server.url, self.server.user, self.server.password)
        try:
            return sync(library, account_at(self.server), server, lambda *_: None, dry=dry)
        finally:
            server.close()
            library.close()

    def mark(self, title: str, **values: bool) -> None:
        """Mark the article with a title: read, starred."""
        library = self.library()
        set_state(library, [one for one in library.entries() if one.title == title], **values)
        library.close()

    def tag(self, title: str, *add: str, remove: tuple[str, ...] = ()) -> None:
        library = self.library()
        library.marks.tag([one for one in library.entries() if one.title == title], add, remove)
        library.close()

    def titles(self, field: str) -> set[str]:
        """The titles of articles that are read, starred, or have a tag."""
        library = self.library()
        found = {one.title for one in library.entries() if field in one.own_tags or (
            field in ("read", "starred") and getattr(one, field))}  # fmt: skip
        library.close()
        return found


@pytest.fixture
def device(stocked: GreaderServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Device:
    """A machine that has not synchronised yet."""
    return Device(tmp_path / "one", tmp_path / "one" / "News", stocked, monkeypatch)


@pytest.fixture
def other(stocked: GreaderServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Device:
    """Another one."""
    return Device(tmp_path / "two", tmp_path / "two" / "News", stocked, monkeypatch)
