"""The text of the lines of a listing. Rows are fetched in windows when they are drawn, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import chain
from typing import TYPE_CHECKING

from reader.entry import Entry
from reader.library.library import Grouping, Listed, Node, Unanswered
from reader.library.query.folding import Folded
from reader.tui.list import row_text
from reader.tui.list.leads import Lead, Leads
from reader.tui.list.outline import Below, Child, Heading, Item, Outline, Row, Saved, Subheading

if TYPE_CHECKING:  # only needed for searches
    from reader.library.query.full_text import TextHit
    from reader.library.query.language import Query

_NOTHING = Folded(0, 0)
_WINDOW = 64
"""Rows that are fetched at once."""

_RECENT = timedelta(days=3)
"""Dates of today and yesterday, and of the day before, which has just begun to be a date."""

_ROWS_KEPT = 800
"""How many rows are kept, more than three pages of most screens; a row takes up to 2 kB."""


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
        self.saved: list[tuple[str, int, int]] = []
        """The saved searches: names and numbers of unread and of new articles."""
        self.preview = preview
        self.noted: Query | None = None
        """The words that filters highlight."""
        self._zone = zone
        self._hit = hit
        self._leads = Leads(zone, lambda article: self.lead_came(article))
        self.lead_came: Callable[[str], object] = bool
        """Another thread calls this with the id of each article whose lead was found."""
        self.folded: dict[str, set[str]] = {}
        """The paths of the folded nodes, by grouping."""
        self.relative = True
        """Whether it is told how many hours ago something was, which a picture of the screen that
        is kept cannot have.
        """
        self.tells_stories = True
        """Whether rows say how many other versions of their story there are."""
        self._windows: dict[tuple[int, int], list[Entry]] = {}
        self._more: dict[int, Folded] = {}  # by key, what can be unfolded below a row
        self._children: dict[tuple[str, int], list[Entry]] = {}
        # the rows that are unfolded, by the path of their node and the key of the row above

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

    def begin_anew(self) -> None:
        """Forget the listing, and the rows that were unfolded in it."""
        self.listing = None
        self._children.clear()
        self.forget()

    def forget(self) -> None:
        """Fetch the rows again when they are drawn."""
        self._windows.clear()
        self._more.clear()
        if self.listing is not None:
            self._children = {
                (path, key): self.listing.children(key) for path, key in self._children
            }

    def search_at(self, item: Item | None) -> str | None:
        """The name of a saved search, if a line is one."""
        return self.saved[item.number][0] if isinstance(item, Saved) else None

    def outline(self) -> Outline:
        """The outline of the listing as it is now."""
        listing = self.listing
        if listing is None:
            return Outline((), lambda _node: (), flat=True)
        unfolded: dict[tuple[int, int], int] = {}
        for (path, key), children in self._children.items():
            place = self._located(path, key) if children else None
            if place:
                unfolded[place] = len(children)
        return Outline(
            listing.nodes,
            listing.inner,
            flat=self.is_flat,
            folded=self.folded.setdefault(listing.grouping, set()),
            double=self.is_double,
            saved=len(self.saved) if not self.is_found else 0,
            unfolded=unfolded,
        )

    def node(self, number: int) -> Node | None:
        """A node of the listing."""
        nodes: Sequence[Node] = self.listing.nodes if self.listing else ()
        return nodes[number] if number < len(nodes) else None

    def fold(self, node: Node, *, folded: bool) -> None:
        """Fold or unfold a node, also in the next listings of its grouping."""
        paths = self.folded.setdefault(self.grouping, set())
        paths.difference_update(node.chain)
        if folded:
            paths.add(node.path)

    def fold_all(self, *, folded: bool) -> None:
        """Fold or unfold all nodes."""
        paths = self.folded.setdefault(self.grouping, set())
        nodes: Sequence[Node] = self.listing.nodes if self.listing else ()
        if folded:
            paths.update(node.path for node in nodes)
        else:
            paths.clear()

    def more_at(self, item: Item | None) -> Folded:
        """What is folded below the row of an item."""
        return self._more_of(item.node, self.entry(item)) if isinstance(item, Row) else _NOTHING

    def _more_of(self, number: int, entry: Entry | None) -> Folded:
        """What is folded below an entry's row below a node."""
        if entry is None or not self.tells_stories or entry.key not in self._more:
            return _NOTHING
        return _NOTHING if self._name(number, entry) in self._children else self._more[entry.key]

    def unfold_row(self, item: Item | None) -> None:
        """Show the rows below the row of an item."""
        if self.listing and (entry := self.entry(item)) and isinstance(item, Row):
            self._children[self._name(item.node, entry)] = self.listing.children(entry.key)

    def fold_row(self, item: Item | None) -> bool:
        """Hide the rows below the row of an item, or that it is one of. Returns whether it did."""
        if not isinstance(item, Row | Child):
            return False
        entry = self.entry(Row(item.node, item.offset))
        if entry is None:
            return False
        return self._children.pop(self._name(item.node, entry), None) is not None

    def _name(self, number: int, entry: Entry) -> tuple[str, int]:
        """What a row is unfolded by."""
        node = self.node(number)
        return (node.path if node else "", entry.key)

    def _located(self, path: str, key: int) -> tuple[int, int] | None:
        """The node and offset of an entry below the node with a path; None if it is not there."""
        if self.listing is None:
            return None
        numbers = (number for number, node in enumerate(self.listing.nodes) if node.path == path)
        near = next(numbers, None)
        spot = None if near is None else self.listing.spot(key, near)
        return spot[:2] if spot and spot.node == near and spot.number < 0 else None

    def entry(self, item: Item | None) -> Entry | None:
        """The article of a row, given either of its lines; None for other lines, and if no drive
        answers.
        """
        if self.listing is None or not isinstance(item, Row | Child | Below):
            return None
        if isinstance(item, Child) or (isinstance(item, Below) and item.number >= 0):
            first = self.entry(Row(item.node, item.offset))
            children = self._children.get(self._name(item.node, first), []) if first else []
            return children[item.number] if item.number < len(children) else None
        window, at = divmod(item.offset, _WINDOW)
        entries = self._windows.get((item.node, window))
        if entries is None:
            start = window * _WINDOW
            try:
                entries = self.listing.window(item.node, start, start + _WINDOW)
                self._more |= self.listing.below(entries)
            except Unanswered:
                return None  # it is fetched when the list is drawn again
            self._windows[item.node, window] = entries
            while len(self._windows) > 1 and sum(map(len, self._windows.values())) > _ROWS_KEPT:
                del self._windows[next(iter(self._windows))]
        return entries[at] if at < len(entries) else None

    def changed(self, now: Mapping[str, Entry]) -> None:
        """Apply the marks of entries, by article id, to all rows; duplicates share an id."""
        for window in (*self._windows.values(), *self._children.values()):
            for at, entry in enumerate(window):
                if new := now.get(entry.id):
                    window[at] = marked_as(entry, new)
        if self.listing is not None and self.listing.folded:
            with suppress(Unanswered):
                self._more = dict(self.listing.below([*chain(*self._windows.values())]))

    def want_leads(self, items: Iterable[Item]) -> None:
        """Look for the leads that are missing on these lines."""
        if not self.preview or self.is_found:
            return
        entries = [
            entry for item in items if isinstance(item, Below) and (entry := self.entry(item))
        ]
        if any(self._leads.get(entry) is None for entry in entries):
            self._leads.want(entries)

    def is_recent(self, item: Item) -> bool:
        """Whether the date of a row may be relative to the time, now or a moment ago."""
        entry = self.entry(item) if isinstance(item, Row | Child) else None
        if entry is None or entry.published is None:
            return False
        return datetime.now(UTC) - entry.published < _RECENT

    def is_pending(self, item: Item) -> bool:
        """Whether the text of a line is not known yet: no drive has answered, or the lead has not
        come.
        """
        if not isinstance(item, Row | Child | Below):
            return False
        entry = self.entry(item)
        if entry is None or self.is_found or not isinstance(item, Below):
            return entry is None
        return self._leads.get(entry) is None

    def parts(
        self, item: Item, outline: Outline, width: int, *, inner: str = ""
    ) -> list[row_text.Part]:
        """The text of a line; that of a sticky heading includes the `inner` group of the rows."""
        match item:
            case Heading(number):
                node = self.node(number)
                return self._heading(node, outline.is_folded(number), width, inner) if node else []
            case Saved(_, number):
                return row_text.saved(*self.saved[number], width=width)
            case Subheading(number, inner_number):
                name = self.listing.inner(number)[inner_number].name if self.listing else ""
                return row_text.subheading(name, self.grouping, self._depth(number), width=width)
            case Row(number, offset):
                entry = self.entry(item)
                headed, more = outline.headed(number, offset), self._more_of(number, entry)
                where = row_text.Where(self._depth(number), headed is not None, more)
                return self._row(entry, where, width)
            case Child(number):
                return self._row(self.entry(item), row_text.Where(self._depth(number) + 1), width)
            case Below(number, _, child):
                depth = self._depth(number) + (child >= 0)
                if hit := self._hit_in(self.entry(item)):
                    return row_text.snippet(hit.snippet, depth, width=width, noted=self.noted)
                entry = self.entry(item)
                lead = (self._leads.get(entry) if entry else None) or Lead()
                return row_text.below(lead.text, depth, stands_in=lead.stands_in, width=width)

    def inner_name(self, item: Item, outline: Outline) -> str:
        """The name of the inner group of a row, if that has a heading."""
        if self.listing is None or not isinstance(item, Row | Child | Below | Subheading):
            return ""
        number = item.inner if isinstance(item, Subheading) else outline.headed(*item[:2])
        if number is None:
            return ""
        return row_text.inner_name(self.listing.inner(item.node)[number].name, self.grouping)

    def stop(self) -> None:
        """Look for no further leads."""
        self._leads.stop()

    def _depth(self, number: int) -> int:
        node = self.node(number)
        return -1 if self.is_flat or node is None else node.depth

    def _heading(self, node: Node, folded: bool, width: int, inner: str) -> list[row_text.Part]:
        return row_text.heading(
            node.names,
            self.grouping,
            node.depth,
            node.unread,
            folded=folded,
            width=width,
            inner=inner,
        )

    def _row(self, entry: Entry | None, where: row_text.Where, width: int) -> list[row_text.Part]:
        if entry is None:
            return []
        hit = self._hit_in(entry)
        clock = row_text.Clock(datetime.now(UTC).astimezone(self._zone), self.relative)
        title = hit.title if hit else None
        return row_text.row(
            entry, self.grouping, where, clock, width=width, title=title, noted=self.noted
        )

    def _hit_in(self, entry: Entry | None) -> TextHit | None:
        query = self.listing.query if self.listing else None
        if query is None or entry is None:
            return None
        return self._hit(query, entry)


def marked_as(entry: Entry, other: Entry) -> Entry:
    """An entry with the marks of another one with the same text."""
    return entry._replace(
        read=other.read,
        starred=other.starred,
        progress=other.progress,
        own_tags=other.own_tags,
    )
