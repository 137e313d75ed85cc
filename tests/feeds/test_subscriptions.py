"""feeds.toml is the user's own: read with patience, edited in place. Lists go in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import SubscriptionError
from reader.feeds import opml, subscriptions
from reader.feeds.subscription import Subscription
from reader.feeds.subscriptions import add, add_unknown, chosen, load, move, remove
from reader.output.safe import safe_line

MINE = """\
# my feeds
[defaults]
every = "2h"   # not too often

[[feed]] # the first
url = "https://a.example/feed"
title = "A & B"
folder = ["金融", "新浪财经"]
later = "unknown keys stay"

# between
[[feed]]
url = "https://b.example/feed"
every = "1d"
"""


@pytest.fixture
def file(root: Path) -> Path:
    path = root / "feeds.toml"
    path.write_text(MINE, "utf-8")
    return path


def test_what_stands_there_is_read(file: Path) -> None:
    one, two = load(file.parent).feeds
    assert (one.title, one.folder, one.every) == ("A & B", ("金融", "新浪财经"), 7200)
    assert (two.name, two.every) == ("b.example", 86400)


def test_a_feed_that_is_added_or_removed_leaves_all_else_as_it_is(file: Path) -> None:
    new = Subscription("https://c.example/feed", 'C "c" 新', ("X",))
    assert add_unknown(file.parent, [new, load(file.parent).feeds[0]]) == [new]
    assert file.read_text("utf-8").startswith(MINE)
    assert load(file.parent).feeds[2] == Subscription(new.url, new.title, ("X",), 7200)
    remove(file.parent, [new])
    assert file.read_text("utf-8").rstrip() == MINE.rstrip()
    remove(file.parent, [load(file.parent).feeds[0]])
    assert [one.url for one in load(file.parent).feeds] == ["https://b.example/feed"]
    assert file.read_text("utf-8").startswith('# my feeds\n[defaults]\nevery = "2h"   # not')


def test_a_moved_feed_keeps_what_its_entries_are_known_by(file: Path) -> None:
    before = load(file.parent).feeds[0]
    move(file.parent, before, "https://new.example/feed")
    after = load(file.parent).feeds[0]
    assert (after.url, after.first_url, after.key) == (
        "https://new.example/feed", "https://a.example/feed", before.key,
    )  # fmt: skip
    move(file.parent, after, "https://newest.example/feed")
    assert load(file.parent).feeds[0].first_url == "https://a.example/feed"
    assert "# between" in file.read_text("utf-8")


def test_a_list_in_brackets_is_edited_too(file: Path) -> None:
    file.write_text('feed = [{url = "https://a.example/"}]\n')
    add(file.parent, [Subscription("https://b.example/", "B")])
    assert [one.url for one in load(file.parent).feeds] == [
        "https://a.example/",
        "https://b.example/",
    ]


A = 'url = "https://a.example/"\n'


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('title = "x"', "feed 1 has no url"),
        ("url = 1", "feed 1 has a url that is not a text"),
        ('url = "file:///etc/passwd"', "only http and https are fetched"),
        ('url = "exec:ls"', "only http and https are fetched"),
        (f"{A}folder = [1]", "folder that is not a list of names"),
        (f"{A}title = 2022", "a title that is not a text"),
        (f"{A}first_url = []", "a first_url that is not a text"),
        (f"{A}proxy = 8080", "a proxy that is not a text"),
        (f"{A}cookies = true", "a cookies that is not a text"),
        (f"{A}skip = 0", "a value of skip that is neither a query nor a list of queries"),
        (f"{A}only = false", "a value of only that is neither a query nor a list of queries"),
        (f'{A}private = "yes"', "a private that is neither true nor false: “yes”"),
    ],
)
def test_a_feed_that_cannot_be_used_costs_that_feed(file: Path, table: str, said: str) -> None:
    file.write_text(f'[[feed]]\n{table}\n[[feed]]\nurl = "https://good.example/"\n')
    found = load(file.parent)
    assert [one.url for one in found.feeds] == ["https://good.example/"]
    (problem,) = found.problems
    assert problem.startswith(f"{file}, line 1: feed 1 ")
    assert said in problem
    assert problem.endswith("; it is not fetched.")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("every = 30", 'every that is not a span of time such as "30m", "1h" or "2d": “30”'),
        ('every = "often"', "an every that is not a span of time"),
        ("every = true", "an every that is not a span of time"),
        ('full_text = "maybe"', 'a full_text that is not true, false or "always"'),
        ("full_text = 1", 'a full_text that is not true, false or "always"'),
        ('keep = "soon"', "a keep that is not a number of articles, a span"),
        ("keep = [90]", "a keep that is not a number of articles, a span"),
    ],
)
@pytest.mark.parametrize("head", ["[defaults]\n{}\n[[feed]]\n" + A, "\n[[feed]]\n{}\n" + A])
def test_a_value_that_a_feed_can_do_without_is_said_and_the_default_applies(
    file: Path, head: str, line: str, said: str
) -> None:
    file.write_text(head.format(line))
    found = load(file.parent)
    assert found.feeds == (Subscription("https://a.example/"),)
    (problem,) = found.problems
    number = 1 + head.format(line).splitlines().index(line)
    assert problem.startswith(f"{file}, line {number}: ")
    assert said in problem
    assert problem.endswith("; the default applies.")


def test_a_value_for_all_feeds_that_cannot_be_used_is_said_once(file: Path) -> None:
    b, c = 'url = "https://b.example/"\n', 'url = "https://c.example/"\nproxy = "http://p:1"\n'
    file.write_text(f'[defaults]\nproxy = 3\nevery = "2h"\n[[feed]]\n{A}[[feed]]\n{b}[[feed]]\n{c}')
    found = load(file.parent)
    assert [(one.url, one.every) for one in found.feeds] == [("https://c.example/", 7200)]
    (problem,) = found.problems
    assert problem.startswith(f"{file}, line 2: [defaults] has a proxy that is not a text")
    assert problem.endswith("feeds without their own proxy are not fetched.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("defaults = 3\n", "feeds.toml, line 1: [defaults] must be a table"),
        ("feed = 3\n", "feeds.toml: feed 1 must be a table"),
        ('feed = ["https://a.example/"]\n', "feeds.toml: feed 1 must be a table"),
    ],
)
def test_what_is_no_table_is_said(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    (problem,) = load(file.parent).problems
    assert said in problem


def test_a_file_that_cannot_be_read_is_said_and_left_alone(file: Path) -> None:
    file.write_text("[[feed]\n")
    for work in (load, lambda root: add(root, [Subscription("https://a.example/")])):
        with pytest.raises(SubscriptionError, match=r"feeds\.toml cannot be read.*line 1"):
            work(file.parent)
    assert file.read_text() == "[[feed]\n"


def test_feeds_are_meant_by_title_address_and_folder(file: Path) -> None:
    feeds = load(file.parent).feeds
    for words in (["A & B"], ["a &"], ["https://a.example/feed"], ["金融"], ["金融/新浪财经", "a"]):
        assert chosen(feeds, words) == [feeds[0]]
    with pytest.raises(SubscriptionError, match="No feed is called “nothing”"):
        chosen(feeds, ["nothing"])


NAMES = st.text(st.characters(min_codepoint=32, exclude_categories=("C", "Z")), min_size=1)


@given(st.lists(st.tuples(NAMES, st.lists(NAMES, max_size=3)), max_size=8))
def test_opml_loses_nothing_that_it_can_say(named: list[tuple[str, list[str]]]) -> None:
    feeds = [
        Subscription(f"https://a.example/{n}?a=1&b=<2>", safe_line(title) or "x",
                     tuple(filter(None, map(safe_line, folder))))
        for n, (title, folder) in enumerate(named)
    ]  # fmt: skip
    if feeds:
        found = opml.read(opml.write(feeds).encode(), "x.opml")
        assert found.problems == []
        assert {one.url: one for one in found.feeds} == {one.url: one for one in feeds}


OPML = b"""<?xml version="1.0"?>
<opml version="1.0"><body>
 <outline text="News &amp; more"><outline title="Inner">
  <outline text="One" xmlUrl="http://one.example/?a=1&b=2" type="rss"/></outline>
  <outline text="Bad" xmlUrl="file:///etc/passwd"/></outline>
 <outline text="Two" xmlurl="http://two.example/" category="/Cat/Sub,Other"/>
 <outline text="Twice" xmlUrl="http://two.example/"/>
</body></opml>"""


def test_opml_as_programs_write_it_is_read() -> None:
    found = opml.read(OPML, "x.opml")
    assert [(one.url, one.title, one.folder) for one in found.feeds] == [
        ("http://one.example/?a=1&b=2", "One", ("News & more", "Inner")),
        ("http://two.example/", "Two", ("Cat", "Sub")),
    ]
    assert found.problems == ["file:///etc/passwd is skipped: only http and https are fetched."]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            b'<?xml version="1.0"?><!DOCTYPE o [<!ENTITY a "x">]><opml>&a;</opml>',
            "declares its own entities",
        ),
        (b"<opml><body><outline", "is not OPML"),
        (b"<opml><body/></opml>", "lists no feed"),
        (b"", "lists no feed"),
    ],
)
def test_what_is_no_list_is_said(data: bytes, said: str) -> None:
    with pytest.raises(SubscriptionError, match=said):
        opml.read(data, "x.opml")


def test_newsboat_s_list_is_read() -> None:
    text = """\
# comment
https://a.example/feed "tech/linux" "~A name" !
https://b.example/feed

query:Unread:unread = "yes"
exec:~/bin/x
"""
    found = opml.read(text.encode(), "urls")
    assert [(one.url, one.title, one.folder) for one in found.feeds] == [
        ("https://a.example/feed", "A name", ("tech", "linux")),
        ("https://b.example/feed", "", ()),
    ]
    assert len(found.problems) == 2


def test_the_same_feed_twice_is_asked_once(file: Path) -> None:
    file.write_text('[[feed]]\nurl = "https://a.example/"\n' * 2)
    found = load(file.parent)
    assert len(found.feeds) == 1
    assert "is listed twice" in found.problems[0]
    assert subscriptions.path_of(file.parent) == file
