"""A line to type on, for prompts and the palette."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.widgets import Input

from reader.tui.type_ahead import TakesKeys


class TypedLine(TakesKeys, Input):
    """A line to type on. What is typed takes effect at once and in its order, see type_ahead.py."""

    def __init__(
        self,
        entered: Callable[[], object],
        answered: Callable[[str], bool] = lambda _letter: False,
        *,
        placeholder: str = "",
        classes: str | None = None,
    ) -> None:
        """`entered` is called on Enter. `answered` gets a letter and returns whether it took it, so
        that it is not put on the line.
        """
        super().__init__(
            placeholder=placeholder, compact=True, select_on_focus=False, classes=classes
        )
        self.cursor_blink = False  # it would be drawn twice a second
        self._entered = entered
        self._answered = answered

    def take_key(self, event: events.Key) -> bool:
        if event.is_printable and event.character and not self._answered(event.character):
            self.replace(event.character, *self.selection)
        return event.is_printable

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable:
            event.prevent_default()  # it comes back by way of the application

    async def action_submit(self) -> None:
        """Answer at once, and not by a message: the next key may be there already."""
        self._entered()
