"""The header of an article."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader.model import Article
from reader.output.date_text import date_text
from reader.output.header import byline, header, minutes


@pytest.fixture
def article() -> Article:
    return Article(
        id="0" * 24,
        path=Path("/news/a\x1b.md"),
        title="标题\x1b]0;x\x07\u202e",
        published=datetime(2022, 4, 22, 13, 29, tzinfo=UTC),
        published_inferred=True,
        categories=("金融", "新浪", "国内"),
        site="新浪",
        authors=("新浪 - 国内",),
        tags=("\x9b31m",),
        url="https://e.example/",
        body="<p>正文</p>",
        head="",
        problems=("The date “x\x1b” cannot be read.",),
    )


def test_the_header_says_what_when_and_how_long(article: Article) -> None:
    texts = ["".join(text for text, _ in line) for line in header(article, 80, UTC)]
    assert texts == [
        "标题]0;x",
        "新浪 · 金融 › 国内 · ~Fri 22 Apr 2022, 13:29 · 1 min",
        "! The date “x” cannot be read.",
        "",
    ]


def test_the_header_says_the_tags_of_one_s_own_each_whole(article: Article) -> None:
    tagged = header(article, 20, UTC, "Also in a", ["to read", "投\x1b资", "a third one"])
    texts = ["".join(text for text, _ in line).rstrip() for line in tagged]
    assert texts[-6:-2] == ["Also in a", "#to read  #投资", "#a third one", "! The date “x”"]


def test_a_byline_has_only_what_is_known(article: Article) -> None:
    assert byline(article, UTC).startswith("新浪 · 金融")
    assert date_text(None, UTC) == ""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>" + "字" * 4000 + "</p>", 10),
        ("<p>" + "word " * 2300 + "</p>", 10),
        ("<!--" + "字" * 4000 + "-->", 1),
        ("<script>" + "字" * 4000 + "</script><style>" + "字" * 4000 + "</style>", 1),
        ("", 1),
        ("<!--" * 100_000, 1),
        ("<script" * 50_000, 1),
    ],
    ids=range(7),
)
def test_minutes_are_those_of_the_text(body: str, expected: int) -> None:
    assert minutes(body) == expected
