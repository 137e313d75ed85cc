"""Heads without fences, titles, names and dates: what each producer means by them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.articles.titles import first_heading
from reader.model import Article


def article(folder: Path, name: str, text: str) -> Article:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return read_article(path, UTC)


def text_of(found: Article) -> str:
    lines = ("".join(span.text for span in block.spans) for block in blocks(found))
    return "\n".join(filter(None, lines))


HEADS = {
    "pelican": "Title: On soup\nDate: 2013-08-08 12:14\nCategory: food\nTags: a, b\n"
    "Authors: Ann X, Bo Y\nSummary: In\n    two lines\n\nText.",
    "multimarkdown": "Title:    On soup\nDate:     2013-08-08\nCategories: food\nTags: a, b\n"
    "Authors: Ann X; Bo Y\n\nText.",
    "nikola": ".. title: On soup\n.. date: 2013-08-08 12:14:00 UTC\n.. category: food\n"
    ".. tags: a, b\n.. authors: Ann X, Bo Y\n\nText.",
    "nikola in a comment": "<!--\n.. title: On soup\n.. date: 2013-08-08\n.. category: food\n"
    ".. tags: a, b\n.. authors: Ann X, Bo Y\n-->\n\nText.",
    "logseq": "title:: On soup\ndate:: 2013-08-08\ncategory:: food\ntags:: [[a]], b\n"
    "authors:: [[Ann X]]; [[Bo Y]]\n\n- Text.",
    "dots": "---\ntitle: On soup\ndate: 2013-08-08\ncategory: food\ntags: [a, b]\n"
    "authors:\n - name: Ann X\n   email: ann@x.example\n - {name: Bo Y, url: 'https://x'}\n...\nText.",
    "zola": '+++\ntitle = "On soup"\ndate = 2013-08-08\nauthors = ["Ann X", "Bo Y"]\n'
    '[taxonomies]\ntags = ["a", "b"]\ncategories = ["food"]\n+++\nText.',
    "twice": "---\ntitle: On bread\ntitle: On soup\ndate: {created: 2013-08-08}\ncategory: food\n"
    "tags: [a, b]\nauthors: [Ann X <ann@x.example>, Bo Y]\n---\nText.",
}


@pytest.mark.parametrize("producer", HEADS)
def test_a_head_becomes_our_fields(producer: str, tmp_path: Path) -> None:
    found = article(tmp_path, "x.md", HEADS[producer])
    assert found.title == "On soup"
    assert found.published is not None
    assert found.published.date() == date(2013, 8, 8)
    assert not found.published_inferred
    assert (found.categories, found.tags) == (("food",), ("a", "b"))
    assert found.authors == ("Ann X", "Bo Y")
    assert text_of(found) == "Text."
    assert found.problems == ()


PANDOC = "% On soup\n  and bread\n% Ann X; Bo Y\n% August 8, 2013\n\nText."


def test_pandoc_s_title_block_is_a_head(tmp_path: Path) -> None:
    found = article(tmp_path, "x.md", PANDOC)
    assert (found.title, found.authors) == ("On soup and bread", ("Ann X", "Bo Y"))
    assert found.published == datetime(2013, 8, 8, tzinfo=UTC)
    assert text_of(found) == "Text."
    untitled = article(tmp_path, "y.md", "%\n% Ann X\n\n# On soup\n\nText.")
    assert (untitled.title, untitled.authors) == ("On soup", ("Ann X",))


def test_notion_s_properties_are_fields_and_stay_text(tmp_path: Path) -> None:
    page = "# On soup\n\nCreated: August 8, 2013 1:05 PM\nTags: a, b\nStatus: Done\n\nText."
    found = article(tmp_path, "x.md", page)
    assert (found.title, found.tags, found.draft) == ("On soup", ("a", "b"), False)
    assert found.published == datetime(2013, 8, 8, 13, 5, tzinfo=UTC)
    assert "Status: Done" in text_of(found)
    recipe = article(tmp_path, "y.md", "# On soup\n\nServes: 4\nTime: 20 min\n\nText.")
    assert "Serves: 4" in text_of(recipe)


@pytest.mark.parametrize(
    "head",
    [
        "---\n标题：汤\n日期：2013-08-08\n标签：[甲, 乙]\n---\n",
        "---\ntitle：汤\ndate: 2013-08-08\ntags: [甲, 乙]\n---\n",
        "Title：汤\nDate： 2013-08-08\nTags： 甲,\n 乙\n\n",
    ],
)
def test_a_full_width_colon_is_a_colon(head: str, tmp_path: Path) -> None:
    found = article(tmp_path, "x.md", f"{head}正文。")
    assert (found.title, found.tags) == ("汤", ("甲", "乙"))
    assert found.published == datetime(2013, 8, 8, tzinfo=UTC)
    assert text_of(found) == "正文。"


@pytest.mark.parametrize("rest", ["Second.", "Second.\n\n---\n\nThird."])
def test_a_rule_at_the_beginning_is_no_fence(rest: str, tmp_path: Path) -> None:
    found = article(tmp_path, "x.md", f"---\n\nFirst.\n\n# On soup\n\n{rest}")
    assert (found.title, found.problems) == ("On soup", ())
    assert "First." in text_of(found)


def test_a_comment_after_a_switch_is_no_part_of_it(tmp_path: Path) -> None:
    assert article(tmp_path, "x.md", "---\ntitle: C #1\ndraft: true # yet\n---\nText.").draft


def test_a_page_of_pelican_has_its_fields_in_meta_elements(tmp_path: Path) -> None:
    metas = "".join(
        f'<meta name="{name}" content="{said}">'
        for name, said in (("date", "2013-08-08"), ("category", "food"), ("tags", "a, b"))
    )
    found = article(tmp_path, "x.html", f"<html><head>{metas}</head><body>Text.</body></html>")
    assert (found.categories, found.tags) == (("food",), ("a", "b"))


def test_link_references_that_hold_metadata_are_a_head_and_change_no_id(tmp_path: Path) -> None:
    text = '[#]: subject: "On soup"\n[#]: author: (Ann X https://x.example/ann)\n\nText.\n'
    found = article(tmp_path, "20230321.2 Soup.md", text)
    assert (found.title, found.authors) == ("On soup", ("Ann X",))
    assert found.published is not None
    assert (found.published.date(), found.published_inferred) == (date(2023, 3, 21), True)
    assert (found.body, text_of(found)) == (text, "Text.")


@pytest.mark.parametrize(
    "text",
    ["Note: this is text\n\nMore.", "Dear Ann:\nthank you.\n\nBo", "Title: alone\n\nText.",
     "Title: a\nDate: b\nand a sentence\n\nText.", "What: https://x.example\nWho: me\n\nText.",
     ".. _label:\n\nText.", "a::b is C++\n\nText."],
)  # fmt: skip
def test_what_only_looks_like_a_head_is_text(text: str, tmp_path: Path) -> None:
    found = article(tmp_path, "x.md", text)
    assert (found.body, found.head) == (text, "")


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("A headline\n===\n\nText.\n\n## Part", "A headline"),
        ("Two lines\nof it\n---\n\n# Other", "Two lines of it"),
        ("# Closed #\n\nText.", "Closed"),
        ("#hashtag\n\n## C# is a language", "C# is a language"),
        ("```\n# a comment\n```\n\n# A heading", "A heading"),
        ("~~~ sh\n# a comment\n```\n~~~\nUnder\n=====", "Under"),
        ("    # indented code\n\nTitle\n=====", "Title"),
        ("- item\nlazy\n---\n\n# Title", "Title"),
        ("> quoted\n===\n\n# Title", "Title"),
        ("---\n\nTitle\n---", "Title"),
        (
            "# **Bold** _and_ `code` [link](https://x.example/(a)) ![a logo](x.png)",
            "Bold and code link a logo",
        ),
        ("# snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("# Escaped \\* star {#anchor .class}", "Escaped * star"),
        ("<!-- # hidden -->\n<h1 align=center>Of <b>HTML</b></h1>\n\n# Later", "Of HTML"),
        ("# [[Page|Shown]] &amp; more", "Shown & more"),
        ("#\n\n# ![](x.png)\n\n## Real", "Real"),
        ('<h1>Head<a class="headerlink" href="#x">¶</a></h1>', "Head"),
        ("# Head[¶](https://x.example/#head)", "Head"),
        ("Text alone.", ""),
    ],
)
def test_the_first_heading_is_markdown_s(text: str, heading: str) -> None:
    assert first_heading(text) == heading


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2024-01-02-a-winter_market.md", "a winter market"),
        ("20220512.1 News of it.md", "News of it"),
        ("2022-05-12T10-30-00 clip.md", "clip"),
        ("202205121030 Zettel.md", "Zettel"),
        ("12.05.2022 Notiz.md", "Notiz"),
        ("2022년 5월 12일 회의.md", "회의"),
        ("2022_05_12_10_30.md", "2022 05 12 10 30"),
        ("01-intro.md", "intro"),
        ("3 ways to do it.md", "3 ways to do it"),
        ("well-being and e-mail.md", "well-being and e-mail"),
        ("on-soup/index.md", "on soup"),
        ("on-soup/index.zh-CN.md", "on soup"),
        ("on-soup/_index.md", "on soup"),
        ("Area___Topic%3F.md", "Area/Topic?"),
        ("100%.md", "100%"),
    ],
)
def test_a_name_is_a_title_where_nothing_else_is(name: str, title: str, tmp_path: Path) -> None:
    assert article(tmp_path, name, "Text.").title == title


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2016-2-29-leap-day.md", "2016-02-29"),
        ("2023_05_06.md", "2023-05-06"),
        ("2026_8_2_1155.html", "2026-08-02"),
        ("20220512.1 News.md", "2022-05-12"),
        ("report 2022.05.12.md", "2022-05-12"),
        ("2021/01/20/notes/index.md", "2021-01-20"),
        ("2021/01/notes.md", "2021-01-01"),
        ("2021-01/notes.md", "2021-01-01"),
        ("2021-01-20-trip/index.md", "2021-01-20"),
        ("2022-05-12T10-30-00 clip.md", "2022-05-12"),
        ("202205121030 Zettel.md", "2022-05-12"),
        ("12.05.2022 Notiz.md", "2022-05-12"),
        ("2022년 5월 12일.md", "2022-05-12"),
        ("12 May 2022.md", "2022-05-12"),
        ("Trip of May 12th, 2022.md", "2022-05-12"),
        ("2022-05-12Txt.md", None),
        ("1.12.05.2022.md", None),
        ("05-12-2022.md", None),
        ("Mayor 12, 2022.md", None),
        ("v20220512.md", None),
        ("tool-20220512.1.md", None),
        ("tool-2.2022.05.12.md", None),
        ("ab20220512cd.md", None),
        ("20221345.md", None),
        ("2023-02-30.md", None),
        ("202205121.md", None),
        ("2021/13/notes.md", None),
        ("5.2.1.md", None),
    ],
)
def test_a_name_or_a_folder_gives_the_date(name: str, day: str | None, tmp_path: Path) -> None:
    found = article(tmp_path, name, "Text.")
    assert (found.published and found.published.date().isoformat()) == day
    assert found.published_inferred == (day is not None)


def test_by_the_producer_s_rules_a_name_s_date_is_no_inference(tmp_path: Path) -> None:
    found = article(tmp_path, "_posts/2017-3-4-x.md", "---\ntitle: X\n---\nText.")
    assert not found.published_inferred
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "pelicanconf.py").write_text("SITENAME = 'S'\nTIMEZONE = 'Asia/Tokyo'\n")
    found = article(tmp_path, "site/content/2017-03-04-x.md", "Text.")
    assert found.published is not None
    assert found.published.isoformat() == "2017-03-04T00:00:00+09:00"
    assert (found.published_inferred, found.site) == (False, "S")


def test_an_address_gives_the_date(tmp_path: Path) -> None:
    found = article(tmp_path, "x.md", '+++\npath = "2023/12/15/call"\ntitle = "A"\n+++\nText.')
    assert found.published is not None
    assert (found.published.date(), found.published_inferred) == (date(2023, 12, 15), True)


def test_plain_text_is_paragraphs_and_markdown_where_it_plainly_is(tmp_path: Path) -> None:
    found = article(tmp_path, "x.txt", "One * two\n\n    indented # no code\n\n1 < 2 & <b>\n")
    assert text_of(found) == "One * two\nindented # no code\n1 < 2 & <b>"
    found = article(tmp_path, "y.txt", "# A\n\nWith [a link](https://x.example).\n\n# B\n")
    assert [block.kind for block in blocks(found)] == ["heading", "paragraph", "heading"]
