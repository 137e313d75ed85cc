"""Dates in the formats that the user has set.

The formats are global, like a locale: they are set once, before anything is printed.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

_formats = {"date": "%a %-d %b %Y, %H:%M", "day": "%a %-d %B %Y"}


def use(*, date_format: str, day_format: str) -> None:
    """Use these formats of strftime from now on; "%-d" works on every system."""
    _formats.update(date=date_format, day=day_format)


def date_text(when: datetime | None, zone: tzinfo | None, *, inferred: bool = False) -> str:
    """A date with its time; “~” marks a date that is not from the article itself."""
    if when is None:
        return ""
    return f"{'~' if inferred else ''}{_written(when.astimezone(zone), _formats['date'])}"


def day_text(day: date) -> str:
    """A day: Fri 22 April 2022."""
    return _written(day, _formats["day"])


def short_day(day: date) -> str:
    """A short day: 3 May 2024."""
    return _written(day, "%-d %b %Y")


def _written(when: date, form: str) -> str:
    return when.strftime(form.replace("%-d", str(when.day)))
