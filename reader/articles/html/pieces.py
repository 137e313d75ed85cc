"""A page of HTML that is too large to be taken at once → pieces that are pages by themselves.

Pages of people are far smaller, and pass whole. A larger one is cut between elements, and what is
open where it is cut is opened again in the next piece, so that each is cleaned in bounded time and
memory, and the first screen waits for the first alone. What stands behind MARKED tags, which nobody
reads to the end, is its text alone: `bare` takes a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from reader.articles.html.repair import ANGLE_IN_VALUE, END_OF_ANY_TAG, QUOTED_TAG
from reader.entities import unescape, without
from reader.lazy_re import late

WHOLE, WHOLE_TAGS = 1_000_000, 30_000
"""Characters and tags of a page that is taken at once."""

PIECE, PIECE_TAGS = 200_000, 8_000
"""Characters and tags of a piece, about."""

MARKED = 50_000
"""Tags of a page that are obeyed."""

_SHEETS = 50_000  # characters of style sheets, which each piece reads
_REACH = 50_000  # characters beyond its size in which a piece may end well
_REOPENED = 60  # elements
_LONGEST = 2_000  # characters of a tag that is opened again as it was
_LINES = 20_000  # characters of a paragraph of bare text

_TAG = late(r"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)>")
_BETWEEN_BLOCKS = late(
    r"<(?:p|div|li|tr|dt|dd|ul|ol|dl|table|h[1-6]|blockquote|section|article|pre|br|hr)\b", re.I
)
_SHEET = late(r"<style\b[^<>]*>([^<]*)</style", re.I)
_START = late(r"\bstart\s*=\s*[\"']?(-?\d{1,5})", re.I)
_INLINE_TAG = late(
    r"</?(?=[a-z])(?:a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|rb|rt|ruby|s|samp|small"
    r"|span|strike|strong|sub|sup|tt|u|var|wbr)(?:\s[^<>]*)?/?>",
    re.I,
)
_TAGS = late(r"(?:<[a-zA-Z/!?][^<>]*>\s*)++")
_BLANK_LINES = late(r"(?<!\s)\s*\n\s*")  # a run of blanks is gone over once
_SWALLOWED = ("script", "style", "textarea", "title", "template", "svg", "select", "iframe")
_VOID = frozenset(
    """area base br col embed frame hr img input link meta param source track wbr""".split()
)
_NOT_REOPENED = frozenset(
    """body caption col colgroup dd dt head html li optgroup option p rb rp rt rtc tbody td tfoot th
    thead tr""".split()
)
"""Elements that end where the next of their kind begins, or that there is one of."""


@dataclass(slots=True)
class _Open:
    """An element that is open; `items` are those of a numbered list so far."""

    name: str
    source: str
    items: int = 0


def is_large(html: str) -> bool:
    """Whether a page is taken in pieces."""
    return len(html) > WHOLE or html.count("<") > WHOLE_TAGS


def pieces(html: str) -> Iterator[tuple[str, int]]:
    """The pieces of a page, each with where the next one begins in it.

    The pieces of a large page come without end tags: the parser closes what is open.
    """
    if not is_large(html):
        yield html, len(html)
        return
    sheets = _sheets(html)
    opened: list[_Open] = []
    start = 0
    while start < len(html):
        end = _end(html, start)
        yield sheets + "".join(map(_again, opened)) + html[start:end], end
        _follow(html, start, end, opened)
        start = end


def _sheets(html: str) -> str:
    """The style sheets of a page, which hold for all its pieces."""
    found: list[str] = []
    size = 0
    for sheet in _SHEET.finditer(html):
        size += len(sheet[1])
        if size > _SHEETS:
            break
        found.append(sheet[1])
    css = "\n".join(found)
    return f"<style>{css}</style>" if css.strip() else ""


def _end(html: str, start: int) -> int:
    """Where the piece ends that begins at a place: behind it, before a tag if there is one."""
    most = min(start + PIECE, len(html))
    tags = islice(re.finditer("<", html[start:most]), PIECE_TAGS, None)
    if tag := next(tags, None):
        most = start + tag.start()
    if most == len(html):
        return most
    reach = min(most + _REACH, len(html))
    block = _BETWEEN_BLOCKS.search(html, most, reach)
    tag = block or _TAG.search(html, most, reach)
    end = tag.start() if tag else _between_words(html, most, reach)
    return _outside(html, start, _between_tags(html, start, max(end, start + 1)))


def _between_tags(html: str, start: int, end: int) -> int:
    """The same place, or one before the tag in which it is."""
    last = 0
    for tag in QUOTED_TAG.finditer(html[start:end] + END_OF_ANY_TAG):
        if tag.end() > end - start:
            last = tag.start()
    return start + last if last else end


def _between_words(html: str, most: int, reach: int) -> int:
    blank = re.search(r"\s", html[most:reach])
    return most + blank.end() if blank else reach


def _outside(html: str, start: int, end: int) -> int:
    """The same place, or one where no comment, script or style sheet is open."""
    lower = html[start:end].lower()
    for opening, closing in _OPAQUE:
        opened = lower.rfind(opening)
        if opened < 0 or lower.find(closing, opened) >= 0:
            continue
        if opened > 0:
            return start + opened
        closed = html.lower().find(closing, end)
        if closed >= 0:
            return min(closed + len(closing), len(html))
    return end


_OPAQUE = (("<!--", "-->"), *((f"<{name}", f"</{name}") for name in _SWALLOWED))


def _follow(html: str, start: int, end: int, opened: list[_Open]) -> None:
    """Keep up which elements are open at the end of a piece."""
    tags = QUOTED_TAG if ANGLE_IN_VALUE.search(html, start, end) else _TAG
    for tag in tags.finditer(html[start:end] + END_OF_ANY_TAG):
        name = tag[2].lower()
        if name in _VOID or tag[3].endswith("/"):
            continue
        if tag[1]:
            _close(opened, name)
        elif name in _NOT_REOPENED:
            if name == "li" and opened:
                opened[-1].items += 1
        elif not (opened and opened[-1].source == tag[0] and name not in ("ol", "ul")):
            opened.append(_Open(name, tag[0]))
    del opened[_REOPENED:]


def _close(opened: list[_Open], name: str) -> None:
    for back in range(1, min(len(opened), _REOPENED) + 1):
        if opened[-back].name == name:
            del opened[-back:]
            return


def _again(element: _Open) -> str:
    if len(element.source) > _LONGEST:
        return f"<{element.name}>"
    if element.name != "ol" or not element.items:
        return element.source
    first = _START.search(element.source)
    number = (int(first[1]) if first else 1) + element.items
    return f'<ol start="{number}"{element.source[3:]}'


def bare(html: str, start: int) -> Iterator[str]:
    """The text of a page from a place on, in paragraphs of lines; markup only parts the lines."""
    lines: list[str] = []
    size = 0
    while start < len(html):
        end = min(start + 4 * PIECE, len(html))
        if end < len(html) and (tag := html.rfind("<", start + 1, end)) > 0:
            end = _outside(html, start, _between_tags(html, start, tag))
        for line in _text(html[start:end]).split("\n"):
            if size + len(line) > _LINES and lines:
                yield "\n".join(lines)
                lines, size = [], 0
            if line:
                lines.append(line)
                size += len(line) + 1
        start = end
    if lines:
        yield "\n".join(lines)


def _text(html: str) -> str:
    html = without(html, "<!--", "-->")
    lower = html.lower()
    for name in _SWALLOWED:
        if f"<{name}" in lower:
            html = re.sub(rf"<(/?){name}\b[^<>]*>", rf"<\1{name}>", html, flags=re.IGNORECASE)
            html = without(html, f"<{name}>", f"</{name}>")
    if ANGLE_IN_VALUE.search(html):
        html = QUOTED_TAG.sub(r"<\1\2>", html + END_OF_ANY_TAG).removesuffix(END_OF_ANY_TAG)
    html = _INLINE_TAG.sub("", html)
    text = unescape(_TAGS.sub("\n", html))
    return _BLANK_LINES.sub("\n", text)
