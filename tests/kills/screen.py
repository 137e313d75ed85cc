"""The screen under kill -9: it is killed in the middle of marks, of one article and of all.

What the screen has said that it did must be there; a key that it has not answered yet may have done
its work or not, but nothing in part.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from reader import config
from reader.library.library import Library
from tests.end_to_end.terminal import Terminal

COUNT = 1_000
"""Articles: enough for marks of all to take the screen's thread for them."""

_STARTS = 60.0
_ANSWERS = 3.0
"""Seconds in which a key is answered; later something else may have been said instead."""

_KEYS = "jrjsjrAzz"
_KILLED = 0.2
"""How many keys are the last one of a screen."""

_SOON = 0.04
"""Seconds after such a key in which it is killed."""

_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_][^\x07\x1b]*(?:\x07|\x1b\\))")
_ONE = r"“(t\d+)” marked (un)?{} · z undoes"
_MANY = r"(?<![0-9,]){:,} marked read · z undoes"
"""What the screen says of one article, and of some, when it is done; a mark that is not written yet
ends otherwise. It draws a sentence more than once at times, also after the next key, so no part of
the answer to another key may look like it: what is undone ends with a full stop.
"""

State = dict[tuple[str, str], bool]
"""Title and field → its value."""


class Found(NamedTuple):
    """Screens killed, marks that they said they made, of these lost, and marks that are there in
    part.
    """

    kills: int
    marks: int
    lost: int
    torn: int


def run(folder: Path, count: int, seed: int) -> Found:
    """Kill so many screens; the XDG folders are in the environment."""
    root = folder / "news"
    root.mkdir()
    for number in range(COUNT):
        head = f"title: t{number}\ndate: 2022-04-{number % 28 + 1:02} 10:00:00"
        (root / f"{number}.md").write_text(f"---\n{head}\n---\nText {number}.\n", "utf-8")
    state = _seen(root)
    chance = random.Random(seed)
    marks = lost = torn = 0
    for number in range(count):
        life = _Life(root, state, chance)
        if number % 20 == 19:
            shutil.rmtree(config.index_folder())
        seen = _seen(root)
        marks += life.marks
        if seen != life.state and seen not in life.begun:
            others = sum(seen[key] != value for key, value in life.state.items())
            partly = any(_between(seen, life.state, begun) for begun in life.begun)
            torn += partly
            lost += 0 if partly else others
        state = seen
    return Found(count, marks, lost, torn)


class _Life:
    """One screen, from its start to when it is killed."""

    def __init__(self, root: Path, state: State, chance: random.Random) -> None:
        self._told = Told(state)
        self.begun: list[State] = []
        """What there may be instead, where the last key has done its work."""
        with Terminal(root) as terminal:
            _until(terminal, lambda said: "unread of" in said, _STARTS)
            is_answered = True
            while is_answered and chance.random() > _KILLED:
                key = chance.choice(self._keys(_KEYS))
                is_answered = self._press(terminal, key, _ANSWERS)
            if is_answered:
                key = chance.choice(self._keys("rsAAzz"))
                is_answered = self._press(terminal, key, chance.uniform(0, _SOON))
            terminal.kill()
            self.begun = [] if is_answered else self._told.meant(key)

    @property
    def state(self) -> State:
        return self._told.state

    @property
    def marks(self) -> int:
        return self._told.marks

    def _keys(self, some: str) -> str:
        """These, but for what undoes the marks of an earlier screen."""
        return some if self._told.undo else some.replace("z", "")

    def _press(self, terminal: Terminal, key: str, seconds: float) -> bool:
        """Press a key; whether it was answered in some seconds."""
        terminal.raw.clear()
        terminal.press(key)
        return key == "j" or _until(terminal, lambda said: self._told.takes(key, said), seconds)


class Told:
    """What a screen has said that it did."""

    def __init__(self, state: State) -> None:
        self.state = dict(state)
        self.marks = 0
        self.undo: list[tuple[str, State]] = []
        """For each mark, what is said when it is undone, and the state before it."""

    def takes(self, key: str, said: str) -> bool:
        """Whether what was said since a key was pressed is the answer to it; if so, the state is
        another.
        """
        now = self._answer(key, said)
        if now is None:
            return False
        if key == "z":
            self.undo = self.undo[:-1]
        elif now != self.state:
            self.undo.append((self._words(now), self.state))
        self.marks += now != self.state
        self.state = now
        return True

    def meant(self, key: str) -> list[State]:
        """The states of which a key that was not answered may have made one."""
        if key == "z":
            return [state for _words, state in self.undo[-1:]]
        if key == "A":
            return [_all_read(self.state)]
        return [
            self.state | {(title, field): not value}
            for (title, field), value in self.state.items()
            if field == _FIELDS[key]
        ]

    def _answer(self, key: str, said: str) -> State | None:
        """The state after a key, where it was answered."""
        if key == "z":
            words, before = self.undo[-1]
            return before if words in said else None
        if key == "A":
            after = _all_read(self.state)
            count = sum(self.state[one] != value for one, value in after.items())
            words = _MANY.format(count) if count else "Nothing unread here"
            return after if re.search(words, said) else None
        field = _FIELDS[key]
        for title, no in re.findall(_ONE.format(field), said):
            if self.state[title, field] == bool(no):
                return self.state | {(title, field): not no}
        return None

    def _words(self, after: State) -> str:
        """What is said where this is undone."""
        changed = [one for one, value in after.items() if self.state[one] != value]
        if len(changed) > 1:
            return f"Undone: {len(changed):,} marked read."
        ((title, field),) = changed
        return f"Undone: “{title}” marked {'' if after[title, field] else 'un'}{field}."


_FIELDS = {"r": "read", "s": "starred"}


def _all_read(state: State) -> State:
    return {(title, field): value or field == "read" for (title, field), value in state.items()}


def _between(seen: State, one: State, other: State) -> bool:
    return all(value in (one[key], other[key]) for key, value in seen.items())


def _until(terminal: Terminal, is_said: Callable[[str], bool], seconds: float) -> bool:
    end = monotonic() + seconds
    while not (is_there := is_said(_said(terminal))) and monotonic() < end:
        terminal.drain(min(0.01, seconds))
    return is_there


def _said(terminal: Terminal) -> str:
    return _ESCAPES.sub(b"", bytes(terminal.raw)).decode("utf-8", "replace")


def _seen(root: Path) -> State:
    """What a library that is opened now shows."""
    library = Library([root])
    if not library.is_indexed():
        library.refresh()
    found: State = {}
    for entry in library.entries():
        found |= {(entry.title, "read"): entry.read, (entry.title, "starred"): entry.starred}
    library.close()
    assert len(found) == 2 * COUNT
    return found
