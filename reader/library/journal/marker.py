"""Marks and their undo: how one window writes to the journal and the index.

A mark is in the journal before anything shows it. Each mark is an action that can be undone, and
each undo one that can be redone; history.py finds the action.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader.drives import is_gone
from reader.entry import Entry
from reader.errors import Behind, JournalError
from reader.library.index import user_tags
from reader.library.index.entry_rows import EntryRows
from reader.library.index.faults import is_passing
from reader.library.index.index_file import Index
from reader.library.journal import adoption, history, mass_marks, renewal
from reader.library.journal.events import Act, EventLine
from reader.library.journal.fold import Fold
from reader.library.journal.folder import reason_of
from reader.library.journal.history import Done, Verb
from reader.library.journal.journal import Batch, Journal, Mark, Written
from reader.library.journal.mass_marks import FEW, Plan, Told, Wanted
from reader.library.journal.undo_window import UndoWindow, start_of
from reader.library.query.entries import with_key

_PATIENCE = (2.0, 20.0)
"""Seconds to wait for a scan that is writing: before the marks are in the journal, and after."""

_PAUSE = 0.02

_HASHED = 64
"""Parts in which the ids of articles are counted: those of one are in memory at once."""

_PLACE = """
SELECT entry.id, folder.root, folder.path, entry.name
FROM entry JOIN folder ON folder.key = entry.folder WHERE entry.key = ?
"""
_HAS_JOURNAL = "SELECT 1 FROM journal LIMIT 1"
_KEYS = "SELECT key FROM entry WHERE id IN (SELECT value FROM json_each(?))"

_TO_UNDO = ("read", "starred")
"""The fields, besides those of tags, that are undone; how far an article was read is not."""

Change = tuple[Entry, Entry]
"""An entry before and after a mark."""


@dataclass(frozen=True, slots=True)
class Step:
    """An action to undo or redo, its events, and how many articles it concerns."""

    verb: Verb
    act: Act
    events: list[EventLine]
    count: int

    @property
    def tags(self) -> list[str]:
        """The fields of tags that it concerns."""
        fields = (field for event in self.events for field in _fields_to_undo(event))
        return list(dict.fromkeys(field for field in fields if field.startswith(user_tags.PREFIX)))

    @property
    def wanted(self) -> list[Wanted]:
        """The marks that undo or redo it."""
        found: list[Wanted] = []
        for field in (*_TO_UNDO, *self.tags):
            for value in (False, True):
                some = [event for event in self.events if event.fields.get(field) == value]
                if some:
                    found.append(Wanted(field, value != (self.verb == "undo"), (), some))
        return found


class Marker:
    """Makes marks for one window, which has its own name in the journal."""

    def __init__(
        self,
        index: Index,
        rows: EntryRows,
        fold: Fold,
        journal: Journal,
        catch_up: Callable[[], int],
        window: UndoWindow,
    ) -> None:
        """`catch_up` folds what is new in the journals; `window` is the window that marks."""
        self._index = index
        self._rows = rows
        self._fold = fold
        self._journal = journal
        self._catch_up = catch_up
        self.window = window
        self._number = 0

    def mark(
        self, entries: Sequence[Entry], values: Mapping[str, bool | float], act: Act | None = None
    ) -> list[Change]:
        """Mark entries one by one. Returns those that changed. Raises JournalError; then
        none did.
        """
        return self._mark(entries, lambda _entry: values, act or self.act())

    def tag(
        self, entries: Sequence[Entry], add: Sequence[str], remove: Sequence[str], act: Act
    ) -> list[Change]:
        """The same for user tags: those in `remove` are removed in any spelling, and one that is
        there in another spelling is not added.
        """
        return self._mark(entries, lambda entry: user_tags.changes(entry, add, remove), act)

    def _mark(
        self,
        entries: Sequence[Entry],
        values: Callable[[Entry], Mapping[str, bool | float]],
        act: Act,
    ) -> list[Change]:
        self._look_first()
        changes = [
            (now, new) for now in self._current(entries) if (new := _with(now, values(now))) != now
        ]
        marks = {new.id: self._marks(now, new, act) for now, new in changes}
        if marks:
            written = [mark for some in marks.values() for mark in some]
            written.sort(
                key=lambda mark: mark.act is not None
            )  # the lines of an action are adjacent
            self._write(written, [new for _now, new in changes])
        return changes

    def mark_many(self, wanted: Wanted, act: Act, told: Told | None = None) -> Done:
        """Mark many articles at once. Waits for other writers; `told` is called as it goes on.
        Raises JournalError; then nothing changed.

        The index is locked first: otherwise what was planned for it may no longer be true, or
        another window begins to read what is new in the journal, which takes longer.
        """
        self._look_first(_PATIENCE[1])
        found: Plan | None = None
        is_shown = False
        try:
            with self._index.write(_PATIENCE[0]):
                found, written = self._planned(wanted, act, told)
                is_shown = written is None or mass_marks.apply(
                    self._index, self._fold, found, written, self._journal.device, told
                )
        except sqlite3.OperationalError as error:
            if not is_passing(error):
                raise
        if found is None:  # the journal does not wait for whoever keeps the index that long
            found, _written = self._planned(wanted, act, told)
        if found.count and not is_shown:
            for article in mass_marks.articles(self._index, wanted):
                self._rows.overlay.setdefault(article, {})[wanted.field] = wanted.value
            self._fold_all(_PATIENCE[1])
        return Done(found.count, wanted.field, wanted.value, act.where)

    def write(self, batches: Sequence[Batch]) -> None:
        """Write events of one action that are made already, and show them. Raises JournalError;
        then nothing changed.
        """
        self._append(batches)
        self._look()

    def _planned(self, wanted: Wanted, act: Act, told: Told | None) -> tuple[Plan, Written | None]:
        """A plan, and what was written of it to the journal, unless nothing changes."""
        found = mass_marks.plan(self._index, self._journal, wanted, act)
        if not found.count:
            return found, None
        written = self._append(found.marks(self._index), found.parts)
        if told:
            told(0, found.count)
        return found, written

    def keep_place(self, entry: Entry, place: float, progress: float | None) -> Change:
        """Save the reading position, and the progress, if it is known."""
        now = next(self._current([entry]))
        new = now if progress is None else _with(now, {"progress": progress})
        if new == now and self.place(now) == place:
            return now, now
        first, *others = self._marks(now, new, None)
        first = first._replace(fields={**first.fields, "place": place})
        self._write([first, *others], [new])
        if new.id in self._rows.overlay:
            self._rows.overlay[new.id]["place"] = place
        return now, new

    def place(self, entry: Entry) -> float | None:
        """The reading position in an article."""
        if "place" in (over := self._rows.overlay.get(entry.id, {})):
            return over["place"]
        return adoption.known(self._index, entry.id).fields.get("place")

    def search(self, verb: Verb) -> Callable[[], Step | None]:
        """A function that finds the action to undo or redo next, as of now, or None. Any thread may
        call it, as it only reads the journal. Raises JournalError, also where the journal that was
        folded is gone.
        """
        file, window = self._file(), self.window
        was_there = self._index.db.execute(_HAS_JOURNAL).fetchone() is not None
        now = start_of(file) if file else window.start
        here = {os.fsencode(root.name) for root in self._index.roots}
        folder = self._journal.folder

        def is_wanted(events: Sequence[EventLine]) -> bool:
            name = events[0].place.partition(b"/")[0]
            return (not name or name in here) and any(_fields_to_undo(one) for one in events)

        def look() -> Step | None:
            found = history.next_to(verb, file, window, now, is_wanted) if file else None
            if found is None and was_there and (why := _why_unread(folder)):
                raise JournalError(f"Nothing to {verb}: the journal {folder} {why}.")
            if found is None:
                return None
            act, events = found
            return Step(verb, act, events, _count(events))

        return look

    def retrace(self, step: Step, told: Told | None = None) -> tuple[Done, list[Change]]:
        """Undo or redo an action. Returns the action, and what changed, if that is not too much.
        `told` is called as in `mark_many`. Raises JournalError; then nothing changed.
        """
        act = self.act(step.act.where, step.verb, step.act.id)
        changed: list[Change] = []
        written = 0
        for one in step.wanted:
            if step.count > FEW and one.field not in step.tags:
                written += self.mark_many(one, act, _further(told, written, step.count)).count
                continue
            articles = [article for event in one.events for article in event.articles]
            changes = self.mark(self._entries(articles), {one.field: one.value}, act)
            absent = mass_marks.absent(self._index, one, act)
            if absent:
                self._append(absent)
                self._look()
            changed += changes
            written += len(changes) + len(absent)
        if not written:  # it is undone anyway, and next time it is the turn of another one
            self._append([_repeated(step.wanted[0], act)])
        return self._done(step), _joined(changed)

    def _done(self, step: Step) -> Done:
        one = step.wanted[0]
        found = self._entries([one.events[0].articles[0]]) if step.count == 1 else []
        title = found[0].title if found else ""
        was = [(wanted.field, wanted.value != (step.verb == "undo")) for wanted in step.wanted]
        tagged = tuple((field, value) for field, value in was if field in step.tags)
        also = tuple((field, value) for field, value in was[1:] if field not in step.tags)
        return Done(step.count, *was[0], step.act.where, title, tagged, step.act.by, also)

    def act(self, where: str = "", verb: str = "do", of: str = "") -> Act:
        """A new action."""
        # marks of another thread count as this window's, with their own numbers
        self._number = max(self._number + 1, time.time_ns() // 1000)
        return Act(self.window.name, self._number, int(time.time()), where, verb, of)

    def _file(self) -> Path | None:
        try:
            return self._journal.file
        except OSError:
            return None

    def _entries(self, articles: Sequence[str]) -> list[Entry]:
        """One entry of each article that is in the index."""
        keys = self._index.db.execute(_KEYS, (json.dumps(articles),)).fetchall()
        found = (with_key(self._index, self._rows, key) for (key,) in keys)
        return [entry for entry in found if entry]

    def _look_first(self, patience: float = 0.0) -> None:
        """The same before a mark, which waits for all of it: what is not read yet may be later.
        A mark of what the index shows has some `patience` with a process that writes to it.
        """
        self._fold_all(patience)
        if self._fold.is_out_of_time:
            raise Behind("The journal is still being read; marks wait until then.")

    def _fold_all(self, patience: float) -> None:
        self._look()
        end = time.monotonic() + patience
        while self._fold.is_locked and time.monotonic() < end:
            time.sleep(_PAUSE)
            self._look()

    def _look(self) -> None:
        """Read what others marked, so that this mark comes after it."""
        if self._catch_up():
            self._index.missed = True

    def _current(self, entries: Sequence[Entry]) -> Iterator[Entry]:
        """The entries as they are now; those gone from the index as they were."""
        for entry in entries:
            now = with_key(self._index, self._rows, entry.key)
            yield now if now is not None and now.id == entry.id else entry

    def _marks(self, now: Entry, new: Entry, act: Act | None) -> list[Mark]:
        """The marks to write: what changes, and what was taken over from an earlier text."""
        known = adoption.known(self._index, now.id)
        root, path = self._written_place(now)
        fields: dict[str, float] = {
            field: getattr(new, field)
            for field in ("read", "starred", "progress")
            if getattr(new, field) != getattr(now, field)
        }
        fields |= user_tags.between(now.own_tags, new.own_tags)
        inherited = {
            field: known.fields[field]
            for field in known.taken_over - fields.keys()
            if known.fields[field] and now.id not in self._rows.overlay
        }
        mark = Mark(now.id, root, path, fields, act, known.last)
        return [mark, *([mark._replace(fields=inherited, act=None)] if inherited else [])]

    def _write(self, marks: Sequence[Mark], entries: Collection[Entry]) -> None:
        """Write marks, and make the index show them.

        What cannot be written to the index yet is laid over its rows.
        """
        self._append(marks)
        for new in entries:
            over = self._rows.overlay.setdefault(new.id, {})
            over |= {"read": new.read, "starred": new.starred, "progress": new.progress}
        for mark in marks:
            tagged = {
                f: value for f, value in mark.fields.items() if f.startswith(user_tags.PREFIX)
            }
            if tagged:
                self._rows.overlay.setdefault(mark.article, {}).update(tagged)
        if self._catch_up() > len(marks):  # marks of others were among them
            self._index.missed = True

    def _append(self, marks: Iterable[Mark | Batch], parts: int | None = None) -> Written:
        if self._journal.is_gone:
            data = renewal.renewed(self._index, self._journal.file, self._journal.device)
            if data is not None:
                self._journal.renew(data)
        return self._journal.append(marks, parts)

    def _written_place(self, entry: Entry) -> tuple[str, str]:
        row = self._index.db.execute(_PLACE, (entry.key,)).fetchone()
        if row is None or row[0] != entry.id:
            return "", entry.path.name
        folder, name = os.fsdecode(row[2]), os.fsdecode(row[3])
        return self._index.roots[row[1]].name, f"{folder}/{name}" if folder else name


def _further(told: Told | None, done: int, count: int) -> Told | None:
    """The same for a part of an action of `count` articles, of which some are done."""
    return told and (lambda more, _all: told(done + more, count))


def _fields_to_undo(event: EventLine) -> list[str]:
    return [f for f in event.fields if f in _TO_UNDO or f.startswith(user_tags.PREFIX)]


def _count(events: Sequence[EventLine]) -> int:
    """How many articles some events have, which may be a million."""
    parts: list[array[int]] = [array("q") for _ in range(_HASHED)]
    for event in events:
        for one in map(hash, event.articles):
            parts[one % _HASHED].append(one)
    return sum(len(set(part)) for part in parts)


def _with(entry: Entry, values: Mapping[str, bool | float]) -> Entry:
    read = values.get("read", entry.read)
    starred = values.get("starred", entry.starred)
    progress = min(max(float(values.get("progress", entry.progress)), 0.0), 1.0)
    own_tags = user_tags.changed(entry.own_tags, values)
    return entry._replace(
        read=bool(read), starred=bool(starred), progress=progress, own_tags=own_tags
    )


def _joined(changes: Sequence[Change]) -> list[Change]:
    """One change for each entry, even if it changed several times."""
    found: dict[int, Change] = {}
    for was, now in changes:
        found[now.key] = (found.get(now.key, (was, now))[0], now)
    return list(found.values())


def _repeated(wanted: Wanted, act: Act) -> Mark:
    """A mark that repeats the state of an article."""
    article, place = wanted.events[0].marked[0]
    root, _, path = os.fsdecode(place).partition("/")
    return Mark(article, root, path, {wanted.field: wanted.value}, act, wanted.events[0].t)


def _why_unread(place: Path) -> str:
    """Why nothing was found in a folder of journals that held some; '' where it can be read."""
    if is_gone(place):
        return "is gone"
    try:
        with os.scandir(place):
            return ""
    except OSError as error:
        return f"cannot be read: {reason_of(error)}"
