"""What can be undone: the actions in this device's journal, as one window sees them.

The journal itself is the history, so it survives whatever the marks survive. A window undoes what
it did itself, the last action first, and then what was done before it was opened; what another
window did since is that one's to undo. Undoing is an action too, which redoing takes back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reader.library.index.user_tags import PREFIX
from reader.library.journal.events import Act, Event, act_of, events

KEPT = 200
"""Actions that compaction leaves to be undone."""


@dataclass(frozen=True, slots=True)
class Done:
    """An action of the reader: how many articles were marked, and as what.

    `where` is the name of what was marked as a whole, '' where that has none; `title` that of the
    one article, where it was one. Where they were tagged, `tags` has the fields and their values,
    and `field` is the first one.
    """

    count: int
    field: str
    value: bool
    where: str = ""
    title: str = ""
    tags: tuple[tuple[str, bool], ...] = ()

    @property
    def what(self) -> str:
        """As what they were marked: "marked read", "tagged later"."""
        if self.tags:
            return tagged(self.tags)
        return f"marked {self.field if self.value else f'un{self.field}'}"

    def __str__(self) -> str:
        if self.title:
            from reader.output.cells import fit  # noqa: PLC0415 (a list is shown without it)

            return f"“{fit(self.title, 40)}” {self.what}"
        return f"{self.count:,} {self.what}" + (f" in {self.where}" if self.where else "")


def tagged(fields: Iterable[tuple[str, bool]]) -> str:
    """What fields of tags and their values come to: "tagged later, 投资, untagged soon"."""
    said: list[str] = []
    for word, wanted in (("tagged", True), ("untagged", False)):
        names = [field.removeprefix(PREFIX) for field, value in fields if value == wanted]
        said += [f"{word} {', '.join(names)}"] if names else []
    return ", ".join(said)


class Past:
    """The actions that a window can undo and redo, by their ids, the next one last."""

    def __init__(self, window: str, known: int) -> None:
        """Nothing yet. `known` is how much was in the journal when the window opened."""
        self.acts: dict[str, Act] = {}
        self.undone: list[str] = []
        self._own: list[str] = []
        self._before: list[str] = []
        self._window = window
        self._start = known

    @property
    def done(self) -> list[str]:
        return [*self._before, *self._own]

    def see(self, at: int, act: Act) -> None:
        """Another action, in the order they were done, and its place in the journal."""
        if act.id in self.acts:
            return
        self.acts[act.id] = act
        is_seen = act.window == self._window or at < self._start
        match act.verb:
            case "undo":
                self._undo(act.of, is_seen)
            case "redo":
                self._redo(act.of, is_seen)
            case _ if is_seen:
                self._of(act).append(act.id)
                self.undone.clear()

    def _of(self, act: Act) -> list[str]:
        return self._own if act.window == self._window else self._before

    def _undo(self, of: str, is_seen: bool) -> None:
        for ids in (self._own, self._before):
            if of in ids:
                ids.remove(of)
                if is_seen:
                    self.undone.append(of)

    def _redo(self, of: str, is_seen: bool) -> None:
        if of in self.undone:
            self.undone.remove(of)
        if is_seen and of in self.acts:
            self._of(self.acts[of]).append(of)


class Start(NamedTuple):
    """How much was in this device's journal when a window was opened."""

    inode: int
    size: int


def start_of(file: Path) -> Start:
    """How much there is now."""
    try:
        status = file.stat()
    except OSError:
        return Start(0, 0)
    return Start(status.st_ino, status.st_size)


def lines_of(file: Path) -> list[tuple[int, bytes]]:
    """The lines of a journal that belong to actions, each with the place of its first byte."""
    try:
        data = file.read_bytes()
    except OSError:
        return []
    found: list[tuple[int, bytes]] = []
    at = 0
    for line in data.splitlines(keepends=True):
        if line.startswith(b'{"act":') and line.endswith(b"\n"):
            found.append((at, line))
        at += len(line)
    return found


def past(lines: Sequence[tuple[int, bytes]], window: str, known: int) -> Past:
    """What a window can undo and redo by the lines of actions."""
    found = Past(window, known)
    for at, act in acts(lines):
        found.see(at, act)
    return found


def acts(lines: Sequence[tuple[int, bytes]]) -> list[tuple[int, Act]]:
    """The action of each line that names one."""
    return [(at, act) for at, line in lines if (act := act_of(line)) is not None]


def events_of(lines: Sequence[tuple[int, bytes]], act: str) -> list[Event]:
    """The events of an action."""
    wanted = [line for _at, line in lines if (one := act_of(line)) is not None and one.id == act]
    return [event for event in events(wanted) if event is not None]


def new_window() -> str:
    """A name for a window."""
    return os.urandom(4).hex()
