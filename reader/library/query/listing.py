"""The library's own list: nodes from the tallies, and windows of rows from the index.

Nothing here scans the table: the cost of a window depends only on its length. A row that stops
matching stays while its listing exists, so that nothing vanishes under the user's eyes.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Literal

from reader.entry import Entry
from reader.library.access import Access, reached
from reader.library.index.entry_rows import EntryRows
from reader.library.index.index_file import Index
from reader.library.index.schema import HIDDEN, SHOWN
from reader.library.index.story_figures import FOLDED, FOLDED_UNREAD
from reader.library.query import entries, owns
from reader.library.query.folding import Folded, Folding
from reader.library.query.groups import (
    BOUNDS,
    IN_FEW,
    IS_LATER,
    UNREAD,
    Grouping,
    Kept,
    Part,
    Show,
    is_shown,
)
from reader.library.query.listed import Listed, each_once, is_listed
from reader.library.query.placing import Placing, Slot
from reader.library.query.tree import Inner, Node, Own

_PLACED = "placed CROSS JOIN entry ON entry.key = placed.key"
_SOURCES = {
    "date": ("entry", "entry.category = :inner AND entry.day = :path"),
    "flat": ("entry", "entry.day = :inner"),
}
_BELOW_NODE = (_PLACED, "placed.node = :node AND placed.day = :inner")
_WHOLE = {
    "date": ("entry", "entry.day = :path"),
    "flat": ("entry", f"entry.day < '{HIDDEN}'"),
}
_WHOLE_NODE = (_PLACED, "placed.node = :node")
_SHOWN = """(MAX(read, muted) <= :read AND starred >= :starred
  OR +entry.key IN (SELECT value FROM json_each(:kept)))"""
_IN_FEW = "({condition} OR +entry.key IN (SELECT value FROM json_each(:kept)))"
_IN_FOLDED = {
    "all": f"(folded & {FOLDED}) = 0",
    "unread": f"""({UNREAD} AND (folded & {FOLDED_UNREAD}) = 0
  OR +entry.key IN (SELECT value FROM json_each(:kept)))""",
}
"""What views in which each story has one row show, as far as the index says it."""

_NOT_BELOW = "+entry.key NOT IN (SELECT value FROM json_each(:below))"
_IS_ABOVE_UNREAD = "+entry.key IN (SELECT value FROM json_each(:above_unread))"
_ABOVE_UNREAD = {
    "all": "unread_below > 0",
    "unread": f"({UNREAD} AND unread_below > 0 OR {_IS_ABOVE_UNREAD})",
}
_STILL_UNREAD = f"{UNREAD} AND id NOT IN (SELECT value FROM json_each(:read_ids))"
_WINDOW = (
    f"SELECT {', '.join(f'entry.{name}' for name in SHOWN)}"
    """
FROM {source} WHERE {where} AND {shown} AND ({by}) {after} (:published, :at)
ORDER BY {order} LIMIT :limit OFFSET :offset
"""
)
_DAYS_BELOW = {
    "flat": "entry.day BETWEEN :last AND :inner",
    "": "placed.node = :node AND placed.day BETWEEN :last AND :inner",
}
_RUN = (
    f"SELECT {', '.join(f'entry.{name}' for name in SHOWN)}"
    """
FROM {source} WHERE {days} AND {shown} AND ({table}.day, {by}) < (:inner, :published, :at)
ORDER BY {table}.day DESC, {order} LIMIT :limit OFFSET :offset
"""
)
"""A window over several days, the newest first: most have few rows, and a statement costs more."""

_MILESTONE = """
SELECT {by} FROM {source} WHERE {where} AND {shown} AND ({by}) {after} (:published, :at)
ORDER BY {order} LIMIT 1 OFFSET :offset
"""
_RANK = """
SELECT COUNT(*) FROM {source} WHERE {where} AND {shown} AND ({by}) {before} (:published, :at)
"""
_NEXT = """
SELECT {by} FROM {source}
WHERE {where} AND {unread} AND {shown} AND ({by}) {after} (:published, :at)
ORDER BY {order} LIMIT 1
"""
_UNREAD = f"SELECT entry.key FROM {{source}} WHERE {{where}} AND {UNREAD} AND {{shown}}"
_HAVING_UNREAD = "SELECT entry.key FROM {source} WHERE {where} AND {above_unread} AND {shown}"
_FROM = " AND ({by}) {after} (:published, :at)"
_BEFORE = " AND ({by}) {before} (:published, :at)"
_ALL_UNREAD = f"SELECT key FROM entry INDEXED BY entry_by_day WHERE day < '~' AND {UNREAD}"
_WHERE = f"""
SELECT nodes, category, day, published, {UNREAD}, starred, progress, {IS_LATER}
FROM entry WHERE key = ?
"""
_DAYS = """
SELECT entry.key, day FROM json_each(?) AS wanted CROSS JOIN entry ON entry.key = wanted.value
"""
_COPIES = f"""
SELECT key, nodes, category, day, {UNREAD}, starred, progress, {IS_LATER} FROM entry WHERE id = ?
"""
_FIGURES = """
SELECT key, versions, unread_below, MAX(read, muted) FROM entry
WHERE key IN (SELECT value FROM json_each(?)) AND versions > 0
"""
_EDGE = 2**62
_MOST_BELOW = 1000
"""Rows that can be unfolded below a row."""

_MOST_KEPT = 1000
"""Rows that stay after they were marked together: each is counted again whenever the list is drawn.
"""
_MILE = 1000  # rows; later windows of a group start from a milestone, not from its first row


class Listing(Listed):
    """One grouping and filter of the library, as it was when the listing was made.

    Rows are read as they are now; make a new listing when `Library.poll` returns True.
    """

    def __init__(
        self,
        index: Index,
        rows: EntryRows,
        grouping: Grouping,
        show: Show,
        newest: bool,
        kept: Kept,
        access: Access,
        folded: bool,
    ) -> None:
        """`access` is the library's; rows are read in the thread of its keeper."""
        self.access = access
        self.folded = folded
        self.query = None
        self.grouping: Grouping = grouping
        self.show: Show = show
        self.newest = newest
        self.kept = {day: set(keys) for day, keys in kept.items()}
        self._index = index
        self._rows = rows
        self._milestones: dict[Slot, dict[int, tuple[int, int]]] = {}
        self._folding: Folding | None = None
        self._fold()
        db = index.db
        found = owns.own_rows(db, self.grouping, self.show, self.kept, self._folding)
        weights = owns.weights(db) if self.grouping == "date" else {}
        self._placing = Placing(self.grouping, self.newest, found, weights, self._inner_of)
        self._total = owns.total(db, self.show, self.kept)

    def _inner_of(self, own: Own) -> Sequence[Inner]:
        db = self._index.db  # another one where the index was replaced
        return owns.inner_with(db, self.grouping, self.show, self.kept, own, self._folding)

    def _asked_of(self, rows: Node | Inner) -> int:
        return rows.unread_rows if isinstance(rows, Node) else rows.unread

    def _fold(self) -> None:
        """Find out again what is below other rows, as articles were marked or kept."""
        if self.folded:
            self._folding = Folding(self._index.db, self.show, self.kept)

    def _row_of(self, key: int) -> int:
        """The key of the row that an entry is below, or its own."""
        parent = self._folding.parent(self._index.db, key) if self._folding else None
        return key if parent is None else parent

    @reached()
    def window(self, node: int, start: int, stop: int) -> list[Entry]:
        """The own rows of a node from `start` up to `stop`, in order; fewer if it has fewer."""
        spans = self._placing.spans(node)
        found: list[Entry] = []
        start, stop = max(start, 0), min(stop, spans.starts[-1])
        if start < stop and self.newest and self.grouping != "date":
            at, last = spans.at(start), spans.inner[spans.at(stop - 1)].name
            return self._in(Slot(node, at), start - spans.starts[at], stop - start, last)
        while start < stop:
            at = spans.at(start)
            end = min(stop, spans.starts[at + 1])
            found += self._in(Slot(node, at), start - spans.starts[at], end - start)
            start = end
        return found

    @reached(instead=None)
    def locate(self, key: int, near: int = 0) -> tuple[int, int] | None:
        """The node of an entry and its offset there; see `Listed.locate`."""
        key = self._row_of(key)
        row = self._index.db.execute(_WHERE, (key,)).fetchone()
        if row is None:
            return None
        *where, published, unread, starred, progress, later = row
        listed = is_shown(self.show, unread, starred, progress, later)
        listed = listed or key in self.kept.get(row[2], ())
        places = self._placing.of(*where) if listed else []
        if not places:
            return None
        place = next((one for one in places if one.node == near), places[0])
        return place.node, self._offset(place, published, key)

    @reached()
    def next_unread(
        self, node: int, offset: int, step: Literal[1, -1] = 1
    ) -> tuple[int, int] | None:
        """The position of the next or previous unread row; see `Listed.next_unread`."""
        if not self.nodes:
            return None
        for place, after in self._unread_places(node, offset, step):
            found = self._unread_in(place, after, step)
            while found and not self._is_unread(found[1]):
                found = self._unread_in(place, found[1], step)
            if found:
                return place.node, self._offset(place, *found)
        return None

    def _is_unread(self, key: int) -> bool:
        """Whether a row that was found has anything unread: of what is below it, marks that are not
        in the index yet are to be considered.
        """
        if not (self.folded and self._rows.overlay):
            return True
        entry = entries.with_key(self._index, self._rows, key)
        return any(one.is_unread for one in (entry, *self.children(key)) if one)

    @reached()
    def unread_keys(self, part: Part, node: int = 0, offset: int = -1) -> array[int]:
        """The keys of the unread rows in a part of the list; see `Listed.unread_keys`."""
        if part == "all" and self.show in ("all", "unread"):
            return array("q", (key for (key,) in self._index.db.execute(_ALL_UNREAD)))
        found = array("q")
        spans = self._placing.spans(node)
        if part == "group" and self.grouping == "flat":
            return self._unread_of("", self._values(Slot(node, spans.at(max(offset, 0)))))
        for number in self._placing.whole(part, node, offset):
            if self.nodes[number].unread_rows:
                found += self._unread_of("", self._values_of(number), whole=True)
        here = self.window(node, offset, offset + 1) if offset >= 0 else []
        if here and part in ("above", "below"):
            at = spans.at(offset)
            rest = range(at) if part == "above" else range(at + 1, len(spans.inner))
            found.extend(self._unread_at(node, rest))
            side = _BEFORE if part == "above" else _FROM
            key = here[0].key
            values = self._values(Slot(node, at)) | {"published": self._published(key), "at": key}
            found += self._unread_of(side, values)
        return each_once(found)

    @reached(instead=())
    def children(self, key: int) -> list[Entry]:
        found = entries.versions(self._index, self._rows, key, _MOST_BELOW)
        others = [one for one in found if one.key != key]
        if not self.folded:
            return others
        kept = {key for some in self.kept.values() for key in some}
        return [one for one in others if one.key in kept or is_listed(self.show, one)]

    @reached()
    def below(self, entries: Sequence[Entry]) -> Mapping[int, Folded]:
        """What can be unfolded below the rows of entries; see `Listed.below`."""
        if self._folding is None:
            return super().below(entries)
        keys = json.dumps([one.key for one in entries if one.versions])
        rows = self._index.db.execute(_FIGURES, (keys,))
        return self._folding.folded({key: tuple(figures) for key, *figures in rows})

    @reached()
    def keep(self, keys: Sequence[int]) -> None:
        """Keep rows in the list, even if they stop matching; of very many none stays."""
        if self.show == "all" or sum(map(len, self.kept.values())) + len(keys) > _MOST_KEPT:
            return
        for key, day in self._index.db.execute(_DAYS, (json.dumps(list(keys)),)):
            if day != HIDDEN:
                self.kept.setdefault(day, set()).add(key)

    def marked(self, article: str, read: int, keep: bool) -> None:
        """Update the nodes after an article was marked; see `Listed.marked`."""
        copies = self._copies(article)
        if keep:
            for key, _nodes, _category, day, *_marks in copies:
                if day != HIDDEN:
                    self.kept.setdefault(day, set()).add(key)
        self._fold()
        for key, nodes, category, day, unread, starred, progress, later in copies:
            listed = is_shown(self.show, unread, starred, progress, later)
            if listed or key in self.kept.get(day, ()):
                row = self._row_of(key)
                if row != key:
                    nodes, category, day, *_ = self._index.db.execute(_WHERE, (row,)).fetchone()
                self._placing.marked(nodes, category, day, read)

    def _copies(self, article: str) -> list[Any]:
        return self._index.db.execute(_COPIES, (article,)).fetchall()

    def _in(self, place: Slot, start: int, count: int, last: str | None = None) -> list[Entry]:
        """Rows of a place from `start` on; with the name of a `last` day, also of those after it,
        up to this one.
        """
        mile, offset = divmod(start, _MILE)
        published, at = self._milestone(place, mile)
        values = self._values(place) | {
            "published": published,
            "at": at,
            "limit": count,
            "offset": offset,
        }
        template = _WINDOW
        if last is not None:
            template = _RUN
            values |= {"last": last, "kept": json.dumps(list(chain(*self.kept.values())))}
        rows = self._index.db.execute(self._statement(template, self.newest), values)
        return [self._rows.entry(row) for row in rows]

    def _offset(self, place: Slot, published: int, key: int) -> int:
        """The offset of a row, which stands at a place, below its node."""
        values = self._values(place) | {"published": published, "at": key}
        statement = self._statement(_RANK, self.newest)
        rank: int = self._index.db.execute(statement, values).fetchone()[0]
        return self._placing.spans(place.node).starts[place.inner] + rank

    def _unread_places(
        self, node: int, offset: int, step: Literal[1, -1]
    ) -> Iterator[tuple[Slot, int | None]]:
        """The places with unread rows from a row or heading on, in the direction `step`; the first
        with the key of the row, if there is one.
        """
        here = self.window(node, offset, offset + 1) if offset >= 0 else []
        begin = None
        if here:
            start = self._placing.spans(node).at(offset)
            yield Slot(node, start), here[0].key
            begin = start + step
        elif step == -1:
            node -= 1  # the rows of a node are below its heading
        while 0 <= node < len(self.nodes):
            if self.nodes[node].unread_rows:
                inner = self.inner(node)
                order = range(len(inner)) if step == 1 else range(len(inner) - 1, -1, -1)
                rest = (at for at in order if begin is None or (at - begin) * step >= 0)
                yield from ((Slot(node, at), None) for at in rest if inner[at].unread)
            begin = None
            node += step

    def _unread_at(self, node: int, inner: range) -> Iterator[int]:
        """The keys of the unread articles in some inner groups of a node."""
        groups = self.inner(node)
        unread = (Slot(node, number) for number in inner if groups[number].unread)
        return chain.from_iterable(self._unread_of("", self._values(one)) for one in unread)

    def _unread_of(
        self, side: str, values: Mapping[str, Any], *, whole: bool = False
    ) -> array[int]:
        """The keys of the unread articles at a place, or on one side of the row with a key."""
        found = self._keys(_UNREAD + side, values, whole=whole)
        if self._folding is not None:
            above = self._keys(_HAVING_UNREAD + side, values, whole=whole)
            found.extend(self._folding.unread_below(self._index.db, above))
        return found

    def _keys(self, template: str, values: Mapping[str, Any], *, whole: bool) -> array[int]:
        statement = self._statement(template, self.newest, whole=whole)
        rows = self._index.db.execute(statement, values)
        return array("q", (key for (key,) in rows))

    def _published(self, key: int) -> int:
        row = self._index.db.execute(_WHERE, (key,)).fetchone()
        return int(row[3]) if row else 0

    def _milestone(self, place: Slot, mile: int) -> tuple[int, int]:
        """The time and key of the last row before a milestone, one of which comes
        every `_MILE` rows.
        """
        known = self._milestones.setdefault(place, {0: _before_all(self.newest)})
        if mile not in known:
            near = max(number for number in known if number < mile)
            values = self._values(place) | {
                "published": known[near][0],
                "at": known[near][1],
                "offset": (mile - near) * _MILE - 1,
            }
            statement = self._statement(_MILESTONE, self.newest)
            row = self._index.db.execute(statement, values).fetchone()
            if row is None:
                return _before_all(not self.newest)
            known[mile] = row
        return known[mile]

    def _unread_in(
        self, place: Slot, after: int | None, step: Literal[1, -1]
    ) -> tuple[int, int] | None:
        """The time and key of the next unread row at a place."""
        forward = self.newest == (step == 1)
        published, at = _before_all(forward)
        if after is not None:
            published, at = self._published(after), after
        values = self._values(place) | {
            "published": published,
            "at": at,
            "read_ids": self._rows.laid_over("read"),
        }
        statement = self._statement(_NEXT, forward)
        row: tuple[int, int] | None = self._index.db.execute(statement, values).fetchone()
        return row

    def _values(self, place: Slot) -> dict[str, Any]:
        """The values of a statement for an inner group of a node."""
        inner = self.inner(place.node)[place.inner]
        day = self.nodes[place.node].path if self.grouping == "date" else inner.name
        kept = json.dumps(list(self.kept.get(day, ())))
        return self._values_of(place.node) | {"inner": inner.name, "kept": kept}

    def _values_of(self, node: int) -> dict[str, Any]:
        """The values of a statement for a whole node."""
        read, starred = BOUNDS.get(self.show, (1, 0))
        return {
            "node": self._placing.own(node).key,
            "path": self.nodes[node].path,
            "read": read,
            "starred": starred,
            "kept": json.dumps(list(chain(*self.kept.values()))),
            "below": json.dumps(list(self._folding.parents) if self._folding else []),
            "above_unread": json.dumps(self._folding.above_unread if self._folding else []),
        }

    def _statement(self, template: str, newest: bool, *, whole: bool = False) -> str:
        return _statement(template, self.grouping, newest, self.show, self.folded, whole)


def _statement(
    template: str,
    grouping: Grouping,
    newest: bool,
    show: Show = "all",
    folded: bool = False,
    whole: bool = False,
) -> str:
    """A statement made of the constants above; it contains no input of the user. It is about rows
    of an inner group, or of a `whole` node.
    """
    source, where = _SOURCES.get(grouping, _BELOW_NODE)
    if whole:
        source, where = _WHOLE.get(grouping, _WHOLE_NODE)
    table = "entry" if source == "entry" else "placed"
    way = "DESC" if newest else "ASC"
    shown = _IN_FEW.format(condition=IN_FEW[show]) if show in IN_FEW else _SHOWN
    above_unread = _ABOVE_UNREAD.get(show, _IS_ABOVE_UNREAD)
    unread = _STILL_UNREAD
    if folded:
        shown = _IN_FOLDED.get(show, shown)
        shown = shown if show == "all" else f"{shown} AND {_NOT_BELOW}"
        unread = f"({unread} OR {above_unread})"
    return template.format(
        source=source,
        table=table,
        where=where,
        days=_DAYS_BELOW.get(grouping, _DAYS_BELOW[""]),
        shown=shown,
        unread=unread,
        above_unread=above_unread,
        by=f"{table}.published, {table}.key",
        order=f"{table}.published {way}, {table}.key {way}",
        before=">" if newest else "<",
        after="<" if newest else ">",
    )


def _before_all(newest: bool) -> tuple[int, int]:
    """A time and key before those of all rows, in this order."""
    return (_EDGE, _EDGE) if newest else (-_EDGE - 1, -_EDGE - 1)
