"""What nobody sees is taken out everywhere, and nothing else is."""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

import pytest

from reader.articles.html.addresses import target
from reader.feeds.sanitise import absolute
from reader.output.safe import _OUT, _SUSPECT, safe
from reader.unseen import NOT_IN_ADDRESSES, UNSEEN

SOURCES = Path(__file__).parents[1] / "reader"
UNSEEN_ONES = [chr(code) for code in range(sys.maxunicode) if re.match(f"[{UNSEEN}]", chr(code))]


@pytest.mark.parametrize("character", UNSEEN_ONES, ids=ascii)
def test_what_is_not_seen_is_no_letter_and_is_taken_out(character: str) -> None:
    assert unicodedata.category(character) in ("Cf", "Cn")
    assert safe(f"a{character}b") == "ab"
    address = f"https://example.org/a{character}b"
    assert target(address) == absolute(address, "") == "https://example.org/ab"


@pytest.mark.parametrize("character", ["\u200c", "\u200d", "\u3000", "\xa0", "a", "中"])
def test_what_shapes_letters_and_what_is_seen_stays(character: str) -> None:
    assert safe(f"x{character}y") == f"x{character}y"


def test_whatever_goes_out_changed_is_suspected_first() -> None:
    for code in range(0x20000):
        if re.match(f"[{_OUT}]", chr(code)):
            assert _SUSPECT.search(chr(code)), hex(code)


def test_there_is_one_list() -> None:
    """A class with the soft hyphen or the blank without a width is written in one place."""
    written = re.compile(r"\[[^\]\n]*(?:\\xad|\\u200b|\\u2060)")
    found = {path.name for path in SOURCES.rglob("*.py") if written.search(path.read_text("utf-8"))}
    assert found == set()
    assert NOT_IN_ADDRESSES.count(UNSEEN) == 1
