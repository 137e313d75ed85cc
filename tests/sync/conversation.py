"""A conversation with a server of Google Reader's interface, and its record.

`python -m tests.sync.conversation http://USER:PASSWORD@HOST/api/greader.php NAME` has it with a
real one, as a new user there, and writes `transcripts/NAME.json`; the server must be able to reach
this machine. `test_contract.py` has the same with the small server, and compares.
"""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from reader.feeds.http import Client, Response
from reader.feeds.requests import Request
from reader.sync.greader import GoogleReader
from reader.sync.server import READ, STARRED, TAG, ServerFeed
from tests.feeds.conftest import item, rss
from tests.feeds.server import Web

TRANSCRIPTS = Path(__file__).with_name("transcripts")
TITLE = "Broadsheet Weekly"

_CHANGING = ("crawlTimeMsec", "timestampUsec", "updated", "iconUrl", "sortid", "firstitemmsec",
             "unread_count", "enclosure")  # fmt: skip
"""Fields of answers that differ from server to server, and that we do not read."""

_NUMBER = re.compile(r"\d{13,}")
_LONG = re.compile(r"(?<=item/)[0-9a-f]{16}")


class Recording(Client):
    """A client that keeps what was asked and answered."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.exchanges: list[dict[str, Any]] = []
        self._base, self._names = base, dict[str, str]()

    def get(self, request: Request) -> Response:
        return self._kept(request, super().get(request), ())

    def post(self, request: Request, form: Any) -> Response:
        return self._kept(request, super().post(request, form), form)

    def _kept(self, request: Request, answer: Response, form: Any) -> Response:
        body = answer.take()
        asked = {"path": request.url.removeprefix(self._base)}
        asked["path"] = re.sub(r"ot=\d+", "ot=0", unquote(asked["path"]))
        told = [f"{name}={text}" for name, text in form if name not in ("Email", "Passwd", "T")]
        if told:
            asked["form"] = told
        found = {"status": answer.status, "body": self._plain(body)}
        self.exchanges.append({"asked": self._named(asked), "answered": found})
        return replace(answer, body=io.BytesIO(body))

    def _plain(self, body: bytes) -> Any:
        """An answer without what differs at every run."""
        if body.startswith(b"{"):
            return self._named(json.loads(body))
        text = re.sub(r"(?m)^((?:SID|Auth)=).*", r"\1…", body.decode())
        return re.sub(r"^\w{57}\n$", "a token\n", text)

    def _named(self, found: Any) -> Any:
        """Ids by the order in which they first came."""
        match found:
            case dict():
                return {k: self._named(v) for k, v in found.items() if k not in _CHANGING}
            case list():
                return [self._named(one) for one in found]
            case str():
                found = _LONG.sub(lambda one: self._name(str(int(one[0], 16))), found)
                found = _NUMBER.sub(lambda one: self._name(one[0]), found)
                return re.sub(r"^feed/\d+$", "feed/N", found)
        return found

    def _name(self, id: str) -> str:
        return self._names.setdefault(id, f"item {len(self._names) + 1}")


def converse(url: str, user: str, password: str, web: Web) -> list[dict[str, Any]]:
    """The exchanges of one conversation. What is there before is left out of it."""
    document = rss(*map(item, range(1, 4)), title=TITLE)
    feed = web.put("/conversation", document, headers={"Content-Type": "application/rss+xml"})
    client = Recording(url)
    server = GoogleReader(url, user, password, client)
    server.subscribe(feed, TITLE, ("编程",))
    here = next(one for one in server.feeds() if one.url == feed)
    try:
        _talk(server)
    finally:
        server.unsubscribe(here)
        server.feeds()
        server.close()
    return [_own(one, here) for one in client.exchanges]


def _talk(server: GoogleReader) -> None:
    newest, middle, oldest = sorted(server.state(0).unread, key=int, reverse=True)[:3]
    server.contents([newest, middle, oldest, "123456789012345"])
    server.mark(READ, True, [newest, middle])
    server.mark(STARRED, True, [middle])
    server.mark(TAG + "später", True, [middle, oldest])
    server.state(0)
    server.contents([middle])
    server.mark(READ, False, [newest])
    server.mark(STARRED, False, [middle])
    server.mark(TAG + "später", False, [middle, oldest])
    server.state(0)
    server.contents(["123456789012345"])


def _own(exchange: dict[str, Any], feed: ServerFeed) -> dict[str, Any]:
    """An exchange without the server's other feeds, and with one address for the feed."""
    body = exchange["answered"]["body"]
    if isinstance(body, dict):
        listed = body.get("subscriptions", [])
        body["subscriptions"] = [one for one in listed if one["title"] == TITLE] or None
        body["tags"] = [one for one in body.get("tags", []) if "编程" in one["id"]
                        or "später" in one["id"] or "starred" in one["id"]] or None  # fmt: skip
        exchange["answered"]["body"] = {k: v for k, v in body.items() if v is not None}
    host = f"{urlsplit(feed.url).scheme}://{urlsplit(feed.url).netloc}"
    whole = json.dumps(exchange, ensure_ascii=False).replace(host, "http://feeds.example")
    found: dict[str, Any] = json.loads(whole)
    return found


if __name__ == "__main__":
    parts = urlsplit(sys.argv[1])
    base = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    feeds = Web()
    said = converse(base, parts.username or "", parts.password or "", feeds)
    feeds.close()
    file = TRANSCRIPTS / f"{sys.argv[2]}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
