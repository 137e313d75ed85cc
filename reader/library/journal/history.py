"""Undo: the actions in this device's journal, as one window sees them.

The journal itself is the history, so undo works as long as the marks exist. A window undoes its own
actions, the last one first, and then those from before it was opened; actions of another window
since then are left to that window. Undoing is an action too, which redo reverses.

The journal is read from its end, no further than necessary: the last line about an action counts,
and the last action is most often the one that is wanted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from reader.errors import JournalError
from reader.lazy_tuple import NamedTuple
from reader.library.index.user_tags import PREFIX
from reader.library.journal import folder
from reader.library.journal.acts import Verdict, judged_back
from reader.library.journal.events import Act, EventLine, act_of, event_of
from reader.library.journal.undo_window import Start, UndoWindow

KEPT = 200
"""Actions that compaction keeps for undo."""


@dataclass(frozen=True, slots=True)
class Done:
    """An action of the user: how many articles were marked, and as what.

    `where` is the name of the group that was marked as a whole, or ''; `title` is the title if it
    was one article. For tagging, `tags` has the fields and their values, and `field` is the first.
    `by` is the name of the filter that did it, or ''; `also` are further fields.
    """

    count: int
    field: str
    value: bool
    where: str = ""
    title: str = ""
    tags: tuple[tuple[str, bool], ...] = ()
    by: str = ""
    also: tuple[tuple[str, bool], ...] = ()

    @property
    def what(self) -> str:
        """The action in words: "marked read", "tagged later", "marked read and starred"."""
        marks = [
            name if value else f"un{name}"
            for name, value in ((self.field, self.value), *self.also)
            if not name.startswith(PREFIX)
        ]
        said = [f"marked {' and '.join(marks)}"] if marks else []
        return ", ".join([*said, *([tagged(self.tags)] if self.tags else [])])

    def __str__(self) -> str:
        by = f" by the filter “{self.by}”" if self.by else ""
        if self.title:
            from reader.output.cells import fit

            return f"“{fit(self.title, 40)}” {self.what}{by}"
        return f"{self.count:,} {self.what}" + (f" under {self.where}" if self.where else by)


def tagged(fields: Iterable[tuple[str, bool]]) -> str:
    """Fields of tags and their values in words: "tagged later, 投资, untagged soon"."""
    said: list[str] = []
    for word, wanted in (("tagged", True), ("untagged", False)):
        names = [field.removeprefix(PREFIX) for field, value in fields if value == wanted]
        said += [f"{word} {', '.join(names)}"] if names else []
    return ", ".join(said)


class Action(NamedTuple):
    """An action, and what it marked."""

    act: Act
    events: list[EventLine]


Verb = Literal["undo", "redo"]


def next_to(
    verb: Verb,
    file: Path,
    window: UndoWindow,
    now: Start,
    is_wanted: Callable[[Sequence[EventLine]], bool],
) -> Action | None:
    """The action that a window would undo or redo next, among those whose events are wanted, or
    None. `now` is how much of the journal counts, if it is still the same file.
    Raises JournalError where the journal cannot be read.
    """
    try:
        with folder.opened(file) as stream:
            status = os.fstat(stream.fileno())
            known = window.start.size
            if window.start.inode not in (0, status.st_ino):
                known = sys.maxsize  # it was compacted: the order is lost
            is_same = now.inode == status.st_ino
            end = min(now.size, status.st_size) if is_same else status.st_size
            return _Search(verb, window.name, known, is_wanted).run(_said(stream, end))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise JournalError(f"{file} cannot be read: {folder.reason_of(error)}.") from None


class _Said(NamedTuple):
    """A line of an action, and its offset in the journal."""

    at: int
    act: Act
    text: bytes


def _said(stream: BinaryIO, end: int) -> Iterator[_Said]:
    """The lines of actions before an offset, the last one first."""
    for one in judged_back(folder.lines_back(stream, end)):
        if one.verdict is Verdict.COUNTS and (act := act_of(one.line.text)) is not None:
            yield _Said(one.line.at, act, one.line.text)


@dataclass(slots=True)
class _Search:
    """Goes through the actions of a journal, the last one first.

    `met` are those whose fate is known; `own` and `before` are those that may be undone or redone,
    the best ones first, each with what it marked once all its lines were met.
    """

    verb: Verb
    window: str
    known: int
    is_wanted: Callable[[Sequence[EventLine]], bool]
    met: set[str] = field(default_factory=set)
    own: dict[str, Action | None] = field(default_factory=dict)
    before: dict[str, Action | None] = field(default_factory=dict)
    is_closed: bool = False

    def run(self, said: Iterable[_Said]) -> Action | None:
        """The next action, or None."""
        texts: list[_Said] = []
        for one in said:
            if texts and texts[0].act.id != one.act.id:
                self._end(texts)
                texts = []
                if (found := self._best(one.at)) or self._is_over:
                    return found
            self._meet(one)
            texts.append(one)
        self._end(texts)
        return self._best(-1)

    def _meet(self, one: _Said) -> None:
        act, is_seen = one.act, one.act.window == self.window or one.at < self.known
        if act.verb == "do":
            # what filters do while a window is open is left to it, and ends no row of undos
            self._add(act.id, (is_seen or bool(act.by)) and self.verb == "undo")
            self.is_closed |= is_seen and not act.by
        else:
            self._add(act.of, is_seen and self.verb != act.verb)

    def _add(self, of: str, may_be_it: bool) -> None:
        """Meet an action for the first time, in the last line about it."""
        if of in self.met:
            return
        self.met.add(of)
        if may_be_it and not (self.verb == "redo" and self.is_closed):
            is_own = self.verb == "redo" or of.startswith(f"{self.window}-")
            (self.own if is_own else self.before)[of] = None

    def _end(self, texts: list[_Said]) -> None:
        """All lines of an action were met."""
        for waiting in (self.own, self.before):
            for act in {one.act.id for one in texts if one.act.verb == "do"} & waiting.keys():
                found = [
                    EventLine(event.t, event.fields, one.text)
                    for one in reversed(texts)
                    if (event := event_of(one.text))
                ]
                if found and self.is_wanted(found):
                    waiting[act] = Action(texts[0].act, found)
                else:
                    del waiting[act]

    def _best(self, at: int) -> Action | None:
        """The best candidate, if it is certain once everything from an offset on was met."""
        if self.own:
            return next(iter(self.own.values()))
        is_own_to_come = self.known == sys.maxsize or at >= self.known
        if self.before and (at < 0 or not is_own_to_come):
            return next(iter(self.before.values()))
        return None

    @property
    def _is_over(self) -> bool:
        return self.verb == "redo" and self.is_closed and not self.own
