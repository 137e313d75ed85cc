"""The raw text of a file, including front matter.

It is a page like an article's, so that it can be scrolled and searched in the same way; each line
of the file counts as a block. The problems of the front matter are listed above it.
"""

from __future__ import annotations

from collections.abc import Iterator

from reader.model import Block, Span
from reader.output.cells import width_of
from reader.output.ink import MUTED, Ink, Line, wrap
from reader.output.safe import safe, safe_line
from reader.tui.article.page import HEADER, Page

_LISTING = Ink("listing")
_TAB = 4
_SOUND = "The raw file. Its front matter has no problems."
_FLAWED = "The raw file."


class SourcePage(Page):
    """The page of the raw text of an article's file."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.path, page.zone, root=page.root)
        self._statements = []
        try:
            text = page.path.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            text = f"({error.strerror or error})"
        self._texts = text.replace("\r\n", "\n").removesuffix("\n").split("\n")

    def body(self, number: int) -> Block | None:
        if number >= len(self._texts):
            return None
        return Block("code", (Span(_shown(self._texts[number])),))

    def _set(self, width: int) -> Iterator[Line]:
        problems = self.article.problems if self.article else ()
        yield Line((), HEADER)
        for text in (f"{_FLAWED if problems else _SOUND} v shows the article.", *problems):
            for segments in wrap([(safe_line(text), MUTED)], width):
                yield Line(tuple(segments), HEADER)
        yield Line((), HEADER)
        margin = len(str(len(self._texts))) + 2
        for number, text in enumerate(self._texts):
            for part, piece in enumerate(_pieces(_shown(text), max(width - margin, 8))):
                told = "" if part else str(number + 1)
                yield Line(((f"{told:>{margin - 2}}  ", MUTED), (piece, _LISTING)), number)


def _shown(text: str) -> str:
    return safe(text.expandtabs(_TAB)).replace("\n", " ")


def _pieces(text: str, width: int) -> Iterator[str]:
    """The pieces of a text, each at most `width` cells wide."""
    at = 0
    while True:
        size = width
        while width_of(text[at : at + size]) > width:
            size -= max(1, (width_of(text[at : at + size]) - width) // 2)
        yield text[at : at + size]
        at += size
        if at >= len(text):
            return
