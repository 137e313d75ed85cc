"""Draws the lines of the list as strips, and keeps them until their text changes."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.output.cells import fit
from reader.tui.list.cursor import ListViewport
from reader.tui.list.list_rows import ListRows
from reader.tui.list.outline import Child, Item, Row
from reader.tui.paint import padded

_STRIPS_KEPT = 300
"""How many strips are kept; what Textual caches in each takes up to 15 kB."""

_DIM = frozenset(("read", "subheading", "lead", "sentence"))


class Drawing:
    """Draws the visible lines of a list, with a scroll bar at the right."""

    def __init__(self, rows: ListRows, port: ListViewport, style: Callable[[str], Style]) -> None:
        """`style` returns the style of a component class of the list."""
        self.empty = ""
        """The text of a list without articles."""
        self._rows = rows
        self._port = port
        self._style_of = style
        self._strips: dict[tuple[int, bool, bool], Strip] = {}
        self._styles: dict[str, Style] = {}

    def forget(self) -> None:
        """Draw all lines again, because their text has changed."""
        self._strips.clear()

    def forget_styles(self) -> None:
        """Draw all lines again, because styles have changed."""
        self._styles.clear()
        self._strips.clear()

    def forget_cursor(self) -> None:
        """Draw the line of the cursor again, because the focus has changed."""
        for line in (self._port.line, self._port.line + 1):
            for by_thumb in (False, True):
                self._strips.pop((line, True, by_thumb), None)

    def lines(self, span: range, width: int, has_focus: bool) -> list[Strip]:
        """The strips of a `span` of screen lines, `width` cells wide. The cursor's style depends on
        `has_focus`.
        """
        thumb, cursor = self._port.thumb(), self._cursor
        return [self._line(y, width, cursor, has_focus, y in thumb) for y in span]

    def _line(self, y: int, width: int, cursor: range, has_focus: bool, by_thumb: bool) -> Strip:
        """The strip of a screen line. Strips are reused, since Textual caches its work in them."""
        port = self._port
        line = port.top + y
        if line >= len(port.outline):
            return self._blank(y, width)
        if y == 0 and (heading := port.sticky) is not None:
            inner = self._rows.inner_name(port.outline.at(line), port.outline)
            return self._draw(heading, width - 1, by_thumb, inner=inner)
        place = line, line in cursor, by_thumb
        strip = self._strips.get(place)
        if strip is None:
            while len(self._strips) > _STRIPS_KEPT:
                del self._strips[next(iter(self._strips))]
            item = port.outline.at(line)
            style = ("cursor" if has_focus else "resting") if line in cursor else ""
            is_pending = self._rows.is_pending(item)  # asked first: another thread finds leads
            strip = self._draw(item, width - 1, by_thumb, cursor=style)
            if not is_pending:
                self._strips[place] = strip
        return strip

    @property
    def _cursor(self) -> range:
        """The one or two lines under the cursor."""
        line = self._port.line
        height = 2 if self._rows.is_double and isinstance(self._port.item, Row | Child) else 1
        return range(line, line + height)

    def _draw(
        self, item: Item, width: int, by_thumb: bool, *, inner: str = "", cursor: str = ""
    ) -> Strip:
        """Draw a line and its cell of the scroll bar, with the style of a `cursor` if it is given.
        Dim text gets another style on the cursor, where it would be illegible.
        """
        parts = self._rows.parts(item, self._port.outline, width, inner=inner)
        if cursor == "cursor":
            parts = [(text, "selected" if name in _DIM else name) for text, name in parts]
        segments = [Segment(text, self._style(name)) for text, name in parts]
        ground = self._style("read")
        if cursor:
            behind = self._style(cursor)
            segments = [*Segment.apply_style(segments, post_style=behind)]
            ground += behind
        bar = Segment("▌", self._style("thumb")) if by_thumb else Segment(" ", self._style("read"))
        return padded(segments, width, ground, bar)

    def _blank(self, y: int, width: int) -> Strip:
        said = wrap(self.empty, max(width - 4, 1)) if self._port.is_empty else []
        y -= self._port.outline.saved
        text = fit(f"  {said[y - 1]}" if 0 < y <= len(said) else "", width)
        return Strip([Segment(text.ljust(width), self._style("read"))], width)

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._style_of(f"sidebar--{name}")
            if name in ("cursor", "resting"):  # only colours the background
                style = Style(bgcolor=style.bgcolor)
            self._styles[name] = style
        return style
