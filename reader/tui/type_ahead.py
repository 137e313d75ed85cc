"""Keys are answered in the order in which they were typed, however fast they come.

A key goes to the widget that has the focus when it is pressed, and from there up to the
application, where it does what it is bound to. That may open a prompt, close it, or ask a question,
while the next keys are on their way already. So what takes keys as answers does not take them on
their way: all keys come here, and each finds what the keys before it have made. If that is still
being looked for, the keys wait, for a moment.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from textual import events
from textual.timer import Timer

from reader.tui.terminal_app import TerminalApp

_PATIENCE = 2.0
"""Seconds for which keys wait for what they are meant for; then they are dropped."""

_AT_ONCE = frozenset({"q", "ctrl+q", "ctrl+c", "ctrl+z"})
"""Keys that do not wait: they leave the program."""

_AT_ONCE_ON_A_LINE = _AT_ONCE - {"q"} | {"escape"}


class TakesKeys:
    """A widget that takes keys as answers, while it or a widget inside it has the focus."""

    def take_key(self, event: events.Key) -> bool:
        """Take a key, at once. Returns whether it was an answer; then it does nothing else."""
        raise NotImplementedError


class TypeAhead(TerminalApp[None]):
    """An application with prompts and questions."""

    def __init__(self, **how: Any) -> None:
        self._held: deque[events.Key] = deque()
        self._patience: Timer | None = None
        self._has_given_up = False
        super().__init__(**how)

    @property
    def is_to_come(self) -> bool:
        """Whether the screen does not show yet what the next key is meant for."""
        return False

    @property
    def is_entered(self) -> bool:
        """Whether what was entered on a line is being looked for, which closes the line then."""
        return False

    def on_key(self, event: events.Key) -> None:
        if (self.is_entered and self._hold(event)) or self._take(event) or self._hold(event):
            event.stop()
            event.prevent_default()

    async def answer_held_keys(self) -> None:
        """Answer the keys that wait, as far as what they are meant for is on the screen."""
        while self._held and not self.is_to_come:
            event = self._held.popleft()
            if not self._take(event):
                await self._check_bindings(event.key)
        if not self.is_to_come:
            self._has_given_up = False
        if not self._held:
            self._stop_waiting()

    def _take(self, event: events.Key) -> bool:
        """Give a key to a widget that takes it as an answer, if there is one."""
        around = self.focused.ancestors_with_self if self.focused is not None else ()
        takers = (node for node in around if isinstance(node, TakesKeys))
        return any(taker.take_key(event) for taker in takers)

    def _hold(self, event: events.Key) -> bool:
        """Let a key wait, if there is something to wait for."""
        at_once = _AT_ONCE_ON_A_LINE if self.is_entered else _AT_ONCE
        if event.key in at_once or self._has_given_up:
            return False
        if self._is_typing and not self.is_entered:
            return False
        if not (self._held or self.is_to_come):
            return False
        self._held.append(event)
        if self._patience is None:
            self._patience = self.set_timer(_PATIENCE, self._give_up)
        return True

    @property
    def _is_typing(self) -> bool:
        """Whether a line or a dialog has the keys."""
        is_on_line = self.focused is not None and self.focused.has_class("typing")
        return is_on_line or len(self.screen_stack) > 1

    async def _give_up(self) -> None:
        """Drop the keys that wait, if what they are meant for does not come."""
        self._stop_waiting()
        if not self.is_to_come:
            await self.answer_held_keys()
            return
        self._has_given_up = True
        count = len(self._held)
        self._held.clear()
        keys = "1 key was" if count == 1 else f"{count:,} keys were"
        self.say_later(f"The list is not there yet; {keys} dropped.")

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience = None
