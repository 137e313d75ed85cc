"""HTML → blocks, straight from the tree that a browser would build.

The walk goes through the tree once, without recursion, and yields a block as soon as it is
complete, so that the first screen of a long article does not wait for the rest. What is bold is
decided as a browser decides it: by computed font-weight, headings and table headings included.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from reader.articles import images, tables
from reader.articles.guard import guard
from reader.articles.inline import BREAK, Face, Piece, paragraphs
from reader.articles.links import target
from reader.articles.sites import Rules, pattern
from reader.articles.styles import BOLD, Declared, computed_weight, declared, sheets
from reader.model import Block, Cell, Kind, Span

HEADING_LIMIT = 120
"""Characters; a longer heading is a paragraph that somebody wanted large."""

NESTING_LIMIT = 6
"""Quotes and lists deeper than this are indented no further."""

_DROPPED = frozenset(
    """annotation annotation-xml area base canvas datalist desc frame head link map meta metadata
    mprescripts none optgroup option param rp script select source style svg template title track
    input progress meter""".split()
)
_BLOCKS = frozenset(
    """address article aside body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frameset header hgroup html legend li listing main menu nav ol p
    pre search section summary table tbody td textarea tfoot th thead tr ul xmp""".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLDER = frozenset(("b", "strong"))
_ITALIC = frozenset(("i", "em", "cite", "var", "dfn", "address"))
_CODE = frozenset(("code", "kbd", "samp", "tt"))
_STRUCK = frozenset(("s", "strike", "del"))
_PREFORMATTED = frozenset(("pre", "listing", "xmp", "textarea"))
_ARTICLE_IN_PRE = "p, table, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, section, article"
_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-|brush:\s*|hljs\s+|highlight-source-|sourceCode\s+)([\w+#.-]+)")
_PLAIN_SUP = re.compile(r"(?:st|nd|rd|th|er|re|e|o|a|tm|sm|[^\w+−-].*)?", re.IGNORECASE | re.DOTALL)


class _Style(NamedTuple):
    """What an element hands down to what is in it."""

    face: Face = Face()
    weight: int = 400
    heading: int = 0
    quote: int = 0
    depth: int = 0
    credit: bool = False
    silent: bool = False  # only pictures show: <noscript>
    pre: bool = False
    ordered: bool = False


_Leave = Callable[[], None]


def clean(html: str, rules: Rules, title: str = "", base: str | None = None) -> Iterator[Block]:
    """Yield the blocks of an article's HTML, in order.

    `title` is the article's, which pictures like to repeat; `base` the address of the page.
    """
    tree = LexborHTMLParser(guard(html))
    root = tree.body or tree.root
    if root is not None:
        yield from _Cleaner(tree, rules, title, base).blocks(root, _Style())


class _Cleaner:
    """One walk over one tree: the paragraph in the making, and the blocks that are done."""

    def __init__(
        self, tree: LexborHTMLParser, rules: Rules, title: str, base: str | None
    ) -> None:
        self._title, self._base = title, base
        self._sheets = sheets(tree)
        self._dropped = _chosen(tree, rules.drop)
        self._bold = _chosen(tree, rules.bold)
        self._credits = _chosen(tree, rules.credit)
        self._captions = _chosen(tree, rules.caption)
        self._text_drop = pattern(rules.text_drop)
        self._text_credit = pattern(rules.text_credit)
        self._pieces: list[Piece] = []
        self._done: list[Block] = []
        self._marker = ""
        self._counters: list[int] = []
        self._last_image: str | None = None
        self._in_cell = False

    def blocks(self, root: LexborNode, style: _Style) -> Iterator[Block]:
        """Walk below a node; what is to be done on leaving an element waits on the stack."""
        stack: list[tuple[LexborNode | None, _Style, _Leave | None]] = []
        node = root.first_child
        while True:
            if node is None:
                if self._done:
                    yield from self._done
                    self._done.clear()
                if not stack:
                    break
                node, style, leave = stack.pop()
                if leave is not None:
                    leave()
                continue
            tag = node.tag
            if tag == "-text":
                self._text(node.text_content or "", style)
            elif tag is not None and tag[0] != "-" and (inner := self._enter(node, tag, style)):
                stack.append((node.next, style, inner[1]))
                node, style = node.first_child, inner[0]
                continue
            node = node.next
        self._flush(style)
        yield from self._done
        self._done.clear()

    def _text(self, text: str, style: _Style) -> None:
        if style.silent:
            return
        if not style.pre:
            self._pieces.append((text, style.face))
            return
        lines = text.expandtabs(4).replace("\r\n", "\n").split("\n")
        if self._pieces and self._pieces[-1] is BREAK and len(lines) > 1 and not lines[0].strip():
            lines = lines[1:]  # `<br>` and the line's end in the source are one line break
        for number, line in enumerate(lines):
            if number:
                self._pieces.append(BREAK)
            if line:
                self._pieces.append((line, style.face))

    def _enter(self, node: LexborNode, tag: str, style: _Style) -> tuple[_Style, _Leave | None] | None:
        """What to do with an element: its content's style and what follows it, or None: pass it by."""
        if tag in _DROPPED or (identity := node.mem_id) in self._dropped:
            return None
        attributes = node.attributes
        asked = self._asked(identity, attributes)
        if (asked is not None and asked.hidden) or "hidden" in attributes:
            return None
        if tag in _LEAVES:
            _LEAVES[tag](self, node, attributes, style)
            return None
        inner = self._styled(tag, identity, attributes, asked, style)
        if tag in _HEADINGS or tag in _BLOCKS or tag in _SPECIAL:
            return self._enter_block(node, tag, identity, attributes, style, inner)
        return self._enter_inline(node, tag, style, inner)

    def _asked(self, identity: int, attributes: dict[str, str | None]) -> Declared | None:
        own = self._sheets.get(identity) if self._sheets else None
        css = attributes.get("style")
        if not css:
            return own
        asked = declared(css)
        if own is None:
            return asked
        return Declared(
            asked.weight or own.weight,
            asked.hidden or own.hidden,
            own.italic if asked.italic is None else asked.italic,
            asked.struck or own.struck,
        )

    def _styled(
        self,
        tag: str,
        identity: int,
        attributes: dict[str, str | None],
        asked: Declared | None,
        style: _Style,
    ) -> _Style:
        """The style that an element gives to what is in it, as far as it concerns text."""
        face, weight = style.face, style.weight
        if tag in _HEADINGS or tag == "th":
            weight = 700
        elif tag in _BOLDER:
            weight = computed_weight("bolder", weight)
        elif tag in _ITALIC:
            face = face._replace(italic=True)
        elif tag in _CODE:
            face = face._replace(code=True)
        elif tag in _STRUCK:
            face = face._replace(strike=True)
        elif tag == "a" and (address := attributes.get("href")):
            face = face._replace(href=target(address, self._base) or face.href)
        if asked is not None:
            if asked.weight is not None:
                weight = computed_weight(asked.weight, style.weight)
            if asked.italic is not None:
                face = face._replace(italic=asked.italic)
            if asked.struck:
                face = face._replace(strike=True)
        if identity in self._bold:
            weight = 700
        if tag == "figcaption" or identity in self._captions:
            face = face._replace(muted=True)
        if face.bold != (weight >= BOLD):
            face = face._replace(bold=weight >= BOLD)
        if face is style.face and weight == style.weight:
            return style
        return style._replace(face=face, weight=weight)

    def _enter_inline(
        self, node: LexborNode, tag: str, style: _Style, inner: _Style
    ) -> tuple[_Style, _Leave | None]:
        if tag == "noscript":
            return inner._replace(silent=True), None
        if tag == "code" and not style.pre and _is_block_of_code(node):
            return self._enter_code(node, style, inner)
        after = ""
        if tag == "rt":
            self._pieces.append(("(", inner.face))
            after = ")"
        elif tag == "q":
            self._pieces.append(("“", inner.face))
            after = "”"
        elif tag in ("sup", "sub") and not style.pre:
            before, after = self._raised(node, "^" if tag == "sup" else "_")
            if before:
                self._pieces.append((before, inner.face))
        if after:
            return inner, lambda: self._pieces.append((after, inner.face))
        return inner, None

    def _raised(self, node: LexborNode, mark: str) -> tuple[str, str]:
        """What to set around a raised or lowered text so that x<sup>10</sup> does not become x10."""
        text = node.text().strip()
        before = self._pieces[-1][0][-1:] if self._pieces else ""
        if not before.isalnum() and before not in ")]}":
            return "", ""
        if _PLAIN_SUP.fullmatch(text) or len(text) > 12:
            return "", ""
        return (mark, "") if text.lstrip("+-−").isalnum() else (f"{mark}(", ")")

    def _enter_block(
        self,
        node: LexborNode,
        tag: str,
        identity: int,
        attributes: dict[str, str | None],
        style: _Style,
        inner: _Style,
    ) -> tuple[_Style, _Leave | None] | None:
        self._flush(style)
        if tag in _PREFORMATTED and not (tag == "pre" and node.css_first(_ARTICLE_IN_PRE)):
            return self._enter_code(node, style, inner)
        if tag == "table" and (rows := tables.rows(node)):
            self._table(rows, inner)
            return None
        leave: _Leave = lambda: self._flush(inner)  # noqa: E731
        if level := _HEADINGS.get(tag, 0):
            inner = inner._replace(heading=level)
        elif tag == "blockquote":
            inner = inner._replace(quote=min(inner.quote + 1, NESTING_LIMIT))
        elif tag in ("ul", "ol", "menu", "dir"):
            inner = inner._replace(depth=min(inner.depth + 1, NESTING_LIMIT), ordered=tag == "ol")
            self._counters.append(_number(attributes.get("start"), 1))
            return inner, lambda: (self._flush(inner), self._counters.pop())[0]
        elif tag == "li":
            return self._enter_item(attributes, inner)
        elif tag == "dd":
            inner = inner._replace(depth=min(inner.depth + 1, NESTING_LIMIT), ordered=False)
        if identity in self._credits:
            inner = inner._replace(credit=True)
        return inner, leave

    def _enter_item(
        self, attributes: dict[str, str | None], inner: _Style
    ) -> tuple[_Style, _Leave | None]:
        if inner.depth == 0 or not self._counters:
            inner = inner._replace(depth=max(inner.depth, 1), ordered=False)
        if inner.ordered:
            self._counters[-1] = _number(attributes.get("value"), self._counters[-1])
            self._marker = f"{self._counters[-1]}."
            self._counters[-1] += 1
        else:
            self._marker = "•"

        def leave() -> None:
            self._flush(inner)
            self._marker = ""

        return inner, leave

    def _enter_code(
        self, node: LexborNode, style: _Style, inner: _Style
    ) -> tuple[_Style, _Leave | None]:
        """A block of code: collected like a paragraph, ended in its own way."""
        self._flush(style)
        inner = inner._replace(pre=True, face=inner.face._replace(code=False))
        language = _language(node)
        return inner, lambda: self._end_code(inner, language)

    def _end_code(self, style: _Style, language: str) -> None:
        pieces, self._pieces = self._pieces, []
        spans = _code_spans(pieces, self._text_drop)
        if spans:
            self._emit("code", spans, style, language=language)

    def _table(self, rows: list[list[tables.CellNode]], style: _Style) -> None:
        """A data table; each cell is walked as a small article of its own."""
        outer, self._in_cell = (self._pieces, self._done, self._marker), True
        cells = []
        for row in rows:
            made = []
            for cell in row:
                self._pieces, self._done, self._marker = [], [], ""
                made.append(self._cell(cell, style))
            cells.append(tuple(made))
        (self._pieces, self._done, self._marker), self._in_cell = outer, False
        if any(cell.spans for row in cells for cell in row):
            self._emit("table", (), style, rows=tuple(row for row in cells if row))

    def _cell(self, cell: tables.CellNode, style: _Style) -> Cell:
        tag = "th" if cell.header else "td"
        attributes = cell.node.attributes
        identity = cell.node.mem_id
        asked = self._asked(identity, attributes)
        if asked is not None and asked.hidden:
            return Cell((), cell.header, cell.columns, cell.rows)
        inner = self._styled(tag, identity, attributes, asked, style)
        spans = _joined(list(self.blocks(cell.node, inner._replace(quote=0, depth=0))))
        return Cell(spans, cell.header, cell.columns, cell.rows)

    def _rule(self, node: LexborNode, attributes: dict[str, str | None], style: _Style) -> None:
        self._flush(style)
        self._emit("rule", (), style)

    def _break(self, node: LexborNode, attributes: dict[str, str | None], style: _Style) -> None:
        self._pieces.append(BREAK)

    def _word_break(
        self, node: LexborNode, attributes: dict[str, str | None], style: _Style
    ) -> None:
        """`<wbr>` allows a break; every place in our lines that needs one has one."""

    def _image(self, node: LexborNode, attributes: dict[str, str | None], style: _Style) -> None:
        image = images.image(attributes, self._title, self._base)
        if image is None or (image.href is not None and image.href == self._last_image):
            return
        face = style.face._replace(bold=False, muted=True)
        if image.inline or self._in_cell or style.pre:
            if image.label:
                self._pieces.append((f"[{image.label}]", face))
            return
        self._last_image = image.href
        self._flush(style)
        spans = (Span(image.label, muted=True),) if image.label else ()
        self._emit("image", spans, style, medium="image", href=image.href)

    def _medium(self, node: LexborNode, attributes: dict[str, str | None], style: _Style) -> None:
        medium = images.medium(node, attributes, self._base)
        if medium is not None and not self._in_cell:
            self._flush(style)
            spans = (Span(medium.label, muted=True),) if medium.label else ()
            self._emit("image", spans, style, medium=medium.kind, href=medium.href)

    def _flush(self, style: _Style) -> None:
        """End the paragraph: its pieces become blocks."""
        if not self._pieces:
            return
        pieces, self._pieces = self._pieces, []
        if style.pre:
            spans = _code_spans(pieces, self._text_drop)
            if spans:
                self._emit("code", spans, style)
            return
        for spans in paragraphs(pieces):
            text = "".join(span.text for span in spans) if len(spans) > 1 else spans[0].text
            short = len(text) <= HEADING_LIMIT
            if short and self._text_drop.fullmatch(text):
                continue
            kind: Kind = "paragraph"
            if style.heading and short:
                kind = "heading"
            elif style.credit or (short and self._text_credit.fullmatch(text)):
                kind = "credit"
            elif self._marker:
                kind = "item"
            self._emit(kind, spans, style)

    def _emit(
        self,
        kind: Kind,
        spans: tuple[Span, ...],
        style: _Style,
        *,
        language: str = "",
        medium: str = "",
        href: str | None = None,
        rows: tuple[tuple[Cell, ...], ...] = (),
    ) -> None:
        marker, self._marker = self._marker, ""
        self._done.append(
            Block(
                kind,
                spans,
                level=style.heading if kind == "heading" else 0,
                quote=style.quote,
                depth=style.depth,
                marker=marker,
                language=language,
                medium=medium,
                href=href,
                rows=rows,
            )
        )


_LEAVES: dict[
    str, Callable[[_Cleaner, LexborNode, dict[str, str | None], _Style], None]
] = {
    "br": _Cleaner._break,
    "hr": _Cleaner._rule,
    "wbr": _Cleaner._word_break,
    "img": _Cleaner._image,
    "video": _Cleaner._medium,
    "audio": _Cleaner._medium,
    "iframe": _Cleaner._medium,
    "embed": _Cleaner._medium,
    "object": _Cleaner._medium,
}
_SPECIAL = frozenset(("blockquote",))


def _chosen(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> frozenset[int]:
    """The elements that any of the selectors picks, by `mem_id`."""
    if not selectors:
        return frozenset()
    try:
        return frozenset(node.mem_id for node in tree.css(", ".join(selectors)))
    except SelectolaxError:
        return frozenset()


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise


def _is_block_of_code(code: LexborNode) -> bool:
    """Whether a `<code>` without `<pre>` is a listing: it has several lines."""
    return code.text().strip().count("\n") > 1 or len(code.css("br")) > 1


def _language(node: LexborNode) -> str:
    """The language that a code block names, on itself or on the `<code>` in it."""
    for element in (node, node.css_first("code")):
        if element is None:
            continue
        attributes = element.attributes
        if found := _LANGUAGE.search(attributes.get("class") or ""):
            return found[1].lower()
        if named := attributes.get("lang") or attributes.get("data-lang"):
            return named.lower()
    return ""


def _code_spans(pieces: list[Piece], dropped: re.Pattern[str]) -> tuple[Span, ...]:
    """Code as it stands, without blank lines at its ends and without the page's buttons."""
    pieces = [piece for piece in pieces if piece is BREAK or not dropped.fullmatch(piece[0].strip())]
    while pieces and not pieces[-1][0].strip():
        pieces.pop()
    while pieces and (pieces[0] is BREAK or (not pieces[0][0].strip() and BREAK in pieces[:2])):
        pieces.pop(0)
    spans: list[Span] = []
    for text, face in pieces:
        text = text.replace("\xa0", " ")
        if spans and (text == "\n" or Span(spans[-1].text, *face) == spans[-1]):
            last = spans[-1]
            spans[-1] = Span(last.text + text, *_face(last))
        else:
            spans.append(Span(text, *face))
    if spans:
        spans[-1] = Span(spans[-1].text.rstrip(), *_face(spans[-1]))
    return tuple(spans)


def _face(span: Span) -> Face:
    return Face(span.bold, span.italic, span.code, span.strike, span.muted, span.href)


def _joined(blocks: list[Block]) -> tuple[Span, ...]:
    """The blocks of a table cell as lines of one text."""
    spans: list[Span] = []
    for block in blocks:
        if not block.spans:
            continue
        if spans:
            spans.append(Span("\n"))
        if block.marker:
            spans.append(Span(f"{block.marker} "))
        spans += block.spans
    return tuple(spans)
