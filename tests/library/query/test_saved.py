"""Saved searches, and the articles that came into the index since one looked at them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader import screen_state
from reader.library.library import Library
from reader.library.query.saved import LibrarySearches, SearchCounts, counts
from tests.library.conftest import Open, Write


@pytest.fixture
def library(write: Write, open_library: Open) -> Library:
    write("a.md", "Tea")
    write("b.md", "Ports")
    return open_library()


def counted(library: Library, searches: LibrarySearches) -> dict[str, SearchCounts]:
    searcher = library.searcher()
    wanted = searches.wanted(library.latest_arrival())
    found = [counts(searcher, text, since) for text, since in wanted]
    searcher.close()
    return dict(zip(searches.texts, found, strict=True))


def test_what_a_first_scan_finds_is_not_new_and_what_comes_later_is(
    library: Library, write: Write
) -> None:
    given = [("Tea", "tea"), ("All", "-nothing"), ("Odd", "is:x")]
    searches = LibrarySearches(library.roots, given)
    assert counted(library, searches)["All"] == (2, 0)
    write("c.md", "Tea again")
    library.refresh()
    write("d.md", "Tea at last", categories=("茶",))
    library.refresh()
    assert counted(library, searches) == {"Tea": (3, 2), "All": (4, 2), "Odd": (0, 0)}
    searches.look(["Tea"], library.latest_arrival())
    assert counted(library, searches) == {"Tea": (3, 0), "All": (4, 2), "Odd": (0, 0)}
    again = LibrarySearches(library.roots, [("Tea", "category:茶"), ("All", "-nothing")])
    assert counted(library, again) == {"Tea": (1, 0), "All": (4, 2)}, "it is kept"


@pytest.mark.parametrize("query", ["tea", "-ports", "category:金融", "is:unread", "after:2000"])
def test_new_articles_are_found_by_queries_of_each_kind(
    library: Library, write: Write, query: str
) -> None:
    searches = LibrarySearches(library.roots, [("It", query)])
    assert counted(library, searches)["It"].new == 0
    write("c.md", "Tea again")
    library.refresh()
    assert counted(library, searches)["It"].new == 1


def test_another_file_of_an_article_is_not_new(library: Library, root: Path, write: Write) -> None:
    searches = LibrarySearches(library.roots, [("All", "-nothing")])
    assert counted(library, searches)["All"] == (2, 0)
    write("c.md", "Rates")
    library.refresh()
    searches.look(["All"], library.latest_arrival())
    for name in ("a.md", "c.md"):
        for copy in (root / "0.md", root / "z.md"):  # one of them is shown in place of the first
            copy.with_stem(f"{copy.stem}{name[0]}").write_bytes((root / name).read_bytes())
    assert library.refresh().added == 4
    assert counted(library, searches)["All"] == (3, 0)


def test_an_article_that_changes_or_moves_does_not_arrive_again(
    library: Library, root: Path, write: Write
) -> None:
    write("c.md", "Rates")
    library.refresh()
    moment = library.latest_arrival()
    assert moment > 0
    write("c.md", "Rates", date="2022-05-01 10:00:00")
    (root / "a.md").rename(root / "moved.md")
    write("b.md", "Ports", body="<p>Another body.</p>")
    summary = library.refresh()
    assert (summary.changed, summary.moved) == (2, 1)
    arrived = "SELECT title FROM entry WHERE arrived > 0"
    assert library._index.db.execute(arrived).fetchall() == [("Rates",)]
    assert library.latest_arrival() == moment


def test_an_index_that_is_made_again_has_nothing_new(
    library: Library, write: Write, open_library: Open
) -> None:
    write("c.md", "Rates")
    library.refresh()
    searches = LibrarySearches(library.roots, [("All", "-nothing")])
    counted(library, searches)
    library.refresh(reread=True)
    assert counted(library, searches)["All"] == (3, 0)
    write("d.md", "Bonds")
    library.refresh()
    assert counted(library, searches)["All"] == (4, 1)


def test_another_library_has_its_own_searches_and_those_of_the_settings(
    library: Library, root: Path
) -> None:
    here, there = (LibrarySearches(roots, [("Tea", "tea")]) for roots in ([root], [root / "x"]))
    here.keep("Ports", "ports")
    there.read_again()
    assert (here.texts, there.texts) == ({"Tea": "tea", "Ports": "ports"}, {"Tea": "tea"})
    assert "is in the settings" in here.drop("Tea")
    assert here.drop("Ports") == ""
    assert here.texts == {"Tea": "tea"}
    assert screen_state.searches([root]) == {}
