"""The lines of a pane, as they are drawn, straight to the screen.

Textual lays borders, padding and tints over each line of a widget. Our panes have none, and make
their lines themselves; without that work a page is on the screen in two thirds of the time.
"""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


def paint(widget: Widget, crop: Region) -> list[Strip]:
    """The part `crop` of a widget's lines, filtered as the application asks (NO_COLOR)."""
    strips = [widget.render_line(y) for y in crop.line_range]
    if filters := widget.get_line_filters():
        background = widget.background_colors[1]
        for line_filter in filters:
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
    if crop.column_span == (0, widget.size.width):
        return strips
    return [strip.crop(crop.x, crop.right) for strip in strips]
