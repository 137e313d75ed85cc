"""A sheet of lines over the screen, to be scrolled and closed."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from reader.tui.dialogs.dialog import Dialog


class Sheet(Dialog[None]):
    """Lines in a VerticalScroll, which a subclass composes."""

    CSS_PATH = "dialogs.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,ctrl+c", "dismiss", "close", id="help.close"),
        Binding("j,down", "scroll(1)", "scroll down", show=False, id="help.down"),
        Binding("k,up", "scroll(-1)", "scroll up", show=False, id="help.up"),
        Binding("g,home", "scroll(-999)", "first line", show=False, id="help.top"),
        Binding("G,end", "scroll(999)", "last line", show=False, id="help.bottom"),
        Binding("space,pagedown", "page(1)", "page down", show=False, id="help.page_down"),
        Binding("b,pageup", "page(-1)", "page up", show=False, id="help.page_up"),
    ]

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False, immediate=True)

    def action_page(self, pages: int) -> None:
        scroll = self.query_one(VerticalScroll)
        self.action_scroll(pages * max(scroll.scrollable_content_region.height - 2, 1))
