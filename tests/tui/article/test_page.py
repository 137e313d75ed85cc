"""A page finds its place again at any width."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.tui.article.page import Page
from tests.newsstand import LONG
from tests.tui.room import Write


def made(path: Path, width: int) -> Page:
    page = Page(path, UTC)
    page.set_width(width)
    return page


def words(page: Page, number: int) -> str:
    return "".join(text for text, _ in page.lines[number].segments)


def test_lines_are_made_only_as_far_as_they_are_needed(news: Path) -> None:
    page = made(news / "金融" / f"{LONG}.md", 60)
    page.fill(30)
    assert len(page.lines) == 30
    assert not page.complete
    page.fill(100_000)
    assert page.complete
    assert "Paragraph 80" in " ".join(words(page, n) for n in range(len(page.lines)))


def test_a_page_that_nobody_has_goes_at_once_and_its_tree_with_it(news: Path) -> None:
    gc.disable()  # it counts objects, and a tree is few for the memory that it takes
    try:
        page = made(news / "金融" / f"{LONG}.md", 60)
        page.fill(30)
        assert page.body(2) is not None
        known = weakref.ref(page)
        del page
        assert known() is None
    finally:
        gc.enable()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(width=st.integers(20, 120), number=st.integers(0, 400))
def test_the_line_of_a_place_is_the_line_it_was_taken_from(
    news: Path, width: int, number: int
) -> None:
    page = made(news / "金融" / f"{LONG}.md", width)
    page.fill(100_000)
    number = min(number, len(page.lines) - 1)
    back = page.line_at(round(page.place_at(number), 4))
    shown = [n for n in (number, back) if page.lines[n].text.strip()]
    assert back in shown or back == 0, "an empty line leads to the text below it"
    if page.place_at(number) == 0:
        assert back == 0, "the header, and where the text begins, are the start"
    elif number in shown:
        assert back == number


def test_a_place_is_in_the_same_paragraph_at_another_width(news: Path) -> None:
    page = made(news / "金融" / f"{LONG}.md", 80)
    page.fill(100_000)
    number = next(n for n in range(len(page.lines)) if "Paragraph 40:" in words(page, n))
    place = page.place_at(number)
    page.set_width(33)
    assert words(page, page.line_at(place)).startswith("Paragraph 40:")


def test_going_to_a_place_makes_what_stands_before_it_and_no_more(news: Path) -> None:
    page = made(news / "金融" / f"{LONG}.md", 80)
    at = page.line_at(20.5)
    assert page.block_at(at) == 20
    assert at < len(page.lines) < at + 110
    assert not page.complete


def test_a_place_beyond_the_end_is_the_last_line(news: Path) -> None:
    page = made(news / "金融" / "Rates rise.md", 80)
    last = page.line_at(1_000.5)
    assert page.complete
    assert last == len(page.lines) - 1
    assert page.place_at(1_000) == 0


def test_a_file_that_cannot_be_read_is_a_page_that_says_why(write: Write) -> None:
    path = write("Gone")
    path.write_bytes(b"")
    page = made(path, 40)
    page.fill(100)
    text = " ".join(words(page, n) for n in range(len(page.lines)))
    assert page.complete
    assert page.article is None
    assert "cannot be shown" in text
    assert "it is empty" in text
