"""Finds the leads of articles in the background: their first key statements, or their first
sentences if they have none.

New wishes replace those that are not started, and reading starts after a pause without new wishes,
so that nothing slows a user who scrolls past.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from pathlib import Path

from reader.entry import Entry
from reader.errors import ReaderError
from reader.lazy_tuple import NamedTuple
from reader.tui import outside
from reader.tui.worker import Worker

_KEPT = 2_000
_PAUSE = 0.05
"""Seconds without new wishes before the first file is read."""


class Lead(NamedTuple):
    """The text of the line below a title, or ''. `stands_in` says that it is a sentence, because
    there is no key statement.
    """

    text: str = ""
    stands_in: bool = False


def lead_of(path: Path, zone: tzinfo | None) -> Lead:
    """The lead of a file; an empty one if the file cannot be read."""
    from reader.articles.body import told_of
    from reader.articles.file import read_article
    from reader.articles.statements.key_statements import lead

    try:
        found = lead(told_of(read_article(path, zone)))
    except ReaderError:
        return Lead()
    except Exception:  # noqa: BLE001 (a bug with one file must not end the thread)
        return Lead()
    return Lead(found.text, found.kind == "sentence") if found else Lead()


class Leads:
    """Leads by article id; the latest 2,000 are kept."""

    def __init__(self, zone: tzinfo | None, came: Callable[[str], object]) -> None:
        """The thread calls `came` with the id of each article whose lead was found."""
        self._zone = zone
        self._came = came
        self._found: dict[str, Lead] = {}
        self._asked: set[str] = set()
        self._worker = Worker("leads", self._look, pause=_PAUSE)

    def get(self, entry: Entry) -> Lead | None:
        """The lead of an article; None if it is not known yet."""
        return self._found.get(entry.id)

    def want(self, entries: Sequence[Entry]) -> None:
        """Look for the leads of these entries in their order, and for no others."""
        wanted = [(entry.id, entry.path) for entry in entries if entry.id not in self._found]
        asked = {article for article, _path in wanted}
        self._worker.want(wanted, pause=not asked <= self._asked)
        self._asked = asked
        if wanted:
            self._worker.start()

    def stop(self) -> None:
        """Read no further files."""
        self._worker.stop()

    def _look(self, wanted: tuple[str, Path]) -> None:
        article, path = wanted
        outside.wait_for(path.parent)
        self._found[article] = lead_of(path, self._zone)
        if len(self._found) > _KEPT:
            del self._found[next(iter(self._found))]
        self._came(article)
