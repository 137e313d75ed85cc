"""What the benchmark of the screen starts in a terminal of its own.

    python -m tests.benchmarks.stage empty     an application of one widget, the reference
    python -m tests.benchmarks.stage FOLDER    the screen on a library, which is not scanned
    python -m tests.benchmarks.stage FOLDER scanned    the same, scanned as ever

The libraries of many rows have no files behind them: a scan would take the rows away.
"""

from __future__ import annotations

import gc
import sys
from typing import ClassVar


def _empty() -> None:
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    class Empty(App[None]):
        BINDINGS: ClassVar = [("q", "quit", "quit")]

        def compose(self) -> ComposeResult:
            yield Static("unread")

    Empty().run()


def _library(root: str, *, scanned: bool) -> None:
    """As `reader FOLDER` starts it; what keeps it from scanning is imported by that, too."""
    gc.disable()  # as `reader` does

    from reader.cli import main

    if not scanned:
        from reader.tui.scanning import Scan

        Scan.start = lambda scan, aloud=False: None  # type: ignore[method-assign,misc]
    main([root])


if __name__ == "__main__":
    _empty() if sys.argv[1] == "empty" else _library(sys.argv[1], scanned=len(sys.argv) > 2)
