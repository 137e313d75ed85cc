"""Fever's interface, as Coldsweat has it: a real server where there is one, or what it answered.

`pipx install coldsweat` brings it (its requirements do not go together with ours), or
READER_TEST_COLDSWEAT names the command; `--write-golden` then writes down what it answers.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl

import pytest

from reader.errors import SyncError
from reader.feeds.http import Client, Response
from reader.feeds.requests import Request
from reader.library.library import Library
from reader.sync.fever import Fever
from reader.sync.server import READ, STARRED, LoginRefused, ServerFeed
from reader.sync.syncing import sync
from tests.feeds.conftest import item, rss
from tests.feeds.server import Web
from tests.states import set_state
from tests.sync.conftest import Account
from tests.sync.conversation import TRANSCRIPTS

COLDSWEAT = os.environ.get("READER_TEST_COLDSWEAT") or shutil.which("coldsweat")
TRANSCRIPT = TRANSCRIPTS / "coldsweat.json"
FEEDS = "http://feeds.example"
USER, PASSWORD = "mei@example.com", "a long password"
OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="编程">
<outline type="rss" text="Weekly" xmlUrl="{}"/></outline></body></opml>"""


def asked(url: str, form: Sequence[tuple[str, str]]) -> str:
    """A question, without what differs at every run."""
    words = [f"{name}={value}" for name, value in form if name != "api_key"]
    return " ".join([url.partition("?")[2], *words])


class Recording(Client):
    """A client that keeps what was answered to each question."""

    def __init__(self, feeds: str) -> None:
        super().__init__()
        self.answers: list[tuple[str, str]] = []
        self._feeds = feeds

    def post(self, request: Request, form: Sequence[tuple[str, str]]) -> Response:
        answer = super().post(request, form)
        body = answer.take()
        self.answers.append((asked(request.url, form), body.decode().replace(self._feeds, FEEDS)))
        return replace(answer, body=BytesIO(body))


class Replay(BaseHTTPRequestHandler):
    """Answers as it was answered then, one question after the other."""

    left: list[tuple[str, str]]

    def log_message(self, *_said: object) -> None:
        pass

    def do_POST(self) -> None:
        form = parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())
        question = asked(self.path, form)
        at = next(n for n, (known, _) in enumerate(self.left) if known == question)
        body = self.left.pop(at)[1].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def coldsweat(web: Web, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where a Fever is that has six articles of one feed, and the address that its feed has."""
    if COLDSWEAT is None:
        left = [(one, body) for one, body in json.loads(TRANSCRIPT.read_text("utf-8"))]
        handler = type("Replay", (Replay,), {"left": left})
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            yield f"http://127.0.0.1:{server.server_address[1]}/fever/", FEEDS
            server.shutdown()
            thread.join()
        return
    feed = web.put("/weekly", rss(*map(item, range(1, 7))),
                   headers={"Content-Type": "application/rss+xml"})  # fmt: skip
    (tmp_path / "feeds.opml").write_text(OPML.format(feed), "utf-8")
    environment = {**os.environ, "FLASK_DATABASE_URL": f"sqlite:///{tmp_path}/coldsweat.db",
                   "FLASK_SECRET_KEY": "of a test"}  # fmt: skip
    for words in (["setup", USER, "-p", PASSWORD], ["import", "feeds.opml", USER, "-f"]):
        subprocess.run([COLDSWEAT, *words], cwd=tmp_path, env=environment, check=True,
                       capture_output=True)  # fmt: skip
    port = free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [COLDSWEAT, "run", "-p", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, **quiet) as process:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/fever/", web.url
        process.terminate()


def wait_for(port: int) -> None:
    for _attempt in range(300):
        with closing(socket.socket()) as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("Coldsweat does not start")


def test_a_library_and_a_fever_agree(
    coldsweat: tuple[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url, feeds = coldsweat
    client = Recording(feeds)
    with pytest.raises(LoginRefused):
        Fever(url, USER, "wrong", client)
    server = Fever(url, USER, PASSWORD, client)
    (feed,) = server.feeds()
    assert replace(feed, id="1") == ServerFeed("1", f"{feeds}/weekly", "Weekly", ("编程",))
    root = tmp_path / "News"
    root.mkdir()
    library = Library([root])
    account = Account("cold", "fever", url, USER)

    def synced() -> tuple[int, int, int]:
        done = sync(library, account, server, lambda *_: None)
        library.refresh()
        return len(done.new), done.came, done.went

    assert synced() == (6, 0, 0)
    entries = {one.title: one for one in library.entries()}
    assert entries["Story 1"].categories == ("编程", "Weekly")
    set_state(library, [entries["Story 1"], entries["Story 2"]], read=True)
    set_state(library, [entries["Story 3"]], starred=True)
    library.marks.tag([entries["Story 4"]], ["later"])
    assert synced() == (0, 0, 3)
    item_of = {one.entry.title: one.id for one in server.parse(
        server.contents(["1", "2", "3", "4", "5", "6"]), url="", content_type=None)}  # fmt: skip
    server.mark(READ, False, [item_of["Story 1"]])
    server.mark(STARRED, True, [item_of["Story 5"]])
    assert synced() == (0, 2, 0)
    assert {one.title for one in library.entries() if one.read} == {"Story 2"}
    assert {one.title for one in library.entries() if one.starred} == {"Story 3", "Story 5"}
    with pytest.raises(SyncError, match="on the server"):
        server.subscribe("http://example.com/", "", ())
    server.close()
    library.close()
    if COLDSWEAT and request.config.getoption("--write-golden"):
        told = json.dumps(client.answers, ensure_ascii=False, indent=1)
        TRANSCRIPT.write_text(told + "\n", "utf-8")
