"""Walks over the tree of a page, and yields each block as soon as it is complete.

The walk goes through the tree once, without recursion. `cascade` computes the style of an element
and whether it is shown; `leaves` handles elements without contents; `compose` makes the blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from reader.articles.html import code_blocks, leaves, list_numbers, media, tables
from reader.articles.html.cascade import BY_NOSCRIPT, HEADINGS, Attributes, Cascade, Style
from reader.articles.html.compose import Composer, Leave
from reader.articles.html.css import Display
from reader.articles.html.whole import Region
from reader.articles.rules.builtin import Rules
from reader.lazy_re import late
from reader.model import Block, Cell, Span

NESTING_LIMIT = 6
"""Quotes and lists deeper than this are indented no further."""

_FLOW = frozenset(
    """address article aside body center dd details div dt figcaption figure footer form
    header hgroup html legend main nav p search section summary""".split()
)
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_BLOCKS = (
    _FLOW
    | _LISTS
    | code_blocks.PREFORMATTED
    | HEADINGS.keys()
    | frozenset(
        """blockquote caption dl fieldset foreignObject foreignobject frameset li svg table tbody td
        text tfoot th thead tr""".split()
    )
)
_INLINE, _BLOCK, _BREAK, _MORE = range(4)
_PLAIN = dict.fromkeys(
    """b big em font i s small span strike strong u abbr bdi cite del dfn ins kbd mark var
    """.split(),
    _INLINE,
) | dict.fromkeys(
    """address aside body caption center details div dl dt fieldset figcaption figure footer form
    header hgroup html legend nav p search section summary tbody td tfoot th thead tr""".split(),
    _BLOCK,
)
_PLAIN |= {"br": _BREAK, **dict.fromkeys(("blockquote", "dd", "li", "ol", "ul", *HEADINGS), _MORE)}
"""Elements whose handling depends only on their name: inline ones, blocks, and those that are
more than a block.
"""

_WITH_LISTINGS = {tag: kind for tag, kind in _PLAIN.items() if tag != "div"}
"""The same, for a page in which a class may make a `<div>` a listing."""

_PLAIN_RAISED = late(r"(?:st|nd|rd|th|er|re|e|o|a|tm|sm|[^\w+−-].*)?", re.IGNORECASE | re.DOTALL)


class Walk:
    """Walks over one tree, and adds what it finds to a `page`; the `regions` of that are its
    `<main>` and `<article>` elements.

    The methods that handle elements do not depend on the tree, so that `markdown.tags` can use them
    to go over tags without one.
    """

    def __init__(self, cascade: Cascade, rules: Rules, title: str, prose: bool) -> None:
        self.cascade, self._rules, self.title = cascade, rules, title
        self._prose = prose
        self._may_be_plain = (_WITH_LISTINGS if cascade.may_hold_listings else _PLAIN).get
        self.page = Composer(rules, prose=prose)
        self._counters: list[list_numbers.Counter] = []
        self.regions: list[Region] = []
        self.last_image: str | None = None
        self.last_medium: media.Medium | None = None

    def from_root(self, root: LexborNode) -> Iterator[Block]:
        """Walk below the root of the page, which may itself have a style."""
        style = Style()
        for node in (root.parent, root):
            if node is not None and node.tag in ("html", "body"):
                found = self.cascade.enter(node, node.tag, node.attributes, style)
                style = found[0] if found else style
        yield from self.blocks(root, style)

    def blocks(self, root: LexborNode, style: Style) -> Iterator[Block]:
        """Walk below a node. What to do on leaving an element is kept on the stack."""
        page = self.page
        stack: list[tuple[LexborNode | None, Style, Leave | None]] = []
        node = root.first_child
        while True:
            if node is None:
                if page.done:
                    yield from page.taken()
                if not stack:
                    break
                node, outer, leave = stack.pop()
                if leave is not None:
                    leave(style)
                style = outer
                continue
            tag = node.tag
            if tag == "-text":
                page.text(node.text_content or "", style)
            elif tag is not None and tag[0] != "-" and (inner := self._enter(node, tag, style)):
                stack.append((node.next, style, inner[1]))
                node, style = node.first_child, inner[0]
                continue
            node = node.next
        page.flush(style)
        yield from page.taken()

    def _enter(self, node: LexborNode, tag: str, style: Style) -> tuple[Style, Leave | None] | None:
        """Enter an element. Returns the style in it and what to do at its end; None if its contents
        are not walked.
        """
        kind = self._may_be_plain(tag)
        if kind is None or (plain := self.cascade.plain(node, tag, style)) is None:
            return self._enter_other(node, tag, style)
        if kind == _INLINE:
            return plain, None
        if kind == _BREAK:
            self.page.line_break()
            return None
        if kind == _MORE:
            return self._enter_block(node, tag, node.attributes, style, plain)
        self.page.flush(style)
        return plain, self.page.flush

    def _enter_other(
        self, node: LexborNode, tag: str, style: Style
    ) -> tuple[Style, Leave | None] | None:
        """Enter an element whose handling depends on more than its name."""
        attributes = node.attributes
        found = self.cascade.enter(node, tag, attributes, style)
        if found is None:
            return None
        inner, display = found
        if leaf := leaves.LEAVES.get(tag):
            leaf(self, node, attributes, inner)
            return None
        if style.pre:
            return None if tag == "button" else self._enter_in_code(node, tag, inner, display)
        if tag in code_blocks.MAYBE and code_blocks.is_listing(
            node, tag, among_code=style.face.code, as_block=display == "block"
        ):
            return self._enter_code(node, style, inner)
        if tag == "svg" and node.css_first("text, foreignObject, foreignobject") is None:
            return None
        if _is_block(tag, display):
            return self._enter_block(node, tag, attributes, style, inner)
        if display == "apart" and media.is_apart(node):
            return self._enter_box(inner)
        return self._enter_inline(node, tag, attributes, inner)

    def _enter_box(self, inner: Style) -> tuple[Style, Leave | None]:
        """Enter a box next to others, whose words are not joined with those around it."""
        self.page.word(" ", inner.face)
        return inner, lambda style: self.page.word(" ", style.face)

    def _enter_inline(
        self, node: LexborNode, tag: str, attributes: Attributes, inner: Style
    ) -> tuple[Style, Leave | None] | None:
        if tag == "script":
            leaves.tex_script(self, node, attributes, inner)
            return None
        if tag == "span" and (kind := attributes.get("data-math-style")):
            leaves.math(self, node.text(), kind, inner)
            return None
        if tag == "noscript":
            return inner._replace(unseen=inner.unseen | BY_NOSCRIPT), None
        if tag == "object":  # its contents are shown where it is not supported
            leaves.medium(self, node, node.attributes, inner)
        before, after = self._around(node, tag, attributes)
        if before and not inner.unseen:
            self.page.word(before, inner.face)
            if after:
                return inner, lambda style: self.page.word(after, style.face)
        return inner, None

    def _around(self, node: LexborNode, tag: str, attributes: Attributes) -> tuple[str, str]:
        """The text to put before and after the contents of an element."""
        match tag:
            case "rt" if node.text().strip():
                return "(", ")"
            case "q":
                return "“", "”"
            case "sup" | "sub":
                return self._raised(node, "^" if tag == "sup" else "_")
            case "tspan" if not attributes.keys().isdisjoint(("x", "y", "dy")):
                return " ", ""
        return "", ""

    def _raised(self, node: LexborNode, mark: str) -> tuple[str, str]:
        """The marks around a raised or lowered text, so that x<sup>10</sup> does not become x10."""
        text = node.text().strip()
        before = self.page.last_character()
        if not before.isalnum() and before not in ")]}":
            return "", ""
        if _PLAIN_RAISED.fullmatch(text) or len(text) > 12:
            return "", ""
        return (mark, "") if text.lstrip("+-−").isalnum() else (f"{mark}(", ")")

    def _enter_block(
        self, node: LexborNode, tag: str, attributes: Attributes, style: Style, inner: Style
    ) -> tuple[Style, Leave | None] | None:
        self.page.flush(style)
        if code_blocks.is_highlighted(tag, attributes):
            return self._enter_code(node, style, inner)
        if tag == "table" and (table := tables.data(node)):
            self._table(table, inner)
            return None
        if tag in _LISTS:
            return self._enter_list(node, tag, attributes, inner)
        if tag == "li":
            return self._enter_item(attributes, inner)
        return _inside(tag, attributes, inner), self._region(tag)

    def _region(self, tag: str) -> Leave:
        """What to do at the end of a block element; for `<main>` and `<article>`,
        record the region.
        """
        page, start = self.page, self.page.made
        if tag not in ("main", "article"):
            return page.flush

        def leave(style: Style) -> None:
            page.flush(style)
            self.regions.append(Region(tag, start, page.made))

        return leave

    def _enter_list(
        self, node: LexborNode, tag: str, attributes: Attributes, inner: Style
    ) -> tuple[Style, Leave | None]:
        self._counters.append(list_numbers.counter(node, attributes, inner.numbers))
        inner = inner._replace(
            depth=min(inner.depth + 1, NESTING_LIMIT),
            ordered=tag == "ol",
            numbers=None if inner.numbers != "none" else "none",
        )

        def leave(style: Style) -> None:
            self.page.flush(style)
            self._counters.pop()

        return inner, leave

    def _enter_item(self, attributes: Attributes, inner: Style) -> tuple[Style, Leave | None]:
        if inner.depth == 0 or not self._counters:
            inner = inner._replace(depth=max(inner.depth, 1), ordered=False)
        self.page.marker = "" if inner.numbers == "none" else "•"
        if inner.ordered:
            self.page.marker = self._counters[-1].marker(attributes)
        return inner, self.page.end_item

    def _enter_code(
        self, node: LexborNode, style: Style, inner: Style
    ) -> tuple[Style, Leave | None]:
        """Enter a block of code, which is collected like a paragraph but ended differently."""
        self.page.flush(style)
        inner = inner._replace(pre=True, face=inner.face._replace(code=False))
        language = code_blocks.language(node)
        return inner, lambda style: self.page.end_code(style, language)

    def _enter_in_code(
        self, node: LexborNode, tag: str, inner: Style, display: Display | None
    ) -> tuple[Style, Leave | None]:
        """Enter an element in a block of code: an inline one, or one that is a line."""
        if inner.face.code:
            inner = inner._replace(face=inner.face._replace(code=False))
        if not _is_block(tag, display) and not (tag == "code" and code_blocks.is_line(node)):
            return inner, None
        self.page.line_end(inner)
        return inner, self.page.line_end

    def _table(self, table: tables.Table, style: Style) -> None:
        """Emit a data table; its caption and its cells are walked separately."""
        for block in self._apart(table.caption, style).done if table.caption else ():
            self.page.emit("paragraph", block.spans, style)
        rows = []
        for row in table.rows:
            inner = self._row_style(row.node, table.node, style)
            cells = () if inner is None else tuple(self._cells(row, inner))
            if cells:
                rows.append(cells)
        if any(cell.spans for row in rows for cell in row):
            self.page.emit("table", (), style, rows=tuple(rows))
        if table.left_out:
            note = Span(f"… {table.left_out}", muted=True)
            self.page.emit("paragraph", (note,), style)

    def _row_style(self, row: LexborNode, table: LexborNode, style: Style) -> Style | None:
        """The style in a row, which inherits from its part of the table; None if it is hidden."""
        around = [row]
        while (parent := around[-1].parent) is not None and parent.mem_id != table.mem_id:
            around.append(parent)
        for node in reversed(around):
            found = self.cascade.enter(node, node.tag or "", node.attributes, style)
            if found is None:
                return None
            style = found[0]
        return style

    def _cells(self, row: tables.TableRow, style: Style) -> Iterator[Cell]:
        for cell in row.cells:
            spans = self._apart(cell.node, style).as_cell()
            yield Cell(spans, cell.header, cell.columns, cell.rows)

    def _apart(self, node: LexborNode, style: Style) -> Composer:
        """The contents of a part of a table, composed separately."""
        outer, inner = self.page, Composer(self._rules, in_cell=True, prose=self._prose)
        found = self.cascade.enter(node, node.tag or "", node.attributes, style)
        if found is not None:
            self.page = inner
            inner.done = list(self.blocks(node, found[0]._replace(quote=0, depth=0, heading=0)))
            self.page = outer
        return inner

    def goes_on(self, node: LexborNode) -> bool:
        """Whether a sentence goes on after a picture in it."""
        return media.in_sentence(node, _BLOCKS)


def _inside(tag: str, attributes: Attributes, inner: Style) -> Style:
    """The style in a block element."""
    if tag in HEADINGS:
        return inner._replace(heading=HEADINGS[tag])
    if tag == "blockquote":
        return inner._replace(quote=min(inner.quote + 1, NESTING_LIMIT))
    if tag == "dd":
        return inner._replace(depth=min(inner.depth + 1, NESTING_LIMIT), ordered=False)
    if tag == "pre" and code_blocks.is_verse(attributes):
        return inner._replace(kept=2)
    return inner


def _is_block(tag: str, display: Display | None) -> bool:
    """Whether an element is a block. A style may make an element of `_FLOW` inline, and any
    element a block.
    """
    if display == "inline":
        return tag in _BLOCKS and tag not in _FLOW
    return tag in _BLOCKS or display == "block"
