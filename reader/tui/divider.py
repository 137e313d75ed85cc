"""The line between the list and the article, which the mouse drags."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class Divider(Widget):
    """A line as high as the panes. It tells where it is wanted, and moves nothing itself."""

    ALLOW_SELECT = False

    class Dragged(Message):
        """It is wanted in a column of the screen; `done`, the mouse let go of it there."""

        def __init__(self, column: int, done: bool) -> None:
            super().__init__()
            self.column = column
            self.done = done

    def __init__(self) -> None:
        super().__init__()
        self._is_held = False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        event.stop()
        self._is_held = True
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._is_held:
            self.post_message(self.Dragged(event.screen_x, done=False))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._is_held:
            self._is_held = False
            self.release_mouse()
            self.post_message(self.Dragged(event.screen_x, done=True))

    def render(self) -> Content:
        return Content("\n".join("│" * self.size.height))
