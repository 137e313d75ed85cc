"""Reads heads of lines without fences: Pelican's and MultiMarkdown's `Key: value`, Nikola's `..
key:`, Logseq's `key:: value`, Pandoc's `% title`, the `Key: value` lines below the title of a page
of Notion, and link references with metadata, `[#]: key: "value"`.

A text may begin with a line like `Key: value` by chance. So that is a head only if all lines before
the first blank one belong to it and two of their names are known. The other forms do not occur by
chance; one known name is enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from reader.articles.frontmatter.plain_yaml import Value
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

_LINES_LIMIT = 64 * 1024
_FIELD = late(r"([A-Za-z][\w-]*(?: [\w-]+){0,2})[ \t]*(?::(?!:|//)(?:[ \t]+(.*)|)|：[ \t]*(.*))$")
_MORE = late(r"[ \t]+(\S.*)$")
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
"""Names used by Pelican, MultiMarkdown, Nikola, Logseq and similar producers."""

_TITLE_BLOCK = ("title", "author", "date")
_LONGEST_TITLE = 1_000
_LISTS = frozenset(("authors", "tags", "keywords"))
"""Names whose values these producers separate by commas."""


class KeyLines(NamedTuple):
    """Fields, the head as written, and the position in the text at which the body begins."""

    values: dict[str, Value]
    head: str
    body: int


def read(text: str) -> KeyLines | None:
    """The head at the beginning of a text, perhaps after blank lines; None if there is none."""
    start = len(text) - len(text.lstrip())
    begun = text[start : start + 4]
    if begun.startswith("[#]:"):
        return _references(text, start)
    if begun[:3] == ".. " or begun == "<!--":
        return _nikola(text, start)
    if begun[:1] == "%":
        return _title_block(text, start)
    if begun[:2] == "# ":
        return _below_title(text, start)
    if begun[:1].isalpha() or begun[:2] == "- ":
        line = text[start : start + 200].partition("\n")[0].rstrip()
        if _PROPERTY.match(line):
            return _properties(text, start)
        return _fields(text, start) if _FIELD.match(line) else None
    return None


def _lines(text: str, start: int) -> Iterable[tuple[str, int]]:
    """Lines, each with the position in the text at which the next one begins."""
    for line in text[start : start + _LINES_LIMIT].splitlines(keepends=True):
        start += len(line)
        yield line.rstrip("\r\n"), start


def _fields(text: str, start: int) -> KeyLines | None:
    """Read `Key: value` lines, and indented lines that continue them, up to a blank line."""
    found: list[tuple[str, list[str]]] = []
    body = start
    for line, end in _lines(text, start):
        body = end
        if not line.strip():
            break
        if field := _FIELD.match(line):
            found.append((field[1].lower(), [field[2] or field[3] or ""]))
        elif found and (more := _MORE.match(line)):
            found[-1][1].append(more[1])
        else:
            return None
    if len(_KNOWN.intersection(name for name, _ in found)) < 2:
        return None
    values = {name: _value(name, " ".join(said)) for name, said in found}
    return KeyLines(values, text[start:body].rstrip(), body)


def _title_block(text: str, start: int) -> KeyLines | None:
    """Read Pandoc's title, authors and date, each after a `%`, with indented lines that continue
    it.
    """
    said: list[list[str]] = []
    body = start
    for line, end in _lines(text, start):
        if line[:2] in ("%", "% ", "%\t") and len(said) < len(_TITLE_BLOCK):
            said.append([line[1:].strip()])
        elif said and (more := _MORE.match(line)):
            said[-1].append(more[1])
        elif line.strip():
            return None
        else:
            break
        body = end
    values: dict[str, Value] = dict(zip(_TITLE_BLOCK, map(" ".join, said), strict=False))
    if len(said) > 1:
        values["author"] = ";".join(said[1])
    return KeyLines(values, text[start:body].rstrip(), body) if any(values.values()) else None


def _below_title(text: str, start: int) -> KeyLines | None:
    """Read the properties of a page that Notion exported: `Key: value` lines in the paragraph below
    the title. They stay in the body, since such a paragraph may be a part of any article.
    """
    line = text[start : start + _LONGEST_TITLE].partition("\n")[0]
    below = start + len(line)
    at = below + len(text[below : below + 8]) - len(text[below : below + 8].lstrip())
    if text[at : at + 1].isalpha() and (found := _fields(text, at)):
        return KeyLines({name: said for name, said in found.values.items() if said}, found.head, 0)
    return None


def _nikola(text: str, start: int) -> KeyLines | None:
    """Read `.. key: value` lines, bare or in an HTML comment."""
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
    """Read `key:: value` lines, the properties of a page of Logseq."""
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
    """Read `[#]: key: "value"` lines. They are Markdown references, which are not shown, so they
    stay in the body.
    """
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
