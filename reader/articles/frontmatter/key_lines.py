"""Heads of lines without fences: Pelican's and MultiMarkdown's `Key: value`, Nikola's `.. key:`,
Logseq's `key:: value`, and link references that hold metadata, `[#]: key: "value"`.

A text may begin with such a line by chance. So `Key: value` is a head only where all lines before
the first blank one are of it and two of their names are known; the other forms nobody writes by
chance, and one known name is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from reader.articles.frontmatter.plain_yaml import Value
from reader.lazy_re import late

_LINES_LIMIT = 64 * 1024
_FIELD = late(r"([A-Za-z][\w-]*(?: [\w-]+){0,2})[ \t]*:(?!:|//)(?:[ \t]+(.*)|)$")
_MORE = late(r"(?: {4}|\t)[ \t]*(\S.*)$")
_NIKOLA = late(r"\.\. ([A-Za-z][\w-]*):[ \t]*(.*)$")
_PROPERTY = late(r"(?:- |  )?([A-Za-z][\w./-]{0,60}):: ?(.*)$")
_REFERENCE = late(r"\[#\]: *([A-Za-z][\w-]*): *(?:\"(.*)\"|'(.*)'|\((.*)\)|(.*?))[ \t]*$")

_KNOWN = frozenset(
    """title subtitle headline subject date created published modified updated category categories
    tags tag keywords labels slug author authors summary description abstract status draft lang
    language translation template save_as url link permalink source via translator reviewer
    publisher site email copyright image cover thumbnail type layout comments alias aliases public
    icon copyright affiliation version css""".split()
)
"""Names of Pelican, MultiMarkdown, Nikola, Logseq and of those who write as they do."""

_LISTS = frozenset(("authors", "tags", "keywords"))
"""Names under which all of these producers have several texts, apart by commas."""


class KeyLines(NamedTuple):
    """Fields, the head as it is written, and where in the text its body begins."""

    values: dict[str, Value]
    head: str
    body: int


def read(text: str) -> KeyLines | None:
    """The head of a text that begins with it, perhaps below blank lines; None for none."""
    start = len(text) - len(text.lstrip())
    begun = text[start : start + 4]
    if begun.startswith("[#]:"):
        return _references(text, start)
    if begun[:3] == ".. " or begun == "<!--":
        return _nikola(text, start)
    if begun[:1].isalpha() or begun[:2] == "- ":
        line = text[start : start + 200].partition("\n")[0].rstrip()
        if _PROPERTY.match(line):
            return _properties(text, start)
        return _fields(text, start) if _FIELD.match(line) else None
    return None


def _lines(text: str, start: int) -> Iterable[tuple[str, int]]:
    """Lines, and where in the text the next one begins."""
    for line in text[start : start + _LINES_LIMIT].splitlines(keepends=True):
        start += len(line)
        yield line.rstrip("\r\n"), start


def _fields(text: str, start: int) -> KeyLines | None:
    """`Key: value`, and lines that are indented and go on with it, up to a blank line."""
    found: list[tuple[str, list[str]]] = []
    body = start
    for line, end in _lines(text, start):
        body = end
        if not line.strip():
            break
        if field := _FIELD.match(line):
            found.append((field[1].lower(), [field[2] or ""]))
        elif found and (more := _MORE.match(line)):
            found[-1][1].append(more[1])
        else:
            return None
    if len(_KNOWN.intersection(name for name, _ in found)) < 2:
        return None
    values = {name: _value(name, " ".join(said)) for name, said in found}
    return KeyLines(values, text[start:body].rstrip(), body)


def _nikola(text: str, start: int) -> KeyLines | None:
    """`.. key: value`, bare or in a comment of HTML."""
    values: dict[str, Value] = {}
    in_comment = text.startswith("<!--", start)
    body = start
    for line, end in _lines(text, start):
        line = line.strip()
        if in_comment and line.startswith("<!--"):
            line = line.removeprefix("<!--").strip()
        closes = in_comment and line.endswith("-->")
        line = line.removesuffix("-->").strip() if closes else line
        if field := _NIKOLA.match(line):
            values[field[1].lower()] = _value(field[1].lower(), field[2])
        elif (line and line != "..") or (not line and not in_comment and values):
            break
        body = end
        if closes:
            break
    return KeyLines(values, text[start:body].rstrip(), body) if _is_known(values) else None


def _properties(text: str, start: int) -> KeyLines | None:
    """`key:: value`, the properties of one of Logseq's pages."""
    values: dict[str, Value] = {}
    body = start
    for line, end in _lines(text, start):
        field = _PROPERTY.match(line)
        if field is None:
            break
        values[field[1].lower()] = field[2].strip()
        body = end
    return KeyLines(values, text[start:body].rstrip(), body) if _is_known(values) else None


def _references(text: str, start: int) -> KeyLines | None:
    """`[#]: key: "value"`: references of Markdown, so that they stay in the body, unseen."""
    values: dict[str, Value] = {}
    head = start
    for line, end in _lines(text, start):
        if field := _REFERENCE.match(line):
            said = next(filter(None, field.groups()[1:]), "")
            values[field[1].lower()] = said.strip()
            head = end
        elif line.strip() and not line.startswith("[#]:"):
            break
    return KeyLines(values, text[start:head].rstrip(), 0) if _is_known(values) else None


def _value(name: str, said: str) -> Value:
    said = said.strip()
    if name in _LISTS:
        mark = ";" if ";" in said else ","
        return [part.strip() for part in said.split(mark) if part.strip()]
    return said


def _is_known(values: dict[str, Value]) -> bool:
    return not _KNOWN.isdisjoint(chain(values))
