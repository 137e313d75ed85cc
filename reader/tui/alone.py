"""One article without a library around it: `reader open FILE`."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from reader.config import Settings
from reader.errors import ReaderError
from reader.library.library import note_read
from reader.tui import themes
from reader.tui.article import ArticleView
from reader.tui.bars import Bar, Keys
from reader.tui.memory import settle
from reader.tui.overlays import give_keys, show_help, show_palette
from reader.tui.page import Page
from reader.tui.signals import leave_on_terminate


class OneArticle(App[None]):
    """The article of a file, and nothing else."""

    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "theme", "colours", show=False, id="theme"),
        Binding("colon,ctrl+p", "commands", "commands", show=False, id="commands"),
        Binding("question_mark", "help", "help", id="help", key_display="?"),
        Binding("q,ctrl+c", "quit", "quit", id="quit"),
    ]

    def __init__(
        self,
        file: Path,
        *,
        zone: tzinfo | None,
        text_width: int,
        settings: Settings | None = None,
    ) -> None:
        """Show a file; the `settings` are for all that is not named here."""
        super().__init__(ansi_color=themes.colourless())
        self._settings = settings = settings or Settings()
        self._own_keys: dict[str, str] = {}
        self.animation_level = "none"
        self._page = Page(file, zone)
        self._article = ArticleView(text_width, alone=True)
        self._title_bar = Bar(id="title")
        self._status = Bar(id="status")
        themes.dress(self, settings.theme)

    def compose(self) -> ComposeResult:
        yield self._title_bar
        yield self._article
        yield self._status
        yield Keys(id="keys")

    def on_mount(self) -> None:
        self._title_bar.say(f"reader · {self._page.path}")
        self._own_keys, problems = give_keys(self, self._settings)
        self._status.say(*problems[:1])
        leave_on_terminate(self)
        self._article.show(self._page)
        self._article.focus()
        self.call_after_refresh(self._note_read)

    def action_help(self) -> None:
        show_help(self, self._own_keys)

    def action_commands(self) -> None:
        show_palette(self)

    def action_theme(self, name: str | None = None) -> None:
        self._status.say(themes.choose(self, self._settings.theme, name))

    def _note_read(self) -> None:
        if self._page.article is not None:
            try:
                note_read(self._page.article)
            except ReaderError as error:
                self._status.say(str(error))
        settle()
