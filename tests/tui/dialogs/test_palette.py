"""The command palette: all that can be done here, found by a few letters."""

from __future__ import annotations

import pytest
from textual.containers import Vertical
from textual.widgets import Input, Static

from reader.config import parse
from reader.tui.dialogs.candidates import Candidates
from reader.tui.dialogs.palette import Palette, _is_key
from reader.tui.dialogs.sheet import LineSheet
from reader.tui.keys import EVERYWHERE, LIST
from tests.tui.room import Room, Screen


async def opened(room: Room) -> Candidates:
    await room.press("colon")
    await room.until(lambda: isinstance(room.app.screen, Palette), "the palette on the screen")
    options = room.app.screen.query_one(Candidates)
    await room.until(lambda: options.all and options.size.height, "commands in it")
    return options


def shown(options: Candidates) -> list[str]:
    """What the palette lists, also what one has to scroll to."""
    if not options.all:
        return [str(options.render())]
    return [" ".join(f"{one.text} {one.right}".split()) for one in options.all]


async def test_every_action_is_there_with_its_keys(news: object, screen: Screen) -> None:
    async with screen() as room:
        lines = shown(await opened(room))
        for key in (*LIST.keys, *EVERYWHERE.keys):
            if key.id not in ("commands", "command.stop"):  # no command runs
                assert any(line.startswith(key.full) for line in lines), key
        assert "Star, or remove the star s" in lines
        assert "Redo what was undone Z" in lines
        assert "Theme: sepia" in lines


async def test_in_an_article_it_has_the_articles_actions(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.open("Rates rise")
        lines = shown(await opened(room))
        assert "Key statements only B" in lines
        assert "Fold the category h ←" not in lines


async def test_a_few_letters_find_a_command_and_enter_does_it(news: object, screen: Screen) -> None:
    async with screen() as room:
        options = await opened(room)
        await room.press(*"star")
        await room.until(
            lambda: shown(options)[0] == "Star, or remove the star s", "the best one first"
        )
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
        await room.until(lambda: shown(options)[0] == "Redo what was undone Z", "what Z does")


async def test_the_arrows_choose(news: object, screen: Screen) -> None:
    async with screen() as room:
        options = await opened(room)
        for key, at in (("down", 1), ("ctrl+n", 2), ("up", 1)):
            await room.press(key)
            assert options.chosen is options.all[at]
        assert room.app.screen.query_one(Input).has_focus


async def test_nothing_found_is_said_and_enter_does_nothing(news: object, screen: Screen) -> None:
    async with screen() as room:
        options = await opened(room)
        await room.press(*"xyzzy")
        await room.until(lambda: shown(options) == ["No command matches “xyzzy”."], "a sentence")
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
        assert "Star, or remove the star F2" in shown(await opened(room))


async def test_a_click_chooses(news: object, screen: Screen) -> None:
    async with screen(size=(120, 30)) as room:
        options = await opened(room)
        await room.press(*"theme: contrast")
        await room.until(lambda: len(shown(options)) == 1, "one command")
        await room.pilot.click(Candidates, offset=(4, 0))
        await room.until(lambda: room.app.theme == "contrast", "the theme")


async def test_a_right_click_and_one_below_the_last_line_do_nothing(
    news: object, screen: Screen
) -> None:
    async with screen(size=(120, 30)) as room:
        options = await opened(room)
        await room.press(*"contrast")
        await room.until(lambda: 0 < len(shown(options)) < 4, "few commands")
        await room.pilot.click(Candidates, offset=(4, 0), button=3)
        await room.pilot.click(offset=(60, 25))
        await room.press("backspace")
        assert isinstance(room.app.screen, Palette)
        assert room.app.theme == "evening"


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
            await room.app.action_commands()  # as two keys do that were there before it opened
        assert len(room.app.screen_stack) == 2
        await room.until(lambda: isinstance(room.app.screen, Palette), "the palette on the screen")
        await room.press("escape")
        await room.until(lambda: len(room.app.screen_stack) == 1, "the palette closed")


OTHER_WORDS = {
    "dark": "Theme: evening",
    "theme": "Next theme",
    "width": "Setting: text_width = 80",
    "sort": "Setting: sort = oldest",
    "newest": "Setting: sort = newest",
    "sett": "Settings: edit the file",
    "log": "Messages so far",
    "exit": "Quit",
    "take back": "Undo the last mark",
    "reload": "Fetch feeds, look for new articles",
    "jump": "Go to a category, site, tag or day",
}


async def test_other_words_find_a_command(news: object, screen: Screen) -> None:
    async with screen() as room:
        options = await opened(room)
        for typed, words in OTHER_WORDS.items():
            await room.press("ctrl+u", *typed)
            await room.until(lambda: len(options.all) < 40, "what matches")
            assert words in [one.text for one in options.all[:8]], typed


async def test_what_was_run_last_comes_first_also_at_the_next_start(
    news: object, screen: Screen
) -> None:
    async with screen() as room:
        for words in ("star, or", "last line"):
            await opened(room)
            await room.press(*words, "enter")
            await room.until(lambda: not isinstance(room.app.screen, Palette), "the palette closed")
    async with screen() as room:
        lines = shown(await opened(room))
        assert [line.rpartition(" ")[0] for line in lines[:2]] == [
            "Last line G",
            "Star, or remove the star",
        ]


async def test_messages_can_be_read_again(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.press("d", "d")
        await opened(room)
        await room.press(*"log", "enter")
        await room.until(lambda: isinstance(room.app.screen, LineSheet), "the messages")
        said = str(room.app.screen.query("VerticalScroll Static").first(Static).render())
        assert said.startswith("Messages, the newest first\nArticles by date.")


@pytest.mark.parametrize(
    ("typed", "key", "known"),
    [("f5", "F5", True), ("F5", "F5", True), ("n", "N  n", True), ("n", "N", False),
     ("/", "/", True), ("esc", "Esc  h", True), ("", "F5", False)],
)  # fmt: skip
def test_a_command_is_known_by_its_key(typed: str, key: str, known: bool) -> None:
    assert _is_key(typed, key) is known


@pytest.mark.parametrize("theme", ["evening", "terminal"])
@pytest.mark.parametrize("size", [(30, 8), (40, 15), (80, 16), (80, 24), (200, 60)])
async def test_it_shows_commands_and_its_keys_in_a_terminal_of_any_size(
    size: tuple[int, int], theme: str, news: object, screen: Screen
) -> None:
    async with screen(size=size, settings=parse(f'theme = "{theme}"')) as room:
        options = await opened(room)
        box, told = room.app.screen.query_one(Vertical), room.app.screen.query_one(".told", Static)
        await room.until(lambda: told.region.height == 1, "the keys")
        assert len(options.shown) >= 3
        assert options.region.height == len(options.shown)
        assert told.region.bottom <= box.content_region.bottom <= size[1]
        assert "Esc close" in str(told.render())
        assert len(str(told.render())) <= told.size.width


async def test_settings_stay_together_where_they_match_alike(news: object, screen: Screen) -> None:
    async with screen() as room:
        options = await opened(room)
        await room.press(*"sett")
        await room.until(lambda: shown(options)[0].startswith("Settings"), "what begins so")
        begin = [line.split(" =")[0] for line in shown(options) if line.startswith("Setting: ")]
        assert begin == sorted(begin, key=begin.index)


async def test_what_is_in_force_and_what_is_in_the_file_are_told_apart(
    news: object, screen: Screen
) -> None:
    async with screen(settings=parse('theme = "evening"\nsort = "oldest"\n')) as room:
        await room.press("t")
        await room.until(lambda: room.app.theme == "light", "the next theme")
        lines = shown(await opened(room))
        assert "Setting: theme = light now" in lines
        assert "Setting: theme = evening in the file" in lines
        assert "Setting: sort = oldest now" in lines
