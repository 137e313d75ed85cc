"""What CSS says of weight, slant and visibility: the part of a cascade that a reader can see.

Style attributes are read as they come; style sheets inside an article through the parser's own
selectors, by specificity and order (CSS Cascading and Inheritance 3, section 6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

BOLD = 600
"""The least computed font-weight that shows as bold."""

_SHEET_LIMIT = 400
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_TELLING = re.compile(r"font|display|visibility", re.IGNORECASE)
_UNMATCHABLE = re.compile(r":(?!not|is|where|first-child|last-child|nth-child|root)|@", re.IGNORECASE)
_WEIGHT = re.compile(r"(?:^|;)\s*font-weight\s*:\s*([\w.]+)", re.IGNORECASE)
_FONT = re.compile(r"(?:^|;)\s*font\s*:\s*([^;]*)", re.IGNORECASE)
_BOLD_FONT = re.compile(r"\b(bold|bolder|[6-9]00)\b", re.IGNORECASE)
_HIDDEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?=$|;|!))",
    re.IGNORECASE,
)
_ITALIC = re.compile(r"(?:^|;)\s*font-style\s*:\s*(italic|oblique|normal)", re.IGNORECASE)
_STRUCK = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Declared:
    """What declarations ask for; None where they say nothing of it."""

    weight: str | None = None
    hidden: bool = False
    italic: bool | None = None
    struck: bool = False


def declared(css: str) -> Declared:
    """Read the declarations of a style attribute or of a rule."""
    weight = _WEIGHT.search(css)
    italic = _ITALIC.search(css)
    return Declared(
        weight=weight[1].lower() if weight else _font_weight(css),
        hidden=bool(_HIDDEN.search(css)),
        italic=italic[1].lower() != "normal" if italic else None,
        struck=bool(_STRUCK.search(css)),
    )


def _font_weight(css: str) -> str | None:
    font = _FONT.search(css)
    if not font:
        return None
    found = _BOLD_FONT.search(font[1])
    return found[1].lower() if found else "normal"


def computed_weight(asked: str, inherited: int) -> int:
    """The weight that a keyword or number comes to (CSS Fonts 4, section 2.2.1); inherited if none."""
    match asked:
        case "normal" | "initial":
            return 400
        case "bold":
            return 700
        case "bolder":
            return 400 if inherited < 350 else 700 if inherited < 550 else 900
        case "lighter":
            return 100 if inherited < 550 else 400 if inherited < 750 else 700
    try:
        return int(float(asked))
    except ValueError:
        return inherited


def sheets(tree: LexborHTMLParser) -> dict[int, Declared]:
    """What the style sheets of a page ask of its elements, by the element's `mem_id`."""
    css = "\n".join(node.text() for node in tree.css("style"))
    if not _TELLING.search(css):
        return {}
    asked: list[tuple[tuple[int, int, int], int, str, str]] = []
    for selectors, declarations in _RULE.findall(_AT_RULE.sub("", _COMMENT.sub("", css)))[:_SHEET_LIMIT]:
        if _TELLING.search(declarations) and declared(declarations) != Declared():
            asked += [
                (_specificity(one), len(asked), one.strip(), declarations)
                for one in selectors.split(",")
                if one.strip() and not _UNMATCHABLE.search(one)
            ]
    found: dict[int, str] = {}
    for _, _, selector, declarations in sorted(asked)[:_SHEET_LIMIT]:
        for node in _matches(tree, selector):
            found[node] = f"{declarations};{found.get(node, '')}"
    return {node: declared(css) for node, css in found.items()}


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
