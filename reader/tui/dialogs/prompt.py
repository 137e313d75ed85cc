"""A question at the foot of the article or of the screen, answered on one line."""

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
"""Cells that are left to type in; what would take of them is told on a line above."""


class Prompt(Vertical):
    """A line to type on. What is typed is told as it comes, and then that it is done or dropped."""

    BINDINGS: ClassVar[list[BindingType]] = keys.PROMPT.bindings

    def __init__(self, back: Callable[[], object]) -> None:
        """`back` takes the focus when the prompt goes."""
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
        self._turns: list[str] = []  # what Tab goes through, the one that stands there first

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
        """Ask for a text, beginning with one, which the first letter replaces where it is
        `selected`. `done` says whether the answer will do; `moved` takes the steps of the arrows;
        `completed` has the texts that Tab goes through.
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
        """Tell at the right what came of it so far; above, where there is no room."""
        self._telling = text
        self._place()

    def again(self, why: str, text: str) -> None:
        """Say why the answer will not do, and ask once more with another beginning."""
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
        """The first of what may be meant, and with each further Tab the next."""
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
        """Another pane was chosen: then nobody answers any more."""
        if self.display and self.screen.focused is not self._input and self.app.app_focus:
            self._dropped()
            self.display = False

    def _place(self) -> None:
        """Put what is told where there is room for it."""
        around = self.parent.size.width if isinstance(self.parent, Widget) else 0
        room = around - width_of(str(self._label.render())) - _FIELD
        is_long = width_of(self._telling) > room
        self._told.update("" if is_long else self._telling)
        self._above.update(self._telling if is_long else "")
        self._above.display = is_long and bool(self._telling)

    def _close(self) -> None:
        self.display = False
        self._back()
