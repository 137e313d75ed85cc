"""Settings that are changed from the palette, and which wins over what is chosen with keys."""

from __future__ import annotations

import pytest

from reader import config, screen_state
from reader.config import Settings, config_file
from reader.tui.dialogs.palette import Palette
from tests.bare_settings import bare
from tests.tui.room import Room, Screen


async def chosen(room: Room, words: str) -> None:
    await room.press("colon")
    await room.until(lambda: isinstance(room.app.screen, Palette), "the palette on the screen")
    await room.press(*words, "enter")
    await room.until(lambda: not isinstance(room.app.screen, Palette), "the palette closed")


def written(text: str) -> None:
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text(text, "utf-8")


async def test_a_setting_is_written_with_comments_kept(news: object, screen: Screen) -> None:
    written("# mine\ntheme = 'sepia'  # for the evening\n\n[keys]\nhelp = 'h'\n")
    async with screen(settings=config.load()) as room:
        await chosen(room, "setting: theme = light")
        await room.until(lambda: room.app.theme == "light", "the theme")
        await room.until(lambda: room.says("theme = light is in"), "a sentence")
    text = config_file().read_text("utf-8")
    assert text == "# mine\ntheme = \"light\"  # for the evening\n\n[keys]\nhelp = 'h'\n"


async def test_without_a_file_there_is_one_with_all_comments(news: object, screen: Screen) -> None:
    async with screen() as room:
        await chosen(room, "setting: mark_read = never")
        await room.until(lambda: room.says("mark_read = never is in"), "a sentence")
        await room.open("Rates rise")
        assert not room.read()
    assert bare(config.load()) == Settings(mark_read="never")
    assert "# text_width = 80\n" in config_file().read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "first"),
    [("grouping = flat", "A console"), ("sort = oldest", "Tea loans")],
)
async def test_the_list_follows_at_once(
    words: str, first: str, news: object, screen: Screen
) -> None:
    async with screen(settings=Settings(sort="newest")) as room:
        await chosen(room, f"setting: {words}")
        await room.until(lambda: first in (room.titles[0], room.titles[-1]), "the list")


async def test_the_width_follows_at_once(news: object, screen: Screen) -> None:
    async with screen(size=(160, 30)) as room:
        await chosen(room, "setting: text_width = 60")
        await room.until(lambda: room.pane.column.widest == 60, "the width")
    assert config.load().text_width == 60


async def test_a_file_that_cannot_be_written_is_said(news: object, screen: Screen) -> None:
    config_file().parent.parent.mkdir(parents=True, exist_ok=True)
    config_file().parent.write_text("in the way")
    async with screen() as room:
        await chosen(room, "setting: theme = light")
        await room.until(lambda: room.says("cannot be"), "a sentence")
        assert room.app.theme == "evening"


async def test_a_file_that_is_not_toml_stays_as_it_is(news: object, screen: Screen) -> None:
    written("theme = [\n")
    async with screen(settings=config.load()) as room:
        await chosen(room, "setting: theme = light")
        await room.until(lambda: room.says("cannot be changed"), "a sentence")
    assert config_file().read_text() == "theme = [\n"


async def test_a_setting_wins_over_what_was_chosen_with_a_key_before(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        await room.press("t")
        await room.until(lambda: room.app.theme == "light", "the next theme")
        await chosen(room, "setting: theme = evening")
        await room.until(lambda: room.app.theme == "evening", "the theme of the settings")
    assert screen_state.theme("evening") == "evening"


async def test_what_is_chosen_with_a_key_later_wins_over_the_setting(
    news: object, screen: Screen
) -> None:
    async with screen(size=(160, 30)) as room:
        await chosen(room, "setting: theme = light")
        await room.until(lambda: room.app.theme == "light", "the theme")
        await room.press("t")
        await room.until(lambda: room.app.theme == "contrast", "the next theme")
        await chosen(room, "setting: text_width = 60")
        await room.until(lambda: room.pane.column.widest == 60, "the width")
        await room.open("Rates rise")
        await room.press("greater_than_sign")
        await room.until(lambda: room.pane.column.widest == 64, "a wider one")
    assert screen_state.theme(config.load().theme) == "contrast"
    assert screen_state.text_width(config.load().text_width) == 64


def test_a_setting_that_changes_in_the_file_ends_a_choice() -> None:
    screen_state.keep_text_width(92, 80)
    assert screen_state.text_width(80) == 92
    assert screen_state.text_width(100) == 100
    screen_state.keep_theme("sepia", "evening")
    assert screen_state.theme("evening") == "sepia"
    assert screen_state.theme("light") == "light"
