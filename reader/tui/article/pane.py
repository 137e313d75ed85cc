"""The interface of the article's pane for its parts, which do not import the pane itself."""

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
        """The article that is shown, or whose raw file is shown."""

    @property
    def reached(self) -> tuple[float, float | None] | None:
        """The reading position, and the share of the article above the lower edge."""

    @property
    def said(self) -> str:
        """The message in the footer."""

    def set_interval(self, interval: float, callback: Callable[[], object]) -> Timer:
        """Call a function every `interval` seconds, as long as the pane exists."""

    def show(self, page: Page | None) -> None:
        """Show an article from its start."""

    def found_anew(self) -> None:
        """Redraw all lines, because the highlighted hits have changed."""

    def say(self, text: str) -> None:
        """Show a message in the footer until the next key, for some seconds at most."""

    def choose(self, question: str, answers: Mapping[str, Callable[[], object]]) -> None:
        """Ask a question in the footer, and call the answer of the next key, if it has one."""

    async def prompt(self) -> Prompt:
        """The prompt at the bottom of the pane."""

    def follow(self, path: Path, part: str) -> None:
        """Show the article of a file to which a link points, from a part of it (a heading, a
        block) if the link names one.
        """

    def links_listed(self) -> None:
        """Report that the links of an article are shown, and ask which articles link to it."""

    def edited(self) -> None:
        """Report that the file may have changed."""

    def finished(self) -> None:
        """Report that the user went on at the end of the article."""

    def take_keys(self) -> None:
        """Give the keys to the pane again."""
