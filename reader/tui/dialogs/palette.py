"""The command palette: finds every available action by its description or its key.

It is drawn from the live bindings; a few letters are enough to find a description.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.fuzzy import Matcher
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from reader.output.cells import width_of
from reader.tui import keys
from reader.tui.dialogs.dialog import Dialog
from reader.tui.themes import NAMES

_WIDTH = 60
_KEY_SCORE = 1_000.0
"""A score above any match of words: a typed key means its command."""

_FOUND = Style(bold=True, underline=True)


class Command(NamedTuple):
    """A command: its words and keys, its action, and the node that runs it."""

    words: str
    keys: str
    action: str
    node: DOMNode


class Choice(Option):
    """A line of the palette."""

    def __init__(self, words: Content, command: Command) -> None:
        super().__init__(words)
        self.command = command


class Choices(OptionList):
    """The lines of the palette."""

    async def _on_click(self, event: events.Click) -> None:
        """Ignore a click on a line that no longer exists, because a letter was typed before it."""
        if (event.style.meta.get("option") or 0) >= self.option_count:
            event.prevent_default()


class Palette(Dialog[Command | None]):
    """The palette. Its result is the chosen command, or None."""

    CSS_PATH = "dialogs.tcss"

    BINDINGS: ClassVar[list[BindingType]] = keys.PALETTE.bindings

    def __init__(self, under: Screen[object], own: Iterable[tuple[str, str]] = ()) -> None:
        """A palette of the commands of the screen `under` it and its focused widget, and of the
        application's `own`, as words and actions.
        """
        super().__init__()
        self._commands = list(_commands(under, own))

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Input(placeholder="What to do?", compact=True, select_on_focus=False)
            yield Choices(compact=True, markup=False)

    def on_mount(self) -> None:
        self.query_one(Choices).can_focus = False
        self._show("")
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def on_input_submitted(self) -> None:
        self._choose(self.query_one(Choices).highlighted_option)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option)

    def action_move(self, step: int) -> None:
        options = self.query_one(Choices)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def _choose(self, option: Option | None) -> None:
        """Close with the command of a line."""
        if isinstance(option, Choice):
            self.dismiss(option.command)

    def _show(self, typed: str) -> None:
        """List the matching commands, best first, or all in their order if nothing is typed."""
        matcher = Matcher(typed, match_style=_FOUND) if typed.strip() else None
        scored = [(matcher.match(one.words) if matcher else 1.0, one) for one in self._commands]
        scored = [(score + _KEY_SCORE * _is_key(typed, one.keys), one) for score, one in scored]
        found = [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score > 0]
        options = self.query_one(Choices)
        options.clear_options()
        if not found:
            options.add_option(Option("Nothing has that name.", disabled=True))
            return
        width = min(_WIDTH, self.app.size.width - 8)
        options.add_options(Choice(_line(one, matcher, width), one) for one in found)
        options.highlighted = 0


def _is_key(typed: str, keys: str) -> bool:
    """Whether one of the keys was typed as it is printed. Case matters only for single letters."""
    if len(typed.strip()) == 1:
        return typed.strip() in keys.split()
    return typed.strip().casefold() in keys.casefold().split()


def _line(one: Command, matcher: Matcher | None, width: int) -> Content:
    """A command's words at the left and its keys at the right, `width` cells wide."""
    words = matcher.highlight(one.words) if matcher else Content(one.words)
    gap = " " * max(width - width_of(one.words) - width_of(one.keys), 2)
    return Content.assemble(words, gap, (one.keys, "bold"))


def _commands(under: Screen[object], own: Iterable[tuple[str, str]]) -> Iterator[Command]:
    """Each action with all the keys that it has now, the application's `own`, and the themes by
    name.
    """
    by_id: dict[tuple[DOMNode, str], list[tuple[str, Binding]]] = {}
    for key, active in under.active_bindings.items():
        binding = active.binding
        if active.enabled and binding.description and binding.id not in ("commands", None):
            by_id.setdefault((active.node, str(binding.id)), []).append((key, binding))
    for (node, _id), bound in by_id.items():
        bound_to = "  ".join(keys.shown_key(key) for key, _ in bound)
        first = bound[0][1]
        yield Command(first.description.capitalize(), bound_to, first.action, node)
    for words, action in own:
        yield Command(words, "", action, under.app)
    for theme in NAMES:
        yield Command(f"Colours: {theme}", "", f"theme('{theme}')", under.app)
