"""Colours: legible in every theme, chosen on the screen and kept; and none with NO_COLOR."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from textual.app import App
from textual.color import Color
from textual.strip import Strip

from reader import config, screen_state
from reader.config import Settings
from reader.tui import paint, themes
from tests.tui.room import Room, Screen

MIXED = [name for name in themes.NAMES if name != "terminal"]
TEXT = (
    *("body", "strong", "title", "selected", "keyword", "string", "code", "accent"),
    *("dim", "muted", "count", "star", "problem"),
)
GROUNDS = ("paper", "bar", "resting", "cursor", "found")


def colours(name: str) -> dict[str, Color]:
    app: App[None] = App()
    themes.wear(app, name)
    theme = app.current_theme
    named = {"accent": theme.accent, "paper": theme.background, **theme.variables}
    return {
        role: Color.parse(value)
        for role, value in named.items()
        if value and (value.startswith("#") or value.startswith("ansi"))
    }


def contrast(one: Color, other: Color) -> float:
    """As https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio counts it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", MIXED)
def test_the_cursor_is_seen_in_sixteen_colours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-16color")
    shown = colours(name)
    paper, cursor = (
        shown[role].rich_color.downgrade(ColorSystem.STANDARD) for role in ("paper", "cursor")
    )
    assert paper != cursor


def test_contrast_is_counted_as_it_should_be() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", MIXED)
def test_all_text_is_legible_on_all_that_it_may_stand_on(name: str) -> None:
    shown = colours(name)
    least = 7 if name == "contrast" else 4.5
    too_dim = {
        (role, ground): round(contrast(shown[role], shown[ground]), 2)
        for role in TEXT
        for ground in GROUNDS
        if contrast(shown[role], shown[ground]) < least
    }
    assert not too_dim
    assert contrast(shown["paper"], shown["accent"]) >= least, "the hit that one is on"


@pytest.mark.parametrize("name", MIXED)
def test_what_is_read_is_dimmer_than_what_is_not(name: str) -> None:
    shown = colours(name)
    dim, bright = (contrast(shown[role], shown["paper"]) for role in ("dim", "strong"))
    assert bright >= 1.4 * dim


def test_the_terminals_theme_has_no_other_colours() -> None:
    assert all(colour.ansi is not None for colour in colours("terminal").values())


def test_the_settings_know_every_theme() -> None:
    assert themes.NAMES == config.THEMES


@pytest.mark.parametrize("name", themes.NAMES)
async def test_a_theme_of_the_settings_is_worn(name: str, news: object, screen: Screen) -> None:
    async with screen(settings=Settings(theme=name)) as room:
        assert room.app.theme == name
        assert "Rates rise" in "".join(room.rows)


async def test_a_chosen_theme_is_there_at_the_next_start(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.press("t", "t", "t")
        await room.until(lambda: room.says("Sepia."), "the third theme")
    async with screen() as room:
        assert room.app.theme == "sepia"
    async with screen(settings=Settings(theme="light")) as room:
        assert room.app.theme == "light", "settings that were changed are obeyed"


async def test_the_list_is_drawn_anew_in_the_new_colours(news: object, screen: Screen) -> None:
    async with screen() as room:
        before = ink(room, "Bonds fall")
        await room.press("t")
        await room.until(lambda: room.says("Light colours."), "the second theme")
        await room.until(lambda: ink(room, "Bonds fall") != before, "other colours")


def ink(room: Room, words: str) -> object:
    return next(part.style.color for part in room.row(words) if part.style and words in part.text)


def drawn(room: Room) -> list[Strip]:
    """The list's lines as they go to the terminal."""
    return paint.paint(room.sidebar, room.sidebar.size.region)


def line(room: Room, words: str) -> list[Segment]:
    return list(next(strip for strip in drawn(room) if words in strip.text))


async def test_without_colours_the_screen_tells_what_is_what(
    news: object, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with screen(settings=Settings(theme="light")) as room:
        await room.press("r", "j")
        await room.until(lambda: room.title == "Bonds fall", "the second row")
        await room.until(lambda: room.read() == {"Rates rise"}, "the first row read")
        styles = [part.style for strip in drawn(room) for part in strip if part.style]
        for style in styles:
            for colour in (style.color, style.bgcolor):
                assert colour is None or colour.is_default, style
        assert all(part.style and part.style.reverse for part in line(room, "Bonds fall")[:-1])
        read = next(part for part in line(room, "Rates rise") if "Rates" in part.text)
        unread = next(part for part in line(room, "Tea loans") if "Tea" in part.text)
        assert read.style is not None
        assert read.style.dim
        assert unread.style is not None
        assert not unread.style.dim
        await room.press("t")
        await room.until(lambda: room.says("NO_COLOR is set"), "why nothing happens")
        assert room.app.theme == "terminal"
    assert screen_state.theme("light") == "light", "nothing was chosen"


async def test_a_cursor_that_rests_is_underlined_in_the_terminals_colours(
    news: object, screen: Screen
) -> None:
    async with screen(settings=Settings(theme="terminal")) as room:
        row = line(room, "Rates rise")[:-1]
        assert all(part.style and part.style.reverse for part in row)
        await room.open("Rates rise")
        row = line(room, "Rates rise")[:-1]
        assert all(part.style and part.style.underline and not part.style.reverse for part in row)
