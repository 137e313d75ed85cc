"""The prompt: a line to type an answer on, at the bottom of the article or of the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from reader.output.cells import width_of
from reader.tui import keys

_FIELD = 30
"""Cells to type in; a hint that leaves fewer is shown on a line above."""


class Prompt(Vertical):
    """A line to type on, with a label and a hint. It calls back on each letter and at the end."""

    BINDINGS: ClassVar[list[BindingType]] = keys.PROMPT.bindings

    def __init__(self, back: Callable[[], object]) -> None:
        """`back` is called to move the focus when the prompt closes."""
        super().__init__(classes="asks")
        self._back = back
        self._label = Static(id="prompt-label", markup=False)
        self._told = Static(id="prompt-told", markup=False)
        self._above = Static(id="prompt-above", markup=False)
        self._telling = ""
        self._input = Input(compact=True, select_on_focus=False, classes="typing")
        self._input.cursor_blink = False
        self._typed: Callable[[str], object] = bool
        self._done: Callable[[str], bool] = bool
        self._dropped: Callable[[], object] = bool
        self._moved: Callable[[int], object] = bool
        self._completed: Callable[[str], list[str]] = lambda _text: []
        self._turns: list[str] = []  # completions for Tab, the current one first

    def compose(self) -> ComposeResult:
        yield self._above
        with Horizontal():
            yield self._label
            yield self._input
            yield self._told

    def ask(
        self,
        label: str,
        text: str,
        done: Callable[[str], bool],
        *,
        typed: Callable[[str], object] = bool,
        dropped: Callable[[], object] = bool,
        moved: Callable[[int], object] = bool,
        completed: Callable[[str], list[str]] = lambda _text: [],
        selected: bool = False,
    ) -> None:
        """Open the prompt with a `text`; if `selected`, the first letter replaces it.

        `typed` is called on each change, `dropped` if the user cancels. `done` gets the answer and
        returns whether to close. `moved` gets the steps of the arrow keys; `completed` returns the
        completions of a text, for Tab.
        """
        self._typed = bool
        self._label.update(label)
        self.tell("")
        self._turns = []
        self._input.value = text
        self._input.selection = Selection(0 if selected else len(text), len(text))
        self._typed, self._done, self._dropped, self._moved = typed, done, dropped, moved
        self._completed = completed
        self.display = True
        self.screen.set_focus(self._input)  # at once, see type_ahead.py

    def tell(self, text: str) -> None:
        """Show a hint at the right, or above if there is no room."""
        self._telling = text
        self._place()

    def again(self, why: str, text: str) -> None:
        """Say why the answer was refused, and put another text on the line."""
        self.tell(why)
        self._input.value = text
        self.call_after_refresh(self._input.action_end)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.display:
            if self._turns and event.value != self._turns[0]:
                self._turns = []
            self._typed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.display and self._done(event.value):
            self._close()

    def action_move(self, step: int) -> None:
        self._moved(step)

    def action_complete(self) -> None:
        """Put the first completion on the line, and with each further Tab the next."""
        if len(self._turns) > 1:
            self._turns = [*self._turns[1:], self._turns[0]]
        else:
            self._turns = self._completed(self._input.value)
        if self._turns:
            self._input.value = self._turns[0]
            self._input.action_end()

    def action_drop(self) -> None:
        if self.display:
            self._dropped()
            self._close()

    def on_resize(self) -> None:
        self._place()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Cancel when the user goes to another pane."""
        if self.display and self.screen.focused is not self._input and self.app.app_focus:
            self._dropped()
            self.display = False

    def _place(self) -> None:
        """Show the hint where there is room for it."""
        around = self.parent.size.width if isinstance(self.parent, Widget) else 0
        room = around - width_of(str(self._label.render())) - _FIELD
        is_long = width_of(self._telling) > room
        self._told.update("" if is_long else self._telling)
        self._above.update(self._telling if is_long else "")
        self._above.display = is_long and bool(self._telling)

    def _close(self) -> None:
        self.display = False
        self._back()
