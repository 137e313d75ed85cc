"""Extracts the visible text of an article, which the index searches, and what else it contains.

The text is that of the blocks, one line for each block and table cell, so that what is found is
what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reader.articles.body import blocks
from reader.articles.repeats import text_of
from reader.model import Article, Block
from reader.unseen import UNSEEN

TABLE, IMAGE, CODE, VIDEO = 1, 2, 4, 8
"""Bits for what an article contains."""

_UNSEEN = re.compile(f"[{UNSEEN}]+")


def visible_text(article: Article) -> tuple[str, int]:
    """The text, without needless blanks and empty lines, and bits for what the article contains."""
    texts: list[str] = []
    has = 0
    for block in blocks(article):
        has |= _bits(block)
        texts += filter(None, map(_tidied, _texts(block)))
    return "\n".join(texts), has


def _tidied(text: str) -> str:
    """A text without needless blanks and empty lines. One block at a time, as the lines of a whole
    page take twenty times the memory of its text.
    """
    if text.isprintable() and "  " not in text:  # its only white space is single blanks
        return text.strip(" ")
    text = text if text.isascii() else _UNSEEN.sub("", text)
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def _texts(block: Block) -> Iterator[str]:
    """The texts of a block; of a table those of its cells, row by row."""
    if block.spans:
        yield text_of(block)
    for row in block.rows:
        for cell in row:
            yield "".join([span.text for span in cell.spans])


def _bits(block: Block) -> int:
    match block.kind:
        case "table":
            return TABLE
        case "code":
            return CODE
        case "image":
            return IMAGE if block.medium == "image" else VIDEO
        case _:
            return 0
