"""The command palette: all that can be done here, found by a few letters."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.widgets import Input, OptionList

from reader.config import parse
from reader.tui.dialogs.palette import Palette, _is_key
from tests.tui.room import Room, Screen


async def opened(room: Room) -> OptionList:
    await room.press("colon")
    await room.until(lambda: isinstance(room.app.screen, Palette), "the palette on the screen")
    options = room.app.screen.query_one(OptionList)
    await room.until(lambda: options.option_count, "commands in it")
    return options


def shown(options: OptionList) -> list[str]:
    prompts = (options.get_option_at_index(at).prompt for at in range(options.option_count))
    return [" ".join(str(prompt).split()) for prompt in prompts]


async def test_every_action_is_there_with_its_keys(news: object, screen: Screen) -> None:
    async with screen() as room:
        lines = shown(await opened(room))
        for owner in (type(room.sidebar), type(room.app)):
            for binding in owner.BINDINGS:
                assert isinstance(binding, Binding)
                if binding.id != "commands":
                    words = binding.description.capitalize()
                    assert any(line.startswith(words) for line in lines), words
        assert "Star s" in lines
        assert "Redo Z" in lines
        assert "Colours: sepia" in lines


async def test_in_an_article_it_has_the_articles_actions(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.open("Rates rise")
        lines = shown(await opened(room))
        assert "Key statements B" in lines
        assert "Fold h ←" not in lines


async def test_a_few_letters_find_a_command_and_enter_does_it(news: object, screen: Screen) -> None:
    async with screen() as room:
        options = await opened(room)
        await room.press(*"str")
        await room.until(lambda: shown(options)[0] == "Star s", "the best one first")
        await room.press("enter")
        await room.until(lambda: room.starred() == {"Rates rise"}, "a star")
        assert room.sidebar.has_focus


async def test_an_action_of_the_pane_is_done_there(news: object, screen: Screen) -> None:
    async with screen() as room:
        await opened(room)
        await room.press(*"last line", "enter")
        await room.on("A console")


async def test_a_key_finds_its_command(news: object, screen: Screen) -> None:
    async with screen() as room:
        options = await opened(room)
        await room.press("Z")
        await room.until(lambda: shown(options)[0] == "Redo Z", "what Z does")


async def test_the_arrows_choose(news: object, screen: Screen) -> None:
    async with screen() as room:
        options = await opened(room)
        for key, at in (("down", 1), ("ctrl+n", 2), ("up", 1)):
            await room.press(key)
            assert options.highlighted == at
        assert room.app.screen.query_one(Input).has_focus


async def test_nothing_found_is_said_and_enter_does_nothing(news: object, screen: Screen) -> None:
    async with screen() as room:
        options = await opened(room)
        await room.press(*"xyzzy")
        await room.until(lambda: shown(options) == ["Nothing has that name."], "a sentence")
        await room.press("enter")
        assert isinstance(room.app.screen, Palette)


@pytest.mark.parametrize("key", ["escape", "ctrl+c", "ctrl+p"])
async def test_a_key_closes_it_and_nothing_is_done(key: str, news: object, screen: Screen) -> None:
    async with screen() as room:
        await opened(room)
        await room.press(key)
        await room.until(lambda: not isinstance(room.app.screen, Palette), "the palette closed")
        assert room.app.is_running
        assert not room.read() | room.starred()


async def test_a_theme_is_chosen_by_its_name(news: object, screen: Screen) -> None:
    async with screen() as room:
        await opened(room)
        await room.press(*"contrast", "enter")
        await room.until(lambda: room.app.theme == "contrast", "the theme")


async def test_it_says_the_keys_that_the_settings_gave(news: object, screen: Screen) -> None:
    async with screen(settings=parse('[keys]\n"mark.star" = "f2"')) as room:
        assert "Star F2" in shown(await opened(room))


async def test_a_click_chooses(news: object, screen: Screen) -> None:
    async with screen(size=(120, 30)) as room:
        options = await opened(room)
        await room.press(*"contrast")
        await room.until(lambda: len(shown(options)) == 1, "one command")
        await room.pilot.click(OptionList, offset=(4, 0))
        await room.until(lambda: room.app.theme == "contrast", "the theme")


@pytest.mark.parametrize("keys", [("enter", "enter"), ("escape", "escape"), ("enter", "escape")])
async def test_it_closes_once_however_many_keys_are_there_at_once(
    keys: tuple[str, ...], news: object, screen: Screen
) -> None:
    async with screen() as room:
        await opened(room)
        for key in keys:
            room.app.simulate_key(key)
        await room.until(lambda: not isinstance(room.app.screen, Palette), "the palette closed")
        await room.press("j")
        assert room.app.is_running
        assert len(room.app.screen_stack) == 1


async def test_it_opens_once(news: object, screen: Screen) -> None:
    async with screen() as room:
        for _twice in range(2):
            room.app.action_commands()  # as two keys do that were there before it opened
        assert len(room.app.screen_stack) == 2
        await room.until(lambda: isinstance(room.app.screen, Palette), "the palette on the screen")
        await room.press("escape")
        await room.until(lambda: len(room.app.screen_stack) == 1, "the palette closed")


async def test_a_line_that_was_chosen_is_done_though_others_are_listed_by_now(
    news: object, screen: Screen
) -> None:
    async with screen(size=(120, 30)) as room:
        options = await opened(room)
        last = options.get_option_at_index(options.option_count - 1)
        options.highlighted = options.option_count - 1
        options.action_select()  # its message is on the way when the list becomes another one
        room.app.screen.query_one(Input).value = "contrast"
        await room.until(lambda: not isinstance(room.app.screen, Palette), "the palette closed")
        name = str(last.prompt).split(":")[1].strip()
        await room.until(lambda: room.app.theme == name, f"what was chosen: {name}")


@pytest.mark.parametrize(
    ("typed", "key", "known"),
    [("f5", "F5", True), ("F5", "F5", True), ("n", "N  n", True), ("n", "N", False),
     ("/", "/", True), ("esc", "Esc  h", True), ("", "F5", False)],
)  # fmt: skip
def test_a_command_is_known_by_its_key(typed: str, key: str, known: bool) -> None:
    assert _is_key(typed, key) is known
