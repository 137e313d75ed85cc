"""Markdown → blocks, by way of HTML, so that one engine decides what is bold and what shows.

A long text is read and cleaned in pieces, a small one first, so that its head is there soon.
Markdown-it is loaded with this module, and this module with the first Markdown body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, inline, text_join
from markdown_it.token import Token
from markdown_it.utils import EnvType

from reader.articles.html.clean import clean
from reader.articles.html.repair import without_data
from reader.articles.markdown import extensions
from reader.articles.markdown.emphasis import CjkInline
from reader.articles.rules.builtin import Rules
from reader.entities import unescape
from reader.lazy_re import late
from reader.model import Block

NESTING_LIMIT = 15
"""Quotes and lists that one line opens; more are left out."""

INDENT_LIMIT = 60
"""Columns that the mark of a list item stands to the right."""

INLINE_LIMIT = 40_000
"""Characters of a paragraph; what marks a longer one has is not looked at."""

FIRST_PIECE, LAST_PIECE = 1_000, 16_000
"""Characters of the pieces that are cleaned one after another, each half again as long."""

PART = 8_000
"""Characters at least that are looked through for blocks at once."""

_LEVEL_LIMIT = 100  # markdown-it's own recursion; the text below is lost, so nothing gets there
_CONTAINER = r"[ \t]{0,3}(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))"
_TOO_DEEP = late(rf"^((?:{_CONTAINER}){{{NESTING_LIMIT}}})(?:{_CONTAINER})+", re.MULTILINE)
_TOO_FAR = late(rf"^ {{{INDENT_LIMIT}}} +(?=(?:[-+*]|\d{{1,9}}[.)]) )", re.MULTILINE)
_GAP = late(r"\n[ \t]*\n(?=#{1,6} |[^\W\d_]|[>|!“‘《「『（]|\*\*[^\s*])")
_REFERENCE = late(r"^ {0,3}\[(?!\^)[^\]\n]{1,999}\]:", re.MULTILINE)
_FENCE = late(r"^[ \t>]*(`{3,}|~{3,})([^`\n]*)$", re.MULTILINE)
_START_TAG = late(
    r"<(?!(?:area|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)[a-zA-Z]", re.I
)


def clean_markdown(
    source: str, rules: Rules, title: str = "", base: str | None = None
) -> Iterator[Block]:
    """Yield the blocks of a Markdown text, in order. The arguments are those of `clean`."""
    for html in _pages(_tamed(source)):
        yield from clean(html, rules, title, base, prose=True)


class _Markdown(MarkdownIt):
    """A parser of CommonMark, GitHub's tables and strikethrough, and the flavours.

    Addresses pass it as they are: the cleaner knows where nobody should be sent.
    """

    def __init__(self) -> None:
        super().__init__("commonmark", {"maxNesting": _LEVEL_LIMIT})
        self.inline = CjkInline()
        self.configure("commonmark", {"maxNesting": _LEVEL_LIMIT})
        self.inline.ruler2.enable("behind_blanks")
        self.enable(["table", "strikethrough"])
        extensions.add_to(self)
        self.core.ruler.enableOnly(["normalize", "block", "flavours"])

    def validateLink(self, url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        return url

    def normalizeLinkText(self, link: str) -> str:
        return link


@lru_cache(maxsize=1)
def _parser() -> _Markdown:
    return _Markdown()


def _tamed(source: str) -> str:
    """The same text without nesting that nobody wrote by hand."""
    source = without_data(source.replace("\r\n", "\n"))
    return _TOO_FAR.sub(" " * INDENT_LIMIT, _TOO_DEEP.sub(r"\1", source))


def _parts(source: str) -> Iterator[str]:
    """The text in parts that can be read one by one; in one part where links refer to its lines."""
    start, wanted = 0, PART
    if len(source) > 2 * PART and not _REFERENCE.search(source):
        for gap in _GAP.finditer(source):
            if gap.end() - start < wanted:
                continue
            if _is_whole(source[start : gap.end()]):
                yield source[start : gap.end()]
                start, wanted = gap.end(), PART
            else:
                wanted *= 2
    yield source[start:]


def _is_whole(part: str) -> bool:
    """Whether no listing, comment or element is open at the end of a part."""
    fence = ""
    for line in _FENCE.finditer(part):
        if not fence:
            fence = line[1]
        elif line[1].startswith(fence) and not line[2].strip():
            fence = ""
    return (
        not fence
        and part.count("<!--") <= part.count("-->")
        and _opened(part) <= 0
        and not any(part.count(mark) % 2 for mark in ("%%", "highlight", "codeblock"))
    )


def _opened(html: str) -> int:
    """How many elements are open at the end of some HTML; fewer than none are if some only end."""
    return len(_START_TAG.findall(html)) - html.count("</")


def _pages(source: str) -> Iterator[str]:
    """The HTML of a text, in pieces that are whole."""
    parser = _parser()
    tokens: list[Token] = []
    limit, size, depth = FIRST_PIECE, 0, 0
    for part in _parts(source):
        env: EnvType = {}
        for token in parser.parse(part, env):
            tokens.append(token)
            size += len(token.content)
            depth += token.nesting + (token.type == "html_block" and _opened(token.content))
            if size >= limit and depth <= 0:
                yield _rendered(parser, tokens, env)
                tokens, size, depth, limit = [], 0, 0, min(limit * 3 // 2, LAST_PIECE)
        yield _rendered(parser, tokens, env)
        tokens, size, depth = [], 0, 0


def _rendered(parser: MarkdownIt, tokens: list[Token], env: EnvType) -> str:
    for token in tokens:
        if token.type == "inline" and len(token.content) > INLINE_LIMIT:
            token.type, token.content = "html_inline", escape(unescape(token.content))
    state = StateCore("", parser, env)
    state.tokens = tokens
    inline(state)
    text_join(state)
    for token in tokens:
        extensions.unescape_code(token.children or [])
    html: str = parser.renderer.render(tokens, parser.options, env)
    return html
