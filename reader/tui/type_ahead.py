"""Keys are answered in the order in which they were typed, however fast they come.

A key goes to the widget that has the focus when it is pressed, and from there up to the
application, where it does what it is bound to. That may open a prompt, close it, or ask a question,
while the next keys are on their way already. So what takes keys as answers does not take them on
their way: all keys come here, and each finds what the keys before it have made.
"""

from __future__ import annotations

from textual import events

from reader.tui.terminal_app import TerminalApp


class TakesKeys:
    """A widget that takes keys as answers, while it or a widget inside it has the focus."""

    def take_key(self, event: events.Key) -> bool:
        """Take a key, at once. Returns whether it was an answer; then it does nothing else."""
        raise NotImplementedError


class TypeAhead(TerminalApp[None]):
    """An application with prompts and questions."""

    def on_key(self, event: events.Key) -> None:
        around = self.focused.ancestors_with_self if self.focused is not None else ()
        takers = (node for node in around if isinstance(node, TakesKeys))
        if any(taker.take_key(event) for taker in takers):
            event.stop()
            event.prevent_default()
