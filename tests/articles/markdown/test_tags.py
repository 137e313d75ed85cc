"""Going over tags gives the blocks that going over the tree of the same HTML gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.articles.html.clean import clean
from reader.articles.markdown import tags
from reader.articles.markdown.to_blocks import clean_markdown, to_html
from reader.articles.rules.builtin import Rules
from reader.articles.rules.lookup import rules_for
from reader.model import Block
from tests.articles.written import written

ROOT = Path(__file__).parents[3]
RULES = rules_for("")
BASE = "https://site.example/a/b.html"

PIECES = (
    "**", "*", "~~", "`", "甲乙", "，", "a word", " ", "\n", "\n\n", "  \n", "> ", "- ", "1. ",
    "3) ", "- [x] ", "# ", "## ", "---\n", "```py\n", "```\n", "[a](/x)", "[a](https://e.example/)",
    "![pic](p.png)", "![](p.png)", "<https://e.example/?a=1&b>", "https://e.example/", "$x$",
    "$$\n\\frac{a}{b}\n- c\n$$\n", "$\\alpha + 1$",
    "| a | b |\n|---|--:|\n| **c** | ![d](e.png) |\n", "| a |\n|---|\n| b |\n", "\n: definition\n",
    "==", "[[note]]", "&amp;", "&#123;", "\u3000",
    "\xa0", "　　", "\\", "    code\n", "javascript:", "[x](javascript:y)", "推荐阅读\n",
)  # fmt: skip


def both(source: str) -> tuple[list[Block], list[Block]] | None:
    """The blocks by tags and by tree; None where the text has HTML of its own."""
    html, is_plain = to_html(source)
    if not is_plain:
        return None
    by_tree = clean(html, RULES, "题", BASE, prose=True)
    return list(tags.blocks(html, RULES, "题", BASE)), list(by_tree)


@pytest.mark.parametrize(
    "path",
    sorted([*ROOT.glob("docs/*.md"), *ROOT.glob("*.md"), *(ROOT / "tests").rglob("golden/*.md")]),
    ids=lambda path: path.stem,
)
def test_a_file_has_the_same_blocks_by_its_tags_as_by_its_tree(path: Path) -> None:
    found = both(path.read_text("utf-8"))
    assert found is None or found[0] == found[1]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("- [x] \n\n  a")
@example("- a\n  ```py\n  x\n  ```\n  b")
@example("https://e.example/[[note]]`")
@example("a ![p](q.png) and so on\n\na. ![p](q.png)\nB")
@settings(max_examples=300, deadline=None)
def test_any_text_has_the_same_blocks_by_its_tags_as_by_its_tree(source: str) -> None:
    found = both(source)
    assert found is None or found[0] == found[1]


@pytest.mark.parametrize(
    "cells",
    [
        ["&amp;" * 499, "b"],
        ["x" * 500, "b"],
        ["x" * 501, "b"],
        ["![a](b.png)", "c"],
        ["", "c"],
        ["", ""],
        ["`a|b`", "**c** $\\alpha$ ~~d~~"],
    ],
)
def test_a_table_has_the_same_cells_by_its_tags_as_by_its_tree(cells: list[str]) -> None:
    row = " | ".join(cells)
    found = both(f"- > | **a** | b |\n  > |---|---|\n  > | {row} |\n\n| e |\n|---|\n| {cells[0]} |")
    assert found is not None
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "source", ["a <b>c</b>", "<div>\n\n**a**\n\n</div>", "x <!-- y --> z", "<kbd>Q</kbd>"]
)
def test_html_of_an_authors_own_goes_over_a_tree(source: str) -> None:
    assert not to_html(source).is_plain


@pytest.mark.parametrize("source", ["`<b>`", "    <div>", "<https://e.example/>", "a < b > c"])
def test_what_only_looks_like_html_needs_no_tree(source: str) -> None:
    assert to_html(source).is_plain


def test_a_rule_that_may_choose_an_element_of_markdown_is_obeyed() -> None:
    rules = Rules(drop=("blockquote",))
    assert not tags.are_enough("", rules)
    assert [block.kind for block in clean_markdown("> a\n\nb", rules)] == ["paragraph"]
    assert tags.are_enough("", Rules(drop=(".advert", "div#x")))


def test_bold_that_ends_across_italics_goes_on_as_a_browser_has_it() -> None:
    html = "<p><em>a <strong>b</em> c</strong> d</p>\n"
    (block,) = tags.blocks(html, RULES)
    assert [(span.text, span.bold, span.italic) for span in block.spans] == [
        ("a ", False, True),
        ("b ", True, True),
        ("c ", True, False),
        ("d", False, False),
    ]


def test_the_first_blocks_of_a_long_text_come_before_the_rest_is_looked_at() -> None:
    html = "<p>a</p>\n" * 20_000
    walk = tags._Tags(RULES, "", None)
    next(walk.over(html))
    assert len(walk._parts) < 10_000


def test_a_table_beyond_bounds_goes_over_a_tree_and_loses_nothing() -> None:
    source = "| a | b |\n|---|---|\n" + "| x | y |\n" * 10_100
    assert not tags.are_enough(to_html(source).html, RULES)
    assert written(clean_markdown(source, RULES)).count("x") == 10_100


def test_a_paragraph_of_thousands_of_pieces_is_ended_and_nothing_of_it_lost() -> None:
    found = list(clean_markdown("word **b** " * 4_000, RULES))
    assert len(found) > 1
    assert "".join(span.text for one in found for span in one.spans).count("b") == 4_000
