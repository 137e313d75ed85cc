"""What finds articles: the search, what narrows the list, going to a name.

What is asked on the prompt, and what becomes of the list by that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from reader.lazy_re import late
from reader.library.library import Library, Show
from reader.tui.panes import Panes
from reader.tui.reading import Reading
from reader.tui.search.go_to import group_for
from reader.tui.search.library_search import Answered
from reader.tui.view import View

if TYPE_CHECKING:  # the first screen does without
    from reader.tui.dialogs.prompt import Prompt

_FILTERS = (
    "Tab completes: is:unread  is:starred  is:started  category:…  site:…  tag:…  "
    "after:2022-04-01  has:table  -without"
)


_LAST = late(r'(-?)(?:([A-Za-z]+)[:：])?("[^"]*|[^\s"]*)$')
"""The word that is being typed: its sign, its field, what of it there is."""

_LIKELY = 6
"""Names that are told while a filter waits for one."""


class Finding:
    """Searches of a library and ways through its list."""

    def __init__(
        self,
        library: Library,
        view: View,
        panes: Panes,
        reading: Reading,
        say: Callable[[str], None],
    ) -> None:
        """`say` says something for a while."""
        self._library = library
        self._view = view
        self._sidebar = view.sidebar
        self._search = view.search
        self._saved = view.saved
        self._panes = panes
        self._reading = reading
        self._say = say
        self._chosen: str | None = None  # the kept search that the list shows
        self._prompt: Prompt | None = None

    async def choose(self, show: Show) -> None:
        """Show a part of the library, or all."""
        if show != self._view.show:
            self._view.show = show
            self._view.draw()
            await self._reading.to_list()
            self._reading.preview()

    async def search(self) -> None:
        """Search the library, as one types."""
        await self._ask_for_search("/", self._search.text)

    async def narrow(self) -> None:
        """The same, with the filters that there are told."""
        await self._reading.to_list()
        text = f"{self._search.text} " if self._search.text else ""
        await self._ask_for_search("filter ", text, said=_FILTERS)

    async def jump(self) -> None:
        """Go to a day, a category or a site by its name."""
        view = self._sidebar.view

        def changed(text: str) -> str:
            listing = self._sidebar.listing
            group = group_for(listing, text) if listing is not None else None
            if group is None:
                return "Nothing is called that." if text.strip() else ""
            self._sidebar.go_to(group, 0)
            return ""

        prompt = await self.prompted()
        prompt.ask(
            "go to ",
            "",
            lambda _text: True,
            typed=lambda text: prompt.tell(changed(text)),
            dropped=partial(self._sidebar.go_back, view),
        )

    def widen(self) -> None:
        """Show all again, the cursor on the article it is on."""
        if self._view.show == "all" and not self._search.text:
            return
        self._view.show = "all"
        chosen = self._chosen if self._search.text else None
        self._chosen = None
        self._search.end()
        self._sidebar.stay()
        self._view.draw()
        if chosen is not None:
            self._sidebar.go_to_search(chosen)
        self._reading.preview()

    async def keep_search(self) -> None:
        """Keep the search under a name; one that is kept already is kept no longer."""
        text = self._search.text
        name = self._saved.name_of(text) if text else self._sidebar.search
        if name is not None:
            self.drop_search(name)
        elif not text:
            self._say("There is no search to keep yet: / begins one.")
        else:
            await self._ask_for_name(text)

    def drop_search(self, name: str) -> None:
        """Keep a search no longer; said with its text, so that nothing is lost."""
        text = self._saved.texts.get(name, "")
        self._say(self._saved.drop(name) or f"“{name}” is kept no longer: {text}")
        self._view.show_saved()

    async def ask(self, name: str) -> None:
        """Search for what is kept under a name."""
        await self._reading.to_list()
        self._sidebar.begin()
        problem = self._view.search_for(self._saved.texts.get(name, ""))
        if problem:
            self._say(problem)
        else:
            self._chosen = name

    def commands(self) -> Iterator[tuple[str, str]]:
        """What can be done with the searches that are kept: in words, and as an action."""
        for name in self._saved.texts:
            yield f"Search: {name}", f"ask({name!r})"
            yield f"Keep no longer: {name}", f"drop_search({name!r})"

    def drop(self, number: int) -> None:
        """Drop one of what narrows the list, by its number; -1 is the last."""
        self._view.drop(number)
        self._reading.preview()

    def answered(self, event: Answered) -> None:
        """The search found something: that is the list now."""
        found = self._search.found(event.answer)
        if found is not None:
            self._sidebar.empty = "Nothing found. Esc shows all." if event.answer.whole else "…"
            self._sidebar.show(found)
            self._view.say_counts()
            self._reading.preview()

    async def _ask_for_name(self, text: str) -> None:
        await self._reading.to_list()
        prompt = await self.prompted()

        def done(name: str) -> bool:
            if name := " ".join(name.split()):
                if problem := self._saved.keep(name, text):
                    self._say(problem)
                    return True
                self._chosen = name
                self._view.show_saved()
                self._saved.count()
                self._say(f"“{name}” stands above the categories now · Esc shows them")
            return True

        prompt.ask("keep as ", text, done, selected=True)

    async def _ask_for_search(self, label: str, text: str, said: str = "") -> None:
        before, entry = self._search.text, self._sidebar.entry
        names = self._library.names
        prompt = await self.prompted()

        def search(text: str) -> None:
            self._sidebar.begin()
            problem = self._view.search_for(text)
            if not self._search.text:
                self._view.draw(entry.key if entry else None)
            if problem and text.endswith((":", "：")) and (likely := completions(text, names)):
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
            completed=partial(completions, names=names),
            selected=not said,
        )
        prompt.tell(said)

    async def prompted(self) -> Prompt:
        """The line at the foot of the screen on which something is asked for."""
        if self._prompt is None:
            from reader.tui.dialogs.prompt import Prompt

            self._prompt = Prompt(self._sidebar.focus)
            await self._panes.screen.mount(self._prompt, after=self._panes)
        return self._prompt


def completions(text: str, names: Callable[[str], Iterable[str]]) -> list[str]:
    """Texts that the beginning of a query may become, likely ones first.

    `names` has those of a field: "category", "site" or "tag".
    """
    from reader.library.index.tokens import label
    from reader.library.query.language import FIELDS, PARTS, STATES

    found = _LAST.search(text)
    if found is None:
        return []
    sign, field, typed = found.groups()
    head = text[: found.start()] + sign
    if not field:
        fields = [f"{name}:" for name in FIELDS if typed and name.startswith(typed.lower())]
        return [head + name for name in fields]
    wanted = label(typed.removeprefix('"'))
    known = {"is": STATES, "has": PARTS}.get(field.lower()) or names(field.lower())
    fitting = [name for name in known if wanted in label(name)]
    fitting.sort(key=lambda name: not label(name).startswith(wanted))
    return [f"{head}{field}:{_quoted(name)}" for name in fitting]


def _quoted(name: str) -> str:
    return f'"{name}"' if re.search(r"\s", name) else name.replace('"', "")
