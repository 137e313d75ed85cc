"""What is typed into the search box."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import QueryError
from reader.library.index.tokens import GAP
from reader.library.query.language import Query, Term, parse

TODAY = date(2022, 5, 1)


def texts(query: Query) -> list[str]:
    return [term.words for term in query.terms]


def test_words_phrases_and_what_is_left_out() -> None:
    query = parse('央行 "interest rates" -bank -"two words" gold')
    assert texts(query) == ["央 行", "interest rates", "gold"]
    assert [term.words for term in query.without] == ["bank", "two words"]
    assert [term.whole for term in query.terms] == [True, True, False]


def test_fields_say_where_and_when() -> None:
    query = parse(
        "category:金融 -tag:广告 site:新浪 title:降 after:2022-04 before:2022-04-22 is:unread"
    )
    assert query.labels == (("category", "金融"),)
    assert query.not_labels == (("tag", "广告"),)
    assert query.terms == (Term("新 浪", "site", True, "新浪"), Term("降", "title", True, "降"))
    assert query.days(TODAY) == (date(2022, 4, 1), date(2022, 4, 22))
    assert query.states == ("unread",)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on:2022-04-22", date(2022, 4, 22), date(2022, 4, 22)),
        ("on:2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("on:2022-12", date(2022, 12, 1), date(2022, 12, 31)),
        ("on:2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("before:2022/4/2", None, date(2022, 4, 2)),
        ("after:2021 after:2022-03", date(2022, 3, 1), None),
        ("before:2021 before:2022-03", None, date(2021, 12, 31)),
        ("on:today", TODAY, TODAY),
        ("on:Yesterday", date(2022, 4, 30), date(2022, 4, 30)),
        ("after:7d", date(2022, 4, 24), None),
        ("before:0d after:2022-04-30", date(2022, 4, 30), TODAY),
        ("after:7d after:2022-03", date(2022, 4, 24), None),
        ("after:99999d", date(1748, 7, 17), None),
    ],
)
def test_days_months_and_years(text: str, first: date | None, last: date | None) -> None:
    query = parse(text)
    assert query.days(TODAY) == (first, last)


def test_a_field_may_have_a_phrase_and_full_width_signs() -> None:
    assert parse('category:"Open  Source"').labels == (("category", "open source"),)
    assert parse("title：“利率 上升”").terms[0].words == f"利 率 {GAP} 上 升"


def test_a_folder_is_compared_part_by_part() -> None:
    assert parse("folder:./Ａ/e\u0301/").folders == ("a/é",)
    assert parse('-folder:"two  words/x"').not_folders == ("two words/x",)
    assert parse("folder:/").folders == ("",)


def test_a_name_may_be_meant_whole() -> None:
    assert parse('site:="Packet  and Pine"').labels == (("site", "packet and pine"),)
    assert parse("-site:=ＡＢＣ").not_labels == (("site", "abc"),)
    assert parse("category:=金融").labels == parse("category:金融").labels
    assert texts(parse("title:=gold")) == ["=gold"]
    assert texts(parse("x:=5")) == ["x:=5"]


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [
        ("gold is:foo", 6, "is:foo"),
        ("has:gold", 1, "has:gold"),
        ("a on:2022-13-01", 3, "on:2022-13-01"),
        ("on:tomorrow", 1, "on:tomorrow"),
        ("on:123456d", 1, "on:123456d"),
        ("site:=", 1, "site:="),
        ("category:", 1, "category:"),
        ('x site:""', 3, 'site:""'),
        ("catgory:x", 1, "catgory"),
        ("-after:2022", 1, "-after:2022"),
        ("x" * 1001, 1001, "x"),
        ("中 " * 40, 65, "中"),
    ],
)
def test_an_error_points_at_the_place(text: str, column: int, word: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.column, caught.value.word) == (column, word)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "text", ["", " ", '"', "*", "-", "--", '""', "：", "()", "“”", "\0", "\ud800"]
)
def test_what_says_nothing_asks_for_nothing(text: str) -> None:
    assert parse(text).is_empty


@pytest.mark.parametrize("text", ["12:30", "https://example.org/x", "std::string", "C++"])
def test_what_is_no_field_is_words(text: str) -> None:
    assert len(parse(text).terms) == 1


@given(st.text(max_size=300))
def test_any_text_is_a_query_or_an_error_of_ours(text: str) -> None:
    place = 1
    try:
        parse(text)
    except QueryError as error:
        place = error.column
    assert 1 <= place <= len(text) + 1
