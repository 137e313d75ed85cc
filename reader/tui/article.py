"""The article: a column of text, as wide as a line should be, in the middle of its pane.

Only the lines on the screen are drawn. The head of an article is there at once; its tail is set in
slices while nothing else is to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from reader.model import Statement
from reader.tui.paint import paint

if TYPE_CHECKING:  # brings the parsers with it, which the first screen does without
    from reader.output.terminal import Ink, Line
    from reader.output.terminal import Segment as Inked
    from reader.tui.page import Page
    from reader.tui.points import KeyPoints

_SLICE = 400
"""Lines that are set at once when nothing else is to do."""

_FIRST_SLICE = 0.001
"""Seconds spent on the tail at once: short articles are whole by then."""

_PAUSE = 0.02
"""Seconds between slices, in which keys are answered."""

_SIDESTEP = 16
"""Cells that a key moves code sideways."""

_MARGIN = 2
"""Cells left and right of the text: some terminals draw “ ” — … two cells wide."""


class ArticleView(Widget, can_focus=True):
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
        Binding("B", "points", "key statements", id="article.points"),
        Binding("tab", "app.other_pane", "other pane", show=False, id="pane"),
    ]
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
        "article--edge",
        "article--lit",
    }
    ALLOW_SELECT = False

    class Finished(Message):
        """The reader asked for more than there is."""

    class Left(Message):
        """The reader wants back to the list."""

    def __init__(self, text_width: int, *, alone: bool = False) -> None:
        """A pane with lines of at most `text_width` cells; `alone`, there is no list to go to."""
        super().__init__()
        self._text_width = text_width
        self._alone = alone
        self._page: Page | None = None
        self._top = 0
        self._left = 0
        self._fitted = Size()
        self._strips: dict[int, Strip] = {}
        self._styles: dict[Ink, Style] = {}
        self._timer: Timer | None = None
        self._lit: int | None = None
        self._points: KeyPoints | None = None
        self._waiting: tuple[float | None, float] | None = None

    @property
    def page(self) -> Page | None:
        return self._page

    @property
    def reached(self) -> tuple[float, float | None] | None:
        """Where the reader is, see `Page.place_at`, and how much of the article, 0 to 1, is above
        the lower edge of the pane: None while that is not known. None where nothing is shown.
        """
        if self._page is None or self._waiting is not None or not self._page.lines:
            return None
        return self._page.place_at(self._top), self._progress

    def show(self, page: Page | None) -> None:
        """Show an article from its start."""
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

    def line(self, line: Line, *, lit: bool = False) -> Strip:
        """A line of the pane with a text in its column, which may be lit."""
        strip = self._line(line)
        if not lit:
            return strip
        left, width = self._column()
        style = Style(bgcolor=self._named("article--lit").bgcolor)
        start, end = left - 1, left + width + 1
        middle = Segment.apply_style(strip.crop(start, end), post_style=style)
        return Strip([*strip.crop(0, start), *middle, *strip.crop(end)], self.size.width)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not (self._alone and action in ("back", "app.other_pane"))

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
        self.post_message(self.Left())

    async def action_points(self) -> None:
        """Key statements alone, over the article, which stays where it is."""
        if self._points is None:
            from reader.tui.points import KeyPoints  # noqa: PLC0415 (few readers of an article ask)

            self._points = KeyPoints(self)
            await self.mount(self._points)
        self._points.open(self._page, self._block_read())

    def on_focus(self) -> None:
        if self._points is not None and self._points.display:
            self._points.focus()

    def on_key(self) -> None:
        if self._lit is not None:
            self._lit = None
            self.refresh()

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
        if self.size != self._fitted:
            self._fitted = self.size
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
            strip = self._strips[number] = self._line(self._page.lines[number])
        return strip

    @property
    def _height(self) -> int:
        """Lines of text; the last line of the pane tells how far the reader is.

        A pane that goes has no size any more: then it is the one that it had.
        """
        return max((self.size.height or self._fitted.height) - 1, 1)

    @property
    def text_width(self) -> int:
        """The cells of a line of text."""
        return self._column()[1]

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
        progress = self._progress
        text = f"{progress:.0%}" if self._top and progress is not None else ""
        left, width = self._column()
        gap = " " * (width - len(text))
        muted = self._named("article--muted")
        return self._drawn([Segment(gap + text, muted)], left)

    def _column(self) -> tuple[int, int]:
        """Where the text starts, and how wide it is."""
        width = min(self._text_width, max(self.size.width - 2 * _MARGIN - 1, 10))
        return max((self.size.width - width) // 2, _MARGIN), width

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
        self._lit = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._page is None or not self.size.width:
            self._fitted = self.size  # not on the screen: later
            return
        self._page.set_width(self._column()[1])
        self._page.fill(self._top + self._height + _MARGIN)
        self._page.fill_for(_FIRST_SLICE)
        if not self._page.complete:
            self._timer = self.set_interval(_PAUSE, self._set_slice)

    def _fill(self) -> None:
        """Set all that is left."""
        while self._page is not None and not self._page.complete:
            self._page.fill(len(self._page.lines) + 10 * _SLICE)

    def _set_slice(self) -> None:
        if self._page is not None and not self._page.complete:
            self._page.fill(len(self._page.lines) + _SLICE)
        if self._timer is not None and (self._page is None or self._page.complete):
            self._timer.stop()
            self._timer = None
            if self._top:
                self.refresh(Region(0, self._height, self.size.width, 1))

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

    def _line(self, line: Line) -> Strip:
        if line.window is None:
            return self._strip(self._segments(line.segments))
        room, hidden, start = line.window
        left = min(self._left, hidden)
        behind = Strip(self._segments(line.segments[start:]))
        seen = behind.crop(left, left + room).extend_cell_length(room)
        before, after = self._segments(line.window.edges(left, behind.cell_length))
        return self._strip([*self._segments(line.segments[:start]), before, *seen, after])

    def _segments(self, segments: Iterable[Inked]) -> list[Segment]:
        return [Segment(text, self._style(ink)) for text, ink in segments]

    def _strip(self, drawn: list[Segment]) -> Strip:
        return self._drawn(drawn, self._column()[0])

    def _drawn(self, segments: list[Segment], left: int) -> Strip:
        """A line of the pane: its edge, the margin, the text."""
        edge = Segment("│" if self.has_class("beside") else " ", self._named("article--edge"))
        margin = Segment(" " * (left - 1), self._named("article--text"))
        strip = Strip([edge, margin, *segments])
        return strip.adjust_cell_length(self.size.width, self._named("article--text"))

    def _style(self, ink: Ink) -> Style:
        style = self._styles.get(ink)
        if style is None:
            role = "strong" if ink.bold and ink.role == "text" else ink.role
            style = self._named(f"article--{role}") + Style(
                bold=ink.bold or None,
                italic=ink.italic or None,
                strike=ink.strike or None,
                link=ink.href,
            )
            if len(self._styles) > 1_000:
                self._styles.clear()
            self._styles[ink] = style
        return style

    def _named(self, name: str) -> Style:
        return self.get_component_rich_style(name)
