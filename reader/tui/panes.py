"""The list and the article: beside each other, or on a narrow screen one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from reader import screen_state
from reader.tui.article.article_view import ArticleView
from reader.tui.bars import Keys
from reader.tui.divider import Divider
from reader.tui.list.list_view import Sidebar

NARROW = 100
"""Columns; below that one pane is on the screen at a time."""

_LEAST_LIST, _LEAST_ARTICLE = 24, 40
"""Cells that a divider leaves to either pane."""

_ONE_FRAME = 0.002
"""Seconds in which the widgets that one key changes all get ready, to be drawn together."""


class Panes(Horizontal):
    """Both panes, which of them is in use, and how wide they are."""

    class NotKept(Message):
        """A width that was set cannot be kept for the next start: why."""

        def __init__(self, problem: str) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self, sidebar: Sidebar, article: ArticleView) -> None:
        super().__init__(id="panes")
        self.sidebar = sidebar
        self.article = article
        self.reading = False
        """Whether the article is in use, and not the list."""
        self.is_narrow = False
        """Whether there is one pane at a time on the screen."""
        self._list_width = screen_state.list_width()

    def compose(self) -> ComposeResult:
        yield self.sidebar
        yield Divider()
        yield self.article

    @property
    def are_gone(self) -> bool:
        """A timer may go off once more when the screen is gone already, and a message come."""
        return not (self.is_attached and self.app.screen_stack)

    def fit(self, width: int) -> None:
        """One pane or two, as the terminal is wide."""
        self.is_narrow = width < NARROW
        self.screen.set_class(self.is_narrow, "narrow")
        self._divide(width)
        self._show_one()
        self.article.set_class(not self.is_narrow, "beside")

    def use_list(self) -> None:
        """Give the keys to the list."""
        self.screen.remove_class("zen")
        self._use(self.sidebar, reading=False)

    def use_article(self) -> None:
        """Give the keys to the article."""
        self._use(self.article, reading=True)

    @asynccontextmanager
    async def one_frame(self) -> AsyncIterator[None]:
        """Draw all that a key changes at once, and not each widget as it gets ready."""
        with self.app.batch_update():
            yield
            await asyncio.sleep(_ONE_FRAME)
        self.screen.check_idle()

    def widen_list(self, cells: int) -> str:
        """Another width of the list, kept for the next start: how many cells it has now, in words;
        nothing where there is one pane at a time.
        """
        if self.is_narrow:
            return ""
        width = self._set_list_width(self.sidebar.size.width + cells)
        return f"A list of {width} cells. {screen_state.keep_list_width(width)}".strip()

    def on_divider_dragged(self, event: Divider.Dragged) -> None:
        width = self._set_list_width(event.column)
        if event.done and (problem := screen_state.keep_list_width(width)):
            self.post_message(self.NotKept(problem))

    def _set_list_width(self, cells: int) -> int:
        width = self.app.size.width
        self._list_width = max(_LEAST_LIST, min(cells, width - _LEAST_ARTICLE))
        self._divide(width)
        return self._list_width

    def _divide(self, width: int) -> None:
        """Give the list the width that was set, where that leaves room for both panes."""
        sized = self._list_width is not None and width >= NARROW
        self.sidebar.set_class(sized, "sized")
        if not sized:
            self.sidebar.styles.clear_rule("width")
        elif self._list_width is not None:
            most = width - _LEAST_ARTICLE
            self.sidebar.styles.width = max(_LEAST_LIST, min(self._list_width, most))

    def _use(self, pane: Sidebar | ArticleView, *, reading: bool) -> None:
        is_other, self.reading = reading != self.reading, reading
        if self.is_narrow:
            self._show_one()
        self.screen.set_focus(pane)
        if is_other:
            self.screen.get_child_by_type(Keys).refresh()

    def _show_one(self) -> None:
        """On a narrow screen, show the pane that is in use and hide the other."""
        self.screen.set_class(self.reading, "reading")
        self.screen.set_class(not self.reading, "listing")
