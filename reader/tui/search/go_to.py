"""Going to a category, a site or a day by typing the beginning of its name."""

from __future__ import annotations

from calendar import monthrange

from reader.lazy_re import late
from reader.library.library import Listed

_DAY = late(r"(\d{4})(?:[-/. ](\d{1,2}))?(?:[-/. ](\d{1,2}))?[-/. ]?")


def group_for(listing: Listed, text: str) -> int | None:
    """The group that a text means: a day, month or year, or a name by its beginning or a part.

    A day without articles means the next one in the list's order.
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
    """The day (ISO) of a list that a date begins with: the last of a year or month where the newest
    come first.
    """
    found = _DAY.fullmatch(text)
    if not found:
        return ""
    year, month, day = (int(part) if part else 0 for part in found.groups())
    month = min(month or (12 if newest else 1), 12)
    last = monthrange(max(year, 1), month)[1]
    return f"{year:04}-{month:02}-{min(day or (last if newest else 1), last):02}"
