"""The text of the lines of a listing. Rows are fetched in windows when they are drawn, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from reader.entry import Entry
from reader.library.library import Grouping, Listed, Unanswered
from reader.tui.list import row_text
from reader.tui.list.leads import Lead, Leads
from reader.tui.list.outline import Below, Heading, Item, Outline, Row, Saved, Subheading

if TYPE_CHECKING:  # only needed for searches
    from reader.library.query.full_text import TextHit
    from reader.library.query.language import Query

_WINDOW = 64
"""Rows that are fetched at once."""

_WINDOWS_KEPT = 12
"""How many windows are kept. The screen needs one or two; a row takes up to 2 kB."""


class ListRows:
    """A listing with its rows, its folded groups, and the saved searches above it."""

    def __init__(
        self,
        zone: tzinfo | None,
        hit: Callable[[Query, Entry], TextHit],
        *,
        preview: bool,
    ) -> None:
        """`hit` returns where a query was found in an entry. With `preview`, each row has the first
        key statement below its title.
        """
        self.listing: Listed | None = None
        self.saved: list[tuple[str, int]] = []
        """The saved searches: names and numbers of unread articles."""
        self.preview = preview
        self._zone = zone
        self._hit = hit
        self._leads = Leads(zone, lambda article: self.lead_came(article))
        self.lead_came: Callable[[str], object] = bool
        """Another thread calls this with the id of each article whose lead was found."""
        self.folded: dict[str, set[str]] = {}
        """The names of the folded outer groups, by grouping."""
        self._windows: dict[tuple[int, int], list[Entry]] = {}

    @property
    def grouping(self) -> Grouping:
        return self.listing.grouping if self.listing else "category"

    @property
    def is_flat(self) -> bool:
        return self.listing is None or self.listing.grouping == "flat"

    @property
    def is_found(self) -> bool:
        """Whether the rows are results of a search."""
        return self.listing is not None and self.listing.query is not None

    @property
    def is_double(self) -> bool:
        """Whether rows have a second line: the first key statement, or a snippet with the hit."""
        return self.preview or self.is_found

    def show(self, listing: Listed) -> None:
        """Switch to another listing."""
        self.listing = listing
        self.forget()

    def forget(self) -> None:
        """Fetch the rows again when they are drawn."""
        self._windows.clear()

    def search_at(self, item: Item | None) -> str | None:
        """The name of a saved search, if a line is one."""
        return self.saved[item.number][0] if isinstance(item, Saved) else None

    def outline(self) -> Outline:
        """The outline of the listing as it is now."""
        if self.listing is None:
            return Outline([], flat=True)
        return Outline(
            self.listing.groups,
            flat=self.is_flat,
            folded=self.folded.setdefault(self.listing.grouping, set()),
            double=self.is_double,
            saved=len(self.saved) if not self.is_found else 0,
        )

    def fold(self, outline: Outline, name: str, *, folded: bool) -> None:
        """Fold or unfold an outer group, also in the next listing of its grouping."""
        outline.fold(name, folded=folded)
        if self.listing:
            self.folded[self.listing.grouping] = outline.folded

    def entry(self, item: Item | None) -> Entry | None:
        """The article of a row, given either of its lines; None for other lines, and if no drive
        answers.
        """
        if self.listing is None or not isinstance(item, Row | Below):
            return None
        window, at = divmod(item.offset, _WINDOW)
        entries = self._windows.get((item.group, window))
        if entries is None:
            if len(self._windows) >= _WINDOWS_KEPT:
                self._windows.clear()
            start = window * _WINDOW
            try:
                entries = self.listing.window(item.group, start, start + _WINDOW)
            except Unanswered:
                return None  # it is fetched when the list is drawn again
            self._windows[item.group, window] = entries
        return entries[at] if at < len(entries) else None

    def changed(self, now: Mapping[str, Entry]) -> None:
        """Apply the marks of entries, by article id, to all rows; duplicates share an id."""
        for window in self._windows.values():
            for at, entry in enumerate(window):
                if new := now.get(entry.id):
                    window[at] = marked_as(entry, new)

    def want_leads(self, items: Iterable[Item]) -> None:
        """Look for the leads that are missing on these lines."""
        if not self.preview or self.is_found:
            return
        entries = [
            entry for item in items if isinstance(item, Below) and (entry := self.entry(item))
        ]
        if any(self._leads.get(entry) is None for entry in entries):
            self._leads.want(entries)

    def is_pending(self, item: Item) -> bool:
        """Whether the text of a line is not known yet."""
        if not isinstance(item, Below) or self.is_found:
            return False
        return self._lead(item) is None

    def parts(
        self, item: Item, outline: Outline, width: int, *, inner: str = ""
    ) -> list[row_text.Part]:
        """The text of a line; that of a sticky heading includes the `inner` group of the rows."""
        match item:
            case Heading(group, name):
                unread = outline.unread_below(group)
                folded = name in outline.folded
                return row_text.heading(
                    name, self.grouping, unread, folded=folded, width=width, inner=inner
                )
            case Saved(_, number):
                return row_text.saved(*self.saved[number], width=width)
            case Subheading(_, name):
                return row_text.subheading(name, self.grouping, width=width)
            case Row():
                return self._row(self.entry(item), width)
            case Below():
                if hit := self._hit_in(self.entry(item)):
                    return row_text.snippet(hit.snippet, self.grouping, width=width)
                lead = self._lead(item) or Lead()
                return row_text.below(
                    lead.text, self.grouping, stands_in=lead.stands_in, width=width
                )

    def inner_name(self, group: int) -> str:
        """The name of the inner group of a group."""
        if self.listing is None:
            return ""
        return row_text.inner_name(self.listing.groups[group].inner, self.listing.grouping)

    def stop(self) -> None:
        """Look for no further leads."""
        self._leads.stop()

    def _row(self, entry: Entry | None, width: int) -> list[row_text.Part]:
        if entry is None:
            return []
        hit = self._hit_in(entry)
        title = hit.title if hit else None
        return row_text.row(entry, self.grouping, self._zone, width=width, title=title)

    def _lead(self, row: Below) -> Lead | None:
        entry = self.entry(row)
        return self._leads.get(entry) if entry else Lead()

    def _hit_in(self, entry: Entry | None) -> TextHit | None:
        query = self.listing.query if self.listing else None
        if query is None or entry is None:
            return None
        return self._hit(query, entry)


def marked_as(entry: Entry, other: Entry) -> Entry:
    """An entry with the marks of another one with the same text."""
    return replace(
        entry,
        read=other.read,
        starred=other.starred,
        progress=other.progress,
        own_tags=other.own_tags,
    )
