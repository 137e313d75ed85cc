"""Key statements: what an article says in bold, and in its headings."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from reader.articles.html.clean import clean
from reader.articles.rules.lookup import rules_for
from reader.articles.statements.key_statements import as_blocks, lead, letters, statements, told
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
        ("<p>前。<b>做好阳光办案。</b>后</p>", ["做好阳光办案。"]),
        ("<p><b>要求。</b>4月。<strong>第二句</strong></p>", ["要求。", "第二句"]),
        ("<p><b>一二</b>，<strong>三</strong> — <b>四</b></p>", ["一二，三 — 四"]),
        ("<p><span style='font-weight:700'>Computed.</span> Weight</p>", ["Computed."]),
        ("<ul><li><b>In.</b> An item</li></ul>", ["In."]),
        ("<blockquote><b>Quoted.</b> Words</blockquote>", ["Quoted."]),
        ("<p><b>Use <code>pip</code> first.</b> Or not</p>", ["Use pip first."]),
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
    found = statements(blocks("<h3>标题</h3><p>前。<b>一 1。</b>中。<b>二。</b></p>"))
    assert found == [
        Statement("heading", "标题", 0, level=3),
        Statement("statement", "一 1。", 1, bold_before=0),
        Statement("statement", "二。", 1, bold_before=2),
    ]


def test_a_few_words_are_told_in_their_sentence_with_the_words_marked() -> None:
    (one,) = statements(blocks("<p>前。现在<b>主要以</b>邀请<br>制<b>为主</b>。后。</p>"))[:1]
    assert [one.text[start:end] for start, end in one.bold] == ["主要以"]
    (one,) = statements(blocks("<p>前。现在<b>主要以</b>邀请制<b>为主</b>。后。</p>"))
    assert one == Statement("statement", "现在主要以邀请制为主。", 0, bold=((2, 5), (8, 10)))
    (block,) = as_blocks([one])
    assert [span.text for span in block.spans if span.bold] == ["主要以", "为主"]


def test_a_bullet_of_the_author_s_is_none_of_the_statement() -> None:
    assert texts("<p><b>• </b><a href='https://e.example'><b>停航</b></a><b>三天。</b>后</p>") == [
        "停航三天。"
    ]


@pytest.mark.parametrize("bullet", ["◉ ", "🔹 ", "★", "» ", "☞", "👉 "])
def test_any_sign_may_be_a_bullet(bullet: str) -> None:
    assert texts(f"<p><b>{bullet}全市的早市都停了。</b>后</p>") == ["全市的早市都停了。"]


@pytest.mark.parametrize(
    "said",
    ["（新华社北京5月6日电）", "글·사진 김영희 기자", "โดย สมชาย", "كتب: أحمد علي", "מאת: דוד כהן",
     "Last updated: May 6, 2024", "【摘要】", "[Update]"],
)  # fmt: skip
def test_who_wrote_it_is_no_statement_in_any_language(said: str) -> None:
    assert texts(f"<p><b>{said}</b> 全市的早市都停了。</p>") == []


def test_a_dateline_before_a_statement_is_none_of_it() -> None:
    assert texts("<p><b>某社北方4月22日电 全市的早市都停了。</b>后</p>") == ["全市的早市都停了。"]


LINK = "<a href='https://e.example/{0}'><b>别的文章的标题第{0}条</b></a>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<ul><li>{LINK.format(1)}<li>{LINK.format(2)}</ul>", []),
        (f"<p>{LINK.format(1)}</p><p>{LINK.format(2)}</p>", []),
        (f"<p>{LINK.format(1)} | {LINK.format(2)}</p>", []),
        (f"<p>{LINK.format(1)}</p><p>它说的是什么。</p>", ["别的文章的标题第1条"]),
    ],
)
def test_links_among_nothing_but_links_are_headlines_of_other_articles(
    html: str, expected: list[str]
) -> None:
    assert texts(f"<p>文章。</p>{html}") == expected


def test_a_heading_with_nothing_below_it_is_none() -> None:
    page = f"{PLAIN}<h2>有下文</h2><p>下文。</p><h2>没有下文</h2>"
    assert [one.text for one in statements(clean(page, rules_for("")))] == ["有下文"]


def test_the_title_once_more_is_no_statement() -> None:
    page = blocks("<h2>港口：开放</h2><p><b>港口_开放</b></p><h2>第二</h2>")
    assert [one.text for one in statements(page, "港口_开放")] == ["第二"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>某社5月8日讯（记者 桥生）海港本周恢复了夜间的作业，灯光够用。后。</p>",
         "海港本周恢复了夜间的作业，灯光够用。"),
        ("<p>By Jane Roe</p><p>The harbour opened again at night. Ships came.</p>",
         "The harbour opened again at night."),
        ("<p>港口开放</p><p>好。</p><p>点击关注我们</p><p>海港本周恢复了夜间的作业。</p>",
         "海港本周恢复了夜间的作业。"),
        ("<p>短。</p>", "短。"),
        ("<p>2021-03-22 10:00</p>", None),
    ],
)  # fmt: skip
def test_the_first_sentence_that_says_something_stands_in(html: str, expected: str | None) -> None:
    found = told(clean(html, rules_for("")), "港口开放")
    assert [one.text for one in found] == ([expected] if expected else [])
    assert all(one.kind == "sentence" for one in found)


def test_bold_all_over_says_nothing_but_headings_do() -> None:
    bold = "<h2>标题</h2><p><b>一二三四五。</b>七八九。</p>"
    assert [one.text for one in statements(clean(bold, rules_for("")))] == ["标题", "一二三四五。"]
    more = bold.replace("七八九。", "七八。")
    assert [one.text for one in statements(clean(more, rules_for("")))] == ["标题"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p><b>渡口日报 记者桥生 北京报道</b> 记者获悉。<b>全市早市摊位存量大幅压降。</b></p>",
         "全市早市摊位存量大幅压降。"),
        ("<h2>A heading, which is long enough</h2><p><b>Short.</b> <b>This spring it was on "
         "time.</b></p>", "Short. This spring it was on time."),
        ("<p><b>A name of several words</b></p><p><b>Short, though</b></p>",
         "A name of several words"),
        ("<h2>A heading, which is long enough</h2><p>Nothing is bold in this one.</p>",
         "Nothing is bold in this one."),
        ("<p><b>短句。</b>后面的正文没有加粗，而且比加粗的部分要长得多。</p>", "短句。"),
    ],
)  # fmt: skip
def test_the_lead_is_the_first_statement_of_a_sentence_s_length(html: str, expected: str) -> None:
    found = lead(told(blocks(html), ""))
    assert found is not None
    assert found.text == expected


def test_the_lead_of_a_short_article_is_its_sentence() -> None:
    found = lead(told(clean("<p>雨停了。</p>", rules_for("")), "港口开放"))
    assert found is not None
    assert (found.kind, found.text) == ("sentence", "雨停了。")


def squeezed(text: str) -> str:
    return "".join(text.split())


def by_block(block: Block) -> str:
    """All that a block says, without blanks."""
    cells = (span for row in block.rows for cell in row for span in cell.spans)
    return squeezed("".join(span.text for span in (*block.spans, *cells)))


def bold_of(one: Statement) -> str:
    """What is bold of a statement."""
    return "".join(one.text[start:end] for start, end in one.bold) or one.text


@given(documents.blocks)
def test_statements_are_text_of_their_block_and_what_is_bold_of_them_is_bold_there(
    given_blocks: list[Block],
) -> None:
    for one in statements(given_blocks):
        block = given_blocks[one.block]
        assert squeezed(one.text) in by_block(block)
        assert "\n" not in one.text
        if one.kind == "statement":
            spans = [*block.spans, *(span for row in block.rows for c in row for span in c.spans)]
            bold = {letter for span in spans if span.bold for letter in span.text}
            assert any(map(str.isalpha, one.text))
            assert {letter for letter in bold_of(one) if letter.isalnum()} <= bold


@given(documents.blocks)
def test_statements_come_in_order_and_nothing_twice(given_blocks: list[Block]) -> None:
    places = [(one.block, one.bold_before) for one in statements(given_blocks)]
    assert places == sorted(places)
    bold = [one for one in statements(given_blocks) if one.kind == "statement"]
    for one, after in pairwise(bold):
        if one.block == after.block:
            assert one.bold_before + letters(bold_of(one)) <= after.bold_before


@given(documents.blocks)
def test_statements_can_be_set_as_a_document(given_blocks: list[Block]) -> None:
    found = statements(given_blocks)
    made = as_blocks(found)
    assert [block.kind == "heading" for block in made] == [one.kind == "heading" for one in found]
    assert {line.block for line in lines(made, 40)} == set(range(len(found))) or not found
