"""The journals as a whole: looked through for damage, written anew without what is past, and
carried elsewhere as lines of JSON that merge with whatever is there.

Nothing here needs an index.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from reader.errors import JournalError
from reader.library.journal import journal
from reader.library.journal.events import (
    LARGEST,
    TAIL,
    Event,
    act_of,
    compacted,
    events,
    is_newer,
    line,
)
from reader.library.journal.history import KEPT
from reader.library.journal.journal import Journal

_AHEAD = 86_400_000_000  # microseconds by which a clock may be ahead unmentioned

Claim = tuple[int, str, float]
"""Clock, device and value: the greatest one holds."""


class Flaw(NamedTuple):
    """What is wrong with a journal; `line` counts from 1, and is 0 for all of the file."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        where = f", line {self.line:,}" if self.line else ""
        return f"{self.file}{where}: {self.reason}"


class Compacted(NamedTuple):
    """What compacting came to: lines and bytes before and after, and lines that were damaged."""

    lines: tuple[int, int]
    size: tuple[int, int]
    damaged: int


@dataclass(slots=True)
class Folded:
    """The last word on each (article, field), and on which article was last marked at a place."""

    state: dict[tuple[str, str], Claim] = field(default_factory=dict)
    trail: dict[bytes, tuple[int, str, str]] = field(default_factory=dict)

    def take(self, device: str, event: Event) -> None:
        """Let an event count where it is the last word."""
        for article, place in event.marked:
            for name, value in event.fields.items():
                claim = (event.t, device, value)
                self.state[article, name] = max(self.state.get((article, name), claim), claim)
            if place:
                step = (event.t, device, article)
                self.trail[place] = max(self.trail.get(place, step), step)

    def needs(self, device: str, event: Event, article: str, place: bytes) -> bool:
        """Whether an event has the last word on something of an article."""
        return self.trail.get(place) == (event.t, device, article) or any(
            self.state.get((article, name)) == (event.t, device, value)
            for name, value in event.fields.items()
        )


def verify(folder: Path) -> list[Flaw]:
    """Everything in the journals that cannot be read, or is odd."""
    if reason := journal.unreadable(folder):
        return [Flaw(folder, 0, f"the folder cannot be read: {reason}.")]
    return [flaw for file in sorted(journal.files(folder)) for flaw in _flaws(file)]


def folded(folder: Path) -> Folded:
    """The state that all journals of a folder come to. Raises JournalError."""
    found = Folded()
    for file in journal.files(folder):
        data = _read(file)
        if is_newer(data[:4096].partition(b"\n")[0]):
            continue
        for event in events(data[: data.rfind(b"\n") + 1].split(b"\n")):
            if event is not None:
                found.take(journal.device_of(file.name), event)
    return found


def compact(book: Journal) -> Compacted:
    """Write this device's journal anew with what still counts, and the last actions to be undone.

    Raises JournalError; then the journal is what it was.
    """
    try:
        with book.alone():
            file = book.file
            if not file.exists():
                return Compacted((0, 0), (0, 0), 0)
            data = _read(file)
            if is_newer(data[:4096].partition(b"\n")[0]):
                raise JournalError(f"{file} was written by a newer version, which it is left to.")
            kept, damaged = _kept(data, journal.device_of(file.name))
            new = compacted(kept, len(data), data[-TAIL:])
            journal.exchange(file, new)
    except OSError as error:
        reason = error.strerror or error
        raise JournalError(f"The journal cannot be compacted: {reason}.") from None
    return Compacted((data.count(b"\n"), new.count(b"\n")), (len(data), len(new)), damaged)


def export(folder: Path) -> Iterator[dict[str, Any]]:
    """The state of each article: its fields, when each was set, and where it was marked last."""
    found = folded(folder)
    rows: dict[str, dict[str, Any]] = {}
    for (article, name), (t, _device, value) in sorted(found.state.items()):
        row = rows.setdefault(article, {"id": article})
        row[name] = value if name in LARGEST else bool(value)
        row.setdefault("t", {})[name] = t
    for place, (_t, _device, article) in sorted(found.trail.items()):
        if article in rows:
            rows[article].setdefault("places", []).append(os.fsdecode(place))
    yield from rows.values()


def merge(book: Journal, lines: Iterable[bytes]) -> tuple[int, int]:
    """Take an export in: how many articles it changed, and how many lines could not be read.

    What was set later here stays. Raises JournalError; then nothing was taken.
    """
    known = folded(book.folder)
    new: list[bytes] = []
    articles, unreadable = set(), 0
    for text in filter(bytes.strip, lines):
        found = _imported(text)
        unreadable += not found
        for event in found:
            article, place = event.marked[0]
            name, value = next(iter(event.fields.items()))
            t = known.state.get((article, name), (0, "", 0.0))[0]
            if t < event.t:
                root, _, path = os.fsdecode(place).partition("/")
                new.append(line(event.t, root, None, [(article, path)], {name: value}))
                articles.add(article)
    if new:
        book.append_lines(new)
        book.close()
    return len(articles), unreadable


def _flaws(file: Path) -> Iterator[Flaw]:
    try:
        data = _read(file)
    except JournalError as error:
        yield Flaw(file, 0, str(error))
        return
    texts = data.split(b"\n")
    if is_newer(texts[0]):
        yield Flaw(file, 0, "it was written by a newer version and is left out.")
        return
    latest = 0
    for number, text in enumerate(texts, 1):
        for event in events([text]):
            if event is not None:
                latest = max(latest, event.t)
            elif number == len(texts):
                yield Flaw(file, number, "it is not written to its end, and is left out.")
            else:
                yield Flaw(file, number, "it cannot be read, and is left out.")
    ahead = latest - time.time_ns() // 1000
    if ahead > _AHEAD:
        days = f"{ahead // 86_400_000_000:,} days"
        yield Flaw(file, 0, f"a clock was {days} ahead; marks that come after it still hold.")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise JournalError(f"{file} cannot be read: {error.strerror or error}.") from None


def _kept(data: bytes, device: str) -> tuple[list[bytes], int]:
    """The lines that still count, and how many could not be read."""
    texts = data.split(b"\n")
    acts = dict.fromkeys(act.id for text in texts if (act := act_of(text)) is not None)
    recent = set(list(acts)[-KEPT:])
    found, damaged = Folded(), 0
    for event in events(texts):
        damaged += event is None
        if event is not None:
            found.take(device, event)
    kept: dict[bytes, None] = {}
    for text in texts:
        for event in events([text]):
            if event is not None and (left := _left(text, event, device, found, recent)):
                kept[left] = None
    return list(kept), damaged


def _left(text: bytes, event: Event, device: str, found: Folded, recent: set[str]) -> bytes:
    """What of a line still counts."""
    if event.act is not None and event.act.id in recent:
        return text + b"\n"
    needed = [found.needs(device, event, *one) for one in event.marked]
    if not any(needed):
        return b""
    told = json.loads(text)
    told.pop("act", None)
    if "of" in told:
        told["of"] = [one for one, is_needed in zip(told["of"], needed, strict=True) if is_needed]
    return json.dumps(told, separators=(",", ":")).encode("ascii") + b"\n"


def _imported(text: bytes) -> list[Event]:
    """The events that a line of an export stands for, one for each field."""
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return []
    match row:
        case {"id": str(article), "t": dict(times), **more}:
            places = more.get("places") or [""]
        case _:
            return []
    where = places[0] if isinstance(places, list) and isinstance(places[0], str) else ""
    root, _, path = where.partition("/")
    told = (_event(article, root, path, name, t, row) for name, t in times.items())
    return [event for event in events(told) if event is not None]


def _event(article: str, root: str, path: str, name: str, t: Any, row: Mapping[str, Any]) -> bytes:
    event = {"t": t, "a": article, "root": root, "path": path, "set": {name: row.get(name)}}
    return json.dumps(event).encode("ascii")
