"""The lines around the panes: what is open above, what happens and which keys matter below."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from reader.output.cells import fit, width_of
from reader.output.safe import safe_line


class Bar(Widget):
    """One line: a text at the left, which gives way, and one at the right, which stays."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._left = self._right = ""

    def say(self, left: str | None = None, right: str | None = None) -> None:
        """Change either text; None leaves it."""
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


class Keys(Widget):
    """The keys that matter where the reader is, drawn from the live bindings."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key"}

    def render(self) -> Content:
        key_style = self.get_visual_style("keys--key")
        parts: list[Content] = []
        used = 0
        seen: set[str | None] = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if not binding.show or not active.enabled or binding.id in seen:
                continue
            seen.add(binding.id)
            key = binding.key_display or self.app.get_key_display(binding)
            text = f"{key} {binding.description}"
            if used + width_of(text) > self.size.width:
                break
            used += width_of(text) + 3
            parts.append(Content.assemble((key, key_style), f" {binding.description}"))
        return Content("   ").join(parts)
