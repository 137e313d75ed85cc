"""One line in which something is asked for, at the foot of the screen: a search, a place to go to.

Every letter is told at once, so that what it leads to is seen while one types.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from reader.tui.bars import Bar
from reader.tui.purpose import Purpose


class _Line(Input):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move(1)", "down the list", show=False, id="asking.down"),
        Binding("up,ctrl+p", "move(-1)", "up the list", show=False, id="asking.up"),
        Binding("escape", "leave", "back", id="asking.leave", key_display="Esc"),
        Binding("enter", "submit", "done", id="asking.done", key_display="Enter"),
    ]

    def action_leave(self) -> None:
        self.post_message(Asking.Left())

    def action_move(self, step: int) -> None:
        self.post_message(Asking.Moved(step))


class Asking(Horizontal):
    """A label, what is typed, and a word on what came of it."""

    class Closed(Message):
        """Enter or Esc: something else has the keys now."""

    class Moved(Message):
        """An arrow: the cursor of the list is meant."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Left(Message):
        """Esc."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._label = Bar(id="asking-label")
        self._line = _Line(compact=True, select_on_focus=False, classes="typing")
        self._said = Bar(id="asking-said")
        self._purpose: Purpose | None = None

    def compose(self) -> ComposeResult:
        yield self._label
        yield self._line
        yield self._said

    def ask(self, purpose: Purpose) -> None:
        """Ask for something, from its text on."""
        self._purpose = purpose
        self._label.say(left=purpose.label)
        self._label.styles.width = len(purpose.label) + 2  # a bar keeps two cells between its texts
        self._said.say(right="")
        with self._line.prevent(Input.Changed):
            self._line.value = purpose.text
        self._line.cursor_position = len(purpose.text)
        self.display = True
        self._line.focus()

    def say(self, text: str) -> None:
        """Say what came of it."""
        self._said.say(right=text)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._purpose is not None:
            self.say(self._purpose.changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._close(done=True)

    def on_asking_left(self, event: Left) -> None:
        event.stop()
        self._close(done=False)

    def _close(self, *, done: bool) -> None:
        purpose, self._purpose = self._purpose, None
        self.display = False
        self.post_message(self.Closed())
        if purpose is not None:
            (purpose.done if done else purpose.left)()
