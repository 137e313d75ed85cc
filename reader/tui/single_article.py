"""The application for articles without a library: `reader open FILE ...`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from reader.config import Settings
from reader.errors import ReaderError
from reader.library.library import Keeper, Unanswered, note_read
from reader.output.cells import width_of
from reader.tui import keys, themes
from reader.tui.article.article_view import ArticleView
from reader.tui.article.page import Page
from reader.tui.bars import Bar, Keys, Status
from reader.tui.dialogs.dialogs import show_help, show_palette, show_problems
from reader.tui.memory import settle
from reader.tui.own_commands import OwnCommands, Subject, Task
from reader.tui.problems import in_few_words, problems_of
from reader.tui.type_ahead import TypeAhead
from reader.tui.waiting import Answers, Waiting

if TYPE_CHECKING:  # most have no filters
    from reader.library.query.language import Term


class OneArticle(TypeAhead):
    """Shows the article of a file, or of several files one after the other."""

    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = keys.ALONE.bindings

    def __init__(
        self,
        file: Path,
        *,
        zone: tzinfo | None,
        text_width: int,
        settings: Settings | None = None,
        others: Sequence[Path] = (),
    ) -> None:
        """Show `file`, and after it `others`; `settings` are for everything else."""
        super().__init__(ansi_color=themes.colourless())
        self._settings = settings = settings or Settings()
        self.animation_level = "none"
        self._files, self._at, self._zone = (file, *others), 0, zone
        self._keeper = Keeper("files", lambda: self.post_message(Answers()))
        self.waiting = Waiting([self._keeper])
        """The drives that do not answer; the command asks for them at the end."""
        self._trail: list[tuple[Path, float]] = []  # where links were followed
        self._page = self._page_of(file)
        self._article = ArticleView(text_width, settings.text_width, alone=True)
        self._article.notes.terms = _lit(settings)
        self._title_bar = Bar(id="title")
        self._status = Status(id="status")
        self.own = OwnCommands(
            self,
            settings.commands,
            zone,
            at=lambda: Subject(self._page.path) if self._page.article else None,
            say=self._status.tell,
            show=self._show_printed,
        )
        self._action_targets |= {"own"}  # as in app.py
        themes.dress(self, settings.theme)

    def compose(self) -> ComposeResult:
        yield self._title_bar
        yield self._article
        yield self._status
        yield Keys(id="keys")

    def on_mount(self) -> None:
        self._problems = self.give_keys(self._settings)
        if self._problems:
            key = keys.key_of("problems", self.own_keys)
            self._status.tell(in_few_words(len(self._problems), key))
        self._show()
        self._article.focus()

    def on_unmount(self) -> None:
        self.own.leave()

    def on_answers(self, _event: Answers) -> None:
        """The drive answers again: read the file."""
        if self._page.is_waiting:
            self._page = self._page_of(self._page.path)
            self._show()

    def on_article_view_finished(self) -> None:
        if self._at + 1 < len(self._files):
            self.action_step(1)

    def on_article_view_followed(self, event: ArticleView.Followed) -> None:
        """Show the article that a link leads to, which may be this one, at the part that the link
        names; `back` returns from it.
        """
        self._trail.append((self._page.path, self._article.scroll.view.place))
        self._go_to(event.path)
        if event.part:
            self._article.show_part(event.part)

    def on_article_view_left(self) -> None:
        if self._trail:
            file, place = self._trail.pop()
            self._go_to(file)
            self._article.scroll.show_place(place, lit=False)

    def _go_to(self, file: Path) -> None:
        """Show another file, where it is another."""
        self._article.came_by_link = bool(self._trail)
        if file.absolute() != self._page.path.absolute():
            self._page = self._page_of(file)
            self._show()

    def action_step(self, by: int) -> None:
        """Go to the next or previous of the named files, if there is one."""
        if not 0 <= self._at + by < len(self._files):
            which = "next" if by > 0 else "previous"
            self._status.tell(f"There is no {which} article.")
        else:
            self._at += by
            self._trail.clear()
            self._article.came_by_link = False
            self._page = self._page_of(self._files[self._at])
            self._show()

    def _page_of(self, file: Path) -> Page:
        try:
            return self._keeper.ask(lambda: Page(file, self._zone))
        except Unanswered:
            return Page(file, self._zone, f"{file.parent} does not answer.")

    def on_resize(self) -> None:
        self._name_it()

    def _name_it(self) -> None:
        """Say above the article which one it is: by its file, or by its title if there is no room
        for that.
        """
        number = f"{self._at + 1} of {len(self._files)} · " if len(self._files) > 1 else ""
        named = f"reader · {number}{self._page.path}"
        article = self._page.article
        if article is not None and width_of(named) > self.size.width - 2:
            named = f"{number}{article.title}"
        self._title_bar.say(named)

    def _show(self) -> None:
        self._name_it()
        self._article.show(self._page)
        self.call_after_refresh(self._note_read)

    async def action_help(self) -> None:
        await show_help(self, (*keys.IN_FILES, *self.own.scopes()), self.own_keys)

    async def action_commands(self) -> None:
        await show_palette(self, self.own.offers())

    async def action_problems(self) -> None:
        """List what is wrong with the settings."""
        await show_problems(self, list(problems_of(self._settings, ())))

    async def _show_printed(self, task: Task) -> bool:
        """Show what a command printed in place of its article, if that is still shown."""
        is_here = task.subject.path == self._page.path
        return is_here and self._article.show_printed(task.command.name, task.text)

    def action_theme(self, name: str | None = None) -> None:
        self._status.tell(themes.choose(self, self._settings.theme, name))

    def _note_read(self) -> None:
        if self._page.article is not None:
            try:
                self._keeper.ask(partial(note_read, self._page.article), waits=True)
            except ReaderError as error:
                self._status.tell(str(error))
        settle()


def _lit(settings: Settings) -> tuple[Term, ...]:
    """The words that filters highlight."""
    if not settings.filter:
        return ()
    from reader.library.filters.active import filters_of

    return filters_of(settings).lit
