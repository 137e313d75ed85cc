"""HTML → blocks, straight from the tree that a browser would build.

The walk goes through the tree once, without recursion, and yields a block as soon as it is
complete, so that the first screen of a long article does not wait for the rest. `cascade` says
how an element is set and whether it shows, `compose` makes blocks of what is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reader.articles.html import code_blocks, list_numbers, mathml, media, tables
from reader.articles.html.cascade import (
    BY_NOSCRIPT,
    BY_VISIBILITY,
    HEADINGS,
    Attributes,
    Cascade,
    Style,
)
from reader.articles.html.compose import Composer, Leave
from reader.articles.html.css import Display
from reader.articles.html.related import without_lists
from reader.articles.html.repair import guard
from reader.articles.pieces import MARKED, bare, pieces
from reader.articles.rules.builtin import Rules
from reader.articles.rules.lookup import pattern
from reader.lazy_re import late
from reader.model import Block, Cell, Span

NESTING_LIMIT = 6
"""Quotes and lists deeper than this are indented no further."""

_FLOW = frozenset(
    """address article aside body center dd details dialog div dt figcaption figure footer form
    header hgroup html legend main nav p search section summary""".split()
)
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_BLOCKS = (
    _FLOW
    | _LISTS
    | code_blocks.PREFORMATTED
    | HEADINGS.keys()
    | frozenset(
        """blockquote caption dl fieldset frameset li table tbody td tfoot th thead tr""".split()
    )
)
_EMPTY, _EMPTY_TAGS = 8, 12_000  # pieces, tags; what shows nothing so far is read for its text
_CHARACTER = 8  # an emoji of several code points, a :-)
_DOCTYPE = "<!DOCTYPE html>"
"""Without it, a page is parsed as those of the last century, tables inside of paragraphs."""

_PLAIN_RAISED = late(r"(?:st|nd|rd|th|er|re|e|o|a|tm|sm|[^\w+−-].*)?", re.IGNORECASE | re.DOTALL)


def clean(
    html: str, rules: Rules, title: str = "", base: str | None = None, *, prose: bool = False
) -> Iterator[Block]:
    """Yield the blocks of an article's HTML, in order.

    `title` is the article's, which pictures like to repeat; `base` the address of the page. A page
    that hides all that it says was to be shown by a script: it is shown. `prose`: it was made of
    a language in which a line's end is a blank.
    """
    titles = pattern(rules.list_drop)
    page = _Page(html, rules, title, base, prose=prose)
    empty = True
    for block in without_lists(page.blocks(), titles):
        empty = False
        yield block
    if empty and page.hid:
        yield from without_lists(
            _Page(html, rules, title, base, prose=prose, revealed=True).blocks(), titles
        )


class _Page:
    """A page, cleaned piece by piece. `hid`: something in it was hidden."""

    def __init__(
        self,
        html: str,
        rules: Rules,
        title: str,
        base: str | None,
        *,
        prose: bool,
        revealed: bool = False,
    ) -> None:
        self._html, self._rules, self._title, self._base = html, rules, title, base
        self._prose, self._revealed = prose, revealed
        self.hid = False

    def blocks(self) -> Iterator[Block]:
        tags = shown = 0
        for number, (source, end) in enumerate(pieces(self._html)):
            for block in self._piece(source):
                shown += 1
                yield block
            tags += source.count("<")
            empty = not shown and (tags > _EMPTY_TAGS or number >= _EMPTY)
            if end == len(self._html) or (empty and self.hid):
                return
            if empty or tags > MARKED:
                for text in bare(self._html, end):
                    yield Block("paragraph", (Span(text),))
                return

    def _piece(self, source: str) -> Iterator[Block]:
        tree = LexborHTMLParser(_DOCTYPE + guard(source))
        root = tree.body or tree.root
        if root is None:
            return
        cascade = Cascade(tree, self._rules, self._base, len(source), revealed=self._revealed)
        yield from _Walk(cascade, self._rules, self._title, self._prose).page(root)
        self.hid |= cascade.hid


class _Walk:
    """One walk over one tree."""

    def __init__(self, cascade: Cascade, rules: Rules, title: str, prose: bool) -> None:
        self._cascade, self._rules, self._title = cascade, rules, title
        self._prose = prose
        self._page = Composer(rules, prose=prose)
        self._counters: list[list_numbers.Counter] = []
        self._last_image: str | None = None
        self._last_medium: str | None = None

    def page(self, root: LexborNode) -> Iterator[Block]:
        """Walk below the root of the page, which may have a style of its own."""
        found = self._cascade.enter(root, root.tag or "", root.attributes, Style())
        yield from self.blocks(root, found[0] if found else Style())

    def blocks(self, root: LexborNode, style: Style) -> Iterator[Block]:
        """Walk below a node; what is to be done on leaving an element waits on the stack."""
        page = self._page
        stack: list[tuple[LexborNode | None, Style, Leave | None]] = []
        node = root.first_child
        while True:
            if node is None:
                if page.done:
                    yield from page.taken()
                if not stack:
                    break
                node, style, leave = stack.pop()
                if leave is not None:
                    leave()
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
        """What to do with an element: the style in it and what follows it; None: pass it by."""
        attributes = node.attributes
        found = self._cascade.enter(node, tag, attributes, style)
        if found is None:
            return None
        inner, display = found
        if leaf := _LEAVES.get(tag):
            leaf(self, node, attributes, inner)
            return None
        if style.pre:
            return self._enter_in_code(tag, inner, display)
        if tag in code_blocks.MAYBE and code_blocks.is_listing(
            node, tag, among_code=style.face.code
        ):
            return self._enter_code(node, style, inner)
        if _is_block(tag, display):
            return self._enter_block(node, tag, attributes, style, inner)
        return self._enter_inline(node, tag, inner)

    def _enter_inline(self, node: LexborNode, tag: str, inner: Style) -> tuple[Style, Leave | None]:
        before = after = ""
        if tag == "noscript":
            return inner._replace(unseen=inner.unseen | BY_NOSCRIPT), None
        if tag == "object":  # what is in it shows where the film in it does not
            self._medium(node, node.attributes, inner)
        elif tag == "rt":
            before, after = "(", ")"
        elif tag == "q":
            before, after = "“", "”"
        elif tag in ("sup", "sub"):
            before, after = self._raised(node, "^" if tag == "sup" else "_")
        if before and not inner.unseen:
            self._page.word(before, inner.face)
            if after:
                return inner, lambda: self._page.word(after, inner.face)
        return inner, None

    def _raised(self, node: LexborNode, mark: str) -> tuple[str, str]:
        """What to set around a raised or lowered text, so that x<sup>10</sup> is not x10."""
        text = node.text().strip()
        before = self._page.last_character()
        if not before.isalnum() and before not in ")]}":
            return "", ""
        if _PLAIN_RAISED.fullmatch(text) or len(text) > 12:
            return "", ""
        return (mark, "") if text.lstrip("+-−").isalnum() else (f"{mark}(", ")")

    def _enter_block(
        self, node: LexborNode, tag: str, attributes: Attributes, style: Style, inner: Style
    ) -> tuple[Style, Leave | None] | None:
        self._page.flush(style)
        if tag == "table" and (table := tables.data(node)):
            self._table(table, inner)
            return None
        if tag in _LISTS:
            return self._enter_list(node, tag, attributes, inner)
        if tag == "li":
            return self._enter_item(attributes, inner)
        if tag in HEADINGS:
            inner = inner._replace(heading=HEADINGS[tag])
        elif tag == "blockquote":
            inner = inner._replace(quote=min(inner.quote + 1, NESTING_LIMIT))
        elif tag == "dd":
            inner = inner._replace(depth=min(inner.depth + 1, NESTING_LIMIT), ordered=False)
        return inner, lambda: self._page.flush(inner)

    def _enter_list(
        self, node: LexborNode, tag: str, attributes: Attributes, inner: Style
    ) -> tuple[Style, Leave | None]:
        inner = inner._replace(depth=min(inner.depth + 1, NESTING_LIMIT), ordered=tag == "ol")
        self._counters.append(list_numbers.counter(node, attributes))

        def leave() -> None:
            self._page.flush(inner)
            self._counters.pop()

        return inner, leave

    def _enter_item(self, attributes: Attributes, inner: Style) -> tuple[Style, Leave | None]:
        if inner.depth == 0 or not self._counters:
            inner = inner._replace(depth=max(inner.depth, 1), ordered=False)
        self._page.marker = "•"
        if inner.ordered:
            self._page.marker = self._counters[-1].marker(attributes)

        def leave() -> None:
            self._page.flush(inner)
            self._page.marker = ""

        return inner, leave

    def _enter_code(
        self, node: LexborNode, style: Style, inner: Style
    ) -> tuple[Style, Leave | None]:
        """A block of code: collected like a paragraph, ended in its own way."""
        self._page.flush(style)
        inner = inner._replace(pre=True, face=inner.face._replace(code=False))
        language = code_blocks.language(node)
        return inner, lambda: self._page.end_code(inner, language)

    def _enter_in_code(
        self, tag: str, inner: Style, display: Display | None
    ) -> tuple[Style, Leave | None]:
        """What is in a block of code: marked-up words, and elements that are lines."""
        inner = inner._replace(face=inner.face._replace(code=False))
        if not _is_block(tag, display):
            return inner, None
        self._page.line_end()
        return inner, self._page.line_end

    def _table(self, table: tables.Table, style: Style) -> None:
        """A data table; its caption and its cells are walked as small articles of their own."""
        for block in self._apart(table.caption, style).done if table.caption else ():
            self._page.emit("paragraph", block.spans, style)
        rows = []
        for row in table.rows:
            inner = self._row_style(row.node, table.node, style)
            cells = () if inner is None else tuple(self._cells(row, inner))
            if cells:
                rows.append(cells)
        if any(cell.spans for row in rows for cell in row):
            self._page.emit("table", (), style, rows=tuple(rows))
        if table.left_out:
            note = Span(f"… {table.left_out}", muted=True)
            self._page.emit("paragraph", (note,), style)

    def _row_style(self, row: LexborNode, table: LexborNode, style: Style) -> Style | None:
        """The style in a row, which has that of its part of the table; None where it is hidden."""
        around = [row]
        while (parent := around[-1].parent) is not None and parent.mem_id != table.mem_id:
            around.append(parent)
        for node in reversed(around):
            found = self._cascade.enter(node, node.tag or "", node.attributes, style)
            if found is None:
                return None
            style = found[0]
        return style

    def _cells(self, row: tables.Row, style: Style) -> Iterator[Cell]:
        for cell in row.cells:
            spans = self._apart(cell.node, style).as_cell()
            yield Cell(spans, cell.header, cell.columns, cell.rows)

    def _apart(self, node: LexborNode, style: Style) -> Composer:
        """What is in a part of a table, composed by itself."""
        outer, inner = self._page, Composer(self._rules, in_cell=True, prose=self._prose)
        found = self._cascade.enter(node, node.tag or "", node.attributes, style)
        if found is not None:
            self._page = inner
            inner.done = list(self.blocks(node, found[0]._replace(quote=0, depth=0, heading=0)))
            self._page = outer
        return inner

    def _rule(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        self._page.flush(style)
        self._page.emit("rule", (), style)

    def _break(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        self._page.line_break()

    def _word_break(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        """`<wbr>` allows a break; every place in our lines that needs one has one."""

    def _image(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        image = media.image(attributes, self._title, self._cascade.target)
        if image is None or style.unseen & BY_VISIBILITY:
            return
        if image.formula:
            self._page.word(image.label, style.face._replace(code=not style.pre))
        elif image.inline or style.pre:
            if label := image.label or ("•" if self._page.in_cell else ""):
                self._sign(label, None, style)
        elif self._page.in_cell or (
            self._page.within_sentence() and media.in_sentence(node, _BLOCKS)
        ):
            self._sign(image.label or "image", image.href, style)
        elif image.href is None or image.href != self._last_image:
            self._last_image = image.href
            self._page.picture(image.label, "image", image.href, style)

    def _medium(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        medium = media.medium(node, attributes, self._cascade.target)
        if medium is None or medium.href == self._last_medium or style.unseen & BY_VISIBILITY:
            return
        self._last_medium = medium.href
        if self._page.in_cell:
            self._sign(f"{medium.kind}: {medium.label}", medium.href, style)
        else:
            self._page.picture(medium.label, medium.kind, medium.href, style)

    def _formula(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        if text := "" if style.unseen else mathml.linear(node):
            self._page.word(text, style.face)

    def _sign(self, label: str, href: str | None, style: Style) -> None:
        """A picture among words; one that stands for a character is that character."""
        if len(label) <= _CHARACTER and not any(map(str.isalnum, label)):
            self._page.word(label, style.face)
            return
        face = style.face._replace(bold=False, muted=True, href=style.face.href or href)
        self._page.word(f"[{label}]", face)


_LEAVES: dict[str, Callable[[_Walk, LexborNode, Attributes, Style], None]] = {
    "br": _Walk._break,
    "hr": _Walk._rule,
    "wbr": _Walk._word_break,
    "img": _Walk._image,
    "video": _Walk._medium,
    "audio": _Walk._medium,
    "iframe": _Walk._medium,
    "embed": _Walk._medium,
    "math": _Walk._formula,
}


def _is_block(tag: str, display: Display | None) -> bool:
    """Whether an element stands on lines of its own; a style may change it for those that mean
    nothing else.
    """
    if display == "inline":
        return tag in _BLOCKS and tag not in _FLOW
    return tag in _BLOCKS or display == "block"
