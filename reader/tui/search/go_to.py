"""Finds the category, site or day that a typed text means."""

from __future__ import annotations

from calendar import monthrange

from reader.lazy_re import late
from reader.library.library import Listed

_DAY = late(r"(\d{4})(?:[-/. ](\d{1,2}))?(?:[-/. ](\d{1,2}))?[-/. ]?")


def group_for(listing: Listed, text: str) -> int | None:
    """The number of the group that a text means: a day, month or year, or the beginning or a part
    of a name. None if there is no such group.

    A day without articles means the next one in the order of the list.
    """
    text = text.strip()
    if not text:
        return None
    if day := _day(text, newest=listing.newest):
        return listing.jump(day=day)
    wanted = text.casefold()
    names = dict.fromkeys(
        group.inner if listing.grouping == "date" else group.outer for group in listing.groups
    )
    matching = [name for name in names if name.casefold().startswith(wanted)]
    matching += [name for name in names if wanted in name.casefold()]
    return listing.jump(name=matching[0]) if matching else None


def _day(text: str, *, newest: bool) -> str:
    """The ISO day of a date, or ''. A year or month means its first day in the order of the list,
    which is the last one if the newest come first.
    """
    found = _DAY.fullmatch(text)
    if not found:
        return ""
    year, month, day = (int(part) if part else 0 for part in found.groups())
    month = min(month or (12 if newest else 1), 12)
    last = monthrange(max(year, 1), month)[1]
    return f"{year:04}-{month:02}-{min(day or (last if newest else 1), last):02}"
