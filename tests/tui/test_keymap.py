"""Keys of the settings: given where they can be, told with their line where they cannot."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Static

import reader.tui
from reader.config import GivenKeys, parse, sites_file
from reader.tui.bindings import Scope, shown_key
from reader.tui.dialogs.sheet import LineSheet
from reader.tui.keymap import checked, checked_keys
from reader.tui.keys import IN_LIBRARY, SCOPES, defaults
from tests.tui.room import Open, Room, Screen

DOCS = Path(__file__).parents[2] / "docs" / "keys.md"


def test_every_part_of_the_screen_with_keys_is_known() -> None:
    found = {
        id(kind.__dict__["BINDINGS"])
        for module in pkgutil.walk_packages(reader.tui.__path__, "reader.tui.")
        for kind in vars(importlib.import_module(module.name)).values()
        if isinstance(kind, type) and issubclass(kind, DOMNode)
        if kind.__module__.startswith("reader.") and kind.__dict__.get("BINDINGS")
    }
    assert found == {id(scope.bindings) for scope in SCOPES}


def test_every_key_has_an_id_that_is_its_own() -> None:
    for scope in SCOPES:
        bindings = [one for one in scope.bindings if isinstance(one, Binding)]
        assert len(bindings) == len(scope.bindings)
        counts = Counter(one.id for one in bindings)
        assert None not in counts
        assert not [name for name, count in counts.items() if count > 1]


@pytest.mark.parametrize("scope", IN_LIBRARY, ids=lambda scope: scope.name)
def test_every_key_is_in_the_documentation(scope: Scope) -> None:
    text = DOCS.read_text("utf-8")
    keys = [key for one in scope.bindings for key in defaults_of(one)]
    assert not [key for key in keys if f"`{documented(key)}`" not in text]


def defaults_of(binding: object) -> list[str]:
    assert isinstance(binding, Binding)
    return binding.key.split(",")


def documented(key: str) -> str:
    """A key as docs/keys.md prints it."""
    *modifiers, last = key.split("+")
    return "-".join([*map(str.capitalize, modifiers), shown_key(last)])


def test_all_keys_as_they_are_conflict_with_nothing() -> None:
    given, problems = checked_keys(GivenKeys(name, keys, 1) for name, keys in defaults().items())
    assert not problems
    assert given == defaults()


def test_keys_may_be_characters_or_names() -> None:
    wanted = [
        GivenKeys("mark.star", "*, ctrl+s,f2", 1),
        GivenKeys("help", "h", 2),
        GivenKeys("list.fold", "&", 3),
    ]
    given, problems = checked_keys(wanted)
    assert "`help` and `article.back` are both on h " in problems[0]
    assert "line 2" in problems[0]
    assert given == {"mark.star": "asterisk,ctrl+s,f2", "list.fold": "ampersand"}


@pytest.mark.parametrize("keys", ["", "strg+s", "s,,x", "no_such_key", "ctrl+", "s+x"])
def test_what_is_no_key_is_said(keys: str) -> None:
    given, problems = checked_keys([GivenKeys("mark.star", keys, 7)])
    assert not given
    assert "`mark.star` needs a key" in problems[0]
    assert "line 7" in problems[0]


def test_an_id_that_there_is_not_is_said() -> None:
    given, problems = checked_keys([GivenKeys("mark.stra", "x", 3)])
    assert not given
    assert "no key with the id “mark.stra”" in problems[0]
    assert "line 3" in problems[0]


@pytest.mark.parametrize(
    ("id", "key", "other"),
    [
        ("mark.star", "r", "mark.read"),  # both everywhere
        ("mark.star", "j", "list.down"),  # the list would have it
        ("list.open", "s", "mark.star"),  # and would take it from there
        ("article.points", "space", "article.read_on"),
    ],
)
def test_two_ids_on_one_key_in_one_place_are_said(id: str, key: str, other: str) -> None:
    given, problems = checked_keys([GivenKeys(id, key, 3)])
    assert not given
    assert f"`{id}` and `{other}` are both on {key} " in problems[0]
    assert "line 3" in problems[0]


def test_the_list_and_the_article_may_have_the_same_key() -> None:
    given, problems = checked_keys(
        [GivenKeys("list.fold", "x", 1), GivenKeys("article.points", "x", 2)]
    )
    assert not problems
    assert len(given) == 2


def test_keys_may_change_places() -> None:
    wanted = [GivenKeys("unread.next", "p", 1), GivenKeys("unread.previous", "n", 2)]
    assert checked_keys(wanted) == ({"unread.next": "p", "unread.previous": "n"}, [])


def test_a_key_that_was_free_only_by_another_that_fails_is_not_given() -> None:
    wanted = [GivenKeys("unread.next", "p", 1), GivenKeys("unread.previous", "j", 2)]
    given, problems = checked_keys(wanted)
    assert not given
    assert len(problems) == 2


async def test_a_given_key_works_and_the_old_one_does_not(news: object, screen: Screen) -> None:
    async with screen(settings=parse('[keys]\n"mark.star" = "x,f2"\n')) as room:
        await room.press("s", "x")
        await room.until(lambda: room.starred() == {"Rates rise"}, "a star by the new key")
        await room.press("s")
        assert room.starred() == {"Rates rise"}
        await room.press("f2")
        await room.until(lambda: not room.starred(), "none by the other")
        assert "x star" in room.bars[2]


async def test_a_key_of_a_pane_is_given_as_well(news: object, screen: Screen) -> None:
    async with screen(settings=parse('[keys]\nlist.down = "e"\narticle.back = "x"\n')) as room:
        await room.press("e")
        await room.on("Bonds fall")
        await room.press("j")
        assert room.title == "Bonds fall"
        await room.press("enter")
        await room.until(lambda: room.reading, "the article open")
        await room.press("x")
        await room.until(lambda: not room.reading, "the list again")


async def said(room: Room, words: str) -> None:
    await room.until(lambda: words in room.status, words)


async def test_what_is_wrong_with_a_key_is_said_on_the_screen(news: object, screen: Screen) -> None:
    async with screen(settings=parse('[keys]\nmark.star = "r"\n')) as room:
        await said(room, "1 problem with the settings · ! lists it")
        await room.press("exclamation_mark")
        await room.until(lambda: listed(room, "`mark.star` and `mark.read` are both on r"), "it")
        await room.press("escape", "s")
        await room.until(lambda: room.starred() == {"Rates rise"}, "its own key works")


async def test_what_is_wrong_with_a_setting_is_said_on_the_screen(
    news: object, screen: Screen
) -> None:
    async with screen(settings=parse("text_width = 7\n")) as room:
        await said(room, "1 problem with the settings · ! lists it")
        await room.press("exclamation_mark")
        await room.until(lambda: listed(room, "must be a number from 20 to 400"), "it")


async def test_all_problems_of_all_files_are_listed(
    news: object, screen: Screen, open_library: Open
) -> None:
    rules = sites_file()
    rules.parent.mkdir(parents=True)
    rules.write_text('[default]\ndrop = ["p:::x"]\n')
    library = open_library()
    (library.roots[0] / "feeds.toml").write_text('[[feed]]\ntitle = "No address"\n')
    (library.roots[0] / ".readerignore").write_bytes(b"#" * 100_001)
    settings = parse('text_width = 7\n[commands.x]\nrun = ["true"]\nkey = "s"\n')
    async with screen(library, settings=settings) as room:
        await said(room, "5 problems with the settings · ! lists them")
        await room.press("exclamation_mark")
        for words in (
            "`text_width` must be",
            "“x” and `mark.star` are both on s",
            "“p:::x” is not a CSS selector",
            "feed 1 has no url",
            "is too large: what is after 100,000 bytes is not used",
        ):
            await room.until(partial(listed, room, words), words)


async def test_without_problems_the_list_says_so(news: object, screen: Screen) -> None:
    async with screen() as room:
        await room.press("exclamation_mark")
        await room.until(lambda: listed(room, "The settings have no problems."), "that")


def listed(room: Room, words: str) -> bool:
    shown = room.app.screen
    text = " ".join(str(one.render()) for one in shown.query(Static))
    return isinstance(shown, LineSheet) and words in " ".join(text.split())


@pytest.mark.parametrize(
    ("key", "flaw"),
    [
        ("s", "“x” and `mark.star` are both on s"),
        ("f6,j", "“x” and `list.down` are both on j"),
        ("B", "“x” and `article.points` are both on B"),
        ("strg+s", """“x” needs a key such as "x" or "ctrl+s", not “strg+s”"""),
        ("f7", "“x” and the command “a” are both on f7"),
        ("f9", "“x” and `help` are both on f9"),
    ],
)
def test_a_command_has_no_key_that_is_taken(key: str, flaw: str) -> None:
    found = checked(
        parse(
            '[keys]\nhelp = "f9"\n[commands]\na = { run = ["true"], key = "f7" }\n'
            f'x = {{ run = ["true"], key = "{key}" }}\n'
        )
    )
    assert found.commands == {"a": "f7"}
    assert [flaw in problem for problem in found.problems] == [True]
    assert "line 5" in found.problems[0]


def test_a_key_that_an_action_gave_up_is_free_for_a_command() -> None:
    found = checked(parse('[keys]\nhelp = "f9"\n[commands.x]\nrun = ["true"]\nkey = "?"\n'))
    assert found.commands == {"x": "question_mark"}
    assert not found.problems
