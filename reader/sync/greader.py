"""Google Reader's interface, which FreshRSS, Miniflux, BazQux, The Old Reader and others have.

As documented by mihaip/google-reader-api and by the servers. An item has two names: a number, and
`tag:google.com,2005:reader/item/` with the number in hexadecimal; here it is always the number. A
server whose ids are no numbers keeps its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from reader.errors import SyncError, TagError
from reader.feeds.http import Client
from reader.library.index import user_tags
from reader.sync import items
from reader.sync.connection import MOST, Connection, Form, is_id, records
from reader.sync.server import READ, STARRED, TAG, LoginRefused, ServerFeed, ServerState

_API = "/reader/api/0"
_ALL = "user/-/state/com.google/reading-list"
_STATES = {READ: "user/-/state/com.google/read", STARRED: "user/-/state/com.google/starred"}
_LABEL = "/label/"
_JSON = ("output", "json")
_PAGE = 10_000
"""Ids that are asked for at once; servers may give fewer."""

_MOST_PAGES = 1_000


class GoogleReader:
    """A server that was logged in to."""

    PLACES = ("", "/api/greader.php", "/p/api/greader.php")
    """Where the interface may be below the address that a user types: Miniflux, FreshRSS."""

    parse = staticmethod(items.of_greader)
    has_tags = True
    contents_at_once = 250
    marks_at_once = 100

    def __init__(self, url: str, user: str, password: str, client: Client | None = None) -> None:
        """Log in. Raises SyncError, LoginRefused."""
        self._at = Connection(url, client)
        self._token = ""
        self._labels: dict[str, str] = {}
        try:
            self._log_in(user, password)
        except SyncError:
            self._at.close()
            raise

    def feeds(self) -> list[ServerFeed]:
        found = self._at.json(f"{_API}/subscription/list", [_JSON])
        return [feed for one in records(found, "subscriptions") if (feed := _feed(one))]

    def state(self, since: float) -> ServerState:
        unread = self._ids([("s", _ALL), ("xt", _STATES[READ])])
        starred = self._ids([("s", _STATES[STARRED])])
        recent = self._ids([("s", _ALL), ("ot", str(int(since)))])
        self._labels = dict(self._tags())
        tagged = {tag: self._ids([("s", stream)]) for tag, stream in self._labels.items()}
        return ServerState(unread, {STARRED: starred, **tagged}, recent)

    def contents(self, ids: Sequence[str]) -> bytes:
        form = [("i", id) for id in ids]
        return self._posted(f"{_API}/stream/items/contents?output=json", form)

    def present(self, ids: Sequence[str]) -> set[str]:
        found = self._at.object(self.contents(ids))
        return {items.id_of(str(one.get("id", ""))) for one in records(found, "items")}

    def mark(self, name: str, value: bool, ids: Sequence[str]) -> None:
        stream = _STATES.get(name) or self._labels.get(name) or _label(name.removeprefix(TAG))
        self._posted(
            f"{_API}/edit-tag", [("a" if value else "r", stream), *(("i", i) for i in ids)]
        )

    def subscribe(self, url: str, title: str, folder: Sequence[str]) -> None:
        more = [("t", title)] if title else []
        more += [("a", _label("/".join(folder)))] if folder else []
        form = [("ac", "subscribe"), ("s", f"feed/{url}"), *more]
        self._posted(f"{_API}/subscription/edit", form)

    def unsubscribe(self, feed: ServerFeed) -> None:
        self._posted(f"{_API}/subscription/edit", [("ac", "unsubscribe"), ("s", feed.id)])

    def close(self) -> None:
        self._at.close()

    def _log_in(self, user: str, password: str) -> None:
        form = [("Email", user), ("Passwd", password), ("service", "reader"),
                ("accountType", "HOSTED_OR_GOOGLE"), ("client", "broadsheet")]  # fmt: skip
        answer = self._at.post("/accounts/ClientLogin", form).decode("utf-8", "replace")
        told = dict(line.split("=", 1) for line in answer.splitlines() if "=" in line)
        if not told.get("Auth"):
            raise SyncError(f"{self._at.host} does not answer as this kind of server does.")
        login = ("Authorization", f"GoogleLogin auth={told['Auth'].strip()}")
        self._at.headers = (*self._at.headers, login)

    def _posted(self, path: str, form: Form) -> bytes:
        """The answer to a form, sent with a token, which may be out of date. Miniflux wants one
        with every form.
        """
        for _attempt in range(2):
            token = self._token or self._at.get(f"{_API}/token").decode("ascii", "replace").strip()
            self._token = token
            with suppress(LoginRefused):
                return self._at.post(path, [*form, ("T", token)])
            self._token = ""
        raise LoginRefused(f"{self._at.host} accepts no changes.")

    def _ids(self, query: Form) -> frozenset[str]:
        """All ids of a stream, page by page."""
        found: set[str] = set()
        more: Form = []
        for _page in range(_MOST_PAGES):
            asked = [*query, ("n", str(_PAGE)), _JSON, *more]
            answer = self._at.json(f"{_API}/stream/items/ids", asked)
            before = len(found)
            refs = records(answer, "itemRefs")
            found.update(id for one in refs if is_id(id := items.id_of(str(one.get("id", "")))))
            next_page = str(answer.get("continuation", ""))
            if not is_id(next_page) or len(found) == before:
                break
            if len(found) > MOST:
                raise SyncError(f"{self._at.host} names more than {MOST:,} items.")
            more = [("c", next_page)]
        return frozenset(found)

    def _tags(self) -> Iterator[tuple[str, str]]:
        """The user's tags, as fields, and their streams: labels that are no folders."""
        found = self._at.json(f"{_API}/tag/list", [_JSON])
        folders = {name for feed in self.feeds() for name in feed.folder}
        for one in records(found, "tags"):
            name = str(one.get("id", "")).partition(_LABEL)[2]
            if name and one.get("type", "tag") == "tag" and name not in folders:
                with suppress(TagError):
                    if len(names := user_tags.names(name)) == 1:
                        yield TAG + names[0], _label(name)


def _label(name: str) -> str:
    return f"user/-{_LABEL}{name}"


def _feed(one: dict[str, Any]) -> ServerFeed | None:
    id, url = str(one.get("id", "")), one.get("url")
    if not isinstance(url, str) or not url:
        url = id.removeprefix("feed/")
    if not id or not url.startswith(("http://", "https://")):
        return None
    folders = [str(label.get("label", "")) for label in records(one, "categories")]
    named = [name for name in folders if name and name != "Uncategorized"]
    return ServerFeed(id, url, str(one.get("title", "")), tuple(named[:1]))
