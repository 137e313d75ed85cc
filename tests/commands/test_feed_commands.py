"""`subscribe`, `fetch`, `feeds`, `unsubscribe`: from an empty home to articles, in words."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from reader import config
from reader.feeds import subscriptions
from tests.commands.conftest import Run
from tests.feeds.conftest import articles, item, rss
from tests.feeds.server import Web

PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="{}" title="{}">{}</head>'


@pytest.fixture
def page(web: Web) -> str:
    """A page that names its feed, which has two entries."""
    web.put("/feed", rss(item(1), item(2)), etag='"1"')
    return web.put("/", PAGE.format("/feed", "All", ""))


def test_from_an_empty_home_to_articles(
    web: Web, page: str, reader: Run, a_home_of_its_own: Path
) -> None:
    done = reader("subscribe", page, "--folder", "编程/博客")
    news = a_home_of_its_own / "News"
    assert (done.code, done.out) == (0, f"Example Weekly 编程/博客 {web.url}/feed\n")
    assert done.err.startswith(f"The library is {news} from now on.\n1 feed subscribed.")
    assert config.load().library == (news,)
    assert reader("fetch").err == "1 feed: 2 new.\n"
    rows = reader("list", "--json").rows
    assert [row["title"] for row in rows] == ["Story 2", "Story 1"]
    assert rows[0]["categories"] == ["编程", "博客", "Example Weekly"]
    again = reader("fetch")
    assert (again.code, again.err) == (0, "Nothing is due; --force asks anyway.\n")
    assert len(articles(news)) == 2


def test_a_dry_run_says_and_does_nothing(page: str, reader: Run, a_home_of_its_own: Path) -> None:
    done = reader("subscribe", page, "--dry-run")
    assert (done.code, done.err) == (0, "1 feed would be subscribed.\n")
    assert not (a_home_of_its_own / "News").exists()
    assert not config.config_file().exists()


def test_a_page_with_several_feeds_asks_which(web: Web, root: Path, reader: Run) -> None:
    web.put("/feed", rss(item(1)))
    web.put("/other", rss(item(1), title="Other"))
    more = '<link rel="alternate" type="application/atom+xml" href="other" title="Other one">'
    page = web.put("/", PAGE.format("/feed", "All", more))
    asked = reader("subscribe", page, "-L", root)
    assert (asked.code, asked.out) == (
        1,
        f"1 All {web.url}/feed\n2 Other one {web.url}/other\n".replace(
            "1 All ", "1  All  "
        ).replace("2 Other one ", "2  Other one  "),
    )
    assert "--pick N" in asked.err
    assert reader("subscribe", page, "-L", root, "--pick", 2).out == f"Other {web.url}/other\n"
    assert reader("subscribe", page, "-L", root, "--pick", 3).code == 2


def test_a_page_that_names_none_is_looked_over(web: Web, root: Path, reader: Run) -> None:
    web.put("/blog/atom.xml", rss(item(1)))
    page = web.put("/blog", "<html><body>Hello")
    assert reader("subscribe", page, "-L", root).out.endswith("/blog/atom.xml\n")
    web.put("/blog/atom.xml", status=404)
    done = reader("subscribe", web.put("/x", "<html><body><a href='/y.rss'>feed</a>"), "-L", root)
    assert (done.code, done.err) == (1, "reader: 127.0.0.1 answers 404.\n")
    done = reader("subscribe", page, "-L", root)
    assert (
        done.err == "reader: 127.0.0.1 names no feed, and there is none at the usual addresses.\n"
    )


def test_an_address_is_taken_as_it_is_typed(web: Web, page: str, root: Path, reader: Run) -> None:
    assert reader("subscribe", web.url.removeprefix("http://"), "-L", root).code == 0
    done = reader("subscribe", "feed:" + page, "-L", root)
    assert (done.code, done.err) == (0, "0 feeds subscribed; 1 was there already.\n")


@pytest.mark.parametrize("what", ["file:///etc/passwd", "exec:ls", "filter:x:y", "javascript:1"])
def test_what_is_not_on_the_web_is_refused(what: str, root: Path, reader: Run) -> None:
    done = reader("subscribe", what, "-L", root)
    assert (done.code, done.err) == (1, f"reader: {what}: only http and https are fetched.\n")


def test_lists_come_in_and_go_out(tmp_path: Path, root: Path, reader: Run) -> None:
    urls = tmp_path / "urls"
    urls.write_text('http://a.example/ "A/B" "~Eins"\nhttp://b.example/\nexec:x\n')
    done = reader("subscribe", urls, "-L", root, "--folder", "In")
    assert done.out == "Eins In/A/B http://a.example/\nb.example In http://b.example/\n"
    assert "exec:x is skipped" in done.err
    (tmp_path / "out.opml").write_text(reader("feeds", "--opml", "-L", root).out)
    other = tmp_path / "other"
    assert reader("subscribe", tmp_path / "out.opml", "-L", other).code == 0
    assert reader("feeds", "--opml", "-L", other).out == (tmp_path / "out.opml").read_text()


def test_a_feed_that_fails_is_named_and_the_code_says_so(
    web: Web, page: str, root: Path, reader: Run
) -> None:
    reader("subscribe", page, "-L", root)
    urls = root / "urls"
    urls.write_text(web.put("/gone", status=410) + '\t"~Gone"\n')
    reader("subscribe", urls, "-L", root)
    done = reader("fetch", "-L", root, "--json")
    assert done.code == 1
    assert sorted((row["title"], row["became"], row["total"]) for row in done.rows) == [
        ("Example Weekly", "new", 2), ("Gone", "gone", 2),
    ]  # fmt: skip
    assert done.err.startswith("reader: Gone: 410: gone since ")
    rows = {row["title"]: row for row in reader("feeds", "-L", root, "--json").rows}
    assert rows["Example Weekly"]["articles"] == 2
    assert rows["Example Weekly"]["error"] == ""
    assert (rows["Gone"]["due"], rows["Gone"]["failures"]) == (None, 1)
    shown = reader("feeds", "-L", root, "--errors")
    assert "410: gone since" in shown.out
    assert shown.err == "1 feed, 1 failing.\n"


def test_unsubscribing_keeps_articles(page: str, root: Path, reader: Run) -> None:
    reader("subscribe", page, "-L", root)
    reader("fetch", "-L", root)
    assert reader("unsubscribe", "example", "-L", root, "--dry-run").code == 0
    ended = reader("unsubscribe", "example", "-L", root)
    assert ended.err == "1 feed unsubscribed; its articles stay.\n"
    assert reader("feeds", "-L", root).err == "0 feeds. `reader subscribe URL` adds one.\n"
    assert len(articles(root)) == 2
    done = reader("fetch", "-L", root)
    assert (done.code, done.err) == (
        1,
        f"reader: {root} has no feeds yet: `reader subscribe URL` adds one.\n",
    )


def test_a_saved_feed_is_read_once(tmp_path: Path, root: Path, reader: Run) -> None:
    saved = tmp_path / "saved.xml"
    saved.write_text(rss(item(1)))
    url = "https://example.com/feed"
    assert reader("fetch", saved, "--url", url, "-L", root).err == "1 feed: 1 new.\n"
    assert reader("fetch", saved, "--url", url, "-L", root).err == "1 feed: 0 new.\n"
    saved.write_text("no feed")
    done = reader("fetch", saved, "--url", url, "-L", root)
    assert (done.code, "is not a feed" in done.err) == (1, True)
    assert reader("fetch", "--url", url, "-L", root).code == 2


def test_titles_are_completed(page: str, root: Path, reader: Run) -> None:
    reader("subscribe", page, "-L", root)
    assert reader("completions", "feeds", "-L", root).out == "Example Weekly\n"
    assert "_reader_feeds" in reader("completions", "bash").out


def test_a_broken_list_of_feeds_is_one_sentence(root: Path, reader: Run) -> None:
    (root / "feeds.toml").write_text("[[feed]\n")
    for words in (("fetch",), ("feeds",), ("unsubscribe", "x"), ("feeds", "--opml")):
        done = reader(*words, "-L", root)
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert "feeds.toml cannot be read" in done.err


def test_nothing_of_ours_is_an_article(page: str, root: Path, reader: Run) -> None:
    reader("subscribe", page, "-L", root)
    reader("fetch", "-L", root)
    found = json.loads(reader("doctor", "-L", root, "--json").out)
    assert (found["articles"], found["skipped"]) == (2, [])
    assert found["passed_over"] == []


def test_a_feed_behind_a_login_is_found_and_keeps_what_opens_it(
    web: Web, root: Path, reader: Run
) -> None:
    """The page and its feed are asked with it, another host is not."""
    other = Web("127.0.0.2")
    feed = rss(item(1))

    def behind_a_login(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200 if handler.headers["X-Key"] == "sesame" else 401)
        handler.end_headers()
        is_feed = handler.path == "/feed"
        link = '<link rel="alternate" type="application/rss+xml" href="{}">'
        page = link.format("/feed") + link.format(other.put("/feed", feed))
        handler.wfile.write((feed if is_feed else page).encode())

    page = web.put("/", raw=behind_a_login)
    web.put("/feed", raw=behind_a_login)
    assert "answers 401" in reader("subscribe", page, "-L", root).err
    key = "headers_command=echo X-Key: sesame"
    words = ("--set", key, "--set", "keep=90", "--set", 'skip=["x", "title:y"]', "-L", root)
    done = reader("subscribe", page, "--pick", 2, *words)
    assert done.code == 0
    assert [headers["X-Key"] for _path, headers in other.asked] == [None]
    done = reader("subscribe", page, "--pick", 1, *words)
    assert done.code == 0
    assert "feeds.toml holds a header that is a secret" in done.err
    *_, one = subscriptions.load(root).feeds
    assert (one.url, one.keep, one.skip) == (f"{web.url}/feed", 90, ("x", "title:y"))
    assert reader("fetch", f"{web.url}/feed", "-L", root).err.startswith("1 feed: 1 new.")
    other.close()


@pytest.mark.parametrize(
    ("word", "flaw"),
    [
        ("keep", "is not KEY=VALUE with one of every, full_text, keep,"),
        ("url=http://x", "is not KEY=VALUE"),
        ("keep=soon", "The feed has a keep that is not a number"),
        ("every=never", "The feed has an every that is not a span of time such as"),
        ("skip=after:x", "The feed has “after:x” in skip"),
        ("cookies=3", "The feed has a cookies that is not a text"),
    ],
)
def test_a_key_that_cannot_be_used_is_said_before_anything_is_asked(
    web: Web, root: Path, reader: Run, word: str, flaw: str
) -> None:
    done = reader("subscribe", web.put("/feed", rss(item(1))), "--set", word, "-L", root)
    assert done.code == 1
    assert flaw in done.err
    assert not web.asked


def test_what_all_feeds_have_applies_while_one_is_looked_for(
    web: Web, root: Path, reader: Run
) -> None:
    (root / "feeds.toml").write_text('[defaults]\nuser_agent = "mine/1"\n')
    assert reader("subscribe", web.put("/feed", rss(item(1))), "-L", root).code == 0
    assert web.asked[0][1]["User-Agent"] == "mine/1"
