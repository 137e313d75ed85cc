"""Going to a category, site, tag, day, feed or folder by a few letters of its name.

What has a heading in the list gets the cursor; of anything else the list shows the articles, as a
search does, until `Esc`. Nothing moves before `Enter`.
"""

from __future__ import annotations

from reader.errors import ReaderError
from reader.library.index.tokens import label
from reader.library.library import Grouping, Listed
from reader.library.query.destinations import Destination, Kind
from reader.library.query.tree import BETWEEN
from reader.output.safe import safe_line
from reader.tui.dialogs.candidates import Candidate
from reader.tui.dialogs.prompt import Prompt
from reader.tui.panes import Panes
from reader.tui.search.go_to import FoundNames, GoTo, candidates
from reader.tui.search.library_search import mend
from reader.tui.session import Acting, Session
from reader.tui.view import View

_WHAT = "a category, site, tag, day, feed or folder"


class Going(Acting):
    """The action that goes to a name."""

    def __init__(self, session: Session, view: View, panes: Panes) -> None:
        self._session = session
        self._view = view
        self._panes = panes
        self._goto: GoTo | None = None
        self._prompt: Prompt | None = None
        self._typed = ""
        self._answered: str | None = None  # the text whose candidates are shown

    async def action_ask(self) -> None:
        """Ask where to go, with candidates above the line."""
        try:
            searcher = self._session.library.searcher()
        except ReaderError as error:
            self._session.say(str(error))
            return
        prompt = self._prompt = await self._panes.prompt()
        session = self._session
        self._goto = GoTo(
            searcher,
            session.zone,
            newest=session.search.order != "oldest",
            answered=lambda found: session.on_screen(self._show, found),
            failed=lambda error: session.on_screen(self._failed, error),
        )
        self._answered, self._session.is_entered = None, False
        prompt.ask(
            "go to ",
            "",
            self._entered,
            typed=self._ask,
            dropped=self._end,
            chosen=self._choose,
            enter="go",
            what=_WHAT,
        )
        self._ask("")

    def _ask(self, typed: str) -> None:
        self._typed, self._session.is_entered = typed, False
        if self._goto is not None:
            self._goto.ask(typed)

    def _entered(self, _text: str) -> bool:
        """Go to the highlighted candidate, as soon as the candidates are known. Returns whether
        the line closes now.
        """
        if self._answered != self._typed:
            self._session.is_entered = True
            return False
        if not self._typed.strip():
            self._end()
            return True
        return self._go_to_chosen()

    def _show(self, found: FoundNames) -> None:
        """Show the candidates for what is typed."""
        if self._prompt is None or self._goto is None or found.typed != self._typed:
            return
        self._answered = found.typed
        nothing = f"Nothing here is called “{safe_line(found.typed.strip())}”."
        lines = candidates(found, self._panes.size.width)
        self._prompt.candidates.show(lines, nothing if found.typed.strip() else "")
        if self._session.is_entered:
            self._session.is_entered = False
            if not found.typed.strip() or self._go_to_chosen():
                self._prompt.close()
            self._session.on_screen(self._session.answer_held_keys)

    def _go_to_chosen(self) -> bool:
        chosen = self._prompt.candidates.chosen if self._prompt is not None else None
        if chosen is not None:
            self._choose(chosen)
        return chosen is not None

    def _choose(self, candidate: Candidate) -> None:
        self._end()
        self.go(candidate.value)

    def _end(self) -> None:
        """Look for nothing more."""
        goto, self._goto, self._session.is_entered = self._goto, None, False
        if goto is not None:
            goto.stop()

    def _failed(self, error: Exception) -> None:
        self._end()
        mend(self._session.library, error, self._session.say)

    def go(self, to: Destination) -> None:
        """Go to a destination."""
        if self._go_to_heading(to):
            return
        session = self._session
        is_heading = to.kind == _HEADED[session.grouping]
        if is_heading and (session.search.text or session.show != "all"):
            session.search.end()
            session.show = "all"
            self._view.draw()
            if self._go_to_heading(to):
                return
        self._show_only(to)

    def _go_to_heading(self, to: Destination) -> bool:
        """Put the cursor on the first article below the heading of a destination. Returns whether
        the list has one.
        """
        listing = self._session.listing
        place = _place_of(listing, to) if listing is not None else None
        if place is not None:
            self._view.sidebar.go_to(*place)
        return place is not None

    def _show_only(self, to: Destination) -> None:
        """Show only the articles of a destination."""
        session = self._session
        if session.show != "unread" or not to.figures.unread:
            session.show = "all"
        self._view.sidebar.begin()
        problem = self._view.search_for(to.query)
        session.say(problem or f"Only {safe_line(to.name)} · Esc shows all")


_HEADED: dict[Grouping, Kind] = {
    "category": "category",
    "site": "site",
    "tag": "tag",
    "folder": "folder",
    "feed": "feed",
    "date": "day",
    "flat": "day",
}
"""The kind that has headings, or rows in its order, by grouping."""


def _place_of(listing: Listed, to: Destination) -> tuple[int, int] | None:
    """The node and offset of the first article of a destination in a list; None if it has none."""
    if to.kind != _HEADED[listing.grouping]:
        return None
    if listing.grouping == "flat":
        return _day_in(listing, to.name)
    if to.kind == "day":
        found = (n for n, node in enumerate(listing.nodes) if node.path.startswith(to.name))
        return next(((number, 0) for number in found), None)
    names = to.name.split("/") if to.kind in ("category", "folder") else [to.name]
    path = BETWEEN.join(map(label, names))
    for number, node in enumerate(listing.nodes):
        if path in node.chain:
            below = range(number, node.end)
            return next((one for one in below if listing.nodes[one].rows), number), 0
    return None


def _day_in(listing: Listed, name: str) -> tuple[int, int] | None:
    """The place of the first article of a day, month or year in a flat list."""
    offset = 0
    for one in listing.inner(0) if listing.nodes else ():
        if one.name.startswith(name):
            return 0, offset
        offset += one.rows
    return None
