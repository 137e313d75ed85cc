"""What the parts of an article's pane may ask of it: the pane itself knows them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # bring the parsers with them, which the first screen does without
    from pathlib import Path

    from textual.app import App
    from textual.timer import Timer

    from reader.tui.article.column import Column
    from reader.tui.article.page import Page
    from reader.tui.article.scroll import PageScroll
    from reader.tui.dialogs.prompt import Prompt


class Pane(Protocol):
    """The pane in which an article is read."""

    column: Column
    scroll: PageScroll

    @property
    def app(self) -> App[Any]: ...

    @property
    def page(self) -> Page | None:
        """The article that is shown, or whose file is."""

    @property
    def reached(self) -> tuple[float, float | None] | None:
        """Where the reader is, and how much of the article is above the lower edge."""

    @property
    def said(self) -> str:
        """What is said at the foot."""

    def set_interval(self, interval: float, callback: Callable[[], object]) -> Timer:
        """Have something called every so many seconds, as long as the pane lives."""

    def show(self, page: Page | None) -> None:
        """Show an article from its start."""

    def found_anew(self) -> None:
        """What is lit changed: draw the lines anew."""

    def say(self, text: str) -> None:
        """Say something at the foot, until the next key and for some seconds at most."""

    def choose(self, question: str, answers: Mapping[str, Callable[[], object]]) -> None:
        """Ask a question at the foot that the next key answers; any other key drops it."""

    async def prompt(self) -> Prompt:
        """A line at the foot to type on."""

    def follow(self, path: Path, part: str) -> None:
        """Show the article of a file to which a link leads, from a part of it where one is named:
        a heading, a block.
        """

    def links_listed(self) -> None:
        """The links of an article are shown; which articles link to it is wanted, too."""

    def edited(self) -> None:
        """The file may have changed."""

    def finished(self) -> None:
        """The reader asked for more than there is."""

    def take_keys(self) -> None:
        """Have the keys again."""
