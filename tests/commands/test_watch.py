"""`reader watch`: new articles for saved searches, each told once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reader import screen_state
from reader.config import config_file
from tests.commands.conftest import Run, Write


@pytest.fixture
def rates(write: Write, root: Path, monkeypatch: pytest.MonkeyPatch, reader: Run) -> Path:
    """A library with a saved search, which was watched once."""
    monkeypatch.setenv("READER_LIBRARY", str(root))
    write("Old rates", body="<p>The rates rise.</p>")
    screen_state.keep_search([root], "Rates", "rates")
    screen_state.keep_search([root], "Tea", "tea")
    reader("index", "--quiet")
    assert reader("watch", "--once").out == ""
    return root


def test_what_came_since_the_last_time_is_told_once(rates: Path, write: Write, reader: Run) -> None:
    write("Rates again", body="<p>They rise again.</p>")
    write("Else", body="<p>Something else.</p>")
    [row] = reader("watch", "--once", "--json").rows
    assert (row["title"], row["search"]) == ("Rates again", "Rates")
    assert reader("watch", "--once", "--json").rows == []


def test_one_search_is_watched_without_the_others(rates: Path, write: Write, reader: Run) -> None:
    write("Tea and rates")
    assert [row["search"] for row in reader("watch", "Tea", "--once", "--json").rows] == ["Tea"]
    assert [row["search"] for row in reader("watch", "--once", "--json").rows] == ["Rates"]


def test_a_program_gets_each_article_without_a_shell(
    rates: Path, write: Write, reader: Run
) -> None:
    write("Rates; $(echo pwned) -n")
    say = "import sys; print(sys.argv[1:])"
    shown = reader(
        "watch", "--once", "--exec", "--", sys.executable, "-c", say, "{search}", "--", "{title}"
    )
    assert shown.out == "['Rates', '--', 'Rates; $(echo pwned) -n']\n"
    assert shown.code == 0


def test_braces_in_the_name_of_a_search_mean_themselves(
    rates: Path, write: Write, reader: Run
) -> None:
    screen_state.keep_search([rates], "{title} {url} {mine}", "rates")
    reader("watch", "--once")
    write("Rates")
    say = "import sys; print(sys.argv[1:])"
    words = (sys.executable, "-c", say, "{search}", "{{search}}", "{{{title}}}")
    shown = reader("watch", "{title} {url} {mine}", "--once", "--exec", "--", *words)
    assert shown.out == "['{title} {url} {mine}', '{search}', '{{title}}']\n"


def test_a_program_that_fails_is_a_sentence(rates: Path, write: Write, reader: Run) -> None:
    write("Rates once more")
    shown = reader(
        "watch", "--once", "--exec", "--", sys.executable, "-c", "raise SystemExit('no')"
    )
    assert shown.code == 1
    assert "failed with code 1: no" in shown.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Rate"], "There is no saved search “Rate”. Did you mean Rates?"),
        (["--exec"], "--exec needs a program"),
        (["--exec", "{url}"], "placeholder for its program"),
        (["--exec", "say", "{nope}"], "has {nope} in its command line, but there are only {path}"),
        (["--exec", "say", "{nope}"], ", {enclosure}, {search}; {{nope}} means"),
    ],
)
def test_wrong_usage_is_said(rates: Path, reader: Run, words: list[str], said: str) -> None:
    shown = reader("watch", "--once", *words)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err


def test_a_search_that_is_wrong_is_named_and_the_others_are_watched(
    rates: Path, write: Write, reader: Run
) -> None:
    screen_state.keep_search([rates], "Odd", "is:odd")
    write("Rates again")
    shown = reader("watch", "--once", "--json")
    assert shown.code == 1
    assert "The saved search “Odd” is wrong: “is:” may be followed by" in shown.err
    assert [row["search"] for row in shown.rows] == ["Rates"]
    assert reader("watch", "Rates", "--once").code == 0


def test_where_all_searches_are_wrong_nothing_is_watched(rates: Path, reader: Run) -> None:
    screen_state.keep_search([rates], "Odd", "is:odd")
    shown = reader("watch", "Odd")
    assert (shown.code, shown.out) == (2, "")
    assert "The saved search “Odd” is wrong" in shown.err


def test_without_a_saved_search_there_is_nothing_to_watch(root: Path, reader: Run) -> None:
    root.mkdir(exist_ok=True)
    assert "S on the screen saves one" in reader("watch", "-L", root).err


def test_muted_articles_are_told_only_where_the_search_asks_for_them(
    rates: Path, write: Write, reader: Run
) -> None:
    config_file().parent.mkdir(parents=True, exist_ok=True)
    config_file().write_text('[[filter]]\nname = "Noise"\nquery = "noise"\nmute = true\n', "utf-8")
    screen_state.keep_search([rates], "Muted", "rates is:muted")
    assert reader("watch", "--once").out == ""
    write("Noise about rates")
    write("Rates again")
    told = reader("watch", "--once", "--json").rows
    assert {(row["search"], row["title"]) for row in told} == {
        ("Rates", "Rates again"), ("Muted", "Noise about rates"),
    }  # fmt: skip
