"""Removes what an article repeats: its title, a picture's caption, a block after an equal one.

The title is removed from the lines of headings before the text, and so is a heading that consists
of it, except in the first block, which may be the only place with the title; `below` removes that
one if a header shows the title.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reader.articles import titles
from reader.articles.html.spans import cells
from reader.model import FOLD, Article, Block, Span

_PROSE_SIZE = 80
"""Cells; a paragraph that is no longer and does not end a sentence may belong to a banner."""

_TWICE = range(24, 200)
"""Cells of a paragraph that a page repeats by mistake: a caption, a lead, a title. A shorter one is
repeated on purpose, as a refrain or a zero is; a longer one is shown twice, as in a browser.
"""

_SENTENCE_ENDS = "。！？.!?…”"


def once(blocks: Iterable[Block], title: str) -> Iterator[Block]:
    """The same blocks without repeated ones. Blocks are numbered after this."""
    previous: Block | None = None
    at_top, first = True, True
    for block in blocks:
        if block.medium == FOLD:
            yield block
            continue
        if at_top and block.kind == "heading":
            found = _without_title(block, title, whole=not first)
            if found is None:
                continue
            block = found
        if previous is not None and _repeats(block, previous):
            continue
        at_top = at_top and not _is_prose(block)
        first = False
        previous = block
        yield block


def below(article: Article, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks to show below a header with the title: without a first heading that repeats it."""
    begun = False
    for block in blocks:
        if begun or block.kind != "heading" or not titles.same(text_of(block), article.title):
            yield block
        begun = begun or block.medium != FOLD


def text_of(block: Block) -> str:
    """The text of a block; '' for a table."""
    spans = block.spans
    return spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])


def _is_prose(block: Block) -> bool:
    if block.kind not in ("paragraph", "item"):
        return block.kind in ("code", "table")
    text = text_of(block).rstrip()
    return text[-1:] in _SENTENCE_ENDS or cells(text) > _PROSE_SIZE


def _without_title(heading: Block, title: str, *, whole: bool) -> Block | None:
    """A heading without the lines that are the title; None if nothing is left. With `whole`, a
    heading that is only the title is removed too.
    """
    text = text_of(heading)
    if "\n" not in text:
        return None if whole and titles.same(text, title) else heading
    lines = list(_lines(heading.spans))
    kept = [line for line in lines if not titles.same("".join(span.text for span in line), title)]
    if not kept or len(kept) == len(lines):
        return heading if kept else None
    return heading._replace(spans=tuple(_rejoined(kept)))


def _lines(spans: tuple[Span, ...]) -> Iterator[list[Span]]:
    line: list[Span] = []
    for span in spans:
        first, *others = span.text.split("\n")
        line.append(span._replace(text=first))
        for text in others:
            yield line
            line = [span._replace(text=text)]
    yield line


def _rejoined(lines: list[list[Span]]) -> Iterator[Span]:
    for number, line in enumerate(lines):
        if number:
            yield Span("\n")
        yield from (span for span in line if span.text)


def _repeats(block: Block, previous: Block) -> bool:
    """Whether a block repeats the previous one, or the label of a picture before it."""
    if previous.kind == "image":
        is_text = block.kind in ("paragraph", "credit") and bool(block.spans)
        return is_text and text_of(block) == text_of(previous)
    same_kind = block.kind == previous.kind and block.kind in ("paragraph", "heading")
    return same_kind and block.spans == previous.spans and cells(text_of(block)) in _TWICE
