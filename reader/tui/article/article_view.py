"""The article widget and its keys.

It highlights the hits of a search, shows messages in its footer, and opens the lists of key
statements, headings and links, and the raw file, in place of the text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader import screen_state
from reader.config import NARROWEST
from reader.library.library import Unanswered
from reader.tui import keys, outside
from reader.tui.article import actions
from reader.tui.article.column import Column
from reader.tui.article.find_bar import Finder
from reader.tui.article.footer import Foot
from reader.tui.article.notes import Notes
from reader.tui.article.scroll import PageScroll
from reader.tui.paint import paint
from reader.tui.type_ahead import TakesKeys

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from pathlib import Path

    from reader.library.query.full_text import Leading
    from reader.tui.article.contents import What
    from reader.tui.article.contents_view import KeyPoints
    from reader.tui.article.page import Page
    from reader.tui.dialogs.prompt import Prompt

_SIDESTEP = 16
"""Cells that a key scrolls code sideways."""

_STRIPS_KEPT = 200
"""How many drawn lines are kept."""


class ArticleView(TakesKeys, Widget, can_focus=True):
    """The pane in which an article is read."""

    BINDINGS: ClassVar[list[BindingType]] = keys.ARTICLE.bindings
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article--text",
        "article--strong",
        "article--title",
        "article--heading",
        "article--muted",
        "article--link",
        "article--code",
        "article--marker",
        "article--rule",
        "article--listing",
        "article--keyword",
        "article--name",
        "article--string",
        "article--number",
        "article--comment",
        "article--lit",
        "article--found",
        "article--here",
        "article--noted",
    }
    ALLOW_SELECT = False

    class Finished(Message):
        """The user went on at the end of the article."""

    class Left(Message):
        """The user leaves the article for the list."""

    class Followed(Message):
        """The user followed a link to the file of an article, to a `part` of it or to its start."""

        def __init__(self, path: Path, part: str) -> None:
            super().__init__()
            self.path = path
            self.part = part

    class LinksListed(Message):
        """The links of the article are shown."""

    class Edited(Message):
        """The file may have changed."""

    def __init__(self, text_width: int, text_width_set: int, *, alone: bool = False) -> None:
        """A pane with lines of at most `text_width` cells; `alone` if there is no list."""
        super().__init__()
        self.text_width_set = text_width_set
        """The width in the settings, instead of which another one may be chosen here."""
        self.column = Column(self.get_component_rich_style, text_width)
        self.scroll = PageScroll(self, self.column, self._lines_made_anew)
        self._alone = alone
        self.came_by_link = False
        """Whether `back` returns to another article, from which a link was followed."""
        self._strips: dict[int, Strip] = {}
        self._points: KeyPoints | None = None
        self._behind: tuple[Page, float] | None = None  # the article, while its raw file is shown
        self._is_glance = False  # whether that was asked for from the list
        self._finder = Finder(self)
        self.notes = Notes()
        """The words that filters highlight."""
        self.why: Callable[[], Sequence[str]] = tuple
        """Returns sentences that say what filters do with the article."""
        self._foot = Foot(self, self._refresh_foot)
        self._prompt: Prompt | None = None

    @property
    def page(self) -> Page | None:
        """The article that is shown, or whose raw file is shown."""
        return self._behind[0] if self._behind else self.scroll.page

    @property
    def said(self) -> str:
        """The message in the footer."""
        return self._foot.said

    @property
    def reached(self) -> tuple[float, float | None] | None:
        """The reading position (see `Page.place_at`), and the share of the article above the lower
        edge of the pane, 0 to 1. The share is 0 at the start of an article longer than the pane,
        and None while it is not known. None if nothing is shown.
        """
        view = self.scroll.view
        if view.page is None or self.scroll.is_waiting or not view.page.lines:
            return None
        if self._behind is not None:
            return self._behind[1], None
        progress = view.progress
        if not view.top and progress != 1:
            progress = 0.0
        return view.place, progress

    def show(self, page: Page | None) -> None:
        """Show an article from its start."""
        self._behind, self._is_glance = None, False
        self._put(page)

    def show_source(self) -> None:
        """Show the raw file of the article, or the article again."""
        if self._behind is not None:
            page, place = self._behind
            self.show(page)
            self.scroll.resume(place, 0)
        elif (article := self.scroll.page) is not None:
            from reader.tui.article.raw_view import SourcePage

            folder = article.path.parent
            try:
                source = outside.reach(folder, lambda: SourcePage(article, self.why()))
            except Unanswered:
                self.say(f"{folder} does not answer.")
                return
            self.show_instead(source)

    def glance_at_source(self) -> None:
        """Show the raw file of the article, from which `back` leads to the list."""
        self.show_source()
        self._is_glance = True

    def show_printed(self, name: str, text: str) -> bool:
        """Show what a command printed about the article; False if no article is shown."""
        if self.page is None or self.page.article is None:
            return False
        from reader.tui.article.raw_view import OutputPage

        self.show_instead(OutputPage(self.page, name, text))
        return True

    def show_instead(self, other: Page) -> None:
        """Show another page in place of the article; `back` shows the article again."""
        self._close_list()
        if self._behind is None and self.scroll.page is not None:
            self._behind = self.scroll.page, self.scroll.view.place
        self._put(other)

    def _put(self, page: Page | None) -> None:
        self._finder.end()
        self._foot.forget()
        self.scroll.put(page)
        if self._points is not None:
            self._points.show(page if self._points.display else None)

    def found_anew(self) -> None:
        """Redraw all lines, because the highlighted hits have changed."""
        self._redraw()
        self.refresh_bindings()

    def say_tags(self, own_tags: tuple[str, ...]) -> None:
        """Show the user tags above the text, and keep the position."""
        if self.page is None or not self.page.say_tags(own_tags):
            return
        self.scroll.set_anew()
        self.refresh()
        if self._points is not None:
            self._points.head_changed()

    def say_leading(self, path: Path, leading: Sequence[Leading]) -> None:
        """Say which articles link to that of a file, below its links where they are shown."""
        page = self.page
        if page is not None and page.path == path:
            page.leading = tuple(leading)
            if self._points is not None:
                self._points.head_changed()

    def mark_new(self, known: str) -> int:
        """Mark the paragraphs of the article that a known text lacks, by a bar at the left. Returns
        how many there are.
        """
        page = self.scroll.page
        if page is None or self._behind is not None:
            return 0
        count = page.mark_new(known)
        self._redraw()
        return count

    def show_part(self, part: str) -> None:
        """Go to the part of the article that a link names, a heading or a block, which stays lit
        until the next key; say so where it has none.
        """
        page = self.scroll.page
        if page is None or page.article is None:
            return
        place = page.place_of(part)
        if place is None:
            self.say(f"There is no “{part}” in this article.")
        else:
            self.scroll.show_place(place)

    def find_words(self, words: list[str]) -> None:
        """Highlight the words and phrases of a library search, and go to the first hit."""
        self._finder.start(words)

    def say(self, text: str) -> None:
        """Show a message in the footer until the next key, for some seconds at most."""
        self._foot.say(text)

    def choose(self, question: str, answers: Mapping[str, Callable[[], object]]) -> None:
        """Ask a question in the footer, and call the answer of the next key, if it has one."""
        self._foot.choose(question, answers)

    async def prompt(self) -> Prompt:
        """The prompt at the bottom of the pane."""
        if self._prompt is None:
            from reader.tui.dialogs.prompt import Prompt

            self._prompt = Prompt(lambda: self.screen.set_focus(self))
            await self.mount(self._prompt)
        return self._prompt

    def edited(self) -> None:
        self.post_message(self.Edited())

    def follow(self, path: Path, part: str) -> None:
        self._close_list()
        self.post_message(self.Followed(path, part))

    def links_listed(self) -> None:
        self.post_message(self.LinksListed())

    def finished(self) -> None:
        self.post_message(self.Finished())

    def take_keys(self) -> None:
        self.screen.set_focus(self)  # at once, see type_ahead.py

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "hit":
            return self._finder.search is not None and not self._lists
        if action == "unfold":
            return self._behind is None and self.scroll.page is not None
        if action == "find":
            return self._prompt is None or not self._prompt.display
        if action == "back":
            return not self._alone or self._is_deep or self.came_by_link
        return not (self._alone and action == "leave")

    @property
    def _is_deep(self) -> bool:
        """Whether `back` first ends a search, the raw file or the view without the list."""
        return bool(self._finder.search or self._behind or self.screen.has_class("zen"))

    def action_scroll(self, lines: int) -> None:
        self.scroll.go_to(self.scroll.view.top + lines)

    def action_page(self, pages: float) -> None:
        self.scroll.go_to(self.scroll.view.after(pages))

    def action_top(self) -> None:
        self.scroll.go_to(0)

    def action_bottom(self) -> None:
        self.scroll.go_to(self.scroll.view.fill())

    def action_read_on(self) -> None:
        """Go a page down, or from the end to the next unread article."""
        top = self.scroll.view.top
        self.action_page(1)
        if self.scroll.view.top == top:
            self.finished()

    def action_unfold(self) -> None:
        """Show the folded parts around the article of a saved page, and keep the position."""
        page, place = self.scroll.page, self.scroll.view.place
        if page is not None and page.is_folded:
            self.show(page.unfolded())
            self.scroll.resume(place, 0)

    def action_sideways(self, steps: int) -> None:
        """Scroll code that is wider than its box; to the left of its start, go back."""
        if steps < 0 and not self.column.left:
            self.action_back()
        elif self.column.move_sideways(steps * _SIDESTEP, self.scroll.view.lines):
            self._redraw()

    def action_back(self) -> None:
        """End a search, the raw file or the view without the list; otherwise go to the list."""
        if self._finder.search is not None:
            self._finder.end()
        elif self._behind is not None:
            is_glance = self._is_glance
            self.show_source()
            if is_glance:
                self.action_leave()
        elif self.screen.has_class("zen"):
            self.action_zen()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Go to the list."""
        self.post_message(self.Left())

    async def action_find(self) -> None:
        self._close_list()
        await self._finder.ask()

    def action_hit(self, step: int) -> None:
        self._finder.step(step)

    def action_browse(self) -> None:
        actions.browse(self)

    def action_copy(self) -> None:
        actions.ask_copy(self)

    def action_edit(self) -> None:
        actions.edit(self)

    async def action_export(self) -> None:
        await actions.ask_export(self)

    def action_source(self) -> None:
        self._close_list()
        self.show_source()

    def action_zen(self) -> None:
        """Hide the list and the bars, or show them again."""
        self.screen.toggle_class("zen")
        self.refresh_bindings()

    def action_widen(self, cells: int) -> None:
        """Change the width of the text, but not beyond the pane's, also for the next start."""
        column, room = self.column, self.column.widest_here
        width = max(NARROWEST, min(min(column.widest, room) + cells, room))
        problem = ""
        if width != column.widest:
            problem = screen_state.keep_text_width(width, self.text_width_set)
            self.set_text_width(width)
        is_widest = cells >= 0 and width >= room
        said = "As wide as the pane." if is_widest else f"Lines of {width} cells."
        self.say(f"{said} {problem}".strip())

    def set_text_width(self, width: int) -> None:
        """Lay the text out in lines of at most so many cells."""
        self.column.widest = width
        self.scroll.set_anew()
        self.refresh()

    async def action_list(self, what: What) -> None:
        """Show key statements, headings or links over the article, which keeps its position."""
        if self._behind is not None:
            self.show_source()
        if self._points is None:
            from reader.tui.article.contents_view import KeyPoints

            self._points = KeyPoints(self)
            await self.mount(self._points)
        self._points.open(what, self.scroll.page, self.scroll.view.block_read)

    @property
    def _lists(self) -> bool:
        """Whether a list of key statements, headings or links is open."""
        return self._points is not None and self._points.display

    def _close_list(self) -> None:
        if self._points is not None and self._points.display:
            self._points.action_close()

    def on_focus(self) -> None:
        if self._points is not None and self._points.display:
            self.screen.set_focus(self._points)  # at once: a moment later it may have closed

    def take_key(self, event: events.Key) -> bool:
        self.scroll.light(None)
        return self._foot.take(event.character)

    def on_click(self, event: events.Click) -> None:
        if event.button == 1 and (href := event.style.link):
            event.stop()
            actions.open_address(self, href)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        event.stop()
        self.action_sideways(1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        event.stop()
        if self.column.left:
            self.action_sideways(-1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_scroll(-3)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.column.forget_styles()
        self._strips.clear()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Compute no styles: none of them depends on the focus, and there are many."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lay the text out for a new size first: the Resize event comes only after the drawing."""
        is_beside = self.has_class("beside") and not self.screen.has_class("zen")
        self.scroll.fit(self.size, is_beside=is_beside)
        return paint(self, crop)

    def render_line(self, y: int) -> Strip:
        page, number = self.scroll.page, self.scroll.view.top + y
        if self.said and (message := self.column.message(self.said, self.scroll.height - y)):
            return message
        if y == self.scroll.height:
            return self._last_line()
        if page is None or number >= len(page.lines):
            return self.column.blank()
        if number == self.scroll.lit:
            return self.column.line(page.lines[number], lit=True)
        strip = self._strips.get(number)
        if strip is None:
            if len(self._strips) >= _STRIPS_KEPT:
                self._strips.clear()
            line = self.notes.lit(page, number, page.lines[number])
            line = self._finder.lit(number, line)
            is_new = page.lines.block(number) in page.new and bool(line.text.strip())
            strip = self._strips[number] = self.column.line(line, new=is_new)
        return strip

    def _redraw(self) -> None:
        """Redraw all lines."""
        self._strips.clear()
        self.refresh()

    def _lines_made_anew(self) -> None:
        self._strips.clear()
        self._finder.forget_lines()
        self.notes.forget_lines()

    def _last_line(self) -> Strip:
        """The footer: the search, and how far the user has read."""
        page, progress = self.scroll.page, self.scroll.view.progress
        if not self.scroll.view.top or progress is None or page is None:
            return self.column.foot(str(self._finder), "")
        left = 0 if self._behind else math.ceil(page.minutes * (1 - progress))
        more = f"{left} min left · " if left else ""
        return self.column.foot(str(self._finder), f"{more}{int(progress * 100)}%")

    def _refresh_foot(self) -> None:
        self.scroll.refresh_foot()
        if self._points is not None and self._points.display:
            self._points.refresh()
