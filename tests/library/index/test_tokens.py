"""How texts become words, one by one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library.index.tokens import CJK, GAP, fold, is_cjk, packed, split, unpacked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("中国", ["中", "国"]),
        ("中，国", ["中", GAP, "国"]),
        ("中 国", ["中", GAP, "国"]),
        ("中\n国", ["中", GAP, "国"]),
        ("用iPhone拍", ["用", "iPhone", "拍"]),
        ("用 iPhone 拍", ["用", "iPhone", "拍"]),
        ("用，iPhone", ["用", GAP, ",iphone"]),
        ("ＰＤＦ文件", ["pdf", "文", "件"]),
        ("ﾊﾝｶｸ", ["ハ", "ン", "カ", "ク"]),
        ("かな交じり한글", ["か", "な", "交", "じ", "り", "한", "글"]),
        ("one\ntwo", ["one", GAP, "two"]),
        ("𠀀字a中国", ["𠀀", "字", "a", "中", "国"]),
        ("", []),
        ("——", [GAP]),
    ],
)
def test_each_cjk_character_is_a_word_and_gaps_keep_them_apart(text: str, words: list[str]) -> None:
    assert split(text).split() == words


@given(st.text())
def test_any_text_is_split_and_nothing_of_its_letters_is_lost(text: str) -> None:
    letters = "".join(c for c in fold(split(text)) if c.isalnum())
    assert letters == "".join(c for c in fold(text) if c.isalnum())


@pytest.mark.parametrize("text", ["", "x\x9c", "短文", "a long text, 长文。" * 1_000])
def test_a_text_is_unpacked_as_it_was_and_a_long_one_takes_less(text: str) -> None:
    data = packed(text)
    assert unpacked(data) == text
    assert len(text) < 1_000 or len(data) < len(text) / 10


def test_width_case_and_marks_are_folded() -> None:
    assert fold("ＡＢＣ Ünïcode STRASSE") == "abc unicode strasse"
    assert fold("が") == "が", "a voiced kana is another letter"


def test_a_character_is_a_word_by_itself_if_it_is_in_one_of_the_ranges() -> None:
    characters = [chr(ordinal) for ordinal in range(0x110000) if not 0xD800 <= ordinal < 0xE000]
    assert [*filter(is_cjk, characters)] == re.findall(f"[{CJK}]", "".join(characters))
