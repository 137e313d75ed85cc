"""What CSS says of weight, slant and visibility: the part of a cascade that a reader can see.

Style attributes are read as they come; style sheets inside an article through the parser's own
selectors, by specificity and order (CSS Cascading and Inheritance 4, section 6). An element's
declarations are one text in the order of the cascade, sheets first: the last valid one counts,
unless an earlier one is important.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from reader.lazy_re import late

Display = Literal["none", "inline", "block", "other"]
"""How an element asks to be set out; `other`: as it likes, but it shows."""

BOLD = 600
"""The least computed font-weight that shows as bold."""

SHEET_LIMIT = 200_000
"""Characters of style sheets that are read."""

SELECTOR_LIMIT = 400
"""Selectors that are looked up in a page; fewer in a large page."""

SELECTOR_WORK = 20_000_000
"""Characters of source times selectors: looking them up takes time in proportion."""

_COMMENT = late(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_TELLING = late(r"font|display|visibility|text-decoration|white-space", re.IGNORECASE)
_APPLIED = late(r"@media\s+(?:only\s+)?(?:all|screen)\s*$|@layer\b|@supports\b", re.IGNORECASE)
_UNMATCHABLE = late(
    r":(?!not|is|where|first-child|last-child|root)|@|.{200}", re.IGNORECASE | re.DOTALL
)
_NUMBER = late(r"\+?(\d{1,4}(?:\.\d{1,9})?)")
_BOLD_FONT = late(r"(?<![\w.-])(bolder|bold|lighter|\d00)(?![\w.%])", re.IGNORECASE)
_SLANT = late(r"italic|oblique", re.IGNORECASE)
_ZERO = late(r"[+-]?(?:0+(?:\.0*)?|\.0+)(?:[a-z]{1,4}|%)?")
_ZERO_FONT = late(r"(?<![\w.,-])0(?:px|pt)?(?:/|\s)")
_ABSOLUTE = late(r"[\d.]+(?:px|pt|pc|rem|vw|vh|cm|mm|in)|(?:xx?-)?(?:small|large)|medium|initial")
_RELATIVE = late(r"[\d.]+(?:em|ex|ch|%)|smaller|larger|inherit|unset")
_INLINE = frozenset(("inline", "contents"))
_BLOCK = late(r"block|flow-root|flex|grid|table|list-item|-webkit-box|-webkit-flex")
_OTHER = late(r"inline-|-webkit-inline-|ruby|initial")
_KEPT = frozenset(("pre", "pre-wrap", "pre-line", "break-spaces"))


@dataclass(frozen=True, slots=True)
class Declared:
    """What declarations ask for; None where they say nothing of it.

    `weight` is a keyword or a number; `sized` whether letters have a size at all; `visible` is
    the property visibility; `kept` whether line breaks of the source are line breaks.
    """

    weight: str | None = None
    italic: bool | None = None
    struck: bool | None = None
    display: Display | None = None
    visible: bool | None = None
    sized: bool | None = None
    kept: bool | None = None


NOTHING = Declared()


@lru_cache(maxsize=4096)
def declared(css: str) -> Declared:
    """Read the declarations of an element, those that count more behind the others."""
    if not _TELLING.search(css):
        return NOTHING
    asked: dict[str, Any] = {}
    important: dict[str, Any] = {}
    for declaration in _COMMENT.sub("", css).split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if name not in _READ:
            continue
        value, mark, _ = value.partition("!")
        found = _READ[name](value.strip())
        (important if mark else asked).update(found)
    return Declared(**(asked | important))


def _weight(value: str) -> dict[str, Any]:
    if value in ("normal", "initial", "bold", "bolder", "lighter", "inherit"):
        return {"weight": value}
    if value == "unset" or value.startswith("var("):
        return {"weight": "inherit"}
    number = _NUMBER.fullmatch(value)
    return {"weight": number[1]} if number and 1 <= float(number[1]) <= 1000 else {}


def _font(value: str) -> dict[str, Any]:
    """The shorthand resets what it does not name (CSS Fonts 4, section 2.7)."""
    if value in ("inherit", "unset"):
        return {"weight": "inherit", "italic": None, "sized": None}
    if " " not in value and value != "initial":
        return {}
    weight = _BOLD_FONT.search(value)
    return {
        "weight": weight[1] if weight else "normal",
        "italic": bool(_SLANT.search(value)),
        "sized": not _ZERO_FONT.search(value),
    }


def _style(value: str) -> dict[str, Any]:
    return {"italic": value.startswith(("italic", "oblique"))} if value != "inherit" else {}


def _size(value: str) -> dict[str, Any]:
    if _ZERO.fullmatch(value):
        return {"sized": False}
    if _ABSOLUTE.fullmatch(value):
        return {"sized": True}
    return {"sized": None} if _RELATIVE.fullmatch(value) else {}


def _display(value: str) -> dict[str, Any]:
    if value == "none":
        return {"display": "none"}
    if value in _INLINE:
        return {"display": "inline"}
    if _BLOCK.match(value):
        return {"display": "block"}
    return {"display": "other"} if _OTHER.match(value) else {}


def _visibility(value: str) -> dict[str, Any]:
    return {"visible": value == "visible"} if value in ("visible", "hidden", "collapse") else {}


def _decoration(value: str) -> dict[str, Any]:
    return {"struck": "line-through" in value}


def _white_space(value: str) -> dict[str, Any]:
    return {"kept": value in _KEPT} if value != "inherit" else {}


_READ: dict[str, Callable[[str], dict[str, Any]]] = {
    "font-weight": _weight,
    "font": _font,
    "font-style": _style,
    "font-size": _size,
    "display": _display,
    "visibility": _visibility,
    "text-decoration": _decoration,
    "text-decoration-line": _decoration,
    "white-space": _white_space,
}


def computed_weight(asked: str, inherited: int) -> int:
    """The weight that a keyword or number comes to (CSS Fonts 4, section 2.2.1)."""
    match asked:
        case "inherit":
            return inherited
        case "normal" | "initial":
            return 400
        case "bold":
            return 700
        case "bolder":
            return 400 if inherited < 350 else 700 if inherited < 550 else max(900, inherited)
        case "lighter":
            return 100 if inherited < 550 else 400 if inherited < 750 else 700
        case _:
            return int(float(asked))


def sheets(tree: LexborHTMLParser, length: int) -> dict[int, str]:
    """What the style sheets of a page of `length` characters say of its elements: their
    declarations, in the order of the cascade, by the element's `mem_id`.
    """
    css = "\n".join(node.text() for node in tree.css("style"))[:SHEET_LIMIT]
    if not _TELLING.search(css):
        return {}
    asked: list[tuple[tuple[int, int, int], int, str, str]] = []
    for selectors, declarations in _rules(_COMMENT.sub("", css)):
        if declared(declarations) != NOTHING:
            asked += [
                (_specificity(one), len(asked), one.strip(), declarations)
                for one in selectors.split(",")
                if one.strip() and not _UNMATCHABLE.search(one)
            ]
    found: dict[int, str] = {}
    limit = min(SELECTOR_LIMIT, SELECTOR_WORK // (length + 1))
    for _, _, selector, declarations in sorted(asked[:limit]):
        for node in _matches(tree, selector):
            found[node] = f"{found.get(node, '')};{declarations}"
    return found


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules that apply to a screen of any size."""
    around: list[str] = []
    at = 0
    for brace in re.finditer(r"[{}]", css):
        before, at = css[at : brace.start()], brace.end()
        if brace[0] == "{":
            around.append(before.rpartition(";")[2].strip())
        elif around:
            selectors = around.pop()
            if not selectors.startswith("@") and all(map(_APPLIED.match, around)):
                yield selectors, before


def _matches(tree: LexborHTMLParser, selector: str) -> list[int]:
    try:
        return [node.mem_id for node in tree.css(selector)]
    except SelectolaxError:
        return []


def _specificity(selector: str) -> tuple[int, int, int]:
    return (
        selector.count("#"),
        len(re.findall(r"[.\[:]", selector)),
        len(re.findall(r"(?:^|[\s>+~])[a-zA-Z]", selector)),
    )
