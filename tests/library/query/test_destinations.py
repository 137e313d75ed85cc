"""Where one can go, and how many articles are there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reader.library.library import Library, parse
from reader.library.query.destinations import (
    Destination,
    NameCounts,
    days,
    days_for,
    destinations,
)
from tests.states import set_state

TODAY = date(2022, 4, 23)


@pytest.fixture
def library(root: Path) -> Library:
    folder = root / "dumps"
    folder.mkdir(parents=True)
    for name, categories, day, tags in (
        ("a", "[金融, 新浪财经, 国内]", "2022-04-22", "[银行]"),
        ("b", "[金融, 新浪财经]", "2022-04-21", "[银行, Two words]"),
        ("c", "[[金融, 新浪财经], [编程]]", "2022-03-02", "[]"),
        ("d", "[[编程, Go], [编程, Rust]]", "2021-12-31", "[]"),
    ):
        head = f"title: {name}\ncategories: {categories}\ntags: {tags}\nauthor: 新浪\n"
        (folder / f"{name}.md").write_text(f"---\n{head}date: {day} 10:00:00\n---\n\nText.\n")
    library = Library([root])
    library.refresh()
    set_state(library, [one for one in library.entries() if one.title == "a"], read=True)
    return library


def found(library: Library) -> dict[tuple[str, str], NameCounts]:
    searcher = library.searcher()
    try:
        return {(one.kind, one.name): one.figures for one in searcher.read(destinations)}
    finally:
        searcher.close()


def test_categories_of_all_levels_are_counted(library: Library) -> None:
    figures = found(library)
    assert figures["category", "金融"] == (3, 2)
    assert figures["category", "金融/新浪财经"] == (3, 2)
    assert figures["category", "金融/新浪财经/国内"] == (1, 0)
    assert figures["category", "编程/Go"] == (1, 1)


def test_an_article_in_two_branches_counts_once_above_them(library: Library) -> None:
    assert found(library)["category", "编程"] == (2, 2)


def test_sites_tags_and_folders_are_there(library: Library) -> None:
    figures = found(library)
    assert figures["tag", "银行"] == (2, 1)
    assert figures["tag", "Two words"] == (1, 1)
    assert figures["folder", "dumps"] == (4, 3)


def test_its_query_finds_what_is_counted(library: Library) -> None:
    for (kind, name), figures in found(library).items():
        query = Destination(kind, name, figures).query
        assert len(list(library.entries(parse(query)))) == figures.total, query


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("2022-04-22", ["2022-04-22"]),
        ("2022/4/22", ["2022-04-22"]),
        ("yesterday", ["2022-04-22"]),
        ("2022-04", ["2022-04", "2022-04-22", "2022-04-21"]),
        ("2022", ["2022", "2022-04", "2022-03"]),
        ("2022-04-01", ["2022-03-02"]),
        ("2023", ["2022-04-22"]),
        ("1999", []),
        ("2022-13", []),
        ("金融", []),
        ("", []),
    ],
)
def test_a_typed_day_means_itself_or_the_next_with_articles(
    typed: str, names: list[str], library: Library
) -> None:
    searcher = library.searcher()
    counted = searcher.read(days)
    searcher.close()
    assert [one.name for one in days_for(typed, counted, TODAY, newest=True)] == names


def test_a_month_counts_its_days(library: Library) -> None:
    searcher = library.searcher()
    whole, *_ = days_for("2022-04", searcher.read(days), TODAY, newest=True)
    searcher.close()
    assert whole == Destination("day", "2022-04", NameCounts(2, 1))


def test_with_the_oldest_first_the_next_day_is_a_later_one(library: Library) -> None:
    searcher = library.searcher()
    nearest = days_for("2022-04-01", searcher.read(days), TODAY, newest=False)
    searcher.close()
    assert [one.name for one in nearest] == ["2022-04-21"]
