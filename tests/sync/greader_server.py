"""A small server of Google Reader's interface on the loopback, held to a real one by `transcripts`.

It fetches a feed when someone subscribes to it, as FreshRSS does. `dies_after` lets it break the
connection in the middle of a batch of marks.
"""

from __future__ import annotations

import itertools
import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import urlopen

from reader.feeds.feed import FeedEntry
from reader.feeds.parse import parse
from tests.feeds.server import reset

READ, STARRED = "user/-/state/com.google/read", "user/-/state/com.google/starred"
ALL, LABEL = "user/-/state/com.google/reading-list", "user/-/label/"
FOLDER = "Uncategorized"
TOKEN = "Z" * 57

Query = dict[str, list[str]]


@dataclass
class Feed:
    """A subscription, and where it is."""

    id: int
    url: str
    title: str
    site: str
    folder: str


@dataclass
class Item:
    """An item, and the streams of what was done with it."""

    id: int
    feed: Feed
    entry: FeedEntry
    marks: set[str] = field(default_factory=set)
    came: float = field(default_factory=time.time)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, _request: object, _address: object) -> None:
        """Clients that go in the middle are what some tests are about."""


class GreaderServer:
    """The server: its feeds and items, and what it was asked."""

    user, password = "mei", "secret"

    def __init__(self) -> None:
        self.feeds: dict[int, Feed] = {}
        self.items: dict[int, Item] = {}
        self.labels: set[str] = set()
        """Labels that an item had at some time."""
        self.edits: list[tuple[str, str, int]] = []
        """Each mark that was taken: added and removed streams, and the item."""
        self.dies_after: int | None = None
        """How many more marks it takes before it breaks every connection; None for any number."""
        self.refuses_labels = False
        self.status: tuple[int, dict[str, str]] | None = None
        """What it answers to everything."""
        self.most = 10_000
        """Ids or items that it gives at once."""
        self.asked: list[str] = []
        self.lock = RLock()
        self._feed_ids, self._item_ids = itertools.count(2), itertools.count(1_795_951_322_238_001)
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"greader": self}))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        kwargs = {"poll_interval": 0.01}
        self._thread = Thread(target=self._server.serve_forever, kwargs=kwargs, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def add(self, feed: Feed, entry: FeedEntry) -> Item:
        """A new item."""
        item = Item(next(self._item_ids), feed, entry)
        self.items[item.id] = item
        return item

    def subscribed(self, url: str, title: str = "", folder: str = "") -> Feed:
        """Subscribe to a feed, and fetch it."""
        with urlopen(url) as answer:  # noqa: S310 (the tests' own)
            found = parse(answer.read(), url=url, content_type=answer.headers["content-type"])
        folder = folder or FOLDER
        feed = Feed(next(self._feed_ids), url, title or found.title, found.link, folder)
        self.feeds[feed.id] = feed
        for entry in sorted(found.entries, key=lambda one: str(one.published)):
            self.add(feed, entry)
        return feed

    def set(self, item: int, stream: str, value: bool = True) -> None:
        """Mark an item, as on the server's own pages."""
        marks = self.items[item].marks
        (marks.add if value else marks.discard)(stream)

    def ids(self, stream: str) -> set[int]:
        """The items with a mark."""
        return {item.id for item in self.items.values() if stream in item.marks}

    # What it answers, by the path below /reader/api/0/

    def subscription_list(self, _query: Query, _form: Query) -> Any:
        return {"subscriptions": [
            {"id": f"feed/{one.id}", "title": one.title,
             "categories": [{"id": LABEL + one.folder, "label": one.folder}],
             "url": one.url, "htmlUrl": one.site, "iconUrl": ""}
            for one in sorted(self.feeds.values(), key=lambda one: (one.folder, one.id))
        ]}  # fmt: skip

    def tag_list(self, _query: Query, _form: Query) -> Any:
        folders = sorted({FOLDER, *(one.folder for one in self.feeds.values())})
        marks = {mark for item in self.items.values() for mark in item.marks}
        self.labels |= {mark for mark in marks if mark.startswith(LABEL)}
        return {"tags": [
            {"id": STARRED},
            *({"id": LABEL + name, "type": "folder"} for name in folders),
            *({"id": label, "type": "tag"} for label in sorted(self.labels)),
        ]}  # fmt: skip

    def stream_items_ids(self, query: Query, _form: Query) -> Any:
        stream, excluded = query["s"][0], query.get("xt", [""])[0]
        since = float(query.get("ot", ["0"])[0])
        found = [
            item.id
            for item in sorted(self.items.values(), key=lambda item: -item.id)
            if (stream == ALL or stream in item.marks)
            and excluded not in item.marks
            and item.came >= since
        ]
        if before := int(query.get("c", ["0"])[0]):
            found = [id for id in found if id < before]
        count = min(int(query.get("n", ["20"])[0]), self.most)
        page = found[:count]
        more = {"continuation": str(page[-1])} if page and len(page) >= count else {}
        return {"itemRefs": [{"id": str(id)} for id in page]} | more

    def stream_items_contents(self, _query: Query, form: Query) -> Any:
        wanted = {_id(name) for name in form["i"]}
        found = sorted(wanted & self.items.keys(), reverse=True)
        items = [_told(self.items[id]) for id in found]
        return {"id": ALL, "updated": int(time.time()), "items": items}

    def token(self, _query: Query, _form: Query) -> Any:
        return TOKEN + "\n"

    def edit_tag(self, _query: Query, form: Query) -> Any:
        added, removed = form.get("a", [""])[0], form.get("r", [""])[0]
        if self.refuses_labels and (added + removed).startswith(LABEL):
            return 500
        for id in map(_id, form["i"]):
            self._mark(id, added, removed)
        return "OK"

    def _mark(self, id: int, added: str, removed: str) -> None:
        if self.dies_after is not None:
            self.dies_after -= 1
            if self.dies_after < 0:
                raise ConnectionError
        self.edits.append((added, removed, id))
        if id in self.items:
            self.items[id].marks.discard(removed)
            self.items[id].marks.update({added} - {""})

    def subscription_edit(self, _query: Query, form: Query) -> Any:
        feed = form["s"][0].removeprefix("feed/")
        if form["ac"] == ["subscribe"]:
            folder = form.get("a", [""])[0].removeprefix(LABEL)
            self.subscribed(feed, form.get("t", [""])[0], folder)
        elif form["ac"] == ["unsubscribe"]:
            del self.feeds[int(feed)]
            self.items = {id: one for id, one in self.items.items() if one.feed.id != int(feed)}
        return "OK"


def _id(name: str) -> int:
    last = name.rpartition("/")[2]
    return int(last, 16) if last != name or name.startswith("0") else int(name)


def _told(item: Item) -> dict[str, Any]:
    entry, feed = item.entry, item.feed
    link = [{"href": entry.link}]
    marks = sorted(item.marks, key=lambda mark: (mark.startswith(LABEL), mark))
    told: dict[str, Any] = {
        "id": f"tag:google.com,2005:reader/item/{item.id:016x}",
        "crawlTimeMsec": str(item.id // 1000), "timestampUsec": str(item.id),
        "published": int(entry.published.timestamp()) if entry.published else 0,
        "title": entry.title, "canonical": link, "alternate": link,
        "categories": [ALL, LABEL + feed.folder, *marks, *entry.categories],
        "origin": {"streamId": f"feed/{feed.id}", "htmlUrl": feed.site, "title": feed.title},
        "summary": {"content": entry.body or entry.summary},
    }  # fmt: skip
    return told | ({"author": "; ".join(entry.authors)} if entry.authors else {})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    greader: GreaderServer

    def log_message(self, *_said: object) -> None:
        pass

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._answer(parse_qs(self.rfile.read(length).decode()))

    def _answer(self, form: Query) -> None:
        with self.greader.lock:
            self.greader.asked.append(self.path)
            try:
                status, found, headers = self._found(form)
            except ConnectionError:
                self.close_connection = True
                reset(self)
                return
        is_json = isinstance(found, dict)
        body = f"{json.dumps(found, ensure_ascii=False)}\n" if is_json else str(found)
        self.send_response(status)
        kind = "application/json" if is_json else "text/plain"
        headers = {"Content-Type": f"{kind}; charset=UTF-8", **headers}
        for name, value in {**headers, "Content-Length": str(len(body.encode()))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def _found(self, form: Query) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers."""
        server = self.greader
        if server.status is not None:
            return server.status[0], "", server.status[1]
        path = urlsplit(self.path)
        if path.path == "/accounts/ClientLogin":
            return self._login(form)
        if self.headers.get("Authorization") != f"GoogleLogin auth={server.user}/key":
            return 401, "Unauthorized!", {}
        if form and form.get("T") != [TOKEN]:  # Miniflux wants it with every form
            return 401, "Unauthorized!", {}
        name = unquote(path.path).removeprefix("/reader/api/0/")
        method = getattr(server, name.replace("/", "_").replace("-", "_"), None)
        answer = method(parse_qs(path.query), form) if method else 400
        return (answer, "", {}) if isinstance(answer, int) else (200, answer, {})

    def _login(self, form: Query) -> tuple[int, str, dict[str, str]]:
        if (form["Email"], form["Passwd"]) != ([self.greader.user], [self.greader.password]):
            return 401, "Unauthorized!", {}
        auth = f"{self.greader.user}/key"
        return 200, f"SID={auth}\nLSID=null\nAuth={auth}\n", {}
