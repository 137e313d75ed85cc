"""Blocks of code become a box, an indented listing, or lines behind a window."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.model import Block, Span
from reader.output.cells import width_of
from reader.output.ink import Ink, Line, Listing
from reader.output.terminal import lines

PYTHON = "def f(x):\n\treturn 'a' + 1  # why"


def set_lines(
    text: str, width: int = 20, listing: Listing = "boxed", language: str = ""
) -> list[Line]:
    return list(lines([Block("code", (Span(text),), language=language)], width, listing=listing))


def printed(
    text: str, width: int = 20, listing: Listing = "boxed", language: str = ""
) -> list[str]:
    return [line.text for line in set_lines(text, width, listing, language)]


def role_of(word: str, some: list[Line]) -> str:
    return next(ink.role for line in some for text, ink in line.segments if word == text)


def test_a_box_is_as_wide_as_its_code() -> None:
    assert printed("if x:\n    中文") == [
        "┌──────────┐",
        "│ if x:    │",
        "│     中文 │",
        "└──────────┘",
    ]


def test_a_line_that_is_too_long_goes_on_below_with_a_sign() -> None:
    assert printed("x" * 20 + "\ny") == [
        "┌──────────────────┐",
        "│ xxxxxxxxxxxxxxxx ↵",
        "│ xxxx             │",
        "│ y                │",
        "└──────────────────┘",
    ]


def test_a_box_carries_the_name_of_the_language() -> None:
    assert printed("x", language="go")[0] == "┌─ go ─┐"
    assert printed("x", language="a-language-with-a-long-name")[0] == "┌─ a-language-wi… ─┐"


def test_a_listing_can_stand_without_a_box() -> None:
    assert printed("x\n" + "y" * 20, listing="indented") == [
        "    x",
        "    yyyyyyyyyyyyyy ↵",
        "    yyyyyy",
    ]


def test_a_listing_in_an_item_stands_behind_its_marker() -> None:
    item = Block("code", (Span("x"),), depth=1, marker="•")
    assert [line.text for line in lines([item], 20)] == ["• ┌───┐", "  │ x │", "  └───┘"]


def test_tabs_stand_at_their_stops() -> None:
    code = Block("code", (Span("a\tb"), Span("c\td\n\te")))
    assert [line.text for line in lines([code], 40)][1:3] == ["│ a   bc  d │", "│     e     │"]


def test_a_screen_sees_long_lines_through_a_window() -> None:
    top, long, short, bottom = set_lines("x" * 30 + "\ny", 20, "sideways")
    assert (top.window, bottom.window) == (None, None)
    assert long.window == short.window == (16, 14, 0)
    assert (long.text, short.text) == ("x" * 30, "y")


def test_what_stands_left_of_a_window_does_not_move() -> None:
    quoted = Block("code", (Span("x"),), quote=1, depth=1)
    _, line, _ = lines([quoted], 20, listing="sideways")
    assert line.window is not None
    assert "".join(text for text, _ in line.segments[: line.window.start]) == "│   "


def test_the_edges_of_a_window_tell_where_text_lies_behind_them() -> None:
    _, line, _ = set_lines("x" * 30, 20, "sideways")
    assert line.window is not None
    seen = ["".join(text for text, _ in line.window.edges(left, 30)) for left in (0, 5, 14)]
    assert seen == ["│  ›", "‹  ›", "‹  │"]


def test_words_have_the_colours_of_their_language() -> None:
    some = set_lines(PYTHON, 40, "indented", "python")
    roles = [role_of(word, some) for word in ("def", "f", "return", "a", "1", "# why")]
    assert roles == ["keyword", "name", "keyword", "string", "number", "comment"]


@pytest.mark.parametrize("language", ["", "no-such-language", "text"])
def test_code_of_no_known_language_has_no_colours(language: str) -> None:
    some = set_lines(PYTHON, 40, "sideways", language)
    assert {ink.role for line in some for _, ink in line.segments} == {"rule", "listing"}


def test_bold_and_links_in_code_stay_with_their_letters() -> None:
    spans = (Span("re"), Span("tu", bold=True), Span("rn;", href="https://e.example/"))
    _, line, _ = lines([Block("code", spans, language="python")], 40, listing="sideways")
    assert line.segments == (
        ("re", Ink("keyword")),
        ("tu", Ink("keyword", bold=True)),
        ("rn", Ink("keyword", href="https://e.example/")),
        (";", Ink("listing", href="https://e.example/")),
    )


@given(
    st.lists(st.text("def f(x): 'a\\\"#\t\n中{}<b>", max_size=30), min_size=1, max_size=4),
    st.sampled_from(["python", "html", "js", "c++", "yaml", "diff", "console", "ruby", ""]),
    st.sampled_from(["boxed", "indented", "sideways"]),
    st.integers(8, 40),
)
@settings(max_examples=300)
def test_colours_change_no_character(
    texts: list[str], language: str, listing: Listing, width: int
) -> None:
    block = Block("code", tuple(map(Span, texts)), language=language)
    made = list(lines([block], width, listing=listing))
    code = "".join(text for line in made for text, ink in line.segments if ink.role != "rule")
    assert "".join(code.split()) == "".join("".join(texts).split())
    if listing != "sideways":
        assert all(width_of(line.text) <= width for line in made)
