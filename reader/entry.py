"""A row of a list: what the index knows of an article.

It stands apart from `model`, which the first screen does without.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article says of itself, and the file that it is in.

    `id` is the fingerprint of title and body (24 hex digits), which copies share. `published` is
    aware, or None where nothing names a day; `published_inferred` says that it came from the file's
    name or folders, or that its front matter names a year or a month alone. `categories` go from
    wide to narrow. `problems` are sentences for the reader of the file. `modified` is the file's
    time. `draft`: its author has not published it, or no more.
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
    """A row of a list: an article as the index knows it. Never holds a body.

    `key` is the row's number in the index (it changes when the index is rebuilt). `progress` is how
    far the article was read, 0 to 1. `tags` are those that the file names, `own_tags` those that
    the reader gave it. `duplicates` is how many files with this text the row stands for, itself
    included; 0 where another row stands for it.
    """

    key: int
    read: bool
    starred: bool
    progress: float
    own_tags: tuple[str, ...] = ()
    duplicates: int = 1

    @property
    def is_started(self) -> bool:
        """Whether it was begun and not finished."""
        return 0 < self.progress < 1
