"""Passes letters to a prompt that are typed before it has opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events

from reader.tui.terminal_app import TerminalApp

if TYPE_CHECKING:  # the first screen does without
    from textual.widgets import Input


class TypeAhead(TerminalApp[None]):
    """An application with prompts, whose inputs have the class `typing`.

    A key goes to the widget that has the focus when it is pressed, and comes here if that does not
    use it. By then a prompt may have the focus. An input uses all letters that it gets, so a letter
    that comes here was typed before, and belongs to the input.
    """

    def on_key(self, event: events.Key) -> None:
        focused = self.focused
        if event.is_printable and focused is not None and focused.has_class("typing"):
            event.stop()
            event.prevent_default()
            line = cast("Input", focused)
            line.replace(event.character or "", *line.selection)
