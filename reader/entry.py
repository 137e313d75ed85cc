"""An article's metadata, and its row in a list.

Separate from `model`, which the first screen does not need.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of an article, and its file.

    `id` is the fingerprint of title and body (24 hex digits), which duplicates share. `published`
    is aware, or None if no day is known; `published_inferred` says that it comes from the file's
    name or folders, or that the front matter names only a year or a month. `categories` go from
    broad to narrow. `problems` are sentences for the user. `modified` is the file's modification
    time. A `draft` is an article that its author has not published, or has withdrawn.
    """

    id: str
    path: Path
    title: str
    published: datetime | None
    published_inferred: bool
    categories: tuple[str, ...]
    site: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    url: str | None
    problems: tuple[str, ...]
    modified: datetime | None = field(default=None, kw_only=True)
    draft: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Entry(Metadata):
    """A row of a list: an article in the index, without its body.

    `key` is the row's number in the index (it changes when the index is rebuilt). `progress` is how
    far the article was read, 0 to 1. `tags` are those in the file, `own_tags` the user's.
    `duplicates` counts the files with this text that the row represents, including its own; 0 if
    another row represents it.
    """

    key: int
    read: bool
    starred: bool
    progress: float
    own_tags: tuple[str, ...] = ()
    duplicates: int = 1

    @property
    def is_started(self) -> bool:
        """Whether the article was started and not finished."""
        return 0 < self.progress < 1
