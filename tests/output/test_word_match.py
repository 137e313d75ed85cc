"""Words are found as a reader means them, and the places are those of the text as it was given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.output.word_match import Text, any_of, has_case, sought, whole_words


def found(text: str, words: str) -> list[str]:
    pattern = sought(words)
    assert pattern is not None
    places = Text(text, with_case=has_case(words)).places(pattern)
    return [text[start:end] for start, end in places]


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("rates", ["Rates", "RATES"]),
        ("Rates", ["Rates"]),
        ("4974", ["４９７４"]),
        ("余额", ["余额", "余\n额"]),
        ("many words", ["many\nwords"]),
        ("café", ["cafe\u0301", "café"]),
        ("か", ["か"]),
        ("が", ["が"]),
        ("㍿", ["㍿"]),
        ("株式", ["㍿"]),
        ("f(x).*", ["f(x).*"]),
        ("nowhere", []),
    ],
)
def test_words_are_found_whatever_their_width_and_breaks(words: str, hits: list[str]) -> None:
    text = "Rates RATES ４９７４亿 余额 未兑付余\n额 many\nwords cafe\u0301 café か が ㍿ f(x).*"
    assert found(text, words) == hits


def test_nothing_is_not_looked_for() -> None:
    assert sought("") is None
    assert sought(" \u3000 ") is None
    assert any_of(["", " "]) is None


def test_of_several_words_each_is_found() -> None:
    pattern = any_of(["Bank", "存量", "bank rate"])
    assert pattern is not None
    text = "存量 of a BANK rate and a bank"
    places = Text(text, with_case=False).places(pattern)
    assert [text[start:end] for start, end in places] == ["存量", "BANK rate", "bank"]


@given(before=st.text(max_size=8), after=st.text(max_size=8))
def test_what_is_there_is_found_where_it_is(before: str, after: str) -> None:
    text = f"{before} Ｎo.①号 {after}"
    assert "Ｎo.①号" in found(text, "no.1号")


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ([("ai", True)], "AI said: ai-made, 用AI的", ["AI", "ai", "AI"]),
        ([("econ", False)], "Economy, in economics; meconium", ["Economy", "economics"]),
        ([("利率", True)], "高利率 利\n率", ["利率", "利\n率"]),
        ([("two words", True)], "two  words, two wordsmiths", ["two  words"]),
        ([("a", True), ("a b", True)], "a b a", ["a b", "a"]),
        ([("c++", True)], "C++ is C+", ["C++"]),
        ([(" ", True)], "x", []),
    ],
)
def test_whole_words_are_found(words: list[tuple[str, bool]], text: str, found: list[str]) -> None:
    pattern = whole_words(words)
    places = Text(text, with_case=False).places(pattern) if pattern else ()
    assert [text[start:end] for start, end in places] == found
