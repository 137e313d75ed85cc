"""The article: a column of text, as wide as a line should be, in the middle of its pane.

Only the lines on the screen are drawn. The head of an article is there at once; its tail is set in
slices while nothing else is to do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from reader import choices
from reader.config import NARROWEST
from reader.tui.article import acting
from reader.tui.article.finder import Finder
from reader.tui.article.pane import MARGIN, Column
from reader.tui.paint import paint

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.model import Statement
    from reader.output.terminal import Line
    from reader.tui.article.page import Page
    from reader.tui.article.places import What
    from reader.tui.article.points import KeyPoints
    from reader.tui.prompt import Prompt

_SLICE = 40
"""Lines that are set at once when nothing else is to do."""

_TURN = 0.004
"""Seconds in which slices are set one after the other: a key waits for no more."""

_PAUSE = 0.01
"""Seconds between slices, in which keys are answered."""

_SAID_FOR = 6.0
"""Seconds that a sentence at the foot stands, unless a key ends it before."""

_SIDESTEP = 16
"""Cells that a key moves code sideways."""


class ArticleView(Column, can_focus=True):
    """The pane in which an article is read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", "scroll", id="article.down", key_display="j/k"),
        Binding("k,up", "scroll(-1)", "scroll up", show=False, id="article.up"),
        Binding("g,home", "top", "start", show=False, id="article.top"),
        Binding("G,end", "bottom", "end", show=False, id="article.bottom"),
        Binding("space", "read_on", "read on", id="article.read_on", key_display="Space"),
        Binding("pagedown", "page(1)", "page down", show=False, id="article.page_down"),
        Binding("b,pageup", "page(-1)", "page up", show=False, id="article.page_up"),
        Binding("ctrl+d", "page(0.5)", "half a page down", show=False, id="article.half_down"),
        Binding("ctrl+u", "page(-0.5)", "half a page up", show=False, id="article.half_up"),
        Binding("right,L", "sideways(1)", "code sideways", show=False, id="article.right"),
        Binding("left,H", "sideways(-1)", "code back, to the list", show=False, id="article.left"),
        Binding("escape,h", "back", "back", id="article.back", key_display="Esc"),
        Binding("n", "hit(1)", "next hit", id="find.next"),
        Binding("N,p", "hit(-1)", "hit before", show=False, id="find.previous"),
        Binding("slash", "find", "find", id="find", key_display="/"),
        Binding("B", "list('statements')", "key statements", id="article.points"),
        Binding("c", "list('contents')", "contents", show=False, id="article.contents"),
        Binding("u", "list('links')", "links", show=False, id="article.links"),
        Binding("o", "browse", "open in the browser", show=False, id="article.browse"),
        Binding("y", "copy", "copy link, text or Markdown", show=False, id="article.copy"),
        Binding("e", "edit", "edit the file", show=False, id="article.edit"),
        Binding("v", "source", "the file as it stands", show=False, id="article.source"),
        Binding("E", "export", "save a copy", show=False, id="article.export"),
        Binding("w", "zen", "the article alone", show=False, id="article.zen"),
        Binding("less_than_sign", "widen(-4)", "narrower", show=False, id="article.narrower"),
        Binding("greater_than_sign", "widen(4)", "wider", show=False, id="article.wider"),
        Binding("tab", "app.other_pane", "other pane", show=False, id="pane"),
    ]
    ALLOW_SELECT = False

    class Finished(Message):
        """The reader asked for more than there is."""

    class Left(Message):
        """The reader wants back to the list."""

    class Edited(Message):
        """The file may have changed."""

    def __init__(self, text_width: int, *, alone: bool = False) -> None:
        """A pane with lines of at most `text_width` cells; `alone`, there is no list to go to."""
        super().__init__(text_width)
        self._alone = alone
        self._page: Page | None = None
        self._top = 0
        self._strips: dict[int, Strip] = {}
        self._timer: Timer | None = None
        self._lit: int | None = None
        self._points: KeyPoints | None = None
        self._waiting: tuple[float | None, float] | None = None
        self._behind: tuple[Page, float] | None = None  # the article, while its file is shown
        self._finder = Finder(self)
        self._prompt: Prompt | None = None
        self._answers: Mapping[str, Callable[[], object]] = {}
        self._said_timer: Timer | None = None
        self.said = ""

    @property
    def page(self) -> Page | None:
        """The article that is shown, or whose file is."""
        return self._behind[0] if self._behind else self._page

    @property
    def shown(self) -> Page | None:
        """What is on the screen: the article, or its file as it stands."""
        return self._page

    @property
    def block(self) -> int:
        """The block of the first line on the screen."""
        return max(0, self._page.block_at(self._top)) if self._page else 0

    @property
    def first_lines(self) -> tuple[int, int]:
        """Cells of a line and lines that a first screen takes; 0 cells while there is no pane."""
        return self.text_width if self._fitted.width else 0, self._height + MARGIN

    @property
    def top(self) -> int:
        """The number of the first line on the screen."""
        return self._top

    @property
    def reached(self) -> tuple[float, float | None] | None:
        """Where the reader is, see `Page.place_at`, and how much of the article, 0 to 1, is above
        the lower edge of the pane: None while that is not known, and 0 where one only looked at
        the start of more. None where nothing is shown.
        """
        if self._page is None or self._waiting is not None or not self._page.lines:
            return None
        if self._behind is not None:
            return self._behind[1], None
        progress = self._progress
        if not self._top and progress != 1:
            progress = 0.0
        return self._page.place_at(self._top), progress

    def show(self, page: Page | None) -> None:
        """Show an article from its start."""
        self._behind = None
        self._put(page)

    def show_source(self) -> None:
        """Show the file of the article as it stands, or the article again."""
        if self._behind is not None:
            page, place = self._behind
            self.show(page)
            self.resume(place, 0)
        elif self._page is not None:
            from reader.tui.article.source import SourcePage  # noqa: PLC0415 (few readers ask)

            self._behind = self._page, self._page.place_at(self._top)
            self._put(SourcePage(self._page))

    def _put(self, page: Page | None) -> None:
        self._finder.end()
        self.said = ""
        self._answers = {}
        self._page = page
        self._top = self._left = 0
        self._waiting = None
        self._set()
        self.refresh()
        if self._points is not None and self._points.display:
            self._points.show(page)

    def resume(self, place: float | None, progress: float) -> None:
        """Go to the place where the reader left off, or, where an older version kept none, as far
        as the reader was; an article read to its end starts again.
        """
        if self._page is None or self._top or progress == 1 or not (place or progress):
            return
        if not self.size.width:
            self._waiting = place, progress
        elif place is not None:
            self._go_to(self._page.line_at(place))
        else:
            self._fill()
            self._go_to(round(progress * len(self._page.lines)) - self._height)

    def show_statement(self, one: Statement) -> None:
        """Go to a key statement; its line stays lit until the next key."""
        if self._page is not None:
            self._lit = self._page.line_of_statement(one)
            self._go_to(self._lit - self._height // 3)
            self.refresh()

    def show_line(self, number: int) -> None:
        """Have a line on the screen, with some lines around it where the screen moves for it."""
        if not self._top <= number < self._top + self._height:
            self._go_to(number - self._height // 3)

    def found_anew(self) -> None:
        """What is lit changed: draw the lines anew."""
        self._strips.clear()
        self.refresh()
        self.refresh_bindings()

    def head_changed(self) -> None:
        """The lines above the text are others: set them, and stay where the reader is."""
        self._fit()
        self.refresh()
        if self._points is not None:
            self._points.head_changed()

    def find_words(self, words: list[str]) -> None:
        """Go on in the article with the words and phrases that a library search was for, lit."""
        self._finder.start(words)

    def go_to_line(self, number: int) -> None:
        """Have a line at the top of the screen."""
        self._go_to(number)

    def say(self, text: str) -> None:
        """Say something at the foot, until the next key and for some seconds at most."""
        self.said = text
        self._refresh_foot()
        if self._said_timer is not None:
            self._said_timer.stop()
        self._said_timer = self.set_timer(_SAID_FOR, partial(self.say, "")) if text else None

    def choose(self, question: str, answers: Mapping[str, Callable[[], object]]) -> None:
        """Ask a question at the foot that the next key answers; any other key drops it."""
        self.say(question)
        if self._said_timer is not None:
            self._said_timer.stop()  # a question waits for its answer
        self._answers = answers

    async def prompt(self) -> Prompt:
        """A line at the foot to type on."""
        if self._prompt is None:
            from reader.tui.prompt import Prompt  # noqa: PLC0415 (few readers of an article ask)

            self._prompt = Prompt(self.focus)
            await self.mount(self._prompt)
        return self._prompt

    def open_address(self, href: str) -> None:
        acting.open_address(self, href)

    def copy(self, text: str) -> None:
        acting.copy(self, text)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "hit":
            return self._finder.search is not None and not self._lists
        if action == "find":
            return self._prompt is None or not self._prompt.display
        if action == "back":
            return not self._alone or self._is_deep
        return not (self._alone and action == "app.other_pane")

    @property
    def _is_deep(self) -> bool:
        """Whether there is something to come back from that is not the article itself."""
        return bool(self._finder.search or self._behind or self.screen.has_class("zen"))

    def action_scroll(self, lines: int) -> None:
        self._go_to(self._top + lines)

    def action_page(self, pages: float) -> None:
        overlap = 2 if abs(pages) == 1 and self._height > 4 else 0
        step = int(abs(pages) * self._height) - overlap
        self._go_to(self._top + (step if pages > 0 else -step))

    def action_top(self) -> None:
        self._go_to(0)

    def action_bottom(self) -> None:
        if self._page is not None:
            self._fill()
            self._go_to(len(self._page.lines))

    def action_read_on(self) -> None:
        """A page down; at the end, on to what is unread next."""
        top = self._top
        self.action_page(1)
        if self._top == top:
            self.post_message(self.Finished())

    def action_sideways(self, steps: int) -> None:
        """Move code that is wider than its box; where it is at its start, leave for the list."""
        if steps < 0 and not self._left:
            self.action_back()
            return
        hidden = max((line.window.hidden for line in self._seen() if line.window), default=0)
        left = max(0, min(self._left + steps * _SIDESTEP, hidden))
        if left != self._left:
            self._left = left
            self._strips.clear()
            self.refresh()

    def action_back(self) -> None:
        """Back from a search, from the file, from the article alone, or else to the list."""
        if self._finder.search is not None:
            self._finder.end()
        elif self._behind is not None:
            self.show_source()
        elif self.screen.has_class("zen"):
            self.action_zen()
        else:
            self.post_message(self.Left())

    async def action_find(self) -> None:
        self._close_list()
        await self._finder.ask()

    def action_hit(self, step: int) -> None:
        self._finder.step(step)

    def action_browse(self) -> None:
        acting.browse(self)

    def action_copy(self) -> None:
        acting.ask_copy(self)

    def action_edit(self) -> None:
        acting.edit(self)

    async def action_export(self) -> None:
        await acting.ask_export(self)

    def action_source(self) -> None:
        self._close_list()
        self.show_source()

    def action_zen(self) -> None:
        """The article alone on the screen, or all again."""
        self.screen.toggle_class("zen")
        self.refresh_bindings()

    def action_widen(self, cells: int) -> None:
        """Another width of the text, kept for the next start; not wider than the pane."""
        room = self.size.width + self._beside - 2 * MARGIN - 1
        width = max(NARROWEST, min(min(self._text_width, room) + cells, room))
        if width != self._text_width:
            self._text_width = width
            choices.keep_text_width(width)
            self._fit()
            self.refresh()
        self.say(f"Lines of {width} cells." if cells < 0 or width < room else "As wide as it gets.")

    async def action_list(self, what: What) -> None:
        """Key statements, headings or links over the article, which stays where it is."""
        if self._behind is not None:
            self.show_source()
        if self._points is None:
            from reader.tui.article.points import KeyPoints  # noqa: PLC0415 (few readers of an article ask)

            self._points = KeyPoints(self)
            await self.mount(self._points)
        self._points.open(what, self._page, self._block_read())

    @property
    def _lists(self) -> bool:
        """Whether a list of places lies over the article."""
        return self._points is not None and self._points.display

    def _close_list(self) -> None:
        if self._points is not None and self._points.display:
            self._points.action_close()

    def on_focus(self) -> None:
        if self._points is not None and self._points.display:
            self._points.focus()

    def on_key(self, event: events.Key) -> None:
        if self._lit is not None:
            self._lit = None
            self.refresh()
        if self.said:
            self.say("")
        if answers := self._answers:
            self._answers = {}
            event.stop()
            event.prevent_default()
            answers.get(event.character or "", bool)()

    def on_click(self, event: events.Click) -> None:
        if href := event.style.link:
            event.stop()
            self.open_address(href)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._go_to(self._top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._go_to(self._top - 3)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        event.stop()
        self.action_sideways(1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        event.stop()
        if self._left:
            self.action_sideways(-1)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Set the text for another size first: the Resize event comes after the drawing."""
        size = self.size
        beside = self.has_class("beside") and not self.screen.has_class("zen")
        if (size, beside) != (self._fitted, self._beside):
            self._fitted, self._beside = size, beside
            self._fit()
        return paint(self, crop)

    def render_line(self, y: int) -> Strip:
        number = self._top + y
        if y == self._height:
            return self._foot()
        if self._page is None or number >= len(self._page.lines):
            return self._strip([])
        if number == self._lit:
            return self.line(self._page.lines[number], lit=True)
        strip = self._strips.get(number)
        if strip is None:
            line = self._finder.lit(number, self._page.lines[number])
            strip = self._strips[number] = self._line(line)
        return strip

    @property
    def _height(self) -> int:
        """Lines of text; the last line of the pane tells how far the reader is.

        A pane that goes has no size any more: then it is the one that it had.
        """
        return max(self._fitted.height - 1, 1)

    @property
    def _progress(self) -> float | None:
        if self._page is None or not self._page.complete:
            return None
        return min(1.0, (self._top + self._height) / max(len(self._page.lines), 1))

    def _block_read(self) -> int | None:
        """The block that a reader looks at; None at the start of the article."""
        if not self._top or self._page is None:
            return None
        return self._page.block_at(self._top + self._height // 3)

    def _foot(self) -> Strip:
        if self.said:
            return self.foot(self.said, "")
        progress = self._progress
        if not self._top or progress is None or self._page is None:
            return self.foot(str(self._finder), "")
        left = 0 if self._behind else math.ceil(self._page.minutes * (1 - progress))
        more = f"{left} min left · " if left else ""
        return self.foot(str(self._finder), f"{more}{progress:.0%}")

    def _refresh_foot(self) -> None:
        self.refresh(Region(0, self._height, self.size.width, 1))
        if self._points is not None and self._points.display:
            self._points.refresh()

    def _fit(self) -> None:
        """Set the text anew and stay where it is read."""
        if self._page is None:
            return
        place = self._page.place_at(self._top)
        self._set()
        self._top = self._page.line_at(place)
        self._go_to(self._top)
        if self._waiting is not None and self.size.width:
            waiting, self._waiting = self._waiting, None
            self.resume(*waiting)

    def _set(self) -> None:
        """Set the first screen now and the rest later."""
        self._strips.clear()
        self._finder.forget_lines()
        self._lit = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._fitted = self.size
        if self._page is None or not self._fitted.width:
            return  # not on the screen: later
        self._page.set_width(self._column()[1])
        self._page.fill(self._top + self._height + MARGIN)
        if not self._page.complete:
            self._timer = self.set_interval(_PAUSE, self._set_slice)

    def _fill(self) -> None:
        """Set all that is left."""
        while self._page is not None and not self._page.complete:
            self._page.fill(len(self._page.lines) + 100 * _SLICE)

    def _set_slice(self) -> None:
        until = monotonic() + _TURN
        while self._page is not None and not self._page.complete and monotonic() < until:
            self._page.fill(len(self._page.lines) + _SLICE)
        if self._timer is not None and (self._page is None or self._page.complete):
            self._timer.stop()
            self._timer = None
            if self._top:
                self._refresh_foot()

    def _go_to(self, top: int) -> None:
        if self._page is None:
            return
        self._page.fill(top + 2 * self._height)
        top = max(0, min(top, len(self._page.lines) - self._height))
        if top != self._top:
            self._top = top
            self.refresh()

    def _seen(self) -> list[Line]:
        """The lines on the screen."""
        return self._page.lines[self._top : self._top + self._height] if self._page else []
