"""Cuts a large HTML page into pieces, which are pages themselves.

Pages that people write are far smaller, and are not cut. A large one is cut between elements, and
elements that are open at the cut are opened again in the next piece. So each piece is cleaned in
bounded time and memory, and the first screen waits only for the first piece. After MARKED tags,
where nobody reads on, only the text is taken: `bare` takes a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from reader.articles.html.repair import ANGLE_IN_VALUE, END_OF_ANY_TAG, QUOTED_TAG
from reader.entities import unescape, without
from reader.lazy_re import late

WHOLE, WHOLE_TAGS = 1_000_000, 30_000
"""The most characters and tags of a page that is not cut."""

PIECE, PIECE_TAGS = 200_000, 8_000
"""The approximate characters and tags of a piece."""

MARKED = 50_000
"""The number of tags after which only the text of a page is taken."""

_SHEETS = 50_000  # characters of style sheets, which each piece reads
_REACH = 50_000  # characters beyond the size of a piece in which a good end is searched for
_REOPENED = 60  # elements
_LONGEST = 2_000  # characters; a longer tag is opened again without attributes
_LINES = 20_000  # characters of a paragraph of bare text

_TAG = late(r"<(/?)([a-zA-Z][^\s/<>]*)([^<>]*)>")
_ANY_TAG = late(r"</?[a-zA-Z]")
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
_BLANK_LINES = late(r"(?<!\s)\s*\n\s*")  # reads a run of blanks only once
_SWALLOWED = ("script", "style", "textarea", "title", "template", "svg", "select", "iframe")
_WITH_TAGS = frozenset(("select", "svg", "template"))
_VOID = frozenset(
    """area base br col embed frame hr img input link meta param source track wbr""".split()
)
_NOT_REOPENED = frozenset(
    """body caption col colgroup dd dt head html li optgroup option p rb rp rt rtc tbody td tfoot th
    thead tr""".split()
)
"""Elements that end at the next one of their kind, or of which there is only one."""


class _Open:
    """An open element; `items` is the number of items of a numbered list so far."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source, self.items = name, source, 0


def is_large(html: str) -> bool:
    """Whether a page is cut into pieces."""
    return len(html) > WHOLE or html.count("<") > WHOLE_TAGS


def pieces(html: str) -> Iterator[tuple[str, int]]:
    """The pieces of a page, each with the position at which the next one begins.

    The pieces of a large page lack end tags; the parser closes open elements.
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
    """The style sheets of a page, which apply to all its pieces."""
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
    """The end of the piece that begins at `start`: before a tag if possible."""
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
    end = _between_tags(html, start, max(end, start + 1))
    whole = _outside(html, start, end)
    return end if whole > end + PIECE and _is_cut(html[start:end].lower()) else whole


def _between_tags(html: str, start: int, end: int) -> int:
    """The same position, or the start of the tag that contains it."""
    if not ANGLE_IN_VALUE.search(html, start, end):
        sign = html.rfind("<", start + 1, end)
        is_open = sign > 0 and html.find(">", sign, end) < 0 and _ANY_TAG.match(html, sign)
        return sign if is_open else end
    last = 0
    for tag in QUOTED_TAG.finditer(html[start:end] + END_OF_ANY_TAG):
        if tag.end() > end - start:
            last = tag.start()
    return start + last if last else end


def _between_words(html: str, most: int, reach: int) -> int:
    blank = re.search(r"\s", html[most:reach])
    return most + blank.end() if blank else reach


def _outside(html: str, start: int, end: int) -> int:
    """The same position, or one near it that is not inside a comment, script or style sheet."""
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


def _is_cut(lower: str) -> bool:
    """Whether the element that a piece would end in is one with tags, which can be opened again in
    the next piece. Of the others only the end tag is one.
    """
    last = max(_SWALLOWED, key=lambda name: lower.rfind(f"<{name}"))
    return last in _WITH_TAGS and lower.rfind("<!--") < lower.rfind(f"<{last}")


def _follow(html: str, start: int, end: int, opened: list[_Open]) -> None:
    """Update which elements are open at the end of a piece."""
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
    """The text of a page from a position on, in paragraphs of lines; markup only
    separates lines.
    """
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
            for tag in (f"<{name}", f"</{name}"):
                html = re.sub(rf"{tag}\b[^<>]*>", f"{tag}>", html, flags=re.IGNORECASE)
            html = without(html, f"<{name}>", f"</{name}>")
    if ANGLE_IN_VALUE.search(html):
        html = QUOTED_TAG.sub(r"<\1\2>", html + END_OF_ANY_TAG).removesuffix(END_OF_ANY_TAG)
    html = _INLINE_TAG.sub("", html)
    text = unescape(_TAGS.sub("\n", html))
    return _BLANK_LINES.sub("\n", text)
