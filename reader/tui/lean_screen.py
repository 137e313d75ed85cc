"""Textual's screen, which draws no more than what has changed.

Textual renders all lines of all widgets for each change of one line, and draws the first screen
five times: after each message that says how large it is, and for the requests of widgets that were
made before they were drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual import events
from textual._compositor import Compositor
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


class _LeanCompositor(Compositor):
    """Textual's compositor, which renders only the lines and the widgets that are seen."""

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        crop = crop or self.size.region
        drawn: list[Region] = []  # none of these overlaps another
        for widget, (region, clip) in self.visible_widgets.items():
            part = region.intersection(clip)
            if not crop.overlaps(part):
                continue
            seen = part.intersection(crop)
            is_hidden = sum(one.intersection(seen).area for one in drawn) == seen.area
            if is_hidden and type(widget).render_lines is Widget.render_lines:
                continue  # others may see here how large they are
            part = part.intersection(Region(part.x, crop.y, part.width, crop.height))
            strips = widget.render_lines(part.translate(-region.offset))
            yield part, part, strips
            if _fill(strips, part) and not any(map(seen.overlaps, drawn)):
                drawn.append(seen)


def _fill(strips: list[Strip], part: Region) -> bool:
    """Whether lines fill a part of the screen; not those of a widget that does not know its new
    size yet.
    """
    is_wide = all(strip.cell_length >= part.width for strip in strips)
    return is_wide and len(strips) >= part.height


class LeanScreen(Screen[object]):
    """Textual's screen, which draws its first picture once, and later what has changed."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self._compositor = _LeanCompositor()

    def _screen_resized(self, size: Size) -> None:
        """Lay the widgets out for another size; a start sends the first one again and again."""
        if size != self._compositor.size:
            super()._screen_resized(size)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Come to the front. Where this lays the widgets out, it draws them, too."""
        event.prevent_default()  # Textual calls the method of each class
        is_new = self._size != self.app.size
        event.refresh_styles &= not is_new
        super()._on_screen_resume(event)
        if is_new:
            for widget in (self, *self.walk_children(Widget)):
                widget._layout_required = widget._repaint_required = False
            self.call_later(self._forget_what_is_drawn)

    def _forget_what_is_drawn(self) -> None:
        """Forget what widgets asked for before they were laid out and drawn."""
        self._layout_required = False
        self._dirty_widgets.clear()
