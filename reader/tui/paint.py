"""Draws the lines of a pane straight to the screen.

Textual adds borders, padding and tints to each line of a widget. Our panes have none; without that
work a page is drawn in two thirds of the time.
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
"""The terminal's blue and bright black: themes.py gives them to a cursor with and without focus."""

_REVERSED, _UNDERLINED = Style(reverse=True), Style(underline=True)


def paint(widget: Widget, crop: Region, strips: list[Strip] | None = None) -> list[Strip]:
    """The part `crop` of a widget's lines, with the application's filters (NO_COLOR). `strips` are
    the lines in it, if the widget has made them already.
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


def padded(segments: list[Segment], width: int, ground: Style, *after: Segment) -> Strip:
    """A line of `width` cells as terminals count them; to Textual spacing marks have no cells. What
    comes `after` it, of one cell each, is not counted.
    """
    missing = width - sum(width_of(segment.text) for segment in segments)
    if missing < 0:
        segments = [*Strip(segments).adjust_cell_length(width, ground)]
    elif missing:
        segments = [*segments, Segment(" " * missing, ground)]
    return Strip([*segments, *after], width + len(after))


def _own_colours(strip: Strip) -> Strip:
    """A line for the terminal's own colours. They are unknown, so a cursor is shown by reversed
    text, which is as legible as the rest, and a cursor without focus by underlined text.
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
    """The number of a text's background colour, if it is one of the terminal's own."""
    colour = segment.style.bgcolor if segment.style else None
    return colour.number if colour else None
