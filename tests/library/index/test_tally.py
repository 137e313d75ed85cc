"""The tallies are what counting finds, whatever is done to a library, and in which order."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from typing import get_args

import pytest

from reader.entry import Entry
from reader.library import marks
from reader.library.index import tally
from reader.library.index.index_file import Index
from reader.library.journal import marker
from reader.library.library import Grouping, Library, Listed, Show
from reader.library.query.language import parse
from reader.library.query.placed_hits import gather
from tests.library.conftest import Open, Write

FILES = 24

QUERIES: dict[Grouping, str] = {
    "category": 'category:"/{}"',
    "date": "on:{}",
    "site": 'site:="{}"',
    "tag": 'tag:"{}"',
    "folder": 'folder:"{}"',
    "feed": 'feed:"{}"',
}
"""By grouping, the query that finds the articles of a node with some path."""


def check(library: Library) -> None:
    """All figures against the rows themselves."""
    entries = list(library.entries())
    unread = [entry for entry in entries if entry.is_unread]
    starred = [entry for entry in entries if entry.starred]
    assert library.flaws() == []
    assert library.counts() == (len(entries), len(unread), len(starred))
    views: dict[Show, list[Entry]] = {"all": entries, "unread": unread, "starred": starred}
    with closing(library.searcher()) as searcher:
        for grouping in get_args(Grouping):
            for show, some in views.items():
                keys = {entry.key for entry in some}
                check_nodes(library, library.listing(grouping, show), keys)
                hits = gather(searcher, parse(""), grouping, show, "newest")
                check_nodes(library, library.found(hits), keys)


def check_nodes(library: Library, listing: Listed, shown: set[int]) -> None:
    """Every node counts and lists what its query finds."""
    below: set[int] = set()
    for number, node in enumerate(listing.nodes):
        rows = [e.key for n in range(number, node.end) for e in listing.window(n, 0, 999)]
        own = [entry.key for entry in listing.window(number, 0, 999)]
        assert len(own) == len(set(own)) == node.rows
        below |= set(own)
        assert len(set(rows)) == node.total
        if node.path and (query := QUERIES.get(listing.grouping)):
            asked = parse(query.format(node.path.replace("\x1f", "/")))
            found = [entry for entry in library.entries(asked) if entry.key in shown]
            assert {entry.key for entry in found} == set(rows)
            assert (len(found), sum(e.is_unread for e in found)) == (node.total, node.unread)
    assert below == shown
    assert listing.total == len(shown)


_SEVERAL = (
    ("[金融, 甲]", "[金融, 乙, 丙]"),
    ("[金融]", "[World, A]", "[world, a, b]", "[World]"),
)
"""Lists of lists, which are several paths."""


class Trial:
    """Random things that are done to a library by two windows and to its files."""

    def __init__(self, chance: random.Random, write: Write, open_library: Open) -> None:
        self.chance = chance
        self.write = write
        self.library = open_library()
        self.other = open_library(scan=False)

    def some(self, library: Library) -> list[Entry]:
        entries = list(library.entries())
        return self.chance.sample(entries, self.chance.randint(0, len(entries)))

    def mark(self) -> None:
        """A few of them one by one, or many at once."""
        library = self.chance.choice([self.library, self.other])
        library.poll()
        keys = [entry.key for entry in self.some(library)]
        library.marks.mark(
            keys, self.chance.choice(["read", "starred"]), self.chance.random() < 0.6
        )

    def begin(self) -> None:
        for entry in self.some(self.library)[:2]:
            self.library.marks.keep_place(entry, 3.5, self.chance.random())

    def tag(self) -> None:
        self.library.marks.tag(self.some(self.library)[:3], [self.chance.choice("abc")])

    def retrace(self) -> None:
        step = self.library.marks.step(self.chance.choice(["undo", "redo"]))
        if step is not None:
            self.library.marks.retrace(step)

    def change(self) -> None:
        """Write files, some of them with one text in one place, and remove others."""
        for _ in range(self.chance.randint(1, 6)):
            number = self.chance.randrange(FILES)
            categories = self.chance.choice(
                [("金融", "甲"), ("金融", "乙"), ("World",), ("world", "甲"), (), *_SEVERAL]
            )
            written = self.write(
                f"{number % 3}/{number}.md",
                title=f"t{number % 8}",
                date=self.chance.choice(["2022-04-01", "2022-04-02", "nonsense"]),
                categories=categories,
                body=f"<p>{self.chance.choice('xy')}</p>",
            )
            if self.chance.random() < 0.2:
                written.unlink()
        self.library.refresh()

    def rebuild(self) -> None:
        self.other.refresh(reread=True)


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_those_of_the_rows_after_anything(
    seed: int, write: Write, open_library: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (marks, marker):
        monkeypatch.setattr(module, "FEW", 4)
    chance = random.Random(seed)
    trial = Trial(chance, write, open_library)
    trial.change()
    usual = [trial.mark] * 5 + [trial.change] * 3 + [trial.begin, trial.tag, trial.retrace]
    for _ in range(25):
        chance.choice([*usual, trial.retrace, trial.rebuild])()
        trial.library.poll()
        trial.other.poll()
        check(trial.library)
        check(trial.other)


@pytest.mark.parametrize(
    ("statement", "flaws"),
    [
        ("UPDATE tally SET unread = 9 WHERE kind = 'site'", ["site Somebody"]),
        ("UPDATE tally SET starred = 1 WHERE kind = 'all'", ["the library"]),
        ("DELETE FROM tally WHERE kind = 'day'", ["day 2022-04-22"]),
        ("UPDATE tally SET day = '2022-04-23' WHERE kind = 'day'",
         ["day 2022-04-22", "day 2022-04-23"]),
        ("UPDATE entry SET category = 'x'", ["category x 2022-04-22", "category 金融 2022-04-22"]),
    ],
)  # fmt: skip
def test_figures_that_are_wrong_are_named(
    statement: str, flaws: list[str], write: Write, open_library: Open
) -> None:
    write("a.md", categories=("金融",))
    library = open_library()
    library._index.db.execute("UPDATE entry SET site = 'Somebody'")
    tally.count(library._index.db)
    assert library.flaws() == []
    for name in ("came", "went", "moved", "marked"):
        library._index.db.execute(f"DROP TRIGGER IF EXISTS temp.entry_{name}")
    library._index.db.execute(statement)
    assert library.flaws() == [f"The figures of {f} are not those of its articles." for f in flaws]


def test_what_is_rolled_back_is_not_counted(write: Write, open_library: Open) -> None:
    write("a.md")
    library = open_library()
    index: Index = library._index

    def fail() -> None:
        with index.write() as db:
            db.execute("UPDATE entry SET read = 1")
            db.execute("no SQL")

    with pytest.raises(sqlite3.OperationalError):
        fail()
    with index.write() as db:
        db.execute("UPDATE entry SET starred = 1")
    assert library.counts() == (1, 1, 1)
    assert library.flaws() == []
