"""What we rely on in a server of Google Reader's interface: the small one here, and real ones.

`READER_TEST_GREADER=http://USER:PASSWORD@HOST/api/greader.php pytest tests/sync` asks a real one,
which must be able to reach this machine.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from reader.errors import SyncError
from reader.sync import greader as module
from reader.sync.greader import GoogleReader
from reader.sync.items import of_greader
from reader.sync.server import READ, STARRED, TAG, LoginRefused
from tests.feeds.conftest import item, rss
from tests.feeds.server import Web
from tests.sync.conversation import TRANSCRIPTS, converse
from tests.sync.greader_server import GreaderServer

REAL = os.environ.get("READER_TEST_GREADER", "")
TITLE = "Contract Weekly"


class Login(NamedTuple):
    url: str
    user: str
    password: str


@pytest.fixture
def login(server: GreaderServer) -> Login:
    """Where the server is, and who we are there."""
    if not REAL:
        return Login(server.url, server.user, server.password)
    parts = urlsplit(REAL)
    url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return Login(url, parts.username or "", parts.password or "")


@pytest.fixture
def reader(login: Login, web: Web) -> Iterator[GoogleReader]:
    """A server that was logged in to, with one feed of ours, which has nine items."""
    document = rss(*map(item, range(1, 10)), title=TITLE)
    url = web.put("/contract", document, headers={"Content-Type": "application/rss+xml"})
    found = GoogleReader(*login)
    found.subscribe(url, TITLE, ("编程",))
    yield found
    with suppress(StopIteration):
        found.unsubscribe(next(one for one in found.feeds() if one.url == url))
    found.close()


def ids(reader: GoogleReader) -> list[str]:
    """Our feed's items, the newest first."""
    feed = next(one for one in reader.feeds() if one.title == TITLE)
    found = sorted(reader.state(0).items, key=int, reverse=True)
    answer = of_greader(reader.contents(found), url="", content_type=None)
    return [one.id for one in answer if one.feed == feed.id]


def test_a_wrong_password_is_refused(login: Login) -> None:
    with pytest.raises(LoginRefused, match="does not accept this name and password"):
        GoogleReader(login.url, login.user, "wrong")


def test_another_page_is_no_interface(login: Login, web: Web) -> None:
    web.put("/accounts/ClientLogin", "a page")
    with pytest.raises(SyncError):
        GoogleReader(web.url, login.user, login.password)


def test_a_subscription_has_its_title_and_folder(reader: GoogleReader, web: Web) -> None:
    found = [one for one in reader.feeds() if one.title == TITLE]
    assert [(one.url, one.folder) for one in found] == [(f"{web.url}/contract", ("编程",))]


def test_contents_are_those_of_the_feed(reader: GoogleReader) -> None:
    those = ids(reader)
    assert len(those) == 9
    found = of_greader(reader.contents(those[:2]), url="", content_type=None)
    assert {one.id for one in found} == set(those[:2])
    entries = {one.entry.link: one.entry for one in of_greader(
        reader.contents(those), url="", content_type=None)}  # fmt: skip
    assert entries["http://example.com/3"].title == "Story 3"
    assert entries["http://example.com/3"].body == "<p>Text of <b>story 3</b></p>"
    assert str(entries["http://example.com/3"].published) == "2026-11-04 10:00:00+00:00"
    assert entries["http://example.com/3"].categories == ()


def test_marks_are_taken_and_taken_back(reader: GoogleReader) -> None:
    first, second, *_ = ids(reader)
    for name in (READ, STARRED, f"{TAG}später"):
        reader.mark(name, True, [first, second])
        assert {name} <= reader.state(0).fields()(first)
        reader.mark(name, False, [first, second])
        assert name not in reader.state(0).fields()(second)


def test_all_pages_are_read(reader: GoogleReader, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reader.state(0)
    monkeypatch.setattr(module, "_PAGE", 3)
    assert reader.state(0) == whole


def test_only_what_came_since_is_recent(reader: GoogleReader) -> None:
    ours = set(ids(reader))
    assert ours <= reader.state(time.time() - 600).recent
    assert not ours & reader.state(time.time() + 600).recent


def test_what_is_gone_is_not_in_an_answer(reader: GoogleReader) -> None:
    those = ids(reader)
    reader.unsubscribe(next(one for one in reader.feeds() if one.title == TITLE))
    assert not of_greader(reader.contents(those), url="", content_type=None)
    assert not set(those) & reader.state(0).items


@pytest.mark.parametrize("name", ["freshrss"])
def test_the_small_server_answers_as_a_real_one_did(
    name: str, server: GreaderServer, web: Web
) -> None:
    recorded = json.loads((TRANSCRIPTS / f"{name}.json").read_text("utf-8"))
    said = converse(server.url, server.user, server.password, web)
    for ours, theirs in zip(said, recorded, strict=True):
        assert ours == theirs
