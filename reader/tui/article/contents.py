"""The contents of a list over the article: its key statements, its headings, or its links.

An article may be long, so they are searched in slices. The `block` of each line that they make is
the number of its item.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from reader.articles.statements.key_statements import as_blocks
from reader.model import Block, Span, Statement, file_of
from reader.output.ink import MUTED, Ink, Line, wrap
from reader.output.link_numbers import numbered
from reader.output.points import points
from reader.output.safe import safe_line
from reader.tui.article.actions import open_address
from reader.tui.article.browser import shown_host
from reader.tui.article.page import Page

if TYPE_CHECKING:
    from reader.tui.article.pane import Pane

What = Literal["statements", "contents", "links"]


class Places(Protocol):
    """A list of places in an article: items, each of which is in a block."""

    none: str
    """The message if there are no items."""

    def look_for(self, seconds: float) -> bool:
        """Search for some time. Returns whether all items are found."""

    def __len__(self) -> int: ...

    def block(self, number: int) -> int:
        """The number of the block that an item is in."""

    def text(self, number: int) -> str:
        """The text of an item, for copying."""

    def lines(self, width: int) -> Iterator[Line]: ...

    def enter(self, number: int, pane: Pane) -> None:
        """Show an item in the article, or open it."""


class Statements:
    """Headings and bold statements."""

    none = "No key statements in this article. B returns to it."

    def __init__(self, page: Page) -> None:
        self._page = page
        self._found: list[Statement] = []

    def look_for(self, seconds: float) -> bool:
        found = self._page.gather_for(seconds)
        self._found = self._wanted(found or [])
        return found is not None

    def __len__(self) -> int:
        return len(self._found)

    def block(self, number: int) -> int:
        return self._found[number].block

    def text(self, number: int) -> str:
        return self._found[number].text

    def lines(self, width: int) -> Iterator[Line]:
        yield from points(self._blocks(), width)

    def enter(self, number: int, pane: Pane) -> None:
        pane.scroll.show_statement(self._found[number])

    def _wanted(self, found: list[Statement]) -> list[Statement]:
        return found

    def _blocks(self) -> list[Block]:
        return as_blocks(self._found)


class Contents(Statements):
    """Headings only, indented by level."""

    none = "No headings in this article. c returns to it."

    def _wanted(self, found: list[Statement]) -> list[Statement]:
        return [one for one in found if one.kind == "heading"]

    def _blocks(self) -> list[Block]:
        outer = min((one.level for one in self._found), default=1)
        return [
            Block("item", (Span(one.text, bold=one.level == outer),), depth=one.level - outer + 1)
            for one in self._found
        ]


class Link(NamedTuple):
    """A link or picture: its text in the article, its address, and the number of its block."""

    label: str
    href: str
    block: int


class Links:
    """Links and pictures, each address once, numbered as by `reader show --links`."""

    none = "No links in this article. u returns to it."

    def __init__(self, page: Page) -> None:
        self._page = page
        self._numbers: dict[str, int] = {}
        self._found: list[Link] = []
        self._next = 0

    def look_for(self, seconds: float) -> bool:
        until = monotonic() + seconds
        while (block := self._page.body(self._next)) is not None:
            self._take(block)
            self._next += 1
            if monotonic() > until:
                return False
        return True

    def __len__(self) -> int:
        return len(self._found)

    def block(self, number: int) -> int:
        return self._found[number].block

    def text(self, number: int) -> str:
        return self._found[number].href

    def lines(self, width: int) -> Iterator[Line]:
        margin = len(str(len(self._found))) + 3
        for number, link in enumerate(self._found):
            file = file_of(link.href)
            where = safe_line(file.name) if file else shown_host(link.href)
            told = [(link.label, Ink("link")), ("  ", MUTED), (where, MUTED)]
            for part, segments in enumerate(wrap(told, max(width - margin, 8))):
                mark = "" if part else f"[{number + 1}]"
                yield Line(((f"{mark:>{margin - 1}} ", MUTED), *segments), number)

    def enter(self, number: int, pane: Pane) -> None:
        open_address(pane, self._found[number].href)

    def _take(self, block: Block) -> None:
        for _counted in numbered([block], self._numbers):
            pass
        labels = _labels(block)
        for href in list(self._numbers)[len(self._found) :]:
            label = safe_line(labels.get(href, "")) or safe_line(href)
            self._found.append(Link(label, href, self._next))


def _labels(block: Block) -> dict[str, str]:
    """The text of the first link to each address in a block."""
    labels: dict[str, str] = {}
    before: str | None = None
    for span in (*block.spans, *(s for row in block.rows for cell in row for s in cell.spans)):
        if span.href and (span.href == before or span.href not in labels):
            labels[span.href] = labels.get(span.href, "") + span.text
        before = span.href
    if block.href:
        said = "".join(span.text for span in block.spans)
        labels[block.href] = f"{block.medium}: {said}" if said else block.medium
    return labels


def places(what: What, page: Page) -> Places:
    """The places of a kind in a page."""
    made: dict[What, type[Statements] | type[Links]]
    made = {"statements": Statements, "contents": Contents, "links": Links}
    return made[what](page)
