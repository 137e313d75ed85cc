"""Lets a library and a server agree on what is read, starred and tagged.

First what is new on the server comes here. Then each item is merged by what was agreed last: what
changed there goes into the journal, in the account's name, and what changed here goes to the
server, batch by batch. What is certain is saved at once: marks from there when they are in the
journal, marks from here when the server has acknowledged them. A sync asks the server for its state
first, so what it took before a connection broke is not sent again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from reader.accounts import Account
from reader.errors import SyncError
from reader.lazy_tuple import NamedTuple
from reader.library.index.tokens import label
from reader.library.journal.told import State
from reader.library.library import Library
from reader.library.scan.lock import writing_next_to
from reader.sync.pulling import pull
from reader.sync.server import (
    READ,
    TAG,
    Fields,
    LoginRefused,
    Paused,
    Server,
    ServerState,
)
from reader.sync.snapshot import Agreed, Snapshot, file_of

RECENT = 30 * 86_400
"""Seconds: how far back the first sync brings what was read already."""

_MARGIN = 86_400
"""Seconds before the last sync that are asked for again: clocks differ, and to some servers an
article is as old as its date.
"""

Step = Literal["asking", "bringing", "sending"]
Told = Callable[[Step, int, int], object]
"""Is called with what is being done, how much of it is done, and the total, or 0."""


@dataclass(frozen=True, slots=True)
class Synced:
    """The result for one account: the titles of new articles (with `dry`, how many items would
    come is in `items`), how many marks came from the server and went there, and any remark.
    """

    account: str
    new: tuple[str, ...] = ()
    items: int = 0
    came: int = 0
    went: int = 0
    said: str = ""


class _Pending(NamedTuple):
    """What is to be done: for each article here its fields, what both sides agree on so far, and
    for each field and value on the server the ids of items.
    """

    here: list[tuple[str, str, dict[str, bool]]]
    agreed: dict[str, Agreed]
    there: dict[tuple[str, bool], list[str]]


class Merged(NamedTuple):
    """The outcome for one item: the fields that are set from now on, and those that change here and
    on the server; whether one becomes set, `now` says.
    """

    now: Fields
    here: Fields
    there: Fields


def merge(base: Fields, here: Fields, there: Fields) -> Merged:
    """Merge what is set on an article here, and on its item on a server.

    `base` is what both sides agreed on last. Each field is set or not, so there is no conflict:
    whoever changed a field since then gave it the other value, and two who changed it gave it the
    same. Without an agreement yet, `base` is empty: what is set on either side is set.
    """
    now = base ^ ((base ^ here) | (base ^ there))
    return Merged(now, now ^ here, now ^ there)


def sync(
    library: Library, account: Account, server: Server, told: Told, *, dry: bool = False
) -> Synced:
    """Synchronise a library with a server; with `dry`, only say what would be done.

    Raises SyncError, JournalError, FetchError, LibraryError: what was done before is kept.
    """
    file = file_of(account, library.roots[0])
    with writing_next_to(file):
        return _Sync(library, account, server, told).run(dry=dry)


class _Sync:
    """One sync."""

    def __init__(self, library: Library, account: Account, server: Server, told: Told) -> None:
        self._library, self._account, self._server = library, account, server
        self._told = told
        self._snapshot = Snapshot(account, library.roots[0])
        self._names: dict[str, str] = {}
        self._said = ""

    def run(self, *, dry: bool) -> Synced:
        began = time.time()
        self._told("asking", 0, 0)
        feeds = self._server.feeds()
        since = self._snapshot.since if self._snapshot.since <= began else 0.0  # a clock set back
        state = self._server.state((since or began - RECENT) - _MARGIN)
        wanted = sorted(state.items - self._snapshot.items.keys(), key=_by_number, reverse=True)
        new: list[str] = []
        if not dry:
            self._snapshot.keep_feeds(feeds)
            new = self._pull(wanted)
        pending = self._merged(state, frozenset(wanted), dry=dry)
        came, went = len(pending.here), sum(map(len, pending.there.values()))
        if not dry:
            self._apply(pending)
            went = self._send(pending.there)
            self._snapshot.end(began)
        items = len(wanted)
        return Synced(self._account.name, tuple(new), items, came, went, self._said)

    def _pull(self, wanted: list[str]) -> list[str]:
        total = len(wanted)
        found = pull(
            self._library.roots[0],
            self._server,
            self._snapshot,
            wanted,
            lambda done: self._told("bringing", done, total),
        )
        if found.unreadable:
            self._said = f"Items that are too large to be read: {found.unreadable:,}."
        return found.new

    def _merged(self, state: ServerState, new: frozenset[str], *, dry: bool) -> _Pending:
        """What is to be done on both sides."""
        known = self._snapshot.items
        places = {one.path: one.article for one in known.values() if one.path}
        here = self._library.marks.states(places, self._account.name)
        there = self._respelled(state, here).fields()
        faded = {id for id, one in known.items()
                 if id not in new and one.path in here and _fades(one, there(id))}  # fmt: skip
        gone = self._gone(faded)
        if not dry:
            self._snapshot.drop(gone)
        pending = _Pending([], {}, {})
        for id, agreed in known.items():
            if id not in gone and (found := here.get(agreed.path)) is not None:
                self._merge(id, agreed, found, there(id), pending)
        return pending

    def _merge(
        self, id: str, agreed: Agreed, here: State, there: Fields, pending: _Pending
    ) -> None:
        set_here = here.fields if self._server.has_tags else _untagged(here.fields)
        # what the server told is agreed on, also if it told another machine, or before a crash
        base = (agreed.fields - here.told) | (set_here & here.told)
        found = merge(base, set_here, there)
        if found.here:
            fields = {name: name in found.now for name in found.here}
            pending.here.append((here.article, agreed.path, fields))
        for name in found.there:
            pending.there.setdefault((name, name in found.now), []).append(id)
        new = Agreed(agreed.path, here.article, found.now ^ found.there)
        if new != agreed:
            pending.agreed[id] = new

    def _apply(self, pending: _Pending) -> None:
        """Put what changed on the server into the journal, and then into the snapshot."""
        self._library.marks.tell(self._account.name, pending.here)
        self._snapshot.keep(pending.agreed)

    def _send(self, marks: Mapping[tuple[str, bool], list[str]]) -> int:
        """Send what changed here; the number of marks that the server took."""
        total, done = sum(map(len, marks.values())), 0
        size = self._server.marks_at_once
        for (name, value), ids in sorted(marks.items(), key=lambda one: one[0][0].startswith(TAG)):
            for at in range(0, len(ids), size):
                batch = ids[at : at + size]
                if not self._is_sent(name, value, batch):
                    break
                self._snapshot.keep({id: _with(self._snapshot.items[id], name, value)
                                     for id in batch})  # fmt: skip
                done += len(batch)
                self._told("sending", done, total)
        return done

    def _is_sent(self, name: str, value: bool, ids: list[str]) -> bool:
        """Send one batch; False where it is a tag, and the server has none."""
        try:
            self._server.mark(self._names.get(name, name), value, ids)
        except (LoginRefused, Paused):
            raise
        except SyncError as error:
            if not name.startswith(TAG):
                raise
            self._said = f"The tag {name.removeprefix(TAG)} was not accepted: {error}"
            return False
        return True

    def _gone(self, ids: set[str]) -> set[str]:
        """Those of some items that the server has no more. It may have dropped them because they
        are old: then what it no longer says of them counts for nothing.
        """
        left, size = sorted(ids), self._server.contents_at_once
        parts = (left[at : at + size] for at in range(0, len(left), size))
        return ids.difference(*map(self._server.present, parts))

    def _respelled(self, state: ServerState, here: Mapping[str, State]) -> ServerState:
        """The state with tags as they are spelled here; `_names` keeps the server's spelling."""
        fields = [one.fields for one in here.values()]
        fields += [one.fields for one in self._snapshot.items.values()]
        tags = {name for those in fields for name in those if name.startswith(TAG)}
        spelled = {label(tag): tag for tag in sorted(tags)}
        marked: dict[str, frozenset[str]] = {}
        for name, ids in state.marked.items():
            own = spelled.get(label(name), name) if name.startswith(TAG) else name
            self._names[own] = name
            marked[own] = marked.get(own, frozenset()) | ids
        return replace(state, marked=marked)


def _fades(agreed: Agreed, there: Fields) -> bool:
    """Whether an item is named no longer in a list that it was in."""
    return bool(agreed.fields - there - {READ}) or (READ in there and READ not in agreed.fields)


def _untagged(fields: Fields) -> Fields:
    return frozenset(name for name in fields if not name.startswith(TAG))


def _with(agreed: Agreed, name: str, value: bool) -> Agreed:
    fields = agreed.fields | {name} if value else agreed.fields - {name}
    return replace(agreed, fields=fields)


def _by_number(id: str) -> tuple[int, str]:
    """Greater numbers, which came later, are longer or come later as texts."""
    return len(id), id
