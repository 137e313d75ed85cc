"""Which style an element hands down to what is in it: the user agent's own, the page's, the site's.

What is bold is decided as a browser decides it, by computed font-weight, headings and table
headings included; what is hidden, by display, visibility and a font size of nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from reader.articles.html.addresses import target
from reader.articles.html.css import (
    BOLD,
    NOTHING,
    Declared,
    Display,
    computed_weight,
    declared,
    sheets,
)
from reader.articles.html.related import boxes
from reader.articles.html.spans import Face
from reader.articles.rules.builtin import Rules

Attributes = dict[str, str | None]

HEADINGS = {f"h{level}": level for level in range(1, 7)}

BY_VISIBILITY, BY_SIZE, BY_NOSCRIPT = 1, 2, 4
"""Why text is unseen; pictures are so by visibility alone."""

_DROPPED = frozenset(
    """annotation annotation-xml area base canvas datalist desc frame head input link map meta
    metadata meter mprescripts noembed noframes none param progress rp script
    select source style svg template title track""".split()
)
_BOLD = HEADINGS.keys() | {"th"}
_BOLDER = frozenset(("b", "strong"))
_ITALIC = frozenset(("i", "em", "cite", "var", "dfn", "address"))
_CODE = frozenset(("code", "kbd", "samp", "tt"))
_STRUCK = frozenset(("s", "strike", "del"))
_MUTED = frozenset(("figcaption", "caption"))
_CONTROLS = frozenset(("button", "textarea"))
_STYLED = _BOLD | _BOLDER | _ITALIC | _CODE | _STRUCK | _MUTED | _CONTROLS | {"a"}


class Style(NamedTuple):
    """What an element hands down. `unseen` adds up the reasons why text does not show; `kept`
    says that line breaks of the source are line breaks.
    """

    face: Face = Face()
    weight: int = 400
    heading: int = 0
    quote: int = 0
    depth: int = 0
    unseen: int = 0
    kept: bool = False
    pre: bool = False
    ordered: bool = False
    credit: bool = False
    unlinked: bool = False


class Cascade:
    """The styles of one page. `revealed`: visibility hides nothing in it."""

    def __init__(
        self, tree: LexborHTMLParser, rules: Rules, base: str | None, length: int, *, revealed: bool
    ) -> None:
        self.hid = False
        self._base, self._redirects, self._revealed = base, rules.redirects, revealed
        self._sheets = sheets(tree, length)
        self._dropped = _chosen(tree, rules.drop) | boxes(tree)
        self._bold = _chosen(tree, rules.bold)
        self._credits = _chosen(tree, rules.credit)
        self._muted = _chosen(tree, rules.caption) | _chosen(tree, rules.mute)
        self._unlinked = _chosen(tree, rules.unlink)
        self._ruled = self._bold | self._credits | self._muted | self._unlinked

    def enter(
        self, node: LexborNode, tag: str, attributes: Attributes, style: Style
    ) -> tuple[Style, Display | None] | None:
        """The style in an element and how it asks to be set out; None where it does not show."""
        if tag in _DROPPED or (identity := node.mem_id) in self._dropped:
            return None
        asked = self._asked(identity, attributes)
        if asked.display == "none" or (asked.display is None and _closed(tag, attributes)):
            return None
        inner = style
        if tag in _STYLED or identity in self._ruled:
            inner = self._own(tag, identity, attributes, style)
        if asked is not NOTHING:
            inner = self._as_asked(asked, style, inner)
        bold = identity in self._bold or inner.weight >= BOLD
        if inner.face.bold != bold:
            inner = inner._replace(face=inner.face._replace(bold=bold))
        return inner, asked.display

    def target(self, address: str) -> str | None:
        """Where an address in this page leads."""
        return target(address, self._base, self._redirects)

    def _asked(self, identity: int, attributes: Attributes) -> Declared:
        css = attributes.get("style")
        if self._sheets and (own := self._sheets.get(identity)):
            css = f"{own};{css}" if css else own
        return declared(css) if css else NOTHING

    def _own(self, tag: str, identity: int, attributes: Attributes, style: Style) -> Style:
        """What the element's name and the site's rules say."""
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
        if face is style.face and weight == style.weight and credit == style.credit:
            return style
        return style._replace(face=face, weight=weight, credit=credit)

    def _own_face(self, tag: str, identity: int, attributes: Attributes, style: Style) -> Face:
        face = style.face
        if tag == "a":
            if (address := attributes.get("href")) and not style.unlinked:
                face = face._replace(href=self.target(address) or face.href)
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
        """What the page says, over what the element has of itself."""
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
        return inner._replace(face=face, weight=weight, unseen=unseen, kept=kept)


def _closed(tag: str, attributes: Attributes) -> bool:
    """Whether an element does not show of itself, unless a style makes it."""
    return "hidden" in attributes or (tag == "dialog" and "open" not in attributes)


def _with(reasons: int, reason: int, holds: bool) -> int:
    return reasons | reason if holds else reasons & ~reason


def _chosen(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> frozenset[int]:
    """The elements that any of the selectors picks, by `mem_id`."""
    if not selectors:
        return frozenset()
    try:
        return frozenset(node.mem_id for node in tree.css(", ".join(selectors)))
    except SelectolaxError:
        return frozenset()
