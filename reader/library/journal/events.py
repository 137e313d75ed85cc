"""What stands in a journal: its first line and its events, written and read.

A file begins with {"journal": 1}; with 2 where a tag is in it, so that versions that know of none
leave it alone and lose none. Then each line is one event: {"t": clock, "a": article id, "root":
name of the root folder, "path": relative path, "set": {"read": true}}; or one that holds for many
articles of a folder, with "in": relative folder and "of": [[article id, file name], …]. "act" says
which action of the reader an event belongs to, so that it can be undone.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from reader.library.index import user_tags

FORMAT = 2
"""The latest one that this version reads."""

TAIL = 64
"""Bytes before a place in a journal by which it is known again."""

LARGEST = {"progress": 1.0, "place": 1e9}
"""Fields that are numbers from 0 on; the others, read, starred and tags, are true or false."""

_LATEST = 2**60  # microseconds: far beyond any clock, far below what an SQLite integer holds
_TAGGED = re.compile(rb'[{,]\s*"tag:')  # in a name or a path a backslash stands before the quote
_VERSION = len(b'{"journal": ')
_ACT = re.compile(rb'\{"act":(\{[^{}]*\}),')


class Act(NamedTuple):
    """An action of the reader: number `number` of a window, `at` seconds since 1970.

    `verb` is "do", or "undo" or "redo" of the action with the id `of`. `where` is the name of what
    was marked as a whole, '' where that has none.
    """

    window: str
    number: int
    at: int
    where: str = ""
    verb: str = "do"
    of: str = ""

    @property
    def id(self) -> str:
        return f"{self.window}-{self.number}"


class Event(NamedTuple):
    """What was set on articles: `fields` maps read, starred and tags to 0 or 1, progress to 0–1,
    place to the block that the reader was at and, as a fraction, how far in it.

    `marked` has for each article its id and "root name/relative path" as bytes, which are empty
    when the event does not say.
    """

    t: int
    marked: Sequence[tuple[str, bytes]]
    fields: Mapping[str, float]
    act: Act | None = None

    @property
    def article(self) -> str:
        """The first article."""
        return self.marked[0][0]

    @property
    def place(self) -> bytes:
        """The place of the first article."""
        return self.marked[0][1]


def line(
    t: int,
    root: str,
    folder: str | None,
    of: Sequence[tuple[str, str]],
    fields: Mapping[str, float],
    act: Act | None = None,
) -> bytes:
    """The line of an event: for one article and its path where `folder` is None."""
    event: dict[str, object] = {}
    if act is not None:
        event["act"] = _told(act)
    event["t"] = t
    if folder is None:
        ((article, path),) = of
        event |= {"a": article, "root": root, "path": path}
    else:
        event |= {"root": root, "in": folder, "of": of}
    event["set"] = {k: v if k in LARGEST else bool(v) for k, v in fields.items()}
    return json.dumps(event, separators=(",", ":")).encode("ascii") + b"\n"


def header(lines: bytes) -> bytes:
    """The first line of a journal that begins with these."""
    return b'{"journal": %d}\n' % format_of(lines)


def compacted(lines: Sequence[bytes], was: int, tail: bytes) -> bytes:
    """A journal of lines that mean what another one meant up to a place, before which it had the
    bytes `tail`. Its first line says so, so that who had read that far need not begin anew.
    """
    body = b"".join(lines)
    head = {"journal": format_of(body), "was": was, "tail": tail.hex(), "is": "0" * 15}
    told = json.dumps(head).encode("ascii") + b"\n"
    size = len(told) + len(body)
    return told.replace(b'"' + b"0" * 15 + b'"', b'"%015d"' % size) + body


def format_of(lines: bytes) -> int:
    """The format that a journal with these lines has: the first one in which they can be said."""
    return FORMAT if _TAGGED.search(lines) else 1


def announcement(first_line: bytes, lines: bytes) -> tuple[int, bytes] | None:
    """The place in a journal, and what has to stand there, before lines are appended that its
    first line does not announce; None where nothing has to.
    """
    known = b'{"journal": %d' % (FORMAT - 1)
    if not first_line.startswith(known) or format_of(lines) < FORMAT:
        return None
    return _VERSION, b"%d" % FORMAT


def goes_on_from(first_line: bytes, offset: int, tail: bytes) -> int | None:
    """Where to read on in a compacted journal, when the one before it was read to its end."""
    try:
        header = json.loads(first_line)
    except ValueError:
        return None
    match header:
        case {"was": int(was), "tail": str(end), "is": str(size)} if size.isdecimal():
            return int(size) if (was, end) == (offset, tail.hex()) else None
    return None


def is_newer(first_line: bytes) -> bool:
    """Whether a first line announces a format that this version does not know."""
    try:
        header = json.loads(first_line)
    except ValueError:
        return False
    version = header.get("journal") if isinstance(header, dict) else None
    return isinstance(version, int) and version > FORMAT


def events(lines: Iterable[bytes]) -> Iterator[Event | None]:
    """The event of each line but headers and blank ones; None for a line that cannot be read."""
    for text in filter(None, lines):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            yield None
        elif "journal" not in found:
            yield _event(found)


def act_of(text: bytes) -> Act | None:
    """The action of a line, without reading all of it; None where it has none."""
    found = _ACT.match(text)
    try:
        return _act(json.loads(found[1])) if found else None
    except ValueError:
        return None


def place(root: object, path: object) -> bytes:
    """Where an article was marked, as the index compares it; empty when that is not said."""
    if not isinstance(root, str) or not isinstance(path, str) or not path:
        return b""
    try:
        return os.fsencode(f"{root}/{path}")
    except UnicodeEncodeError:
        return b""


def _event(found: Mapping[str, object]) -> Event | None:
    match found:
        case {"t": int(t), "set": dict(values)} if 0 < t < _LATEST and t is not True:
            fields = {k: float(v) for k, v in values.items() if _is_valid(k, v)}
        case _:
            return None
    marked = _marked(found)
    if not fields or not marked:
        return None
    return Event(t, marked, fields, _act(found.get("act")))


def _marked(found: Mapping[str, object]) -> list[tuple[str, bytes]]:
    root = found.get("root", "")
    match found:
        case {"a": str(article)}:
            marked = [(article, place(root, found.get("path")))]
        case {"of": list(of), "in": str(folder)}:
            inner = f"{folder}/" if folder else ""
            try:
                marked = [(article, place(root, inner + name)) for article, name in of]
            except (TypeError, ValueError):
                return []
        case _:
            return []
    return marked if all(_is_id(article) for article, _place in marked) else []


def _is_id(article: object) -> bool:
    return isinstance(article, str) and article.isalnum() and article.isascii()


def _is_valid(field: object, value: object) -> bool:
    if isinstance(value, bool):
        return field in ("read", "starred") or user_tags.is_field(str(field))
    if not isinstance(value, int | float):
        return False
    return field in LARGEST and 0 <= value <= LARGEST[str(field)]


def _told(act: Act) -> dict[str, object]:
    told: dict[str, object] = {"w": act.window, "n": act.number, "at": act.at}
    if act.where:
        # no braces: an action is found at the start of its line without reading on
        told["in"] = act.where.replace("{", "(").replace("}", ")")
    if act.of:
        told[act.verb] = act.of
    return told


def _act(found: object) -> Act | None:
    match found:
        case {"w": str(window), "n": int(number), "at": int(at), **more}:
            where = more.get("in", "")
            verb = next((verb for verb in ("undo", "redo") if verb in more), "do")
            of = more.get(verb, "")
            if isinstance(where, str) and isinstance(of, str):
                return Act(window, number, at, where, verb, of)
    return None
