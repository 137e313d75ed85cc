"""Turns MathML into a line of text, in the form in which people type formulas: x^2, (a+b)/2, √(x).

What is drawn above, below or small is marked, so that x² does not become x2 and a fraction does not
become a product. All characters of the formula are kept, in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from selectolax.lexbor import LexborNode

from reader.lazy_re import late
from reader.unseen import UNSEEN

DEPTH_LIMIT = 40
"""The most levels of elements; of deeper ones only the text is taken."""

_UNSEEN = frozenset(("annotation", "annotation-xml", "mphantom", "mprescripts", "none"))
_TOKENS = frozenset(("mi", "mn", "mo", "ms", "mtext"))
_INVISIBLE = late(f"[{UNSEEN}]")
_SPACED = late(r"(?:[=<>≤≥≠≈≡∼≃≅∝→←↔⇒⇐⇔↦∈∉⊂⊆⊃⊇∪∩×÷⋅·∘⊗⊕∧∨∣⟹⟺⟶≪≫:]|:=|[<>]=|&&)")
_SIGNS = late(r"[+\-−±∓∗*/]")
_TIGHT = late(r" ?([=+\-−±→<>]) ?")
_SIMPLE = late(r"[^\W_]+|.", re.DOTALL)
_NAME = late(r"[^\W\d_]{2,}")
_WRAPPED = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}


def linear(math: LexborNode) -> str:
    """The formula in a `<math>` element, on one line."""
    return " ".join(_row(math, 0).split())


def _text(node: LexborNode, depth: int) -> str:
    tag = node.tag or ""
    if tag in _UNSEEN:
        return ""
    if tag == "-text" or depth > DEPTH_LIMIT:
        return _bare(node)
    if tag in _TOKENS:
        return f" {_bare(node)} " if tag == "mtext" else _bare(node)
    if tag == "mspace":
        return " "
    shape = _SHAPES.get(tag)
    return shape(node, depth + 1) if shape else _row(node, depth + 1)


def _bare(node: LexborNode) -> str:
    return " ".join(_INVISIBLE.sub("", node.text_content or node.text()).split())


def _children(node: LexborNode) -> list[LexborNode]:
    """The elements in an element, and the text between them."""
    found = []
    child = node.first_child
    while child is not None:
        tag = child.tag or "-"
        if tag not in _UNSEEN and (tag[0] != "-" or (tag == "-text" and _bare(child))):
            found.append(child)
        child = child.next
    return found


def _row(node: LexborNode, depth: int) -> str:
    """The contents of an element in sequence, see `joined`."""
    return joined((_text(child, depth), child.tag == "mo") for child in _children(node))


def joined(pieces: Iterable[tuple[str, bool]]) -> str:
    """Pieces in sequence, each with whether it is an operator, as one text. It has blanks around
    relations, and where two names would become one.
    """
    text = ""
    for piece, is_operator in pieces:
        if is_operator:
            text = _with_operator(text, piece) if piece else text
        elif piece:
            text += (" " if _touching(text, piece) else "") + piece
    return text


def _with_operator(text: str, operator: str) -> str:
    if operator == ",":
        return f"{text.rstrip()}, "
    before = text.rstrip()[-1:]
    relates = _SPACED.fullmatch(operator) is not None
    opens = (
        before in ("", *"([{,;")
        or (before != "→" and _SPACED.fullmatch(before))
        or _SIGNS.fullmatch(before)
    )
    if relates or (not opens and _SIGNS.fullmatch(operator)):
        return f"{text.rstrip()} {operator} " if before else f"{operator} "
    return text + operator


def _touching(text: str, piece: str) -> bool:
    """Whether two adjacent pieces would be read as one: a name and a letter, x^2 and y."""
    if not text or text[-1] in " ([{|" or not (piece[0].isalnum() or piece[0] in "√∑∏∫("):
        return False
    last = text.rsplit(None, 1)[-1]
    if piece[0] == "(":
        return "/" in piece or text[-1] == ")"
    marked = any(mark in last or mark in piece for mark in "^_/√")
    return marked or bool(_NAME.search(last) or _NAME.fullmatch(piece))


def grouped(text: str) -> str:
    """A text, in brackets unless it is a single item."""
    text = text.strip()
    if _SIMPLE.fullmatch(text) or not text or _is_wrapped(text):
        return text
    return f"({text})"


def _is_wrapped(text: str) -> bool:
    close = _WRAPPED.get(text[0])
    if close is None or text[-1] != close or len(text) < 2:
        return False
    depth = 0
    for character in text[:-1]:
        depth += (character == text[0]) - (character == close)
        if depth < 1:
            return False
    return True


def _arguments(node: LexborNode, depth: int, count: int) -> list[str]:
    found = [_text(child, depth).strip() for child in _children(node)]
    return (found + [""] * count)[: max(count, len(found))]


def _scripts(*marks: str) -> Callable[[LexborNode, int], str]:
    """A base with scripts above and below it, each after its mark."""

    def shape(node: LexborNode, depth: int) -> str:
        return marked(_arguments(node, depth, len(marks) + 1), marks)

    return shape


def marked(arguments: list[str], marks: tuple[str, ...]) -> str:
    """A base with scripts above and below it, each after its mark."""
    base, *scripts = arguments
    text = grouped(base) if len(base) > 1 and marks[-1] == "^" else base
    for mark, script in zip((*marks, *" " * len(scripts)), scripts, strict=False):
        text += mark + grouped(_TIGHT.sub(r"\1", script)) if script else ""
    return text


def _accented(mark: str) -> Callable[[LexborNode, int], str]:
    """A base with an accent, which is put after it, or with anything else above or below it."""

    def shape(node: LexborNode, depth: int) -> str:
        arguments = _arguments(node, depth, 2)
        accent = arguments[1]
        if len(accent) == 1 and not accent.isalnum():
            return arguments[0] + accent
        return marked(arguments, (mark,))

    return shape


def _fraction(node: LexborNode, depth: int) -> str:
    above, below, *rest = _arguments(node, depth, 2)
    if re.fullmatch(r"0\D{0,5}", (node.attributes.get("linethickness") or "1").strip()):
        return f"{above}; {below}"
    return f"{grouped(above)}/{grouped(below)}" + "".join(rest)


def _square_root(node: LexborNode, depth: int) -> str:
    return f"√({_row(node, depth).strip()})"


def _root(node: LexborNode, depth: int) -> str:
    """A root with its index after it, as in the source, so that the order of characters is kept."""
    radicand, index, *_ = _arguments(node, depth, 2)
    return f"√({radicand})^(1/{grouped(index)})" if index else f"√({radicand})"


def _fenced(node: LexborNode, depth: int) -> str:
    opened, closed = node.attributes.get("open") or "(", node.attributes.get("close") or ")"
    separator = (node.attributes.get("separators") or ",").strip()[:1] or ","
    inner = f"{separator} ".join(_arguments(node, depth, 0))
    return f"{opened}{inner}{closed}"


def _table(node: LexborNode, depth: int) -> str:
    return "; ".join(filter(None, _arguments(node, depth, 0)))


def _table_row(node: LexborNode, depth: int) -> str:
    return " ".join(filter(None, _arguments(node, depth, 0)))


def _first(node: LexborNode, depth: int) -> str:
    """The first of several forms of a formula."""
    children = _children(node)
    return _text(children[0], depth) if children else ""


_SHAPES: dict[str, Callable[[LexborNode, int], str]] = {
    "mfenced": _fenced,
    "mfrac": _fraction,
    "mover": _accented("^"),
    "mroot": _root,
    "msqrt": _square_root,
    "msub": _scripts("_"),
    "msubsup": _scripts("_", "^"),
    "msup": _scripts("^"),
    "mtable": _table,
    "mtr": _table_row,
    "munder": _accented("_"),
    "munderover": _scripts("_", "^"),
    "semantics": _first,
}
