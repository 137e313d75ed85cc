"""What one types to go somewhere."""

from __future__ import annotations

import pytest

from reader.library.library import Library
from reader.tui.search.go_to import group_for
from tests.tui.room import Open

NAMES = {"编程": "编程", "游": "游戏", "融": "金融", "金": "金融"}


@pytest.fixture
def library(news: object, open_library: Open) -> Library:
    return open_library()


@pytest.mark.parametrize(("typed", "name"), NAMES.items())
def test_a_name_is_known_by_its_beginning_or_a_part(
    library: Library, typed: str, name: str
) -> None:
    listing = library.listing("category")
    group = group_for(listing, typed)
    assert group is not None
    assert listing.groups[group].outer == name


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2022-04-20", "2022-04-20"),
        ("2022/4/20", "2022-04-20"),
        ("2022-04", "2022-04-22"),
        ("2022", "2022-04-22"),
        ("2023", "2022-04-22"),
        ("2022-13-99", "2022-04-22"),
    ],
)
def test_a_day_means_itself_or_the_next_one_that_has_articles(
    library: Library, typed: str, day: str
) -> None:
    listing = library.listing("date")
    group = group_for(listing, typed)
    assert group is not None
    assert listing.groups[group].outer == day


@pytest.mark.parametrize("typed", ["", "  ", "nowhere", "1999-01-01", "0000"])
def test_what_is_not_there_leads_nowhere(library: Library, typed: str) -> None:
    assert group_for(library.listing("date"), typed) is None
