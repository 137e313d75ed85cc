"""A library and a server agree, whoever marked what, and whatever breaks in between."""

from __future__ import annotations

import random
import shutil
from contextlib import suppress

import pytest

from reader.errors import SyncError
from reader.feeds import fetching, subscriptions
from reader.feeds.subscription import Subscription
from reader.sync.snapshot import Snapshot
from tests.feeds.conftest import articles, item, rss
from tests.feeds.server import Web
from tests.sync.conftest import Device, account_at
from tests.sync.greader_server import FOLDER, LABEL, READ, STARRED, Feed, GreaderServer


def number(server: GreaderServer, title: str) -> int:
    """The item with a title."""
    return next(one.id for one in server.items.values() if one.entry.title == title)


def titles(server: GreaderServer, stream: str) -> set[str]:
    return {server.items[id].entry.title for id in server.ids(stream)}


def test_what_is_on_the_server_comes_with_its_marks(device: Device, stocked: GreaderServer) -> None:
    stocked.set(number(stocked, "Story 1"), READ)
    stocked.set(number(stocked, "Story 2"), STARRED)
    stocked.set(number(stocked, "Story 3"), f"{LABEL}later")
    done = device.sync()
    assert (len(done.new), done.came, done.went) == (6, 3, 0)
    assert device.titles("read") == {"Story 1"}
    assert device.titles("starred") == {"Story 2"}
    assert device.titles("later") == {"Story 3"}
    assert not stocked.edits


def test_marks_of_both_sides_meet(device: Device, stocked: GreaderServer) -> None:
    device.sync()
    device.mark("Story 1", read=True)
    device.mark("Story 2", starred=True)
    device.tag("Story 2", "later")
    stocked.set(number(stocked, "Story 3"), READ)
    stocked.set(number(stocked, "Story 4"), STARRED)
    done = device.sync()
    assert (done.came, done.went) == (2, 3)
    for stream, field in ((READ, "read"), (STARRED, "starred"), (f"{LABEL}later", "later")):
        assert titles(stocked, stream) == device.titles(field)
    assert device.titles("read") == {"Story 1", "Story 3"}
    assert device.titles("starred") == {"Story 2", "Story 4"}


def test_marks_are_taken_back_on_either_side(device: Device, stocked: GreaderServer) -> None:
    device.sync()
    device.mark("Story 1", read=True, starred=True)
    device.tag("Story 1", "later")
    device.sync()
    stocked.set(number(stocked, "Story 1"), READ, value=False)
    stocked.set(number(stocked, "Story 1"), f"{LABEL}later", value=False)
    device.mark("Story 1", starred=False)
    device.sync()
    assert not device.titles("read") | device.titles("starred") | device.titles("later")
    assert not stocked.items[number(stocked, "Story 1")].marks


def test_nothing_is_sent_twice(device: Device, stocked: GreaderServer) -> None:
    device.sync()
    device.mark("Story 1", read=True)
    device.sync()
    device.sync()
    assert len(stocked.edits) == 1


def test_two_machines_and_the_server_agree(
    device: Device, other: Device, stocked: GreaderServer
) -> None:
    device.sync()
    other.sync()
    for name in ("Story 1", "Story 2", "Story 3"):
        device.mark(name, read=True)
    device.mark("Story 1", starred=True)
    other.mark("Story 3", read=True)
    other.mark("Story 4", read=True)
    stocked.set(number(stocked, "Story 5"), READ)
    for _round in range(2):
        device.sync()
        other.sync()
    read = {f"Story {n}" for n in range(1, 6)}
    assert device.titles("read") == other.titles("read") == titles(stocked, READ) == read
    assert device.titles("starred") == other.titles("starred") == {"Story 1"}
    assert articles(device.root) == articles(other.root)


@pytest.mark.parametrize("taken", range(5))
def test_a_server_that_dies_in_a_batch_loses_nothing_and_gets_nothing_twice(
    device: Device, stocked: GreaderServer, taken: int
) -> None:
    device.sync()
    for n in range(1, 5):
        device.mark(f"Story {n}", read=True)
    stocked.dies_after = taken
    if taken < 4:
        with pytest.raises(SyncError):
            device.sync()
    else:
        device.sync()
    stocked.dies_after = None
    device.sync()
    assert titles(stocked, READ) == device.titles("read") == {f"Story {n}" for n in range(1, 5)}
    assert len(stocked.edits) == 4


def test_a_lost_snapshot_loses_no_mark(device: Device, stocked: GreaderServer) -> None:
    device.sync()
    device.mark("Story 1", read=True)
    device.sync()
    device.mark("Story 2", starred=True)
    stocked.set(number(stocked, "Story 3"), READ)
    shutil.rmtree(Snapshot(account_at(stocked), device.root).file.parent)
    device.sync()
    assert titles(stocked, READ) == device.titles("read") == {"Story 1", "Story 3"}
    assert titles(stocked, STARRED) == device.titles("starred") == {"Story 2"}
    assert len(articles(device.root)) == 6


def test_what_the_server_drops_keeps_its_marks_here(device: Device, stocked: GreaderServer) -> None:
    device.sync()
    device.mark("Story 1", starred=True)
    device.sync()
    del stocked.items[number(stocked, "Story 1")], stocked.items[number(stocked, "Story 2")]
    done = device.sync()
    assert done.came == 0
    assert device.titles("starred") == {"Story 1"}
    assert "Story 2" not in device.titles("read")
    assert len(articles(device.root)) == 6


def test_a_removed_file_does_not_come_back(device: Device, stocked: GreaderServer) -> None:
    device.sync()
    gone = next(device.root.rglob("*story-1*.md"))
    gone.unlink()
    stocked.set(number(stocked, "Story 1"), STARRED)
    device.sync()
    assert not gone.exists()


def test_what_does_not_concern_an_article_here_is_not_asked_for_again(
    device: Device, stocked: GreaderServer
) -> None:
    one = next(iter(stocked.items.values()))
    stray = stocked.add(Feed(99, "http://example.com/gone", "Gone", "", FOLDER), one.entry)
    device.sync()
    stocked.set(stray.id, READ)
    stocked.asked.clear()
    device.sync()
    assert not [path for path in stocked.asked if "contents" in path]


def test_a_dry_run_changes_nothing(device: Device, stocked: GreaderServer) -> None:
    done = device.sync(dry=True)
    assert (done.items, done.new) == (6, ())
    assert not articles(device.root)
    device.sync()
    device.mark("Story 1", read=True)
    stocked.set(number(stocked, "Story 2"), READ)
    done = device.sync(dry=True)
    assert (done.came, done.went) == (1, 1)
    assert device.titles("read") == {"Story 1"}
    assert not stocked.edits


def test_a_feed_that_is_subscribed_here_too_gives_one_file(
    device: Device, stocked: GreaderServer, web: Web
) -> None:
    device.live()
    subscriptions.add(device.root, [Subscription(f"{web.url}/weekly/", "Weekly", ("News",))])
    web.put("/weekly/", rss(*map(item, range(1, 7))))
    feeds = subscriptions.load(device.root).feeds

    def fetch() -> None:
        fetching.fetch(device.root, feeds, fetching.Options(force=True), lambda *_: None)

    fetch()
    before = articles(device.root)
    stocked.set(number(stocked, "Story 2"), READ)
    done = device.sync()
    assert (done.new, articles(device.root)) == ((), before)
    assert device.titles("read") == {"Story 2"}
    web.put("/weekly", rss(*map(item, range(1, 9))))
    web.put("/weekly/", rss(*map(item, range(1, 9))))
    stocked.subscription_edit({}, {"ac": ["unsubscribe"], "s": ["feed/2"]})
    stocked.subscribed(f"{web.url}/weekly")
    device.sync()
    fetch()
    assert len(articles(device.root)) == 8


def test_tags_are_one_whatever_their_spelling(device: Device, stocked: GreaderServer) -> None:
    device.sync()
    device.tag("Story 1", "Later")
    stocked.set(number(stocked, "Story 2"), f"{LABEL}later")
    device.sync()
    device.sync()
    assert titles(stocked, f"{LABEL}later") == device.titles("Later") == {"Story 1", "Story 2"}
    assert not device.titles("later")
    device.tag("Story 1", remove=("later",))
    device.tag("Story 2", remove=("later",))
    device.sync()
    assert not titles(stocked, f"{LABEL}later") | device.titles("Later") | device.titles("later")


def test_a_server_without_tags_takes_everything_else(
    device: Device, stocked: GreaderServer
) -> None:
    device.sync()
    device.tag("Story 1", "later")
    device.mark("Story 1", read=True)
    stocked.refuses_labels = True
    done = device.sync()
    assert "later" in done.said
    assert titles(stocked, READ) == {"Story 1"}
    assert device.titles("later") == {"Story 1"}


def test_marks_from_the_server_are_not_undone_here(device: Device, stocked: GreaderServer) -> None:
    device.sync()
    stocked.set(number(stocked, "Story 1"), READ)
    device.sync()
    library = device.library()
    assert library.marks.step("undo") is None
    library.close()


def test_what_the_server_told_one_machine_does_not_go_back_from_another(
    device: Device, other: Device, stocked: GreaderServer
) -> None:
    other.share(device)
    stocked.set(number(stocked, "Story 1"), READ)
    device.sync()
    stocked.set(number(stocked, "Story 1"), READ, value=False)
    other.sync()
    assert not stocked.edits
    assert not other.titles("read") | device.titles("read")
    other.mark("Story 2", read=True)
    device.sync()
    other.sync()
    assert titles(stocked, READ) == device.titles("read") == {"Story 2"}
    assert len(stocked.edits) == 1


def test_a_crash_after_marks_came_sends_nothing_back(
    device: Device, stocked: GreaderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.sync()
    stocked.set(number(stocked, "Story 1"), READ)
    with monkeypatch.context() as broken:
        broken.setattr(Snapshot, "keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            device.sync()
    stocked.set(number(stocked, "Story 1"), READ, value=False)
    device.sync()
    assert not stocked.edits
    assert not device.titles("read")


@pytest.mark.parametrize("shared", [False, True], ids=["own journals", "a shared journal"])
@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_marks_syncs_and_broken_connections_ends_in_agreement(
    device: Device, other: Device, stocked: GreaderServer, seed: int, shared: bool
) -> None:
    dice = random.Random(seed)
    if shared:
        other.share(device)
    names = ("Story 1", "Story 2")
    device.sync()
    other.sync()
    for _step in range(14):
        machine, name = dice.choice((device, other)), dice.choice(names)
        match dice.randrange(5):
            case 0 | 1:
                machine.mark(name, **{dice.choice(("read", "starred")): dice.random() < 0.5})
            case 2:
                stream = dice.choice((READ, STARRED))
                stocked.set(number(stocked, name), stream, dice.random() < 0.5)
            case 3:
                machine.sync()
            case _:
                stocked.dies_after = dice.randrange(3)
                with suppress(SyncError):
                    machine.sync()
                stocked.dies_after = None
    for _round in range(2):
        device.sync()
        other.sync()
    for stream, field in ((READ, "read"), (STARRED, "starred")):
        assert titles(stocked, stream) == device.titles(field) == other.titles(field)
    sent = len(stocked.edits)
    device.sync()
    other.sync()
    assert len(stocked.edits) == sent
