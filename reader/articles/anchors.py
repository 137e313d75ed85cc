"""The part of an article that a link means by what stands behind its `#`.

That is a heading, by its words however they are joined (`#the-part`, `#The%20Part`), an id that its
author gave (`{#id}`, `<a id="id">`), or a block of Obsidian's (`#^id`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from reader.lazy_re import late
from reader.model import Block

_HEADING = late(
    r"^ {0,3}#{1,6}[ \t]+([^\n]{1,500})"
    r"|^ {0,3}([^\s>][^\n]{0,500})\n {0,3}(?:={2,}|-{2,})[ \t]*$"
    r"|<h[1-6](?=[\s>])[^<>]{0,500}>(.{1,500}?)</h[1-6]",
    re.M | re.I | re.S,
)
_GIVEN = late(
    r"<(?:a|h[1-6])\s[^<>]{0,500}?\b(?:id|name)=[\"']?([^\s\"'<>/]+)"
    r"|\{:?[ ]?#([\w.:-]+)[ }]|(?<=\s)(\^[\w-]+)[ \t]*$",
    re.M | re.I,
)
_LINK = late(r"!?\[([^\[\]\n]*)\]\([^()\n]*\)|\[\[(?:[^\[\]\n|]*\|)?([^\[\]\n|]*)\]\]")
_MARKUP = late(r"<[^<>]{0,500}>|\{[^{}\n]{0,300}\}|^ {0,3}(?:[-+*]|\d{1,9}[.)])[ \t]")
_AGAIN = late(r"-(\d{1,3})\Z")
_ENOUGH = 60
"""Letters by which a block is known."""


def parts(source: str) -> frozenset[str]:
    """What a text, in Markdown or HTML, has under a name of its own: the letters of its headings,
    and ids that its author gave to headings and blocks.
    """
    found = ("".join(filter(None, one.groups())) for one in _HEADING.finditer(source))
    titles = (_letters(_plain(one)) for one in found)
    given = ("".join(filter(None, one.groups())) for one in _GIVEN.finditer(source))
    return frozenset(filter(None, (*titles, *given)))


def is_among(known: frozenset[str], part: str) -> bool:
    """Whether a part is one of those that a text is known to have."""
    name = _name(part)
    if name[:1] == "^":
        return name in known
    return not known.isdisjoint((name, _letters(name), _letters(_AGAIN.sub("", name))))


def is_named(part: str, title: str) -> bool:
    """Whether a part is the heading that has become the title of its article."""
    return _letters(_name(part)) == _letters(title) != ""


def block_of(part: str, source: str, blocks: Iterable[Block]) -> int | None:
    """The number of the block, of those of a text, that a part of it begins with; or None."""
    name = _name(part)
    if said := _said_at(name, source):
        return next((at for at, block in enumerate(blocks) if said in _letters(_text(block))), None)
    wanted, again = _letters(name), _AGAIN.search(name)
    first = _letters(name[: again.start()]) if again else ""
    of_first: list[int] = []
    for at, block in enumerate(blocks):
        if wanted and block.kind == "heading" and (letters := _letters(_text(block))):
            if letters == wanted:
                return at
            if letters == first:
                of_first.append(at)
    number = int(again[1]) if again else 0
    return of_first[number] if number < len(of_first) else None


def _name(part: str) -> str:
    """The last of the names of a part: Obsidian writes those of the headings above it, too."""
    return unquote(part).rpartition("#")[2].strip()


def _said_at(name: str, source: str) -> str:
    """The letters of what stands where an author gave a name; '' where that was not given."""
    escaped = re.escape(name)
    if name[:1] == "^":
        found = re.search(rf"{escaped}[ \t]*$", source, re.M)
        return _letters_before(source, found.start()) if found else ""
    if not name or name not in source:
        return ""
    if found := re.search(rf"\{{:?[ ]?#{escaped}[ }}]", source):
        return _letters_before(source, found.start())
    given = rf"<[a-z]\w*\s[^<>]*?\b(?:id|name)=[\"']?{escaped}[\"'\s>/]"
    if found := re.search(given, source, re.I):
        behind = source[source.find(">", found.end() - 1) + 1 :][:1000]
        lines = (_letters(_plain(line)) for line in behind.split("\n"))
        return next(filter(None, lines), "")[:_ENOUGH]
    return ""


def _letters_before(source: str, end: int) -> str:
    """The letters of the line up to a place, or of the nearest line above that has some."""
    before = source[max(end - 2000, 0) : end].rstrip()
    return _letters(_plain(before.rpartition("\n")[2]))[:_ENOUGH]


def _plain(text: str) -> str:
    """A line without the marks of links, tags and attributes."""
    text = _LINK.sub(lambda link: link[1] or link[2] or "", text)
    return _MARKUP.sub("", text)


def _text(block: Block) -> str:
    cells = (cell.spans for row in block.rows for cell in row)
    return "".join(span.text for spans in (block.spans, *cells) for span in spans)


def _letters(text: str) -> str:
    """Letters and digits alone, large and small ones alike: all that anchors of all producers have
    in common.
    """
    return "".join(filter(str.isalnum, text.casefold()))
