"""What was chosen on the screen is kept; what cannot be kept or read is no matter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reader import screen_state
from reader.config import state_folder

_A, _B = [Path("/a")], [Path("/b"), Path("/c")]


def test_nothing_is_chosen_at_first(a_home_of_its_own: Path) -> None:
    assert screen_state.theme("evening") == "evening"
    assert not a_home_of_its_own.exists()


def test_a_theme_is_kept_until_the_settings_name_another_one() -> None:
    screen_state.keep_theme("sepia", "evening")
    assert screen_state.theme("evening") == "sepia"
    assert screen_state.theme("light") == "light"
    screen_state.keep_theme("contrast", "light")
    assert screen_state.theme("light") == "contrast"


def test_a_width_is_kept_beside_the_theme() -> None:
    screen_state.keep_theme("sepia", "evening")
    assert screen_state.text_width(80) == 80
    screen_state.keep_text_width(64, 80)
    assert screen_state.text_width(80) == 64
    assert screen_state.theme("evening") == "sepia"
    screen_state.keep_text_width(5, 80)
    assert screen_state.text_width(80) == 20


def test_what_cannot_be_written_is_told_and_leaves_nothing_behind(
    a_home_of_its_own: Path,
) -> None:
    folder = state_folder()
    assert screen_state.keep_text_width(64, 80) == ""
    (folder / "screen.json").unlink()
    (folder / "screen.json").mkdir()  # nobody can write over that, root neither
    for problem in (
        screen_state.keep_text_width(70, 80),
        screen_state.keep_list_width(70),
        screen_state.keep_theme("sepia", "evening"),
        screen_state.keep_search(_A, "Tea", "茶"),
        screen_state.keep_list_place([Path("/a")], screen_state.ListPlace(None, {})),
    ):
        assert problem.startswith(f"It is not saved for the next start: {folder} cannot be written")
    assert [path.name for path in folder.iterdir()] == ["screen.json"]


@pytest.mark.parametrize("text", ["[" * 5000, '{"text_width": ' + "9" * 5000 + "}", "\0", "[]"])
def test_what_cannot_be_read_is_as_if_it_had_never_been(text: str) -> None:
    screen_state.keep_text_width(64, 80)
    (state_folder() / "screen.json").write_text(text, "utf-8")
    assert screen_state.text_width(80) == 80
    assert screen_state.searches(_A) == {}


def test_searches_and_the_width_of_the_list_are_kept_beside_them() -> None:
    screen_state.keep_theme("sepia", "evening")
    screen_state.keep_search(_A, "Rates", "利率")
    screen_state.keep_search(_A, "Tea", "茶 is:unread")
    screen_state.keep_list_width(50)
    assert screen_state.searches(_A) == {"Rates": "利率", "Tea": "茶 is:unread"}
    screen_state.keep_search(_A, "Rates", None)
    screen_state.keep_search(_A, "None", None)
    assert screen_state.searches(_A) == {"Tea": "茶 is:unread"}
    assert (screen_state.list_width(), screen_state.theme("evening")) == (50, "sepia")


def test_a_search_belongs_to_its_library_and_an_old_one_to_each_until_it_is_changed_there() -> None:
    state_folder().mkdir(parents=True)
    old = {"searches": {"Rates": "利率", "Tea": "茶"}}
    (state_folder() / "screen.json").write_text(json.dumps(old))
    screen_state.keep_search(_A, "Ports", "ports")
    screen_state.keep_search(_A, "Tea", "茶 is:unread")
    screen_state.keep_search(_B, "Rates", None)
    assert screen_state.searches(_A) == {"Rates": "利率", "Tea": "茶 is:unread", "Ports": "ports"}
    assert screen_state.searches(_B) == {"Tea": "茶"}
    screen_state.keep_search(_A, "Tea", None)
    screen_state.keep_search(_B, "Rates", "rates")
    assert screen_state.searches(_A) == {"Rates": "利率", "Ports": "ports"}
    assert screen_state.searches(_B) == {"Tea": "茶", "Rates": "rates"}


def test_the_place_in_each_list_is_kept_and_the_oldest_forgotten() -> None:
    nowhere = screen_state.ListPlace(None, {})
    places = [
        screen_state.ListPlace(Path(f"/{n}/a.md"), {"category": {"金融", "b"}}) for n in range(60)
    ]
    for number, place in enumerate(places):
        screen_state.keep_list_place([Path(f"/{number}")], place)
    screen_state.keep_list_place([Path("/0"), Path("/1")], nowhere)
    assert screen_state.list_place([Path("/59")]) == places[59]
    assert screen_state.list_place([Path("/11")]) == places[11]
    assert screen_state.list_place([Path("/10")]) == nowhere
    assert screen_state.list_place([Path("/0"), Path("/1")]) == nowhere


@pytest.mark.parametrize(
    "lists",
    ["1", "[]", "{}", '{"/a": 1}', '{"/a": {"at": 1, "folded": []}}',
     '{"/a": {"folded": {"category": 1, "site": [1]}}}', '{"/a": {"node": 1, "above": "x"}}'],
)  # fmt: skip
def test_a_place_that_makes_no_sense_is_none(a_home_of_its_own: Path, lists: str) -> None:
    folder = a_home_of_its_own / "state" / "reader"
    folder.mkdir(parents=True)
    (folder / "screen.json").write_text(f'{{"lists": {lists}}}')
    place = screen_state.list_place([Path("/a")])
    assert place.at is None
    assert not any(place.folded.values())
    assert (place.node, place.above) == (None, 0)
    screen_state.keep_list_place([Path("/a")], screen_state.ListPlace(Path("/a/b.md"), {}))
    assert screen_state.list_place([Path("/a")]).at == Path("/a/b.md")


def test_only_the_file_itself_is_left(a_home_of_its_own: Path) -> None:
    screen_state.keep_theme("sepia", "evening")
    folder = a_home_of_its_own / "state" / "reader"
    assert [path.name for path in folder.iterdir()] == ["screen.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"searches": [1], "list_width": -3}',
        '{"searches": {"a": 1}}',
        '{"theme": 3}',
        '{"theme": "mauve"}',
        '{"text_width": "wide"}',
        "\udcff",
    ],
)
def test_a_file_that_says_nothing_useful_is_no_matter(text: str, a_home_of_its_own: Path) -> None:
    folder = a_home_of_its_own / "state" / "reader"
    folder.mkdir(parents=True)
    (folder / "screen.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert screen_state.theme("evening") == "evening"
    assert screen_state.text_width(80) == 80
    assert screen_state.searches(_A) == {}
    assert screen_state.list_width() is None
    screen_state.keep_theme("sepia", "evening")
    assert screen_state.theme("evening") == "sepia"


def test_a_folder_that_cannot_be_written_is_no_matter(a_home_of_its_own: Path) -> None:
    a_home_of_its_own.mkdir()
    (a_home_of_its_own / "state").write_text("in the way")
    screen_state.keep_theme("sepia", "evening")
    assert screen_state.theme("evening") == "evening"


def test_folds_of_the_first_version_are_known_as_old() -> None:
    file = state_folder() / "screen.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    kept = {"lists": {"/a": {"folded": {"category": ["Linux"]}, "at": "/a/b.md"}}}
    file.write_text(json.dumps(kept), "utf-8")
    place = screen_state.list_place([Path("/a")])
    assert place == screen_state.ListPlace(Path("/a/b.md"), {"category": {"Linux"}}, True)
    new = screen_state.ListPlace(place.at, {"category": {"linux"}})
    screen_state.keep_list_place([Path("/a")], new)
    assert screen_state.list_place([Path("/a")]) == new
