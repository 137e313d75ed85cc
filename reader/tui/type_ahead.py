"""Letters that are typed faster than a line to type on opens are that line's."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events

from reader.tui.terminal_app import TerminalApp

if TYPE_CHECKING:  # the first screen does without
    from textual.widgets import Input


class TypeAhead(TerminalApp[None]):
    """An application with lines to type on, which have the class `typing`.

    A key goes to whoever has the focus when it is pressed, and comes here when that has no use for
    it. By then a line may have opened; it takes every letter, so that one which comes by is late.
    """

    def on_key(self, event: events.Key) -> None:
        focused = self.focused
        if event.is_printable and focused is not None and focused.has_class("typing"):
            event.stop()
            event.prevent_default()
            line = cast("Input", focused)
            line.replace(event.character or "", *line.selection)
