"""Computes the style of each element, which its contents inherit, from the defaults of browsers,
the page's style sheets and the site's rules.

As in a browser, text is bold by its computed font-weight, also in headings and table headers, and
hidden by display, visibility and a font size of zero.
"""

from __future__ import annotations

from functools import lru_cache, partial
from types import MappingProxyType

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from reader.articles.html.addresses import LOCAL, target
from reader.articles.html.code_blocks import may_be_highlighted
from reader.articles.html.css import (
    BOLD,
    NOTHING,
    Declared,
    Display,
    Variables,
    computed_weight,
    declared,
    defined,
    substituted,
)
from reader.articles.html.related import boxes
from reader.articles.html.sheets import named, page_names, sheets
from reader.articles.html.spans import Face
from reader.articles.rules.builtin import Rules
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

Attributes = dict[str, str | None]

HEADINGS = {f"h{level}": level for level in range(1, 7)}

BY_VISIBILITY, BY_SIZE, BY_NOSCRIPT = 1, 2, 4
"""Reasons why text is hidden; pictures are hidden only by visibility."""

_DROPPED = frozenset(
    """annotation annotation-xml area base canvas clippath clipPath datalist defs desc frame head
    link map marker mask meta metadata meter mprescripts noembed noframes none param pattern
    progress rp select source style symbol template title track""".split()
)
_REPEATED = (
    ".katex-mathml + .katex-html",
    ".MathJax:has(> .MJX_Assistive_MathML) > nobr",
    ".MathJax_SVG:has(> .MJX_Assistive_MathML) > svg",
    ".mjx-chtml:has(> .MJX_Assistive_MathML) > .mjx-math",
    ".MathJax_Preview:has(+ .MathJax, + .MathJax_Display)",
    "[class*='MathJax'] + script[type^='math/tex']",
    ".mjx-chtml + script[type^='math/tex']",
)
"""Copies of a formula: its drawing next to MathML, or the source of its drawing."""

_VALUE = late(r"^(?!.*(?::not|\si\])).*?='([A-Za-z0-9-]+)'")
"""A value that an attribute must contain."""

_BOLD = HEADINGS.keys() | {"th"}
_BOLDER = frozenset(("b", "strong"))
_ITALIC = frozenset(("i", "em", "cite", "var", "dfn", "address"))
_CODE = frozenset(("code", "kbd", "samp", "tt"))
_STRUCK = frozenset(("s", "strike", "del"))
_MUTED = frozenset(("figcaption", "caption"))
_CONTROLS = frozenset(("button", "textarea"))
_TELLING = ("hidden", "data-math-style")
"""Attributes that change how an element is handled."""

_STYLED = _BOLD | _BOLDER | _ITALIC | _CODE | _STRUCK | _MUTED | _CONTROLS | {"a"}


class Style(NamedTuple):
    """The style that the contents of an element inherit.

    `unseen` is the sum of the reasons why text is hidden. With `kept` 1, line breaks of the source
    are kept, with 2 its blanks too. `boxes`: each child is a separate box. `numbers` is the style
    of a list's numbers.
    """

    face: Face = Face()
    weight: int = 400
    heading: int = 0
    quote: int = 0
    depth: int = 0
    unseen: int = 0
    kept: int = 0
    pre: bool = False
    ordered: bool = False
    credit: bool = False
    unlinked: bool = False
    boxes: bool = False
    numbers: str | None = None
    variables: Variables = MappingProxyType({})


class Cascade:
    """Computes the styles of one page. `source` is its source, or "" for a page without style
    sheets in which no rule selects anything. `revealed`: visibility does not hide anything.
    """

    def __init__(
        self, tree: LexborHTMLParser, rules: Rules, base: str | None, source: str, *, revealed: bool
    ) -> None:
        self.hid = False
        self._base, self._redirects, self._revealed = base, rules.redirects, revealed
        names = page_names(source)
        written = " ".join(names)
        self.may_hold_listings = may_be_highlighted(written)
        self._sheets = sheets(tree, source, names) if source else {}
        chosen = partial(_chosen, tree, source, names)
        self._dropped = chosen(rules.drop) | boxes(tree, written)
        if "atex-" in written or "MathJax" in written or "mjx-" in written:
            self._dropped |= frozenset().union(*(chosen((one,)) for one in _REPEATED))
        self._bold = chosen(rules.bold)
        self._credits = chosen(rules.credit)
        self._muted = chosen(rules.caption) | chosen(rules.mute)
        self._unlinked = chosen(rules.unlink)
        self._known: dict[tuple[str, int, int], tuple[Style, Declared, Style]] = {}
        self._ruled = self._bold | self._credits | self._muted | self._unlinked
        self._named = self._dropped | self._ruled | self._sheets.keys()

    def plain(self, node: LexborNode, tag: str, style: Style) -> Style | None:
        """The style in an element that depends only on its name, which is neither that of a link
        nor of an element that may be closed. None if rules, sheets, attributes or the outer style
        may affect it.
        """
        if style.pre or style.boxes or (self._named and node.mem_id in self._named):
            return None
        if attributes := node.attributes:
            if not attributes.keys().isdisjoint(_TELLING):
                return None
            if (css := attributes.get("style")) and declared(css) is not NOTHING:
                return None
        if tag not in _STYLED:
            return style
        return self._computed(NOTHING, tag, 0, {}, style)

    def enter(
        self, node: LexborNode, tag: str, attributes: Attributes, style: Style
    ) -> tuple[Style, Display | None] | None:
        """The style in an element, and its display if that is set; None if it is hidden."""
        if tag in _DROPPED or (identity := node.mem_id) in self._dropped:
            return None
        boxes = style.boxes
        if boxes:
            style = style._replace(boxes=False)
        asked, variables = self._asked(identity, attributes, style.variables)
        if asked.display == "none" or (asked.display is None and _closed(tag, attributes)):
            return None
        if variables is not style.variables:
            style = style._replace(variables=variables)
        inner = self._computed(asked, tag, identity, attributes, style)
        apart = (boxes or asked.apart) and asked.display != "block"
        return inner, "apart" if apart else asked.display

    def _computed(
        self, asked: Declared, tag: str, identity: int, attributes: Attributes, style: Style
    ) -> Style:
        """The style in an element that is shown, given the outer style."""
        if tag == "a" or identity in self._ruled or asked.visible is not None:
            return self._set(asked, tag, identity, attributes, style)
        if asked is NOTHING and tag not in _STYLED:
            return style
        key = (tag, id(style), id(asked))
        known = self._known.get(key)
        if known is None:  # few combinations, on many elements
            known = style, asked, self._set(asked, tag, identity, attributes, style)
            self._known[key] = known
        return known[2]

    def _set(
        self, asked: Declared, tag: str, identity: int, attributes: Attributes, style: Style
    ) -> Style:
        inner = style
        if tag in _STYLED or identity in self._ruled:
            inner = self._own(tag, identity, attributes, style)
        if asked is not NOTHING:
            inner = self._as_asked(asked, style, inner)
        return self._bolded(inner, identity)

    def _bolded(self, style: Style, identity: int) -> Style:
        """The style with a face that is bold if the weight is."""
        bold = identity in self._bold or style.weight >= BOLD
        if style.face.bold == bold:
            return style
        return Style(style.face._replace(bold=bold), *style[1:])

    def target(self, address: str) -> str | None:
        """The address of a picture or film, or None if it cannot be opened."""
        found = self._link(address)
        return None if found is None or found.startswith(LOCAL) else found

    def _link(self, address: str) -> str | None:
        """The address that a link leads to; prefixed with LOCAL if it may be another article."""
        return target(address, self._base, self._redirects)

    def _asked(
        self, identity: int, attributes: Attributes, variables: Variables
    ) -> tuple[Declared, Variables]:
        """The declarations for an element, and the variables in it."""
        css = attributes.get("style")
        if self._sheets and (own := self._sheets.get(identity)):
            css = f"{own};{css}" if css else own
        if not css:
            return NOTHING, variables
        if "--" in css:
            variables = defined(css, variables)
            css = substituted(css, variables)
        return declared(css), variables

    def _own(self, tag: str, identity: int, attributes: Attributes, style: Style) -> Style:
        """The style by the element's name and the site's rules."""
        if identity in self._unlinked:
            style = style._replace(unlinked=True, face=style.face._replace(href=None))
        face = self._own_face(tag, identity, attributes, style)
        weight = style.weight
        if tag in _BOLD or identity in self._bold:
            weight = 700
        elif tag in _BOLDER:
            weight = computed_weight("bolder", weight)
        elif tag in _CONTROLS:
            face, weight = face._replace(italic=False), 400
            style = style._replace(unseen=style.unseen & ~BY_SIZE)
        credit = style.credit or identity in self._credits
        if weight == style.weight and credit == style.credit:
            return style if face is style.face else Style(face, *style[1:])
        return style._replace(face=face, weight=weight, credit=credit)

    def _own_face(self, tag: str, identity: int, attributes: Attributes, style: Style) -> Face:
        face = style.face
        if tag == "a":
            if (address := attributes.get("href")) and not style.unlinked:
                face = Face(*face[:-1], self._link(address) or face.href)
        elif tag in _ITALIC:
            face = face._replace(italic=True)
        elif tag in _CODE:
            face = face._replace(code=True)
        elif tag in _STRUCK:
            face = face._replace(strike=True)
        if tag in _MUTED or identity in self._muted:
            face = face._replace(muted=True)
        return face

    def _as_asked(self, asked: Declared, style: Style, inner: Style) -> Style:
        """The style `inner` with the page's declarations applied to it; `style` is
        the outer one.
        """
        face, weight, unseen = inner.face, inner.weight, inner.unseen
        if asked.weight is not None:
            weight = computed_weight(asked.weight, style.weight)
        if asked.italic is not None:
            face = face._replace(italic=asked.italic)
        if asked.struck:
            face = face._replace(strike=True)
        if asked.visible is not None:
            self.hid |= not asked.visible
            unseen = _with(unseen, BY_VISIBILITY, not asked.visible and not self._revealed)
        if asked.sized is not None:
            unseen = _with(unseen, BY_SIZE, not asked.sized)
        kept = inner.kept if asked.kept is None else asked.kept
        numbers = inner.numbers if asked.marker is None else asked.marker
        return inner._replace(
            face=face,
            weight=weight,
            unseen=unseen,
            kept=kept,
            boxes=asked.boxes,
            numbers=numbers,
        )


def _closed(tag: str, attributes: Attributes) -> bool:
    """Whether an element is hidden unless a style shows it."""
    return "hidden" in attributes or (tag == "dialog" and "open" not in attributes)


def _with(reasons: int, reason: int, holds: bool) -> int:
    return reasons | reason if holds else reasons & ~reason


class _Selectors(NamedTuple):
    """Selectors by what a page must have if they are to match: classes and ids (`names` has those
    of all), and values that its source must contain.
    """

    by_names: list[tuple[str, frozenset[str]]]
    names: frozenset[str]
    by_values: list[tuple[str, list[str]]]


@lru_cache(256)
def _sorted(selectors: tuple[str, ...]) -> _Selectors:
    by_names, by_values = list[tuple[str, frozenset[str]]](), list[tuple[str, list[str]]]()
    for one in selectors:
        if "," not in one and (names := frozenset(named(one))):
            by_names.append((one, names))
        else:
            by_values.append((one, [] if "," in one else _VALUE.findall(one)))
    return _Selectors(by_names, frozenset().union(*(names for _, names in by_names)), by_values)


def _chosen(
    tree: LexborHTMLParser, source: str, names: set[str], selectors: tuple[str, ...]
) -> frozenset[int]:
    """The elements, by `mem_id`, that match any of the selectors, in a page with this source and
    these classes and ids.
    """
    if not selectors or not source:
        return frozenset()
    known = _sorted(selectors)
    wanted = [one for one, values in known.by_values if all(map(source.__contains__, values))]
    if not names.isdisjoint(known.names):
        wanted += [one for one, needed in known.by_names if needed <= names]
    if not wanted:
        return frozenset()
    try:
        return frozenset(node.mem_id for node in tree.css(", ".join(wanted)))
    except SelectolaxError:
        return frozenset()
