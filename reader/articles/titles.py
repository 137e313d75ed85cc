"""Compares titles, restores their punctuation from the body, and finds the first heading.

A title made from a file's name has `_` in place of each character that names cannot contain. Two
titles are the same if their letters and digits are, whatever the punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from reader.articles.fences import closes, opening
from reader.articles.html.repair import without_signs
from reader.entities import unescape
from reader.lazy_re import late

_MARK = '(?:[/\\\\:*?"<>|：？＂＜＞｜／＊]|&(?:lt|gt|quot|#34|#39|#x27);)'
_BLANK = late(r"\s+")
_LOOKED_AT = 200_000
_SAYING = frozenset(("Ll", "Lm", "Lo", "Lt", "Lu", "Nd", "Nl", "No", "So"))
_HEADINGS_IN = 20_000
"""Characters of a body in which the first heading is searched for."""

_LONGEST = 300
_ELEMENT = late(r"<h[1-6]\b[^<>]{0,500}>(.{1,500}?)</h[1-6]", re.I | re.S)
_ATX = late(r" {0,3}#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = late(r" {0,3}(?:=+|-+)[ \t]*")
_FENCE = opening()
_BETWEEN = late(r" {0,3}(?:\[[^\]]+\]:|(?:[-*_][ \t]*){3,}$)")
_CONTAINER = late(r" {0,3}(?:>|[-+*][ \t]|\d{1,9}[.)][ \t]|\||<[/!?a-zA-Z])| {4}|\t")
_COMMENTS = late(r"<!--.*?(?:-->|\Z)", re.S)
_ATTRIBUTES = late(r"[ \t]+\{:?[ \t]*[#.][^{}]*\}[ \t]*$")
_IMAGE = late(r"!\[([^\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
_LINK = late(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])")
_SIGN = late(r"\[[¶§#🔗⚓]\ufe0f?\]\([^()\s]*#[^()]*\)")  # a link of a heading to itself
_PAGE = late(r"!?\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]")
_TAG = late(r"</?[a-zA-Z][^<>]*>|<!--.*?-->")
_AUTOLINK = late(r"<(https?://[^<>\s]+)>")
_CODE = late(r"(`+)(.+?)\1(?!`)")
_STARS = late(r"(\*{1,3}|~~|==)(?=\S)(.+?)(?<=\S)\1")
_UNDERSCORES = late(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ESCAPE = late(r"\\([!-/:-@\[-`{-~])")
_KNOWN_BY = 4
"""The fewest letters of a title that is searched for in a text."""


@lru_cache(256)
def comparable(title: str) -> str:
    """The letters and digits of a title, case and width folded; '' if it has none."""
    text = unicodedata.normalize("NFKC", title).casefold()
    return "".join(filter(str.isalnum, text))


def same(title: str, other: str) -> bool:
    """Whether two texts are the same title, apart from punctuation, case and width."""
    if title == other:
        return True
    first, others = title[:1].lower(), other[:1].lower()
    if first != others and _is_itself(first) and _is_itself(others):
        return False  # so for nearly all texts; comparing whole ones takes far longer
    return bool(known := comparable(title)) and known == comparable(other)


def _is_itself(character: str) -> bool:
    """Whether `comparable` leaves a lower-case character at the start of a title unchanged."""
    return "a" <= character <= "z" or "0" <= character <= "9" or "一" <= character <= "鿿"


def says_something(title: str) -> bool:
    """Whether a title contains a letter, a digit or a symbol, not only punctuation."""
    return any(unicodedata.category(character) in _SAYING for character in title)


def mended(title: str, body: str) -> str:
    """A title in which `_` is replaced by the punctuation that the body has there; if it is not in
    the body, unchanged.
    """
    if "_" not in title or len(comparable(title)) < _KNOWN_BY:
        return title
    head = body[:_LOOKED_AT]
    if title in head:
        return title
    words = (r"\s+".join(map(re.escape, _BLANK.split(part))) for part in title.split("_"))
    found = re.search(_MARK.join(words), head)
    if found is None:
        return title
    return " ".join(unescape(found[0]).split())


def first_heading(body: str) -> str:
    """The text of the first heading of a body, in HTML or Markdown, without markup; '' if there is
    none with letters.
    """
    head = body[:_HEADINGS_IN]
    if "<!--" in head:
        head = _COMMENTS.sub(lambda found: "\n" * found[0].count("\n"), head)
    for written in _Headings(head).found():
        text = " ".join(written.split())
        if text and says_something(text):
            return text
    return ""


class _Headings:
    """Finds the headings in one pass over the lines of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._elements = [(e.start(), e[1]) for e in _ELEMENT.finditer(text)] if "<" in text else []
        self._fence = ""
        self._paragraph: list[str] = []
        self._is_lazy = False  # the line continues a list, a quote or an element

    def found(self) -> Iterator[str]:
        """The headings in order: elements, lines with `#`, underlined lines."""
        at = 0
        for line in self._text.splitlines(keepends=True):
            at += len(line)
            line = line.rstrip("\r\n")
            if self._fence:
                self._in_code(line)
                continue
            while self._elements and self._elements[0][0] < at:
                yield unescape(_TAG.sub("", without_signs(self._elements.pop(0)[1])))
            if found := _FENCE.match(line):
                self._begin_code(found[1], at)
            elif (heading := self._heading(line)) is not None:
                self._paragraph.clear()
                yield heading
            else:
                self._add(line)

    def _heading(self, line: str) -> str | None:
        if self._paragraph and _UNDERLINE.fullmatch(line):
            heading = " ".join(self._paragraph)
            return plain(heading) if len(heading) <= _LONGEST else ""
        if line.startswith("    ") or not (atx := _ATX.fullmatch(line)):
            return None
        self._is_lazy = False
        return plain(atx[1] or "")

    def _add(self, line: str) -> None:
        """Keep a line that the next one may underline."""
        if not line.strip() or _BETWEEN.match(line):
            self._is_lazy = self._is_lazy and bool(line.strip())
            self._paragraph.clear()
        elif not self._paragraph and _CONTAINER.match(line):
            self._is_lazy = True
        elif not self._is_lazy:
            self._paragraph.append(line.strip())

    def _begin_code(self, fence: str, at: int) -> None:
        self._fence = fence
        self._paragraph.clear()
        end = _end_of_code(self._text, at, fence)
        self._elements = [one for one in self._elements if one[0] > end]

    def _in_code(self, line: str) -> None:
        if closes(line, self._fence):
            self._fence = ""


def _end_of_code(text: str, start: int, fence: str) -> int:
    """The end of the code that begins at a position; elements in it are not headings."""
    found = re.search(rf"^ {{0,3}}{re.escape(fence)}", text[start:], re.M)
    return start + found.end() if found else len(text)


def plain(markdown: str) -> str:
    """A line of Markdown without markup; links and pictures become their texts."""
    text = _ATTRIBUTES.sub("", markdown)[:_LONGEST]
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[2].strip())
        return f"\0{len(held) - 1}\0"

    text = _CODE.sub(hold, text) if "`" in text else text
    if "[" in text:
        text = _SIGN.sub("", text)
        text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
        text = _PAGE.sub(lambda page: page[2] or page[1], text)
    if "<" in text:
        text = _TAG.sub("", _AUTOLINK.sub(r"\1", text))
    for marks in (_STARS, _STARS, _UNDERSCORES):
        text = marks.sub(r"\2", text)
    text = unescape(_ESCAPE.sub(r"\1", text))
    return re.sub("\0(\\d+)\0", lambda found: held[int(found[1])], text)
