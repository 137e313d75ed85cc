"""Finds the article in a saved page, between the menus of its site.

It is in a `<main>` or `<article>`; if there is none, it is the longest run of running text. What is
before and after it is folded into one line each; nothing is thrown away.
"""

from __future__ import annotations

from collections.abc import Sequence

from reader.articles.html.spans import cells
from reader.lazy_tuple import NamedTuple
from reader.model import FOLD, Block, Span

FEWEST = 5
"""The fewest blocks that are folded."""

LEAST_SHARE = 0.4
"""The least share of a page's running text that an element must have to be its article."""

_PROSE = 60
"""Cells; a paragraph of at least this width, without links, is running text."""

_GAP_COST = 40
"""Cells of running text that outweigh a block of a menu between two paragraphs."""

_HEADING_REACH = 6
"""How many blocks before the first paragraph are searched for the article's heading."""


class Region(NamedTuple):
    """A `<main>` or `<article>`: the numbers of its first block and of the first one after it."""

    tag: str
    start: int
    end: int

    def moved(self, by: int) -> Region:
        """The same region after `by` more blocks."""
        return Region(self.tag, self.start + by, self.end + by)


def folded(
    blocks: Sequence[Block], regions: Sequence[Region]
) -> tuple[list[Block], Sequence[Block], list[Block]]:
    """The blocks of a page's article, and before and after them a fold that replaces the
    others, if any.
    """
    start, end = article_in(blocks, regions)
    start = start if start >= FEWEST else 0
    end = end if len(blocks) - end >= FEWEST else len(blocks)
    before = [_fold(start, "before")] if start else []
    after = [_fold(len(blocks) - end, "after")] if end < len(blocks) else []
    return before, blocks[start:end], after


def article_in(blocks: Sequence[Block], regions: Sequence[Region]) -> tuple[int, int]:
    """The number of the article's first block, and of the first one after it."""
    sizes = [_size(block) for block in blocks]
    least = LEAST_SHARE * sum(sizes)
    for tag in ("article", "main"):
        found = [one for one in regions if one.tag == tag and _weight(sizes, one) >= least > 0]
        if found:
            best = min(found, key=lambda one: (one.end - one.start, one.start))
            return best.start, min(best.end, len(blocks))
    return _largest_run(blocks, sizes)


def _weight(sizes: list[int], region: Region) -> int:
    return sum(sizes[region.start : region.end])


def _largest_run(blocks: Sequence[Block], sizes: list[int]) -> tuple[int, int]:
    """The run with the most running text and the fewest other blocks, including its heading."""
    best = total = 0
    start = begin = 0
    end = len(blocks) if not any(sizes) else 0
    for number, size in enumerate(sizes):
        if total <= 0:
            begin, total = number, 0
        total += size or (-_GAP_COST if _is_menu(blocks[number]) else 0)
        if total > best and size:
            best, start, end = total, begin, number + 1
    for earlier in range(start, max(start - _HEADING_REACH, -1), -1):
        if blocks and blocks[min(earlier, len(blocks) - 1)].kind == "heading":
            return earlier, end
    return start, end


def _size(block: Block) -> int:
    """The width of a block's running text in cells; 0 if it has none."""
    if block.kind not in ("paragraph", "item"):
        return 0
    text = "".join(span.text for span in block.spans if not span.href)
    size = cells(text)
    return size if size >= _PROSE else 0


def _is_menu(block: Block) -> bool:
    """Whether a block may be part of a menu: a line of links, or a few words."""
    return block.kind in ("paragraph", "item", "heading")


def _fold(count: int, where: str) -> Block:
    noun = "block" if count == 1 else "blocks"
    text = f"… {count} {noun} {where} the article · Enter shows them"
    return Block("note", (Span(text, muted=True),), level=count, medium=FOLD)
