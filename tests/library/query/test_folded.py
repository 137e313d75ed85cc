"""Folded lists: of each story one row, with the other versions below it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import get_args

import pytest

from reader.entry import Entry
from reader.library.index import story_figures
from reader.library.library import Grouping, Library, Listed, Order, Show, parse
from reader.library.query.folding import Folding
from reader.library.query.listed import Spot
from reader.library.query.placed_hits import gather, recounted
from tests.library.conftest import Open, Write, write_article
from tests.library.query.test_listing import matches
from tests.states import mute, set_state

GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)


def report(seed: int) -> str:
    """Paragraphs of characters that mean nothing."""
    chance = random.Random(seed)
    text = "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(120))
    return "".join(f"<p>{text[start : start + 20]}。</p>" for start in range(0, len(text), 20))


def filled(write: Write) -> None:
    """Reports in up to five papers; some have an undated copy, some two paths of categories."""
    chance = random.Random(5)
    for story in range(14):
        text = report(story)
        for version in range(chance.randint(1, 5)):
            day = chance.randint(1, 3)
            date = f"2022-04-{day:02} {chance.randint(0, 23):02}:00:00"
            write(
                f"{story}-{version}.md",
                title=f"v{story} {version}",
                date="" if version == 2 and story % 4 == 0 else date,
                categories=categories(chance, version),
                body=text,
                author=f"paper {version}",
            )


def categories(chance: random.Random, version: int) -> tuple[str, ...]:
    """One path, or several."""
    names = chance.sample(["金融", "编程", "World"], chance.choice([1, 1, 2]))
    if len(names) == 1:
        return names[0], f"paper {version}"
    return tuple(f"[{name}, paper {version}]" for name in names)


def marked(library: Library) -> Library:
    chance = random.Random(6)
    library.refresh()
    everything = list(library.entries())
    set_state(library, chance.sample(everything, len(everything) // 2), read=True)
    set_state(library, chance.sample(everything, len(everything) // 2), starred=True)
    set_state(library, chance.sample(everything, len(everything) // 2), progress=0.5)
    library.marks.tag(chance.sample(everything, len(everything) // 2), ("later",))
    mute(library, chance.sample(everything, len(everything) // 4))
    return library


@pytest.fixture(scope="module")
def unchanged(module_home: Path) -> Iterator[Library]:
    root = module_home.parent / "news"
    filled(partial(write_article, root))
    library = marked(Library([root]))
    yield library
    library.close()


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    filled(write)
    return marked(open_library())


def expected(library: Library, listed: set[int]) -> dict[int, list[int]]:
    """By the key of the article with a row, those below it, of the listed ones."""
    found: dict[int, list[int]] = {}
    for entry in library.entries():
        story = [one for one in library.versions(entry) or [entry] if one.key in listed]
        story.sort(key=lambda one: (one.published is None, one.key))
        if story and story[0].key == entry.key:
            found[entry.key] = [one.key for one in story[1:]]
    return found


def check(library: Library, listing: Listed, listed: set[int]) -> None:
    """The rows of a listing, what is below them, its counts, and what can be asked of them."""
    wanted = expected(library, listed)
    unread = {entry.key for entry in library.entries() if entry.is_unread}
    assert any(wanted.values())
    seen: dict[int, list[int]] = {}
    order: list[Spot] = []
    where: dict[Spot, Entry] = {}
    for number, node in enumerate(listing.nodes):
        rows = listing.window(number, 0, 1_000)
        assert len(rows) == node.rows
        assert sum(one.rows for one in listing.inner(number)) == node.rows
        below = listing.below(rows)
        counted = 0
        for offset, row in enumerate(rows):
            children = listing.children(row.key) if row.key in below else []
            seen[row.key] = [one.key for one in children]
            for place, one in enumerate([row, *children], -1):
                spot = Spot(number, offset, place)
                assert listing.spot(one.key, number) == spot
                assert listing.at(spot) == [one]
                order.append(spot)
                where[spot] = one
                counted += one.key in unread
            if children:
                told = sum(one.key in unread for one in children)
                assert below[row.key] == (len(children), told)
        assert node.unread_rows == counted
        assert sum(one.unread for one in listing.inner(number)) == counted
    assert seen == wanted
    assert listing.total == len(listed)
    found = [spot for spot in order if where[spot].key in unread]
    for at, spot in enumerate(order):
        after = next((one for one in order[at + 1 :] if one in found), None)
        before = next((one for one in reversed(order[:at]) if one in found), None)
        assert listing.step_unread(spot, 1) == after
        assert listing.step_unread(spot, -1) == before
        above = {where[one].key for one in order[:at] if one in found}
        below_it = {where[one].key for one in order[at + 1 :] if one in found}
        assert set(listing.unread_in("above", spot)) == above
        assert set(listing.unread_in("below", spot)) == below_it
    assert set(listing.unread_in("all", Spot(0, -1))) == {where[spot].key for spot in found}
    for number, node in enumerate(listing.nodes):
        group = {where[spot].key for spot in found if number <= spot.node < node.end}
        if listing.grouping != "flat":
            assert set(listing.unread_in("group", Spot(number, -1))) == group
            assert node.unread == len(group)


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize("show", get_args(Show))
@pytest.mark.parametrize("newest", [True, False])
def test_each_story_has_one_row(
    unchanged: Library, grouping: Grouping, show: Show, newest: bool
) -> None:
    listing = unchanged.listing(grouping, show, newest, folded=True)
    check(unchanged, listing, {one.key for one in unchanged.entries() if matches(one, show)})


@pytest.mark.parametrize("grouping", ["category", "date", "flat"])
@pytest.mark.parametrize("order", ["newest", "oldest", "title", "unread"])
@pytest.mark.parametrize("query", ["", "is:unread", "v1", "category:金融"])
def test_so_has_each_story_of_a_search(
    unchanged: Library, grouping: Grouping, order: Order, query: str
) -> None:
    wanted = parse(query)
    placed = gather(unchanged.searcher(), wanted, grouping, "all", order, folded=True)
    listed = {one.key for one in unchanged.entries(wanted)}
    check(unchanged, unchanged.found(placed), listed)


@pytest.mark.parametrize("grouping", ["category", "date"])
@pytest.mark.parametrize("order", ["newest", "title"])
def test_the_unread_hits_of_a_search_are_counted_again(
    library: Library, grouping: Grouping, order: Order
) -> None:
    searcher, everything = library.searcher(), list(library.entries(parse("v1")))
    listing = library.found(gather(searcher, parse("v1"), grouping, "all", order, folded=True))
    other = library.aside()
    set_state(other, everything[::2], read=True)
    other.close()
    library.poll()
    listing.renew(recounted(searcher, listing.hits))
    check(library, listing, {one.key for one in everything})


@pytest.mark.parametrize(
    ("grouping", "show"),
    [("category", "all"), ("date", "unread"), ("category", "unread"), ("flat", "starred"),
     ("category", "started"), ("date", "later")],
)  # fmt: skip
def test_marks_keep_rows_where_they_are_and_counts_right(
    library: Library, grouping: Grouping, show: Show
) -> None:
    chance = random.Random(8)
    listing = library.listing(grouping, show, folded=True)
    listed = {one.key for one in library.entries() if matches(one, show)}
    rows = [(node.path, node.rows) for node in listing.nodes]
    for _time in range(12):
        entry = chance.choice([one for one in library.entries() if one.key in listed])
        set_state(library, [entry], read=not entry.read, starred=not entry.starred)
        if show == "all" or not entry.read:
            shown = {one.key for one in library.entries() if matches(one, show)}
            listed |= shown & {one.key for one in library.copies(entry)}
    assert [(node.path, node.rows) for node in listing.nodes] == rows
    check(library, listing, listed)
    assert library.flaws() == []
    again = library.listing(grouping, show, keep=listing, folded=True)
    kept = {key for keys in listing.kept.values() for key in keys}
    shown = {one.key for one in library.entries() if matches(one, show)}
    check(library, again, shown | kept)


def test_figures_are_those_of_the_stories_after_whatever_happened(
    library: Library, root: Path, write: Write
) -> None:
    assert library.flaws() == []
    for number in range(0, 14, 2):
        (root / f"{number}-0.md").unlink()
    write("1-0.md", title="Else", body=report(2), author="paper 9", categories=("World",))
    library.refresh()
    assert library.flaws() == []
    library.marks.mark([one.key for one in library.entries()], "read", True)
    assert library.flaws() == []
    assert len({entry.versions for entry in library.entries()}) > 2


@pytest.mark.parametrize("show", ["unread", "starred", "started", "later"])
def test_what_columns_do_not_say_is_found_without_a_scan(unchanged: Library, show: Show) -> None:
    asked: list[str] = []
    db = unchanged._index.db
    db.set_trace_callback(asked.append)
    Folding(db, show, {"2022-04-01": {1}})
    db.set_trace_callback(None)
    [sql] = asked
    for *_, step in db.execute(f"EXPLAIN QUERY PLAN {sql}"):
        is_table = step in ("SCAN entry", "SCAN compared") or "SCAN entry USING COVERING" in step
        assert not is_table, step


def test_a_mark_settles_the_figures_of_its_story_alone(library: Library) -> None:
    db = library._index.db
    plan = [step for *_, step in db.execute(f"EXPLAIN QUERY PLAN {story_figures._CHANGED}")]
    assert "SCAN retold" in plan
    assert any("compared USING COVERING INDEX compared_by_story" in step for step in plan), plan
    assert not [step for step in plan if step in ("SCAN entry", "SCAN compared")]
