"""Lines are full, whole, and broken where Chinese and Latin typesetting breaks them."""

from __future__ import annotations

from itertools import pairwise
from unicodedata import category
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import split_graphemes

from reader.model import Block, Span
from reader.output import layout
from reader.output.cells import fit, width_of
from reader.output.layout import NO_END, NO_START, break_lines
from reader.output.terminal import lines

texts = st.text("中文字汉 ab1 ，。、“”（）《》—…-.,:;!?%$#()[]{}é한かカー々Å👨‍👩　", max_size=60)
widths = st.integers(2, 40)


def lines_of(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in break_lines(text, width)]


@given(texts, widths)
@settings(max_examples=500)
def test_every_character_is_on_a_line_once_and_in_order(text: str, width: int) -> None:
    at = 0
    for start, end in break_lines(text, width):
        assert not text[at:start].strip()
        assert start <= end
        at = end
    assert not text[at:].strip()


mixed = st.text("中文字a bc ，。“”’（）—…-.,!$()é㎡한ーÅ\u0301　", max_size=90)


@given(mixed, widths, st.integers(0, 40))
@example("\u0301 $─—〕国：", 5, 5)
@example("a boys’ ’tis it’s ( b , c", 6, 6)
@settings(max_examples=1000)
def test_a_long_text_is_broken_as_a_short_one_is(text: str, width: int, first: int) -> None:
    """Short ones are broken where a line is full, long ones unit by unit from their start."""
    at_once = list(break_lines(text, width, min(first, width)))
    with mock.patch.object(layout, "LONG", 0):
        assert at_once == list(break_lines(text, width, min(first, width)))


@given(texts, widths)
@example("\u200d\u200d1、", 2)
@example("a" * 30 + "，", 10)
@settings(max_examples=500)
def test_no_line_is_wider_than_the_width(text: str, width: int) -> None:
    for line in lines_of(text, width):
        clusters = split_graphemes(line)[0]
        assert width_of(line) <= max(width, 2) or len(clusters) == 1


@given(st.text("中文汉字，。、“”（）《》Words 12", max_size=80), st.integers(12, 40))
@settings(max_examples=500)
def test_marks_stand_where_they_may(text: str, width: int) -> None:
    """Where a line can hold a unit: four marks that cling to a word do not always fit."""
    lines = lines_of(text, width)
    longest = max(
        map(len, [*"".join(c if c in NO_START + NO_END else " " for c in text).split(), ""])
    )
    if longest > 3:
        return
    for line, following in pairwise(lines):
        assert not following or following[0] not in NO_START
        assert not line or line[-1] not in NO_END


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("中文中文中文", 6, ["中文中", "文中文"]),
        ("中文，中文", 4, ["中", "文，", "中文"]),
        ("他说（好）的", 6, ["他说", "（好）", "的"]),
        ("a word and 中文", 8, ["a word", "and 中文"]),
        ("中文Latin中文", 8, ["中文", "Latin中", "文"]),
        ("破折——号", 5, ["破", "折——", "号"]),
        ("破折——号", 6, ["破折——", "号"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("", 10, [""]),
        ("甲 乙", 2, ["甲", "乙"]),
    ],
)
def test_examples(text: str, width: int, lines: list[str]) -> None:
    assert lines_of(text, width) == lines


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "，" * 200_000, "(a" * 100_000, "( " * 100_000, "中　" * 100_000 + "，",
             "👨\u200d" * 60_000, "“" * 200_000, "$" * 200_000], ids=range(8)
)  # fmt: skip
def test_long_texts_take_linear_time(text: str) -> None:
    assert lines_of(text, 40)


@given(texts, st.integers(0, 40))
def test_a_cut_text_is_as_wide_as_it_may_be(text: str, width: int) -> None:
    cut = fit(text, width)
    assert width_of(cut) <= width
    if width_of(text) <= width:
        assert cut == text
    elif width:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1].rstrip())


def test_an_address_longer_than_a_line_is_cut_between_its_words() -> None:
    address = "http://www.example.com/marco-arment-on-reading"
    assert lines_of(address, 25) == ["http://www.example.com/", "marco-arment-on-reading"]
    assert lines_of("x" * 30, 25) == ["x" * 25, "x" * 5]


@pytest.mark.parametrize(
    ("text", "cells"),
    [("की", 2), ("क्षेत्र", 4), ("မြန်မာ", 5), ("កណ្តាល", 5), ("ශ්‍රී", 2), ("ภาษาที่", 5), ("é", 1)],
)
def test_spacing_marks_take_a_cell_as_in_terminals(text: str, cells: int) -> None:
    """What glibc's wcwidth and tmux add up to, for the letters of a word."""
    assert width_of(text) == cells


def test_thai_breaks_within_no_syllable_that_shows() -> None:
    text = "ธนาคารกลางประกาศลดอัตราดอกเบี้ยนโยบายลงร้อยละศูนย์จุดสองห้าในการประชุมวันนี้"
    for width in range(8, 40):
        for start, _ in list(break_lines(text, width))[1:]:
            assert text[start] not in "ะาำๅๆฯ"
            assert category(text[start]) != "Mn"
            assert text[start - 1] not in "เแโใไ"


def test_tibetan_breaks_behind_its_mark() -> None:
    text = "བོད་ཀྱི་སྐད་ཡིག་ནི་བོད་མི་རིགས་ཀྱི་སྐད་ཡིག་ཡིན་"
    for start, _ in list(break_lines(text, 12))[1:]:
        assert text[start - 1] == "་"


KHMER = "ខ្ញុំ\u200bទៅ\u200bផ្សារ\u200bដើម្បី\u200bទិញ\u200bបន្លែ\u200bនិង\u200bត្រី"


@pytest.mark.parametrize("width", [6, 9, 14, 30])
def test_words_that_their_author_parted_by_blanks_without_width_stay_whole(width: int) -> None:
    words = [part for line in lines_of(KHMER, width) for part in line.split("\u200b")]
    assert words == KHMER.split("\u200b")


@pytest.mark.parametrize("width", range(7, 16))
def test_a_mark_of_where_a_line_may_end_is_obeyed_and_not_drawn(width: int) -> None:
    block = Block("paragraph", (Span(KHMER[:20]), Span(KHMER[20:], bold=True)))
    ends = {"".join(KHMER.split("\u200b")[:count]) for count in range(9)}
    said = ""
    for line in lines([block], width):
        said += line.text
        assert said in ends
    assert said == KHMER.replace("\u200b", "")
