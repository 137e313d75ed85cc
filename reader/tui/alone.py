"""One article without a library around it: `reader open FILE`."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from reader.errors import ReaderError
from reader.library.library import note_read
from reader.tui.article import ArticleView
from reader.tui.bars import Bar, Keys
from reader.tui.memory import settle
from reader.tui.page import Page
from reader.tui.signals import leave_on_terminate
from reader.tui.themes import EVENING


class OneArticle(App[None]):
    """The article of a file, and nothing else."""

    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "help", id="help", key_display="?"),
        Binding("q,ctrl+c", "quit", "quit", id="quit"),
    ]

    def __init__(self, file: Path, *, zone: tzinfo | None, text_width: int) -> None:
        super().__init__()
        self.animation_level = "none"
        self._page = Page(file, zone)
        self._article = ArticleView(text_width, alone=True)
        self._title_bar = Bar(id="title")
        self._status = Bar(id="status")
        self.register_theme(EVENING)
        self.theme = EVENING.name

    def compose(self) -> ComposeResult:
        yield self._title_bar
        yield self._article
        yield self._status
        yield Keys(id="keys")

    def on_mount(self) -> None:
        self._title_bar.say(f"reader · {self._page.path}")
        leave_on_terminate(self)
        self._article.show(self._page)
        self._article.focus()
        self.call_after_refresh(self._note_read)

    def action_help(self) -> None:
        from reader.tui.help import Help  # noqa: PLC0415 (not needed for the first screen)

        self.push_screen(Help())

    def _note_read(self) -> None:
        if self._page.article is not None:
            try:
                note_read(self._page.article)
            except ReaderError as error:
                self._status.say(str(error))
        settle()
