"""What the lines of the list say: text with the name of the style that it is set in.

Nothing here knows a widget or a colour; `Sidebar` puts these parts on the screen.
"""

from __future__ import annotations

from datetime import date, tzinfo

from reader.library.listing import Grouping
from reader.model import Entry
from reader.output.cells import fit, width_of
from reader.output.safe import safe_line

Part = tuple[str, str]
"""A text, and the part of the list that it is: heading, count, subheading, read, unread, mark …"""

_UNNAMED = {"category": "Uncategorised", "site": "No site", "date": "No date", "flat": ""}


def heading(name: str, grouping: Grouping, unread: int, *, folded: bool, width: int) -> list[Part]:
    """The line that opens an outer group, with its unread articles at the right."""
    count = f"{unread:,} " if unread else ""
    named = day_text(name) if grouping == "date" else safe_line(name) or _UNNAMED[grouping]
    text = fit(f" {'▸' if folded else '▾'} {named}", width - len(count) - 1)
    gap = " " * (width - width_of(text) - len(count))
    return [(text, "heading"), (gap + count, "count")]


def subheading(name: str, grouping: Grouping, *, width: int) -> list[Part]:
    """The line that opens an inner group: a day, or a category within a day."""
    by_date = grouping == "date"
    text = (safe_line(name) or _UNNAMED["category"]) if by_date else day_text(name)
    return [(fit(f"   {text}", width), "subheading")]


def row(entry: Entry, grouping: Grouping, zone: tzinfo | None, *, width: int) -> list[Part]:
    """The line of an article: new, starred, with problems, with a guessed date; its title."""
    state = "read" if entry.read else "unread"
    signs = [("   " if entry.read else " ● ", "mark")]
    if entry.starred:
        signs.append(("★ ", "star"))
    if entry.problems:
        signs.append(("! ", "problem"))
    if entry.published_inferred:
        signs.append(("~ ", "subheading"))
    title = safe_line(entry.title)
    room = width - sum(len(text) for text, _ in signs)
    if grouping != "flat":
        return [("  ", state), *signs, (fit(title, room - 2), state)]
    when = _short_date(entry, zone)
    text = fit(title, room - len(when) - 1)
    gap = " " * (room - width_of(text) - len(when))
    return [*signs, (text, state), (gap + when, "subheading")]


def below(lead: str, grouping: Grouping, *, width: int) -> list[Part]:
    """The line below an article's: what it says first in bold, under its title."""
    indent = " " * (3 if grouping == "flat" else 5)
    return [(indent + fit(safe_line(lead), width - len(indent)), "lead")]


def day_text(day: str) -> str:
    """An ISO day as people read it: Fri 22 April 2022."""
    if not day:
        return _UNNAMED["date"]
    when = date.fromisoformat(day)
    return f"{when:%a} {when.day} {when:%B %Y}"


def _short_date(entry: Entry, zone: tzinfo | None) -> str:
    if entry.published is None:
        return ""
    when = entry.published.astimezone(zone)
    return f" {when.day} {when:%b %Y} "
