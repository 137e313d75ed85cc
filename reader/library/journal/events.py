"""The format of a journal: reads and writes its first line and its events.

A file begins with {"journal": 1}; with 2 where a tag is in it, and 3 where a clock is that has run
further than older versions read, so that versions that do not know of it leave the file alone and
lose nothing. Then each line is one event: {"t": clock, "a": article id, "root": name of the root
folder, "path": relative path, "set": {"read": true}}; or one that holds for many articles of a
folder, with "in": relative folder and "of": [[article id, file name], …]. "act" says which action
of the user an event belongs to, so that it can be undone; "part" in it, which of how many lines of
one write this is; "by", which filter did it: "filter:NAME". {"journal": 1, "torn": true} says that
the write before it was cut off.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple
from reader.library.index import user_tags
from reader.library.journal import clock

FORMAT = 3
"""The latest one that this version reads."""

TAIL = 64
"""Bytes before an offset in a journal that identify the journal."""

LARGEST = {"progress": 1.0, "place": 1e9}
"""Fields whose values are numbers, 0 or more; read, starred and tags are true or false."""

WEAKEST = 1
"""The clock of what a filter marks: whatever the user or another program says of the same field of
the article, before or after, is stronger. So a mark of a filter that was undone stays undone, on
all devices, whenever they meet.
"""

TORN = b'{"journal": 1, "torn": true}\n'
"""Ends an incomplete write; other versions take it for a first line."""

_BY = "filter:"
_DEEPEST = 200
"""How deeply the values in a line may be nested, so that all processes read the same, however much
stack they have left."""

_LONGEST_NUMBER = 2**63
_SIZE = late("[0-9]{1,15}")
_BRACKETS = late(rb'"(?:[^"\\]++|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)
_BEYOND = late(rb'[{,]\s*"t":\s*"')  # as below
_TAGGED = late(rb'[{,]\s*"tag:')  # in a name or a path a backslash precedes the quote
_HEAD = 4096
_VERSION = len(b'{"journal": ')
_HEADER = late(rb'\{"journal": (\d)\D')
_ACT = late(rb'\{"act":(\{[^{}]*\}),')


class Act(NamedTuple):
    """An action of the user: number `number` of a window, `at` seconds since 1970.

    `verb` is "do", or "undo" or "redo" of the action with the id `of`. `where` is the name of the
    group that was marked as a whole, or ''. `part` says which of how many lines of its write a line
    is. `by` is the name of the filter that did it, or '' for the user.
    """

    window: str
    number: int
    at: int
    where: str = ""
    verb: str = "do"
    of: str = ""
    part: tuple[int, int] = (1, 1)
    by: str = ""

    @property
    def id(self) -> str:
        """Its window and its number there, which no other act of any device has."""
        return f"{self.window}-{self.number}"


class Event(NamedTuple):
    """What was set on articles: `fields` maps read, starred and tags to 0 or 1, progress to 0–1,
    place to the number of the block at the reading position and, as a fraction, how far in it.

    `marked` has for each article its id and "root name/relative path" as bytes, which are empty
    when the event does not say.
    """

    t: int
    marked: Sequence[tuple[str, bytes]]
    fields: Mapping[str, float]

    @property
    def article(self) -> str:
        """The id of the first article."""
        return self.marked[0][0]

    @property
    def place(self) -> bytes:
        """The path of the first article."""
        return self.marked[0][1]


class EventLine(NamedTuple):
    """An event that is kept as its line, which may have hundreds of articles, and is read again for
    each use: of an action there may be thousands.
    """

    t: int
    fields: Mapping[str, float]
    text: bytes

    @property
    def articles(self) -> list[str]:
        """The ids of its articles."""
        found = json.loads(self.text)
        return [article for article, _name in found["of"]] if "of" in found else [found["a"]]

    @property
    def marked(self) -> list[tuple[str, bytes]]:
        """For each article its id and path, as in an Event."""
        return _marked(json.loads(self.text))

    @property
    def place(self) -> bytes:
        """The path of the first article."""
        return self.marked[0][1]


def line(
    t: int,
    root: str,
    folder: str | None,
    of: Sequence[tuple[str, str]],
    fields: Mapping[str, float],
    act: Act | None = None,
) -> bytes:
    """The line of an event; if `folder` is None, of one article with its path."""
    event: dict[str, object] = {}
    if act is not None:
        event["act"] = _told(act)
    event["t"] = clock.written(t)
    if folder is None:
        ((article, path),) = of
        event |= {"a": article, "root": root, "path": path}
    else:
        event |= {"root": root, "in": folder, "of": of}
    event["set"] = {k: v if k in LARGEST else bool(v) for k, v in fields.items()}
    return json.dumps(event, separators=(",", ":")).encode("ascii") + b"\n"


def header(lines: bytes) -> bytes:
    """The first line of a journal that begins with these lines."""
    return b'{"journal": %d}\n' % format_of(lines)


def compacted(lines: Sequence[bytes], was: int, tail: bytes) -> bytes:
    """A journal of lines that mean the same as another one up to an offset, before which that one
    had the bytes `tail`. Its first line says so, so that a device which had read that far need not
    start again.
    """
    body = b"".join(lines)
    head = {"journal": format_of(body), "was": was, "tail": tail.hex(), "is": "0" * 15}
    told = json.dumps(head).encode("ascii") + b"\n"
    size = len(told) + len(body)
    return told.replace(b'"' + b"0" * 15 + b'"', b'"%015d"' % size) + body


def format_of(lines: bytes) -> int:
    """The format of a journal with these lines: the first one that has all they need."""
    if _BEYOND.search(lines):
        return 3
    return 2 if _TAGGED.search(lines) else 1


def announcement(first_line: bytes, lines: bytes) -> tuple[int, bytes] | None:
    """What to write where in a journal before appending lines of a format that its first line does
    not announce; None if nothing.
    """
    found = _HEADER.match(first_line)
    wanted = format_of(lines)
    return (_VERSION, b"%d" % wanted) if found and int(found[1]) < wanted else None


def goes_on_from(first_line: bytes, offset: int, tail: bytes) -> int | None:
    """Where to continue in a compacted journal, if the one before it was read to its end."""
    match parsed(first_line):
        case {"was": int(was), "tail": str(end), "is": str(size)} if _SIZE.fullmatch(size):
            return int(size) if (was, end) == (offset, tail.hex()) else None
    return None


def is_newer(first_line: bytes) -> bool:
    """Whether a first line announces a format that this version does not know."""
    header = parsed(first_line)
    version = header.get("journal") if header is not None else None
    return isinstance(version, int) and version > FORMAT


def event_of(text: bytes) -> Event | None:
    """The event in a line; None if there is none that can be read."""
    found = parsed(text)
    if found is None:
        return None
    t, values = clock.read(found.get("t")), found.get("set")
    if t is None or not isinstance(values, dict):
        return None
    fields = {k: float(v) for k, v in values.items() if _is_valid(k, v)}
    marked = _marked(found)
    return Event(t, marked, fields) if fields and marked else None


def is_no_event(text: bytes) -> bool:
    """Whether a line is not meant to be an event: a first line, the end of a torn write, or
    blank.
    """
    if not text.strip():
        return not text.strip(b"\n")
    return b'"journal"' in text[:_HEAD] and "journal" in (parsed(text) or {})


def parsed(text: bytes) -> dict[str, Any] | None:
    """The JSON object in a line; None if there is none, for whatever reason."""
    if text.count(b"{") + text.count(b"[") > _DEEPEST and _depth(text) > _DEEPEST:
        return None
    try:
        found = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def act_of(text: bytes) -> Act | None:
    """The action of a line, without parsing all of it; None if it has none."""
    found = _ACT.match(text)
    return _act(parsed(found[1])) if found else None


def place(root: object, path: object) -> bytes:
    """The path where an article was marked, in the form of the index; empty if the line has
    none.
    """
    if not isinstance(root, str) or not isinstance(path, str) or not path:
        return b""
    try:
        return os.fsencode(f"{root}/{path}")
    except UnicodeEncodeError:
        return b""


def _marked(found: Mapping[str, object]) -> list[tuple[str, bytes]]:
    root, article = found.get("root", ""), found.get("a")
    if isinstance(article, str):  # the most frequent case
        return [(article, place(root, found.get("path")))] if _is_id(article) else []
    match found:
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
    if act.by:
        told["by"] = _BY + act.by.replace("{", "(").replace("}", ")")
    if act.of:
        told[act.verb] = act.of
    if act.part[1] > 1:
        told["part"] = act.part
    return told


def _act(found: object) -> Act | None:
    match found:
        case {"w": str(window), "n": int(number), "at": int(at), **more} if (
            max(abs(number), abs(at)) < _LONGEST_NUMBER
        ):
            where = more.get("in", "")
            verb = next((verb for verb in ("undo", "redo") if verb in more), "do")
            of, by = more.get(verb, ""), more.get("by", "")
            if isinstance(where, str) and isinstance(of, str) and isinstance(by, str):
                part = _part(more.get("part"))
                return Act(window, number, at, where, verb, of, part, by.removeprefix(_BY))
    return None


def _part(found: object) -> tuple[int, int]:
    match found:
        case [int(part), int(parts)] if 0 < part <= parts < _LONGEST_NUMBER:
            return part, parts
    return 1, 1


def _depth(text: bytes) -> int:
    """How deeply the brackets of a line are nested, except those in strings."""
    depth = deepest = 0
    for found in _BRACKETS.finditer(text):
        depth += bool(found[1]) - bool(found[2])
        deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            break
    return deepest
