"""Writes blocks as plain text, each paragraph on one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from reader.entry import Entry
from reader.model import Article, Block
from reader.output.header import byline
from reader.output.safe import safe_line
from reader.output.terminal import lines

ENDING = ".txt"
HAS_TITLE = True

_WIDE = 10_000
"""Cells: so wide that no paragraph is broken, since the program into which it is
pasted does that.
"""


def document(
    article: Article, blocks: Iterable[Block], zone: tzinfo | None, _entry: Entry | None = None
) -> str:
    """Title, byline and text."""
    said = byline(article, zone).replace("\u00a0", " ")
    return f"{safe_line(article.title)}\n{said}\n\n{fragment(blocks)}"


def fragment(blocks: Iterable[Block]) -> str:
    """Only the text."""
    return "\n".join(_lines(blocks)) + "\n"


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for line in lines(map(unnamed, blocks), _WIDE):
        text = line.text.rstrip()
        yield "─" * 20 if text and not text.strip("─") else text


def unnamed(block: Block) -> Block:
    """A listing without the name of its language, which would add a line that is not code."""
    return block._replace(language="") if block.language else block
