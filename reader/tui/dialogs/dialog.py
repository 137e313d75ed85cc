"""The one rule for what opens over the screen: it opens once and closes once.

Keys come faster than a screen is drawn: the second of two Enters, or of two “?”, was typed before
the first did anything, and means nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A screen over the others, with a result."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close, with a result; nothing happens where it is closed already."""
        if self.app.screen_stack[-1] is not self:
            return AwaitComplete()
        return super().dismiss(result)


def open_dialog(app: App[Any], make: Callable[[], Dialog[Any]], then: Any = None) -> None:
    """Open a dialog, and call `then` with its result; nothing happens where one is open."""
    if not isinstance(app.screen, Dialog):
        app.push_screen(make(), then)
