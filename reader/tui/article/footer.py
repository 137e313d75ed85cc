"""The footer of an article's pane: messages, and questions that a single key answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from reader.tui.bars import SHOWN_FOR

if TYPE_CHECKING:  # only needed for annotations
    from textual.timer import Timer
    from textual.widget import Widget


class Foot:
    """The message or question in the footer of a pane, if any."""

    def __init__(self, pane: Widget, redraw: Callable[[], object]) -> None:
        """`redraw` redraws the footer of the pane."""
        self.said = ""
        self._pane = pane
        self._redraw = redraw
        self._answers: Mapping[str, Callable[[], object]] = {}
        self._timer: Timer | None = None

    def say(self, text: str) -> None:
        """Show a message until the next key, for some seconds at most."""
        self._stop()
        self.said = text
        self._redraw()
        if text:
            self._timer = self._pane.set_timer(SHOWN_FOR, lambda: self.say(""))

    def choose(self, question: str, answers: Mapping[str, Callable[[], object]]) -> None:
        """Ask a question, and call the answer of the next key, if it has one."""
        self.say(question)
        self._stop()  # a question waits for its answer
        self._answers = answers

    def forget(self) -> None:
        """Drop the message or question, without redrawing."""
        self.said = ""
        self._answers = {}

    def take(self, character: str | None) -> bool:
        """Let a key end the message. Returns whether it answered or cancelled a question."""
        if self.said:
            self.say("")
        answers, self._answers = self._answers, {}
        if answers:
            answers.get(character or "", bool)()
        return bool(answers)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
