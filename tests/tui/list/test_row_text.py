"""The lines of the list as text, however narrow the list is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from reader.entry import Entry
from reader.output import date_text
from reader.output.cells import width_of
from reader.tui.list import row_text


@pytest.mark.parametrize("width", [1, 3, 5, 6, 20, 80])
def test_a_piece_of_text_that_was_found_is_a_line_of_any_width(width: int) -> None:
    found = (("央行的船靠了岸，" * 8, False), ("waves", True), (" came", False))
    line = "".join(text for text, _ink in row_text.snippet(found, 0, width=width))
    assert line.startswith(" " * 5)
    assert ("waves" in line) == (width >= 20)


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-11-29 11:55", "5 min"),
        ("2026-11-29 09:10", "2 h"),
        ("2026-11-29 00:00", "today"),
        ("2026-11-28 00:30", "yesterday"),
        ("2026-11-27 23:00", "27 Nov"),
        ("2026-12-01 10:00", "1 Dec"),
        ("2022-08-18 10:00", "18 Aug 22"),
    ],
)
def test_a_date_is_short_and_relative_if_it_is_new(when: str, said: str) -> None:
    now = datetime(2026, 11, 29, 12, tzinfo=UTC)
    published = datetime.fromisoformat(f"{when}+00:00")
    assert date_text.near_day(published, now) == said
    lasting = date_text.near_day(published, now, relative=False)
    assert lasting == ("" if said in ("5 min", "2 h") else said), "true until midnight"


def test_a_date_is_that_of_its_own_time_of_year() -> None:
    summer, winter = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
    published = datetime(2022, 8, 18, 0, 30, tzinfo=summer)
    now = datetime(2026, 11, 29, 12, tzinfo=winter)
    assert date_text.near_day(published, now) == "18 Aug 22"


@pytest.mark.parametrize("width", [20, 33, 48, 80])
@pytest.mark.parametrize(
    "title", ["Short", "央行的船靠了岸，" * 9, "A walk 👩‍👩‍👧 by the canal " * 4]
)
def test_signs_and_dates_have_cells_of_their_own(width: int, title: str) -> None:
    clock = row_text.Clock(datetime(2026, 11, 29, 12, tzinfo=UTC))
    entry = Entry(
        "0" * 24, Path("a.md"), title, datetime(2022, 8, 18, tzinfo=UTC), False, (), "", (), (),
        None, (), 1, False, False, 0,
    )  # fmt: skip
    plain = row_text.row(entry, "category", row_text.Where(0), clock, width=width)
    marked = row_text.row(
        entry._replace(read=True, starred=True, problems=("One.",)),
        "category", row_text.Where(0), clock, width=width,
    )  # fmt: skip
    texts = ["".join(text for text, _ in parts) for parts in (plain, marked)]
    assert [width_of(text) for text in texts] == [width, width]
    assert [text.replace(sign, " ") for text, sign in ((texts[0], "●"),)] == [
        texts[1].replace("★", " ").replace("!", " ")
    ]
    assert ("18 Aug 22" in texts[0]) == (width > 32)
