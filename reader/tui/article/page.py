"""An article on its way to the screen: its lines, made head first, and no more than are needed.

The blocks are cleaned as they are asked for and kept, so that another width costs no cleaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from functools import cached_property
from itertools import chain, count, islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from reader.articles.anchors import block_of, is_named
from reader.articles.body import with_notes
from reader.articles.file import read_article
from reader.articles.repeats import below
from reader.articles.statements.key_statements import Gathering, letters
from reader.errors import ArticleError
from reader.model import FOLD, Article, Block, Statement
from reader.output.header import header, minutes
from reader.output.ink import MUTED, Ink, Line, wrap
from reader.output.terminal import lines
from reader.tui.article.page_lines import Lines

if TYPE_CHECKING:
    from reader.library.query.full_text import Leading

HEADER = -1
"""The block number of the lines above the body."""


class Page:
    """One file, set in lines of a width. A file that cannot be read is a page that says why."""

    def __init__(
        self,
        path: Path,
        zone: tzinfo | None,
        waiting: str = "",
        *,
        whole: bool = False,
        root: Path | None = None,
    ) -> None:
        """Where `waiting` says what for, nothing is read: the page stands for one that comes.
        `whole`: of a saved page, with the menus around its article. `root` is the folder of the
        library in which the file is.
        """
        self.path = path
        self.whole = whole
        self.shift = 0  # blocks that a whole page has above where the folded one begins
        self.article: Article | None = None
        self.stamp = None if waiting else stamp(path)
        self.is_waiting = bool(waiting)
        self.lines = Lines()
        self.complete = False
        self.zone = zone
        self.root = root
        self.elsewhere = ""  # where there are copies, in words
        self.own_tags: tuple[str, ...] = ()
        self.leading: tuple[Leading, ...] = ()
        """Articles that link to this one, as far as somebody wanted to know."""
        self._width = 0
        self._blocks: list[Block] = []
        self._problem = waiting
        try:
            if not waiting:
                self.article = read_article(path, zone, root)
                self._more = with_notes(self.article, whole=whole, lost=True)
        except ArticleError as error:
            self._problem = str(error)
        self._coming: Iterator[Line] = iter(())
        self._gathering = Gathering(self.article.title if self.article else "")
        self._below: list[Block] = []
        self._further = self._body()
        self._ungathered = self._body()
        self._statements: list[Statement] | None = None

    @property
    def is_current(self) -> bool:
        """Whether the file is still the one that was read."""
        return self.stamp == stamp(self.path)

    @cached_property
    def minutes(self) -> int:
        """Minutes that reading the whole article takes."""
        return minutes(self.article.body) if self.article is not None else 0

    def say_elsewhere(self, words: str) -> None:
        """Say in the head where there are copies; lines that were made without it are made anew."""
        if words != self.elsewhere:
            self.elsewhere = words
            self._width = 0

    def say_tags(self, own_tags: tuple[str, ...]) -> bool:
        """The same for the tags that the reader gave; whether they are others than before."""
        if own_tags == self.own_tags:
            return False
        self.own_tags = own_tags
        self._width = 0
        return True

    def set_width(self, width: int) -> None:
        """Set the lines anew for a width, in cells."""
        if width == self._width:
            return
        self._width = width
        self.lines = Lines()
        self.complete = False
        self._coming = self._set(width)

    def fill(self, count: int) -> None:
        """Make lines until there are `count` of them, or no more to make."""
        if self.complete or len(self.lines) >= count:
            return
        self.lines.add(islice(self._coming, count - len(self.lines)))
        self.complete = len(self.lines) < count

    def line_of(self, block: int) -> int:
        """The number of the first line of a block; makes what stands before it."""
        while not self.complete and (not self.lines or self.lines.block(-1) < block):
            self.fill(len(self.lines) + 100)
        at = self.lines.first_of(block)
        return max(0, min(at, len(self.lines) - 1))

    def block_at(self, number: int) -> int:
        """The block that a line shows."""
        return self.lines.block(number) if 0 <= number < len(self.lines) else HEADER

    def place_at(self, number: int) -> float:
        """The place of a line in the text, whatever the width: the number of its block and, as a
        fraction, how much of that block is above. 0 is the start.
        """
        block = self.block_at(number)
        if block == HEADER:
            return 0.0
        first, end = self._extent(block)
        place = block + max(0, number - first) / max(1, end - first)
        return max(0.0, place - self.shift)

    def line_at(self, place: float) -> int:
        """The number of the line at a place; makes what stands before it."""
        if place <= 0:
            return 0
        place += self.shift
        block = int(place)
        first, end = self._extent(block)
        return first + int((place - block) * (end - first) + 0.001)

    def _extent(self, block: int) -> tuple[int, int]:
        """The numbers of a block's first line with text and of the line after its last."""
        first = self.line_of(block)
        self.line_of(block + 1)
        end = self.lines.behind(block, first)
        text = first
        while text < end - 1 and not self.lines[text].text.strip("│ "):
            text += 1
        return text, end

    def body(self, number: int) -> Block | None:
        """The block of a number, as lines have it; None behind the last one."""
        while len(self._below) <= number:
            block = next(self._further, None)
            if block is None:
                return None
            self._below.append(block)
        return self._below[number]

    def place_of(self, part: str) -> float | None:
        """The place of a part that a link names, a heading or a block; None where it has none."""
        if self.article is None:
            return None
        blocks = iter(map(self.body, count()).__next__, None)
        block = block_of(part, self.article.body, blocks)
        if block is None and is_named(part, self.article.title):
            return 0.0
        return None if block is None else float(block - self.shift)

    def anew(self) -> Page:
        """The page of the file as it is now."""
        page = Page(self.path, self.zone, whole=self.whole, root=self.root)
        page.shift = self.shift
        return page

    @property
    def is_folded(self) -> bool:
        """Whether what is around the article of a saved page is folded, as far as is known."""
        return any(block.medium == FOLD for block in self._blocks[:1] + self._blocks[-2:])

    def unfolded(self) -> Page:
        """The whole page, in which places are those of this one."""
        page = Page(self.path, self.zone, whole=True, root=self.root)
        first = self._blocks[0]
        page.shift = first.level - 1 if first.medium == FOLD else 0
        return page

    def gather_for(self, seconds: float) -> list[Statement] | None:
        """Look for key statements for some time. All of them; None while there is more to see."""
        until = monotonic() + seconds
        if self._statements is None:
            for block in self._ungathered:
                self._gathering.add(block)
                if monotonic() > until:
                    return None
            self._statements = self._gathering.statements()
        return self._statements

    def line_of_statement(self, one: Statement) -> int:
        """The number of the line in which a statement begins; makes what stands before it."""
        first = at = self.line_of(one.block)
        said = 0
        while at < len(self.lines) and self.lines.block(at) == one.block:
            line = self.lines[at]
            bold = (text for text, ink in line.segments if ink.bold and ink.role != "muted")
            said += sum(map(letters, bold))
            if said > one.bold_before or (one.kind == "heading" and line.text.strip()):
                return at
            at += 1
            self.fill(at + 1)
        return first

    def head(self, width: int) -> Iterator[Line]:
        """The lines above the body, with a margin; of a file that cannot be read, why."""
        if self.article is None:
            yield Line((), HEADER)
            yield Line(((self._why, Ink("title", bold=True)),), HEADER)
            yield Line((), HEADER)
            for segments in wrap([(self._problem, MUTED)], width):
                yield Line(tuple(segments), HEADER)
            return
        yield Line((), HEADER)
        for segments in header(self.article, width, self.zone, self.elsewhere, self.own_tags):
            yield Line(tuple(segments), HEADER)

    @property
    def _why(self) -> str:
        if self.is_waiting:
            return "This article is not there yet."
        return "This article cannot be shown."

    def _set(self, width: int) -> Iterator[Line]:
        head = list(self.head(width))
        return chain(head, lines(self._body(), width, listing="sideways"))

    def _body(self) -> Iterator[Block]:
        """The blocks below the head; each reader of them goes its own way. None of them knows the
        page, which goes with its tree, and memory for that, as soon as nobody has it.
        """
        if self.article is None:
            return iter(())
        return below(self.article, _kept(self._blocks, self._more))


def _kept(blocks: list[Block], more: Iterator[Block]) -> Iterator[Block]:
    """Blocks that came already, and those that are still to come, which are added to them."""
    at = 0
    while True:
        if at == len(blocks):
            block = next(more, None)
            if block is None:
                return
            blocks.append(block)
        yield blocks[at]
        at += 1


def stamp(path: Path) -> tuple[int, int] | None:
    """What tells a changed file from what it was: mtime and size."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
