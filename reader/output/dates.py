"""Dates as the reader wants them written.

The formats are the program's, as a locale is: they are set once, before anything is printed.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

_formats = {"date": "%a %-d %b %Y, %H:%M", "day": "%a %-d %B %Y"}


def use(*, date_format: str, day_format: str) -> None:
    """Write dates in these formats of strftime from now on; "%-d" works on every system."""
    _formats.update(date=date_format, day=day_format)


def date_text(when: datetime | None, zone: tzinfo | None, *, inferred: bool = False) -> str:
    """A date as people read it; one that the article does not give itself is marked with “~”."""
    if when is None:
        return ""
    return f"{'~' if inferred else ''}{_written(when.astimezone(zone), _formats['date'])}"


def day_text(day: date) -> str:
    """A day as people read it: Fri 22 April 2022."""
    return _written(day, _formats["day"])


def short_day(day: date) -> str:
    """A day in a few letters: 3 May 2024."""
    return _written(day, "%-d %b %Y")


def _written(when: date, form: str) -> str:
    return when.strftime(form.replace("%-d", str(when.day)))
