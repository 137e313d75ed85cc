"""An entry is one article, whatever a feed changes about it; what is another is another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.feeds.feed import FeedEntry
from reader.feeds.identity import EntryMarks, Matcher, marks, named, plain_link

FEED = "https://example.com/feed"
DAY = datetime(2026, 11, 28, 10, tzinfo=UTC)


def entry(number: int, **more: object) -> FeedEntry:
    return replace(
        FeedEntry(
            title=f"Story {number}",
            link=f"https://example.com/{number}",
            guid=f"tag:{number}",
            published=DAY - timedelta(hours=number),
            updated=None,
            authors=(),
            categories=(),
            body=f"<p>Text {number}</p>",
            summary="",
            enclosures=(),
            comments="",
            image="",
        ),
        **more,
    )


def marked(*entries: FeedEntry) -> list[EntryMarks]:
    return [marks(FEED, one) for one in named(entries)]


def new(before: list[FeedEntry], after: list[FeedEntry]) -> list[str]:
    """The titles of entries that are new in a document, given those of the one before."""
    matcher = Matcher(marked(*before), marked(*after))
    found = zip(named(after), marked(*after), strict=True)
    return [one.entry.title for one, mark in found if matcher.known(mark) is None]


def test_the_digits_are_those_of_the_feed_s_first_address_and_the_guid() -> None:
    digits = sha256(b"https://example.com/feed\0tag:1").hexdigest()
    assert marked(entry(1))[0].id == digits[:32]


@pytest.mark.parametrize(
    "change",
    [
        {"guid": "another"}, {"link": "https://example.com/moved"}, {"title": "Another"},
        {"published": DAY}, {"published": None}, {"body": "<p>More</p>"}, {"guid": ""},
        {"guid": "another", "title": "Another"}, {"guid": "another", "published": DAY},
        {"guid": "another", "link": "https://example.org/1"},
    ],
)  # fmt: skip
def test_an_entry_that_changes_stays_the_same(change: dict[str, object]) -> None:
    before = [entry(number) for number in range(10)]
    after = [entry(0, **change), *before[1:]]
    assert new(before, after[::-1]) == []


@pytest.mark.parametrize("lacking", [{"guid": ""}, {"guid": "", "link": ""}, {"guid": "same"}])
@pytest.mark.parametrize(
    "change", [{"title": "Another"}, {"published": DAY}, {"body": "<p>More</p>"}]
)
def test_an_entry_without_a_guid_of_its_own_stays_the_same(
    lacking: dict[str, object], change: dict[str, object]
) -> None:
    before = [entry(number, **lacking) for number in range(5)]
    after = [entry(0, **lacking, **change), *before[1:]]
    assert new(before, after) == []


def test_ids_that_all_changed_are_no_new_entries() -> None:
    before = [entry(number) for number in range(10)]
    after = [entry(number, guid=f"new:{number}", title=f"Edited {number}", published=None)
             for number in range(10)]  # fmt: skip
    assert new(before, [*after, entry(11)]) == ["Story 11"]


def test_entries_that_share_their_link_are_not_taken_for_each_other() -> None:
    home = "https://example.com/"
    before = [entry(1, link=home)]
    assert new(before, [entry(2, link=home)]) == ["Story 2"]
    assert new(before, [entry(2, link=home), entry(3, link=home)]) == ["Story 2", "Story 3"]


def test_entries_that_look_alike_are_told_apart_by_what_names_them() -> None:
    same = {"title": "Weather", "body": "<p>Rain</p>"}
    before = [entry(1, **same)]
    assert new(before, [entry(2, **same)]) == ["Weather"]
    assert new(before, [entry(1, **same), entry(2, **same)]) == ["Weather"]


def test_a_guid_that_repeats_names_nothing() -> None:
    entries = [entry(1, guid="x"), entry(2, guid="x"), entry(3)]
    assert [one.name for one in named(entries)] == [
        "https://example.com/1", "https://example.com/2", "tag:3",
    ]  # fmt: skip
    assert new(entries, [entry(1, guid="x"), entry(3)]) == []


def test_an_entry_that_stands_twice_is_one() -> None:
    assert len(named([entry(1), entry(1)])) == 1


@given(
    st.permutations(range(6)), st.lists(st.sampled_from(["", "a", "tag"]), min_size=6, max_size=6)
)
def test_names_are_the_same_in_any_order(order: list[int], guids: list[str]) -> None:
    entries = [entry(number // 2, guid=guid) for number, guid in enumerate(guids)]
    mixed = [entries[number] for number in order]
    assert {mark.id for mark in marked(*entries)} == {mark.id for mark in marked(*mixed)}


@given(st.data())
def test_whatever_one_thing_changes_in_each_fetch_nothing_comes_twice(data: st.DataObject) -> None:
    now = [entry(number) for number in range(4)]
    known = marked(*now)
    for turn in range(4):
        at = data.draw(st.integers(0, 3))
        change = data.draw(
            st.sampled_from(
                [{"guid": f"g{turn}"}, {"link": f"https://example.com/t{turn}"},
                 {"title": f"Title {turn}"}, {"published": DAY + timedelta(days=turn)},
                 {"body": f"<p>{turn}</p>"}]
            )
        )  # fmt: skip
        now[at] = replace(now[at], **change)
        now = data.draw(st.permutations(now))
        matcher = Matcher(known, marked(*now))
        assert all(matcher.known(mark) for mark in marked(*now))
        known += marked(*now)


@pytest.mark.parametrize(
    ("link", "plain"),
    [
        ("https://a.example/x?utm_source=rss&id=1", "https://a.example/x?id=1"),
        ("https://a.example/x?utm_source=rss#utm_medium=feed", "https://a.example/x"),
        ("https://a.example/x?fbclid=1", "https://a.example/x"),
        ("https://a.example/x?id=1&b=#part", "https://a.example/x?id=1&b=#part"),
        (" https://a.example/x ", "https://a.example/x"),
        ("https://[", "https://["),
    ],
)
def test_what_says_how_somebody_came_is_no_part_of_a_link(link: str, plain: str) -> None:
    assert plain_link(link) == plain
