"""Dates in the formats that the user has set.

The formats are global, like a locale: they are set once, before anything is printed.
"""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

_formats = {"date": "%a %-d %b %Y, %H:%M", "day": "%a %-d %B %Y"}


def use(*, date_format: str, day_format: str) -> None:
    """Use these formats of strftime from now on; "%-d" works on every system."""
    _formats.update(date=date_format, day=day_format)


def date_text(when: datetime | None, zone: tzinfo | None, *, inferred: bool = False) -> str:
    """A date with its time; “~” marks a date that is not from the article itself. At midnight,
    when only the day is known, the time at the end of the format is left out.
    """
    if when is None:
        return ""
    local, form = when.astimezone(zone), _formats["date"]
    if local.time() == time():
        form = form.removesuffix("%H:%M").rstrip(" ,") or form
    return f"{'~' if inferred else ''}{_written(local, form)}"


def day_text(day: date) -> str:
    """A day: Fri 22 April 2022."""
    return _written(day, _formats["day"])


def short_day(day: date) -> str:
    """A short day: 3 May 2024."""
    return _written(day, "%-d %b %Y")


def near_day(when: datetime, now: datetime, *, relative: bool = True) -> str:
    """When something was, in few letters, both times being local: 31 Jul, in another year 18 Aug
    22. What is from today is `relative` to the time (2 h), or else '', as that would not stay true.
    """
    days = (now.date() - when.date()).days
    if days == 1:
        return "yesterday"
    if days == 0 and when <= now:
        if when.time() == time():  # midnight, as above
            return "today"
        if not relative:
            return ""
        minutes = int((now - when).total_seconds()) // 60
        return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"
    return _written(when, "%-d %b" if when.year == now.year else "%-d %b %y")


def _written(when: date, form: str) -> str:
    return when.strftime(form.replace("%-d", str(when.day)))
