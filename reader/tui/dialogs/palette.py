"""The command palette: finds every available action by its purpose, by other words for it, or by
its key.

It is drawn from the live bindings; a few letters are enough. What was run last comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Input, Static

from reader import screen_state
from reader.lazy_tuple import NamedTuple
from reader.output.cells import width_of
from reader.output.safe import safe_line
from reader.tui import keys
from reader.tui.bindings import PaletteOffer, shown_key
from reader.tui.dialogs.candidates import Candidate, Candidates
from reader.tui.dialogs.dialog import Dialog
from reader.tui.dialogs.line import TypedLine
from reader.tui.fuzzy import Pattern, folded
from reader.tui.themes import NAMES

_ROWS = 18
_HEIGHT, _MARGIN, _AROUND = 0.8, 2, 6
"""The share of the screen below its margin that the palette takes at most, and its lines that are
no commands.
"""

_LOW, _AROUND_LOW = 16, 2
"""Below this height of the screen it takes all of it, without blank lines, and without a margin."""

_TOLD, _TOLD_NARROW = "Enter run · ↑ ↓ choose · Esc close", "Enter run · Esc close"

_KEY_SCORE = 1_000.0
"""A score above any match of words: a typed key means its command."""

_ALSO = 0.5
"""What a match of another word for a command is worth."""


class Command(NamedTuple):
    """A command: its words, other words for it, its keys, its action, and the node that runs it."""

    words: str
    also: str
    keys: str
    action: str
    node: DOMNode


class Palette(Dialog[Command | None]):
    """The palette. Its result is the chosen command, or None."""

    CSS_PATH = "dialogs.tcss"

    BINDINGS: ClassVar[list[BindingType]] = keys.PALETTE.bindings

    def __init__(self, commands: Iterable[Command], asked: str = "What to do?") -> None:
        """A palette of these commands; `asked` is shown where nothing is typed."""
        super().__init__()
        recent = screen_state.recent_commands()
        rank = {action: number for number, action in enumerate(recent)}
        self._commands = sorted(commands, key=lambda one: rank.get(one.action, len(rank)))
        self._line = TypedLine(self._entered, placeholder=asked)
        self._list = Candidates(_ROWS)
        self._shown = ""  # what was typed when the commands were listed

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self._line
            yield self._list
            yield Static(classes="told")

    def on_mount(self) -> None:
        self._fit(self.app.size)
        self._show("")
        self.set_focus(self._line)

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _entered(self) -> None:
        if self._line.value != self._shown:
            self._show(self._line.value)
        self._choose(self._list.chosen)

    def on_candidates_clicked(self, event: Candidates.Clicked) -> None:
        self._choose(event.candidate)

    def action_move(self, step: int) -> None:
        self._list.move(step)

    def _fit(self, size: Size) -> None:
        is_low = size.height < _LOW
        share = int((size.height - _MARGIN) * _HEIGHT) - _AROUND
        edges = 2 if self.app.current_theme.ansi else 0  # see dialogs.tcss
        self.set_class(is_low, "low")
        room = (size.height - _AROUND_LOW if is_low else share) - edges
        self._list.rows = max(min(_ROWS, room), 1)
        self._list.refresh(layout=True)
        told = self.query_one(".told", Static)
        told.update(_TOLD if size.width > width_of(_TOLD) + _AROUND else _TOLD_NARROW)

    def _choose(self, candidate: Candidate | None) -> None:
        """Close with the command of a line."""
        if candidate is not None:
            command: Command = candidate.value
            screen_state.keep_command(command.action)
            self.dismiss(command)

    def _show(self, typed: str) -> None:
        """List the matching commands, best first, or all in their order if nothing is typed."""
        pattern, self._shown = Pattern(typed), typed
        scored = [(_score(typed, pattern, one), one) for one in self._commands]
        # what matches alike stays in its order: what was run last, then what belongs together
        ranked = sorted(scored, key=lambda pair: -int(pair[0]))
        found = [one for score, one in ranked if score > 0]
        lines = [Candidate(one.words, one.keys, one, pattern.spots(one.words)) for one in found]
        self._list.show(lines, f"No command matches “{safe_line(typed.strip())}”.")


def _score(typed: str, pattern: Pattern, one: Command) -> float:
    """How well a command matches; 0 if it does not."""
    if not pattern:
        return 1.0
    by_key = _KEY_SCORE * _is_key(typed, one.keys)
    words = pattern.score(folded(one.words))
    # words of both may be typed, as in “dark theme”
    also = pattern.score(folded(f"{one.also} {one.words}")) * _ALSO if one.also else 0.0
    return by_key + max(words, also)


def _is_key(typed: str, keys: str) -> bool:
    """Whether one of the keys was typed as it is printed. Case matters only for single letters."""
    if len(typed.strip()) == 1:
        return typed.strip() in keys.split()
    return typed.strip().casefold() in keys.casefold().split()


def commands_of(under: Screen[object], own: Iterable[PaletteOffer] = ()) -> Iterator[Command]:
    """Each action of a screen and its focused widget with all the keys that it has now, the
    application's `own`, and the themes by name.
    """
    by_id: dict[tuple[DOMNode, str], list[tuple[str, Binding]]] = {}
    for key, active in under.active_bindings.items():
        binding = active.binding
        if active.enabled and binding.description and binding.id not in ("commands", None):
            by_id.setdefault((active.node, str(binding.id)), []).append((key, binding))
    for (node, id), bound in by_id.items():
        bound_to = "  ".join(shown_key(key) for key, _ in bound)
        first = bound[0][1]
        words = first.tooltip or first.description.capitalize()
        yield Command(words, keys.other_words(id), bound_to, first.action, node)
    for theme in NAMES:
        action = f"theme('{theme}')"
        yield Command(f"Theme: {theme}", _THEME_WORDS[theme], "", action, under.app)
    yield from offered(under.app, own)


def offered(app: App[Any], offers: Iterable[PaletteOffer]) -> Iterator[Command]:
    """The commands that an application offers."""
    for offer in offers:
        yield Command(safe_line(offer.words), offer.also, offer.said, offer.action, app)


_THEME_WORDS = {
    "evening": "colours colors dark night",
    "light": "colours colors bright day white",
    "contrast": "colours colors dark high black accessible",
    "sepia": "colours colors light warm paper",
    "terminal": "colours colors default ansi own",
}
