"""What the benchmark of the screen starts in a terminal of its own.

    python -m tests.benchmarks.stage empty     an application of one widget, the reference
    python -m tests.benchmarks.stage list      a bare list of many lines, the reference for keys
    python -m tests.benchmarks.stage FOLDER    the screen on a library, which is not scanned
    python -m tests.benchmarks.stage FOLDER scanned    the same, scanned as ever
    python -m tests.benchmarks.stage command WORD …    a command, whose library is not scanned

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


def _list() -> None:
    """A widget that draws its lines by themselves and keeps those that it drew, as ours does."""
    from rich.segment import Segment
    from rich.style import Style
    from textual.app import App, ComposeResult
    from textual.geometry import Region
    from textual.strip import Strip
    from textual.widget import Widget

    plain, cursor = Style.parse("white on black"), Style.parse("black on white")

    class Lines(Widget, can_focus=True):
        BINDINGS: ClassVar = [("j", "move(1)", ""), ("k", "move(-1)", ""), ("pagedown", "page", "")]
        top = line = 0

        def render_line(self, y: int) -> Strip:
            style = cursor if self.top + y == self.line else plain
            text = f" ● Line {self.top + y}, unread".ljust(self.size.width)
            return Strip([Segment(text, style)], self.size.width)

        def action_move(self, step: int) -> None:
            self.line += step
            for line in (self.line - step, self.line):
                self.refresh(Region(0, line - self.top, self.size.width, 1))

        def action_page(self) -> None:
            self.line += self.size.height
            self.top += self.size.height
            self.refresh()

    class Bare(App[None]):
        BINDINGS: ClassVar = [("q", "quit", "quit")]
        AUTO_FOCUS = "Lines"

        def compose(self) -> ComposeResult:
            yield Lines()

    Bare().run()


def _library(root: str, *, scanned: bool) -> None:
    """As `reader FOLDER` starts it; what keeps it from scanning is imported by that, too."""
    gc.disable()  # as `reader` does

    from reader import scouting

    scouting.prepare(3)  # as above

    from reader.cli import main

    if not scanned:
        from reader.tui.scanning import Scan

        Scan.start = lambda scan, aloud=False: None
    main([root])


def _command(words: list[str]) -> int:
    from reader.cli import main
    from reader.console import progress

    progress.scan = lambda *_how, **_more: None  # type: ignore[assignment]
    return main(words)


if __name__ == "__main__":
    named = {"empty": _empty, "list": _list}
    if sys.argv[1] in named:
        named[sys.argv[1]]()
    elif sys.argv[1] == "command":
        sys.exit(_command(sys.argv[2:]))
    else:
        _library(sys.argv[1], scanned=len(sys.argv) > 2)
