"""Numbers and character references of any length."""

from __future__ import annotations

import html

import pytest

from reader import config
from reader.articles.frontmatter.unfenced import head_of
from reader.articles.rules import user
from reader.entities import unescape

DIGITS = "9" * 5_000
"""More than Python makes a number of."""


@pytest.mark.parametrize("text", ["&amp;&#65;&#x41;&#0065;&lt", "&#;&#x;& &#1114112;", "&#128;"])
def test_references_are_read_as_html_reads_them(text: str) -> None:
    assert unescape(text) == html.unescape(text)


def test_a_reference_to_no_character_is_one_sign() -> None:
    assert unescape(f"a&#{DIGITS};b&#{DIGITS}") == "a\ufffdb\ufffd"
    assert unescape(f"&#{'0' * 5_000}65;&#{'0' * 5_000};") == "A\ufffd"


def test_settings_and_rules_with_an_endless_number_are_told(tmp_path: object) -> None:
    (problem,) = config.parse(f"text_width = {DIGITS}").problems
    assert "too many digits" in problem
    file = config.config_file().with_name("sites.toml")
    file.parent.mkdir(parents=True, exist_ok=True)
    for rules in (f"[default]\ndrop = {DIGITS}", f"[default]\ntext_drop = ['a{{{DIGITS}}}']"):
        file.write_text(rules, "utf-8")
        assert len(user.read(file).problems) == 1


def test_a_number_in_json_stays_what_it_is() -> None:
    head = head_of(f'{{"title": "T", "id": {DIGITS}, "weight": 5}}\ntext')
    assert head is not None
    assert head.values == {"title": "T", "id": DIGITS, "weight": "5"}
