"""What holds for every page: nothing raises, blocks are whole, text arrives."""

from __future__ import annotations

import re
from itertools import islice
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.articles.html.clean import clean
from reader.articles.html.compose import HEADING_LIMIT
from reader.articles.rules.builtin import Rules
from reader.articles.rules.lookup import rules_for
from reader.model import Block, Kind, Span

TAGS = (
    "p", "div", "span", "b", "strong", "i", "a", "br", "hr", "h2", "h5", "pre", "code", "ul",
    "ol", "li", "table", "tr", "td", "th", "caption", "blockquote", "img", "video", "iframe",
    "object", "dl", "dt", "dd", "script", "style", "title", "textarea", "select", "noscript",
    "svg", "math", "ruby", "rt", "sup", "q", "center", "section", "details", "dialog", "font",
    "button", "template", "frameset", "plaintext", "value", "mp-x", "o:p",
)  # fmt: skip
ATTRIBUTES = (
    "",
    ' style="font-weight:bold"',
    ' style="display:none"',
    ' style="visibility:hidden;font:0/0 a"',
    ' style="display:block;white-space:pre"',
    " hidden",
    ' href="https://e.example/" src=x alt="y"',
    " colspan=3 rowspan=0",
    ' class="a',
    " start=-2 value=x",
)
texts = st.text("甲乙，。 \n\tab<>&;\"'=/\xa0\u3000\u200b\x1b\x00", max_size=8)
pieces = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.sampled_from(
        ["<!--", "-->", "<![CDATA[", "&nbsp;", "&lt;", "<style>.a{font-weight:600}", "</"]
    ),
    texts,
)
pages = st.lists(pieces, max_size=40).map("".join)
sentences = st.text("甲乙丙文字，。Words and 12", min_size=1, max_size=30)


def blocks_of(page: str, site: str = "") -> list[Block]:
    return list(clean(page, rules_for(site)))


def text_of(blocks: list[Block]) -> str:
    """All characters of some blocks, blanks aside."""
    spans: list[Span] = []
    for block in blocks:
        spans += [
            *block.spans,
            *(span for row in block.rows for cell in row for span in cell.spans),
        ]
    return "".join("".join(span.text for span in spans).split())


@given(pages)
@settings(max_examples=300)
def test_any_page_becomes_valid_blocks(page: str) -> None:
    for block in blocks_of(page):
        assert block.kind in get_args(Kind)
        assert all(span.text for span in block.spans)
        assert all(not (span.bold and span.text.isspace()) for span in block.spans)
        assert bool(block.rows) == (block.kind == "table")
        assert (1 <= block.level <= 6) == (block.kind == "heading")
        if block.kind not in ("table", "image", "rule"):
            assert text_of([block])


@given(
    st.lists(sentences, max_size=8), st.sampled_from(["p", "div", "li", "td", "h3", "blockquote"])
)
def test_no_character_of_plain_paragraphs_is_lost(written: list[str], tag: str) -> None:
    page = "".join(f"<{tag}>{text}</{tag}>" for text in written)
    assert text_of(blocks_of(page)) == "".join("".join(written).split())


@given(st.lists(st.tuples(sentences, st.booleans()), max_size=8))
def test_what_is_bold_in_the_page_is_bold_and_nothing_else(runs: list[tuple[str, bool]]) -> None:
    page = "".join(f"<b>{text}</b>" if bold else f"<i>{text}</i>" for text, bold in runs)
    spans = [span for block in blocks_of(f"<p>{page}</p>") for span in block.spans]
    for wanted in (True, False):
        found = "".join(span.text for span in spans if span.bold == wanted)
        expected = "".join(text for text, bold in runs if bold == wanted)
        assert "".join(found.split()) == "".join(expected.split())


def test_the_head_of_a_page_is_there_before_its_tail_is_looked_at() -> None:
    page = "<p>甲</p>" * 100_000
    walk = clean(page, rules_for(""))
    assert len(list(islice(walk, 3))) == 3
    walk.close()


def test_a_heading_longer_than_the_limit_is_a_paragraph() -> None:
    short, long = "题" * HEADING_LIMIT, "题" * (HEADING_LIMIT + 1)
    kinds = [block.kind for block in blocks_of(f"<h2>{short}</h2><h2>{long}</h2>")]
    assert kinds == ["heading", "paragraph"]


@pytest.mark.parametrize(
    ("site", "page", "expected"),
    [
        ("新浪财经", '<p class="article-editor">某人</p>', "credit"),
        ("少数派", '<p class="ss__custom__card__wrapper__end">卡片</p>', None),
        ("少数派", "<p>正文</p>", "paragraph"),
    ],
)
def test_a_site_s_own_rules_are_added(site: str, page: str, expected: str | None) -> None:
    assert [block.kind for block in blocks_of(page, site)] == ([expected] if expected else [])


def test_a_selector_that_is_none_drops_nothing() -> None:
    assert len(list(clean("<p>甲</p>", Rules(drop=("p[[",))))) == 1


def test_tables_longer_than_the_limit_say_how_much_is_missing() -> None:
    page = "<table>" + ("<tr>" + "<td>1" * 10) * 2_100 + "</table>"
    table, note = blocks_of(page)
    assert len(table.rows) == 2_000
    assert re.search("100", note.spans[0].text)


def test_a_row_longer_than_the_limit_says_how_much_is_missing() -> None:
    table, note = blocks_of("<table><tr>" + "<td>1" * 20_500 + "<tr><td>2<td>3</table>")
    assert [len(row) for row in table.rows] == [20_000]
    assert note.spans[0].text == "… 1 more rows"
    _, note = blocks_of("<table><tr>" + "<td>1" * 20_500 + "</table>")
    assert note.spans[0].text == "… 500 more cells"


HOSTILE = {
    "tags without an end": "<a" * 100_000,
    "attributes without an end": "<pre " * 60_000,
    "elements of code": "<code>" * 50_000,
    "comments": "<!-- x " * 40_000 + "甲",
    "scripts": "<script>a<style>b<title>c" * 10_000,
    "unknown names": "".join(f"<u{number}x>" for number in range(30_000)),
    "comments in a sheet": "<style>font" + "/*" * 100_000 + "</style>甲",
    "braces in a sheet": "<style>font" + "@{a{}" * 60_000 + "</style>甲",
    "rules in a sheet": "<style>" + "p b{font-weight:700}" * 5_000 + "</style>" + "<p>甲" * 5_000,
    "nested divs": "<div>" * 100_000 + "深",
    "nested tables": "<table><tr><td>" * 20_000 + "深",
    "nested quotes and lists": "<blockquote><ul><li>" * 5_000 + "深",
    "nested bold": "<b><i><u>" * 3_000 + "<p>甲</p>" * 300,
    "attributes": "<p " + " ".join(f"a{number}" for number in range(50_000)) + ">甲",
    "angles in attributes": "<p " + " ".join(f"a{number}='x>'" for number in range(50_000)) + ">甲",
    "covering cells": "<table>" + "<tr><td colspan=100 rowspan=100>1<td>2" * 5_000 + "</table>",
    "blanks": "<p>甲" + " " * 300_000 + "乙</p>",
    "a data URL": '<img alt="图" src="data:image/png;base64,' + "iVBORw0KGgo" * 100_000 + '">',
    "angles": "<" * 200_000 + "甲",
    "İ": "İ" * 1000 + "<script>x",
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_read_without_harm(page: str) -> None:
    blocks = blocks_of(page)
    if page.endswith("深"):
        assert text_of(blocks).endswith("深")


def test_a_blank_without_width_stays_where_words_have_no_other() -> None:
    (block,) = clean("<p>ទៅ\u200bផ្សារ a\u200bb \u200bទៅ</p>", rules_for(""))
    assert block.spans[0].text == "ទៅ\u200bផ្សារ ab ទៅ"
