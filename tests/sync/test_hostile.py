"""What a server may send: nothing of it hurts, and each failure is one sentence."""

from __future__ import annotations

import errno
import json
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from reader.errors import SyncError
from reader.feeds import ledger
from reader.feeds.http import Client
from reader.sync import fever, snapshot
from reader.sync.greader import GoogleReader
from reader.sync.items import id_of, of_greader
from reader.sync.server import LoginRefused
from reader.sync.snapshot import file_of
from reader.sync.syncing import sync
from tests.feeds.server import Web
from tests.sync.conftest import Device, account_at
from tests.sync.greader_server import FOLDER, LABEL, READ, Feed, GreaderServer, Query


@pytest.fixture
def reader(server: GreaderServer) -> GoogleReader:
    return GoogleReader(server.url, server.user, server.password)


@pytest.mark.parametrize(
    "answer",
    ["a page", "[]", "[" * 100_000, '{"subscriptions": 3}', '{"subscriptions": [1, {"id": []}]}'],
)
def test_an_answer_of_another_kind_is_a_sentence_or_nothing(
    answer: str, server: GreaderServer, reader: GoogleReader
) -> None:
    server.subscription_list = lambda _query, _form: answer
    if answer.startswith("{"):
        assert reader.feeds() == []
    else:
        with pytest.raises(SyncError, match="does not answer as this kind of server does"):
            reader.feeds()
    reader.close()


def test_pages_that_do_not_end_are_left(server: GreaderServer, reader: GoogleReader) -> None:
    answer = {"itemRefs": [{"id": "1"}, {"id": "2"}], "continuation": "1"}
    server.stream_items_ids = lambda _query, _form: answer
    assert reader.state(0).unread == {"1", "2"}
    assert len(server.asked) < 12
    reader.close()


def test_a_form_is_not_sent_elsewhere(server: GreaderServer, web: Web) -> None:
    server.status = (302, {"Location": f"{web.url}/accounts/ClientLogin"})
    with pytest.raises(SyncError, match="has moved to"):
        GoogleReader(server.url, server.user, server.password)
    assert not web.asked


def test_a_token_that_is_out_of_date_is_asked_for_again(
    stocked: GreaderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = GoogleReader(stocked.url, stocked.user, stocked.password)
    monkeypatch.setattr(reader, "_token", "old")
    (first, *_) = stocked.items
    reader.mark("read", True, [str(first)])
    assert stocked.ids(READ) == {first}
    stocked.token = lambda _query, _form: "wrong"
    monkeypatch.setattr(reader, "_token", "")
    with pytest.raises(LoginRefused, match="accepts no changes"):
        reader.mark("read", False, [str(first)])
    reader.close()


def test_no_script_and_no_path_of_a_server_reaches_the_library(
    device: Device, stocked: GreaderServer, tmp_path: Path
) -> None:
    one = next(iter(stocked.items.values()))
    feed = Feed(77, "http://example.com/feed", "../../outside", "javascript:alert(1)", "../..")
    stocked.feeds[77] = feed
    entry = replace(one.entry, title="../../../etc/passwd\x1b[2J", guid="",
                    link="javascript:alert(2)",
                    body='<p onclick="x()">Text<script>alert(3)</script></p>')  # fmt: skip
    stocked.add(feed, entry)
    device.sync()
    (path,) = [one for one in device.root.rglob("*.md") if "passwd" in one.name]
    text = path.read_text("utf-8")
    assert path.is_relative_to(device.root)
    assert [one for one in tmp_path.rglob("*.md") if not one.is_relative_to(device.root)] == []
    assert not {"script", "onclick", "javascript", "\x1b"} & {
        word for word in ("script", "onclick", "javascript", "\x1b") if word in text}  # fmt: skip


def test_labels_that_cannot_be_tags_are_left_out(device: Device, stocked: GreaderServer) -> None:
    (first, *_) = stocked.items
    for name in ('a"quote', "one, two", "x" * 200, "later"):
        stocked.set(first, LABEL + name)
    device.sync()
    library = device.library()
    assert {tag for one in library.entries() for tag in one.own_tags} == {"later"}
    library.close()


def test_items_of_no_known_feed_are_left_out_once(device: Device, stocked: GreaderServer) -> None:
    one = next(iter(stocked.items.values()))
    stocked.add(Feed(99, "http://example.com/gone", "Gone", "", FOLDER), one.entry)
    assert len(device.sync().new) == 6
    assert device.sync().items == 0


@pytest.mark.parametrize(
    "item",
    [
        {}, {"id": 3}, {"id": "x", "origin": [], "categories": 7, "summary": "text"},
        {"id": "tag:google.com,2005:reader/item/zz", "published": "1e999", "title": ["a"]},
        {"id": "9" * 5000, "published": 10**30, "canonical": [{"href": 4}, 5]},
        {"id": "-1", "enclosure": [{"href": "javascript:x", "length": "many"}, 3]},
    ],
)  # fmt: skip
def test_an_odd_item_is_read_as_far_as_it_goes(item: dict[str, object]) -> None:
    data = json.dumps({"items": [item, 1, None]}).encode()
    assert len(of_greader(data, url="http://example.com/", content_type=None)) <= 1


def test_both_names_of_an_item_are_one_number() -> None:
    assert id_of("tag:google.com,2005:reader/item/0006616880ab6a5a") == "1795951323474522"
    assert id_of("tag:google.com,2005:reader/item/ffffffffffffffff") == id_of("-1")
    assert id_of("54c5a2b3e0a1f20f0a000001") == "54c5a2b3e0a1f20f0a000001"


def test_a_pause_is_not_taken_for_an_answer(server: GreaderServer) -> None:
    server.status = (429, {"Retry-After": "120"})
    before = time.time()
    with pytest.raises(SyncError, match="asks for a pause until") as refused:
        GoogleReader(server.url, server.user, server.password)
    assert before + 60 < getattr(refused.value, "until", 0) < before + 300


def test_an_item_that_is_too_large_keeps_no_other_away(
    device: Device, stocked: GreaderServer
) -> None:
    items = list(stocked.items.values())
    items[2].entry = replace(items[2].entry, body="<p>words</p>" * 20_000)
    library = device.library()
    client = Client(60.0, 100_000)
    reader = GoogleReader(stocked.url, stocked.user, stocked.password, client)
    found = sync(library, account_at(stocked), reader, lambda *_: None)
    assert len(found.new) == 5
    assert found.said == "Items that are too large to be read: 1."
    again = sync(library, account_at(stocked), reader, lambda *_: None)
    assert (again.items, again.said) == (0, "")
    reader.close()
    library.close()


def test_a_number_without_an_end_costs_no_item(device: Device, stocked: GreaderServer) -> None:
    def contents(query: Query, form: Query) -> str:
        told = json.dumps(GreaderServer.stream_items_contents(stocked, query, form))
        return re.sub(r'"published": [0-9]+', f'"published": {"9" * 5_000}', told, count=1)

    stocked.stream_items_contents = contents
    assert len(device.sync().new) == 6


@pytest.mark.parametrize("id", ["\ud800", "\x1b]0;x\x07", "a\r\nb", "9" * 4_000, "", "\u202e"])
def test_what_cannot_be_the_id_of_an_item_is_none(
    id: str, server: GreaderServer, reader: GoogleReader
) -> None:
    answer = json.dumps({"itemRefs": [{"id": id}, {"id": "7"}], "continuation": id})
    server.stream_items_ids = lambda _query, _form: answer
    assert reader.state(0).items == {"7"}
    reader.close()


@pytest.mark.parametrize("listed", [5, True, None, {"1": 2}, [[1], "2"], "1, 2,\x1b", 10**3_000])
def test_lists_of_fever_that_are_none_are_empty(listed: object) -> None:
    found = fever._ids({"unread_item_ids": listed}, "unread_item_ids")
    assert all(id.isprintable() for id in found)
    assert bool(found) == isinstance(listed, str | list)


@pytest.mark.parametrize("line", ["[" * 100_000, '{"since": 1e999}', '{"since": NaN}', "9" * 5_000])
def test_a_damaged_line_of_what_was_agreed_costs_only_itself(
    line: str, device: Device, stocked: GreaderServer
) -> None:
    device.sync()
    file = file_of(account_at(stocked), device.root)
    with file.open("a") as kept:
        kept.write(f"\n{line}\n")
    stocked.set(next(iter(stocked.items)), READ)
    assert device.sync().came == 1


def test_a_clock_that_was_ahead_once_hides_nothing(device: Device, stocked: GreaderServer) -> None:
    device.sync()
    with file_of(account_at(stocked), device.root).open("a") as kept:
        kept.write('\n{"since": 4102444800}\n')
    one = next(iter(stocked.items.values()))
    entry = replace(one.entry, title="Read there", link="http://example.com/there", guid="there")
    stocked.set(stocked.add(one.feed, entry).id, READ)
    assert device.sync().new == ("Read there",)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_what_cannot_be_written_is_said_and_the_next_sync_goes_on(
    code: int, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    for module, name in ((snapshot, "exchange"), (snapshot, "write_all"), (ledger, "write_all")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, full)
            with pytest.raises(SyncError, match=rf"cannot be written.*{os.strerror(code)}\.$"):
                device.sync()
    device.sync()
    library = device.library()
    assert library.counts().total == 6
    library.close()
