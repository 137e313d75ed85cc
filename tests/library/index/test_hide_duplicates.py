"""Files with one text in one place: one row, and counts that say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.library.library import Library, parse
from reader.library.query.placed_hits import gather
from tests import newsstand
from tests.states import set_state

FINANCE, CODE = ("金融", "新浪财经"), ("编程", "OSChina")
DAY = "2022-04-22 10:00:00"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Four files of one text in one place, one of it in another category, and another text."""
    root = tmp_path / "news"
    for number in range(4):
        newsstand.write(root, "Tea", FINANCE, DAY, name=f"tea {number}")
    newsstand.write(root, "Tea", CODE, DAY)
    newsstand.write(root, "Coffee", FINANCE, DAY)
    library = Library([root])
    library.refresh()
    yield library
    library.close()


def rows(library: Library) -> list[tuple[str, str, int]]:
    listing = library.listing("category")
    return sorted(
        (entry.title, entry.categories[0], entry.duplicates)
        for number, node in enumerate(listing.nodes)
        for entry in listing.window(number, 0, node.rows)
    )


def test_files_of_one_text_in_one_place_are_one_row(library: Library) -> None:
    expected = [("Coffee", "金融", 1), ("Tea", "编程", 1), ("Tea", "金融", 4)]
    assert rows(library) == expected
    assert sorted((e.title, e.categories[0], e.duplicates) for e in library.entries()) == expected
    assert library.counts() == (3, 3, 0)
    assert sum(node.rows for node in library.listing("date").nodes) == 3
    assert sum(node.rows for node in library.listing("site").nodes) == 3


def test_of_files_of_one_time_the_first_by_path_stands_in_the_list(library: Library) -> None:
    for number in range(4):
        shown = next(
            entry
            for entry in library.entries()
            if entry.categories[0] == "金融" and entry.title == "Tea"
        )
        assert shown.path.name == f"tea {number}.md"
        shown.path.unlink()
        library.refresh()


def test_all_files_can_be_reached_and_are_marked_together(library: Library) -> None:
    tea = next(entry for entry in library.entries() if entry.duplicates == 4)
    copies = library.copies(tea)
    assert len(copies) == 5
    assert sorted(copy.duplicates for copy in copies) == [0, 0, 0, 1, 4]
    hidden = next(copy for copy in copies if not copy.duplicates)
    set_state(library, [hidden], read=True, starred=True)
    assert all(copy.read and copy.starred for copy in library.copies(tea))
    assert library.counts() == (3, 1, 2)
    assert [node.unread for node in library.listing("flat").nodes] == [1]


def test_marking_many_at_once_counts_rows_and_not_files(library: Library) -> None:
    keys = [entry.key for entry in library.entries()]
    library.marks.mark(keys * 200, "read", True)
    assert library.counts() == (3, 0, 0)
    assert sum(node.unread for node in library.listing("category").nodes) == 0


def test_the_next_file_stands_for_those_that_went(library: Library) -> None:
    shown = next(entry for entry in library.entries() if entry.duplicates == 4)
    shown.path.unlink()
    library.refresh()
    assert ("Tea", "金融", 3) in rows(library)
    for copy in [one for one in library.copies(shown) if one.categories[0] == "金融"][1:]:
        copy.path.unlink()
    library.refresh()
    assert [count for _, _, count in rows(library)] == [1, 1, 1]
    assert library.counts() == (3, 3, 0)


def test_a_file_that_gets_another_text_is_a_row_of_its_own(library: Library) -> None:
    tea = next(entry for entry in library.entries() if entry.duplicates == 4)
    hidden = next(copy for copy in library.copies(tea) if not copy.duplicates)
    hidden.path.write_text(hidden.path.read_text("utf-8").replace("Tea", "Milk"), "utf-8")
    library.refresh()
    assert ("Milk", "金融", 1) in rows(library)
    assert ("Tea", "金融", 3) in rows(library)
    assert library.counts().total == 4


def test_a_search_finds_a_row_once(library: Library) -> None:
    searcher = library.searcher()
    found = library.found(gather(searcher, parse("Tea"), "category", "all", "newest"))
    searcher.close()
    assert found.total == 2
    assert len(list(library.matches(parse("Tea")))) == 2
