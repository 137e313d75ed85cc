"""What takes long, with a bar on stderr where that is a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.library.library import Library, Progress, Summary

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_LONG = 50
"""Articles; to read more of them takes longer than a moment."""


def scan(library: Library, *, quiet: bool = False, reread: bool = False) -> Summary:
    """Bring the index up to date; `reread` reads every file again."""
    if quiet or not sys.stderr.isatty():
        return library.refresh(reread=reread)

    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("indexing"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[rate]}"),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("indexing", total=None, rate="")

        def show(now: Progress) -> None:
            bars.update(bar, completed=now.done, total=now.total)
            speed = bars.tasks[bar].finished_speed or bars.tasks[bar].speed
            bars.update(bar, rate=f"{speed:,.0f}/s" if speed else "")

        return library.refresh(show, reread=reread)


def watched(items: Sequence[_Item], word: str) -> Iterator[_Item]:
    """Items one by one; a bar says how far it is, unless what is printed of them does."""
    if len(items) < _LONG or sys.stdout.isatty() or not sys.stderr.isatty():
        yield from items
        return

    from rich import progress
    from rich.console import Console

    yield from progress.track(items, word, console=Console(stderr=True), transient=True)
