"""A fetch brings each article once, asks with manners, and says in words what went wrong."""

from __future__ import annotations

import json
import shutil
import threading
import time
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path

import pytest

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.errors import FetchError, LibraryError
from reader.feeds import asking, fetching, schedule, subscriptions, writing
from reader.feeds.fetching import Fetched
from reader.feeds.http import Client
from reader.feeds.known import FeedCache, cache_file
from reader.feeds.parse import parse
from reader.feeds.subscription import Subscription
from reader.library.library import Library
from tests.feeds.conftest import Fetch, articles, item, rss, subscribe, titles
from tests.feeds.server import Web, reset


def only(found: dict[str, Fetched]) -> Fetched:
    (one,) = found.values()
    return one


def test_new_entries_become_files_where_they_belong(web: Web, root: Path, fetch: Fetch) -> None:
    subscribe(root, web.put("/feed", rss(item(1), item(2))), folder=("金融", "新浪/财经"))
    assert only(fetch()).new == ("Story 1", "Story 2")
    folder = root / "金融" / "新浪 财经" / "Example Weekly"
    assert sorted(path.name[:21] for path in folder.iterdir()) == [
        "2026-11-02-story-1-" + articles(root)[0][19:21],
        "2026-11-03-story-2-" + articles(root)[1][19:21],
    ]
    article = read_article(min(folder.iterdir()))
    assert article.categories == ("金融", "新浪/财经", "Example Weekly")
    assert (article.site, article.url) == ("Example Weekly", "http://example.com/1")
    assert article.published is not None
    assert article.published.isoformat() == "2026-11-02T10:00:00+00:00"
    assert article.problems == ()
    bold = [span.text for block in blocks(article) for span in block.spans if span.bold]
    assert bold == ["story 1"]
    assert (root / ".reader").exists()


def test_again_there_is_nothing_new(web: Web, root: Path, fetch: Fetch) -> None:
    subscribe(root, web.put("/feed", rss(item(1)), etag='"1"', headers={"Last-Modified": "x y"}))
    fetch()
    before = articles(root)
    assert fetch(force=False) == {}
    assert only(fetch()).became == "unchanged"
    assert (articles(root), len(web.asked)) == (before, 2)
    sent = web.asked[1][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"1"', "x y")


def test_validators_that_go_are_not_sent_any_more(web: Web, root: Path, fetch: Fetch) -> None:
    subscribe(root, web.put("/feed", rss(item(1)), headers={"ETag": '"1"', "Last-Modified": "x"}))
    fetch()
    web.put("/feed", rss(item(2)), headers={"ETag": '"2"'})
    fetch()
    fetch()
    assert [sent["If-Modified-Since"] for _, sent in web.asked] == [None, "x", None]


def test_a_removed_file_does_not_return_and_a_moved_one_is_known(
    web: Web, root: Path, fetch: Fetch
) -> None:
    subscribe(root, web.put("/feed", rss(item(1), item(2))))
    fetch()
    one, two = sorted(root.rglob("*.md"))
    one.unlink()
    (root / "kept").mkdir()
    moved = two.rename(root / "kept" / two.name)
    web.put("/feed", rss(item(2, text="better"), item(1, text="worse"), item(3)))
    found = only(fetch())
    assert (found.new, found.changed) == (("Story 3",), 1)
    assert "better" in moved.read_text()
    assert not one.exists()


@pytest.mark.parametrize("lost", [("cache",), ("ledger",), ("cache", "ledger")])
def test_without_what_is_remembered_nothing_comes_twice(
    web: Web, root: Path, fetch: Fetch, lost: tuple[str, ...]
) -> None:
    subscribe(
        root, web.put("/feed", rss(item(1), item(2, guid=None), item(3, guid=None, link=None)))
    )
    fetch()
    before = articles(root)
    next(root.rglob("*story-2*")).rename(root / articles(root)[1])
    if "cache" in lost:
        cache_file().unlink()
    if "ledger" in lost:
        shutil.rmtree(root / ".reader")
    web.put("/feed", rss(item(3, guid=None, link=None), item(2, guid=None), item(1)))
    assert only(fetch()).new == ()
    assert articles(root) == before


def test_a_changed_entry_changes_its_file_which_keeps_its_name(
    web: Web, root: Path, fetch: Fetch
) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    fetch()
    before = articles(root)
    web.put("/feed", rss(item(1, title="Story one", date="27 Nov 2026 10:00:00 GMT", text="new")))
    assert only(fetch()).changed == 1
    assert (articles(root), titles(root)) == (before, ["Story one"])
    assert only(fetch()).changed == 0


def test_a_file_that_was_edited_stays_as_it_is(web: Web, root: Path, fetch: Fetch) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    fetch()
    (path,) = root.rglob("*.md")
    path.write_text("mine")
    web.put("/feed", rss(item(1, text="theirs")))
    assert only(fetch()).changed == 0
    assert path.read_text() == "mine"


def test_a_file_that_a_power_cut_emptied_is_written_again(
    web: Web, root: Path, fetch: Fetch
) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    fetch()
    (path,) = root.rglob("*.md")
    path.write_bytes(b"\0" * 100)
    web.put("/feed", rss(item(1, text="theirs")))
    assert only(fetch()).changed == 1
    assert b"theirs" in path.read_bytes()


def test_a_dry_run_writes_nothing(web: Web, root: Path, fetch: Fetch) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    assert only(fetch(dry=True)).new == ("Story 1",)
    assert [path.name for path in root.iterdir()] == ["feeds.toml"]
    assert only(fetch()).new == ("Story 1",)


def test_names_are_the_same_on_two_machines_and_in_any_order(
    web: Web, tmp_path: Path, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = web.put(
        "/feed", rss(item(1), item(2, guid=None), item(3, title="新闻 三"), item(4, date=None))
    )
    machines = []
    for device in ("one", "two"):
        monkeypatch.setenv("READER_DEVICE", device)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / device))
        root = tmp_path / f"news-{device}"
        root.mkdir()
        subscribe(root, url)
        fetch(root=root)
        machines.append({path.name: path.read_bytes() for path in root.rglob("*.md")})
        web.put(
            "/feed", rss(item(4, date=None), item(3, title="新闻 三"), item(2, guid=None), item(1))
        )
    assert machines[0] == machines[1]
    assert len(machines[0]) == 4
    assert [name for name in machines[0] if not name.startswith("2026-")] == [
        name for name in machines[0] if name.startswith("story-4-")
    ]


def test_two_machines_with_one_library_ask_once_between_them(
    web: Web, root: Path, tmp_path: Path, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    monkeypatch.setenv("READER_DEVICE", "one")
    fetch(force=False)
    monkeypatch.setenv("READER_DEVICE", "two")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "two"))
    assert fetch(force=False) == {}
    next(root.rglob("*.md")).unlink()
    assert only(fetch()).new == ()
    assert len(list((root / ".reader" / "fetch").iterdir())) == 2


def test_two_names_of_one_entry_become_one_file(
    web: Web, tmp_path: Path, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both machines fetch before either sees what the other did, and the title changes between."""
    url, roots = web.put("/feed", rss(item(1))), [tmp_path / "a", tmp_path / "b"]
    for root in roots:
        root.mkdir()
        subscribe(root, url)
        monkeypatch.setenv("READER_DEVICE", root.name)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"cache-{root.name}"))
        fetch(root=root)
        web.put("/feed", rss(item(1, title="Story, edited")))
    for here, there in (roots, roots[::-1]):
        shutil.copytree(there, here, dirs_exist_ok=True)
    assert len(articles(roots[0])) == 2
    for root in roots:
        monkeypatch.setenv("READER_DEVICE", root.name)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"cache-{root.name}"))
        fetch(root=root)
        assert titles(root) == ["Story, edited"]


def test_a_feed_that_moved_for_good_is_written_down_after_three_fetches(
    web: Web, root: Path, fetch: Fetch
) -> None:
    new = web.put("/new", rss(item(1)), etag='"1"')
    old = web.put("/old", status=301, headers={"Location": "/new"})
    (root / "feeds.toml").write_text(f'# mine\n[[feed]]\nurl = "{old}" # here\ntitle = "T"\n')
    said = [only(fetch()).said for _ in range(3)]
    assert said == ["", "", f"moved to {new}"]
    (one,) = subscriptions.load(root).feeds
    assert (one.url, one.first_url) == (new, old)
    assert (root / "feeds.toml").read_text().startswith("# mine\n[[feed]]\n")
    web.put("/new", rss(item(1), item(2)))
    assert only(fetch()).new == ("Story 2",)


@pytest.mark.parametrize("target", ["<html>Please log in</html>", ""])
def test_a_move_to_no_feed_is_not_followed(web: Web, root: Path, fetch: Fetch, target: str) -> None:
    web.put("/login", target)
    old = web.put("/old", status=301, headers={"Location": "/login"})
    subscribe(root, old)
    for _ in range(5):
        assert only(fetch()).became == "failed"
    assert subscriptions.load(root).feeds[0].url == old


def test_what_is_gone_is_not_asked_any_more(web: Web, root: Path, fetch: Fetch) -> None:
    subscribe(root, web.put("/feed", status=410))
    found = only(fetch())
    assert found.became == "gone"
    assert found.said.startswith("410: gone since ")
    assert fetch() == {}
    assert only(fetch(gone=True)).became == "gone"


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("a date", 7200), ("999999999", 86400), ("soon", 900)]
)
def test_a_host_that_asks_for_a_pause_gets_it(
    web: Web, root: Path, fetch: Fetch, value: str, seconds: int
) -> None:
    if value == "a date":
        value = formatdate(time.time() + seconds, usegmt=True)
    urls = [web.put(f"/{n}", status=429, headers={"Retry-After": value}) for n in range(6)]
    subscribe(root, *urls)
    before = time.time()
    found = fetch(jobs=1)
    assert [one.became for one in found.values()] == ["failed"] + ["paused"] * 5
    assert len(web.asked) == 1
    assert [one.became for one in fetch().values()] == ["paused"] * 6
    known = FeedCache(root)
    (until,) = known.pauses(before).values()
    known.close()
    assert before + seconds - 2 <= until <= time.time() + seconds


def test_one_host_is_never_asked_for_more_than_two_at_once(
    web: Web, root: Path, fetch: Fetch
) -> None:
    subscribe(root, *(web.put(f"/{n}", rss(item(n))) for n in range(12)))
    assert sum(len(one.new) for one in fetch().values()) == 12
    assert web.most_active <= 2


def test_a_failure_costs_one_feed_and_is_said_in_words(web: Web, root: Path, fetch: Fetch) -> None:
    bad = {
        web.put("/page", "<html><body>Hello</body></html>"): "is not a feed",
        web.put("/empty", ""): "is not a feed",
        web.put("/404", status=404): "It answers 404, there is nothing there.",
        web.put("/500", status=500): "It answers 500, an error of the server.",
        web.put("/503", status=503): "It answers 503, not available.",
        web.put("/reset", raw=reset): "127.0.0.1",
    }  # fmt: skip
    good = web.put("/feed", rss(item(1)))
    subscribe(root, *bad, good)
    found = fetch()
    assert found[good].new == ("Story 1",)
    for url, said in bad.items():
        assert found[url].became == "failed"
        assert said in found[url].said


def test_what_fails_waits_longer_each_time_up_to_a_day() -> None:
    waits = [schedule.next_due(3600, 0, failures) for failures in range(12)]
    assert 0.8 * 3600 <= waits[0] <= 0.95 * 3600
    assert 1.6 * 3600 <= waits[1] <= 1.9 * 3600
    assert waits[:5] == sorted(waits[:5])
    assert waits[-1] == 86400
    assert (
        schedule.next_due(7 * 86400, 0, 3) == 7 * 86400
        or schedule.next_due(7 * 86400, 0, 3) == 86400
    )


def test_a_feed_of_another_type_and_charset_is_read(web: Web, root: Path, fetch: Fetch) -> None:
    data = rss(item(1, title="利率")).replace("utf-8", "gb18030").encode("gb18030")
    subscribe(root, web.put("/feed", data, headers={"Content-Type": "text/plain; charset=utf-8"}))
    assert only(fetch()).new == ("利率",)


def test_nothing_hostile_reaches_a_file_or_its_name(web: Web, root: Path, fetch: Fetch) -> None:
    evil = "<script>alert(1)</script><a href='javascript:x()' onclick='x()'>go</a>"
    url = web.put(
        "/feed", rss(item(1, title="../../etc/passwd\x1b[31m".replace("\x1b", "&#x9b;"), text=evil))
    )
    subscribe(root, url, title="../..", folder=("..", ".hidden", "CON"))
    fetch()
    (path,) = root.rglob("*.md")
    assert path.relative_to(root).parts[:-1] == ("feed", "hidden", "CON -", "feed")
    text = path.read_text("utf-8")
    assert "script" not in text
    assert "onclick" not in text
    assert "\x9b" not in text


def test_headers_that_a_command_prints_and_a_user_agent_are_sent(
    web: Web, root: Path, fetch: Fetch
) -> None:
    url = web.put("/feed", rss(item(1)))
    (root / "feeds.toml").write_text(
        '[defaults]\nuser_agent = "mine"\nheaders_command = "echo X-Key: 7"\n'
        f'[[feed]]\nurl = "{url}"\n'
    )
    assert only(fetch()).name == "Example Weekly"
    sent = web.asked[0][1]
    assert (sent["X-Key"], sent["User-Agent"]) == ("7", "mine")


def test_a_command_for_headers_that_fails_is_said(web: Web, root: Path, fetch: Fetch) -> None:
    url = web.put("/feed", rss(item(1)))
    (root / "feeds.toml").write_text(f'[[feed]]\nurl = "{url}"\nheaders_command = "false"\n')
    assert "The command for its headers fails" in only(fetch()).said
    assert web.asked == []


def test_a_saved_feed_is_as_if_it_came_from_its_address(web: Web, root: Path, fetch: Fetch) -> None:
    url = web.put("/feed", rss(item(1), item(2)))
    one = Subscription(url, "Example Weekly")
    assert fetching.saved(root, rss(item(1)).encode(), one).new == ("Story 1",)
    subscriptions.add(root, [one])
    assert only(fetch()).new == ("Story 2",)


def test_a_library_that_cannot_be_written_to_is_said(web: Web, root: Path, fetch: Fetch) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    (root / ".reader").write_text("a file")
    with pytest.raises(FetchError, match="cannot be written to"):
        fetch()
    assert articles(root) == []


def test_no_host_that_answers_means_that_we_are_offline(root: Path, fetch: Fetch) -> None:
    subscribe(root, "http://one.invalid/", "http://two.invalid/")
    assert {one.became for one in fetch(client=Client(deadline=1)).values()} == {"failed"}
    known = FeedCache(root)
    assert known.feeds() == {}
    known.close()


def test_a_damaged_cache_or_ledger_costs_nothing(web: Web, root: Path, fetch: Fetch) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    fetch()
    cache_file().write_bytes(b"no database at all" * 1000)
    (ledger,) = (root / ".reader" / "fetch").iterdir()
    with ledger.open("ab") as file:
        file.write(
            b'[1]\n{"t": "x"}\n\xff\xfe\n'
            b'{"t":1,"feed":"f","id":"i","path":"../../x","file":""}\n{"torn'
        )
    assert only(fetch()).new == ()
    web.put("/feed", rss(item(1), item(2)))
    assert only(fetch()).new == ("Story 2",)


def test_a_clock_that_ran_ahead_stops_no_feed(web: Web, root: Path, fetch: Fetch) -> None:
    url = web.put("/feed", rss(item(1)))
    subscribe(root, url)
    folder = root / ".reader" / "fetch"
    folder.mkdir(parents=True)
    far = int((time.time() + 10 * 365 * 86400) * 1000)
    key = Subscription(url).key
    (folder / "other.jsonl").write_text(
        f'{{"fetched": 1}}\n{{"t":{far},"checked":{{"{key}":{far / 1000}}}}}\n'
    )
    state_due = fetch(force=False)
    assert state_due == {} or only(state_due).new == ("Story 1",)
    one = subscriptions.load(root).feeds[0]
    known = FeedCache(root)
    state = known.feed(key)
    known.close()
    assert schedule.is_due(one, state, time.time() + 3601)


def test_copies_that_a_sync_tool_sets_aside_are_one_article(
    web: Web, root: Path, fetch: Fetch
) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    fetch()
    (path,) = root.rglob("*.md")
    copy = path.with_name(path.name.replace(".md", ".sync-conflict-20261128-101010-ABCDEFG.md"))
    copy.write_bytes(path.read_bytes() + b"<p>older</p>")
    mine = path.with_name("mine.sync-conflict-20261128-101010-ABCDEFG.md")
    mine.write_text("mine")
    library = Library([root])
    library.refresh()
    assert {entry.path.name for entry in library.entries()} == {path.name, mine.name}
    assert [where.name for where, _why in library.passed_over()] == [copy.name]
    library.close()


def test_a_proxy_that_cannot_be_asked_is_said(web: Web, root: Path, fetch: Fetch) -> None:
    url = web.put("/feed", rss(item(1)))
    (root / "feeds.toml").write_text(f'[[feed]]\nurl = "{url}"\nproxy = "socks5://a:1"\n')
    assert only(fetch()).said.startswith("It cannot be fetched: the proxy “socks5://a:1”")


def test_a_feed_of_endless_entries_is_taken_from_its_head(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST", 3)
    feed = parse(rss(*map(item, range(9))).encode(), url=None, content_type=None)
    write = writing.Writing(root, root, Subscription("http://a.example/"), "A", (), dry=True)
    assert write(feed).new == ["Story 0", "Story 1", "Story 2"]


def test_feeds_that_drip_keep_no_other_waiting(
    web: Web, root: Path, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_SLOW", 0.1)
    other_asked, in_time = threading.Event(), []
    slow, other = Web("127.0.0.2"), Web("127.0.0.3")

    def hang(_handler: object) -> None:
        in_time.append(other_asked.wait(10))

    subscribe(root, web.put("/1", raw=hang), slow.put("/2", raw=hang), title="Slow")
    subscribe(root, other.put("/feed", raw=lambda _handler: other_asked.set()))
    fetch(jobs=2, client=Client(deadline=30))  # the third is asked while the first two hang
    slow.close()
    other.close()
    assert in_time == [True, True]


def test_an_article_that_another_fetch_just_wrote_is_no_error(root: Path) -> None:
    feed = parse(rss(item(1)).encode(), url=None, content_type=None)
    write = writing.Writing(root, root, Subscription("http://a.example/"), "A", ())
    assert write(feed).new == ["Story 1"]
    (path,) = root.rglob("*.md")
    path.write_text("---\ntitle: another head\n---\n")  # so that it is found by its name alone
    again = write(feed)
    assert (again.new, again.error, len(again.lines)) == ([], "", 1)


@pytest.mark.parametrize("at", range(2, 12))
def test_a_damaged_cache_of_feeds_is_one_sentence_and_then_made_again(
    web: Web, root: Path, fetch: Fetch, at: int
) -> None:
    subscribe(root, web.put("/feed", rss(*map(item, range(60)))))
    fetch()
    data = bytearray(cache_file().read_bytes())
    start = at * 4096 % len(data)
    data[start : start + 4096] = b"\xa5" * len(data[start : start + 4096])
    cache_file().write_bytes(data)
    with suppress(FetchError):
        fetch()
    assert only(fetch()).became == "unchanged"
    assert len(articles(root)) == 60


def test_half_characters_in_a_ledger_of_another_device_cost_one_line(
    web: Web, root: Path, fetch: Fetch
) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    fetch()
    ledger = root / ".reader" / "fetch" / "other.jsonl"
    names = ("id", "path", "file", "link", "title")
    for name in names:
        told = {"t": 1, "feed": "f", "id": "i", "path": "p", "file": "d"} | {name: "\ud800"}
        with ledger.open("a") as lines:
            lines.write(json.dumps(told) + "\n")
    with ledger.open("a") as lines:
        lines.write(json.dumps({"t": 1, "checked": {"\ud800": 5}}) + "\n")
    assert only(fetch()).became == "unchanged"


def test_a_cache_folder_that_cannot_be_made_is_said(
    web: Web, root: Path, fetch: Fetch, a_home_of_its_own: Path
) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    folder = cache_file().parent
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file")
    with pytest.raises(LibraryError, match=r"cannot be written to: file exists\.$"):
        fetch()


def test_the_cache_of_feeds_is_for_its_user_alone(web: Web, root: Path, fetch: Fetch) -> None:
    subscribe(root, web.put("/feed", rss(item(1))))
    fetch()
    assert cache_file().stat().st_mode & 0o077 == 0
