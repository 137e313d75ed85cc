"""Progress bars on stderr, for what takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.library.library import Library, Progress, Summary
    from reader.library.scan.scan import Texts

import sys
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any, TypeVar

_Item = TypeVar("_Item")
_MOMENT = 1.0
"""Seconds for which a scan that ought to be quick shows no bar."""

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

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()


def scan(
    library: Library,
    *,
    quiet: bool = False,
    is_quick: bool = False,
    full: bool = True,
    reread: bool = False,
    texts: Texts = "wait",
) -> Summary:
    """Bring the index up to date, with a bar for its rows and one for their texts, unless `quiet`.
    If the scan ought to be quick there is none unless it takes longer, as it does where an older
    version made the index. For the others see `Library.refresh`.
    """
    begun = monotonic()
    bars: dict[str, ProgressBar] = {}

    def show(now: Progress) -> None:
        if is_quick and monotonic() - begun < _MOMENT:
            return
        if now.phase not in bars:
            for bar in bars.values():
                bar.close()
            bars[now.phase] = ProgressBar(now.word)
        bars[now.phase].show(now.done, now.total)

    is_shown = not quiet and sys.stderr.isatty()
    try:
        told = show if is_shown else None
        return library.refresh(told, full=full, reread=reread, texts=texts)
    finally:
        for bar in bars.values():
            bar.close()


def watched(items: Sequence[_Item], word: str) -> Iterator[_Item]:
    """Yield items one by one, with a bar, unless they are few or are printed on a terminal."""
    if len(items) < _LONG or sys.stdout.isatty() or not sys.stderr.isatty():
        yield from items
        return

    from rich import progress
    from rich.console import Console

    yield from progress.track(items, word, console=Console(stderr=True), transient=True)
