"""Turns HTML into blocks, directly from the tree that a browser would build.

A page is parsed in pieces, so that the first screen of a long article does not wait for the rest;
`walk` goes through the tree of each.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from reader.articles.html.cascade import Cascade
from reader.articles.html.pieces import MARKED, bare, is_large, pieces
from reader.articles.html.related import without_lists
from reader.articles.html.repair import guard, without_bulk, without_unshown
from reader.articles.html.shown import shown
from reader.articles.html.tree_walk import Walk
from reader.articles.html.whole import Region, folded
from reader.articles.rules.builtin import Rules
from reader.articles.rules.lookup import pattern
from reader.model import Block, Span

_EMPTY, _EMPTY_TAGS = 8, 12_000  # pieces, tags; if nothing is shown so far, only the text is taken
_FOLDED = 2_000_000  # characters; of a larger page, the first screen would wait for the whole of it
_DOCTYPE = "<!DOCTYPE html>"
"""Without it, a page is parsed in quirks mode, in which paragraphs may contain tables."""


def clean(
    html: str, rules: Rules, title: str = "", base: str | None = None, *, prose: bool = False
) -> Iterator[Block]:
    """Yield the blocks of an article's HTML, in order.

    `title` is that of the article, which pictures often repeat; `base` is the address of the page.
    If `visibility` hides most of the text, a script was meant to show it, so it is shown. `prose`:
    the HTML was made from a language in which the end of a line is a blank.
    """
    page = _Page(shown(html), rules, title, base, prose=prose)
    yield from without_lists(page.blocks(), pattern(rules.list_drop))


def clean_page(html: str, rules: Rules, title: str, base: str | None) -> Iterator[Block]:
    """Yield the blocks of a saved page; what is around its article is folded. One that is too
    large for a page with an article among others is yielded as it comes.
    """
    page = _Page(shown(html), rules, title, base)
    if page.size > _FOLDED:
        yield from without_lists(page.blocks(), pattern(rules.list_drop))
        return
    before, article, after = folded(list(page.blocks()), page.regions)
    yield from before
    yield from without_lists(article, pattern(rules.list_drop))
    yield from after


class _Page:
    """Cleans a page piece by piece. `regions` are, after that, its `<main>` and
    `<article>` elements.
    """

    def __init__(
        self,
        html: str,
        rules: Rules,
        title: str,
        base: str | None,
        *,
        prose: bool = False,
    ) -> None:
        self._html = without_unshown(without_bulk(html)) if is_large(html) else html
        self._rules, self._title, self._base = rules, title, base
        self._prose = prose
        self.regions: list[Region] = []
        self._shown = 0  # blocks
        self._hidden = self._seen = 0  # characters of running text

    @property
    def size(self) -> int:
        """Characters of the page, without what nobody reads."""
        return len(self._html)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of all pieces."""
        tags = 0
        for number, (source, end) in enumerate(pieces(self._html)):
            for block in self._piece(guard(source)):
                self._shown += 1
                yield block
            if end == len(self._html):
                return
            tags += source.count("<")
            empty = not self._shown and (tags > _EMPTY_TAGS or number >= _EMPTY)
            if empty or tags > MARKED:
                for text in bare(self._html, end):
                    yield Block("paragraph", (Span(text),))
                return

    def _piece(self, source: str) -> Iterator[Block]:
        tree = LexborHTMLParser(_DOCTYPE + source)
        root = tree.body or tree.root
        if root is None:
            return
        before = self._shown
        walk = self._walk(tree, source, revealed=False)
        if "visibility" not in source:
            yield from walk.from_root(root)
        else:
            found = list(walk.from_root(root))
            if self._hides_most(walk, found):
                walk = self._walk(tree, source, revealed=True)
                found = list(walk.from_root(root))
            yield from found
        self.regions += (one.moved(before) for one in walk.regions)

    def _walk(self, tree: LexborHTMLParser, source: str, *, revealed: bool) -> Walk:
        cascade = Cascade(tree, self._rules, self._base, source, revealed=revealed)
        return Walk(cascade, self._rules, self._title, self._prose)

    def _hides_most(self, walk: Walk, found: list[Block]) -> bool:
        """Whether `visibility` hides more of the text so far than is shown, or everything."""
        self._hidden += walk.page.hidden
        self._seen += walk.page.seen
        return self._hidden > self._seen or (walk.cascade.hid and not found and not self._shown)
