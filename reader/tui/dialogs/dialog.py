"""The base of dialogs: each opens once and closes once.

Keys may come faster than a screen is drawn. The second of two quick Enters, or of two “?”, was
typed before the first took effect, and is ignored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Dialog(ModalScreen[ScreenResultType]):
    """A modal screen with a result."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close with a result, unless it is closed already."""
        if self.app.screen_stack[-1] is not self:
            return AwaitComplete()
        return super().dismiss(result)


async def open_dialog(app: App[Any], make: Callable[[], Dialog[Any]], then: Any = None) -> None:
    """Open a dialog, unless one is open, and call `then` with its result. When this returns, the
    dialog takes keys.
    """
    if not isinstance(app.screen, Dialog):
        await app.push_screen(make(), then)
