"""Finds the first sentence that says something, the substitute where nothing is bold.

It is no byline, no dateline, no call and not the title once more; and of two sentences the one that
is long enough to say something.
"""

from __future__ import annotations

from collections.abc import Iterator

from reader.articles import titles
from reader.articles.html.spans import cells
from reader.articles.statements.bylines import dateline, is_byline
from reader.articles.statements.calls import is_call
from reader.articles.statements.sentences import sentences
from reader.model import Block, Statement

LONG_ENOUGH = 24
"""The approximate width of a sentence in cells: a dozen ideographs, or four words."""


class Opening:
    """Looks for the sentence in blocks, one by one."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._best: Statement | None = None
        self._is_whole = False

    def look(self, block: Block, number: int) -> None:
        """Look at the next block, unless the sentence has been found."""
        if self._is_whole or block.kind not in ("paragraph", "item"):
            return
        for text in _said(block):
            if titles.same(text, self._title):
                continue
            self._is_whole = cells(text) >= LONG_ENOUGH and not text.endswith((":", "："))
            if self._is_whole or self._best is None:
                self._best = Statement("sentence", text, number)
            if self._is_whole:
                return

    def sentence(self) -> Statement | None:
        """The best sentence so far."""
        return self._best


def _said(block: Block) -> Iterator[str]:
    """The sentences of a block, each on one line, without datelines and the like."""
    spans = [span for span in block.spans if not span.muted]
    if not any(not span.href and any(map(str.isalpha, span.text)) for span in spans):
        return
    for line in "".join(span.text for span in spans).split("\n"):
        rest = line.strip()
        if rest[:1] not in ("据", "據"):  # whose news it is belongs to what is said
            rest = rest[dateline(rest) :].lstrip("，,：: \u3000")
        if is_byline(rest, leads=False) or is_call(rest):
            continue
        for start, end in sentences(rest):
            text = " ".join(rest[start:end].split())
            if _has_words(text) and not is_byline(text, leads=True) and not is_call(text):
                yield text


def _has_words(text: str) -> bool:
    """Whether a text is more than a date or a number."""
    return sum(map(str.isalpha, text)) > sum(map(str.isdigit, text))
