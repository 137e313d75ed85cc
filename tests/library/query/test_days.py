"""Days as they are typed, in a query and after an option."""

from __future__ import annotations

from datetime import date

import pytest

from reader.library.query.days import Ago, resolved, span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-04-22", date(2022, 4, 22), date(2022, 4, 22)),
        (" 2022/4/2 ", date(2022, 4, 2), date(2022, 4, 2)),
        ("2022.04", date(2022, 4, 1), date(2022, 4, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-12", date(2022, 12, 1), date(2022, 12, 31)),
        ("1999", date(1999, 1, 1), date(1999, 12, 31)),
        ("today", Ago(0), Ago(0)),
        ("YESTERDAY", Ago(1), Ago(1)),
        ("30D", Ago(30), Ago(30)),
    ],
)
def test_a_day_a_month_and_a_year_have_a_first_and_a_last_day(
    text: str, first: object, last: object
) -> None:
    assert span(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "7", "d", "-7d", "7w", "2022-13", "2022-02-30", "0000", "22-04-01", "２０２２",
     "2022-00", "9999-12", "2022-04-22 10:00", "999999d"],
)  # fmt: skip
def test_what_is_no_day_is_said_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r" is not a day: write it as YYYY-MM-DD, "):
        span(text)


def test_days_are_counted_back_from_today_whenever_that_is() -> None:
    assert resolved(Ago(1), date(2022, 1, 1)) == date(2021, 12, 31)
    assert resolved(Ago(0), date(2022, 1, 2)) == date(2022, 1, 2)
    assert resolved(date(2022, 4, 1), date(2022, 1, 1)) == date(2022, 4, 1)
    assert resolved(Ago(99_999), date(100, 1, 1)) == date.min
