"""Turns the HTML that comrak writes into blocks, tag by tag, without a tree.

This HTML is well-formed and has few elements, so it needs no parser that repairs it. Each tag is
handled as the walk over a tree handles its element, by the same cascade and composer. Tables are
looked at as a whole first; one that is not data is parsed into a tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reader.articles.html import leaves
from reader.articles.html.cascade import Attributes, Cascade, Style
from reader.articles.html.code_blocks import named_language
from reader.articles.html.compose import Composer, Leave
from reader.articles.html.media import LOOKED_AHEAD, goes_on
from reader.articles.html.related import without_lists
from reader.articles.html.tables import CELL_LIMIT, are_data
from reader.articles.html.tree_walk import Walk
from reader.articles.rules.builtin import Rules
from reader.articles.rules.lookup import pattern
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple
from reader.model import Block, Cell

_PART = 16_000
"""The approximate characters of a part: the first screen waits only for the first part."""

_PARAGRAPH = frozenset(("<p>", "</p>"))
_CELLS, _CELL_ENDS = frozenset(("<td", "<th")), frozenset(("</td>", "</th>"))
_INLINE = frozenset(("a", "code", "del", "em", "strong"))
_TAG = late(r"(<[^>]*>)")
_ATTRIBUTE = late(r'([a-zA-Z-]+)="([^"]*)"')
_OWN = late(r"[.#]-?[a-zA-Z_]|\[(?:class|id|style|cms-style)\b")
"""What a selector may require that no element here has."""

_NOTHING = LexborHTMLParser("<p>")
_NOWHERE = _NOTHING.css("p")[0]
"""A node for elements that have none."""

_REACH = 100  # elements in which an end tag looks for its start tag


def are_enough(html: str, rules: Rules) -> bool:
    """Whether a text can be handled tag by tag: no rule may select an element, no
    table is too large.
    """
    if not _are_free(rules):
        return False
    return "<table>" not in html or html.count("</td>") + html.count("</th>") < CELL_LIMIT


@lru_cache(maxsize=64)
def _are_free(rules: Rules) -> bool:
    """Whether none of the rules can select an element that comrak writes."""
    kinds = (rules.drop, rules.bold, rules.mute, rules.unlink, rules.credit, rules.caption)
    selectors = (one for kind in kinds for selector in kind for one in selector.split(","))
    return all(map(_OWN.search, selectors))


def blocks(html: str, rules: Rules, title: str = "", base: str | None = None) -> Iterator[Block]:
    """Yield the blocks of HTML that only comrak wrote. The arguments are those of `clean`."""
    found = _Tags(rules, title, base).over(html)
    return without_lists(found, pattern(rules.list_drop))


class _Open(NamedTuple):
    """An open element: its tag, the style around it, and what to do at its end."""

    name: str
    tag: str
    style: Style
    leave: Leave | None


class _Tags(Walk):
    """Goes over the tags of one text. `_parts` are texts and tags in turn, `_at` is the number of
    the current tag.
    """

    def __init__(self, rules: Rules, title: str, base: str | None) -> None:
        cascade = Cascade(_NOTHING, rules, base, "", revealed=False)
        super().__init__(cascade, rules, title, prose=True)
        self._parts: list[str] = []
        self._at = 0
        self._style = Style()
        self._open: list[_Open] = []
        self._known: dict[tuple[str, int], tuple[Style, Style]] = {}
        self._language = ""

    def over(self, html: str) -> Iterator[Block]:
        """The blocks of the whole text, part by part."""
        start = 0
        while start < len(html):
            end = html.find("</p>\n", start + _PART)
            end = end + 5 if end >= 0 else len(html)
            self._parts = _TAG.split(html[start:end])
            yield from self._run(1, len(self._parts))
            start = end
        self.page.flush(self._style)
        yield from self.page.taken()

    def _run(self, start: int, end: int) -> Iterator[Block]:
        """Handle the texts and tags from the tag at `start` up to the text before `end`."""
        page, parts = self.page, self._parts
        self._at = start
        while self._at < end:
            text, tag = parts[self._at - 1], parts[self._at]
            if text and (text != "\n" or not page.is_empty):
                page.text(unescape(text) if "&" in text else text, self._style)
            if tag in _PARAGRAPH:
                page.flush(self._style)
            elif table := self._tag(tag):
                yield from table
            elif page.is_long:
                page.flush(self._style)
            if page.done:
                yield from page.taken()
            self._at += 2
        if (text := parts[end - 1]) != "\n":
            page.text(unescape(text), self._style)

    def _tag(self, tag: str) -> Iterable[Block]:
        """Handle a tag. Returns blocks if it is a table."""
        if tag[1] == "/":
            self._end(tag[2:-1])
            return ()
        name = tag[1:-1].partition(" ")[0]
        if name in _INLINE:
            if name == "a":  # a link inside a link ends the outer one
                self._end(name)
            self._open.append(_Open(name, tag, self._style, None))
            self._style = self._within(name, tag)
        elif leaf := leaves.LEAVES.get(name):
            leaf(self, _NOWHERE, _attributes(tag), self._style)
        elif name == "table":
            return self._table_part()
        elif name == "span":
            self._at += 2
            formula = unescape(self._parts[self._at - 1])
            leaves.math(self, formula, "display" if "display" in tag else "inline", self._style)
        elif name != "mark":
            self._begin(name, tag)
        return ()

    def _within(self, name: str, tag: str) -> Style:
        """The style inside an inline element."""
        key = (tag, id(self._style))
        found = self._known.get(key)
        if found is None:
            entered = self.cascade.enter(_NOWHERE, name, _attributes(tag), self._style)
            found = self._style, entered[0] if entered else self._style
            self._known[key] = found
        if name == "code" and self._style.pre:
            self._language = named_language(_attributes(tag)) or self._language
            return self._style
        return found[1]

    def _begin(self, name: str, tag: str) -> None:
        """Begin a block element."""
        outer, attributes = self._style, _attributes(tag)
        leave: Leave | None = None
        if name == "pre":
            self._language = ""
            self._style, _ = self._enter_code(_NOWHERE, outer, outer)
            leave = self._end_listing
        else:
            found = self.cascade.enter(_NOWHERE, name, attributes, outer)
            inner = found[0] if found else outer
            if entered := self._enter_block(_NOWHERE, name, attributes, outer, inner):
                self._style, leave = entered
        self._open.append(_Open(name, tag, outer, leave))

    def _end_listing(self, style: Style) -> None:
        self.page.end_code(style, self._language)

    def _end(self, name: str) -> None:
        """End an element. Inline elements that began in it and continue after it are reopened."""
        again: list[_Open] = []
        if not (self._open and self._open[-1].name == name):
            if all(one.name != name for one in self._open[-_REACH:]):
                return
            while self._open[-1].name != name:
                again.append(self._open.pop())
        _, _, style, leave = self._open.pop()
        if leave is not None:
            leave(self._style)
        self._style = style
        for one in reversed(again):
            self._open.append(one._replace(style=self._style))
            self._style = self._within(one.name, one.tag)

    def _table_part(self) -> Iterator[Block]:
        parts, start, style = self._parts, self._at, self._style
        end = parts.index("</table>", start)
        self.page.flush(style)
        rows = list(self._rows(start, end))
        if rows:
            cells = [tuple(self._cell(tag, last, style) for tag, last in row) for row in rows]
            self.page.emit("table", (), style, rows=tuple(cells))
        else:
            tree = LexborHTMLParser("".join(parts[start : end + 1]))
            for node in tree.css("table"):
                if entered := self._enter_block(node, "table", {}, style, style):
                    yield from self.blocks(node, entered[0])
        self._at = end

    def _rows(self, start: int, end: int) -> list[list[tuple[int, int]]]:
        """The start and end of each cell of a table, row by row; empty if it is
        not a data table.
        """
        rows: list[list[tuple[int, int]]] = []
        filled: list[int] = []
        sizes: list[int] = []
        for at in range(start + 2, end, 2):
            tag = self._parts[at]
            if tag == "<tr>":
                rows.append([])
                filled.append(0)
            elif tag in _CELL_ENDS:
                first = rows[-1][-1][0]
                rows[-1][-1] = first, at
                size = len(unescape("".join(self._parts[first + 1 : at : 2])).strip())
                sizes.append(size)
                filled[-1] += size > 0 or any(
                    one.startswith("<img") for one in self._parts[first:at:2]
                )
            elif tag[:3] in _CELLS and rows:
                rows[-1].append((at, at))
        return rows if are_data(filled, sizes) else []

    def _cell(self, start: int, end: int, style: Style) -> Cell:
        """A cell, composed separately."""
        name = self._parts[start][1:3]
        found = self.cascade.enter(_NOWHERE, name, {}, style)
        outer = self.page, self._style, self._open
        self.page = page = Composer(self._rules, in_cell=True, prose=True)
        self._style = (found[0] if found else style)._replace(quote=0, depth=0, heading=0)
        self._open = []
        blocks = list(self._run(start + 2, end))
        page.flush(self._style)
        page.done = blocks + page.taken()
        self.page, self._style, self._open = outer
        return Cell(page.as_cell(), name == "th")

    def goes_on(self, node: LexborNode) -> bool:
        if node is not _NOWHERE:  # in a table
            return super().goes_on(node)
        following = self._parts[self._at + 1 : self._at + 1 + 2 * LOOKED_AHEAD]
        for text, tag in zip(following[::2], following[1::2], strict=False):
            if text := unescape(text).strip():
                return goes_on(text)
            if tag.strip("</>").partition(" ")[0] not in _INLINE:
                return False
        return False


def _attributes(tag: str) -> Attributes:
    if '="' not in tag:
        return {}
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
