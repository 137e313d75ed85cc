"""What is mended in the source of a page, and that a sound page passes unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from reader.articles.html.repair import DEPTH_LIMIT, TAG_LIMIT, guard


@pytest.mark.parametrize(
    "page",
    [
        "<p>甲<b>乙</b></p><!-- x --><script>a</script><title>t</title>",
        '<mp-card data-id="1">x</mp-card><o:p></o:p><svg viewBox="0"><path d="M0"/></svg>',
        "<code>a <b>c</b></code><code><br></code>1 < 2 &lt;b&gt;",
    ],
)
def test_a_sound_page_passes_unchanged(page: str) -> None:
    assert guard(page) == page


@pytest.mark.parametrize(
    ("page", "mended"),
    [
        ("<p>a<value>b", "<p>a&lt;value>b"),
        ("<pre><x>1</x></pre>", "<pre>&lt;x>1&lt;/x></pre>"),
        ("<x>1</x>", "<x>1</x>"),
        ("<x a=1>", "<x a=1>"),
        ("<https://e.example/>", "&lt;https://e.example/>"),
        ("vector<std::string>", "vector&lt;std::string>"),
        ("<code><div></code>", "<code>&lt;div></code>"),
        ("甲<!-- 乙\n<p>丙", "甲\n<p>丙"),
        ("甲<!-- 乙 --><!-- 丙<p>丁", "甲<!-- 乙 --><p>丁"),
        ("<script>a</script><script>b<p>丙", "<script>a</script><p>丙"),
        ("İ<title>甲", "İ甲"),
        ("<iframe src=x />甲", "<iframe src=x /></iframe>甲"),
        ("<plaintext>甲", "甲"),
    ],
)
def test_what_would_swallow_text_is_mended(page: str, mended: str) -> None:
    assert guard(page) == mended


def test_a_literal_page_in_a_listing_is_text() -> None:
    assert guard("<pre><html>a<br></pre><html>") == "<pre>&lt;html>a<br></pre><html>"


def test_nesting_is_bounded_and_text_is_not_lost() -> None:
    mended = guard("<div>" * 5_000 + "深" + "</div>" * 5_000)
    assert mended.count("<div>") == mended.count("</div>") == DEPTH_LIMIT
    assert "深" in mended


def test_elements_that_the_next_one_ends_are_not_nested() -> None:
    page = "<p>段<li>项" * 3_000 + "<div><b>粗</b></div>"
    assert guard(page) == page


def test_a_tag_of_thousands_of_attributes_keeps_its_address() -> None:
    mended = guard(f'<a href="https://e.example/" {"x=1 " * TAG_LIMIT}>甲</a>')
    assert mended == '<a href="https://e.example/">甲</a>'


def test_the_size_of_a_data_url_stays_and_its_data_go() -> None:
    assert guard(f'<img src="data:image/png;base64,{"A" * 4000}">') == (
        '<img src="data:image/png;base64;size=3000,">'
    )


@given(
    st.lists(
        st.sampled_from(["<p>", "甲", "<x>", "</x>", "<!--", "-->", "<title>", "</title>", "<b"])
    )
)
def test_text_outside_of_comments_and_elements_stays(pieces: list[str]) -> None:
    page = "".join(pieces)
    if "<!--" not in page:
        assert guard(page).count("甲") == page.count("甲")


@pytest.mark.parametrize(
    "piece",
    ["<div></foo>", "<div></p>", "<b></i>", "<b><div></b>", "<a><b><i></a>", "<DIV></span>"],
)
def test_end_tags_of_other_elements_hide_no_depth(piece: str) -> None:
    page = guard(piece * 2 * DEPTH_LIMIT)
    depth, node = 0, LexborHTMLParser(f"<!DOCTYPE html>{page}").body
    while node is not None:
        depth, node = depth + 1, node.last_child
    assert depth < DEPTH_LIMIT + 5
