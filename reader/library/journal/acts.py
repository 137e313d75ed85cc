"""Decides which lines of a journal count: all except damaged ones and incomplete writes.

One write may have many lines, and a process that is killed while it writes leaves some of them, or
a piece of one. So each line says which of how many it is: none of them counts until the last one is
there, and a write that follows an incomplete one first says that it is torn. A torn write was never
acknowledged. Damage is different: a line that is damaged later loses only itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from reader.lazy_tuple import NamedTuple
from reader.library.journal.events import TORN, act_of, is_no_event, parsed
from reader.library.journal.folder import JournalLine


class Verdict(Enum):
    """The verdict on a line: it counts, cannot be read, belongs to a write that was cut off or to
    one that may still go on, or is not meant to count.
    """

    COUNTS = "counts"
    DAMAGED = "damaged"
    CUT_OFF = "cut off"
    OPEN = "open"
    NO_EVENT = "no event"


class Judged(NamedTuple):
    """A line, its number, and the verdict on it."""

    number: int
    line: JournalLine
    verdict: Verdict


class _Write(NamedTuple):
    """What a line says about its write: which write, how many lines it has, and which one
    this is.
    """

    act: str
    parts: int
    part: int


def judged(lines: Iterable[JournalLine], first: int = 1) -> Iterator[Judged]:
    """The verdict on each line, in order; `first` is the number of the first one.

    Whether a line that counts is an event shows only when it is read.
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
    """The same for lines in reverse order; their numbers mean nothing."""
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
    """Whether a journal that ends with this line ends in the middle of a write."""
    found = _write_of(last)
    return not last.endswith(b"\n") or (found is not None and found.part < found.parts)


def stands_for_itself(text: bytes) -> bool:
    """A quick test for what most lines are."""
    return (
        text.startswith((b'{"act":', b'{"t":'))
        and text.endswith(b"}}\n")
        and b'"part":[' not in text
    )


def _write_of(text: bytes) -> _Write | None:
    """What a complete line says about a write of several lines."""
    act = act_of(text) if text.endswith(b"}}\n") else None
    if act is None or act.part[1] == 1:
        return None
    if act.part[0] == act.part[1] and parsed(text) is None:
        return None  # the line that everything depends on is checked closely
    return _Write(act.id, act.part[1], act.part[0])


def _goes_on(write: _Write, found: _Write | None) -> bool:
    return found is not None and write[:2] == found[:2] and write.part < found.part


def _is_piece(text: bytes) -> bool:
    """Whether a line is incomplete, or too damaged to be read."""
    return not text.endswith(b"\n") or (bool(text.strip(b"\n")) and parsed(text) is None)


def _alone(text: bytes, found: _Write | None) -> Verdict:
    """The verdict on a line by itself."""
    if found is None and is_no_event(text):
        return Verdict.NO_EVENT
    return Verdict.DAMAGED if found is None and _is_piece(text) else Verdict.COUNTS


def _all(verdict: Verdict, lines: Iterable[Judged]) -> Iterator[Judged]:
    return (one._replace(verdict=verdict) for one in lines)


def _at_the_end(waiting: list[Judged], write: _Write | None) -> Iterable[Judged]:
    """The lines at the end of a file that wait for the rest of a write or of a line."""
    if write and not _is_damaged_at_its_end(waiting, write):
        return _all(Verdict.OPEN, waiting)
    if waiting and not waiting[-1].line.text.endswith(b"\n"):
        return [*waiting[:-1], waiting[-1]._replace(verdict=Verdict.OPEN)]
    return waiting


def _is_damaged_at_its_end(waiting: list[Judged], write: _Write) -> bool:
    """Whether the missing lines of a write are at the end of the file, but damaged."""
    missing = waiting[-(write.parts - write.part) :]
    return len(missing) == write.parts - write.part and all(
        one.verdict is Verdict.DAMAGED and one.line.text.endswith(b"}}\n") for one in missing
    )
