"""The lines around the panes: the title above them, the status line and the keys below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.timer import Timer
from textual.widget import Widget

from reader.lazy_tuple import NamedTuple
from reader.output.cells import fit, width_of
from reader.output.safe import safe_line

_BETWEEN, _BETWEEN_TYPING = "   ", " · "
SHOWN_FOR = 6.0
"""Seconds for which a message is shown."""

_MOST_LINES = 3
"""Lines of a message on a narrow screen."""

_LAST = ("help", "quit")
"""The keys that are always shown; others are left out if there is no room."""


_BACK = "escape"
"""The way back, which is left out last."""


class ShownKey(NamedTuple):
    """A key as it is printed, what it does, and its name."""

    shown: str
    words: str
    key: str


class Asker(Widget):
    """A widget with a line to type on; the footer shows its keys and no others."""

    told_keys: Sequence[ShownKey] = ()


class Bar(Widget):
    """One line with a text at the left and one at the right; a long left one is cut."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._left = self._right = ""

    def say(self, left: str | None = None, right: str | None = None) -> None:
        """Change either text; None keeps it."""
        texts = (
            self._left if left is None else safe_line(left),
            self._right if right is None else safe_line(right),
        )
        if texts != (self._left, self._right):
            self._left, self._right = texts
            self.refresh()

    def render(self) -> Content:
        return self._texts(self._left, self._right)

    def _texts(self, left: str, right: str) -> Content:
        room = self.size.width
        right = fit(right, room)
        left = fit(left, max(room - width_of(right) - 2, 0))
        gap = " " * (room - width_of(left) - width_of(right))
        return Content(f"{left}{gap}{right}")


class Title(Bar):
    """The line above the panes: the library, or the article where it has the screen for itself."""

    def __init__(self, article: Callable[[], str]) -> None:
        """`article` returns the title of that article, or ''."""
        super().__init__(id="title")
        self._article = article

    def render(self) -> Content:
        if article := safe_line(self._article()):
            return self._texts(article, self._right)
        return super().render()


def message_lines(text: str, width: int) -> list[str]:
    """A message in lines of at most `width` cells, three at most."""
    if width_of(text) <= width or width <= 0:
        return [text]
    from reader.output.layout import break_lines

    ranges = list(break_lines(text, width))[:_MOST_LINES]
    lines = [text[start:end] for start, end in ranges[:-1]]
    return [*lines, fit(text[ranges[-1][0] :], width)]


class Status(Bar):
    """The status line; a long message takes more than one."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._timer: Timer | None = None
        self._held = ""
        self._next = ""
        self._height = 1

    def say(self, left: str | None = None, right: str | None = None) -> None:
        super().say(left, right)
        height = len(message_lines(self._left, self.size.width))
        if height != self._height:
            self._height = height
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(message_lines(self._left, width))

    def render(self) -> Content:
        width = self.size.width
        if width_of(self._left) + 2 + width_of(self._right) <= width:
            return super().render()
        return Content("\n".join(message_lines(self._left, width)))

    def tell(self, text: str, *, waits: bool = False) -> None:
        """Show a message at the left for some seconds; one that `waits`, after the one that is
        shown now.
        """
        if waits and self._timer is not None:
            self._next = text
            return
        self.say(left=text)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SHOWN_FOR, self._is_told)

    def clear(self) -> None:
        """End the message that is shown, because the user does something else now."""
        self._next = ""
        if self._timer is not None:
            self._timer.stop()
            self._is_told()

    def hold(self, text: str) -> None:
        """Show a text at the left whenever no message is shown."""
        if text != self._held:
            self._held = text
            if self._timer is None:
                self.say(left=text)

    def _is_told(self) -> None:
        self._timer = None
        text, self._next = self._next, ""
        if text:
            self.tell(text)
        else:
            self.say(left=self._held)


class Keys(Widget):
    """The main keys of the focused widget, drawn from the live bindings."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key"}

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self.refresh())

    def render(self) -> Content:
        keys, between = self._shown()
        style = self.get_visual_style("keys--key")
        parts = [Content.assemble((key.shown, style), f" {key.words}") for key in keys]
        return Content(between).join(parts)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key does on which the user clicks."""
        keys, between = self._shown()
        at = self.styles.padding.left
        for key in keys:
            width = width_of(f"{key.shown} {key.words}")
            if event.button == 1 and at <= event.x < at + width:
                self.app.simulate_key(key.key)
                return
            at += width + len(between)

    def _shown(self) -> tuple[Sequence[ShownKey], str]:
        """The keys for which there is room, and what is between them. In a prompt only its own keys
        work; the others are letters.
        """
        focused = self.screen.focused
        if focused is not None and focused.has_class("typing"):
            asker = next((one for one in focused.ancestors if isinstance(one, Asker)), None)
            if asker is not None:
                return asker.told_keys, _BETWEEN_TYPING
        shown: dict[str | None, tuple[str, Binding]] = {}
        for key, active in self.screen.active_bindings.items():
            if active.binding.show and active.enabled:
                shown.setdefault(active.binding.id, (key, active.binding))
        keys = [
            ShownKey(
                binding.key_display or self.app.get_key_display(binding), binding.description, key
            )
            for key, binding in sorted(shown.values(), key=lambda one: one[1].id in _LAST)
        ]
        others = [key for key in keys[: -len(_LAST)] if key.key != _BACK]
        while others and self._width(keys) > self.size.width:
            keys.remove(others.pop())
        return keys, _BETWEEN

    def _width(self, keys: Sequence[ShownKey]) -> int:
        return width_of(_BETWEEN.join(f"{key.shown} {key.words}" for key in keys))
