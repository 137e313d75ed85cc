"""Listings: which elements contain code, in which language, and what its text is."""

from __future__ import annotations

import re
from itertools import islice

from selectolax.lexbor import LexborNode

from reader.articles.html.spans import BREAK, Piece, face_of, is_wide, span_of
from reader.lazy_re import late
from reader.model import Span

PREFORMATTED = frozenset(("pre", "listing", "xmp", "textarea"))
MAYBE = PREFORMATTED | {"code"}
"""Elements that may be a block of code."""

_PARTS_OF_PAGE = frozenset("p table h1 h2 h3 h4 h5 h6 blockquote section article".split())
_LISTS = ("ul", "ol")
_NUMBERED_LINES = late(r"linenum|prettyprint|hljs|highlight|lang|code|brush", re.IGNORECASE)
_CODE_MARK = late(r"[{}<>=;$\\`|^~\[\]]|//|\(\)|^\s*[#*>]|->")
_VERSE = late(r"(?:^|[\s_-])(?:verse|poem|poetry|lyrics)(?:$|[\s_-])", re.IGNORECASE)
_CREDIT = late(r"(?i:fotos?|photos?|bild|사진|제공)\s?[:=]\s?[^\W\d][^\n{}<>;$`\"'()=]{2,60}")
_LANGUAGE = late(
    r"(?:^|\s)(?:lang(?:uage)?-|brush:\s{0,4}|hljs\s{1,4}(?!lang)|highlight-source-|sourceCode\s{1,4})"
    r"([\w+#.-]+)"
)


_HIGHLIGHTED = late(
    r"(?:^|\s)(?:syntaxhighlighter|crayon-(?:pre|main|table)|js-file-line-container)(?:\s|$)"
)
_HIGHLIGHTERS = ("syntaxhighlighter", "crayon-", "js-file-line-container")
"""Classes of listings without `<pre>`, as SyntaxHighlighter, Crayon and GitHub's
gists make them.
"""


def may_be_highlighted(names: str) -> bool:
    """Whether a page with these classes may contain a block of code that only its class shows."""
    return any(name in names for name in _HIGHLIGHTERS)


def is_highlighted(tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether the class of an element makes it a block of code."""
    if tag not in ("div", "table"):
        return False
    return _HIGHLIGHTED.search(attributes.get("class") or "") is not None


def is_verse(attributes: dict[str, str | None]) -> bool:
    """Whether the class of a `<pre>` says that it contains a poem."""
    return _VERSE.search(attributes.get("class") or "") is not None


def is_line(code: LexborNode) -> bool:
    """Whether a `<code>` in a block of code is one of several lines, as WeChat writes them."""
    if code.parent is None or code.parent.tag != "pre":
        return False
    following, before = code.next, code.prev
    while following is not None and following.tag == "-text" and not following.text().strip():
        following = following.next
    while before is not None and before.tag == "-text" and not before.text().strip():
        before = before.prev
    return any(one is not None and one.tag == "code" for one in (following, before))


def is_listing(node: LexborNode, tag: str, *, among_code: bool, as_block: bool = False) -> bool:
    """Whether an element is a block of code: a `<pre>`, unless it contains an article or prose,
    or a `<code>` that is not itself `among_code` and has more than two lines, or two if a style
    makes it a block.
    """
    if tag == "code":
        return not among_code and (_has_lines(node) or (as_block and _has_line_end(node)))
    if tag != "pre":
        return tag in PREFORMATTED
    if is_verse(node.attributes):
        return False
    inner = _inner_tags(node)
    return not (_holds_article(node, inner) or _is_prose(node, inner))


def _inner_tags(pre: LexborNode) -> set[str | None]:
    """The names of the elements in a `<pre>`, up to the first one that is a part of a page."""
    found: set[str | None] = set()
    for node in pre.traverse():
        found.add(node.tag)
        if node.tag in _PARTS_OF_PAGE:
            break
    return found


def _is_prose(pre: LexborNode, inner: set[str | None]) -> bool:
    """Whether a `<pre>` is a line of prose, or a credit: it names no language, has no `<code>`, and
    looks like one.
    """
    if not inner.isdisjoint(("code", "br")) or language(pre):
        return False
    text = pre.text()
    return is_prose(text) or _CREDIT.fullmatch(text.strip()) is not None


def is_prose(text: str) -> bool:
    """Whether a text is one line of prose, mostly in wide characters and without
    characters of code.
    """
    text = text.strip()
    if not text or "\n" in text or _CODE_MARK.search(text):
        return False
    return 2 * sum(map(is_wide, text)) > len(text)


def _has_lines(code: LexborNode) -> bool:
    first = code.first_child
    if first is None or (first.next is None and first.tag == "-text" and "\n" not in first.text()):
        return False
    return code.text().strip().count("\n") > 1 or len(code.css("br")) > 1


def _has_line_end(code: LexborNode) -> bool:
    return "\n" in code.text().strip() or code.css_first("br") is not None


def _holds_article(pre: LexborNode, inner: set[str | None]) -> bool:
    if not inner.isdisjoint(_PARTS_OF_PAGE):
        return True
    if inner.isdisjoint(_LISTS) or "code" in inner:
        return False
    lines = next(node for node in pre.traverse() if node.tag in _LISTS)
    classes = f"{pre.attributes.get('class') or ''} {lines.attributes.get('class') or ''}"
    return not _NUMBERED_LINES.search(classes)


def language(node: LexborNode) -> str:
    """The language of a block of code, named by itself, by the `<code>` in it, or by its
    parent; "" for none.
    """
    inner = islice(node.traverse(), 1, None)
    for element in (node, next((one for one in inner if one.tag == "code"), None), node.parent):
        if element is None:
            continue
        attributes = element.attributes
        if named := named_language(attributes):
            return named
        if element.tag in ("pre", "code") and (
            stated := attributes.get("data-lang") or attributes.get("lang")
        ):
            return stated.lower()
    return ""


def named_language(attributes: dict[str, str | None]) -> str:
    """The language that an element's class names; "" for none."""
    found = _LANGUAGE.search(attributes.get("class") or "")
    return found[1].lower() if found else ""


def code(pieces: list[Piece], dropped: re.Pattern[str]) -> tuple[Span, ...]:
    """Code as written, without blank lines at its ends and without the page's buttons, which
    `dropped` matches.
    """
    pieces = [
        piece for piece in pieces if piece is BREAK or not dropped.fullmatch(piece[0].strip())
    ]
    while pieces and not pieces[-1][0].strip():
        pieces.pop()
    start = 0
    for number, piece in enumerate(pieces):
        if piece[0].strip():
            break
        if piece is BREAK:
            start = number + 1
    return _joined(pieces[start:])


def _joined(pieces: list[Piece]) -> tuple[Span, ...]:
    runs: list[tuple[list[str], Piece]] = []
    for piece in pieces:
        if runs and (piece is BREAK or piece[1] == runs[-1][1][1]):
            runs[-1][0].append(piece[0])
        else:
            runs.append(([piece[0]], piece))
    spans = [span_of("".join(texts).replace("\xa0", " "), piece[1]) for texts, piece in runs]
    if spans:
        spans[-1] = Span(spans[-1].text.rstrip(), *face_of(spans[-1]))
    return tuple(spans)
