"""An article's lines for the screen, made from the start and only as far as they are needed.

Blocks are cleaned on use and kept, so that a new width costs no cleaning.
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
from reader.articles.repeats import below, text_of
from reader.articles.statements.key_statements import KeyStatements, letters
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
    """One file, laid out in lines of a width. The page of an unreadable file says why."""

    def __init__(
        self,
        path: Path,
        zone: tzinfo | None,
        waiting: str = "",
        *,
        whole: bool = False,
        root: Path | None = None,
    ) -> None:
        """Read the file. With a text in `waiting` the page only shows that text, until there is
        another page. With `whole` a saved page includes the menus around its article. `root` is the
        folder of the library that contains the file.
        """
        self.path = path
        self.whole = whole
        self.shift = 0  # how many more blocks a whole page has above the article than a folded one
        self.article: Article | None = None
        self.stamp = None if waiting else stamp(path)
        self.is_waiting = bool(waiting)
        self.lines = Lines()
        self.complete = False
        self.zone = zone
        self.root = root
        self.elsewhere = ""  # where duplicates are, in words
        self.own_tags: tuple[str, ...] = ()
        self.new: frozenset[int] = frozenset()
        """The blocks that are new to who read another version of the story."""
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
        self._key_statements = KeyStatements(self.article.title if self.article else "")
        self._below: list[Block] = []
        self._further = self._body()
        self._ungathered = self._body()
        self._statements: list[Statement] | None = None

    @property
    def is_current(self) -> bool:
        """Whether the file is unchanged since it was read."""
        return self.stamp == stamp(self.path)

    @cached_property
    def minutes(self) -> int:
        """The minutes that reading the whole article takes."""
        return minutes(self.article.body) if self.article is not None else 0

    def say_elsewhere(self, words: str) -> None:
        """Say in the head where duplicates are; the lines are then laid out again."""
        if words != self.elsewhere:
            self.elsewhere = words
            self._width = 0

    def say_tags(self, own_tags: tuple[str, ...]) -> bool:
        """Show the user tags in the head. Returns whether they have changed; the lines are then
        laid out again.
        """
        if own_tags == self.own_tags:
            return False
        self.own_tags = own_tags
        self._width = 0
        return True

    def mark_new(self, known: str) -> int:
        """Find the blocks that a known text lacks. Returns how many there are."""
        from reader.library.stories.novelty import KnownText, new_paragraphs

        blocks = iter(map(self.body, count()).__next__, None)
        texts = (text_of(block) for block in blocks if block)
        self.new = frozenset(new_paragraphs(texts, KnownText(known)))
        return len(self.new)

    def set_width(self, width: int) -> None:
        """Lay the lines out for a width, in cells, unless they are."""
        if width == self._width:
            return
        self._width = width
        self.lines = Lines()
        self.complete = False
        self._coming = self._set(width)

    def fill(self, count: int) -> None:
        """Make lines until there are `count` of them, or no more."""
        if self.complete or len(self.lines) >= count:
            return
        self.lines.add(islice(self._coming, count - len(self.lines)))
        self.complete = len(self.lines) < count

    def line_of(self, block: int) -> int:
        """The number of a block's first line. Makes the lines before it."""
        while not self.complete and (not self.lines or self.lines.block(-1) < block):
            self.fill(len(self.lines) + 100)
        at = self.lines.first_of(block)
        return max(0, min(at, len(self.lines) - 1))

    def block_at(self, number: int) -> int:
        """The number of the block that a line shows."""
        return self.lines.block(number) if 0 <= number < len(self.lines) else HEADER

    def place_at(self, number: int) -> float:
        """The position of a line, which is independent of the width: the number of its block, plus
        the share of that block above the line as a fraction. 0 is the start.
        """
        block = self.block_at(number)
        if block == HEADER:
            return 0.0
        first, end = self._extent(block)
        place = block + max(0, number - first) / max(1, end - first)
        return max(0.0, place - self.shift)

    def line_at(self, place: float) -> int:
        """The number of the line at a position. Makes the lines before it."""
        if place <= 0:
            return 0
        place += self.shift
        block = int(place)
        first, end = self._extent(block)
        return first + int((place - block) * (end - first) + 0.001)

    def _extent(self, block: int) -> tuple[int, int]:
        """The numbers of a block's first line with text, and of the line after its last one."""
        first = self.line_of(block)
        self.line_of(block + 1)
        end = self.lines.behind(block, first)
        text = first
        while text < end - 1 and not self.lines[text].text.strip("│ "):
            text += 1
        return text, end

    def body(self, number: int) -> Block | None:
        """The block of a number; None after the last one."""
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
        """A new page of the file as it is now."""
        page = Page(self.path, self.zone, whole=self.whole, root=self.root)
        page.shift = self.shift
        return page

    @property
    def is_folded(self) -> bool:
        """Whether the parts around the article of a saved page are folded, as far as is known."""
        return any(block.medium == FOLD for block in self._blocks[:1] + self._blocks[-2:])

    def unfolded(self) -> Page:
        """The page with the folded parts shown; positions in it are the same."""
        page = Page(self.path, self.zone, whole=True, root=self.root)
        first = self._blocks[0]
        page.shift = first.level - 1 if first.medium == FOLD else 0
        return page

    def gather_for(self, seconds: float) -> list[Statement] | None:
        """Search for key statements for some time. Returns all of them, or None if there is more to
        search.
        """
        until = monotonic() + seconds
        if self._statements is None:
            for block in self._ungathered:
                self._key_statements.add(block)
                if monotonic() > until:
                    return None
            self._statements = self._key_statements.statements()
        return self._statements

    def line_of_statement(self, one: Statement) -> int:
        """The number of the line in which a statement begins. Makes the lines before it."""
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
        """The lines above the body, with a margin; for an unreadable file, the reason."""
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
            return "This article is not available yet."
        return "This article cannot be shown."

    def _set(self, width: int) -> Iterator[Line]:
        head = list(self.head(width))
        return chain(head, lines(self._body(), width, listing="sideways"))

    def _body(self) -> Iterator[Block]:
        """A new iterator over the blocks below the head. It has no reference to the page, so that
        the page and its HTML tree are freed at once when they are no longer used.
        """
        if self.article is None:
            return iter(())
        return below(self.article, _kept(self._blocks, self._more))


def _kept(blocks: list[Block], more: Iterator[Block]) -> Iterator[Block]:
    """The blocks in `blocks`, and then those of `more`, which are added to `blocks`."""
    at = 0
    while True:
        if at == len(blocks):
            block = next(more, None)
            if block is None:
                return
            blocks.append(block)
        yield blocks[at]
        at += 1


def stamp(path: Path) -> tuple[int, int, int] | None:
    """The mtime, size and ctime of a file, which tell a change; None if it cannot be read."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ctime_ns
