"""What of the news room finds articles: the search, what narrows the list, going to a name.

It is a part of the application by itself: what is asked on the prompt, and what becomes of the list
by that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from reader.library.library import Grouping, Library, Show
from reader.tui.bars import Bar
from reader.tui.finding.chips import Chips
from reader.tui.finding.jump import group_for
from reader.tui.finding.librarysearch import Answered, LibrarySearch
from reader.tui.finding.saved import Counted, SavedSearches
from reader.tui.sidebar.sidebar import Sidebar
from reader.tui.typed import TypedAhead

if TYPE_CHECKING:
    from reader.tui.prompt import Prompt

_FILTERS = (
    "Tab completes: is:unread  is:starred  is:started  category:…  site:…  tag:…  "
    "after:2022-04-01  has:table  -without"
)


_LIKELY = 6
"""Names that are told while a filter waits for one."""


def completed(names: Callable[[str], list[str]], text: str) -> list[str]:
    """What Tab may make of a query that is typed; `names` has the names of a field."""
    from reader.tui.finding.completing import completions  # noqa: PLC0415 (few readers ask)

    return completions(text, names)


class Finding(TypedAhead):
    """An application with a list that can be searched and narrowed."""

    _sidebar: Sidebar
    _status: Bar

    def __init__(
        self,
        library: Library,
        *,
        newest: bool,
        ansi_color: bool | None,
        searches: Sequence[tuple[str, str]] = (),
    ) -> None:
        """`searches` are names and queries that the settings give."""
        super().__init__(ansi_color=ansi_color)
        self._library = library
        self._show: Show = "all"
        self._grouping: Grouping = "category"
        self._search = LibrarySearch(library, self.post_message, newest=newest)
        self._saved = SavedSearches(library, searches, self.post_message)
        self._chosen: str | None = None  # the kept search that the list shows
        self._prompt: Prompt | None = None
        self._chips = Chips(id="chips")

    def _list(self, *, key: int | None = None) -> None:
        """Draw the list anew, the cursor where it was, or on the entry of a `key`."""
        raise NotImplementedError

    async def _to_list(self) -> None:
        """Go to the list, where it is not in use."""
        raise NotImplementedError

    def _say(self, text: str) -> None:
        """Say something for a while."""
        raise NotImplementedError

    def _preview(self) -> None:
        """Show the article under the cursor beside the list."""
        raise NotImplementedError

    def _say_counts(self) -> None:
        """Say what is in the list, and what narrows it."""
        raise NotImplementedError

    async def action_search(self) -> None:
        """Search the library, as one types."""
        await self._ask_for_search("/", self._search.text)

    async def action_narrow(self) -> None:
        """The same, with the filters that there are told."""
        await self._to_list()
        text = f"{self._search.text} " if self._search.text else ""
        await self._ask_for_search("filter ", text, said=_FILTERS)

    async def action_jump(self) -> None:
        """Go to a day, a category or a site by its name."""
        view = self._sidebar.view

        def changed(text: str) -> str:
            listing = self._sidebar.listing
            group = group_for(listing, text) if listing is not None else None
            if group is None:
                return "Nothing is called that." if text.strip() else ""
            self._sidebar.go_to(group, 0)
            return ""

        prompt = await self._prompted()
        prompt.ask(
            "go to ",
            "",
            lambda _text: True,
            typed=lambda text: prompt.tell(changed(text)),
            dropped=partial(self._sidebar.go_back, view),
        )

    def action_widen(self) -> None:
        """Show all again, the cursor on the article it is on."""
        if self._show == "all" and not self._search.text:
            return
        self._show = "all"
        chosen = self._chosen if self._search.text else None
        self._chosen = None
        self._search.end()
        self._sidebar.stay()
        self._list()
        if chosen is not None:
            self._sidebar.go_to_search(chosen)
        self._preview()

    async def action_keep_search(self) -> None:
        """Keep the search under a name; one that is kept already is kept no longer."""
        text = self._search.text
        name = self._saved.name_of(text) if text else self._sidebar.search
        if name is not None:
            self.action_drop_search(name)
        elif not text:
            self._say("There is no search to keep yet: / begins one.")
        else:
            await self._ask_for_name(text)

    def action_drop_search(self, name: str) -> None:
        """Keep a search no longer; said with its text, so that nothing is lost."""
        text = self._saved.texts.get(name, "")
        if self._saved.drop(name):
            self._say(f"“{name}” is kept no longer: {text}")
        else:
            self._say(f"“{name}” stands in the settings: `reader config edit` opens them.")
        self._sidebar.show_saved(self._saved.lines)

    async def action_ask(self, name: str) -> None:
        """Search for what is kept under a name."""
        await self._to_list()
        self._sidebar.begin()
        problem = self._search.ask(self._saved.texts.get(name, ""), self._grouping, self._show)
        if problem:
            self._say(problem)
        else:
            self._chosen = name

    def commands(self) -> Iterator[tuple[str, str]]:
        """What can be done with the searches that are kept: in words, and as an action."""
        for name in self._saved.texts:
            yield f"Search: {name}", f"ask({name!r})"
            yield f"Keep no longer: {name}", f"drop_search({name!r})"

    async def on_sidebar_asked(self, event: Sidebar.Asked) -> None:
        await self.action_ask(event.name)

    def on_counted(self, event: Counted) -> None:
        self._sidebar.show_saved(self._saved.lines)

    def action_drop(self, number: int) -> None:
        """Drop one of what narrows the list, by its number; -1 is the last."""
        pieces = self._search.pieces
        if self._show != "all" and number in (-1, len(pieces)):
            self._show = "all"
        elif pieces:
            del pieces[number]
            self._search.ask(" ".join(pieces), self._grouping, self._show)
        self._list()
        self._preview()

    def on_chips_dropped(self, event: Chips.Dropped) -> None:
        self.action_drop(event.number)

    def on_answered(self, event: Answered) -> None:
        """The search found something: that is the list now."""
        found = self._search.found(event.answer)
        if found is not None:
            self._sidebar.empty = "Nothing found. Esc shows all." if event.answer.whole else "…"
            self._sidebar.show(found)
            self._say_counts()
            self._preview()

    async def _ask_for_name(self, text: str) -> None:
        await self._to_list()
        prompt = await self._prompted()

        def done(name: str) -> bool:
            if name := " ".join(name.split()):
                self._saved.keep(name, text)
                self._chosen = name
                self._sidebar.show_saved(self._saved.lines)
                self._saved.count()
                self._say(f"“{name}” stands above the categories now · Esc shows them")
            return True

        prompt.ask("keep as ", text, done, selected=True)

    async def _ask_for_search(self, label: str, text: str, said: str = "") -> None:
        before, entry = self._search.text, self._sidebar.entry
        names = self._library.names
        prompt = await self._prompted()

        def search(text: str) -> None:
            self._sidebar.begin()
            problem = self._search.ask(text, self._grouping, self._show)
            if not self._search.text:
                self._list(key=entry.key if entry else None)
            if problem and text.endswith((":", "：")) and (likely := completed(names, text)):
                problem = "Tab: " + "  ".join(one.removeprefix(text) for one in likely[:_LIKELY])
            prompt.tell(problem or ("" if text.strip() else said))

        def dropped() -> None:
            search(before)
            self._sidebar.stay()

        def done(_text: str) -> bool:
            self._sidebar.stay()
            return True

        prompt.ask(
            label,
            text,
            done,
            typed=search,
            dropped=dropped,
            moved=self._sidebar.action_move,
            completed=partial(completed, names),
            selected=not said,
        )
        prompt.tell(said)

    async def _prompted(self) -> Prompt:
        """The line at the foot of the screen on which something is asked for."""
        if self._prompt is None:
            from reader.tui.prompt import Prompt  # noqa: PLC0415 (brings Textual's input with it)

            self._prompt = Prompt(self._sidebar.focus)
            await self.mount(self._prompt, before=self._status)
        return self._prompt
