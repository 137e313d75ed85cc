"""The prompt: a line to type an answer on, at the bottom of the article or of the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from reader.output.cells import width_of
from reader.tui import keys
from reader.tui.bars import Asker, ShownKey
from reader.tui.bindings import shown_key
from reader.tui.dialogs.candidates import Candidate, Candidates
from reader.tui.dialogs.line import TypedLine

if TYPE_CHECKING:
    from reader.tui.terminal_app import TerminalApp

_ROWS = 8
"""Candidates that are shown at once."""

_FIELD = 30
"""Cells to type in; a hint that leaves fewer is shown on a line above."""


class Prompt(Asker, Vertical):
    """A line to type on, with a label and a hint. It calls back on each letter and at the end."""

    BINDINGS: ClassVar[list[BindingType]] = keys.PROMPT.bindings

    def __init__(self, back: Callable[[], object]) -> None:
        """`back` is called to move the focus when the prompt closes, at once."""
        super().__init__()
        self._back = back
        self._label = Static(id="prompt-label", markup=False)
        self._told = Static(id="prompt-told", markup=False)
        self._above = Static(id="prompt-above", markup=False)
        self._telling = ""
        self._input = TypedLine(self._entered, self._answered, classes="typing")
        self._told_text = ""  # the text of which `_typed` knows
        self._answers: Mapping[str, Callable[[], object]] | None = None
        self._typed: Callable[[str], object] = bool
        self._done: Callable[[str], bool] = bool
        self._dropped: Callable[[], object] = bool
        self._moved: Callable[[int], object] = bool
        self._completed: Callable[[str], list[str]] = lambda _text: []
        self._turns: list[str] = []  # completions for Tab, the current one first
        self._chosen: Callable[[Candidate], object] | None = None
        self.candidates = Candidates(_ROWS)
        """What may be chosen, above the line."""

    def compose(self) -> ComposeResult:
        yield self.candidates
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
        completed: Callable[[str], list[str]] | None = None,
        chosen: Callable[[Candidate], object] | None = None,
        selected: bool = False,
        enter: str = "keep",
        what: str = "",
    ) -> None:
        """Open the prompt with a `text`; if `selected`, the first letter replaces it. `enter` is
        what Enter does, and `what` may be typed; both are shown.

        `typed` is called on each change, `dropped` if the user cancels. `done` gets the answer and
        returns whether to close. `moved` gets the steps of the arrow keys; `completed` returns the
        completions of a text, for Tab. With `chosen` there is a box with candidates, in which the
        arrow keys and Tab move; a click calls it.
        """
        self._label.update(label)
        self._turns, self._answers = [], None
        self._input.value = self._told_text = text
        self._input.selection = Selection(0 if selected else len(text), len(text))
        self._typed, self._done, self._dropped, self._moved = typed, done, dropped, moved
        self._completed = completed or (lambda _text: [])
        self._chosen = chosen
        self.candidates.display = chosen is not None
        self.candidates.show([])
        self._input.placeholder = what
        tab = "choose" if chosen else "complete" if completed else ""
        told = {"enter": enter, "prompt.complete": tab, "prompt.drop": "cancel"}
        self.told_keys = [self._told_key(id, words) for id, words in told.items() if words]
        self.display = True
        self.tell("")
        self.screen.set_focus(self._input)  # at once, see type_ahead.py

    def choose(self, label: str, hint: str, answers: Mapping[str, Callable[[], object]]) -> None:
        """Open the prompt for one letter, and call its answer if it has one."""
        room = self.parent.size.width if isinstance(self.parent, Widget) else 0
        is_long = width_of(f"{label}{hint}") + 4 > room
        what = "" if is_long else hint
        self.ask(label, "", lambda _text: True, what=what, enter="")
        self._answers = answers
        self.tell(hint if is_long else "")

    def tell(self, text: str) -> None:
        """Show a hint at the right, or above if there is no room."""
        self._telling = text
        self._place()

    def again(self, why: str, text: str) -> None:
        """Say why the answer was refused, and put another text on the line."""
        self.tell(why)
        self._input.value = self._told_text = text
        self.call_after_refresh(self._input.action_end)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.display:
            self._tell_typed()

    def _tell_typed(self) -> None:
        """Call back with what is on the line now, once."""
        text = self._input.value
        if text == self._told_text:
            return
        self._told_text = text
        if self._turns and text != self._turns[0]:
            self._turns = []
        if self._answers is not None:  # pasted
            self._answered(text)
        else:
            self._typed(text)

    def _answered(self, letter: str) -> bool:
        """Where one letter is asked for, take it for the answer. Returns whether it is."""
        if self._answers is None or not self.display:
            return False
        answer = self._answers.get(letter[:1], bool)
        self._close()
        answer()
        return True

    def _entered(self) -> None:
        """On Enter, call back with what is typed, of which `typed` may not know yet."""
        if self.display:
            self._tell_typed()
        if self.display and self._done(self._input.value):
            self._close()

    def on_candidates_clicked(self, event: Candidates.Clicked) -> None:
        event.stop()
        if self.display and self._chosen is not None:
            self._chosen(event.candidate)
            self._close()

    def action_move(self, step: int) -> None:
        if self._chosen is not None:
            self.candidates.move(step)
        else:
            self._moved(step)

    def action_complete(self) -> None:
        """Put the first completion on the line, and with each further Tab the next; with a box of
        candidates, go to the next one.
        """
        if self._chosen is not None:
            self.candidates.move(1)
            return
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
        telling = self._telling or self._keys_said()
        around = self.parent.size.width if isinstance(self.parent, Widget) else 0
        room = around - width_of(str(self._label.render())) - _FIELD
        is_long = width_of(telling) > room
        self._told.update("" if is_long else telling)
        self._above.update(telling if is_long else "")
        self._above.display = is_long and bool(telling)

    def _told_key(self, id: str, words: str) -> ShownKey:
        """A key by its id, or by its name, and what it does."""
        own = cast("TerminalApp[object]", self.app).own_keys
        key = (own.get(id) or keys.defaults().get(id, id)).split(",")[0]
        return ShownKey(shown_key(key), words, key)

    def _keys_said(self) -> str:
        """The keys, if the footer that says them is hidden."""
        if not self.screen.has_class("zen"):
            return ""
        return " · ".join(f"{key.shown} {key.words}" for key in self.told_keys)

    def close(self) -> None:
        """Close the prompt, as Enter does."""
        if self.display:
            self._close()

    def _close(self) -> None:
        self.display = False
        self._back()
