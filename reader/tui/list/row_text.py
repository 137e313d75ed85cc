"""The text of the lines of the list, as parts with names of styles.

This module is independent of widgets and colours; `Drawing` draws the parts.
"""

from __future__ import annotations

from datetime import date, tzinfo
from typing import TYPE_CHECKING

from reader.entry import Entry
from reader.library.query.groups import Grouping
from reader.output import date_text
from reader.output.cells import fit, width_of
from reader.output.safe import safe, safe_line

if TYPE_CHECKING:  # only needed for searches
    from reader.library.query.snippets import Parts

Part = tuple[str, str]
"""A text, and the name of its style: heading, count, subheading, read, unread, mark …"""

_UNNAMED = {"category": "Uncategorised", "site": "No site", "date": "No date", "flat": ""}


def heading(
    name: str, grouping: Grouping, unread: int, *, folded: bool, width: int, inner: str = ""
) -> list[Part]:
    """The heading of an outer group, with its number of unread articles at the right. A sticky
    heading also names the `inner` group of the rows below it.
    """
    count = f"{unread:,} " if unread else ""
    named = outer_name(name, grouping)
    text = fit(f" {'▸' if folded else '▾'} {named}", width - len(count) - 1)
    room = width - width_of(text) - len(count)
    within = fit(f"   {inner}", room - 1) if inner else ""
    gap = " " * (room - width_of(within))
    return [(text, "heading"), (within, "subheading"), (gap + count, "count")]


def saved(name: str, unread: int, *, width: int) -> list[Part]:
    """The line of a saved search, with its number of unread articles at the right."""
    count = f"{unread:,} " if unread else ""
    text = fit(f" {safe_line(name)}", width - len(count) - 3)
    gap = " " * (width - 2 - width_of(text) - len(count))
    return [(" /", "mark"), (text, "unread"), (gap + count, "count")]


def subheading(name: str, grouping: Grouping, *, width: int) -> list[Part]:
    """The line above an inner group: a day, or a category within a day."""
    return [(fit(f"   {inner_name(name, grouping)}", width), "subheading")]


def outer_name(name: str, grouping: Grouping) -> str:
    """The name of an outer group as it is shown."""
    return day_text(name) if grouping == "date" else safe_line(name) or _UNNAMED[grouping]


def inner_name(name: str, grouping: Grouping) -> str:
    """The name of an inner group as it is shown."""
    return (safe_line(name) or _UNNAMED["category"]) if grouping == "date" else day_text(name)


def row(
    entry: Entry,
    grouping: Grouping,
    zone: tzinfo | None,
    *,
    width: int,
    title: Parts | None = None,
) -> list[Part]:
    """The line of an article: signs for unread or started, starred, problems and a guessed date;
    then its title, or a `title` with hits marked.
    """
    state = "read" if entry.read else "unread"
    sign = "◐" if entry.is_started else " " if entry.read else "●"
    signs = [(f" {sign} ", "mark")]
    if entry.starred:
        signs.append(("★ ", "star"))
    if entry.problems:
        signs.append(("! ", "problem"))
    if entry.published_inferred:
        signs.append(("~ ", "subheading"))
    title = title or ((safe_line(entry.title), False),)
    files = [(f" ×{entry.duplicates}", "subheading")] if entry.duplicates > 1 else []
    room = width - sum(len(text) for text, _ in (*signs, *files))
    if grouping != "flat":
        return [("  ", state), *signs, *_fitted(title, room - 2, state), *files]
    when = _short_date(entry, zone)
    text = [*_fitted(title, room - len(when) - 1, state), *files]
    room += sum(len(said) for said, _ in files)
    gap = " " * (room - sum(width_of(part) for part, _ in text) - len(when))
    return [*signs, *text, (gap + when, "subheading")]


def below(lead: str, grouping: Grouping, *, stands_in: bool, width: int) -> list[Part]:
    """The second line of an article: its lead. One that `stands_in` for a key statement has another
    style.
    """
    indent = " " * (3 if grouping == "flat" else 5)
    text = indent + fit(safe_line(lead), width - len(indent))
    return [(text, "sentence" if stands_in else "lead")]


def snippet(found: Parts, grouping: Grouping, *, width: int) -> list[Part]:
    """The second line of an article that a search found: a snippet of its text with hits marked."""
    indent = " " * (3 if grouping == "flat" else 5)
    room = width - len(indent)
    return [(indent, "lead"), *_fitted(_near_hit(found, room), room, "lead")]


def _near_hit(parts: Parts, room: int) -> Parts:
    """Parts whose beginning is cut so that the first hit is visible in `room` cells."""
    first = next((number for number, (_, is_hit) in enumerate(parts) if is_hit), 0)
    before = safe("".join(text for text, _ in parts[:first]))
    if not first or width_of(before) + width_of(parts[first][0]) <= room * 3 // 4:
        return parts
    while before and width_of(before) > room // 4:  # a narrow list has no room at all
        before = before[1:]
    return ((f"…{before}", False), *parts[first:])


def _fitted(parts: Parts, width: int, name: str) -> list[Part]:
    """Parts cut to a width, with an ellipsis if something is missing."""
    shown = [(safe(text).replace("\n", " "), is_hit) for text, is_hit in parts]
    whole = "".join(text for text, _ in shown)
    left = len(whole)
    cut = fit(whole, width)
    if cut != whole:
        left = len(cut) - 1
    fitted: list[Part] = []
    for text, is_hit in shown:
        if left > 0:
            fitted.append((text[:left], "hit" if is_hit else name))
        left -= len(text)
    return fitted if cut == whole else [*fitted, ("…", name)]


def day_text(day: str) -> str:
    """An ISO day in the user's format, such as "Fri 22 April 2022"."""
    if not day:
        return _UNNAMED["date"]
    return date_text.day_text(date.fromisoformat(day))


def _short_date(entry: Entry, zone: tzinfo | None) -> str:
    if entry.published is None:
        return ""
    when = entry.published.astimezone(zone)
    return f" {when.day} {when:%b %Y} "
