"""The one state of the screen: what is listed and found, what is shown and read, in which mode.

List, article, marking, tagging, stepping and searching read it here and change it here. An entry
is as the library has it: whoever changes some says so once, and all that shows them follows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from textual.message import Message

from reader.config import Settings
from reader.library.library import Grouping, Library, Listed, Show
from reader.tui.list.cursor import ListViewport
from reader.tui.list.list_rows import ListRows, marked_as
from reader.tui.search.library_search import LibrarySearch

if TYPE_CHECKING:
    from reader.entry import Entry
    from reader.tui.terminal_app import TerminalApp

Follower = Callable[[Collection[str]], object]
"""Hears the ids of articles that were marked; none where all may be other than it was."""


class Acting:
    """What is not a widget, and has the `action_…` of keys all the same; see `tui/keys.py`."""

    def check_action(self, _action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Whether Textual may do an action now."""
        return True


class Session:
    """The state of one window. It belongs to the thread of the screen."""

    class Said(Message, bubble=False):
        """Something is to be said for a while."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(
        self,
        app: TerminalApp[Any],
        library: Library,
        settings: Settings,
        *,
        zone: tzinfo | None,
        preview: bool,
    ) -> None:
        """The state at a start. With a `preview` each row has a first key statement below it."""
        self.library = library
        self.settings = settings
        self.zone = zone
        self.show: Show = "all"
        self.grouping: Grouping = settings.grouping
        self.search = LibrarySearch(
            library, self.on_screen, self.say, newest=settings.sort == "newest"
        )
        self.rows = ListRows(zone, self.search.hit, preview=preview)
        self.cursor = ListViewport()
        self.shown: Entry | None = None
        """The article in the article's pane: what is read there, or a preview."""
        self.is_reading = False
        """Whether the article is in use, and not the list."""
        self.is_narrow = False
        """Whether there is one pane at a time on the screen."""
        self._app = app
        self._followers: list[Follower] = []

    @property
    def listing(self) -> Listed | None:
        """What the list shows; None before the first time."""
        return self.rows.listing

    @property
    def under(self) -> Entry | None:
        """The article under the cursor of the list."""
        return self.rows.entry(self.cursor.item)

    @property
    def at(self) -> Entry | None:
        """The article that a key is about: the one that is read, or under the cursor."""
        return self.shown if self.is_reading else self.under

    @property
    def is_empty(self) -> bool:
        """Whether the list has no articles."""
        return self.cursor.is_empty

    @property
    def own_keys(self) -> Mapping[str, str]:
        """The keys that ids of bindings have instead of their defaults."""
        return self._app.own_keys

    def follow(self, follower: Follower) -> None:
        """Have a follower hear of what changes, after those that were there before."""
        self._followers.append(follower)

    def changed(self, entries: Sequence[Entry]) -> None:
        """These are as they are given, and their duplicates with them."""
        if entries:
            now = {entry.id: entry for entry in entries}
            self.rows.changed(now)
            if self.shown is not None and (new := now.get(self.shown.id)):
                self.shown = marked_as(self.shown, new)
            self._tell(now.keys())

    def reread(self) -> None:
        """Anything may have changed: what is shown is read again, and all that shows it follows."""
        self.rows.forget()
        if self.shown is not None:
            self.shown = self.library.entry(self.shown.key) or self.shown
        self._tell(())

    def say(self, text: str) -> None:
        """Say something for a while; from any thread."""
        if self._app.is_running:
            self._app.post_message(self.Said(text))

    def on_screen(self, work: Callable[..., object], *arguments: Any) -> None:
        """Have something done in the thread of the screen; from any thread. When the screen is
        gone, nobody has to be told.
        """
        if self._app.is_running:
            self._app.call_later(work, *arguments)

    def _tell(self, articles: Collection[str]) -> None:
        for follower in self._followers:
            follower(articles)
