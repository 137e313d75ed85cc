"""The header of an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from reader.output import date_text as date_text_module
from reader.output.date_text import date_text
from reader.output.header import byline, header, minutes
from tests.output.documents import HOSTILE


def test_the_header_says_what_when_and_how_long() -> None:
    texts = ["".join(text for text, _ in line) for line in header(HOSTILE, 80, UTC)]
    assert texts == [
        "标题]0;x",
        "新浪 · 金融 › 国内 · ~Fri 22 Apr 2022, 13:29 · 1 min",
        "! The date “x” cannot be read.",
        "",
    ]


def test_the_header_says_the_tags_of_one_s_own_each_whole() -> None:
    tagged = header(HOSTILE, 20, UTC, "Also in a", ["to read", "投\x1b资", "a third one"])
    texts = ["".join(text for text, _ in line).rstrip() for line in tagged]
    assert texts[-6:-2] == ["Also in a", "#to read  #投资", "#a third one", "! The date “x”"]


def test_a_byline_has_only_what_is_known() -> None:
    assert byline(HOSTILE, UTC).startswith("新浪 · 金融")
    assert date_text(None, UTC) == ""


def test_a_day_without_a_time_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    day, zone = datetime(2022, 4, 22, tzinfo=UTC), timezone(timedelta(hours=8))
    assert date_text(day, UTC) == "Fri 22 Apr 2022"
    assert date_text(day, zone) == "Fri 22 Apr 2022, 08:00"
    written = {"%d.%m. %H:%M": "22.04.", "%H:%M %d.%m.": "00:00 22.04.", "%H:%M": "00:00"}
    for form, said in written.items():
        monkeypatch.setitem(date_text_module._formats, "date", form)
        assert date_text(day, UTC) == said


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
