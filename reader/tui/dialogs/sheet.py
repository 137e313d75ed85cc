"""The base of dialogs with lines to scroll."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from reader.tui import keys
from reader.tui.dialogs.dialog import Dialog

TOLD = "j k scroll · Esc close"
"""The keys, for the line below a sheet."""


class Sheet(Dialog[None]):
    """A dialog whose subclass composes a VerticalScroll."""

    CSS_PATH = "dialogs.tcss"

    BINDINGS: ClassVar[list[BindingType]] = keys.SHEET.bindings

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False, immediate=True)

    def action_page(self, pages: float) -> None:
        scroll = self.query_one(VerticalScroll)
        self.action_scroll(round(pages * max(scroll.scrollable_content_region.height - 2, 2)))


class LineSheet(Sheet):
    """A sheet of lines below a heading."""

    def __init__(self, heading: str, lines: Iterable[Content]) -> None:
        super().__init__()
        self._lines = [Content.styled(heading, "bold $accent"), *lines]

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(Content("\n").join(self._lines))
        yield Static(TOLD, classes="told")
