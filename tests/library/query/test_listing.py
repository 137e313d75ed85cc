"""Groups, windows, places: what the screen stands on."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import pytest

from reader.entry import Entry
from reader.library.index.tokens import label
from reader.library.library import Grouping, Library, Listing, Show
from reader.library.query import entries, owns
from reader.library.query import listing as listings
from reader.library.query.groups import IN_FEW
from reader.library.query.language import parse
from reader.library.query.placing import Slot
from reader.library.query.statement import Order, statement
from tests.library.conftest import Open, Write, write_article
from tests.states import mute, set_state

GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)


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
    set_state(library, chance.sample(everything, 50), read=True)
    set_state(library, chance.sample(everything, 30), starred=True)
    set_state(library, chance.sample(everything, 20), progress=0.5)
    set_state(library, chance.sample(everything, 20), progress=1.0)
    library.marks.tag(chance.sample(everything, 15), ("later",))
    mute(library, chance.sample(everything, 25))
    return library


def drawn(listing: Listing) -> list[Entry]:
    return [entry for node in range(len(listing.nodes)) for entry in rows(listing, node)]


def rows(listing: Listing, node: int) -> list[Entry]:
    return listing.window(node, 0, 1_000)


def matches(entry: Entry, show: Show) -> bool:
    later = "later" in entry.own_tags
    views = {"unread": entry.is_unread, "starred": entry.starred, "started": entry.is_started,
             "later": later}  # fmt: skip
    return views.get(show, True)


@pytest.mark.parametrize("step", [1, -1])
def test_nothing_follows_in_an_empty_list(open_library: Open, step: Literal[1, -1]) -> None:
    listing = open_library().listing(show="starred")
    assert not listing.nodes
    assert listing.next_unread(0, -1, step) is None


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("show", get_args(Show))
@pytest.mark.parametrize("newest", [True, False])
def test_every_matching_entry_is_listed_once_in_its_group(
    unchanged: Library, grouping: Grouping, show: Show, newest: bool
) -> None:
    listing = unchanged.listing(grouping, show, newest)
    expected = {entry.key for entry in unchanged.entries() if matches(entry, show)}
    found = drawn(listing)
    assert {entry.key for entry in found} == expected
    assert len(found) == len(expected)
    assert listing.total == len(expected)
    for number, node in enumerate(listing.nodes):
        entries = rows(listing, number)
        assert node.rows == len(entries)
        assert node.unread_rows == sum(entry.is_unread for entry in entries)
        below = [e for n in range(number, node.end) for e in rows(listing, n)]
        assert (node.total, node.unread) == (len(below), sum(e.is_unread for e in below))
        assert {path_of(entry, grouping) for entry in entries} <= {node.path}
        check_inner(listing, number, entries)


def check_inner(listing: Listing, number: int, entries: list[Entry]) -> None:
    """The inner groups of a node and their order."""
    inner = listing.inner(number)
    dates = listing.grouping == "date"
    found = [category(one) if dates else day(one) for one in entries]
    assert [one.name for one in inner] == list(dict.fromkeys(found))
    at = 0
    for one in inner:
        here = entries[at : at + one.rows]
        times = [entry.published for entry in here if entry.published]
        assert times == sorted(times, reverse=listing.newest)
        assert one.unread == sum(entry.is_unread for entry in here)
        at += one.rows
    if not dates:
        days = [one.name for one in inner if one.name]
        assert days == sorted(days, reverse=listing.newest)
        assert "" not in [one.name for one in inner[:-1]], "what has no date is last"
    if listing.grouping != "flat":
        assert listing.nodes[number].headings == sum(one.rows >= 3 for one in inner)


def day(entry: Entry) -> str:
    return entry.published.date().isoformat() if entry.published else ""


def category(entry: Entry) -> str:
    return entry.categories[0] if entry.categories else ""


def path_of(entry: Entry, grouping: Grouping) -> str:
    names = {"category": entry.categories, "site": (entry.site,), "date": (day(entry),),
             "tag": entry.own_tags}  # fmt: skip
    return "\x1f".join(label(name) for name in names.get(grouping, ()))


def test_the_largest_category_is_first(unchanged: Library) -> None:
    nodes = unchanged.listing("category").nodes
    outer = [node for node in nodes if node.depth == 0]
    assert [node.names for node in outer[-1:]] == [("",)], "those without a name are last"
    totals = [node.total for node in outer[:-1]]
    assert totals == sorted(totals, reverse=True)
    assert len({node.path for node in nodes}) == len(nodes)
    assert {node.names for node in nodes if node.depth} == {("甲",), ("乙",)}


def test_days_come_newest_or_oldest_first(unchanged: Library) -> None:
    for newest in (True, False):
        days = [node.path for node in unchanged.listing("date", newest=newest).nodes]
        assert days == sorted(days, reverse=newest)
        assert len(set(days)) == len(days)


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("show", ["all", "unread", "starred", "started"])
@pytest.mark.parametrize("newest", [True, False])
def test_every_row_is_located_where_its_window_has_it(
    unchanged: Library, grouping: Grouping, show: Show, newest: bool
) -> None:
    listing = unchanged.listing(grouping, show, newest)
    for number in range(len(listing.nodes)):
        for offset, entry in enumerate(rows(listing, number)):
            assert listing.locate(entry.key, number) == (number, offset)
    others = [entry for entry in unchanged.entries() if not matches(entry, show)]
    assert [listing.locate(entry.key) for entry in others] == [None] * len(others)
    assert listing.locate(10**9) is None


def test_windows_put_together_are_the_group(unchanged: Library) -> None:
    listing = unchanged.listing("flat")
    whole = rows(listing, 0)
    assert len(whole) == 120
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
        ((node, offset), not entry.is_unread)
        for node in range(len(listing.nodes))
        for offset, entry in enumerate(rows(listing, node))
    ]
    for at, (here, _read) in enumerate(places):
        after = next((p for p, read in places[at + 1 :] if not read), None)
        before = next((p for p, read in reversed(places[:at]) if not read), None)
        assert listing.next_unread(*here, 1) == after
        assert listing.next_unread(*here, -1) == before


def test_from_a_heading_the_next_unread_row_may_be_in_its_group(unchanged: Library) -> None:
    listing = unchanged.listing("date", "unread")
    assert listing.next_unread(0, -1, 1) == (0, 0)
    assert listing.next_unread(0, -1, -1) is None
    assert listing.next_unread(1, -1, -1) == (0, listing.nodes[0].rows - 1)
    last = len(listing.nodes) - 1
    assert listing.next_unread(last + 1, -1, -1) == (last, listing.nodes[last].rows - 1)


def test_rows_marked_read_stay_in_the_unread_listing(library: Library) -> None:
    listing = library.listing("category", "unread")
    before = drawn(listing)
    nodes = [(node.path, node.rows, node.total) for node in listing.nodes]
    set_state(library, before[:5], read=True)
    assert [entry.key for entry in drawn(listing)] == [entry.key for entry in before]
    assert [entry.read for entry in drawn(listing)[:6]] == [True] * 5 + [False]
    assert [(node.path, node.rows, node.total) for node in listing.nodes] == nodes
    outer = [node.unread for node in listing.nodes if node.depth == 0]
    assert sum(outer) == sum(n.unread_rows for n in listing.nodes) == library.counts().unread
    first = next(number for number, node in enumerate(listing.nodes) if node.rows)
    assert listing.locate(before[0].key) == (first, 0)

    kept = library.listing("category", "unread", keep=listing)
    assert [(node.path, node.rows, node.total) for node in kept.nodes] == nodes
    assert drawn(kept) == drawn(listing)
    fresh = library.listing("category", "unread")
    assert len(drawn(fresh)) == len(before) - 5


def test_a_whole_group_marked_read_stays_until_the_listing_goes(library: Library) -> None:
    listing = library.listing("date", "unread")
    set_state(library, rows(listing, 0), read=True)
    assert listing.nodes[0].unread == 0
    assert len(rows(listing, 0)) == listing.nodes[0].total > 0
    kept = library.listing("date", "unread", keep=listing)
    assert kept.nodes == listing.nodes
    found = listing.next_unread(0, -1)
    assert found is not None
    assert found[0] > 0


def test_of_very_many_rows_marked_together_none_stays(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.library.query.listing._MOST_KEPT", 3)
    for module in ("journal.marker", "marks"):
        monkeypatch.setattr(f"reader.library.{module}.FEW", 0)
    listing = library.listing("category", "unread")
    keys = listing.unread_keys("all")
    listing.keep(keys[:2])
    listing.keep(keys)
    library.marks.mark(keys, "read", True)
    kept = library.listing("category", "unread", keep=listing)
    assert {entry.key for entry in drawn(kept)} == set(keys[:2])


def test_rows_unstarred_stay_in_the_starred_listing(library: Library) -> None:
    listing = library.listing("site", "starred")
    before = drawn(listing)
    set_state(library, before[:3], starred=False)
    assert [entry.key for entry in drawn(listing)] == [entry.key for entry in before]
    assert not drawn(listing)[0].starred
    assert drawn(library.listing("site", "starred", keep=listing)) == drawn(listing)
    set_state(library, drawn(listing)[:3], starred=True)
    assert drawn(listing) == before


def test_a_row_marked_unread_again_counts_again(library: Library) -> None:
    listing = library.listing("category", "unread")
    unread = listing.nodes[:]
    first = drawn(listing)[0]
    set_state(library, set_state(library, [first], read=True), read=False)
    assert listing.nodes == unread
    assert listing.next_unread(0, -1) == listing.locate(first.key)


@pytest.mark.parametrize("newest", [True, False])
def test_windows_deep_in_a_large_group_are_the_right_ones(
    write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch, newest: bool
) -> None:
    monkeypatch.setattr(listings, "_MILE", 7)
    for number in range(40):
        write(f"{number}.md", date=f"2022-04-22 10:{number % 5:02}:00")
    library = open_library()
    set_state(library, list(library.entries(limit=10)), read=True)
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
    finished = library.marks.keep_place(before[3], 12.0, 1.0)
    assert not finished.is_started
    assert [entry.key for entry in drawn(listing)] == [entry.key for entry in before]
    again = library.listing(grouping, "started", keep=listing)
    assert [entry.key for entry in drawn(again)] == [entry.key for entry in before]
    assert again.total == sum(node.rows for node in again.nodes) == len(before)
    left = library.listing(grouping, "started")
    assert {entry.key for entry in drawn(left)} == {e.key for e in before} - {finished.key}


def test_an_empty_library_has_no_nodes(open_library: Open) -> None:
    listing = open_library().listing()
    assert listing.nodes == []
    assert listing.total == 0
    assert listing.locate(1) is None


# The plans: no key press and no first screen may scan the table or sort it.


def plan(library: Library, statement: str, values: dict[str, object]) -> list[str]:
    db: sqlite3.Connection = library._index.db
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", values)]


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("newest", [True, False])
@pytest.mark.parametrize("template", ["_WINDOW", "_RUN", "_MILESTONE", "_RANK", "_NEXT"])
@pytest.mark.parametrize(
    ("show", "folded"), [("all", False), ("all", True), ("unread", True), ("starred", True)]
)
def test_rows_of_a_group_come_straight_from_an_index(
    unchanged: Library, grouping: Grouping, newest: bool, template: str, show: Show, folded: bool
) -> None:
    if template == "_RUN" and (grouping == "date" or not newest):
        return  # its days are not in the order of an index
    listing = unchanged.listing(grouping, show, newest, folded=folded)
    node = next(number for number, node in enumerate(listing.nodes) if node.rows)
    values = listing._values(Slot(node, 0)) | {
        "limit": 1, "offset": 0, "published": 0, "at": 0, "read_ids": "[]", "last": ""
    }  # fmt: skip
    statement = listings._statement(
        getattr(listings, template), grouping, newest, show, folded=folded
    )
    steps = plan(unchanged, statement, values)
    index = {"date": "entry_by_category", "flat": "entry_by_day"}.get(grouping, "PRIMARY KEY")
    assert steps[0].startswith("SEARCH ")
    assert index in steps[0]
    if grouping not in ("date", "flat"):
        assert "SEARCH entry USING INTEGER PRIMARY KEY (rowid=?)" in steps
    assert not [step for step in steps if "SCAN entry" in step or "TEMP B-TREE" in step]


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_the_unread_rows_of_a_whole_node_come_straight_from_an_index(
    unchanged: Library, grouping: Grouping
) -> None:
    listing = unchanged.listing(grouping)
    node = next(number for number, node in enumerate(listing.nodes) if node.rows)
    statement = listings._statement(listings._UNREAD, grouping, True, whole=True)
    steps = plan(unchanged, statement, listing._values_of(node))
    assert steps[0].startswith("SEARCH ")
    assert not [step for step in steps if "SCAN entry" in step or "TEMP B-TREE" in step]


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("show", ["all", "unread", "starred"])
def test_nodes_come_straight_from_the_tallies(
    unchanged: Library, grouping: Grouping, show: Show
) -> None:
    asked: list[str] = []
    db = unchanged._index.db
    db.set_trace_callback(asked.append)
    owns.own_rows(db, grouping, show, {})
    db.set_trace_callback(None)
    for sql in asked:
        steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not [step for step in steps if step.startswith("SCAN") or "entry" in step], steps
        assert any("USING PRIMARY KEY (kind=?" in step for step in steps), steps


@pytest.mark.parametrize("show", IN_FEW)
def test_nodes_of_views_with_few_articles_are_counted_without_a_scan(
    unchanged: Library, show: Show
) -> None:
    steps = unchanged._index.db.execute(f"EXPLAIN QUERY PLAN {owns.few(show)}")
    plan = [detail for *_, detail in steps]
    assert not [step for step in plan if step.startswith("SCAN") and "INDEX" not in step], plan


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
        (entries._BY_KEY, 1),
        (entries._BY_ID, 2),
        (entries._BY_PLACE, 3),
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
        ("site", "site", "''"),
        ("day", "''", "day"),
        ("all", "''", "''"),
    ):
        counted = db.execute(
            f"SELECT {name}, {day}, COUNT(*), SUM(read + muted = 0), SUM(starred), "
            f"SUM(starred AND read + muted = 0) FROM entry GROUP BY 1, 2"
        ).fetchall()
        tallied = db.execute(
            "SELECT name, day, total, unread, starred, starred_unread FROM tally WHERE kind = ?",
            (kind,),
        ).fetchall()
        assert sorted(counted) == sorted(tallied)


def test_equal_times_have_one_order(unchanged: Library) -> None:
    forward = [e.key for e in unchanged.listing("flat", newest=True).window(0, 0, 1000)]
    backward = [e.key for e in unchanged.listing("flat", newest=False).window(0, 0, 1000)]
    assert forward == backward[::-1]
    assert len(set(forward)) == len(forward) > 1
