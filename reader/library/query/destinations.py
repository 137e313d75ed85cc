"""What one can go to: categories at all levels, sites, tags, days, feeds and folders, their numbers
of articles, and the query that finds them.

All are counted in the tallies, so that the cost depends on the number of names and days, not of
articles.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from reader.lazy_tuple import NamedTuple
from reader.library.index.nodes import AGAIN, BETWEEN
from reader.library.query.days import resolved, span

Kind = Literal["category", "site", "tag", "day", "feed", "folder"]

_NODES = """
SELECT node.kind, node.path, node.name, tally.total, tally.unread
FROM tally JOIN node ON node.key = CAST(tally.name AS INTEGER)
WHERE tally.kind = 'whole' AND node.path <> ''
ORDER BY node.kind = ?
"""
_DAYS = "SELECT day, total, unread FROM tally WHERE kind = 'day' AND day <> ''"
_FIELDS = {
    "category": "category:/",
    "site": "site:=",
    "tag": "tag:",
    "day": "on:",
    "feed": "feed:",
    "folder": "folder:",
}


class NameCounts(NamedTuple):
    """The numbers of articles at a destination."""

    total: int
    unread: int


class Destination(NamedTuple):
    """A part of the library. Its name is a path with slashes for a category or folder, and an ISO
    day, month or year for a day.
    """

    kind: Kind
    name: str
    figures: NameCounts

    @property
    def query(self) -> str:
        """The query that finds its articles."""
        name = self.name.replace('"', "")
        return _FIELDS[self.kind] + (f'"{name}"' if re.search(r"\s", name) else name)


def destinations(db: sqlite3.Connection) -> list[Destination]:
    """All destinations but days, which `day_for` finds; those with the most unread articles come
    first. A folder that is a category too is only that.
    """
    found: dict[tuple[Kind, str], tuple[str, int, int]] = {}
    for kind, path, name, total, unread in db.execute(_NODES, (AGAIN,)):  # the twins come last
        if kind == AGAIN:
            _add(found, "category", [(path, name)], -total, -unread)
        else:
            _add(found, kind, _levels(kind, path, name), total, unread)
    return sorted(
        (
            Destination(kind, name.replace(BETWEEN, "/"), NameCounts(total, unread))
            for (kind, path), (name, total, unread) in found.items()
            if kind != "folder" or ("category", path) not in found
        ),
        key=lambda one: (-one.figures.unread, -one.figures.total, one.name),
    )


def data_version(db: sqlite3.Connection) -> int:
    """A number that changes when another connection changes the index."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def days(db: sqlite3.Connection) -> dict[str, NameCounts]:
    """The numbers of articles by ISO day."""
    return {day: NameCounts(total, unread) for day, total, unread in db.execute(_DAYS)}


def days_for(
    typed: str, days: Mapping[str, NameCounts], today: date, *, newest: bool
) -> list[Destination]:
    """The day, month or year that a typed text names, in one of the forms of queries, and below it
    the days of a month or the months of a year. Empty if it names none. A day without articles
    means the next one in the order of the list.
    """
    try:
        first, last = (resolved(day, today).isoformat() for day in span(typed))
    except (ValueError, OverflowError):
        return []
    inside = [day for day in days if first <= day <= last]
    if inside:
        whole = _common(first, last)
        parts = {day[: len(whole) + 3] for day in inside} - {whole}
        names = [whole, *sorted(parts, reverse=newest)]
        return [Destination("day", name, _sum(days, name)) for name in names]
    if newest:
        nearest = max((day for day in days if day < first), default=None)
    else:
        nearest = min((day for day in days if day > last), default=None)
    return [Destination("day", nearest, days[nearest])] if nearest else []


def _sum(days: Mapping[str, NameCounts], name: str) -> NameCounts:
    """The numbers of articles of a day, month or year."""
    figures = [each for day, each in days.items() if day.startswith(name)]
    return NameCounts(sum(one.total for one in figures), sum(one.unread for one in figures))


def _add(
    found: dict[tuple[Kind, str], tuple[str, int, int]],
    kind: Kind,
    levels: Iterable[tuple[str, str]],
    total: int,
    unread: int,
) -> None:
    """Add numbers of articles to a node and those above it."""
    for path, name in levels:
        known, totals, unreads = found.get((kind, path), (name, 0, 0))
        found[kind, path] = known, totals + total, unreads + unread


def _levels(kind: Kind, path: str, name: str) -> Iterable[tuple[str, str]]:
    """The paths, as they are compared, and names of a node and of those above it."""
    if kind not in ("category", "folder"):
        return [(path, name)]
    paths, names = path.split(BETWEEN), name.split(BETWEEN)
    return [
        (BETWEEN.join(paths[:end]), BETWEEN.join(names[:end])) for end in range(1, len(paths) + 1)
    ]


def _common(first: str, last: str) -> str:
    """The ISO day, month or year from a first to a last day."""
    if first == last:
        return first
    return first[:7] if first[:7] == last[:7] else first[:4]
