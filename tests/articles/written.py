"""Blocks in a form that people can read and compare: one block after another, a line each.

heading 2: a title                      kind, then level, language or marker, then the text
paragraph quote 1 depth 2: **bold** _italic_ `code` ~struck~ {muted} [link](https://…)
  a line break of the author's goes on like this
table: one line a row, cells in bars, `th` with a “#”, spans as ×columns×rows
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reader.model import Block, Cell, Span


def written(blocks: Iterable[Block]) -> str:
    """All blocks, or “nothing” where there are none."""
    return "".join(f"{_block(block)}\n" for block in blocks) or "nothing\n"


def _block(block: Block) -> str:
    text = "".join(map(_span, block.spans))
    if block.kind == "table":
        text = "".join(f"\n{''.join(map(_cell, row))}|" for row in block.rows)
    address = f" -> {block.href or 'nowhere'}" if block.kind == "image" else ""
    return f"{' '.join(_names(block))}: {text}{address}".rstrip().replace("\n", "\n  ")


def _names(block: Block) -> Iterator[str]:
    yield block.medium or block.kind
    if block.level:
        yield str(block.level)
    if block.language:
        yield block.language
    if block.quote:
        yield f"quote {block.quote}"
    if block.depth:
        yield f"depth {block.depth}"
    if block.marker:
        yield block.marker


def _span(span: Span) -> str:
    text = span.text
    for mark, is_set in (
        ("`", span.code),
        ("~", span.strike),
        ("_", span.italic),
        ("**", span.bold),
    ):
        if is_set:
            text = f"{mark}{text}{mark}"
    if span.muted:
        text = f"{{{text}}}"
    return f"[{text}]({span.href})" if span.href else text


def _cell(cell: Cell) -> str:
    spans = f"×{cell.columns}×{cell.rows}" if (cell.columns, cell.rows) != (1, 1) else ""
    text = "".join(map(_span, cell.spans)).replace("\n", " / ")
    return f"|{'#' if cell.header else ''}{spans} {text} "
