"""What a terminal sends, however broken, is a key, a click, a size, or nothing."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

if sys.platform == "win32":
    pytest.skip("Windows has a driver of its own", allow_module_level=True)

from reader.tui.driver import MOST, SteadyParser


def parsed(*texts: str) -> list[Message]:
    parser = SteadyParser()
    return [message for text in texts for message in parser.feed(text)]


def keys(text: str) -> list[str]:
    return [one.key for one in parsed(text) if isinstance(one, events.Key)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("\x1b[106u", ["j"]), ("\x1b[106;1:1u", ["j"]), ("\x1b[106:74;1:2u", ["j"]),
     ("\x1b[106;1:3u", []), ("\x1b[97:65;2:3u", []), ("\x1b[1;1:3A", []), ("\x1b[1;1:1A", ["up"]),
     ("\x1b[A", ["up"]), ("\x1b[122;5u", ["ctrl+z"]), ("\x1b[[A", ["f1"])],
)  # fmt: skip
def test_a_key_is_told_with_its_alternates_or_its_event_and_one_that_is_let_go_is_none(
    text: str, wanted: list[str]
) -> None:
    assert keys(f"{text}k") == [*wanted, "k"]


@pytest.mark.parametrize(
    "text",
    ["\x1b[99999999999u", "\x1b[1114112u", "\x1b[97;1;1114112u", "\x1b[97;1;55296u", "\x1b[55296u",
     "\x1b[;;;u", "\x1b[:::u", "\x1b[97;99999999999:9u", "\x1b[?62;1;6c", "\x1b[999999z",
     "\x1b[<999999999999;1;1M", "\x1b[<0;99999999999;99999999999m", "\x1b[<0;-4;-4M"],
)  # fmt: skip
def test_what_cannot_be_is_dropped_and_the_next_key_is_told(text: str) -> None:
    characters = [one.character or "" for one in parsed(text) if isinstance(one, events.Key)]
    "".join(characters).encode("utf-8")  # no half of a character
    assert not [one for one in characters if one.isprintable() and one.strip()]
    assert keys(f"{text}k")[-1] == "k"


def sizes(text: str) -> list[tuple[int, int]]:
    return [tuple(one.size) for one in parsed(text) if isinstance(one, events.Resize)]


def test_a_size_that_no_terminal_has_is_dropped_and_clicks_stay_where_they_are() -> None:
    assert sizes("\x1b[48;40;120;800;1200t") == [(120, 40)]
    for rows, columns in ((999_999, 999_999), (0, 0), (MOST.height + 1, 10), (10, MOST.width + 1)):
        assert sizes(f"\x1b[48;{rows};{columns};1;1t") == []
        (click,) = parsed(f"\x1b[48;{rows};{columns};1;1t\x1b[<0;5;6M")
        assert isinstance(click, events.MouseDown)
        assert (click.x, click.y) == (4, 5)


def test_a_size_without_pixels_scales_no_clicks() -> None:
    _size, click = parsed("\x1b[48;40;120;0;0t\x1b[<0;5;6M")
    assert isinstance(click, events.MouseDown)
    assert (click.x, click.y) == (4, 5)


@given(st.text(st.sampled_from("\x1b[]<>?;:0123456789uMmtRA~$y\x00é"), min_size=1, max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    for message in parsed(text, "k"):
        if isinstance(message, events.Key) and message.character:
            message.character.encode("utf-8")
