"""Parses days, in the same form for queries and for options.

A day relative to today is resolved only when the query runs, so that a saved search, or a list that
stays open over midnight, uses the current day.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

FORMS = "YYYY-MM-DD, YYYY-MM, YYYY, today, yesterday, or 7d for seven days ago"

_CALENDAR = late(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?", re.ASCII)
_AGO = late(r"(\d{1,5})d", re.ASCII)
_WORDS = {"today": 0, "yesterday": 1}


class Ago(NamedTuple):
    """A day, given as a number of days before today."""

    days: int


Day = date | Ago


def span(text: str) -> tuple[Day, Day]:
    """The first and the last day of the day, month or year that a text names.

    Raises ValueError if it names none.
    """
    try:
        return _span(text.strip().lower())
    except ValueError:
        raise ValueError(f"“{text}” is not a day: write it as {FORMS}") from None


def _span(text: str) -> tuple[Day, Day]:
    if text in _WORDS:
        return (Ago(_WORDS[text]),) * 2
    if found := _AGO.fullmatch(text):
        return (Ago(int(found[1])),) * 2
    if found := _CALENDAR.fullmatch(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        return _first_and_last(year or 0, month, day)
    raise ValueError


def resolved(day: Day, today: date) -> date:
    """The date of a day, given the date of today."""
    if isinstance(day, date):
        return day
    return date.fromordinal(max(today.toordinal() - day.days, 1))


def today(zone: tzinfo | None) -> date:
    """The current date in a zone; None is the system's."""
    return datetime.now(zone).astimezone(zone).date()


def _first_and_last(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    first = date(year, 1 if month is None else month, 1 if day is None else day)
    if day is not None:
        return first, first
    if month is None:
        return first, date(year, 12, 31)
    return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
