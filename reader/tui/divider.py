"""The line between the list and the article, which keys and the mouse move."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widget import Widget

from reader import screen_state
from reader.tui.session import Session

NARROW = 100
"""Columns; below that one pane is on the screen at a time."""

_LEAST_LIST, _LEAST_ARTICLE = 24, 40
"""Cells that a divider leaves to either pane."""


class Divider(Widget):
    """A line as high as the panes, right of the list that it makes wider or narrower."""

    ALLOW_SELECT = False

    def __init__(self, session: Session, sidebar: Widget) -> None:
        super().__init__()
        self._session = session
        self._sidebar = sidebar
        self._list_width = screen_state.list_width()
        self._is_held = False

    def fit(self, width: int) -> None:
        """Give the list the width that was set, where a screen of `width` leaves room for both."""
        sized = self._list_width is not None and width >= NARROW
        self._sidebar.set_class(sized, "sized")
        if not sized:
            self._sidebar.styles.clear_rule("width")
        elif self._list_width is not None:
            most = width - _LEAST_ARTICLE
            self._sidebar.styles.width = max(_LEAST_LIST, min(self._list_width, most))

    def move(self, cells: int) -> None:
        """Make the list so many cells wider, also for the next start, and say how wide it is;
        nothing where there is one pane at a time.
        """
        if not self._session.is_narrow:
            width = self._put(self._sidebar.size.width + cells)
            problem = screen_state.keep_list_width(width)
            self._session.say(f"A list of {width} cells. {problem}".strip())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
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

    def render(self) -> Content:
        return Content("\n".join("│" * self.size.height))

    def _put(self, column: int) -> int:
        width = self.app.size.width
        self._list_width = max(_LEAST_LIST, min(column, width - _LEAST_ARTICLE))
        self.fit(width)
        return self._list_width
