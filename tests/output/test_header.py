"""What stands above an article, and the fields that scripts rely on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader.model import Article, Block, Cell, Span
from reader.output.dates import date_text
from reader.output.formats.json import ROW_FIELDS, block, row
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


def test_a_row_has_the_documented_fields_and_is_safe(article: Article) -> None:
    made = row(article)
    assert list(made) == list(ROW_FIELDS)
    assert {
        "id", "path", "title", "published", "published_inferred", "categories", "site", "authors",
        "tags", "own_tags", "url", "read", "starred", "progress", "problems",
    } < set(made)  # fmt: skip
    assert made["published"] == "2022-04-22T13:29:00+00:00"
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set("".join(map(str, made.values())))
    json.dumps(made)


def test_a_block_has_kind_and_spans_and_what_is_its_own() -> None:
    made = block(Block("code", (Span("x", bold=True),), language="a\x9b\u202eb"))
    assert made == {
        "kind": "code",
        "spans": [{"text": "x", "bold": True, "italic": False, "code": False, "href": None}],
        "language": "ab",
    }


def test_a_table_s_spans_are_in_reading_order() -> None:
    table = Block(
        "table", rows=((Cell((Span("a"),), header=True), Cell((Span("b"),))), (Cell((Span("c"),)),))
    )
    made = block(table)
    assert "".join(span["text"] for span in made["spans"]) == "a\tb\nc"
    assert [cell["header"] for cell in made["rows"][0]] == [True, False]
