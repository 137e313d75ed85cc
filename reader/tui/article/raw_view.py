"""Pages in place of an article's: the raw text of its file, and what a command of the user printed.

They are pages like an article's, so that they can be scrolled and searched in the same way. Each
line of a raw file counts as a block; the problems of the front matter are listed above it, and what
filters do with the article.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reader.articles.body import blocks
from reader.articles.frontmatter.fenced import decode
from reader.errors import ArticleError
from reader.model import Block, Span
from reader.output.cells import width_of
from reader.output.ink import MUTED, Ink, Line, wrap
from reader.output.safe import safe, safe_line
from reader.regular_files import read_bytes
from reader.tui.article.page import HEADER, Page

_LISTING = Ink("listing")
_TAB = 4
_SOUND = "The raw file. Its front matter has no problems."
_FLAWED = "The raw file."


class SourcePage(Page):
    """The page of the raw text of an article's file."""

    def __init__(self, page: Page, why: Sequence[str] = ()) -> None:
        """`why` are sentences that say what filters do with the article."""
        super().__init__(page.path, page.zone, root=page.root)
        self._statements = []
        self._reasons = why
        try:
            text = decode(read_bytes(page.path))[0]
        except OSError as error:
            text = f"({error.strerror or error})"
        except ArticleError as error:
            text = f"({error})"
        self._texts = text.replace("\r\n", "\n").removesuffix("\n").split("\n")

    def body(self, number: int) -> Block | None:
        if number >= len(self._texts):
            return None
        return Block("code", (Span(_shown(self._texts[number])),))

    def _set(self, width: int) -> Iterator[Line]:
        problems = self.article.problems if self.article else ()
        yield Line((), HEADER)
        for text in (
            f"{_FLAWED if problems else _SOUND} v shows the article.",
            *problems,
            *self._reasons,
        ):
            for segments in wrap([(safe_line(text), MUTED)], width):
                yield Line(tuple(segments), HEADER)
        yield Line((), HEADER)
        margin = len(str(len(self._texts))) + 2
        for number, text in enumerate(self._texts):
            for part, piece in enumerate(_pieces(_shown(text), max(width - margin, 8))):
                told = "" if part else str(number + 1)
                yield Line(((f"{told:>{margin - 2}}  ", MUTED), (piece, _LISTING)), number)


class OutputPage(Page):
    """A page of printed text, which may be Markdown, HTML or plain. `of` is the article's page."""

    def __init__(self, of: Page, name: str, text: str) -> None:
        super().__init__(of.path, of.zone, root=of.root)
        self._name = name
        self._told = f"About “{safe_line(self.article.title)}”. " if self.article else ""
        self._statements = []
        if self.article is not None:
            path = of.path.with_suffix(".txt")  # plain, where it is not evidently Markdown or HTML
            self.article = self.article._replace(title=name, path=path, head="", body=text)
            self._more = blocks(self.article)
            self._further = self._body()

    def head(self, width: int) -> Iterator[Line]:
        """The name of the command, and what it was run on."""
        yield Line((), HEADER)
        for segments in wrap([(safe_line(self._name), Ink("title", bold=True))], width):
            yield Line(tuple(segments), HEADER)
        for segments in wrap([(f"{self._told}Esc shows the article.", MUTED)], width):
            yield Line(tuple(segments), HEADER)
        yield Line((), HEADER)


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
