"""Groups, windows, places: what the screen stands on."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest

from reader.entry import Entry
from reader.library.library import Grouping, Library, Listing, Show
from reader.library.query import entries, groups, one_entry
from reader.library.query import listing as listings
from reader.library.query.language import parse
from reader.library.query.statement import Order, statement
from tests.library.conftest import Open, Write, write_article

GROUPINGS: tuple[Grouping, ...] = ("category", "date", "site", "flat")


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    return varied(write, open_library)


@pytest.fixture(scope="module")
def unchanged(module_home: Path) -> Iterator[Library]:
    """The same library, for the tests that only look at it."""
    root = module_home.parent / "news"
    library = varied(partial(write_article, root), partial(Library, [root]))
    yield library
    library.close()


def varied(write: Write, open_library: Open) -> Library:
    """A library of many articles in each state."""
    chance = random.Random(7)
    for number in range(120):
        category = chance.choice(["金融", "金融", "编程", "World"])
        site = chance.choice(["甲", "乙"])
        day = chance.randint(1, 4)
        date = f"2022-04-{day:02} {chance.randint(0, 2):02}:00:00"
        categories = (category, site) if number % 9 else ()
        write(f"{number}.md", title=f"t{number}", date=date, categories=categories)
    library = open_library()
    library.refresh()
    everything = list(library.entries())
    library.set_state(chance.sample(everything, 50), read=True)
    library.set_state(chance.sample(everything, 30), starred=True)
    library.set_state(chance.sample(everything, 20), progress=0.5)
    library.set_state(chance.sample(everything, 20), progress=1.0)
    return library


def drawn(listing: Listing) -> list[Entry]:
    return [entry for group in range(len(listing.groups)) for entry in rows(listing, group)]


def rows(listing: Listing, group: int) -> list[Entry]:
    return listing.window(group, 0, 1_000)


def matches(entry: Entry, show: Show) -> bool:
    views = {"unread": not entry.read, "starred": entry.starred, "started": entry.is_started}
    return views.get(show, True)


@pytest.mark.parametrize("step", [1, -1])
def test_nothing_follows_in_an_empty_list(open_library: Open, step: Literal[1, -1]) -> None:
    listing = open_library().listing(show="starred")
    assert not listing.groups
    assert listing.next_unread(0, -1, step) is None


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("show", ["all", "unread", "starred", "started"])
@pytest.mark.parametrize("newest", [True, False])
def test_every_matching_entry_is_listed_once_in_its_group(
    unchanged: Library, grouping: Grouping, show: Show, newest: bool
) -> None:
    listing = unchanged.listing(grouping, show, newest)
    expected = {entry.key for entry in unchanged.entries() if matches(entry, show)}
    found = drawn(listing)
    assert {entry.key for entry in found} == expected
    assert len(found) == len(expected)
    for number, group in enumerate(listing.groups):
        entries = rows(listing, number)
        assert group.total == len(entries) > 0
        assert group.unread == sum(not entry.read for entry in entries)
        times = [entry.published for entry in entries if entry.published]
        assert times == sorted(times, reverse=newest)
        for entry in entries:
            assert (group.outer, group.inner) == place(entry, grouping)


def place(entry: Entry, grouping: Grouping) -> tuple[str, str]:
    day = entry.published.date().isoformat() if entry.published else ""
    category = entry.categories[0] if entry.categories else ""
    return {
        "category": (category, day),
        "date": (day, category),
        "site": (entry.site, day),
        "flat": ("", day),
    }[grouping]


def test_the_largest_category_stands_first_and_days_go_down(unchanged: Library) -> None:
    groups = unchanged.listing("category").groups
    outer = list(dict.fromkeys(group.outer for group in groups))
    totals = [sum(g.total for g in groups if g.outer == name) for name in outer]
    assert totals == sorted(totals, reverse=True)
    assert len(set(outer)) == len(outer)
    for name in outer:
        days = [group.inner for group in groups if group.outer == name]
        assert days == sorted(days, reverse=True)


def test_days_stand_outside_newest_or_oldest_first(unchanged: Library) -> None:
    for newest in (True, False):
        groups = unchanged.listing("date", newest=newest).groups
        days = list(dict.fromkeys(group.outer for group in groups))
        assert days == sorted(days, reverse=newest)
        assert len(set(groups)) == len(groups)


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("show", ["all", "unread", "starred", "started"])
@pytest.mark.parametrize("newest", [True, False])
def test_every_row_is_located_where_its_window_has_it(
    unchanged: Library, grouping: Grouping, show: Show, newest: bool
) -> None:
    listing = unchanged.listing(grouping, show, newest)
    for number in range(len(listing.groups)):
        for offset, entry in enumerate(rows(listing, number)):
            assert listing.locate(entry.key) == (number, offset)
    others = [entry for entry in unchanged.entries() if not matches(entry, show)]
    assert [listing.locate(entry.key) for entry in others] == [None] * len(others)
    assert listing.locate(10**9) is None


def test_windows_put_together_are_the_group(unchanged: Library) -> None:
    listing = unchanged.listing("category")
    whole = rows(listing, 0)
    pieces = [e for start in range(0, len(whole), 3) for e in listing.window(0, start, start + 3)]
    assert pieces == whole
    assert listing.window(0, len(whole), len(whole) + 40) == []


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("show", ["all", "unread", "starred", "started"])
@pytest.mark.parametrize("newest", [True, False])
def test_the_next_unread_row_is_the_one_a_reader_would_find(
    unchanged: Library, grouping: Grouping, show: Show, newest: bool
) -> None:
    listing = unchanged.listing(grouping, show, newest)
    places = [
        ((group, offset), entry.read)
        for group in range(len(listing.groups))
        for offset, entry in enumerate(rows(listing, group))
    ]
    for at, (here, _read) in enumerate(places):
        after = next((p for p, read in places[at + 1 :] if not read), None)
        before = next((p for p, read in reversed(places[:at]) if not read), None)
        assert listing.next_unread(*here, 1) == after
        assert listing.next_unread(*here, -1) == before


def test_from_a_heading_the_next_unread_row_may_be_in_its_group(unchanged: Library) -> None:
    listing = unchanged.listing("flat", "unread")
    assert listing.next_unread(0, -1, 1) == (0, 0)
    assert listing.next_unread(0, -1, -1) is None
    assert listing.next_unread(1, -1, -1) == (0, listing.groups[0].total - 1)


def test_rows_marked_read_stay_in_the_unread_listing(library: Library) -> None:
    listing = library.listing("category", "unread")
    before = drawn(listing)
    groups = [(group.outer, group.inner, group.total) for group in listing.groups]
    library.set_state(before[:5], read=True)
    assert [entry.key for entry in drawn(listing)] == [entry.key for entry in before]
    assert [entry.read for entry in drawn(listing)[:6]] == [True] * 5 + [False]
    assert [(g.outer, g.inner, g.total) for g in listing.groups] == groups
    assert sum(group.unread for group in listing.groups) == library.counts().unread
    assert listing.locate(before[0].key) == (0, 0)

    kept = library.listing("category", "unread", keep=listing)
    assert [(g.outer, g.inner, g.total) for g in kept.groups] == groups
    assert drawn(kept) == drawn(listing)
    fresh = library.listing("category", "unread")
    assert len(drawn(fresh)) == len(before) - 5


def test_a_whole_group_marked_read_stays_until_the_listing_goes(library: Library) -> None:
    listing = library.listing("date", "unread")
    library.set_state(rows(listing, 0), read=True)
    assert listing.groups[0].unread == 0
    assert len(rows(listing, 0)) == listing.groups[0].total > 0
    kept = library.listing("date", "unread", keep=listing)
    assert kept.groups == listing.groups
    found = listing.next_unread(0, -1)
    assert found is not None
    assert found[0] > 0


def test_rows_unstarred_stay_in_the_starred_listing(library: Library) -> None:
    listing = library.listing("site", "starred")
    before = drawn(listing)
    library.set_state(before[:3], starred=False)
    assert [entry.key for entry in drawn(listing)] == [entry.key for entry in before]
    assert not drawn(listing)[0].starred
    assert drawn(library.listing("site", "starred", keep=listing)) == drawn(listing)
    library.set_state(drawn(listing)[:3], starred=True)
    assert drawn(listing) == before


def test_a_row_marked_unread_again_counts_again(library: Library) -> None:
    listing = library.listing("category", "unread")
    unread = [group.unread for group in listing.groups]
    first = rows(listing, 0)[0]
    library.set_state(library.set_state([first], read=True), read=False)
    assert [group.unread for group in listing.groups] == unread
    assert listing.next_unread(0, -1) == (0, 0)


@pytest.mark.parametrize("newest", [True, False])
def test_windows_deep_in_a_large_group_are_the_right_ones(
    write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch, newest: bool
) -> None:
    monkeypatch.setattr(listings, "_MILE", 7)
    for number in range(40):
        write(f"{number}.md", date=f"2022-04-22 10:{number % 5:02}:00")
    library = open_library()
    library.set_state(list(library.entries(limit=10)), read=True)
    for show, total in (("all", 40), ("unread", 30)):
        whole = library.listing("flat", show, newest).window(0, 0, 100)
        assert len(whole) == total
        for starts in (range(50), range(49, -1, -1)):
            listing = library.listing("flat", show, newest)
            for start in starts:
                assert listing.window(0, start, start + 4) == whole[start : start + 4]


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_what_was_just_finished_stays_among_the_started(
    library: Library, grouping: Grouping
) -> None:
    listing = library.listing(grouping, "started")
    before = drawn(listing)
    finished = library.keep_place(before[3], 12.0, 1.0)
    assert not finished.is_started
    assert [entry.key for entry in drawn(listing)] == [entry.key for entry in before]
    again = library.listing(grouping, "started", keep=listing)
    assert [entry.key for entry in drawn(again)] == [entry.key for entry in before]
    assert sum(group.total for group in again.groups) == len(before)
    left = library.listing(grouping, "started")
    assert {entry.key for entry in drawn(left)} == {e.key for e in before} - {finished.key}


def test_an_empty_library_has_no_groups(open_library: Open) -> None:
    listing = open_library().listing()
    assert listing.groups == []
    assert listing.locate(1) is None


# The plans: no key press and no first screen may scan the table or sort it.


def plan(library: Library, statement: str, values: dict[str, object]) -> list[str]:
    db: sqlite3.Connection = library._index.db
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", values)]


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("newest", [True, False])
@pytest.mark.parametrize("template", ["_WINDOW", "_MILESTONE", "_RANK", "_NEXT"])
def test_rows_of_a_group_come_straight_from_an_index(
    unchanged: Library, grouping: Grouping, newest: bool, template: str
) -> None:
    listing = unchanged.listing(grouping, newest=newest)
    values = listing._values(0) | {
        "limit": 1, "offset": 0, "published": 0, "at": 0, "read_ids": "[]"
    }  # fmt: skip
    statement = listings._statement(getattr(listings, template), grouping, newest)
    steps = plan(unchanged, statement, values)
    assert steps[0].startswith("SEARCH entry USING ")
    assert f"entry_by_{groups.KIND[grouping]}" in steps[0]
    assert not [step for step in steps if "SCAN entry" in step or "TEMP B-TREE" in step]


@pytest.mark.parametrize("show", ["all", "unread", "starred"])
def test_groups_come_straight_from_the_tallies(unchanged: Library, show: Show) -> None:
    db = unchanged._index.db
    (step,) = db.execute(f"EXPLAIN QUERY PLAN {groups._TALLIES[show]}", ("category",))
    assert step[3] == "SEARCH tally USING PRIMARY KEY (kind=?)"


def test_groups_of_the_few_that_are_started_have_an_index(unchanged: Library) -> None:
    db = unchanged._index.db
    steps = db.execute(f"EXPLAIN QUERY PLAN {groups._BEGUN}", ("category",))
    assert "entry_started" in next(iter(steps))[3]


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize("text", ["", "is:unread", "after:2022-04 before:2022-05"])
def test_the_first_rows_of_a_list_come_straight_from_an_index(
    unchanged: Library, order: Order, text: str
) -> None:
    asked = statement(parse(text), date(2022, 5, 1))
    for sql in asked.rows(entries._COLUMNS, order):
        (step,) = plan(unchanged, f"{sql} LIMIT 20", asked.values)
        assert step.startswith("SEARCH entry USING INDEX entry_by_day (day")


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        (one_entry._BY_KEY, 1),
        (one_entry._BY_ID, 2),
        (one_entry._BY_PLACE, 3),
        (listings._WHERE, 1),
        (listings._COPIES, 1),
    ],
)
def test_an_entry_is_looked_up_in_an_index(unchanged: Library, statement: str, count: int) -> None:
    steps = unchanged._index.db.execute(
        f"EXPLAIN QUERY PLAN {statement}", ("1",) * count
    ).fetchall()
    assert not [step for step in steps if "SCAN" in step[3] or "TEMP B-TREE" in step[3]]


def test_the_tallies_are_what_counting_would_find(library: Library, write: Write) -> None:
    for number in range(0, 120, 3):
        write(f"{number}.md", title=f"t{number}", date="2022-04-02", categories=("World", "丙"))
    for number in range(1, 60, 3):
        library.find(f"{number}.md").path.unlink()
    library.refresh()
    db = library._index.db
    for kind, name, day in (
        ("category", "category", "day"),
        ("site", "site", "day"),
        ("day", "''", "day"),
        ("all", "''", "''"),
    ):
        counted = db.execute(
            f"SELECT {name}, {day}, COUNT(*), SUM(1 - read), SUM(starred), "
            f"SUM(starred AND NOT read) FROM entry GROUP BY 1, 2"
        ).fetchall()
        tallied = db.execute(
            "SELECT name, day, total, unread, starred, starred_unread FROM tally WHERE kind = ?",
            (kind,),
        ).fetchall()
        assert sorted(counted) == sorted(tallied)


def test_equal_times_have_one_order(unchanged: Library) -> None:
    forward = [e.key for e in unchanged.listing("flat", newest=True).window(0, 0, 1000)]
    backward = [e.key for e in unchanged.listing("flat", newest=False).window(3, 0, 1000)]
    assert forward == backward[::-1]
    assert all(a != b for a, b in pairwise(forward))
