"""The screen as a test has it open.

What a test asserts is what a reader sees: the lines that the panes draw, and what the library
knows. Nothing is asserted after a pause: a condition is waited for, and only a broken program lets
the deadline pass.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from time import monotonic

import pytest
from textual.app import App
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

from reader.entry import Entry
from reader.library.library import Library
from reader.tui.article.article_view import ArticleView
from reader.tui.article.contents_view import KeyPoints
from reader.tui.bars import Bar, Keys
from reader.tui.dialogs.prompt import Prompt
from reader.tui.list.list_view import Sidebar
from reader.tui.search.chips import Chips
from reader.tui.session import Session

DEADLINE = 60.0
"""Seconds. A machine may be slow; a test that passes never waits this long."""

Write = Callable[..., Path]
Open = Callable[..., Library]
Screen = Callable[..., AbstractAsyncContextManager["Room"]]


class Room:
    """The screen while a test has it open."""

    def __init__(
        self,
        app: App[None],
        pilot: Pilot[None],
        library: Library | None,
        scans: list[Library],
    ) -> None:
        self.app = app
        self.pilot = pilot
        self.scans = scans
        self._library = library

    @property
    def library(self) -> Library:
        assert self._library is not None
        return self._library

    @property
    def session(self) -> Session:
        """The state of the screen, where it shows a library."""
        session = self.app.session
        assert isinstance(session, Session)
        return session

    @property
    def sidebar(self) -> Sidebar:
        return self.app.screen_stack[0].query_one(Sidebar)

    @property
    def pane(self) -> ArticleView:
        return self.app.screen_stack[0].query_one(ArticleView)

    async def press(self, *keys: str) -> None:
        """Press keys, each when all is done that the one before it asked for (but for timers)."""
        for key in keys:
            self.app.simulate_key(key)
            await self._passed(self.app)
            for _there_and_back in range(2):
                for node in (self.app.focused or self.app.screen).ancestors_with_self:
                    await self._passed(node)

    async def _passed(self, node: MessagePump) -> None:
        """Wait until a node has handled what lies in its queue now."""
        done = asyncio.Event()
        if not node.call_later(done.set):
            return
        end = monotonic() + DEADLINE
        while not done.is_set() and self.app.is_running and monotonic() < end:
            await asyncio.sleep(0.001)

    async def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait for a condition; `what` says what it is. Fails at once when the program is over."""
        end = monotonic() + DEADLINE
        while not condition():
            if monotonic() > end or not self.app.is_running:
                pytest.fail(f"It never came to this: {what}.\n{self.picture()}")
            await asyncio.sleep(0.01)

    async def press_until(self, key: str, condition: Callable[[], object], what: str) -> None:
        """Press a key again and again until a condition holds."""
        end = monotonic() + DEADLINE
        while not condition():
            if monotonic() > end or not self.app.is_running:
                pytest.fail(f"{key} never led to this: {what}.\n{self.picture()}")
            await self.press(key)

    async def on(self, title: str) -> None:
        """Wait until the cursor is on an article."""
        await self.until(lambda: self.title == title, f"the cursor on {title!r}")

    async def to(self, title: str) -> None:
        """Go to an article with the keys of the list, and wait for its preview."""
        await self.press("g")
        await self.press_until("j", lambda: self.title == title, f"the cursor on {title!r}")
        if self.pane.display:
            await self.until(lambda: title in self.article, f"a preview of {title!r}")

    async def open(self, title: str) -> None:
        """Go to an article and open it."""
        await self.to(title)
        await self.press("enter")
        await self.until(lambda: self.reading and title in self.article, f"{title!r} open")

    @property
    def title(self) -> str | None:
        """What the cursor stands on, where that is an article."""
        entry = self.session.under
        return entry.title if entry else None

    @property
    def reading(self) -> bool:
        return self.pane.has_focus

    @property
    def strips(self) -> list[Strip]:
        """The lines of the list as they are drawn."""
        return [self.sidebar.render_line(y) for y in range(self.sidebar.size.height)]

    @property
    def rows(self) -> list[str]:
        """The texts of the list's lines."""
        return [strip.text.rstrip(" ▌") for strip in self.strips]

    @property
    def titles(self) -> list[str]:
        """The titles of all rows that are listed, from the first line to the last; none where the
        start still looks for an order that is not that of time.
        """
        listing = self.session.listing
        if listing is None:
            return []
        nodes = enumerate(listing.nodes)
        return [entry.title for n, node in nodes for entry in listing.window(n, 0, node.rows)]

    def row(self, words: str) -> Strip:
        """The line of the list that holds some words."""
        found = [strip for strip in self.strips if words in strip.text]
        assert len(found) == 1, self.picture()
        return found[0]

    @property
    def article_strips(self) -> list[Strip]:
        return [self.pane.render_line(y) for y in range(self.pane.size.height)]

    @property
    def article_rows(self) -> list[str]:
        return [strip.text.strip("│ ") for strip in self.article_strips]

    @property
    def article(self) -> str:
        """The text in the article's pane, without its last line, which says how far one is."""
        return "\n".join(self.article_rows[:-1])

    @property
    def over(self) -> KeyPoints:
        return self.app.screen_stack[0].query_one(KeyPoints)

    @property
    def point_rows(self) -> list[str]:
        """The lines of the key statements' pane, which has one at least."""
        height = max(self.over.size.height, 1)
        return [self.over.render_line(y).text.strip("│ ") for y in range(height)]

    @property
    def points(self) -> str:
        """The text in the key statements' pane, without its last line."""
        return "\n".join(self.point_rows[:-1])

    @property
    def lit(self) -> list[str]:
        """The lines under the cursor of the key statements."""
        strips = [self.over.render_line(y) for y in range(self.over.size.height)]
        return [strip.text.strip("│ ") for strip in strips if _is_lit(strip)]

    @property
    def lit_rows(self) -> dict[int, str]:
        """The lines of the article that are lit, up to their first colon, by height."""
        lit = {y: strip for y, strip in enumerate(self.article_strips) if _is_lit(strip)}
        return {y: strip.text.strip("│ ").partition(":")[0] + ":" for y, strip in lit.items()}

    @property
    def found(self) -> list[str]:
        """What a search found, as far as it is lit in the article; “[…]” is where one is."""
        lit = []
        for strip in self.article_strips[:-1]:
            for segment in strip:
                style = segment.style
                if style and style.bgcolor != self.pane.rich_style.bgcolor:
                    lit.append(f"[{segment.text}]" if style.bold else segment.text)
        return lit

    @property
    def foot(self) -> str:
        """The last line of the article's pane."""
        return self.article_rows[-1]

    @property
    def copied(self) -> str:
        return self.app.clipboard

    @property
    def prompt(self) -> str | None:
        """What is typed at the foot of the article; None where nothing is asked."""
        found = self.app.screen_stack[0].query(Prompt)
        if not found or not found.first().display:
            return None
        return found.first().query_one(Input).value

    @property
    def bars(self) -> tuple[str, str, str]:
        """Title with the chips below it, status and keys."""
        screen = self.app.screen_stack[0]
        title, status = (
            " ".join(screen.query_one(name, Bar).render().plain.splitlines())
            for name in ("#title", "#status")
        )
        chips = [chips.render().plain for chips in screen.query(Chips) if chips.display]
        above = "\n".join([title, *chips])
        return above, status, screen.query_one(Keys).render().plain

    @property
    def status(self) -> str:
        return self.bars[1]

    def says(self, words: str) -> bool:
        """Whether the title or the status line says some words."""
        return any(words in bar for bar in self.bars[:2])

    def prompts(self, words: str) -> bool:
        """Whether the line in which something is asked for says some words."""
        shown = [str(told.render()) for told in self.app.query("Prompt Static")]
        return any(words in text for text in (*shown, *self._placeholders))

    @property
    def _placeholders(self) -> list[str]:
        """What prompts say may be typed, where nothing is."""
        lines = self.app.query("Prompt Input").results(Input)
        return [line.placeholder for line in lines if not line.value]

    def shows(self, words: str) -> bool:
        """Whether the article's pane shows some words."""
        return words in self.article

    def entry(self, title: str) -> Entry:
        """An article as the library knows it now."""
        return next(entry for entry in self.library.entries() if entry.title == title)

    def read(self) -> set[str]:
        """The titles of all that is read."""
        return {entry.title for entry in self.library.entries() if entry.read}

    def starred(self) -> set[str]:
        return {entry.title for entry in self.library.entries() if entry.starred}

    def picture(self) -> str:
        return "\n".join([*self.bars, "-" * 40, *self.rows, "-" * 40, *self.article_rows])


def _is_lit(strip: Strip) -> bool:
    """Whether a part of a line has a background of its own."""
    return len({segment.style.bgcolor for segment in strip if segment.style}) > 1
