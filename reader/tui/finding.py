"""Actions that find articles: search, filters, saved searches and going to a name.

They ask in the prompt, and change the list as one types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from reader.lazy_re import late
from reader.library.library import Show
from reader.tui.panes import Panes
from reader.tui.search.go_to import group_for
from reader.tui.session import Acting, Session
from reader.tui.view import View

_FILTERS = (
    "Tab completes: is:unread  is:starred  is:started  category:…  site:…  tag:…  "
    "after:2022-04-01  has:table  -without"
)


_LAST = late(r'(-?)(?:([A-Za-z]+)[:：])?("[^"]*|[^\s"]*)$')
"""The word that is being typed: its sign, its field, and its beginning."""

_LIKELY = 6
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

    async def action_jump(self) -> None:
        """Go to a day, a category or a site by its name."""
        view = self._sidebar.view

        def changed(text: str) -> str:
            listing = self._session.listing
            group = group_for(listing, text) if listing is not None else None
            if group is None:
                return "Nothing has that name." if text.strip() else ""
            self._sidebar.go_to(group, 0)
            return ""

        prompt = await self._panes.prompt()
        prompt.ask(
            "go to ",
            "",
            lambda _text: True,
            typed=lambda text: prompt.tell(changed(text)),
            dropped=partial(self._sidebar.go_back, view),
        )

    def widen(self) -> None:
        """Show all articles, with the cursor on the same article."""
        if self._session.show == "all" and not self._search.text:
            return
        self._session.show = "all"
        chosen = self._chosen if self._search.text else None
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
            self._session.say("There is no search to save yet: / starts one.")
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
            self._chosen = name

    def commands(self) -> Iterator[tuple[str, str]]:
        """The palette's commands for saved searches: words and action of each."""
        for name in self._saved.texts:
            yield f"Search: {name}", f"finding.ask({name!r})"
            yield f"Remove the search: {name}", f"finding.drop_search({name!r})"

    async def _ask_for_name(self, text: str) -> None:
        await self._panes.to_list()
        prompt = await self._panes.prompt()

        def done(name: str) -> bool:
            if name := " ".join(name.split()):
                if problem := self._saved.keep(name, text):
                    self._session.say(problem)
                    return True
                self._chosen = name
                self._view.show_saved()
                self._saved.count()
                self._session.say(f"“{name}” is now above the categories · Esc shows them")
            return True

        prompt.ask("save as ", text, done, selected=True)

    async def _ask_for_search(self, label: str, text: str, said: str = "") -> None:
        before, entry = self._search.text, self._session.under
        names = self._session.library.names
        prompt = await self._panes.prompt()

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
