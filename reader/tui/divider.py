"""The line between the list and the article; keys and the mouse move it."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from reader import screen_state
from reader.tui.paint import paint
from reader.tui.session import Session

NARROW = 100
"""Columns; a narrower screen shows one pane at a time."""

_LEAST_LIST, _LEAST_ARTICLE = 24, 40
"""The narrowest list and article, in cells."""


class Divider(Widget):
    """A vertical line at the right of the list, which sets the list's width."""

    ALLOW_SELECT = False

    def __init__(self, session: Session, sidebar: Widget) -> None:
        super().__init__()
        self._session = session
        self._sidebar = sidebar
        self.list_width = screen_state.list_width()
        """The width that was set, in cells; None if the screen decides."""
        self._is_held = False

    def fit(self, width: int) -> None:
        """Give the list the width that was set, if a screen of `width` cells has two panes."""
        sized = self.list_width is not None and width >= NARROW
        self._sidebar.set_class(sized, "sized")
        if not sized:
            self._sidebar.styles.clear_rule("width")
        elif self.list_width is not None:
            most = width - _LEAST_ARTICLE
            self._sidebar.styles.width = max(_LEAST_LIST, min(self.list_width, most))

    def move(self, cells: int) -> None:
        """Make the list wider by `cells`, also for the next start, and say how wide it is. Does
        nothing on a narrow screen.
        """
        if not self._session.is_narrow:
            width = self._put(self._sidebar.size.width + cells)
            problem = screen_state.keep_list_width(width)
            self._session.say(f"The list is {width} cells wide. {problem}".strip())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        if event.button == 1:
            self._is_held = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._is_held:
            self._put(event.screen_x)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._is_held:
            self._is_held = False
            self.release_mouse()
            if problem := screen_state.keep_list_width(self._put(event.screen_x)):
                self._session.say(problem)

    def render_lines(self, crop: Region) -> list[Strip]:
        line = Strip([Segment("│" * self.size.width, self.rich_style)], self.size.width)
        return paint(self, crop, [line] * crop.height)

    def _put(self, column: int) -> int:
        width = self.app.size.width
        self.list_width = max(_LEAST_LIST, min(column, width - _LEAST_ARTICLE))
        self.fit(width)
        return self.list_width
