"""Progress bars on stderr, for what takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.library.library import Library, Progress, Summary

import sys
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

_Item = TypeVar("_Item")
_LONG = 50
"""Articles; reading more of them takes longer than a moment."""


class ProgressBar:
    """A progress bar on stderr; it shows nothing where stderr is not a terminal."""

    def __init__(self, word: str, *, shown: bool = True) -> None:
        self._bars: Any = None
        if not shown or not sys.stderr.isatty():
            return

        from rich import progress
        from rich.console import Console

        columns = (
            progress.TextColumn(word),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TextColumn("{task.fields[said]}"),
            progress.TimeRemainingColumn(),
        )
        self._bars = progress.Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bars.add_task(word, total=None, said="")
        self._bars.start()

    @property
    def is_shown(self) -> bool:
        return self._bars is not None

    def show(self, done: int, total: int | None, said: str | None = None) -> None:
        """Show how far it is, followed by `said`, or else by the speed."""
        if self._bars is None:
            return
        self._bars.update(self._task, completed=done, total=total)
        task = self._bars.tasks[self._task]
        speed = task.finished_speed or task.speed
        rate = f"{speed:,.0f}/s" if speed else ""
        self._bars.update(self._task, said=rate if said is None else said)

    def close(self) -> None:
        """Remove the bar."""
        if self._bars is not None:
            self._bars.stop()


def scan(library: Library, *, quiet: bool = False, reread: bool = False) -> Summary:
    """Bring the index up to date; `reread` reads every file again."""
    bar = ProgressBar("indexing", shown=not quiet)

    def show(now: Progress) -> None:
        bar.show(now.done, now.total)

    try:
        return library.refresh(show if bar.is_shown else None, reread=reread)
    finally:
        bar.close()


def watched(items: Sequence[_Item], word: str) -> Iterator[_Item]:
    """Yield items one by one, with a bar, unless they are few or are printed on a terminal."""
    if len(items) < _LONG or sys.stdout.isatty() or not sys.stderr.isatty():
        yield from items
        return

    from rich import progress
    from rich.console import Console

    yield from progress.track(items, word, console=Console(stderr=True), transient=True)
