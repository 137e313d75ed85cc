"""Exported text, read back: which characters there are, and which of them are bold.

HTML is read with Python's own parser and CommonMark with markdown-it, neither of which the export
is made with; white space does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from reader.model import Block, Span
from reader.output.formats.markdown import MEDIUM
from reader.output.ink import address, image_text
from reader.output.safe import safe

Characters = list[tuple[str, bool]]

_BOLD = {"strong", "b", "th", "h1", "h2", "h3", "h4", "h5", "h6"}
_VOID = {"br", "hr", "img", "meta"}


def of_blocks(blocks: Iterable[Block]) -> Characters:
    """The characters that a reader of the document sees, each with whether it is bold."""
    found: Characters = []
    for block in blocks:
        if block.kind == "image":
            found += _characters([Span(image_text(block), href=block.href)])
        elif block.kind == "table":
            for row in block.rows:
                for cell in row:
                    found += _characters(cell.spans)
        elif block.kind != "rule":
            found += _characters(block.spans)
    return found


def of_html(html: str) -> Characters:
    reading = _Reading()
    reading.feed(html)
    reading.close()
    assert reading.around == [], reading.around
    return reading.found


def of_markdown(markdown: str) -> Characters:
    return of_html(rendered(markdown))


def rendered(markdown: str) -> str:
    """Markdown → HTML, by CommonMark with tables."""
    return str(MarkdownIt("commonmark").enable("table").render(markdown))


def _characters(spans: Iterable[Span]) -> Characters:
    return [
        (character, span.bold)
        for span in spans
        for character in _bare(safe(span.text), linked=bool(address(span.href)))
        if not character.isspace()
    ]


def _bare(text: str, *, linked: bool) -> str:
    """A text; what stands for a picture goes without its brackets where it is a link."""
    return text[1:-1] if linked and MEDIUM.fullmatch(text) else text


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.around: list[tuple[str, bool]] = []
        self.found: Characters = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        bold = tag in _BOLD or bool(self.around and self.around[-1][1])
        if (dict(attrs).get("style") or "") == "font-weight: normal":
            bold = False
        self.around.append((tag, bold))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<br />`, as markdown-it writes it, ends nothing."""
        assert tag in _VOID

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self.around.pop()
        assert opened == tag, f"<{opened}> is ended by </{tag}>"

    def handle_data(self, data: str) -> None:
        bold = bool(self.around and self.around[-1][1])
        data = _bare(data, linked=any(tag == "a" for tag, _ in self.around))
        self.found += [(character, bold) for character in data if not character.isspace()]
