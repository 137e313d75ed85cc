"""The base of dialogs with lines to scroll."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll

from reader.tui import keys
from reader.tui.dialogs.dialog import Dialog


class Sheet(Dialog[None]):
    """A dialog whose subclass composes a VerticalScroll."""

    CSS_PATH = "dialogs.tcss"

    BINDINGS: ClassVar[list[BindingType]] = keys.SHEET.bindings

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False, immediate=True)

    def action_page(self, pages: int) -> None:
        scroll = self.query_one(VerticalScroll)
        self.action_scroll(pages * max(scroll.scrollable_content_region.height - 2, 1))
