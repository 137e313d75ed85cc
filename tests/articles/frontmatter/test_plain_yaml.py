"""A head that is read without a YAML parser says what the parser would have said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.articles.frontmatter import fenced, plain_yaml, yaml_fields

SAMPLES = Path(__file__).parents[3] / "sample_articles"

HEXO = """\
title: '全国：P2P网贷 # 1'
categories:
 - 金融
 - 新浪财经
headimg: ''
author: 002
comments: false
date: Fri, 22 Apr 2022 13:29:05 GMT
thumbnail: https://e.example/a.png#b
"""

PIECES = [
    "title", "date", "tags", "a-b", ":", ": ", ":  ", " ", "\n", "\n- ", "\n - ", "\n  - ", "-",
    "'", '"', "'a b'", '"c: d"', "''", "# x", " #x", "a#b", "a: b", "a:b", "http://x/y?z=1#f",
    "12:30:00", "2022-04-22", "~", "null", "[a, b]", "{a: b}", "|", ">", "&a", "*a", "!t", "%", "@",
    "`", "<<", "=", "?", "中文：字", "\\n", "\t", "\r\n", "\xa0", "\u3000", "\x85", "\u2028",
    "\ufeff", "é", "---", "...", "categories: ",
]  # fmt: skip


def test_what_templates_write_is_plain() -> None:
    assert plain_yaml.fields(HEXO) == {
        "title": "全国：P2P网贷 # 1",
        "categories": ["金融", "新浪财经"],
        "headimg": "",
        "author": "002",
        "comments": "false",
        "date": "Fri, 22 Apr 2022 13:29:05 GMT",
        "thumbnail": "https://e.example/a.png#b",
    }


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_a_plain_head_is_what_yaml_says(head: str) -> None:
    found = plain_yaml.fields(head)
    if found is not None:
        assert found == yaml_fields.load(head)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), st.booleans())
def test_a_field_s_text_is_what_yaml_says(text: str, listed: bool) -> None:
    head = f"title: T\ntags:{chr(10) + ' - ' if listed else ' '}{text}\ndate: 2022-04-22\n"
    found = plain_yaml.fields(head)
    if found is not None:
        assert found == yaml_fields.load(head)


@pytest.mark.parametrize(
    "head",
    ["a: b # c\n", "a: [b]\n", "a: &x b\n", "a:\n  b: c\n", "a: |\n b\n",
     "a: b\n - c\n", "a:\n - b\n- c\n", "a: 'it''s'\n", "a: b: c\n", "a: \"\\x41\"\n", "? a\n",
     "a:\tb\n", "a: b\n\n"],
)  # fmt: skip
def test_more_of_yaml_is_not_plain(head: str) -> None:
    assert plain_yaml.fields(head) is None


def test_files_are_taken_apart_alike(monkeypatch: pytest.MonkeyPatch, shared: Path) -> None:
    corpus = [path for name in ("real", "pages") for path in (shared / "corpus" / name).glob("*")]
    files = [path.read_bytes() for path in [*SAMPLES.rglob("*.md"), *corpus]]
    found = [fenced.parse(data) for data in files]
    plain = sum(plain_yaml.fields(one.head) is not None for one in found)
    assert plain > 0.8 * len(files)
    monkeypatch.setattr(plain_yaml, "read", lambda _text, _start: None)
    assert [fenced.parse(data) for data in files] == found
