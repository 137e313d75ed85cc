"""Reads heads in plain YAML: one field a line, lists with one item a line, nothing more.

Most heads are plain, since templates write them. Reading one takes a tenth of the time of a YAML
parser, which need not be loaded either. If YAML could read a head in another way, it is not plain,
and the result is None.
"""

from __future__ import annotations

import re

from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

Value = str | list[str]
"""The value of a field: text, or a list of texts."""

FENCE = late(r"^(?:-{3,}|\.{3})\s*$", re.MULTILINE)
"""A closing fence, as in YAML and python-frontmatter; `...` ends a YAML document too."""

_SCALAR = (
    r"'[^'\n]*'|\"[^\"\\\n]*\""
    r"|[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~](?:[^\n:#]|:(?![ \n]|\Z)|(?<! )#)*"
)
_LINE = late(rf"(?:([A-Za-z_][\w-]{{0,99}}):|( *)-)(?: +({_SCALAR}))? *(?:\n|\Z)", re.ASCII)
_NOT_PLAIN = late("[\0-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that YAML rejects, or reads as the end of a line."""


class PlainHead(NamedTuple):
    """Fields by lower-case name, the head as written, and the position in the text
    after its fence.
    """

    values: dict[str, Value]
    head: str
    end: int


def read(text: str, start: int) -> PlainHead | None:
    """The plain head of a text, which begins at `start`, after the first fence; None if
    it is not plain.
    """
    fence = FENCE.search(text, start)
    if fence is None:
        return None
    head = text[start : fence.start()].lstrip("\r\n")
    values = fields(head)
    return None if values is None else PlainHead(values, head, fence.end())


def fields(head: str) -> dict[str, Value] | None:
    """The fields of a head; None if it is not plain. Of two equal names the last wins, as
    with producers.
    """
    lines = head.replace("\r\n", "\n")
    if _NOT_PLAIN.search(lines):
        return None
    values: dict[str, Value] = {}
    items: list[str] | None = None
    name = indent = ""
    at = 0
    while at < len(lines):
        line = _LINE.match(lines, at)
        if line is None:
            return None
        at = line.end()
        if line[1]:
            name = line[1].lower()
            values[name] = _text(line[3] or "")
            items = None if line[3] else []
        elif items is None or (items and line[2] != indent):
            return None
        else:
            indent = line[2]
            items.append(_text(line[3] or ""))
            values[name] = items
    return values


def _text(scalar: str) -> str:
    return scalar[1:-1] if scalar[:1] in ("'", '"') else scalar.rstrip(" ")
