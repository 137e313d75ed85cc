"""The lines around the panes: the title above them, the status line and the keys below."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from reader.output.cells import fit, width_of
from reader.output.safe import safe_line

_BETWEEN = "   "
SHOWN_FOR = 6.0
"""Seconds for which a message is shown."""

_LAST = ("help", "quit")
"""The keys that are always shown; others are left out if there is no room."""


class Bar(Widget):
    """One line with a text at the left and one at the right; a long left one is cut."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._left = self._right = ""

    def say(self, left: str | None = None, right: str | None = None) -> None:
        """Change either text; None keeps it."""
        texts = (
            self._left if left is None else safe_line(left),
            self._right if right is None else safe_line(right),
        )
        if texts != (self._left, self._right):
            self._left, self._right = texts
            self.refresh()

    def render(self) -> Content:
        room = self.size.width
        right = fit(self._right, room)
        left = fit(self._left, max(room - width_of(right) - 2, 0))
        gap = " " * (room - width_of(left) - width_of(right))
        return Content(f"{left}{gap}{right}")


class Status(Bar):
    """The status line."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._timer: Timer | None = None
        self._held = ""

    def tell(self, text: str) -> None:
        """Show a message at the left for some seconds."""
        self.say(left=text)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SHOWN_FOR, self._is_told)

    def hold(self, text: str) -> None:
        """Show a text at the left whenever no message is shown."""
        if text != self._held:
            self._held = text
            if self._timer is None:
                self.say(left=text)

    def _is_told(self) -> None:
        self._timer = None
        self.say(left=self._held)


class Keys(Widget):
    """The main keys of the focused widget, drawn from the live bindings."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key"}

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render(self) -> Content:
        shown: dict[str | None, Binding] = {}
        focused = self.screen.focused
        asker = None  # in a prompt only its own keys work, the others are letters
        if focused is not None and focused.has_class("typing"):
            asker = next((one for one in focused.ancestors if one.has_class("asks")), None)
        for active in self.screen.active_bindings.values():
            told = asker is None or active.node is asker
            if active.binding.show and active.enabled and told:
                shown.setdefault(active.binding.id, active.binding)
        keys = [
            (binding.key_display or self.app.get_key_display(binding), binding.description)
            for binding in sorted(shown.values(), key=lambda one: one.id in _LAST)
        ]
        while len(keys) > len(_LAST) and self._width(keys) > self.size.width:
            del keys[-len(_LAST) - 1]
        style = self.get_visual_style("keys--key")
        parts = [Content.assemble((key, style), f" {text}") for key, text in keys]
        return Content(_BETWEEN).join(parts)

    def _width(self, keys: list[tuple[str, str]]) -> int:
        return width_of(_BETWEEN.join(f"{key} {text}" for key, text in keys))
