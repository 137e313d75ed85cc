"""Turns HTML into blocks, directly from the tree that a browser would build.

The walk goes through the tree once, without recursion, and yields each block as soon as it is
complete, so that the first screen of a long article does not wait for the rest. `cascade` computes
the style of an element and whether it is shown; `compose` makes blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reader.articles.html import code_blocks, list_numbers, mathml, media, tables, tex
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
from reader.articles.html.pieces import MARKED, bare, is_large, pieces
from reader.articles.html.related import without_lists
from reader.articles.html.repair import guard, without_bulk
from reader.articles.html.shown import shown
from reader.articles.html.whole import Region, folded
from reader.articles.rules.builtin import Rules
from reader.articles.rules.lookup import pattern
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

_EMPTY, _EMPTY_TAGS = 8, 12_000  # pieces, tags; if nothing is shown so far, only the text is taken
_CHARACTER = 8  # an emoji of several code points, a :-)
_DOCTYPE = "<!DOCTYPE html>"
"""Without it, a page is parsed in quirks mode, in which paragraphs may contain tables."""

_PLAIN_RAISED = late(r"(?:st|nd|rd|th|er|re|e|o|a|tm|sm|[^\w+−-].*)?", re.IGNORECASE | re.DOTALL)


def clean(
    html: str, rules: Rules, title: str = "", base: str | None = None, *, prose: bool = False
) -> Iterator[Block]:
    """Yield the blocks of an article's HTML, in order.

    `title` is that of the article, which pictures often repeat; `base` is the address of the page.
    If `visibility` hides most of the text, a script was meant to show it, so it is shown. `prose`:
    the HTML was made from a language in which the end of a line is a blank.
    """
    page = _Page(shown(html), rules, title, base, prose=prose)
    yield from without_lists(page.blocks(), pattern(rules.list_drop))


def clean_page(html: str, rules: Rules, title: str, base: str | None) -> Iterator[Block]:
    """Yield the blocks of a saved page; what is around its article is folded."""
    page = _Page(shown(html), rules, title, base)
    before, article, after = folded(list(page.blocks()), page.regions)
    yield from before
    yield from without_lists(article, pattern(rules.list_drop))
    yield from after


class _Page:
    """Cleans a page piece by piece. `regions` are, after that, its `<main>` and
    `<article>` elements.
    """

    def __init__(
        self,
        html: str,
        rules: Rules,
        title: str,
        base: str | None,
        *,
        prose: bool = False,
    ) -> None:
        self._html = without_bulk(html) if is_large(html) else html
        self._rules, self._title, self._base = rules, title, base
        self._prose = prose
        self.regions: list[Region] = []
        self._shown = 0  # blocks
        self._hidden = self._seen = 0  # characters of running text

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of all pieces."""
        tags = 0
        for number, (source, end) in enumerate(pieces(self._html)):
            for block in self._piece(guard(source)):
                self._shown += 1
                yield block
            if end == len(self._html):
                return
            tags += source.count("<")
            empty = not self._shown and (tags > _EMPTY_TAGS or number >= _EMPTY)
            if empty or tags > MARKED:
                for text in bare(self._html, end):
                    yield Block("paragraph", (Span(text),))
                return

    def _piece(self, source: str) -> Iterator[Block]:
        tree = LexborHTMLParser(_DOCTYPE + source)
        root = tree.body or tree.root
        if root is None:
            return
        before = self._shown
        walk = self._walk(tree, source, revealed=False)
        if "visibility" not in source:
            yield from walk.page(root)
        else:
            found = list(walk.page(root))
            if self._hides_most(walk, found):
                walk = self._walk(tree, source, revealed=True)
                found = list(walk.page(root))
            yield from found
        self.regions += (one.moved(before) for one in walk.regions)

    def _walk(self, tree: LexborHTMLParser, source: str, *, revealed: bool) -> Walk:
        cascade = Cascade(tree, self._rules, self._base, source, revealed=revealed)
        return Walk(cascade, self._rules, self._title, self._prose)

    def _hides_most(self, walk: Walk, found: list[Block]) -> bool:
        """Whether `visibility` hides more of the text so far than is shown, or everything."""
        hidden, seen = walk.running_text()
        self._hidden += hidden
        self._seen += seen
        return self._hidden > self._seen or (walk.hid and not found and not self._shown)


class Walk:
    """Walks over one tree. The methods that handle elements do not depend on the tree, so that
    `markdown.tags` can use them to go over tags without one.
    """

    def __init__(self, cascade: Cascade, rules: Rules, title: str, prose: bool) -> None:
        self._cascade, self._rules, self._title = cascade, rules, title
        self._prose = prose
        self._may_be_plain = (_WITH_LISTINGS if cascade.may_hold_listings else _PLAIN).get
        self._page = Composer(rules, prose=prose)
        self._counters: list[list_numbers.Counter] = []
        self.regions: list[Region] = []
        self._last_image: str | None = None
        self._last_medium: media.Medium | None = None

    def page(self, root: LexborNode) -> Iterator[Block]:
        """Walk below the root of the page, which may itself have a style."""
        style = Style()
        for node in (root.parent, root):
            if node is not None and node.tag in ("html", "body"):
                found = self._cascade.enter(node, node.tag, node.attributes, style)
                style = found[0] if found else style
        yield from self.blocks(root, style)

    def running_text(self) -> tuple[int, int]:
        """The number of characters of running text that `visibility` hides, and of those shown."""
        return self._page.hidden, self._page.seen

    @property
    def hid(self) -> bool:
        """Whether `visibility` hides anything."""
        return self._cascade.hid

    def blocks(self, root: LexborNode, style: Style) -> Iterator[Block]:
        """Walk below a node. What to do on leaving an element is kept on the stack."""
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
        """Enter an element. Returns the style in it and what to do at its end; None if its contents
        are not walked.
        """
        kind = self._may_be_plain(tag)
        if kind is None or (plain := self._cascade.plain(node, tag, style)) is None:
            return self._enter_other(node, tag, style)
        if kind == _INLINE:
            return plain, None
        if kind == _BREAK:
            self._page.line_break()
            return None
        if kind == _MORE:
            return self._enter_block(node, tag, node.attributes, style, plain)
        self._page.flush(style)
        return plain, partial(self._page.flush, plain)

    def _enter_other(
        self, node: LexborNode, tag: str, style: Style
    ) -> tuple[Style, Leave | None] | None:
        """Enter an element whose handling depends on more than its name."""
        attributes = node.attributes
        found = self._cascade.enter(node, tag, attributes, style)
        if found is None:
            return None
        inner, display = found
        if leaf := _LEAVES.get(tag):
            leaf(self, node, attributes, inner)
            return None
        if style.pre:
            return self._enter_in_code(node, tag, inner, display)
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
        self._page.word(" ", inner.face)
        return inner, lambda: self._page.word(" ", inner.face)

    def _enter_inline(
        self, node: LexborNode, tag: str, attributes: Attributes, inner: Style
    ) -> tuple[Style, Leave | None] | None:
        if tag == "script":
            self._tex(node, attributes, inner)
            return None
        if tag == "span" and (kind := attributes.get("data-math-style")):
            self._math(node.text(), kind, inner)
            return None
        if tag == "noscript":
            return inner._replace(unseen=inner.unseen | BY_NOSCRIPT), None
        if tag == "object":  # its contents are shown where it is not supported
            self._medium(node, node.attributes, inner)
        before, after = self._around(node, tag, attributes)
        if before and not inner.unseen:
            self._page.word(before, inner.face)
            if after:
                return inner, lambda: self._page.word(after, inner.face)
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
        if code_blocks.is_highlighted(tag, attributes):
            return self._enter_code(node, style, inner)
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
        return inner, self._region(tag, inner)

    def _region(self, tag: str, inner: Style) -> Leave:
        """What to do at the end of a block element; for `<main>` and `<article>`,
        record the region.
        """
        page, start = self._page, self._page.made
        if tag not in ("main", "article"):
            return lambda: page.flush(inner)

        def leave() -> None:
            page.flush(inner)
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

        def leave() -> None:
            self._page.flush(inner)
            self._counters.pop()

        return inner, leave

    def _enter_item(self, attributes: Attributes, inner: Style) -> tuple[Style, Leave | None]:
        if inner.depth == 0 or not self._counters:
            inner = inner._replace(depth=max(inner.depth, 1), ordered=False)
        self._page.marker = "" if inner.numbers == "none" else "•"
        if inner.ordered:
            self._page.marker = self._counters[-1].marker(attributes)

        def leave() -> None:
            self._page.flush(inner)
            self._page.marker = None

        return inner, leave

    def _enter_code(
        self, node: LexborNode, style: Style, inner: Style
    ) -> tuple[Style, Leave | None]:
        """Enter a block of code, which is collected like a paragraph but ended differently."""
        self._page.flush(style)
        inner = inner._replace(pre=True, face=inner.face._replace(code=False))
        language = code_blocks.language(node)
        return inner, lambda: self._page.end_code(inner, language)

    def _enter_in_code(
        self, node: LexborNode, tag: str, inner: Style, display: Display | None
    ) -> tuple[Style, Leave | None]:
        """Enter an element in a block of code: an inline one, or one that is a line."""
        if inner.face.code:
            inner = inner._replace(face=inner.face._replace(code=False))
        if not _is_block(tag, display) and not (tag == "code" and code_blocks.is_line(node)):
            return inner, None
        self._page.line_end()
        return inner, self._page.line_end

    def _table(self, table: tables.Table, style: Style) -> None:
        """Emit a data table; its caption and its cells are walked separately."""
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
        """The style in a row, which inherits from its part of the table; None if it is hidden."""
        around = [row]
        while (parent := around[-1].parent) is not None and parent.mem_id != table.mem_id:
            around.append(parent)
        for node in reversed(around):
            found = self._cascade.enter(node, node.tag or "", node.attributes, style)
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
        """Ignore `<wbr>`, since our lines break wherever it is needed."""

    def _image(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        image = media.image(media.with_sources(node, attributes), self._title, self._cascade.target)
        if image is None or style.unseen & BY_VISIBILITY:
            return
        if image.formula:
            self._page.word(image.label, style.face._replace(code=not style.pre))
        elif image.inline or style.pre:
            if label := image.label or ("•" if self._page.in_cell else ""):
                self._sign(label, None, style)
        elif self._page.in_cell or (self._page.within_sentence() and self._goes_on(node)):
            self._sign(image.label or "image", image.href, style)
        elif image.href is None or image.href != self._last_image:
            self._last_image = image.href
            self._page.picture(image.label, "image", image.href, style)

    def _goes_on(self, node: LexborNode) -> bool:
        """Whether a sentence goes on after a picture in it."""
        return media.in_sentence(node, _BLOCKS)

    def _medium(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        medium = media.medium(node, attributes, self._cascade.target)
        if medium is None or medium == self._last_medium or style.unseen & BY_VISIBILITY:
            return
        self._last_medium = medium
        if self._page.in_cell:
            self._sign(f"{medium.kind}: {medium.label}", medium.href, style)
        else:
            self._page.picture(medium.label, medium.kind, medium.href, style)

    def _tex(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        """Add a TeX formula that a script was meant to typeset."""
        if not (attributes.get("type") or "").startswith("math/tex") or style.unseen:
            return
        formula = node.text().strip()
        if (text := tex.linear(formula)) is not None:
            self._page.word(text, style.face)
        else:
            self._page.word(formula, style.face._replace(code=not style.pre))

    def _math(self, formula: str, kind: str, style: Style) -> None:
        """Add a formula of a Markdown text, as comrak returns it."""
        if not style.unseen:
            self._page.text(tex.shown(formula, "$$" if kind == "display" else "$"), style)

    def _check_box(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        """Add the state of a task, at the start of a list item."""
        if (attributes.get("type") or "").lower() == "checkbox" and self._page.begins_item():
            self._page.word("☑ " if "checked" in attributes else "☐ ", style.face)

    def _formula(self, node: LexborNode, attributes: Attributes, style: Style) -> None:
        if text := "" if style.unseen else mathml.linear(node):
            self._page.word(text, style.face)

    def _sign(self, label: str, href: str | None, style: Style) -> None:
        """Add a picture among words; one that represents a character becomes that character."""
        if len(label) <= _CHARACTER and not any(map(str.isalnum, label)):
            self._page.word(label, style.face)
            return
        face = style.face._replace(bold=False, muted=True, href=style.face.href or href)
        self._page.word(f"[{label}]", face)


_LEAVES: dict[str, Callable[[Walk, LexborNode, Attributes, Style], None]] = {
    "br": Walk._break,
    "hr": Walk._rule,
    "wbr": Walk._word_break,
    "img": Walk._image,
    "amp-img": Walk._image,
    "amp-anim": Walk._image,
    "input": Walk._check_box,
    "video": Walk._medium,
    "audio": Walk._medium,
    "iframe": Walk._medium,
    "embed": Walk._medium,
    "math": Walk._formula,
    **dict.fromkeys(media.FILMS, Walk._medium),
}


def _is_block(tag: str, display: Display | None) -> bool:
    """Whether an element is a block. A style may make an element of `_FLOW` inline, and any
    element a block.
    """
    if display == "inline":
        return tag in _BLOCKS and tag not in _FLOW
    return tag in _BLOCKS or display == "block"
