"""Documents → HTML: nested again, and with nothing in it that loads or runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from selectolax.lexbor import LexborHTMLParser

from reader.model import Article, Block, Cell, Span
from reader.output.formats.html import document as page
from reader.output.formats.html import fragment
from tests.output import documents


def item(text: str, depth: int, marker: str = "•", quote: int = 0) -> Block:
    return Block("item", (Span(text),), depth=depth, marker=marker, quote=quote)


def paragraph(text: str, depth: int = 0, quote: int = 0) -> Block:
    return Block("paragraph", (Span(text),), depth=depth, quote=quote)


def flat(*blocks: Block) -> str:
    return fragment(blocks).replace("\n", "")


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([item("a", 1), item("b", 1)], "<ul><li>a</li><li>b</li></ul>"),
        (
            [item("a", 1), item("b", 2), item("c", 1)],
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
        ),
        ([item("a", 1, "3."), item("b", 1, "4.")], '<ol start="3"><li>a</li><li>b</li></ol>'),
        (
            [item("a", 1, "1."), item("b", 1, "3.")],
            '<ol><li>a</li></ol><ol start="3"><li>b</li></ol>',
        ),
        ([item("a", 1), item("b", 1, "1.")], "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ([item("a", 1), paragraph("b", 1)], "<ul><li><p>a</p><p>b</p></li></ul>"),
        (
            [item("a", 1), paragraph("b", 1, quote=1), paragraph("c", 1)],
            "<ul><li><p>a</p><blockquote><p>b</p></blockquote><p>c</p></li></ul>",
        ),
        ([item("a", 1, quote=1)], "<blockquote><ul><li>a</li></ul></blockquote>"),
        (
            [paragraph("a", quote=1), paragraph("b", quote=2), paragraph("c", quote=1)],
            "<blockquote><p>a</p><blockquote><p>b</p></blockquote><p>c</p></blockquote>",
        ),
        ([paragraph("a", 1)], '<div class="inset"><p>a</p></div>'),
        (
            [item("a", 1, "1."), item(" ", 1, "2."), item("", 2), item("b", 1, "3.")],
            '<ol><li>a</li></ol><ol start="3"><li>b</li></ol>',
        ),
        (
            [paragraph("a"), item("b", 2)],
            '<p>a</p><div class="inset"><ul><li>b</li></ul></div>',
        ),
    ],
    ids=range(12),
)
def test_lists_and_quotes_stand_in_one_another_again(blocks: list[Block], expected: str) -> None:
    assert flat(*blocks) == expected


def test_styles_are_nested_the_longest_outside() -> None:
    spans = (
        Span("a ", bold=True), Span("b", bold=True, italic=True),
        Span("c", bold=True, href="https://e.example/?a=1&b=2"), Span(" ", bold=True), Span("d"),
    )  # fmt: skip
    assert flat(Block("paragraph", spans)) == (
        '<p><strong>a <em>b</em><a href="https://e.example/?a=1&amp;b=2">c</a></strong> d</p>'
    )


def test_kinds_of_blocks_have_their_elements() -> None:
    made = fragment(
        [
            Block("heading", (Span("H", bold=True),), level=3),
            Block("code", (Span("if a < b:\n    c"),), language="python"),
            Block("image", (Span("A mill"),), medium="image", href="https://e.example/m.png"),
            Block("rule"),
            Block("credit", (Span("Editor: x"),)),
        ]
    )
    assert made == (
        "<h3>H</h3>\n"
        '<pre><code class="language-python">if a &lt; b:\n    c</code></pre>\n'
        '<figure><a href="https://e.example/m.png">[image: A mill]</a></figure>\n'
        "<hr>\n"
        '<p class="credit">Editor: x</p>\n'
    )


def test_a_table_keeps_head_and_spans() -> None:
    head = (Cell((Span("x", bold=True),), header=True, columns=2),)
    row = (Cell((Span("a"),), header=True, rows=2), Cell((Span("b\nc", bold=True),)))
    assert flat(Block("table", rows=(head, row))) == (
        '<table><thead><tr><th colspan="2">x</th></tr></thead>'
        '<tr><th rowspan="2" style="font-weight: normal">a</th>'
        "<td><strong>b<br>c</strong></td></tr></table>"
    )


def test_an_empty_article_says_so() -> None:
    assert fragment([]) == "<p>(no text in this article)</p>\n"


@given(documents.blocks)
def test_a_parser_finds_only_what_was_written(document: list[Block]) -> None:
    made = fragment(document)
    assert not set("\x02\x1b") & set(made)
    tree = LexborHTMLParser(f"<!doctype html>{made}")
    assert not tree.css("script, style, img, iframe, link, b, object, [onload], [src]")
    for link in tree.css("a"):
        assert (link.attributes["href"] or "").startswith(("https://e.example/", "mailto:"))
    assert all(set(node.attributes) <= ALLOWED for node in tree.css("body *"))


ALLOWED = {"href", "class", "style", "start", "colspan", "rowspan"}


@pytest.fixture
def article() -> Article:
    return Article(
        "0" * 24, Path("a.md"), "</title><script>\x1b标题", datetime(2022, 4, 22, tzinfo=UTC),
        False, ("金融", "新浪"), "新浪", (), (), 'https://e.example/"><script>', (), "", "",
    )  # fmt: skip


def test_a_page_is_whole_and_loads_nothing(article: Article) -> None:
    made = page(article, [paragraph("Text {with} braces")], UTC)
    assert made.startswith("<!doctype html>\n<html>\n<head>\n<meta charset=")
    tree = LexborHTMLParser(made)
    assert not tree.css("script, link, img, [src]")
    assert "url(" not in made
    title, heading = tree.css_first("title"), tree.css_first("header h1 a")
    assert title is not None
    assert heading is not None
    assert title.text() == heading.text() == "</title><script>标题"
    assert "新浪 · 金融 · Fri 22 Apr 2022" in made
    assert "<p>Text {with} braces</p>" in made
