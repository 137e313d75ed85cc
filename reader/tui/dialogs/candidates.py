"""Lines to choose from, under or above a line to type on: those of the palette and of go-to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from reader.lazy_tuple import NamedTuple
from reader.output.cells import fit, width_of

_STEP = " › "
_CUT = "… › "


class Candidate(NamedTuple):
    """A line: its text with the `spots` that match what is typed, what is at its right, and the
    `value` that it stands for. Texts are free of control characters.
    """

    text: str
    right: str
    value: Any
    spots: Sequence[tuple[int, int]] = ()


class Candidates(Widget):
    """A list of candidates; the highlighted one is chosen by Enter, each by a click."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "candidates--chosen",
        "candidates--found",
        "candidates--right",
    }

    class Clicked(Message):
        """The user clicked on a candidate."""

        def __init__(self, candidate: Candidate) -> None:
            super().__init__()
            self.candidate = candidate

    def __init__(self, rows: int) -> None:
        """A list that shows at most so many rows at once."""
        super().__init__()
        self.rows = rows
        self._all: Sequence[Candidate] = ()
        self._empty = ""
        self._at = self._top = 0

    @property
    def all(self) -> Sequence[Candidate]:
        """All candidates, best first."""
        return self._all

    @property
    def chosen(self) -> Candidate | None:
        """The highlighted candidate; None if there are none."""
        return self._all[self._at] if self._all else None

    @property
    def shown(self) -> Sequence[Candidate]:
        """The candidates on the screen."""
        return self._all[self._top : self._top + self.rows]

    def show(self, candidates: Sequence[Candidate], empty: str = "") -> None:
        """List candidates, with the first one highlighted; `empty` is said if there are none."""
        self._all, self._empty = candidates, empty
        self._at = self._top = 0
        self.refresh(layout=True)

    def replace(self, candidates: Sequence[Candidate]) -> None:
        """List the same candidates with other texts; the highlighted one stays."""
        self._all = candidates
        self.refresh()

    def move(self, step: int) -> None:
        """Highlight the next candidate, or the previous one if `step` is -1; the last one is
        followed by the first.
        """
        if not self._all:
            return
        self._at = (self._at + step) % len(self._all)
        self._show(self._at)

    async def on_click(self, event: events.Click) -> None:
        event.stop()
        line = self._top + event.y
        if event.button == 1 and line < len(self._all):
            self.post_message(self.Clicked(self._all[line]))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-1)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(len(self.shown), 1)

    def render(self) -> Content:
        if not self._all:
            return Content(fit(self._empty, self.size.width))
        return Content("\n").join(
            self._line(one, self._top + number == self._at) for number, one in enumerate(self.shown)
        )

    def _line(self, one: Candidate, is_chosen: bool) -> Content:
        width = self.size.width
        text, shift = _fitted(one.text, max(width - width_of(one.right) - 2, 1))
        line = Content(text)
        for start, end in one.spots:
            start = max(start + shift, len(_CUT) if shift else 0)
            end = min(end + shift, len(text))
            if start < end:
                line = line.stylize(self._style("found"), start, end)
        gap = " " * max(width - width_of(text) - width_of(one.right), 0)
        right = Content(one.right) if is_chosen else Content.styled(one.right, self._style("right"))
        line = Content.assemble(line, gap, right)
        if not is_chosen:
            return line
        return line.stylize_before(self.get_visual_style("candidates--chosen"))

    def _style(self, name: str) -> Style:
        return self.get_visual_style(f"candidates--{name}", partial=True)

    def _show(self, line: int) -> None:
        """Scroll a line into view."""
        self._top = max(min(self._top, line), line - self.rows + 1)
        self.refresh()

    def _scroll(self, lines: int) -> None:
        most = max(len(self._all) - self.rows, 0)
        self._top = max(0, min(self._top + lines, most))
        self._at = max(self._top, min(self._at, self._top + self.rows - 1))
        self.refresh()


def _fitted(text: str, width: int) -> tuple[str, int]:
    """A text cut to a width, and how far what is left of it has moved. Of a path its end is left,
    which tells it from others.
    """
    parts = text.split(_STEP)
    for number in range(1, len(parts)):
        if width_of(text) <= width:
            break
        short = _CUT + _STEP.join(parts[number:])
        if width_of(short) <= width:
            return short, len(short) - len(text)
    return fit(text, width), 0
