"""The first key statement of the articles on the screen, found beside the screen; of an article
that has none, the first sentence that says something.

What was asked for before and is not begun is forgotten, and the first file is read when no other
files are asked for any more, so that a reader who scrolls past waits for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import NamedTuple

from reader.entry import Entry
from reader.errors import ReaderError
from reader.tui.worker import Worker

_KEPT = 2_000
_PAUSE = 0.05
"""Seconds without another wish before the first file is read."""


class Lead(NamedTuple):
    """What the line below a title says, '' where nothing is to say; `stands_in`: it is a sentence,
    for want of a key statement.
    """

    text: str = ""
    stands_in: bool = False


def lead_of(path: Path, zone: tzinfo | None) -> Lead:
    """The first key statement of a file, or the sentence that stands in for it."""
    from reader.articles.body import told_of
    from reader.articles.file import read_article
    from reader.articles.statements.key_statements import lead

    try:
        found = lead(told_of(read_article(path, zone)))
    except ReaderError:
        return Lead()
    except Exception:  # noqa: BLE001 - one file's bug must not take the others' leads away
        return Lead()
    return Lead(found.text, found.kind == "sentence") if found else Lead()


class Leads:
    """First key statements by article id; some thousands are kept."""

    def __init__(self, zone: tzinfo | None, came: Callable[[str], object]) -> None:
        """`came` is called in another thread with the id of an article whose lead is there now."""
        self._zone = zone
        self._came = came
        self._found: dict[str, Lead] = {}
        self._asked: set[str] = set()
        self._worker = Worker("leads", self._look, pause=_PAUSE)

    def get(self, entry: Entry) -> Lead | None:
        """The lead of an article; None while that is not known."""
        return self._found.get(entry.id)

    def want(self, entries: Sequence[Entry]) -> None:
        """Look for these leads, from the first on, and for no others any more."""
        wanted = [(entry.id, entry.path) for entry in entries if entry.id not in self._found]
        asked = {article for article, _path in wanted}
        self._worker.want(wanted, pause=not asked <= self._asked)
        self._asked = asked
        if wanted:
            self._worker.start()

    def stop(self) -> None:
        """Begin no further file."""
        self._worker.stop()

    def _look(self, wanted: tuple[str, Path]) -> None:
        article, path = wanted
        self._found[article] = lead_of(path, self._zone)
        if len(self._found) > _KEPT:
            del self._found[next(iter(self._found))]
        self._came(article)
