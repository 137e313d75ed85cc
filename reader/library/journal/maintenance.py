"""Maintenance of journals: checks them for damage, compacts them, and exports and imports their
state as JSON Lines, merging it with what is there.

Nothing here needs an index.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from reader.errors import JournalError
from reader.lazy_tuple import NamedTuple
from reader.library.journal import clock, folder, journal
from reader.library.journal.acts import Judged, Verdict, judged
from reader.library.journal.claims import Claims
from reader.library.journal.events import (
    LARGEST,
    TAIL,
    Event,
    act_of,
    compacted,
    event_of,
    is_newer,
    line,
    parsed,
)
from reader.library.journal.folder import LeftOut
from reader.library.journal.history import KEPT
from reader.library.journal.journal import Journal

_AHEAD = 86_400_000_000  # microseconds by which a clock may be ahead without being reported


class Flaw(NamedTuple):
    """What is wrong with a journal; `line` counts from 1, and is 0 for the whole file."""

    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        where = f", line {self.line:,}" if self.line else ""
        return f"{self.file}{where}: {self.reason}"


class Compacted(NamedTuple):
    """The result of compacting: lines and bytes before and after, and the number of damaged
    lines.
    """

    lines: tuple[int, int]
    size: tuple[int, int]
    damaged: int


def verify(where: Path) -> list[Flaw]:
    """Everything in the journals of a folder that cannot be read, or is odd. An incomplete write is
    neither: it was never acknowledged.
    """
    files, others = folder.found(where)
    flaws = [Flaw(one.file, 0, f"it is ignored: {one.reason}.") for one in others]
    return flaws + [flaw for file in files for flaw in _flaws(file)]


def folded(where: Path, claims: Claims | None = None) -> tuple[Claims, list[LeftOut]]:
    """The merged state of all journals of a folder, and sentences about what could not be read. It
    is merged into `claims` if they are given.
    """
    claims = Claims() if claims is None else claims
    files, others = folder.found(where)
    for file in files:
        try:
            for _line, event in _counting(file):
                if event is not None:
                    claims.take(folder.device_of(file.name), event)
        except _Newer:
            continue
        except OSError as error:
            others.append(LeftOut(file, folder.reason_of(error)))
    return claims, others


def newer(where: Path) -> list[LeftOut]:
    """The journals of a folder that a newer version wrote, which `folded` ignores."""
    found: list[LeftOut] = []
    for file in folder.found(where)[0]:
        with suppress(OSError), folder.opened(file) as stream:
            if is_newer(stream.readline(4096)):
                found.append(LeftOut(file, "it was written by a newer version"))
    return found


def compact(book: Journal) -> Compacted:
    """Rewrite this device's journal with what still counts, and the last actions for undo.

    Raises JournalError; then the journal is unchanged.
    """
    try:
        with book.alone():
            return _compacted(book.file)
    except _Newer:
        raise JournalError(
            f"{book.file} was written by a newer version and is left to it."
        ) from None
    except OSError as error:
        reason = folder.reason_of(error)
        raise JournalError(f"The journal cannot be compacted: {reason}.") from None


def export(found: Claims) -> Iterator[dict[str, Any]]:
    """The merged state, by article: its fields, when each was set, and where it was last marked."""
    rows: dict[str, dict[str, Any]] = {}
    for (article, name), (t, _device, value) in sorted(found.state.items()):
        row = rows.setdefault(article, {"id": article})
        row[name] = value if name in LARGEST else bool(value)
        row.setdefault("t", {})[name] = clock.written(t)
    for place, (_t, _device, article) in sorted(found.trail.items()):
        if article in rows:
            rows[article].setdefault("places", []).append(os.fsdecode(place))
    yield from rows.values()


def merge(book: Journal, lines: Iterable[bytes]) -> tuple[int, int]:
    """Merge an export. Returns how many articles changed, and how many lines could not be read.

    What was set later here stays. Raises JournalError; then nothing was merged.
    """
    known, _left_out = folded(book.folder)
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
    latest = 0
    try:
        for one, event in _counting(file):
            if event is None:
                yield Flaw(file, one.number, "it cannot be read, and is ignored.")
            else:
                latest = max(latest, event.t)
    except _Newer:
        yield Flaw(file, 0, "it was written by a newer version and is ignored.")
    except OSError as error:
        yield Flaw(file, 0, f"it is ignored: {folder.reason_of(error)}.")
    ahead = latest - time.time_ns() // 1000
    if latest > clock.LAST:
        yield Flaw(file, 0, "a clock was far ahead; later marks still count.")
    elif ahead > _AHEAD:
        days = f"{ahead // 86_400_000_000:,} days"
        yield Flaw(file, 0, f"a clock was {days} ahead; marks that come after it still hold.")


class _Newer(Exception):
    """A journal was written by a newer version."""


def _counting(file: Path) -> Iterator[tuple[Judged, Event | None]]:
    """The lines of a journal that count, and those that should but contain no event. Raises OSError
    and _Newer.
    """
    with folder.opened(file) as stream:
        if is_newer(stream.readline(4096)):
            raise _Newer
        for one in judged(folder.lines(stream)):
            if one.verdict is Verdict.COUNTS:
                yield one, event_of(one.line.text)
            elif one.verdict is Verdict.DAMAGED:
                yield one, None


def _compacted(file: Path) -> Compacted:
    """Raises OSError."""
    if not os.path.lexists(file):
        return Compacted((0, 0), (0, 0), 0)
    with folder.opened(file) as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - TAIL))
        tail = stream.read()
    claims, recent, damaged, count = _needed(file)
    device = folder.device_of(file.name)
    kept: dict[bytes, None] = {}
    for one, event in _counting(file):
        if event is not None and (left := _left(one.line.text, event, device, claims, recent)):
            kept[left] = None
    new = compacted(list(kept), size, tail)
    journal.exchange(file, [new])
    return Compacted((count, new.count(b"\n")), (size, len(new)), damaged)


def _needed(file: Path) -> tuple[Claims, set[str], int, int]:
    """The state of a journal, its last actions, and the numbers of damaged lines and of all
    lines.
    """
    claims, damaged = Claims(), 0
    recent: dict[str, None] = {}
    device = folder.device_of(file.name)
    for one, event in _counting(file):
        damaged += event is None
        if event is not None:
            claims.take(device, event)
        if event is not None and (act := act_of(one.line.text)) is not None:
            recent[act.id] = None
            if len(recent) > KEPT:
                del recent[next(iter(recent))]
    with folder.opened(file) as stream:
        count = sum(1 for _text in folder.lines(stream))
    return claims, set(recent), damaged, count


def _left(text: bytes, event: Event, device: str, claims: Claims, recent: set[str]) -> bytes:
    """The part of a line that still counts."""
    act = act_of(text)
    if act is not None and act.id in recent:
        return text if act.part == (1, 1) else _by_itself(text)
    needed = [claims.needs(device, event, *one) for one in event.marked]
    if not any(needed):
        return b""
    told = parsed(text) or {}
    told.pop("act", None)
    if "of" in told:
        told["of"] = [one for one, is_needed in zip(told["of"], needed, strict=True) if is_needed]
    return _line_of(told)


def _by_itself(text: bytes) -> bytes:
    """A line of a complete write, made to count by itself."""
    told = parsed(text) or {}
    told["act"].pop("part")
    return _line_of(told)


def _line_of(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode("ascii") + b"\n"


def _imported(text: bytes) -> list[Event]:
    """The events that a line of an export means, one for each field."""
    row = parsed(text) or {}
    match row:
        case {"id": str(article), "t": dict(times), **more}:
            places = more.get("places") or [""]
        case _:
            return []
    where = places[0] if isinstance(places, list) and isinstance(places[0], str) else ""
    root, _, path = where.partition("/")
    told = (_event(article, root, path, name, t, row) for name, t in times.items())
    return [event for text in told if (event := event_of(text)) is not None]


def _event(article: str, root: str, path: str, name: str, t: Any, row: Mapping[str, Any]) -> bytes:
    event = {"t": t, "a": article, "root": root, "path": path, "set": {name: row.get(name)}}
    return json.dumps(event).encode("ascii")
