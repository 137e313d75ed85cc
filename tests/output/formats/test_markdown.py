"""Documents → Markdown, and back: the same characters, the same of them bold."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.model import Article, Block, Cell, Span
from reader.output.formats.html import fragment
from reader.output.formats.markdown import fragment as markdown
from reader.output.formats.markdown import front_matter
from tests.output import documents
from tests.output.returned import Characters, of_blocks, of_html, of_markdown, rendered

SAMPLES = Path(__file__).parents[3] / "sample_articles"


def paragraph(*spans: Span) -> Block:
    return Block("paragraph", spans)


def written(*blocks: Block) -> str:
    return markdown(blocks)


# What comes back


def assert_returns(document: list[Block]) -> None:
    wanted = of_blocks(document)
    if not wanted:
        wanted = of_html(fragment(document))
    assert of_html(fragment(document)) == wanted
    assert of_markdown(markdown(document)) == wanted


CODE = Span("x", bold=True, code=True)


@settings(max_examples=300)
@given(documents.blocks)
@example([Block("paragraph", (Span("!"), Span("x", href="https://e.example/")))])
@example([Block("item", (), depth=1, marker="•"), Block("paragraph", (Span("a"),))])
@example([Block("paragraph", (CODE, Span("\x02", bold=True), CODE))])
@example([Block("rule", depth=1, marker="•"), Block("rule", quote=1)])
def test_text_and_bold_come_back_from_html_and_markdown(document: list[Block]) -> None:
    assert_returns(document)


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.md")), ids=lambda path: path.stem)
def test_the_samples_come_back(path: Path) -> None:
    assert_returns(list(blocks(read_article(path))))


@pytest.mark.parametrize("folder", ["real", pytest.param("pages", marks=pytest.mark.slow)])
def test_real_articles_come_back(folder: str, shared: Path) -> None:
    paths = sorted((shared / "corpus" / folder).glob("*.md"))
    assert len(paths) >= 20
    bold = 0
    for path in paths:
        document = list(blocks(read_article(path)))
        assert_returns(document)
        bold += sum(is_bold for _, is_bold in of_blocks(document))
    assert bold > 1000


def test_a_link_to_a_file_of_this_machine_is_text() -> None:
    there = paragraph(Span("see ", bold=True), Span("there", href="file:///home/me/b.md#part"))
    assert written(there) == "**see** there\n"


@given(documents.texts)
def test_a_text_alone_means_itself(text: str) -> None:
    document = [paragraph(Span(text))]
    wanted: Characters = of_blocks(document)
    if wanted:
        html = rendered(markdown(document))
        assert of_html(html) == wanted
        rest = html.replace("<br />", "").replace("<p>", "").replace("</p>", "")
        assert "<" not in rest


# Bold


@pytest.mark.parametrize(
    ("before", "bold", "after", "expected"),
    [
        ("", "要求", "", "**要求**"),
        ("", "要求。", "4月", "<strong>要求。</strong>4月"),
        ("", "要求。", "", "**要求。**"),
        ("说：", "“是”", "，", "说：**“是”**，"),
        ("说", "“是", "，", "说<strong>“是</strong>，"),
        ("a ", "b", " c", "a **b** c"),
        ("a", " b ", "c", "a **b** c"),
        ("5", "€", "x", "5<strong>€</strong>x"),
        ("a*", "b", "*c", "a\\***b**\\*c"),
    ],
)
def test_bold_is_asterisks_where_they_hold_and_a_tag_elsewhere(
    before: str, bold: str, after: str, expected: str
) -> None:
    spans = (Span(before), Span(bold, bold=True), Span(after))
    document = [paragraph(*(span for span in spans if span.text))]
    assert markdown(document) == f"{expected}\n"
    assert_returns(document)


def test_bold_around_a_link_is_one_run() -> None:
    href = "https://e.example/"
    made = written(
        paragraph(
            Span("See ", bold=True), Span("this", bold=True, href=href), Span(" now", bold=True)
        )
    )
    assert made == f"**See [this]({href}) now**\n"


def test_a_link_that_is_partly_bold_is_one_link() -> None:
    href = "https://e.example/"
    made = written(paragraph(Span("See ", href=href), Span("this", bold=True, href=href)))
    assert made == f"[See **this**]({href})\n"


def test_italic_beside_bold_gives_way() -> None:
    made = written(paragraph(Span("a", bold=True), Span("b", bold=True, italic=True), Span(" c")))
    assert made == "**a<em>b</em>** c\n"
    assert written(paragraph(Span("字"), Span("斜", italic=True), Span("字"))) == "字*斜*字\n"


def test_a_heading_is_bold_by_itself_unless_part_of_it_is_not() -> None:
    made = written(Block("heading", (Span("All of it", bold=True),), level=2))
    assert made == "## All of it\n"
    made = written(Block("heading", (Span("Some", bold=True), Span(" of it")), level=2))
    assert made == '## <span style="font-weight: normal">**Some** of it</span>\n'


def test_bold_in_a_listing_takes_html() -> None:
    document = [Block("code", (Span("a < "), Span("b\n", bold=True), Span("\nc")), language="go")]
    assert markdown(document) == (
        '<pre><code class="language-go">a &lt; <strong>b</strong>\n\nc</code></pre>\n'
    )
    assert_returns(document)


def test_a_heading_keeps_its_hashes_and_its_lines() -> None:
    document = [Block("heading", (Span("C #\n## ", bold=True), Span("F#", bold=True)), level=2)]
    assert markdown(document) == "## C \\#<br>\\#\\# F\\#\n"
    assert_returns(document)


# Literal characters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a* _b_ `c` [d] ~~e~~", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\] \\~\\~e\\~\\~"),
        ("snake_case_name and -5", "snake_case_name and -5"),
        ("# a", "\\# a"),
        ("#tag", "#tag"),
        ("1. a", "1\\. a"),
        ("2022年1. a", "2022年1. a"),
        ("1.5 million", "1.5 million"),
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("> a", "\\> a"),
        ("---", "\\---"),
        ("a\n===", "a\\\n\\==="),
        ("a\n- b", "a\\\n\\- b"),
        ("<div> 1 < 2", "\\<div> 1 < 2"),
        ("&lt; & R&D", "\\&lt; & R&D"),
        ("C:\\new\\*", "C:\\new\\\\\\*"),
        ("a | b", "a \\| b"),
    ],
)
def test_what_markdown_would_act_on_is_escaped_and_nothing_else(text: str, expected: str) -> None:
    assert written(paragraph(Span(text))) == f"{expected}\n"


def test_a_mark_before_a_link_makes_no_picture() -> None:
    made = written(paragraph(Span("Go!"), Span("x", href="https://e.example/")))
    assert made == "Go\\![x](https://e.example/)\n"


def test_an_address_keeps_its_meaning() -> None:
    made = written(paragraph(Span("x", href="https://e.example/a_(b)?c=1&lt;=2 `")))
    assert made == "[x](https://e.example/a_\\(b\\)?c=1&amp;lt;=2%20%60)\n"
    assert 'href="https://e.example/a_(b)?c=1&amp;lt;=2%20%60"' in rendered(made)


# Code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        ("*a*", "`*a*`"),
        ("a\nb", "`a`\\\n`b`"),
    ],
)
def test_code_among_words_is_fenced_by_enough_backticks(text: str, expected: str) -> None:
    assert written(paragraph(Span(text, code=True))) == f"{expected}\n"


def test_a_listing_is_fenced_by_more_backticks_than_are_in_it() -> None:
    made = written(Block("code", (Span("```go\nx\n\n  *y*\n```"),), language="markdown"))
    assert made == "````markdown\n```go\nx\n\n  *y*\n```\n````\n"


def test_a_listing_in_an_item_keeps_its_lines() -> None:
    made = written(
        Block("item", (Span("a"),), depth=1, marker="10."),
        Block("code", (Span("x\n\n  y"),), depth=1),
    )
    assert made == "10. a\n\n    ```\n    x\n\n      y\n    ```\n"


# Lists, quotes, tables, pictures


def item(text: str, depth: int, marker: str) -> Block:
    return Block("item", (Span(text),), depth=depth, marker=marker)


def test_lists_are_nested_and_numbered() -> None:
    document = [
        item("a", 1, "•"), item("b", 2, "3."), item("c", 2, "4."), item("d", 2, "7."),
        item("e", 1, "•"),
    ]  # fmt: skip
    made = markdown(document)
    assert made == "- a\n\n  3. b\n  4. c\n\n  7) d\n- e\n"
    html = rendered(made)
    assert html.count("<ul>") == 1
    assert '<ol start="3">' in html
    assert '<ol start="7">' in html


def test_a_paragraph_of_an_item_stays_in_it() -> None:
    made = written(
        item("a", 1, "1."), Block("paragraph", (Span("b"),), depth=1), item("c", 1, "2."),
        Block("paragraph", (Span("d"),)),
    )  # fmt: skip
    assert made == "1. a\n\n   b\n\n2. c\n\nd\n"


def test_numbers_below_zero_are_text() -> None:
    assert written(item("a", 1, "-2."), item("b", 1, "-1.")) == "- -2. a\n- -1. b\n"


def test_quotes_are_nested() -> None:
    made = written(
        Block("paragraph", (Span("a"),), quote=1), Block("paragraph", (Span("b"),), quote=2),
        Block("paragraph", (Span("c\nd"),), quote=1), Block("paragraph", (Span("e"),)),
    )  # fmt: skip
    assert made == "> a\n>\n> > b\n>\n> c\\\n> d\n\ne\n"


def test_a_table_has_pipes_a_head_and_a_place_for_every_cell() -> None:
    rows = (
        (Cell((Span("x", bold=True),), header=True), Cell((Span("y|z", bold=True),), header=True)),
        (Cell((Span("a\nb"),), rows=2), Cell((Span("c|d", code=True),))),
        (Cell((Span("e", bold=True),)),),
    )
    made = written(Block("table", rows=rows))
    assert made == "| x | y\\|z |\n| --- | --- |\n| a<br>b | `c\\|d` |\n|  | **e** |\n"
    assert "<code>c|d</code>" in rendered(made)


def test_a_table_without_a_head_gets_an_empty_one() -> None:
    rows = ((Cell((Span("a"),), columns=2),), (Cell((Span("b"),)), Cell((Span("c"),))))
    assert written(Block("table", rows=rows)) == ("|  |  |\n| --- | --- |\n| a |  |\n| b | c |\n")


def test_a_picture_is_a_link_that_loads_nothing() -> None:
    block = Block("image", (Span("A mill"),), medium="image", href="https://e.example/m.png")
    assert written(block) == "[image: A mill](https://e.example/m.png)\n"


# Front matter


def article(title: str = "T", tags: tuple[str, ...] = ()) -> Article:
    published = datetime(2022, 4, 22, 13, 29, 5, tzinfo=UTC)
    return Article(
        "0" * 24, Path("a.md"), title, published, False, (), "", (), tags,
        "https://e.example/?a=1&lt=2", (), "", "",
    )  # fmt: skip


def test_front_matter_says_title_date_address_and_tags() -> None:
    head = front_matter(article('A "b": c', ("x", "y z")), timezone(timedelta(hours=8)))
    assert head == (
        '---\ntitle: "A \\"b\\": c"\ndate: 2022-04-22T21:29:05+08:00\n'
        'url: "https://e.example/?a=1&amp;lt=2"\ntags:\n  - "x"\n  - "y z"\n---\n\n'
    )


@given(st.one_of(documents.texts, st.text(min_size=1)), st.lists(documents.texts, max_size=3))
def test_front_matter_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, title: str, tags: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("back")
    source = article(title, tuple(tags))
    first, second = folder / "1.md", folder / "2.md"
    first.write_text(front_matter(source, UTC) + "Text\n", "utf-8")
    once = read_article(first)
    assert once.problems == ()
    assert (once.published, once.url) == (source.published, source.url)
    second.write_text(front_matter(once, UTC) + "Text\n", "utf-8")
    again = read_article(second)
    assert (again.title, again.tags) == (once.title, once.tags)


# Speed


def test_a_long_article_is_exported_in_linear_time() -> None:
    def seconds(count: int) -> float:
        spans = (
            Span("要求。", bold=True),
            Span("4月 *x* [y] "),
            Span("z", href="https://e.example/"),
        )
        document = [paragraph(*spans * count)]
        began = time.process_time()
        markdown(document)
        return time.process_time() - began

    seconds(100)
    assert seconds(8000) < 30 * max(seconds(800), 0.01)
