"""What a key is: a binding with what the help and the palette say about it, the scope in which it
works, and how it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.binding import Binding, BindingType
from textual.keys import key_to_character

from reader.lazy_tuple import NamedTuple


@dataclass(frozen=True, repr=False, eq=False)  # it compares and shows itself as a binding
class Key(Binding):
    """A binding, and what the help and the palette say about it.

    The `description` is for the footer, where `show` is true. The palette has the `tooltip`, and
    finds it by the words in `also`, too. The help has `told` under `purpose`, or else under the
    title of the scope; keys that are told in the same words share a line.
    """

    show: bool = False
    purpose: str = ""
    told: str = ""
    also: str = ""

    @property
    def full(self) -> str:
        """What the key does, in full."""
        return self.tooltip or self.description

    @property
    def line(self) -> str:
        """What the help says."""
        said = self.told or self.full
        return said[:1].lower() + said[1:]


class Scope(NamedTuple):
    """A part of the screen with its own keys; `within` are the scopes whose keys work there too."""

    name: str
    title: str
    bindings: list[BindingType]
    within: tuple[str, ...] = ()

    @property
    def keys(self) -> Iterator[Key]:
        """The bindings of the scope."""
        return (binding for binding in self.bindings if isinstance(binding, Key))


class PaletteOffer(NamedTuple):
    """A command that has no key, for the palette: its words, its action, other words for it, and
    what is said at its right.
    """

    words: str
    action: str
    also: str = ""
    said: str = ""


def shown_key(key: str) -> str:
    """A key with its modifiers, as it is printed."""
    *modifiers, last = key.split("+")
    signs = "".join(_SIGNS.get(modifier, f"{modifier}+") for modifier in modifiers)
    return signs + (_NAMES.get(last) or _character(last) or last.capitalize())


def shown_keys(keys: str, between: str = "  ") -> str:
    """Keys as they are printed, from a binding's list with commas."""
    return between.join(shown_key(key) for key in keys.split(","))


def _character(name: str) -> str | None:
    """The character that Textual's name of a key means; None if it is not printable."""
    character = name if len(name) == 1 else _SHORT.get(name) or key_to_character(name)
    return character if character and character.isprintable() else None


_SHORT = {"slash": "/", "backslash": "\\", "minus": "-", "plus": "+", "at": "@", "underscore": "_"}
"""Textual's names of characters that are shorter than Unicode's."""

_SIGNS = {"ctrl": "^", "shift": "⇧"}
_NAMES = {
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "space": "Space",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
