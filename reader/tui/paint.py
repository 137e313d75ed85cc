"""The lines of a pane, as they are drawn, straight to the screen.

Textual lays borders, padding and tints over each line of a widget. Our panes have none, and make
their lines themselves; without that work a page is on the screen in two thirds of the time.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.filter import ANSIToTruecolor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from reader.output.cells import width_of

_CURSOR, _RESTING = 4, 8
"""The terminal's blue and bright black: what themes.py gives a cursor and one that rests."""

_REVERSED, _UNDERLINED = Style(reverse=True), Style(underline=True)


def paint(widget: Widget, crop: Region, strips: list[Strip] | None = None) -> list[Strip]:
    """The part `crop` of a widget's lines, filtered as the application asks (NO_COLOR). `strips`
    are those lines where the widget has them at once.
    """
    if strips is None:
        strips = [widget.render_line(y) for y in crop.line_range]
    if widget.app.native_ansi_color:
        strips = [_own_colours(strip) for strip in strips]
    for line_filter in widget.get_line_filters():
        if not isinstance(line_filter, ANSIToTruecolor):  # our themes' colours are true already
            background = widget.background_colors[1]
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
    if crop.column_span == (0, widget.size.width):
        return strips
    return [strip.crop(crop.x, crop.right) for strip in strips]


def padded(segments: list[Segment], width: int, ground: Style) -> Strip:
    """A line of `width` cells, as terminals count them: Textual takes spacing marks for none."""
    missing = width - sum(width_of(segment.text) for segment in segments)
    if missing < 0:
        return Strip(segments).adjust_cell_length(width, ground)
    return Strip([*segments, Segment(" " * missing, ground)] if missing else segments, width)


def _own_colours(strip: Strip) -> Strip:
    """A line in the terminal's own colours. Nobody knows what those are: a cursor is reversed
    text, as legible as any other, and one that rests is underlined.
    """
    if not any(_behind(segment) in (_CURSOR, _RESTING) for segment in strip):
        return strip
    return Strip([_marked(segment) for segment in strip], strip.cell_length)


def _marked(segment: Segment) -> Segment:
    text, style, _ = segment
    if style is None or _behind(segment) not in (_CURSOR, _RESTING):
        return segment
    resting = _behind(segment) == _RESTING
    plain = style.without_color if not resting else Style(color=style.color) + style.without_color
    return Segment(text, plain + (_UNDERLINED if resting else _REVERSED))


def _behind(segment: Segment) -> int | None:
    """The number of the colour behind a text, if it is one of the terminal's own."""
    colour = segment.style.bgcolor if segment.style else None
    return colour.number if colour else None
