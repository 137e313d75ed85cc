"""The one state of the screen: what is listed and found, which article is shown, in which mode.

List, article, marking, tagging, stepping and searching read and change it. Whatever changes entries
calls `changed` once, and everything that shows them is updated.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from textual.message import Message

from reader import screen_state
from reader.config import Settings
from reader.library.library import Grouping, Library, Listed, Show
from reader.tui.list.cursor import ListViewport
from reader.tui.list.list_rows import ListRows, marked_as
from reader.tui.search.library_search import LibrarySearch

if TYPE_CHECKING:
    from reader.entry import Entry
    from reader.library.query.language import Query
    from reader.tui.type_ahead import TypeAhead

Follower = Callable[[Collection[str]], object]
"""Called with the ids of the articles that changed, or with none if anything may have changed."""


_TOLD = 200
"""How many messages are kept, to be read again."""


def _lit(settings: Settings) -> Query | None:
    if not settings.filter:
        return None
    from reader.library.filters.active import filters_of
    from reader.library.query.language import Query

    terms = filters_of(settings).lit
    return Query(terms=terms) if terms else None


class Acting:
    """A class with `action_…` methods of keys that is not a widget; see `tui/keys.py`."""

    def check_action(self, _action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Whether Textual may run an action now."""
        return True


class ActingLater(Acting):
    """Stands for what has actions until one is run: the footer asks for all of them."""

    def __init__(self, make: Callable[[], Acting]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> object:
        if "_made" not in self.__dict__:
            self._made = self._make()
        return getattr(self._made, name)


class Session:
    """The state of one window. Only the thread of the screen may use it, unless a method says
    otherwise.
    """

    class Said(Message, bubble=False):
        """A message is to be shown for some seconds; one that `waits`, after the one before it."""

        def __init__(self, text: str, waits: bool = False) -> None:
            super().__init__()
            self.text = text
            self.waits = waits

    class Progressed(Message, bubble=False):
        """What goes on in the background began or ended."""

    def __init__(
        self,
        app: TypeAhead,
        library: Library,
        settings: Settings,
        *,
        zone: tzinfo | None,
        preview: bool,
    ) -> None:
        """The state at the start. With `preview`, each row has the first key statement below it."""
        self.library = library
        self.settings = settings
        self.zone = zone
        self.show: Show = "all"
        self.grouping: Grouping = settings.grouping
        self.search = LibrarySearch(
            library, self.on_screen, self.say, order=screen_state.sort(settings.sort)
        )
        self.rows = ListRows(zone, self.search.hit, preview=preview)
        self.lit = _lit(settings)
        """The words that filters highlight."""
        self.rows.noted = self.lit
        self.cursor = ListViewport()
        self.shown: Entry | None = None
        """The article in the article's pane: the one that is read, or a preview."""
        self.is_reading = False
        """Whether the article has the keys, and not the list."""
        self.is_entered = False
        """Whether what was entered on the line is being looked for, before the line closes."""
        self.is_narrow = False
        """Whether the screen shows one pane at a time."""
        self.told: deque[str] = deque(maxlen=_TOLD)
        """The latest messages, the newest last."""
        self._app = app
        self._followers: list[Follower] = []

    @property
    def listing(self) -> Listed | None:
        """What the list shows; None before it is drawn."""
        return self.rows.listing

    @property
    def under(self) -> Entry | None:
        """The article under the cursor of the list."""
        return self.rows.entry(self.cursor.item)

    @property
    def at(self) -> Entry | None:
        """The current article, to which keys apply: the one that is read, or under the cursor."""
        return self.shown if self.is_reading else self.under

    def some_article(self) -> Entry | None:
        """The current article. If there is none, as on a heading, a message says so."""
        if self.at is None:
            self.say("Go to an article first.")
        return self.at

    @property
    def is_empty(self) -> bool:
        """Whether the list has no articles."""
        return self.cursor.is_empty

    @property
    def own_keys(self) -> Mapping[str, str]:
        """The keys that replace the defaults, by the ids of bindings."""
        return self._app.own_keys

    def follow(self, follower: Follower) -> None:
        """Call a follower on each change, after the earlier followers."""
        self._followers.append(follower)

    def changed(self, entries: Sequence[Entry]) -> None:
        """Show these entries, whose marks or tags changed, and their duplicates as they are now."""
        if entries:
            now = {entry.id: entry for entry in entries}
            self.rows.changed(now)
            if self.shown is not None and (new := now.get(self.shown.id)):
                self.shown = marked_as(self.shown, new)
            self._tell(now.keys())

    def reread(self) -> None:
        """Read and show everything again, because anything may have changed."""
        self.rows.forget()
        if self.shown is not None:
            self.shown = self.library.entry(self.shown.key) or self.shown
        self._tell(())

    def say(self, text: str, *, waits: bool = False) -> None:
        """Show a message for some seconds. One that `waits` does not hide another: it is shown
        after it. Any thread may call this.
        """
        self.told.append(text)
        if self._app.is_running:
            self._app.post_message(self.Said(text, waits))

    def show_progress(self) -> None:
        """Show how far the work in the background is, because some began or ended."""
        if self._app.is_running:
            self._app.post_message(self.Progressed())

    async def answer_held_keys(self) -> None:
        """Answer the keys that wait for what the list shows now."""
        await self._app.answer_held_keys()

    def on_screen(self, work: Callable[..., object], *arguments: Any) -> None:
        """Call `work` in the thread of the screen, unless the screen has closed. Any thread may
        call this.
        """
        if self._app.is_running:
            self._app.call_later(work, *arguments)

    def _tell(self, articles: Collection[str]) -> None:
        for follower in self._followers:
            follower(articles)
