"""An article's row in a list.

Separate from `model`, which the first screen does not need.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from reader.lazy_tuple import NamedTuple


class Entry(NamedTuple):
    """A row of a list: an article in the index, without its body.

    The fields that `model.Article` has too mean the same there. `key` is the row's number in the
    index (it changes when the index is rebuilt). `progress` is how far the article was read, 0 to
    1. `tags` are those in the file, `own_tags` the user's. `duplicates` counts the files with this
    text that the row represents, including its own; 0 if another row represents it. `versions`
    counts the other listed articles of its story. A filter has `muted` it; `score` is the sum of
    the scores that filters give it.
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
    key: int
    read: bool
    starred: bool
    progress: float
    own_tags: tuple[str, ...] = ()
    duplicates: int = 1
    versions: int = 0
    modified: datetime | None = None
    draft: bool = False
    several_paths: tuple[tuple[str, ...], ...] = ()
    feed: str = ""
    muted: bool = False
    score: int = 0

    @property
    def category_paths(self) -> tuple[tuple[str, ...], ...]:
        """The paths of categories, each from broad to narrow; none if there are no categories."""
        return self.several_paths or ((self.categories,) if self.categories else ())

    @property
    def is_unread(self) -> bool:
        """Whether it counts as unread, which a muted article never does."""
        return not (self.read or self.muted)

    @property
    def is_started(self) -> bool:
        """Whether the article was started and not finished."""
        return 0 < self.progress < 1
