"""What a list is grouped by, and which articles it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Grouping = Literal["category", "date", "site", "tag", "folder", "feed", "flat"]
"""By paths of categories or folders, which are trees; by day, site, tag, feed; or not at all."""

Show = Literal["all", "unread", "starred", "started", "later"]

Part = Literal["all", "group", "above", "below"]
"""A part of a list: all rows, those of a node and below it (in a flat list, of a day), the rows
above or below.
"""

UNREAD = "read = 0 AND muted = 0"
"""The condition of rows that count as unread."""

Kept = Mapping[str, set[int]]
"""By day, the keys of rows that stay although they no longer match."""

BOUNDS = {"unread": (0, 0), "starred": (1, 1)}
"""By view, how much of read or muted its rows are at most, and starred at least; else (1, 0)."""

IS_LATER = "entry.key IN (SELECT key FROM label WHERE kind = 'tag' AND name = 'later')"
IN_FEW = {"started": "progress > 0 AND progress < 1", "later": IS_LATER}
"""The conditions of views with so few articles that they are counted one by one."""


def is_shown(show: Show, unread: bool, starred: bool, progress: float, later: bool) -> bool:
    """Whether a view shows an article with these marks."""
    views = {"unread": unread, "starred": starred, "started": 0 < progress < 1, "later": later}
    return bool(views.get(show, True))
