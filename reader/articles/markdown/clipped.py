"""Rewrites what clippers write and CommonMark reads differently: bold that ends on the next line,
and links around whole blocks.
"""

from __future__ import annotations

import re

from reader.articles.markdown.placeholders import Placeholders
from reader.lazy_re import late

_OPENED = late(r"(?<![\\*\w])\*\*(?=[^\s*])([^*\n]{1,500})\n[ \t]*\*\*(?=[^\s*])")
_STARS = late(r"(?<![*\\])\*\*(?!\*)")
_LINK = late(r"^(?P<mark> {0,3}(?:[-*+] )?)\[(?=\s*(?:!?\[|#{1,6} |\S|\n))", re.M)
_CLOSED = late(
    r"\]\(\s*<?(https?://[^\s<>()]{1,1000}(?:\([^\s()]*\)[^\s<>()]*)?)>?(?:\s+\"[^\"\n]*\")?\s*\)"
)
_HEADING = late(r"(#{1,6})[ \t]+(.*)")
_LONGEST = 3_000


def unclipped(text: str, held: Placeholders) -> str:
    """A Markdown text in which such bold and links mean what the clipper intended."""
    if "\n**" in text:
        paragraphs = text.split("\n\n")
        text = "\n\n".join(_closed(one, held) if "\n**" in one else one for one in paragraphs)
    return _around_blocks(text) if "](http" in text and "[" in text else text


def _closed(paragraph: str, held: Placeholders) -> str:
    """A paragraph in which `**` at the start of a line closes the bold of the line before, if all
    `**` of the paragraph are pairs.
    """
    if len(_STARS.findall(paragraph)) % 2:
        return paragraph

    def bold(found: re.Match[str]) -> str:
        before = len(_STARS.findall(paragraph[: found.start()]))
        if before % 2:
            return found[0]
        opened, closed = held.hold("**", "<strong>"), held.hold("**", "</strong><br>")
        return f"{opened}{found[1].rstrip()}{closed}"

    return _OPENED.sub(bold, paragraph)


def _around_blocks(text: str) -> str:
    """A text without links around several blocks; the first of these blocks with text
    becomes the link.
    """
    pieces, at = [], 0
    for found in _LINK.finditer(text):
        if found.start() < at:
            continue
        end = _end(text, found.end())
        closed = _CLOSED.match(text, end) if end else None
        inner = text[found.end() : end]
        if closed is None or not ("\n\n" in inner.strip() or _HEADING.match(inner.strip())):
            continue
        pieces += [text[at : found.start()], found["mark"], _linked(inner.strip(), closed[1])]
        at = closed.end()
    return "".join([*pieces, text[at:]])


def _end(text: str, start: int) -> int:
    """The position at which the bracket opened before `start` is closed; 0 if it is not."""
    depth = 1
    for at in range(start, min(len(text), start + _LONGEST)):
        if text[at] == "[" and text[at - 1] != "\\":
            depth += 1
        elif text[at] == "]" and text[at - 1] != "\\":
            depth -= 1
            if not depth:
                return at
    return 0


def _linked(inner: str, address: str) -> str:
    blocks = inner.split("\n\n")
    for number, block in enumerate(blocks):
        block = block.strip()
        heading = _HEADING.fullmatch(block)
        if heading and "](" not in block:
            blocks[number] = f"{heading[1]} [{heading[2].strip(' #')}]({address})"
            break
        if not heading and "](" not in block and "\n" not in block and block[:1] not in "!-*>|`":
            blocks[number] = f"[{block}]({address})"
            break
    return "\n\n".join(blocks)
