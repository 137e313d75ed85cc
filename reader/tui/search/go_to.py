"""Finds the categories, sites, tags, days, feeds and folders that a typed text may mean.

A thread with its own connection reads all names, again when the index has changed, and answers each
text: only the newest one, so that no key waits, however many names there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import tzinfo
from heapq import nlargest

from reader.lazy_tuple import NamedTuple
from reader.library.library import Searcher, Stopped
from reader.library.query.days import today
from reader.library.query.destinations import (
    Destination,
    data_version,
    days,
    days_for,
    destinations,
)
from reader.output.safe import safe_line
from reader.tui.dialogs.candidates import Candidate
from reader.tui.fuzzy import Pattern, folded
from reader.tui.list.row_text import day_text
from reader.tui.worker import Worker

_MOST = 100
"""The most candidates of an answer."""

_WIDE = 90
"""Cells of a screen with room for words between the figures."""

_STEP = " › "


class FoundNames(NamedTuple):
    """The destinations for a typed text, best first."""

    typed: str
    destinations: Sequence[Destination]


class GoTo:
    """Answers typed texts while the line is open."""

    def __init__(
        self,
        searcher: Searcher,
        zone: tzinfo | None,
        *,
        newest: bool,
        answered: Callable[[FoundNames], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """The thread calls `answered` with each answer, and `failed` if there can be none: the
        index may be damaged.
        """
        self._searcher = searcher
        self._zone = zone
        self._newest = newest
        self._answered, self._failed = answered, failed
        self._names: list[tuple[str, Destination]] = []
        self._version: int | None = None  # of the index when names were read
        self._worker = Worker("go-to", self._answer, last=searcher.close)
        self._worker.start()

    def ask(self, typed: str) -> None:
        """Answer this text and no earlier one."""
        self._worker.want([typed])

    def stop(self) -> None:
        """Answer nothing more."""
        self._searcher.stop()
        self._worker.stop()

    def _answer(self, typed: str) -> None:
        try:
            self._read_names()
            found = FoundNames(typed, self._fitting(typed, self._names))
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001 (whoever asked learns of it)
            self._failed(error)
            return
        self._answered(found)

    def _read_names(self) -> None:
        """Read all names, unless the index is still as it was."""
        version = self._searcher.read(data_version)
        if version != self._version:
            found = self._searcher.read(destinations)
            self._days = self._searcher.read(days)
            self._names = [(folded(one.name), one) for one in found]
            self._version = version

    def _fitting(
        self, typed: str, names: Sequence[tuple[str, Destination]]
    ) -> Sequence[Destination]:
        pattern = Pattern(typed)
        if not pattern:
            return [one for _name, one in names[:_MOST]]
        dated = days_for(typed, self._days, today(self._zone), newest=self._newest)
        scored = ((pattern.score(name), one) for name, one in names)
        best = nlargest(_MOST, (pair for pair in scored if pair[0]), key=_rank)
        return [*dated, *(one for _score, one in best)]


def _rank(pair: tuple[float, Destination]) -> tuple[float, bool, int]:
    """The better match first; of two that match alike, the one with more articles; folders last."""
    score, one = pair
    return round(score, 2), one.kind != "folder", one.figures.total


def candidates(found: FoundNames, width: int) -> list[Candidate]:
    """The lines for destinations, on a screen of this width."""
    between = "unread of" if width >= _WIDE else "of"
    counted = max((len(f"{one.figures.total:,}") for one in found.destinations), default=1)
    pattern = Pattern(found.typed)
    return [_line(one, between, counted, pattern) for one in found.destinations]


def _line(one: Destination, between: str, counted: int, pattern: Pattern) -> Candidate:
    total, unread = one.figures
    right = f"{one.kind:<8}  {unread:>{counted},} {between} {total:>{counted},}"
    if one.kind == "day":
        return Candidate(_day(one.name), right, one)
    name = safe_line(one.name)
    return Candidate(name.replace("/", _STEP), right, one, list(_shifted(name, pattern)))


def _shifted(name: str, pattern: Pattern) -> Iterator[tuple[int, int]]:
    """The pieces of a path that match, where its slashes are shown as `_STEP`."""
    more = len(_STEP) - 1
    for start, end in pattern.spots(name):
        yield start + more * name.count("/", 0, start), end + more * name.count("/", 0, end)


def _day(name: str) -> str:
    """A day, month or year as it is shown."""
    return f"{name} · {day_text(name)}" if len(name) == len("2022-04-22") else name
