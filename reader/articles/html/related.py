"""Removes lists of other articles, which sites put below or into their articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reader.lazy_re import late
from reader.model import Block

LIST_LIMIT = 40
"""Items; an author compiled a longer list."""

_TITLE_LIMIT = 40  # characters
_PARTS = ("related", "recommend", "more-", "also-")
_MAYBE_BOX = ", ".join(f"[class*='{part}']" for part in _PARTS)
_BOXES_LIMIT = 100
_BOX = late(
    r"(?:[\w-]*[-_])?(?:related|recommended|also-read|see-also)[-_](?:links?|articles?|posts?"
    r"|stories|news|reading|content|items|topics)"
    r"|more-(?:links|articles|posts|stories|news)|related(?:links|articles|posts|stories|news)",
    re.I,
)


def boxes(tree: LexborHTMLParser, names: str) -> frozenset[int]:
    """The elements, by `mem_id`, whose class says that they are related articles and that contain
    only a heading and links. `names` are the classes of the page.
    """
    if not any(part in names for part in _PARTS):
        return frozenset()
    return frozenset(
        node.mem_id
        for node in islice(tree.css(_MAYBE_BOX), _BOXES_LIMIT)
        if any(map(_BOX.fullmatch, (node.attributes.get("class") or "").split())) and _is_box(node)
    )


def _is_box(node: LexborNode) -> bool:
    """Whether an element consists of links, and perhaps a short title."""
    links = node.css("a[href]")
    if not links or len(links) > LIST_LIMIT:
        return False
    linked = sum(len("".join(link.text().split())) for link in links)
    every = len("".join(node.text().split()))
    return 0 < linked <= every <= linked + _TITLE_LIMIT


def without_lists(blocks: Iterable[Block], titles: re.Pattern[str]) -> Iterator[Block]:
    """The same blocks without lists of links at their end that have one of these titles. A list
    before further text is the author's, and stays.
    """
    held: list[Block] = []
    for block in blocks:
        if _is_title(block, titles) or (held and _goes_on(held, block)):
            held.append(block)
            continue
        if held:
            yield from held
            held = []
        yield block
    yield from _kept(held)


def _is_title(block: Block, titles: re.Pattern[str]) -> bool:
    spans = block.spans
    if not spans or len(spans[0].text) > _TITLE_LIMIT or len(spans) > 3:
        return False
    if block.kind not in ("paragraph", "heading"):
        return False
    text = "".join([span.text for span in block.spans])
    return len(text) <= _TITLE_LIMIT and titles.fullmatch(text) is not None


def _is_link(item: Block) -> bool:
    return all(span.href or not span.text.strip(" ·•|") for span in item.spans)


def _goes_on(held: list[Block], block: Block) -> bool:
    """Whether a block may be in such a list, or after it at the end of an article."""
    if len(held) > LIST_LIMIT:
        return False
    return block.kind in ("credit", "rule") or (block.kind == "item" and _is_link(block))


def _kept(held: list[Block]) -> list[Block]:
    """What stays of the end of an article: titles without a list, and other blocks."""
    kept = []
    for number, block in enumerate(held):
        following = held[number + 1].kind if number + 1 < len(held) else ""
        is_list = block.kind == "item" or (block.kind != "credit" and following == "item")
        if not is_list:
            kept.append(block)
    return kept
