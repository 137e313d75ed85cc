"""What was chosen on the screen is kept; what cannot be kept or read is no matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader import choices


def test_nothing_is_chosen_at_first(a_home_of_its_own: Path) -> None:
    assert choices.theme("evening") == "evening"
    assert not a_home_of_its_own.exists()


def test_a_theme_is_kept_until_the_settings_name_another_one() -> None:
    choices.keep_theme("sepia", "evening")
    assert choices.theme("evening") == "sepia"
    assert choices.theme("light") == "light"
    choices.keep_theme("contrast", "light")
    assert choices.theme("light") == "contrast"


def test_a_width_is_kept_beside_the_theme() -> None:
    choices.keep_theme("sepia", "evening")
    assert choices.text_width(80) == 80
    choices.keep_text_width(64)
    assert choices.text_width(80) == 64
    assert choices.theme("evening") == "sepia"
    choices.keep_text_width(5)
    assert choices.text_width(80) == 20


def test_searches_and_the_width_of_the_list_are_kept_beside_them() -> None:
    choices.keep_theme("sepia", "evening")
    choices.keep_search("Rates", "利率")
    choices.keep_search("Tea", "茶 is:unread")
    choices.keep_list_width(50)
    assert choices.searches() == {"Rates": "利率", "Tea": "茶 is:unread"}
    choices.keep_search("Rates", None)
    choices.keep_search("None", None)
    assert choices.searches() == {"Tea": "茶 is:unread"}
    assert (choices.list_width(), choices.theme("evening")) == (50, "sepia")


def test_only_the_file_itself_is_left(a_home_of_its_own: Path) -> None:
    choices.keep_theme("sepia", "evening")
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
    assert choices.theme("evening") == "evening"
    assert choices.text_width(80) == 80
    assert choices.searches() == {}
    assert choices.list_width() is None
    choices.keep_theme("sepia", "evening")
    assert choices.theme("evening") == "sepia"


def test_a_folder_that_cannot_be_written_is_no_matter(a_home_of_its_own: Path) -> None:
    a_home_of_its_own.mkdir()
    (a_home_of_its_own / "state").write_text("in the way")
    choices.keep_theme("sepia", "evening")
    assert choices.theme("evening") == "evening"
