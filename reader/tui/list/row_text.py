"""The text of the lines of the list, as parts with names of styles.

This module is independent of widgets and colours; `Drawing` draws the parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from reader.entry import Entry
from reader.lazy_tuple import NamedTuple
from reader.library.query.folding import Folded
from reader.library.query.groups import Grouping
from reader.output import date_text
from reader.output.cells import fit, width_of
from reader.output.safe import safe, safe_line

if TYPE_CHECKING:  # only needed for searches
    from reader.library.query.language import Query
    from reader.library.query.snippets import Parts

Part = tuple[str, str]
"""A text, and the name of its style: heading, count, subheading, read, unread, mark …"""

_UNNAMED = {
    "category": "Uncategorised",
    "site": "No site",
    "date": "No date",
    "tag": "No tags",
    "folder": "No folder",
    "feed": "No feed",
    "flat": "",
}
_MARKS = 3  # cells of ★ and ! before the end of a row, with a blank
_DATE = 9  # cells of a date at the end of a row, such as 18 Aug 22
_CATEGORY = 12  # cells: the most of a category there
_TITLE = 16  # cells of a title; where fewer would be left, there is nothing after it


def indent(depth: int, width: int) -> int:
    """The cells before what is `depth` levels deep, which leave room for its text."""
    return 1 + min(2 * depth, max(width // 4, 2))


def heading(
    names: Sequence[str],
    grouping: Grouping,
    depth: int,
    unread: int,
    *,
    folded: bool,
    width: int,
    inner: str = "",
) -> list[Part]:
    """The heading of a node, with its number of unread articles at the right. A sticky heading also
    names the `inner` group of the rows below it.
    """
    count = f"{unread:,} " if unread else ""
    before = " " * indent(depth, width)
    text = fit(
        f"{before}{'▸' if folded else '▾'} {outer_name(names, grouping)}", width - len(count) - 1
    )
    room = width - width_of(text) - len(count)
    within = fit(f"   {inner}", room - 1) if inner else ""
    gap = " " * (room - width_of(within))
    return [(text, "heading"), (within, "subheading"), (gap + count, "count")]


def saved(name: str, unread: int, new: int = 0, *, width: int) -> list[Part]:
    """The line of a saved search, with its number of new articles beside the name, and that of
    unread ones at the right.
    """
    count = f"{unread:,} " if unread else ""
    fresh = f" · {new:,} new" if new else ""
    text = fit(f" {safe_line(name)}", width - len(fresh) - len(count) - 3)
    gap = " " * (width - 2 - width_of(text) - len(fresh) - len(count))
    return [(" /", "mark"), (text, "unread"), (fresh, "count"), (gap + count, "count")]


def subheading(name: str, grouping: Grouping, depth: int, *, width: int) -> list[Part]:
    """The line above an inner group: a day, or a category within a day."""
    before = " " * indent(depth + 1, width)
    return [(fit(f"{before}{inner_name(name, grouping)}", width), "subheading")]


def outer_name(names: Sequence[str], grouping: Grouping) -> str:
    """The names of a node and of the levels that are joined with it, as they are shown."""
    if grouping == "date":
        return day_text(names[-1])
    return " › ".join(map(safe_line, names)) or _UNNAMED[grouping]


def inner_name(name: str, grouping: Grouping) -> str:
    """The name of an inner group as it is shown."""
    return (safe_line(name) or _UNNAMED["category"]) if grouping == "date" else day_text(name)


class Clock(NamedTuple):
    """The time, in the zone of the list, and whether it is told how long ago something was."""

    now: datetime
    relative: bool = True


class Where(NamedTuple):
    """Where a row is drawn: how deep its node is (-1 in a flat list), whether the row is below the
    heading of its day, and what is folded below it.
    """

    depth: int
    headed: bool = False
    more: Folded = Folded(0, 0)


def row(
    entry: Entry,
    grouping: Grouping,
    where: Where,
    clock: Clock,
    *,
    width: int,
    title: Parts | None = None,
    noted: Query | None = None,
) -> list[Part]:
    """The line of an article: its title, or a `title` with hits marked, with the words of `noted`,
    between signs, which have cells of their own, so that titles line up; then its date, or in a
    list by date its category, unless a heading says it.
    """
    state = "unread" if entry.is_unread else "read"
    sign = "◐" if entry.is_started else " " if entry.read else "·" if entry.muted else "●"
    before = [(f"{_start(where.depth, width)}{sign} ", "mark")]
    rows, unread = where.more
    more = [(f" +{rows}", "unread" if unread else "subheading")] if rows else []
    if entry.duplicates > 1:
        more.append((f" ×{entry.duplicates}", "subheading"))
    room = width - sum(width_of(text) for text, _ in (*before, *more)) - _MARKS
    end = _at_end(entry, grouping, where, clock, room)
    room -= width_of(end)
    if title or noted:
        shown = title or ((safe_line(entry.title), False),)
        text = _fitted(_styled(shown, state, noted), room, state)
    else:
        text = [(fit(safe_line(entry.title), room), state)]
    signs = _signs_after(entry)
    gap = " " * (room - sum(width_of(part) for part, _ in text) + (0 if signs else _MARKS))
    if more or title or noted:
        return [*before, *text, *more, (gap, state), *signs, (end, "subheading")]
    return [*before, (text[0][0] + gap, state), *signs, (end, "subheading")]


def below(lead: str, depth: int, *, stands_in: bool, width: int) -> list[Part]:
    """The second line of an article: its lead. One that `stands_in` for a key statement has another
    style.
    """
    start = f"{_start(depth, width)}  "
    text = start + fit(safe_line(lead), width - len(start))
    return [(text, "sentence" if stands_in else "lead")]


def snippet(found: Parts, depth: int, *, width: int, noted: Query | None = None) -> list[Part]:
    """The second line of an article that a search found: a snippet of its text with hits marked,
    and the words of `noted`.
    """
    start = f"{_start(depth, width)}  "
    room = width - len(start)
    return [(start, "lead"), *_fitted(_styled(_near_hit(found, room), "lead", noted), room, "lead")]


def _start(depth: int, width: int) -> str:
    """The blanks before the signs of a row below a node that is `depth` levels deep."""
    return " " * indent(depth + 1, width)


def _signs_after(entry: Entry) -> list[Part]:
    """The signs between a title and its date. Most rows have none."""
    if not (entry.starred or entry.problems):
        return []
    star, problem = " ★" if entry.starred else "  ", "!" if entry.problems else " "
    return [(star, "star"), (problem, "problem")]


def _at_end(entry: Entry, grouping: Grouping, where: Where, clock: Clock, room: int) -> str:
    """What stands at the end of a row, in cells of its own; '' if too little of the `room` would be
    left for the title.
    """
    guessed = "~" if entry.published_inferred else ""
    if grouping == "date":
        category = "" if where.headed or not entry.categories else entry.categories[0]
        said = fit(safe_line(category), _CATEGORY)
        said = f"{guessed} {said}" if guessed and said else guessed or said
        return f" {said} " if said and room >= _TITLE + width_of(said) else " "
    if where.headed:
        return f" {guessed} " if guessed else " "
    if room < _TITLE + _DATE:
        return " "
    when = "no date"
    if entry.published is not None:
        when = date_text.near_day(entry.published, clock.now, relative=clock.relative)
    return f" {guessed + when:>{_DATE}} "


def _near_hit(parts: Parts, room: int) -> Parts:
    """Parts whose beginning is cut so that the first hit is visible in `room` cells."""
    first = next((number for number, (_, is_hit) in enumerate(parts) if is_hit), 0)
    before = safe("".join(text for text, _ in parts[:first]))
    if not first or width_of(before) + width_of(parts[first][0]) <= room * 3 // 4:
        return parts
    while before and width_of(before) > room // 4:  # a narrow list has no room at all
        before = before[1:]
    return ((f"…{before}", False), *parts[first:])


def _styled(parts: Parts, name: str, noted: Query | None) -> Iterator[Part]:
    """Parts with the style of hits, or with that of a name and the words of `noted` marked."""
    for text, is_hit in parts:
        if is_hit or noted is None:
            yield text, "hit" if is_hit else name
            continue
        from reader.library.query.snippets import marked

        yield from (
            (piece, "noted" if is_noted else name) for piece, is_noted in marked(text, noted)
        )


def _fitted(parts: Iterable[Part], width: int, name: str) -> list[Part]:
    """Parts cut to a width, with an ellipsis in the style of a name if something is missing."""
    shown = [(safe(text).replace("\n", " "), style) for text, style in parts]
    whole = "".join(text for text, _ in shown)
    left = len(whole)
    cut = fit(whole, width)
    if cut != whole:
        left = len(cut) - 1
    fitted: list[Part] = []
    for text, style in shown:
        if left > 0:
            fitted.append((text[:left], style))
        left -= len(text)
    return fitted if cut == whole else [*fitted, ("…", name)]


def day_text(day: str) -> str:
    """An ISO day in the user's format, such as "Fri 22 April 2022"."""
    if not day:
        return _UNNAMED["date"]
    return date_text.day_text(date.fromisoformat(day))
