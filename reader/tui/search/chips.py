"""The search terms and filters in force, as chips; a click removes one."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.content import Content
from textual.widget import Widget

from reader.output.cells import fit, width_of
from reader.output.safe import safe_line

_LONGEST = 30
_BETWEEN = " "

_HIDDEN = "… "
"""What stands for the chips for which there is no room."""


class Chips(Widget):
    """A line of chips, hidden if there are none."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"chips--chip"}

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._texts: list[str] = []
        self._said = ""

    def show(self, texts: list[str], said: str) -> None:
        """Show chips with these texts, and at the right `said`, the number of results."""
        self._texts = [f" {fit(safe_line(text), _LONGEST)} × " for text in texts]
        self._said = said
        self.display = bool(texts)
        self.refresh()

    async def on_click(self, event: events.Click) -> None:
        hidden = self._hidden
        at = width_of(_HIDDEN) if hidden else 0
        for number, text in enumerate(self._texts[hidden:], hidden):
            if event.button == 1 and at <= event.x - self.styles.padding.left < at + width_of(text):
                await self.run_action(f"view.drop({number})")
                return
            at += width_of(text + _BETWEEN)

    def render(self) -> Content:
        style = self.get_visual_style("chips--chip")
        hidden = self._hidden
        texts = (Content.styled(text, style) for text in self._texts[hidden:])
        chips = Content.assemble(_HIDDEN if hidden else "", Content(_BETWEEN).join(texts))
        gap = self.size.width - chips.cell_length - width_of(self._said)
        return Content.assemble(chips, " " * max(gap, 1), self._said)

    @property
    def _hidden(self) -> int:
        """How many chips there is no room for: the first ones, as the last are removed first."""
        room = self.size.width - width_of(self._said) - 1
        hidden = 0
        while hidden < len(self._texts) - 1:
            shown = _BETWEEN.join(self._texts[hidden:])
            if width_of(_HIDDEN if hidden else "") + width_of(shown) <= room:
                break
            hidden += 1
        return hidden
