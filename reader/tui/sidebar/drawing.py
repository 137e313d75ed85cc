"""The lines of the list as strips, which are kept until what they say changes."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.output.cells import fit
from reader.tui.sidebar.outline import Item, Row
from reader.tui.sidebar.rows import Rows
from reader.tui.sidebar.viewport import Viewport

_STRIPS_KEPT = 2_000
_DIM = frozenset(("read", "subheading", "lead"))


class Drawing:
    """Strips of rows as they are seen through a viewport, with a scroll bar at the right."""

    def __init__(self, rows: Rows, port: Viewport, style: Callable[[str], Style]) -> None:
        """`style` has the style of a part of the list, by the name of its class."""
        self.empty = ""
        """What stands where there are no articles."""
        self._rows = rows
        self._port = port
        self._style_of = style
        self._strips: dict[tuple[int, bool], Strip] = {}
        self._styles: dict[str, Style] = {}

    def forget(self) -> None:
        """What the lines say has changed."""
        self._strips.clear()

    def forget_styles(self) -> None:
        """How the lines look has changed."""
        self._styles.clear()
        self._strips.clear()

    def forget_cursor(self) -> None:
        """How the line of the cursor looks has changed."""
        for line in (self._port.line, self._port.line + 1):
            self._strips.pop((line, True), None)

    def line(self, y: int, width: int, has_focus: bool) -> Strip:
        """The line of the screen `y`, in cells; a cursor that has no focus rests."""
        port = self._port
        line = port.top + y
        if line >= len(port.outline):
            return self._blank(y, width)
        if y == 0 and (heading := port.sticky) is not None:
            inner = self._rows.inner_name(port.outline.at(line).group)
            return Strip([*self._draw(heading, width - 1, inner=inner), self._bar(y)], width)
        on_cursor = port.line <= line < port.line + self._cursor_height
        strip = self._strips.get((line, on_cursor))
        if strip is None:
            if len(self._strips) > _STRIPS_KEPT:
                self._strips.clear()
            item = port.outline.at(line)
            cursor = ("cursor" if has_focus else "resting") if on_cursor else ""
            strip = self._draw(item, width - 1, cursor=cursor)
            if not self._rows.is_pending(item):
                self._strips[line, on_cursor] = strip
        return Strip([*strip, self._bar(y)], width)

    @property
    def _cursor_height(self) -> int:
        """Lines under the cursor."""
        return 2 if self._rows.is_double and isinstance(self._port.item, Row) else 1

    def _draw(self, item: Item, width: int, *, inner: str = "", cursor: str = "") -> Strip:
        """A line, with the style of a `cursor` over it; what is dim would be lost on its colour."""
        parts = self._rows.parts(item, self._port.outline, width, inner=inner)
        if cursor == "cursor":
            parts = [(text, "selected" if name in _DIM else name) for text, name in parts]
        segments = [Segment(text, self._style(name)) for text, name in parts]
        strip = Strip(segments).adjust_cell_length(width, self._style("read"))
        if not cursor:
            return strip
        return Strip(Segment.apply_style(strip, post_style=self._style(cursor)), width)

    def _blank(self, y: int, width: int) -> Strip:
        said = wrap(self.empty, max(width - 4, 1)) if self._port.is_empty else []
        y -= self._port.outline.saved
        text = fit(f"  {said[y - 1]}" if 0 < y <= len(said) else "", width)
        return Strip([Segment(text.ljust(width), self._style("read"))], width)

    def _bar(self, y: int) -> Segment:
        if y in self._port.thumb():
            return Segment("▌", self._style("thumb"))
        return Segment(" ", self._style("read"))

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._style_of(f"sidebar--{name}")
            if name in ("cursor", "resting"):  # laid over the line as it is
                style = Style(bgcolor=style.bgcolor)
            self._styles[name] = style
        return style
