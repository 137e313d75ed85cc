"""Actions that find articles: search, filters, saved searches and going to a name.

They ask in the prompt, and change the list as one types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from reader.config import SortName
from reader.lazy_re import late
from reader.library.library import Grouping, Show
from reader.tui.bindings import PaletteOffer
from reader.tui.keys import key_of
from reader.tui.panes import Panes
from reader.tui.session import Acting, Session
from reader.tui.view import SORT_NAMES, View

_GROUPINGS: Mapping[str, tuple[Grouping, str]] = {
    "c": ("category", "category"),
    "d": ("date", "date"),
    "s": ("site", "site"),
    "t": ("tag", "tag"),
    "f": ("folder", "folder"),
    "e": ("feed", "feed"),
    "n": ("flat", "nothing"),
}
"""By letter, what the list can be grouped by, and what the question calls it."""

_SORTS: Mapping[str, SortName] = {
    "n": "newest",
    "o": "oldest",
    "u": "unread",
    "t": "title",
    "s": "site",
    "l": "length",
    "c": "score",
}
"""By letter, the orders of the list."""

_FILTERS = (
    "Tab completes: is:unread  is:starred  is:started  category:…  site:…  tag:…  "
    "after:2022-04-01  has:table  -without"
)


_LAST = late(r'(-?)(?:([A-Za-z]+)[:：])?("[^"]*|[^\s"]*)$')
"""The word that is being typed: its sign, its field, and its beginning."""

_LIKELY = 7
"""How many names are suggested after a field."""


class Finding(Acting):
    """The actions of searches and filters."""

    def __init__(self, session: Session, view: View, panes: Panes) -> None:
        self._session = session
        self._view = view
        self._sidebar = view.sidebar
        self._search = session.search
        self._saved = view.saved
        self._panes = panes
        self._chosen: str | None = None  # the saved search that the list shows

    async def action_filter(self, show: Show) -> None:
        """Show all articles, or only those that are unread, starred or started."""
        if show != self._session.show:
            self._session.show = show
            self._view.draw()
            await self._panes.to_list()

    async def action_search(self) -> None:
        """Ask for a search, and search the library as one types."""
        await self._ask_for_search("/", self._search.text)

    async def action_narrow(self) -> None:
        """Ask for a filter to add to the search, with a hint of the filters that exist."""
        await self._panes.to_list()
        text = f"{self._search.text} " if self._search.text else ""
        await self._ask_for_search("filter ", text, said=_FILTERS)

    async def action_group(self) -> None:
        """Ask what to group by, and switch to it."""
        prompt = await self._panes.prompt()
        answers = {key: partial(self._view.group_by, name) for key, (name, _) in _GROUPINGS.items()}
        hint = " · ".join(f"{key} {said}" for key, (_, said) in _GROUPINGS.items())
        prompt.choose("group by ", hint, answers)

    async def action_sort(self) -> None:
        """Ask for an order, and switch to it."""
        prompt = await self._panes.prompt()
        answers = {key: partial(self._view.sort_by, name) for key, name in _SORTS.items()}
        names = ((key, SORT_NAMES[name].removeprefix("by ")) for key, name in _SORTS.items())
        prompt.choose("sort ", " · ".join(f"{key} {said}" for key, said in names), answers)

    def widen(self) -> None:
        """Show all articles, with the cursor on the same article."""
        if self._session.show == "all" and not self._search.text:
            return
        self._session.show = "all"
        chosen = self._chosen if self._search.text else None
        if chosen is not None:  # what came meanwhile was seen too
            self._saved.looked_at(chosen)
        self._chosen = None
        self._search.end()
        self._sidebar.stay()
        self._view.draw()
        if chosen is not None:
            self._sidebar.go_to_search(chosen)

    async def action_keep_search(self) -> None:
        """Ask for a name and save the search; remove it if it is saved already."""
        text = self._search.text
        name = self._saved.name_of(text) if text else self._sidebar.search
        if name is not None:
            self.action_drop_search(name)
        elif not text:
            key = key_of("search", self._session.own_keys)
            self._session.say(f"Nothing to save yet. Search with {key} first.")
        else:
            await self._ask_for_name(text)

    def action_drop_search(self, name: str) -> None:
        """Remove a saved search, and show its query, so that nothing is lost."""
        text = self._saved.texts.get(name, "")
        self._session.say(self._saved.drop(name) or f"“{name}” is no longer saved: {text}")
        self._view.show_saved()

    async def action_ask(self, name: str) -> None:
        """Run the saved search of a name."""
        await self._panes.to_list()
        self._sidebar.begin()
        problem = self._view.search_for(self._saved.texts.get(name, ""))
        if problem:
            self._session.say(problem)
        else:
            self._choose(name)

    def _choose(self, name: str) -> None:
        """Note that the list shows a saved search now."""
        self._chosen = name
        self._saved.looked_at(name)
        self._view.show_saved()

    def offers(self) -> Iterator[PaletteOffer]:
        """The palette's commands for saved searches."""
        for name, text in self._saved.texts.items():
            yield PaletteOffer(f"Search: {name}", f"finding.ask({name!r})", f"saved {text}")
            yield PaletteOffer(
                f"Remove the search: {name}", f"finding.drop_search({name!r})", "saved"
            )

    async def _ask_for_name(self, text: str) -> None:
        await self._panes.to_list()
        prompt = await self._panes.prompt()

        def done(name: str) -> bool:
            if name := " ".join(name.split()):
                if problem := self._saved.keep(name, text):
                    self._session.say(problem)
                    return True
                self._choose(name)
                self._saved.count()
                self._session.say(f"Saved as “{name}”, at the top of the list.")
            return True

        prompt.ask("save as ", text, done, selected=True, enter="save", what="a name")

    async def _ask_for_search(self, label: str, text: str, said: str = "") -> None:
        before, entry = self._search.text, self._session.under
        names = self._session.library.names
        prompt = await self._panes.prompt()
        problem = ""

        def search(text: str, *, typing: bool = True) -> None:
            nonlocal problem
            self._sidebar.begin()
            problem = self._view.search_for(text, typing=typing)
            if not self._search.text:
                self._view.draw(entry.key if entry else None)
            if problem and text.endswith((":", "：")) and (likely := completions(text, names)):
                problem = "Tab: " + "  ".join(one.removeprefix(text) for one in likely[:_LIKELY])
            prompt.tell(problem or ("" if text.strip() else said))

        def dropped() -> None:
            search(before, typing=False)
            self._sidebar.stay()

        def done(_text: str) -> bool:
            if problem:  # which is told, until the text is right
                return False
            self._sidebar.stay()
            self._view.finish_search()
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
            what="words, or a field such as is:unread",
        )
        prompt.tell(said)


def completions(text: str, names: Callable[[str], Iterable[str]]) -> list[str]:
    """Completions of the beginning of a query, likely ones first.

    `names` returns the names that a field can have: "category", "site" or "tag".
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
