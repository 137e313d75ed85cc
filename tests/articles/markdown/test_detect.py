"""Pages are told from Markdown by what stands outside of elements."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.articles.file import read_article
from reader.articles.markdown.detect import is_markdown

GOLDEN = Path(__file__).parents[1] / "golden"
SAMPLES = Path(__file__).parents[3] / "sample_articles"

MARKDOWN = {
    "plain text": "只有文字",
    "paragraphs": "第一段\n\n第二段",
    "a list": "- 甲\n- 乙",
    "a rule": "甲\n\n---\n\n乙",
    "less than": "1 < 2，a<b",
    "a picture before text": '<img src="x.png">\n\n文字。',
    "a centred title": '<p align="center">\n<img src="x">\n</p>\n\n# 题\n\n文字\n\n- 甲\n',
    "comments": "<!-- toc -->\n\n开头\n\n<!-- more -->\n\n其余",
    "a frame between paragraphs": '甲\n\n<iframe src="x"></iframe>\n\n乙',
    "details": "# 题\n\n<details>\n<summary>甲</summary>\n\n- 乙\n\n</details>\n",
    "a table of HTML": "说明：\n\n<table>\n<tr><td>甲</td></tr>\n<tr><td>乙</td></tr>\n</table>",
    "breaks in a table": "| 甲<br>乙 | 丙 |\n|---|---|\n| 丁<br>戊 | 己 |",
    "HTML in a listing": "看：\n\n```html\n<div>\n<p>甲</p>\n<p>乙</p>\n</div>\n```",
    "a head of HTML before headings": "<p align=center><img src=x></p>\n<h1>甲</h1>\n\n"
    "## 乙\n\n**丙**\n\n<table><tr><td>丁</td></tr></table>\n",
    "text between elements": "<p>甲</p>\n\n乙 **丙** 丁\n\n<p>戊</p>",
    "breaks between marks": "甲 **乙**<br>\n丙",
    "HTML in a span of code": "`<p>` 与 `<div>` 是元素",
}
HTML = {
    "a paragraph": "<p>甲</p>",
    "paragraphs without end": "<p>甲\n<p>乙\n- 丙\n# 丁",
    "text with breaks": "第一段<br>第二段<br><br>第三段",
    "lines with breaks": "甲<br>\n- 乙<br>\n1. 丙<br>\n",
    "text before paragraphs": "文字\n<p>甲</p>\n<p>乙</p>",
    "marks in an element": "\n<div>   \n# 甲\n\n- 乙\n\n**丙**</div>\n            ",
    "a listing": "<pre>\n# 甲\n\n- 乙\n</pre>\n<p>丙</p>",
    "a fence in an element": "<section>\n<h2>甲</h2>\n```\n</section>",
    "elements of other names over several lines": "<x-page>\n\n    <x-link\n        href='#a'\n"
    "    >\n\n        甲\n\n    </x-link>\n\n</x-page>",
    "indented elements behind text": "甲\n\n<div>\n\n    <p>乙</p>\n\n</div>",
    "end tags too many": "<div>\n\n甲</p></section>\n\n乙\n\n**丙**\n\n</div>",
    "inline elements": "<b>粗</b>文字*甲*",
    "a picture alone": '<img src="https://e.example/x.png">',
}


@pytest.mark.parametrize("body", MARKDOWN.values(), ids=MARKDOWN.keys())
def test_markdown_is_told_with_and_without_html_in_it(body: str) -> None:
    assert is_markdown(body)


@pytest.mark.parametrize("body", HTML.values(), ids=HTML.keys())
def test_html_is_told_whatever_text_is_in_it(body: str) -> None:
    assert not is_markdown(body)


@pytest.mark.parametrize("page", sorted(GOLDEN.glob("*.[hm]*")), ids=lambda page: page.name)
def test_the_golden_pages_are_told_apart(page: Path) -> None:
    assert is_markdown(page.read_text("utf-8")) == (page.suffix == ".md")


def test_the_samples_are_html() -> None:
    articles = [read_article(path) for path in SAMPLES.rglob("*.md")]
    assert articles
    assert not [article.path for article in articles if is_markdown(article.body)]


def test_real_dumps_and_pages_are_html(shared: Path) -> None:
    paths = [path for name in ("real", "pages") for path in (shared / "corpus" / name).glob("*.md")]
    assert len(paths) > 50
    assert not [path for path in paths if is_markdown(read_article(path).body)]


@given(st.lists(st.sampled_from(["<div>", "</div>", "<p>", "<br>", "```", "\n", "甲", "- ", "`"])))
def test_any_text_is_one_of_both(pieces: list[str]) -> None:
    assert is_markdown("".join(pieces)) in (True, False)
