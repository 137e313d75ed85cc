"""Fever's interface, which FreshRSS, Miniflux, CommaFeed and others have (feedafever.com/api).

It knows read and saved, which is our star, and no tags. Items are marked one by one, and
subscriptions cannot be changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import md5
from typing import Any

from reader.errors import SyncError
from reader.feeds.http import Client
from reader.sync import items
from reader.sync.connection import Connection, is_id, records
from reader.sync.server import READ, STARRED, LoginRefused, ServerFeed, ServerState

_AS = {(READ, True): "read", (READ, False): "unread",
       (STARRED, True): "saved", (STARRED, False): "unsaved"}  # fmt: skip
_REFUSED = "Fever has no way to change subscriptions: do that on the server."


class Fever:
    """A server that was logged in to."""

    PLACES = ("", "/api/fever.php", "/fever/", "/p/api/fever.php")
    """Where the interface may be below the address that a user types."""

    parse = staticmethod(items.of_fever)
    has_tags = False
    contents_at_once = 50
    marks_at_once = 10

    def __init__(self, url: str, user: str, password: str, client: Client | None = None) -> None:
        """Log in. Raises SyncError, LoginRefused."""
        self._at = Connection(url, client)
        if not url.rstrip("/").endswith(".php"):
            self._at.base += "/"
        self._key = md5(f"{user}:{password}".encode(), usedforsecurity=False).hexdigest()
        try:
            self._asked("")
        except SyncError:
            self._at.close()
            raise

    def feeds(self) -> list[ServerFeed]:
        groups = {str(one.get("id")): str(one.get("title", ""))
                  for one in records(self._asked("groups"), "groups")}  # fmt: skip
        found = self._asked("feeds")
        folders = {feed: groups.get(str(one.get("group_id")), "")
                   for one in records(found, "feeds_groups")
                   for feed in str(one.get("feed_ids", "")).split(",")}  # fmt: skip
        return list(_feeds(found, folders))

    def state(self, since: float) -> ServerState:
        unread, saved = self._asked("unread_item_ids"), self._asked("saved_item_ids")
        return ServerState(
            _ids(unread, "unread_item_ids"), {STARRED: _ids(saved, "saved_item_ids")}
        )

    def contents(self, ids: Sequence[str]) -> bytes:
        return self._at.post(f"?api&items&with_ids={','.join(ids)}", [("api_key", self._key)])

    def present(self, ids: Sequence[str]) -> set[str]:
        found = self._at.object(self.contents(ids))
        return {str(one.get("id", "")) for one in records(found, "items")}

    def mark(self, name: str, value: bool, ids: Sequence[str]) -> None:
        for id in ids:
            self._asked("", ("mark", "item"), ("as", _AS[name, value]), ("id", id))

    def subscribe(self, url: str, title: str, folder: Sequence[str]) -> None:
        raise SyncError(_REFUSED)

    def unsubscribe(self, feed: ServerFeed) -> None:
        raise SyncError(_REFUSED)

    def close(self) -> None:
        self._at.close()

    def _asked(self, what: str, *form: tuple[str, str]) -> dict[str, Any]:
        path = f"?api&{what}" if what else "?api"
        found = self._at.object(self._at.post(path, [("api_key", self._key), *form]))
        if not found.get("auth"):
            if "api_version" not in found:
                raise SyncError(f"{self._at.host} does not answer as this kind of server does.")
            raise LoginRefused(f"{self._at.host} does not accept this name and password.")
        return found


def _ids(found: dict[str, Any], name: str) -> frozenset[str]:
    listed = found.get(name)
    if not isinstance(listed, str | list):
        return frozenset()
    texts = listed.split(",") if isinstance(listed, str) else map(str, listed)
    return frozenset(filter(is_id, map(str.strip, texts)))


def _feeds(found: dict[str, Any], folders: dict[str, str]) -> Iterator[ServerFeed]:
    for one in records(found, "feeds"):
        id, url = str(one.get("id", "")), str(one.get("url", ""))
        if id and url.startswith(("http://", "https://")):
            folder = folders.get(id, "")
            yield ServerFeed(id, url, str(one.get("title", "")), (folder,) if folder else ())
