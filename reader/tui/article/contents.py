"""The contents of a list over the article: its key statements, its headings, or its links.

An article may be long, so they are searched in slices. The `block` of each line that they make is
the number of its item.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, Literal, Protocol

from reader.articles.links import lost
from reader.articles.statements.key_statements import as_blocks
from reader.lazy_tuple import NamedTuple
from reader.model import Block, Span, Statement, file_of, part_of
from reader.output.ink import MUTED, Ink, Line, wrap
from reader.output.link_numbers import numbered
from reader.output.points import points
from reader.output.safe import safe_line
from reader.tui.article.actions import open_address
from reader.tui.article.browser import shown_host
from reader.tui.article.page import HEADER, Page

if TYPE_CHECKING:
    from reader.library.query.full_text import Leading
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
    """Links and pictures, each address once, numbered as by `reader show --links`; below them,
    when all are found, the articles that link to this one.
    """

    none = "No links in this article. u returns to it."

    def __init__(self, page: Page) -> None:
        self._page = page
        self._numbers: dict[str, int] = {}
        self._found: list[Link] = []
        self._next = 0
        self._is_whole = False

    def look_for(self, seconds: float) -> bool:
        until = monotonic() + seconds
        while (block := self._page.body(self._next)) is not None:
            self._take(block)
            self._next += 1
            if monotonic() > until:
                return False
        self._is_whole = True
        return True

    def __len__(self) -> int:
        return len(self._found) + len(self._leading)

    def block(self, number: int) -> int:
        return self._found[number].block if number < len(self._found) else self._next

    def text(self, number: int) -> str:
        if number < len(self._found):
            return self._found[number].href
        return str(self._leading[number - len(self._found)].path)

    def lines(self, width: int) -> Iterator[Line]:
        margin = len(str(len(self))) + 3
        links = len(self._found)
        for number in range(len(self)):
            if number == links:
                if links:
                    yield Line((), HEADER)
                yield Line((("Linked from", MUTED),), HEADER)
            if number < links:
                label, where = self._found[number].label, _where(self._found[number].href)
            else:
                leading = self._leading[number - links]
                label, where = safe_line(leading.title), safe_line(leading.path.name)
            told = [(label, Ink("link")), ("  ", MUTED), (where, MUTED)]
            for part, segments in enumerate(wrap(told, max(width - margin, 8))):
                mark = "" if part else f"[{number + 1}]"
                yield Line(((f"{mark:>{margin - 1}} ", MUTED), *segments), number)

    def enter(self, number: int, pane: Pane) -> None:
        if number < len(self._found):
            open_address(pane, self._found[number].href)
        else:
            pane.follow(self._leading[number - len(self._found)].path, "")

    @property
    def _leading(self) -> tuple[Leading, ...]:
        return self._page.leading if self._is_whole else ()

    def _take(self, block: Block) -> None:
        for _counted in numbered([block], self._numbers):
            pass
        labels = _labels(block)
        for href in list(self._numbers)[len(self._found) :]:
            label = safe_line(labels.get(href, "")) or safe_line(href)
            self._found.append(Link(label, href, self._next))


def _where(href: str) -> str:
    """Where a link leads, in a few words."""
    if lost(href) is not None:
        return "not found"
    file, part = file_of(href), part_of(href)
    if file is None:
        return shown_host(href)
    return safe_line(f"{file.name}#{part}" if part else file.name)


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
