"""Retention: articles that `keep` covers no longer go to the trash, and come back from it (see
trash.py for undo and redo).

What a reader has done something with stays: starred, tagged, begun, or edited, now or before the
file last changed, and on any device whose journal is here; where a journal cannot be read, nothing
goes. An article is removed by one move within the library, so that a prune may be killed at any
moment. What is removed stays known, so that it does not return while it is still in its feed.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reader.articles.file import read_article
from reader.config import span
from reader.errors import FetchError, ReaderError
from reader.feeds import article_files, aside, trash
from reader.feeds.known import FeedCache
from reader.feeds.ledger import Kept
from reader.feeds.subscription import Subscription
from reader.library.index.user_tags import is_field
from reader.library.journal import maintenance
from reader.library.journal.claims import Claims
from reader.library.journal.events import Event
from reader.regular_files import read_bytes

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}(?=-)")


class _Marks(Claims):
    """What journals come to, and all articles that were ever marked at a place."""

    def __init__(self) -> None:
        super().__init__()
        self.at: dict[bytes, set[str]] = {}

    def take(self, device: str, event: Event) -> None:
        super().take(device, event)
        for article, where in event.marked:
            self.at.setdefault(where, set()).add(article)

    def touched(self) -> set[str]:
        """The ids of articles that are starred, tagged or begun."""
        return {article for (article, name), (_t, _device, value) in self.state.items()
                if _is_touched(name, value)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Protected:
    """What stays: articles by their ids, and those at a path where such a one was marked, whatever
    the folder above it is called.
    """

    ids: set[str]
    paths: set[bytes]

    def has(self, id: str, path: str) -> bool:
        """Whether an article stays, by its id or by its path below the root."""
        return id in self.ids or os.fsencode(path) in self.paths


def prune(
    root: Path,
    journals: Path,
    feeds: Sequence[Subscription],
    *,
    dry: bool = False,
    again: bool = False,
) -> list[Path]:
    """Move what is not kept any more to the trash; where these files were, the oldest first. What
    undo brought back stays, but for `again`.

    Raises FetchError where a journal cannot be read, or the library cannot be written to.
    """
    limited = [one for one in feeds if one.keep]
    if not limited:
        return []
    known = FeedCache(root)
    try:
        known.fold()
        found = [line for one in limited for line in _over(root, one, known.entries(one.key))]
    finally:
        known.close()
    if not found:
        return []
    protected = protected_in(journals)
    back = frozenset() if again else trash.brought_back(root)
    folder = root / aside.TRASH / f"{time.time():.3f}-{len(found)}"
    gone = []
    for line in found:
        path = root / line.path
        id = "" if line.path in back else _id_where_ours(path, line)
        if id and not protected.has(id, line.path):
            if not dry:
                aside.move(path, folder / id / line.path)
            gone.append(path)
    return gone


def bring_back(root: Path, journals: Path) -> list[Path]:
    """Bring back from the trash what was starred, tagged or begun meanwhile, on another device.

    Raises FetchError as `prune` does.
    """
    trashed = [one for folder, _when in aside.prunes(root) for one in trash.files_in(folder)]
    if not trashed:
        return []
    protected = protected_in(journals)
    wanted = [one for one in trashed if protected.has(one.id, one.path)]
    return [root / one.path for one in wanted if aside.move(one.file, root / one.path)]


def retrace(one: trash.Prune, journals: Path) -> int:
    """Undo or redo a prune; how many articles came back or went. Raises as `prune` does."""
    return trash.undo(one) if one.verb == "undo" else trash.redo(one, protected_in(journals).has)


def protected_in(journals: Path) -> Protected:
    """What the journals of a folder say must stay.

    Raises FetchError where one of them cannot be read.
    """
    marks = _Marks()
    _claims, left_out = maintenance.folded(journals, marks)
    for one in left_out or maintenance.newer(journals):
        raise FetchError(f"Nothing is removed or brought back: the journal {one}")
    ids = marks.touched()
    places = (where for where, articles in marks.at.items() if articles & ids)
    return Protected(ids, {where.partition(b"/")[2] for where in places})


def _is_touched(name: str, value: float) -> bool:
    if name == "progress":
        return 0 < value < 1
    return bool(value) and (name == "starred" or is_field(name))


def _over(root: Path, one: Subscription, entries: Iterable[Kept]) -> list[Kept]:
    """The entries of a feed that `keep` does not cover, the oldest first. Of a span, the day that
    counts is the one on which an article was published, or came, whichever is later.
    """
    aside_of = str(aside.SKIPPED.parent)
    lying = [line for line in entries if not line.path.startswith(aside_of)]
    here = [(_published(line), line.t / 1000, line)
            for line in lying if (root / line.path).is_file()]  # fmt: skip
    here.sort(key=lambda one: (one[0] or one[1], one[1], one[2].path))
    if isinstance(one.keep, int):
        return [line for _published, _came, line in here[: max(len(here) - one.keep, 0)]]
    before = time.time() - span(one.keep)
    return [line for published, came, line in here if max(published, came) < before]


def _published(line: Kept) -> float:
    """The day in the name of a file, 0 where there is none (seconds since 1970)."""
    found = _DATED.match(Path(line.path).name)
    try:
        return datetime.fromisoformat(found[0]).replace(tzinfo=UTC).timestamp() if found else 0.0
    except ValueError:
        return 0.0


def _id_where_ours(path: Path, line: Kept) -> str:
    """The id of the article in a file that is still as it was fetched, else ''."""
    try:
        if article_files.digest(read_bytes(path)) != line.file:
            return ""
        return read_article(path).id
    except (OSError, ReaderError):
        return ""
