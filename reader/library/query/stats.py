"""Statistics of a library, from the tallies; only user tags are counted here."""

from __future__ import annotations

from dataclasses import dataclass

from reader.library.index.index_file import Index

_BY_NAME = """
SELECT name, SUM(total), SUM(unread), SUM(starred) FROM tally WHERE kind = ?
GROUP BY name ORDER BY SUM(total) DESC, name
"""
_BY_DAY = """
SELECT day, total, unread, starred FROM tally WHERE kind = 'day' AND name = '' AND day <> ''
ORDER BY day DESC LIMIT ?
"""
_ALL = "SELECT '', total, unread, starred FROM tally WHERE kind = 'all' AND name = '' AND day = ''"
_UNDATED = "SELECT total FROM tally WHERE kind = 'day' AND name = '' AND day = ''"
_OWN_TAGS = """
SELECT own.value, COUNT(*), SUM(1 - read), SUM(starred)
FROM entry INDEXED BY entry_tagged, json_each(entry.own_tags) AS own
WHERE entry.own_tags <> '[]' GROUP BY own.value ORDER BY COUNT(*) DESC, own.value
"""
_SKIPPED = "SELECT COUNT(*) FROM skipped"


@dataclass(frozen=True, slots=True)
class Count:
    """The numbers of articles of a category, site, tag or ISO day; its name is '' for
    those without one.
    """

    name: str
    total: int
    unread: int
    starred: int


@dataclass(frozen=True, slots=True)
class Stats:
    """The statistics of a library. `days` are the last ones with articles, newest first; `undated`
    is the number of articles without a day.
    """

    total: int
    unread: int
    starred: int
    undated: int
    skipped: int
    categories: tuple[Count, ...]
    sites: tuple[Count, ...]
    own_tags: tuple[Count, ...]
    days: tuple[Count, ...]


def stats(index: Index, days: int) -> Stats:
    """The statistics of an index; `days` is the number of days to include."""
    db = index.db
    _name, total, unread, starred = db.execute(_ALL).fetchone()
    undated = db.execute(_UNDATED).fetchone()
    return Stats(
        total,
        unread,
        starred,
        undated[0] if undated else 0,
        db.execute(_SKIPPED).fetchone()[0],
        tuple(Count(*row) for row in db.execute(_BY_NAME, ("category",))),
        tuple(Count(*row) for row in db.execute(_BY_NAME, ("site",))),
        tuple(Count(*row) for row in db.execute(_OWN_TAGS)),
        tuple(Count(*row) for row in db.execute(_BY_DAY, (days,))),
    )
