"""Markdown becomes the blocks of the HTML that it means; the pairs are in `golden/markdown_*`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.articles.html.clean import clean
from reader.articles.markdown import to_blocks
from reader.articles.markdown.to_blocks import clean_markdown
from reader.articles.rules.lookup import rules_for
from reader.model import Block, Span
from tests.articles.written import written

GOLDEN = Path(__file__).parents[1] / "golden"
RULES = rules_for("")
PLAIN = MarkdownIt("commonmark").enable(["table", "strikethrough"])

MARKS = (
    "**", "*", "_", "~~", "`", "```", "\n", "\n\n", "    ", "> ", "- ", "1. ", "# ", "|", "|-|",
    "[", "]", "](", ")", "[[", "]]", "![[", "==", "%%", "{{<", ">}}", "{%", "%}", "{:", "}", "<b>",
    "</b>", "<div>", "<!--", "-->", "[^1]:", "[a]: b", "> [!note]", "- [x] ", "https://e.example/",
    "{% highlight py %}", "{% endhighlight %}", "{{< figure src=x >}}", "&#123;", "\\", "\x00",
    "\ud800", "\u2028", "甲", "，", "“", "。", "\u3000", " ", "a", "é",
)  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(MARKS), st.text(max_size=4)), max_size=40).map("".join)
ascii_texts = st.text("ab1 **__`.,!(\"'-#>\n", max_size=60)


def blocks_of(source: str) -> list[Block]:
    return list(clean_markdown(source, RULES))


def marked(source: str) -> str:
    """Paragraphs with bold text in 【】 and italics in 〈〉, blanks at the ends outside."""
    return "\n".join("".join(map(mark, block.spans)) for block in blocks_of(source))


def mark(span: Span) -> str:
    text = span.text.rstrip()
    around = "【】" if span.bold else "〈〉" if span.italic else ""
    return f"{around[:1]}{text}{around[1:]}{span.text[len(text) :]}"


def text_of(found: list[Block]) -> str:
    return "".join(span.text for block in found for span in block.spans)


@given(texts)
@settings(max_examples=400)
def test_any_text_becomes_blocks(source: str) -> None:
    for block in blocks_of(source):
        assert all(span.text for span in block.spans)


@given(ascii_texts)
@settings(max_examples=400)
def test_ascii_text_is_what_commonmark_says(source: str) -> None:
    assert blocks_of(source) == list(clean(PLAIN.render(source), RULES))


@given(st.lists(st.text("甲乙丙，。“”a1 ", min_size=1, max_size=9), min_size=1, max_size=9))
def test_every_second_piece_is_bold_where_asterisks_are_in_pairs(pieces: list[str]) -> None:
    words = [" ".join(piece.split()) or "甲" for piece in pieces]
    wanted = "".join(f"【{one}】" if at % 2 else one for at, one in enumerate(words))
    source = "".join(f"**{one}**" if at % 2 else one for at, one in enumerate(words))
    if not source.isascii():
        assert marked(f"字{source}字") == f"字{wanted}字"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**要求。**4月", "【要求。】4月"),
        ("他说**“好”**。", "他说【“好”】。"),
        ("**提示：**请", "【提示：】请"),
        ("**提示:**请", "【提示:】请"),
        ("甲**（乙）**丙", "甲【（乙）】丙"),
        ("甲**(乙)**丙", "甲【(乙)】丙"),
        ("他**——**乙", "他【——】乙"),
        ("*“甲”*乙", "〈“甲”〉乙"),
        ("**甲 **乙", "【甲】 乙"),
        ("**甲 **", "【甲】"),
        ("甲**乙 **丙**丁 **戊", "甲【乙】 丙【丁】 戊"),
        ("**甲 ** 乙", "【甲】 乙"),
        ("**甲** 2 ** 3", "【甲】 2 ** 3"),
        ("**甲 乙**丙** 丁", "【甲 乙】丙** 丁"),
        ("**甲** 乙 **丙**", "【甲】 乙 【丙】"),
        ("** 甲**乙", "** 甲**乙"),
        ("甲 ** 乙", "甲 ** 乙"),
        ("**甲", "**甲"),
        ("`**甲 **`", "**甲 **"),
        ("_甲。_乙", "_甲。_乙"),
        ("**foo.**bar", "**foo.**bar"),
        ("**foo **bar", "**foo **bar"),
        ('a*"foo"*', 'a*"foo"*'),
        ("foo*bar*", "foo〈bar〉"),
        ("5*6*78", "5〈6〉78"),
        ("a * foo bar*", "a * foo bar*"),
        ("*foo bar *", "*foo bar *"),
        ("*(**foo**)*", "〈(〉【foo】〈)〉"),
        ("**foo*", "*〈foo〉"),
        ("***foo** bar*", "【foo】 〈bar〉"),
        ("foo***bar***baz", "foo【bar】baz"),
        ("foo_bar_baz", "foo_bar_baz"),
        ("aa_\"bb\"_cc", "aa_\"bb\"_cc"),
        ("пристаням_стремятся_", "пристаням_стремятся_"),
    ],
)  # fmt: skip
def test_emphasis(source: str, expected: str) -> None:
    assert marked(source) == expected


def test_links_refer_to_the_last_line_of_a_long_text() -> None:
    source = "[甲][r]\n\n" + "文字\n\n" * 9_000 + "[r]: https://e.example/"
    assert blocks_of(source)[0].spans[0].href == "https://e.example/"


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("a.md", "**要求。**4月", "paragraph: **要求。**4月\n"),
        ("a.markdown", "- 甲", "item depth 1 •: 甲\n"),
        ("a.md", "<p>**甲**</p>", "paragraph: **甲**\n"),
        ("a.html", "**甲**\n\n- 乙", "paragraph: **甲** - 乙\n"),
        ("a.HTM", "# 甲", "paragraph: # 甲\n"),
    ],
)
def test_a_file_s_body_is_read_in_its_own_language(
    tmp_path: Path, name: str, body: str, expected: str
) -> None:
    path = tmp_path / name
    path.write_text(f"---\ntitle: 题\n---\n\n{body}\n", "utf-8")
    assert written(blocks(read_article(path))) == expected


HOSTILE = {
    "quotes": ">" * 10_000 + "深",
    "lines of quotes": ("> " * 40 + "a\n\n") * 1_000,
    "lists": "- " * 10_000 + "深",
    "lists on lines": "".join(f"{'  ' * depth}- a\n" for depth in range(500)) + "\n深",
    "quotes and lists": "> - " * 5_000 + "深",
    "brackets": "[" * 50_000 + "深",
    "brackets of one paragraph": "[" * 20_000 + "深",
    "brackets in pairs": "[" * 10_000 + "a" + "]" * 10_000,
    "pictures": "![" * 10_000 + "深",
    "pages": "[[" * 10_000 + "深",
    "links": "[a](" * 10_000 + "深",
    "asterisks": "*" * 100_000 + "深",
    "asterisks of one paragraph": "*" * 39_000 + "深",
    "asterisks on both sides": "*" * 15_000 + "甲" + "*" * 15_000,
    "asterisks and underscores": "*_" * 15_000 + "深",
    "bold text with blanks": "**甲 **乙" * 5_000,
    "backticks": "".join("`" * length + "a" for length in range(1, 250)),
    "a long line": "文**字。**" * 150_000,
    "a long word": "a" * 1_000_000,
    "blanks": "a" + " " * 1_000_000 + "深",
    "lines": "文字\n" * 200_000,
    "tags of templates": "{{<" * 10_000 + "{%" * 10_000 + "{:" * 5_000,
    "listings without end": "{% highlight x %}\n" * 5_000,
    "listings in paragraphs": "a\n{% highlight x %}\n" * 5_000,
    "listings in quotes": "> {% highlight x %}\n\n{% highlight x %}\n\n" * 2_000,
    "comments": "%%" * 15_000 + "\n\n" + "%% a\n" * 5_001,
    "marks": "==a" * 10_000,
    "addresses": "http://a" * 5_000 + "\n\nhttp://a" + "." * 30_000 + "\n\nhttp://a" + ")" * 30_000,
    "elements": "<div>\n\n" * 5_000 + "<a" * 10_000 + "<!--" * 5_000,
    "references": "".join(f"[{number}]: b\n" for number in range(10_000)) + "[a\n" * 5_000,
    "footnotes": "[^1]: a\n" * 5_000,
    "columns": "|" + "a|" * 5_000 + "\n|" + "-|" * 5_000 + "\n" + "|a\n" * 200,
    "data": "![图](data:image/png;base64," + "iVBORw0KGgo" * 50_000 + ")",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_read_without_harm(source: str) -> None:
    found = blocks_of(source)
    if source.endswith("深"):
        assert text_of(found).endswith("深")


class Panic(BaseException):
    """What a panic of Rust is to Python."""


def test_a_text_that_the_parser_gives_up_on_is_shown_as_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def give_up(*_: object) -> str:
        raise Panic

    monkeypatch.setattr(to_blocks.comrak, "render_markdown", give_up)
    assert text_of(blocks_of("# 题\n\n**甲** <b>乙\n丙")) == "# 题**甲** <b>乙\n丙"


def test_an_interruption_is_no_panic(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(to_blocks.comrak, "render_markdown", stop)
    with pytest.raises(KeyboardInterrupt):
        blocks_of("甲")


def test_a_table_of_too_many_columns_is_text() -> None:
    row = "a|" * (to_blocks.COLUMN_LIMIT + 1)
    source = f"|{row}\n|{row.replace('a', '-')}\n"
    assert [block.kind for block in blocks_of(source)] == ["paragraph"]


def test_definitions_are_paragraphs_where_there_are_too_many() -> None:
    found = blocks_of("甲\n\n: 乙\n\n" * (to_blocks.DEFINITION_LIMIT + 1))
    assert not any(block.depth for block in found)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("约10~20元，30~40元", "约10~20元，30~40元"),
        ("[甲](https://e.example/~a/b) ~~乙~~", "[甲](https://e.example/~a/b) ~乙~"),
        ("他有$5，**她**有HK$6，$x^*y^*$", "他有$5，**她**有HK$6，$x^*y^*$"),
        ("**US$5 million** and **A$6**", "**US$5 million **and **A$6**"),
        ("`{% raw %}`甲`[[乙]]`丙`==丁==`", "`{% raw %}`甲`[[乙]]`丙`==丁==`"),
        ("The tag {% for a in b %} and {{< and >}}", "The tag {% for a in b %} and {{< and >}}"),
        ("100%% 与 %%d", "100%% 与 %%d"),
        ("f-string {:>10} and {:.2f}", "f-string {:>10} and {:.2f}"),
        ("看 https://e.example/a，后面 https://f.example/b。",
         "看 [https://e.example/a](https://e.example/a)，后面"
         " [https://f.example/b](https://f.example/b)。"),
        ("苹果Apple**“智能”**Pro", "苹果Apple**“智能”**Pro"),
        ("**要点\n**\n后文", "**要点 **后文"),
    ],
)  # fmt: skip
def test_marks_that_mean_something_else_stay(source: str, expected: str) -> None:
    assert written(blocks_of(source)) == f"paragraph: {expected}\n"


def test_a_text_too_large_to_parse_at_once_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_blocks, "PART", 300)
    source = "".join(f"第{number}段，**要点**，[甲][r]。\n\n" for number in range(60))
    code = "```\n" + "code\n\n" * 40 + "```\n\n"
    *found, note = blocks_of(f"{source}{code}{source}[r]: https://e.example/")
    paragraphs = [block for block in found if block.kind == "paragraph"]
    assert [block.spans[0].text for block in paragraphs] == [
        f"第{number}段，" for number in [*range(60), *range(60)]
    ]
    assert {block.spans[-2].href for block in paragraphs} == {"https://e.example/"}
    assert (note.kind, note.spans[0].text) == ("note", to_blocks.IN_PARTS)


@pytest.mark.parametrize("number", ["999", "9" * 5_000])
def test_a_placeholder_that_the_author_writes_stays_his(number: str) -> None:
    source = (
        f"==lit== {{{{< youtube x >}}}} "
        f"[link](http://e.example/%EF%B7%90{number}%EF%B7%91) &#xFDD0;{number}&#xFDD1; end"
    )
    assert text_of(blocks_of(source)).endswith(" end")
