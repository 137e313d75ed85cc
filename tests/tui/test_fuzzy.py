"""Names that a few letters find, and which comes first."""

from __future__ import annotations

import pytest

from reader.tui import fuzzy
from reader.tui.fuzzy import Pattern, folded


def ranked(typed: str, *names: str) -> list[str]:
    pattern = Pattern(typed)
    scored = [(pattern.score(folded(name)), name) for name in names]
    return [name for score, name in sorted(scored, reverse=True) if score]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("金融", ["金融", "金融界", "新金融", "金色的融合"]),
        ("新浪", ["金融/新浪财经", "新浪财经/国内"]),
        ("sort", ["sort", "sort order", "the sort", "resorts"]),
        ("nyt", ["nyt", "New York Times"]),
        ("quit", ["Quit", "Acquit"]),
        ("st", ["Star, or remove the star", "A stone"]),
        ("金/新", ["金融/新浪财经", "金融/新浪财经/国内", "编程/掘金/最新"]),
    ],
)
def test_the_best_match_comes_first(typed: str, names: list[str]) -> None:
    assert ranked(typed, *names[::-1]) == names


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("金/浪", "金融/新浪财经/国内"),
        ("融/国内", "金融/新浪财经/国内"),
        ("ＡＢＣ", "abc news"),
        ("pine packet", "Packet and Pine"),
        ("thm", "next theme"),
        ("[", "[brackets]"),
    ],
)
def test_a_few_letters_are_enough(typed: str, name: str) -> None:
    assert ranked(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("sina", "Science and nature"), ("金", "银行"), ("z", "abc"), ("packet zebra", "packet")],
)
def test_letters_that_are_far_apart_or_missing_find_nothing(typed: str, name: str) -> None:
    assert not ranked(typed, name)


def test_of_two_alike_the_shorter_one_comes_first() -> None:
    assert ranked("eco", "Economy and trade", "Economy") == ["Economy", "Economy and trade"]


@pytest.mark.parametrize(
    ("typed", "name", "lit"),
    [
        ("浪", "金融/新浪财经", "浪"),
        ("nyt", "New York Times", "NYT"),
        ("金/财", "金融/新浪财经", "金/财"),
        ("and pi", "Packet and Pine", "andPi"),
        ("nothing", "Packet", ""),
        ("ss", "Straße", ""),
    ],
)
def test_the_letters_that_match_are_marked(typed: str, name: str, lit: str) -> None:
    assert "".join(name[start:end] for start, end in Pattern(typed).spots(name)) == lit


def test_little_is_kept_of_what_was_typed() -> None:
    kept = (fuzzy._letters, fuzzy._parts, fuzzy._path_starts, fuzzy._word_start)
    for number in range(100):
        Pattern(f"x/{number} y{number}").score("a/name that is long enough")
    assert all(one.cache_info().currsize < 50 for one in kept)
    before = [one.cache_info().misses for one in kept]
    assert not Pattern("a" * 1_000).score("a/name")
    assert [one.cache_info().misses for one in kept] == before
