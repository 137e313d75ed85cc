"""The help screen, drawn from the live bindings: what a key does is said where it is bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.output.cells import width_of
from reader.tui.article import ArticleView
from reader.tui.points import KeyPoints
from reader.tui.prompt import Prompt
from reader.tui.sidebar import Sidebar

_KEY_WIDTH = 16


class Help(ModalScreen[None]):
    """All keys, by the place where they work."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "close", id="help.close"),
        Binding("j,down", "scroll(1)", "scroll down", show=False, id="help.down"),
        Binding("k,up", "scroll(-1)", "scroll up", show=False, id="help.up"),
    ]

    def compose(self) -> ComposeResult:
        under = self.app.screen_stack[0]
        lines = self._group("Everywhere", type(self.app).BINDINGS)
        if under.query(Sidebar):
            lines += self._group("In the list", Sidebar.BINDINGS)
        lines += self._group("In an article", ArticleView.BINDINGS)
        lines += self._group("Among key statements, headings and links", KeyPoints.BINDINGS)
        lines += self._group("On a line to type on", Prompt.BINDINGS)
        with VerticalScroll():
            yield Static(Content("\n").join(lines))

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False, immediate=True)

    def _group(self, title: str, bindings: Sequence[BindingType]) -> list[Content]:
        return [Content.styled(title, "bold $accent"), *self._keys(bindings), Content("")]

    def _keys(self, bindings: Sequence[BindingType]) -> Iterator[Content]:
        for binding in bindings:
            if not isinstance(binding, Binding) or not binding.description:
                continue
            keys = "  ".join(_shown(key) for key in binding.key.split(","))
            gap = " " * max(_KEY_WIDTH - width_of(keys), 2)
            yield Content.assemble((keys, "bold"), f"{gap}{binding.description}")


def _shown(key: str) -> str:
    return _NAMES.get(key) or key.replace("ctrl+", "^").replace("shift+", "⇧")


_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "f5": "F5",
}
