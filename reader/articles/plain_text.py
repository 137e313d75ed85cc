"""Reads `.txt` files: as paragraphs, or as Markdown if they evidently are."""

from __future__ import annotations

from html import escape

from reader.lazy_re import late

_LOOKED_AT = 64 * 1024
_MARKS = late(
    r"^ {0,3}#{1,6} \S|^ {0,3}(?:`{3}|~{3})|^\S[^\n]*\n(?:={3,}|-{3,})\s*$|\]\(\S+\)"
    r"|\[\[[^\]\n]+\]\]"
    r"|(?<!\w)\*\*\S[^*\n]*\*\*|^\|.*\|\s*$|^ {0,3}!\[|</(?:p|div|a|h[1-6]|ul|table)>",
    8,
)
_ENOUGH = 2
_WRAPPED = 60
"""Characters; if a paragraph has a line as long, its lines were broken to fit a width."""


def looks_like_markdown(text: str) -> bool:
    """Whether a plain text contains at least `_ENOUGH` marks of Markdown or HTML."""
    found = _MARKS.finditer(text[:_LOOKED_AT])
    return sum(1 for _, _ in zip(found, range(_ENOUGH), strict=False)) >= _ENOUGH


def as_paragraphs(text: str) -> str:
    """The HTML of a plain text. Blank lines separate paragraphs; the lines of one are joined if
    they were broken to fit a width.
    """
    made: list[str] = []
    for block in _blocks(text):
        lines = [escape(line, quote=False) for line in block]
        is_wrapped = max(map(len, block[:-1]), default=0) >= _WRAPPED
        made.append(f"<p>{(' ' if is_wrapped else '<br>').join(lines)}</p>")
    return "\n".join(made)


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]
