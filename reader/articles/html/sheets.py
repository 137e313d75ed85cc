"""Finds which declarations of a page's style sheets apply to which elements.

A sheet has thousands of rules, most of them for elements that this page does not have. So a rule is
matched, by Lexbor, only if the page has all classes and ids that its selector names. Media rules
apply as on a screen of 1280 px (CSS Media Queries 4), nested rules as in the CSS Nesting Module.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from reader.articles.html.css import NOTHING, declared
from reader.lazy_re import late

SHEET_LIMIT = 2_000_000
"""The most characters of style sheets that are read."""

SELECTOR_WORK = 400_000_000
"""The most work for matching selectors, in characters of source times selectors. A step from one
sibling to the next counts as `_STEP`, an element that a selector matches as `_MATCH`.
"""

_STEP = 8
_MATCH = 1_000

PRELUDE_LIMIT = 50_000
"""The most characters before a brace; a rule with more is ignored."""

QUERY_LIMIT = 1_000
"""The most characters before the brace of a media rule."""

NESTED_LIMIT = 2_000
"""The most characters of the expanded selectors of a nested rule."""

NESTING_LIMIT = 12
"""The most levels of nested rules."""

WIDTH, HEIGHT = 1280, 800
"""The size of the screen for media rules, in pixels."""

_COMMENT = late(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_TELLING = late(
    r"font|display|visibility|text-decoration|white-space|position|clip|float|list-style|height",
    re.IGNORECASE,
)
_TOKEN = late(
    r""""(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?|url\([^)"']*+\)?|[{};]""",
    re.IGNORECASE | re.DOTALL,
)
"""An unclosed string ends at the end of the line (CSS Syntax 3, section 4.3.5)."""

_SELECTOR = late(r"(?:[^,()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+")
_UNMATCHABLE = late(
    r"::|:(?!not\b|is\b|where\b|has\b|root\b|link\b|empty\b|any-link\b"
    r"|(?:first|last|only)-(?:child|of-type)\b|nth-(?:last-)?(?:child|of-type)\b)|@|.{400}",
    re.IGNORECASE | re.DOTALL,
)
_IN_BRACKETS = late(r"\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")
_COUNTING = late(r":nth-|~(?!=)", re.IGNORECASE)
"""Selectors that go over all siblings before an element, which takes quadratic time."""

_COUNTED = 20_000
"""Tags; in a page with more, the steps are not counted exactly."""

_NAMES = late(r"[.#](-?[^\x00-@\[-\^`{-\x7f](?:[\w-]|\\.)*)")  # a letter, “_” or not ASCII
_VALUE = """("[^"]*"|'[^']*'|[^\\s"'>]+)"""
_NAMED = tuple(
    (name, late(rf"{name}\s*=\s*{_VALUE}"))
    for name in ("class", "id", "CLASS", "ID", "Class", "Id")
)
"""Each begins with a fixed word, which takes a tenth of the time of ignoring case."""
_STYLE = late("<[sS][tT][yY][lL][eE]")
_QUERY = late(r"\(\s*([a-z-]+)\s*(?::\s*([^()]+?)\s*)?\)")
_RANGE = late(
    r"\(\s*(?:([\d.]+)(px|r?em)?\s*(<=?|>=?)\s*)?(width|height)\s*(?:(<=?|>=?)\s*([\d.]+)(px|r?em)?)?\s*\)"
)
_LENGTH = late(r"([\d.]+)(px|r?em|)$")

Declarations = dict[int, str]
"""By `mem_id`, the declarations of elements in the order of the cascade."""


def sheets(tree: LexborHTMLParser, source: str, names: set[str]) -> Declarations:
    """The declarations of a page's style sheets for its elements. `names` are the page's
    classes and ids.
    """
    if not _STYLE.search(source):  # asking a tree for the first time takes longer than parsing it
        return {}
    css = "\n".join(node.text() for node in tree.css("style"))[:SHEET_LIMIT]
    if not _TELLING.search(css):
        return {}
    found: dict[int, list[str]] = {}
    work, siblings = 0, -1
    for _, _, selector, declarations in sorted(_asked(_COMMENT.sub("", css), names)):
        one = len(source) + 1
        if _COUNTING.search(selector):
            siblings = _steps(tree, source) if siblings < 0 else siblings
            one += _STEP * siblings
        if work + one > SELECTOR_WORK:
            continue
        nodes = _matches(tree, selector)
        work += one + _MATCH * len(nodes)
        for node in nodes:
            said = found.setdefault(node, [])
            if not said or said[-1] != declarations:
                said.append(declarations)
    return {node: ";".join(["", *said]) for node, said in found.items()}


def _steps(tree: LexborHTMLParser, source: str) -> int:
    """At most how many steps it takes to go from each element back over all its siblings."""
    if (tags := source.count("<")) > _COUNTED:
        return tags**2 // 2
    families = Counter(node.parent.mem_id for node in tree.css("*") if node.parent)
    return sum(count**2 // 2 for count in families.values())


def _asked(css: str, names: set[str]) -> Iterator[tuple[tuple[int, int, int], int, str, str]]:
    """The specificity, number, selector and declarations of each rule that may
    apply to the page.
    """
    for number, (selectors, declarations) in enumerate(_rules(css)):
        if "--" in declarations or declared(declarations) != NOTHING or "var(" in declarations:
            for one in _parted(selectors):
                if not _UNMATCHABLE.search(one) and names.issuperset(named(one)):
                    yield _specificity(one), number, one, declarations


def page_names(source: str) -> set[str]:
    """The classes and ids of a page, and perhaps a few other words."""
    found = (pattern.findall(source) for word, pattern in _NAMED if word in source)
    values = " ".join(chain.from_iterable(found))
    return set(values.replace('"', " ").replace("'", " ").split())


@lru_cache(maxsize=4096)
def named(selector: str) -> tuple[str, ...]:
    """The classes and ids that a selector needs."""
    selector = _IN_BRACKETS.sub("", selector) if "(" in selector or "[" in selector else selector
    return tuple(name.replace("\\", "") for name in _NAMES.findall(selector))


def _parted(selectors: str) -> list[str]:
    """The selectors in a list of them."""
    parts = _SELECTOR.findall(selectors) if "(" in selectors else selectors.split(",")
    return [one.strip() for one in parts if one.strip()]


class _Rule:
    """An open rule."""

    __slots__ = ("declarations", "selectors")

    def __init__(self, selectors: str) -> None:
        self.selectors = selectors
        self.declarations: list[str] = []


class _Reading:
    """Reads a sheet token by token; `_ignored` counts the open blocks that do not apply."""

    def __init__(self) -> None:
        self._around = [_Rule("*")]
        self._ignored = 0

    def opened(self, prelude: str) -> None:
        too_deep = self._ignored or len(self._around) > NESTING_LIMIT
        inner = None if too_deep else _inner(prelude, self._around)
        if inner is None:
            self._ignored += 1
        else:
            self._around.append(inner)

    def declares(self, text: str) -> None:
        if text and not self._ignored and text[0] != "@":
            self._around[-1].declarations.append(text)

    def closed(self) -> _Rule | None:
        """Close a block. Returns its rule if that has declarations."""
        if self._ignored:
            self._ignored -= 1
        elif len(self._around) > 1 and (rule := self._around.pop()).declarations:
            return rule
        return None


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of the rules that apply, in order."""
    reading, at = _Reading(), 0
    for token in _TOKEN.finditer(css):
        if token[0] not in "{};":
            continue
        text, at = css[at : token.start()].strip(), token.end()
        if token[0] == "{":
            reading.opened(text)
            continue
        reading.declares(text)
        if token[0] == "}" and (rule := reading.closed()):
            yield rule.selectors, ";".join(rule.declarations)


def _inner(prelude: str, around: list[_Rule]) -> _Rule | None:
    """The rule that begins with a prelude; None if it does not apply."""
    parent = around[-1].selectors if len(around) > 1 else ""
    if prelude.startswith("@"):
        prelude = " ".join(prelude.split())
        return _Rule(parent) if len(prelude) <= QUERY_LIMIT and _applies(prelude) else None
    if len(prelude) > PRELUDE_LIMIT:
        return None
    return _Rule(_nested(prelude, parent)) if parent else _Rule(prelude)


def _nested(selectors: str, parent: str) -> str:
    """The expanded selectors of a nested rule."""
    parent = f":is({parent})" if "," in parent else parent
    found, size = [], 0
    for one in _parted(selectors):
        written = one.replace("&", parent) if "&" in one else f"{parent} {one}"
        found.append(written)
        size += len(written) + 1
        if size > NESTED_LIMIT:
            break
    return ",".join(found)[:NESTED_LIMIT]


@lru_cache(maxsize=512)
def _applies(prelude: str) -> bool:
    """Whether the contents of a block such as `@media …` apply."""
    name, _, rest = prelude.partition(" ")
    name, bracket, more = name.partition("(")
    rest = (bracket + more + rest).lower()
    match name.lower():
        case "@media":
            return any(map(_is_ours, rest.split(",")))
        case "@layer" | "@scope" | "@starting-style":
            return name.lower() == "@layer"
        case "@supports":
            return not rest.lstrip().startswith("not")
    return name.lower() == "@container" and _is_ours(
        rest.partition("(")[1] + rest.partition("(")[2]
    )


def _is_ours(query: str) -> bool:
    query = query.strip()
    negated = query.startswith("not ")
    query = query.removeprefix("not ").removeprefix("only ").strip()
    kind = query.partition(" ")[0] if query[:1] != "(" else "all"
    holds = kind in ("all", "screen", "") and _holds(query)
    return holds != negated


def _holds(query: str) -> bool:
    for low, unit, low_sign, name, high_sign, high, high_unit in _RANGE.findall(query):
        size = WIDTH if name == "width" else HEIGHT
        if low_sign and not _compared(_pixels(low, unit), low_sign, size):
            return False
        if high_sign and not _compared(size, high_sign, _pixels(high, high_unit)):
            return False
    return all(_feature(name, value) for name, value in _QUERY.findall(query))


def _compared(one: float, sign: str, other: float) -> bool:
    if "=" in sign and one == other:
        return True
    return one < other if sign[0] == "<" else one > other


def _pixels(number: str, unit: str) -> float:
    try:
        return float(number) * (16 if unit.endswith("em") else 1)
    except ValueError:
        return 0.0


def _feature(name: str, value: str) -> bool:
    side = HEIGHT if name.endswith("height") else WIDTH
    length = _LENGTH.match(value)
    if length and name.startswith("min-"):
        return side >= _pixels(length[1], length[2])
    if length and name.startswith("max-"):
        return side <= _pixels(length[1], length[2])
    if not value:
        return _FEATURES.get(name, "") not in ("none", "no-preference")
    return _FEATURES.get(name, value) == value


_FEATURES = {
    "any-hover": "hover",
    "any-pointer": "fine",
    "forced-colors": "none",
    "hover": "hover",
    "orientation": "landscape",
    "pointer": "fine",
    "prefers-color-scheme": "light",
    "prefers-contrast": "no-preference",
    "prefers-reduced-motion": "no-preference",
}
"""The features of a screen with a mouse (Media Queries 5)."""


def _matches(tree: LexborHTMLParser, selector: str) -> list[int]:
    try:
        return [node.mem_id for node in tree.css(selector)]
    except SelectolaxError:
        return []


def _specificity(selector: str) -> tuple[int, int, int]:
    if ":where(" in selector:
        selector = re.sub(r":where\((?:[^()]|\([^()]*\))*\)", "", selector)
    selector = re.sub(r":(?:is|not|has)\(", " ", selector) if "(" in selector else selector
    return (
        selector.count("#"),
        len(re.findall(r"[.\[:]", selector)),
        len(re.findall(r"(?:^|[\s>+~])[a-zA-Z]", selector)),
    )
