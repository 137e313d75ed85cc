"""Nothing that a terminal acts on gets out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.output.safe import MARKS_LIMIT, safe, safe_line

texts = st.one_of(
    st.text(),
    st.text(
        "a甲\n\t\r\x1b\x00\x7f\x85\x9b\u2028\u202e\u2066\u200b\u200d\ufeff\u0301\u20e3\U000e0041\ud800"
    ),
)


@given(texts)
def test_no_control_and_no_direction_gets_out(text: str) -> None:
    for character in safe(text):
        category = unicodedata.category(character)
        assert character == "\n" or category not in ("Cc", "Cs", "Zl", "Zp"), hex(ord(character))
        assert unicodedata.bidirectional(character) not in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        )  # fmt: skip


@given(texts)
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert safe(safe(text)) == safe(text)
    assert "\n" not in safe_line(text)


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("甲\x1b]0;x\x07乙", "甲]0;x乙"),
        ("a\x9b31mb", "a31mb"),
        ("a\tb\r\nc\rd\u2028e", "a b\nc\nd\ne"),
        ("甲\u200b乙\u2060丙\ufeff丁\xad戊", "甲乙丙丁戊"),
        ("👨\u200d👩 می\u200cخ", "👨\u200d👩 می\u200cخ"),
        ("1\ufe0f\u20e3 👍\U0001f3fd", "1 👍"),
        ("a\u202eb\u2066c", "abc"),
        ("\ud800", "\ufffd"),
        ("שלום", "שלום"),
    ],
)
def test_examples(text: str, out: str) -> None:
    assert safe(text) == out


def test_marks_on_one_character_are_capped() -> None:
    assert safe("a" + "\u0301" * 50) == "a" + "\u0301" * MARKS_LIMIT
