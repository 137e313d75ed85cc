"""The last line of an article's pane: what is said there for a while, and questions of one key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a pane has one already
    from textual.timer import Timer
    from textual.widget import Widget

_SAID_FOR = 6.0
"""Seconds that a sentence at the foot stands, unless a key ends it before."""


class Foot:
    """What is said at the foot of a pane; nothing at first."""

    def __init__(self, pane: Widget, redraw: Callable[[], object]) -> None:
        """`redraw` draws the foot of the pane anew."""
        self.said = ""
        self._pane = pane
        self._redraw = redraw
        self._answers: Mapping[str, Callable[[], object]] = {}
        self._timer: Timer | None = None

    def say(self, text: str) -> None:
        """Say something, until the next key and for some seconds at most."""
        self._stop()
        self.said = text
        self._redraw()
        if text:
            self._timer = self._pane.set_timer(_SAID_FOR, lambda: self.say(""))

    def choose(self, question: str, answers: Mapping[str, Callable[[], object]]) -> None:
        """Ask a question that the next key answers; any other key drops it."""
        self.say(question)
        self._stop()  # a question waits for its answer
        self._answers = answers

    def forget(self) -> None:
        """Say and ask nothing any more, and draw nothing for it."""
        self.said = ""
        self._answers = {}

    def take(self, character: str | None) -> bool:
        """Take a key: it ends what is said. Whether it was the answer to a question."""
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
