"""Key statements: what an article says in bold, and in its headings."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from reader.articles.html.clean import clean
from reader.articles.key_statements import as_blocks, lead, letters, statements
from reader.articles.rules.lookup import rules_for
from reader.model import Block, Statement
from reader.output.terminal import lines
from tests.output import documents

PLAIN = f"<p>{'其余的文字没有加粗，' * 20}and so on.</p>"
"""Enough text around a bold run that bold still says something."""


def blocks(html: str) -> list[Block]:
    return list(clean(html + PLAIN, rules_for("")))


def texts(html: str) -> list[str]:
    return [one.text for one in statements(blocks(html))]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>前<b>做好阳光办案</b>后</p>", ["做好阳光办案"]),
        ("<p><b>要求。</b>4月<strong>第二句</strong></p>", ["要求。", "第二句"]),
        ("<p><b>一</b>，<strong>二</strong> — <b>三</b>四</p>", ["一，二 — 三"]),
        ("<p><b>a</b> + <b>b</b></p>", ["a", "b"]),
        ("<p><span style='font-weight:700'>computed</span> weight</p>", ["computed"]),
        ("<ul><li><b>In</b> an item</li></ul>", ["In"]),
        ("<blockquote><b>Quoted</b> words</blockquote>", ["Quoted"]),
        ("<p><b>Use <code>pip</code> first</b>, or not</p>", ["Use pip first"]),
        ("<p><b>Two<br>lines</b>, <b>两<br>行</b></p>", ["Two lines, 两行"]),
        ("<p><b>  1.  First \n things</b></p>", ["1. First things"]),
        ("<h2>A <i>heading</i></h2><h3>另一个<br>标题</h3>", ["A heading", "另一个标题"]),
        ("<table><tr><th>Month</th><th>Sum</th></tr><tr><td><b>May</b>, <b>June</b></td>"
         "<td><b>nine</b></td></tr></table>", ["May, June", "nine"]),
    ],
)  # fmt: skip
def test_every_form_of_bold_is_one_notion(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<p><b>1.</b> words <b>——</b> words <b>2022</b></p>",
        "<p><b> <br> </b>words</p>",
        "<p><b style='font-weight:normal'>words</b></p>",
        "<pre><b>code</b></pre>",
        "<table><tr><th>Month</th><th>Sum</th></tr><tr><td>May</td><td>9</td></tr></table>",
        "<figure><img src='https://e.example/a.png' alt='what is seen'>"
        "<figcaption><b>A caption</b></figcaption></figure>",
    ],
)
def test_what_is_bold_for_other_reasons_is_no_statement(html: str) -> None:
    assert texts(html) == []


def test_a_statement_says_where_it_stands() -> None:
    found = statements(blocks("<h3>标题</h3><p>前 <b>一 1，</b>中<b>二</b></p>"))
    assert found == [
        Statement("heading", "标题", 0, level=3),
        Statement("statement", "一 1，", 1, bold_before=0),
        Statement("statement", "二", 1, bold_before=2),
    ]


def test_bold_all_over_says_nothing_but_headings_do() -> None:
    bold = "<h2>标题</h2><p><b>一二三四五六</b>七八九十</p>"
    assert [one.text for one in statements(clean(bold, rules_for("")))] == ["标题", "一二三四五六"]
    more = bold.replace("七八九十", "七八九")
    assert [one.text for one in statements(clean(more, rules_for("")))] == ["标题"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p><b>渡口日报 记者桥生 北京报道</b> 记者获悉，<b>全市早市摊位存量大幅压降。</b></p>",
         "全市早市摊位存量大幅压降。"),
        ("<h2>A heading, which is long enough</h2><p><b>Short</b> and <b>This spring it was on "
         "time.</b></p>", "This spring it was on time."),
        ("<p><b>A name of several words</b> and <b>short, though</b></p>",
         "A name of several words"),
        ("<h2>A heading, which is long enough</h2><p><b>Short</b> words</p>", ""),
        ("<p>Nothing</p>", ""),
    ],
)  # fmt: skip
def test_the_lead_is_the_first_statement_of_a_sentence_s_length(html: str, expected: str) -> None:
    assert lead(blocks(html)) == expected


def squeezed(text: str) -> str:
    return "".join(text.split())


def by_block(block: Block) -> str:
    """All that a block says, without blanks."""
    cells = (span for row in block.rows for cell in row for span in cell.spans)
    return squeezed("".join(span.text for span in (*block.spans, *cells)))


@given(documents.blocks)
def test_statements_are_bold_text_and_what_bridges_it(given_blocks: list[Block]) -> None:
    for one in statements(given_blocks):
        block = given_blocks[one.block]
        assert squeezed(one.text) in by_block(block)
        assert "\n" not in one.text
        if one.kind == "statement":
            spans = [*block.spans, *(span for row in block.rows for c in row for span in c.spans)]
            bold = {letter for span in spans if span.bold for letter in span.text}
            assert any(map(str.isalpha, one.text))
            assert {letter for letter in one.text if letter.isalnum()} <= bold


@given(documents.blocks)
def test_statements_come_in_order_and_nothing_twice(given_blocks: list[Block]) -> None:
    places = [(one.block, one.bold_before) for one in statements(given_blocks)]
    assert places == sorted(places)
    bold = [one for one in statements(given_blocks) if one.kind == "statement"]
    for one, after in pairwise(bold):
        if one.block == after.block:
            assert one.bold_before + letters(one.text) <= after.bold_before


@given(documents.blocks)
def test_all_bold_letters_are_in_statements_unless_bold_says_nothing(
    given_blocks: list[Block],
) -> None:
    plain = Block("paragraph", (documents.Span("x" * 10_000),))
    found = statements([*given_blocks, plain])
    for number, block in enumerate(given_blocks):
        if block.kind not in ("paragraph", "item"):
            continue
        bold = [span.text for span in block.spans if span.bold and not span.muted]
        said = sum(letters(one.text) for one in found if one.block == number)
        unsaid = sum(letters(text) for text in bold) - said
        assert unsaid >= 0
        assert not unsaid or any(not any(map(str.isalpha, text)) for text in bold)


@given(documents.blocks)
def test_statements_can_be_set_as_a_document(given_blocks: list[Block]) -> None:
    found = statements(given_blocks)
    made = as_blocks(found)
    assert [block.kind == "heading" for block in made] == [one.kind == "heading" for one in found]
    assert {line.block for line in lines(made, 40)} == set(range(len(found))) or not found
