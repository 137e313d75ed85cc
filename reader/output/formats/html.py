"""Writes blocks as HTML that loads nothing and runs no scripts.

Bold is `<strong>`, also in headings and table headers that are only partly bold; pictures are links
with their labels. The Markdown format is made from this HTML.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import assert_never

from reader.entry import Entry
from reader.model import Article, Block, Cell
from reader.output.header import byline
from reader.output.ink import image_text
from reader.output.markup.inline_html import all_bold, inline, preformatted, quoted
from reader.output.markup.nesting import Holder, ListOf, gathered, nested
from reader.output.safe import safe_line
from reader.output.terminal import EMPTY

ENDING = ".html"
HAS_TITLE = True

NOT_BOLD = ' style="font-weight: normal"'
"""The style of headings and table headers that are only partly bold; bold text in them
is `<strong>`.
"""

HEAD = """\
<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
"""
"""How every page of ours begins: its links do not tell where they were followed."""

_PAGE = (
    HEAD
    + """\
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 40em; margin: 2em auto; padding: 0 1em; font: 1.05em/1.7 sans-serif; }}
header p, .credit, figure {{ opacity: 0.7; }}
blockquote {{ margin: 1em 0; padding-left: 1em; border-left: 3px solid; }}
figure {{ margin: 1em 0; }}
.inset {{ margin-left: 2em; }}
pre, table {{ display: block; overflow-x: auto; line-height: 1.4; }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid; padding: 0.2em 0.6em; text-align: left; vertical-align: top; }}
</style>
</head>
<body>
<article>
<header>
<h1>{heading}</h1>
<p>{byline}</p>
</header>
{fragment}</article>
</body>
</html>
"""
)


def document(
    article: Article, blocks: Iterable[Block], zone: tzinfo | None, _entry: Entry | None = None
) -> str:
    """An HTML page: the article's title, which links to its address, its byline with dates in
    `zone`, and its body.
    """
    title = html.escape(safe_line(article.title))
    heading = f'<a href="{quoted(article.url)}">{title}</a>' if article.url else title
    said = html.escape(byline(article, zone))
    return _PAGE.format(title=title, heading=heading, byline=said, fragment=fragment(blocks))


def fragment(blocks: Iterable[Block]) -> str:
    """Only the body, each block on separate lines."""
    return "".join(_parts(nested(blocks))) or f"<p>{EMPTY}</p>\n"


def _parts(parts: Iterable[Block | Holder]) -> Iterator[str]:
    for part in gathered(parts):
        if isinstance(part, Block):
            yield _block(part) + "\n"
        elif isinstance(part, ListOf):
            yield from _list(part)
        else:
            opening, closing = _HOLDERS[part.kind]
            yield f"{opening}\n"
            yield from _parts(part.parts)
            yield f"{closing}\n"


_HOLDERS = {
    "quote": ("<blockquote>", "</blockquote>"),
    "inset": ('<div class="inset">', "</div>"),
}


def _list(listed: ListOf) -> Iterator[str]:
    if listed.start is None:
        opening, closing = "<ul>", "</ul>"
    else:
        opening = "<ol>" if listed.start == 1 else f'<ol start="{listed.start}">'
        closing = "</ol>"
    yield f"{opening}\n"
    for item in listed.items:
        yield f"<li>{''.join(_item(item.parts))}</li>\n"
    yield f"{closing}\n"


def _item(parts: list[Block | Holder]) -> Iterator[str]:
    """The contents of an item; a single paragraph is written without `<p>`."""
    first, *others = parts
    if (
        isinstance(first, Block)
        and first.kind in ("item", "paragraph")
        and not any(isinstance(part, Block) for part in others)
    ):
        yield inline(first.spans)
        parts = others
    if parts:
        yield "\n"
        yield from _parts(parts)


def _block(block: Block) -> str:
    match block.kind:
        case "paragraph" | "item" | "note":
            return f"<p>{inline(block.spans)}</p>"
        case "heading":
            return _heading(block)
        case "credit":
            return f'<p class="credit">{inline(block.spans)}</p>'
        case "code":
            name = f' class="language-{quoted(block.language)}"' if block.language else ""
            return f"<pre><code{name}>{preformatted(block.spans)}</code></pre>"
        case "table":
            return "".join(_table(block))
        case "image":
            return f"<figure>{_image(block)}</figure>"
        case "rule":
            return "<hr>"
        case _:
            assert_never(block.kind)


def _heading(block: Block) -> str:
    name = f"h{min(max(block.level, 1), 6)}"
    if all_bold(block.spans):
        return f"<{name}>{inline(block.spans, bold=False)}</{name}>"
    return f"<{name}{NOT_BOLD}>{inline(block.spans)}</{name}>"


def _image(block: Block) -> str:
    text = html.escape(image_text(block), quote=False)
    return f'<a href="{quoted(block.href)}">{text}</a>' if block.href else text


def _table(block: Block) -> Iterator[str]:
    """A table; its first row is the head if it consists of headers and is all bold."""
    first = block.rows[0] if block.rows else ()
    headed = bool(first) and all(cell.header and all_bold(cell.spans) for cell in first)
    yield "<table>\n"
    for number, row in enumerate(block.rows):
        head = headed and not number
        cells = "".join(_cell(cell, head=head) for cell in row)
        yield f"<thead><tr>{cells}</tr></thead>\n" if head else f"<tr>{cells}</tr>\n"
    yield "</table>"


def _cell(cell: Cell, *, head: bool) -> str:
    name = "th" if cell.header else "td"
    style = NOT_BOLD if cell.header and not all_bold(cell.spans) else ""
    columns = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return f"<{name}{columns}{rows}{style}>{inline(cell.spans, bold=not head)}</{name}>"
