"""Reads CSS declarations of weight, slant, visibility and others that affect the text.

The declarations of an element are one text in the order of the cascade (CSS Cascading and
Inheritance 4, section 6), those of style sheets before the style attribute: the last valid one
counts, unless an earlier one is important.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Literal

from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

Display = Literal["none", "inline", "block", "other", "apart"]
"""The display of an element; `other`: its usual one, but it is shown; `apart`: a separate box
next to others.
"""

Variables = Mapping[str, str]
"""The custom properties of an element: the values of `var(--name)`."""

SUBSTITUTION_LIMIT = 12
"""The most levels of nested variables, and of variables replaced in each."""

BOLD = 600
"""The least computed font-weight that shows as bold."""

_DEFINED = late(r"(?:^|;)\s*(--[\w-]+)\s*:\s*([^;]*)")
_USED = late(r"var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\([^()]*\))*))?\)", re.IGNORECASE)
_COMMENT = late(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_TELLING = late(
    r"font|display|visibility|text-decoration|white-space|position|clip|float|list-style|--|height",
    re.IGNORECASE,
)
_NUMBER = late(r"\+?(\d{1,4}(?:\.\d{1,9})?)")
_BOLD_FONT = late(r"(?<![\w.-])(bolder|bold|lighter|\d00)(?![\w.%])", re.IGNORECASE)
_SLANT = late(r"italic|oblique", re.IGNORECASE)
_ZERO = late(r"[+-]?(?:0+(?:\.0*)?|\.0+)(?:[a-z]{1,4}|%)?")
_ZERO_FONT = late(r"(?<![\w.,-])0(?:px|pt)?(?:/|\s)")
_ABSOLUTE = late(r"[\d.]+(?:px|pt|pc|rem|vw|vh|cm|mm|in)|(?:xx?-)?(?:small|large)|medium|initial")
_RELATIVE = late(r"[\d.]+(?:em|ex|ch|%)|smaller|larger|inherit|unset")
_INLINE = frozenset(("inline", "contents"))
_BOXES = late(r"(?:-webkit-)?(?:inline-)?(?:flex|grid)$")
_FAR = late(r"-\d{3,}(?:\.\d+)?(?:px|r?em|vw|pt)|-(?:[5-9]\d|\d{3,})(?:\.\d+)?r?em")
_NO_CLIP = late(
    r"rect\(\s*([01])(?:px)?[\s,]+([01])(?:px)?[\s,]+([01])(?:px)?[\s,]+([01])(?:px)?\s*\)"
)
_NO_INSET = late(r"inset\(\s*(?:100|[5-9]\d)%(?:\s+(?:100|[5-9]\d)%){0,3}\s*\)|circle\(\s*0")
_TINY = late(r"\+?(?:0*1?(?:\.0+)?|\.\d+)(?:px)?")
_MARKERS = {
    "decimal": "1",
    "decimal-leading-zero": "01",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "cjk-ideographic": "一",
    "trad-chinese-informal": "一",
    "simp-chinese-informal": "一",
    "none": "none",
}
"""Styles of numbers (CSS Counter Styles 3), as `list_numbers` names them."""

_BLOCK = late(r"block|flow-root|flex|grid|table|list-item|-webkit-box|-webkit-flex")
_OTHER = late(r"inline-|-webkit-inline-|ruby|initial")
_KEPT = {"pre": 2, "pre-wrap": 2, "pre-line": 1, "break-spaces": 2}


class Declared(NamedTuple):
    """The values of declarations; None for properties that are not declared.

    `weight` is a keyword or a number; `sized` is False if the font size is zero; `visible` is the
    property visibility; `kept` is 1 if line breaks of the source are kept, 2 if its blanks are too;
    `boxes`: each child is a separate box; `apart`: the element is a box next to the text; `marker`
    is the style of a list's numbers. An element that is clipped to nothing or moved off the screen
    has the display “none”.
    """

    weight: str | None = None
    italic: bool | None = None
    struck: bool | None = None
    display: Display | None = None
    visible: bool | None = None
    sized: bool | None = None
    kept: int | None = None
    boxes: bool = False
    apart: bool = False
    marker: str | None = None


NOTHING = Declared()


@lru_cache(maxsize=4096)
def declared(css: str) -> Declared:
    """The values of an element's declarations, which are in the order of the cascade."""
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
    asked |= important
    if any(name in _PLACED for name in asked):
        _place(asked)
    return Declared(**asked)


_PLACED = frozenset(("position", "far", "clipped", "width", "height", "cut"))


def _place(asked: dict[str, Any]) -> None:
    """Set `display` or `apart` from the position and size of a box, if these hide it or put it
    next to the text.
    """
    found = {name: asked.pop(name, None) for name in _PLACED}
    out_of_flow = found["position"] in ("absolute", "fixed")
    if out_of_flow:
        asked["apart"] = True
    tiny = found["width"] and found["height"] and found["cut"]
    if (out_of_flow and (found["far"] or found["clipped"])) or tiny or found["clipped"] == "path":
        asked["display"] = "none"


def _weight(value: str) -> dict[str, Any]:
    if value in ("normal", "initial", "bold", "bolder", "lighter", "inherit"):
        return {"weight": value}
    if value == "unset" or value.startswith("var("):
        return {"weight": "inherit"}
    number = _NUMBER.fullmatch(value)
    return {"weight": number[1]} if number and 1 <= float(number[1]) <= 1000 else {}


def _font(value: str) -> dict[str, Any]:
    """Read the shorthand, which resets what it does not name (CSS Fonts 4, section 2.7)."""
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


def _side(value: str) -> dict[str, Any]:
    """Read `left`, `top` and the like: whether the box is off the screen."""
    return {"far": True} if _FAR.fullmatch(value) else {}


def _clip(value: str) -> dict[str, Any]:
    return {"clipped": "rect" if _NO_CLIP.fullmatch(value) else None}


def _clip_path(value: str) -> dict[str, Any]:
    return {"clipped": "path"} if _NO_INSET.match(value) else {}


def _extent(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda value: {name: _TINY.fullmatch(value) is not None}


def _list_style(value: str) -> dict[str, Any]:
    kinds = [_MARKERS[word] for word in value.split() if word in _MARKERS]
    return {"marker": kinds[0]} if kinds else {}


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
    boxes = {"boxes": _BOXES.match(value) is not None}
    if value in _INLINE:
        return {"display": "inline", **boxes}
    if _BLOCK.match(value):
        return {"display": "block", **boxes}
    return {"display": "other", **boxes} if _OTHER.match(value) else {}


def _visibility(value: str) -> dict[str, Any]:
    return {"visible": value == "visible"} if value in ("visible", "hidden", "collapse") else {}


def _decoration(value: str) -> dict[str, Any]:
    return {"struck": "line-through" in value}


def _white_space(value: str) -> dict[str, Any]:
    return {"kept": _KEPT.get(value, 0)} if value != "inherit" else {}


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
    "white-space-collapse": lambda value: {"kept": 2 if value.startswith("preserve") else 0},
    "position": lambda value: {"position": value},
    "float": lambda value: {"apart": value in ("left", "right", "inline-start", "inline-end")},
    **dict.fromkeys(("left", "top", "right", "inset-inline-start"), _side),
    "clip": _clip,
    "clip-path": _clip_path,
    "width": _extent("width"),
    "height": _extent("height"),
    "overflow": lambda value: {"cut": value.startswith(("hidden", "clip"))},
    "list-style": _list_style,
    "list-style-type": _list_style,
}


def computed_weight(asked: str, inherited: int) -> int:
    """The computed weight of a keyword or number (CSS Fonts 4, section 2.2.1)."""
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


def defined(css: str, inherited: Variables) -> Variables:
    """The variables in an element with these declarations, given those of its parent (CSS Custom
    Properties 1).
    """
    found = {name: value.partition("!")[0].strip() for name, value in _DEFINED.findall(css)}
    return {**inherited, **found} if found else inherited


def substituted(css: str, variables: Variables) -> str:
    """Declarations with variables replaced by their values; one without a value becomes “unset”."""

    def value(found: re.Match[str]) -> str:
        value = variables.get(found[1])
        return value if value is not None else (found[2] or "unset").strip()

    for _ in range(SUBSTITUTION_LIMIT):
        if "var(" not in css or len(css) > 10_000:
            break
        css = _USED.sub(value, css, SUBSTITUTION_LIMIT)
    return css
