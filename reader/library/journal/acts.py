"""Which lines of a journal count: all but those that are damaged, and writes that were cut off.

What is marked in one go may take many lines, and whoever is killed while he writes leaves some of
them, or a piece of one. So each says the how manieth of how many it is: until the last one is there
none of them counts, and where another write has to follow, it says first that this one is torn.
Nothing of a torn write was ever acknowledged. Damage is told apart from that: a line that was
damaged later costs no more than itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from reader.library.journal.events import TORN, act_of, is_no_event, parsed
from reader.library.journal.folder import JournalLine


class Verdict(Enum):
    """What is to be made of a line: it counts, cannot be read, belongs to a write that was cut off
    or to one that may still go on, or is none that is meant to count.
    """

    COUNTS = "counts"
    DAMAGED = "damaged"
    CUT_OFF = "cut off"
    OPEN = "open"
    NO_EVENT = "no event"


class Judged(NamedTuple):
    """A line, its number, and what is to be made of it."""

    number: int
    line: JournalLine
    verdict: Verdict


class _Write(NamedTuple):
    """What a line says of its write: which one it is, of how many lines, and the how manieth."""

    act: str
    parts: int
    part: int


def judged(lines: Iterable[JournalLine], first: int = 1) -> Iterator[Judged]:
    """What is to be made of each line, in their order; `first` is the number of the first one.

    Of a line that counts, only reading it shows whether it is an event.
    """
    waiting: list[Judged] = []
    write: _Write | None = None
    for number, line in enumerate(lines, first):
        if not waiting and stands_for_itself(line.text):
            yield Judged(number, line, Verdict.COUNTS)
            continue
        found = _write_of(line.text)
        one = Judged(number, line, _alone(line.text, found))
        if line.text == TORN:
            yield from _all(Verdict.CUT_OFF, waiting)
            waiting, write = [], None
        elif not (write and (one.verdict is Verdict.DAMAGED or _goes_on(write, found))):
            yield from waiting
            waiting, write = [], None
        write = found or write
        if not write and one.verdict is not Verdict.DAMAGED:
            yield one
            continue
        waiting.append(one)
        if found and found.part == found.parts:
            yield from waiting
            waiting, write = [], None
    yield from _at_the_end(waiting, write)


def judged_back(lines: Iterable[JournalLine]) -> Iterator[Judged]:
    """The same for lines that come last one first; their numbers mean nothing."""
    some: list[JournalLine] = []
    after: list[JournalLine] = []
    for line in lines:
        some.append(line)
        if stands_for_itself(line.text):
            yield from _backwards(some, after)
            some, after = [], [line]
    yield from _backwards(some, after)


def _backwards(some: list[JournalLine], after: list[JournalLine]) -> Iterator[Judged]:
    found = list(judged([*reversed(some), *after]))
    return reversed(found[: len(some)])


def is_torn(last: bytes) -> bool:
    """Whether a journal that ends with a line ends in the midst of a write."""
    found = _write_of(last)
    return not last.endswith(b"\n") or (found is not None and found.part < found.parts)


def stands_for_itself(text: bytes) -> bool:
    """A quick look at what most lines are."""
    return (
        text.startswith((b'{"act":', b'{"t":'))
        and text.endswith(b"}}\n")
        and b'"part":[' not in text
    )


def _write_of(text: bytes) -> _Write | None:
    """What a whole line says of a write of more lines than one."""
    act = act_of(text) if text.endswith(b"}}\n") else None
    if act is None or act.part[1] == 1:
        return None
    if act.part[0] == act.part[1] and parsed(text) is None:
        return None  # the line on which all depends is looked at closely
    return _Write(act.id, act.part[1], act.part[0])


def _goes_on(write: _Write, found: _Write | None) -> bool:
    return found is not None and write[:2] == found[:2] and write.part < found.part


def _is_piece(text: bytes) -> bool:
    """Whether a line is no whole one, or damaged beyond being read."""
    return not text.endswith(b"\n") or (bool(text.strip(b"\n")) and parsed(text) is None)


def _alone(text: bytes, found: _Write | None) -> Verdict:
    """What a line is by itself."""
    if found is None and is_no_event(text):
        return Verdict.NO_EVENT
    return Verdict.DAMAGED if found is None and _is_piece(text) else Verdict.COUNTS


def _all(verdict: Verdict, lines: Iterable[Judged]) -> Iterator[Judged]:
    return (one._replace(verdict=verdict) for one in lines)


def _at_the_end(waiting: list[Judged], write: _Write | None) -> Iterable[Judged]:
    """What waits at the end of a file, for the rest of a write or of a line."""
    if write and not _is_damaged_at_its_end(waiting, write):
        return _all(Verdict.OPEN, waiting)
    if waiting and not waiting[-1].line.text.endswith(b"\n"):
        return [*waiting[:-1], waiting[-1]._replace(verdict=Verdict.OPEN)]
    return waiting


def _is_damaged_at_its_end(waiting: list[Judged], write: _Write) -> bool:
    """Whether the lines that a write lacks are there, at the end of a file, but damaged."""
    missing = waiting[-(write.parts - write.part) :]
    return len(missing) == write.parts - write.part and all(
        one.verdict is Verdict.DAMAGED and one.line.text.endswith(b"}}\n") for one in missing
    )
