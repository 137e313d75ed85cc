"""Lists in other orders than that of time."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from reader.config import SortName
from reader.entry import Entry
from reader.library.library import Found, Grouping, Library, Query, parse
from tests.library.conftest import Open, Write
from tests.states import set_state

ORDERS = ("unread", "title", "site", "length", "score")
FAR = 10**9


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    """Sixty articles with repeated titles, of three sites, in paths of two levels; some have no
    date.
    """
    chance = random.Random(3)
    for number in range(60):
        write(
            f"{number}.md",
            title=chance.choice(["b", "A", "银行", "c"]) + f"{chance.randint(0, 20)}",
            date="" if number % 7 == 0 else f"2022-04-{chance.randint(1, 9):02} 10:00:00",
            categories=(chance.choice(["金融", "World"]), chance.choice(["甲", "乙", "丙"])),
            body=f"<p>{number} {'word ' * chance.randint(1, 400)}</p>",
        )
    library = open_library()
    with library._index.write() as db:
        db.execute("UPDATE entry SET score = key % 5 - 2")
    set_state(library, chance.sample(list(library.entries()), 25), read=True)
    return library


def drawn(listing: Found) -> list[Entry]:
    return [e for n, node in enumerate(listing.nodes) for e in listing.window(n, 0, node.rows)]


def sorted_by(library: Library, order: str, entries: list[Entry]) -> list[Entry]:
    lengths = dict(library._index.db.execute("SELECT key, LENGTH(body) FROM text"))
    by = {
        "unread": lambda one: one.read,
        "title": lambda one: one.title.lower(),
        "site": lambda one: (not one.site, one.site.lower()),
        "length": lambda one: lengths[one.key],
        "score": lambda one: -one.score,
    }[order]
    return sorted(entries, key=lambda one: (one.published is None, by(one), -one.key))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("grouping", get_args(Grouping))
def test_the_rows_of_each_node_are_in_order_and_those_without_a_date_last(
    library: Library, grouping: Grouping, order: SortName
) -> None:
    listing = library.grouped(Query(), grouping, order)
    assert listing.query is None
    assert listing.total == 60
    for number, node in enumerate(listing.nodes):
        entries = listing.window(number, 0, node.rows)
        assert len(entries) == node.rows
        if grouping != "date":  # there a day has its categories
            assert entries == sorted_by(library, order, entries)
            assert {one.name for one in listing.inner(number) if one.has_heading} <= {""}
        for offset, entry in enumerate(entries):
            assert listing.locate(entry.key, number) == (number, offset)
            assert listing.window(number, offset, offset + 1) == [entry]
    assert listing.locate(FAR) is None


@pytest.mark.parametrize("order", ORDERS)
def test_a_flat_list_is_in_the_order_of_the_command(library: Library, order: SortName) -> None:
    listed = drawn(library.grouped(Query(), "flat", order))
    assert listed == list(library.entries(order=order))
    assert listed == sorted_by(library, order, listed)


def test_marks_count_and_leave_rows_where_they_are(library: Library) -> None:
    listing = library.grouped(Query(), "category", "unread")
    before = [one.key for one in drawn(listing)]
    place = listing.next_unread(0, -1)
    assert place is not None
    (entry,) = listing.window(place[0], place[1], place[1] + 1)
    unread = listing.nodes[place[0]].unread
    set_state(library, [entry], read=True)
    assert listing.nodes[place[0]].unread == unread - 1
    assert [one.key for one in drawn(listing)] == before
    keys = set(listing.unread_keys("all"))
    assert keys == {one.key for one in library.entries() if not one.read}


def test_what_a_query_finds_is_sorted_too(library: Library) -> None:
    listing = library.grouped(parse("category:world is:unread"), "flat", "title")
    found = drawn(listing)
    assert 0 < len(found) < 60
    assert found == sorted_by(library, "title", found)
