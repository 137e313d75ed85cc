"""Keys as they are printed: ? for question_mark, ^d for ctrl+d."""

from __future__ import annotations

from textual.keys import key_to_character


def shown_key(key: str) -> str:
    """One key, with its modifiers."""
    *modifiers, last = key.split("+")
    signs = "".join(_SIGNS.get(modifier, f"{modifier}+") for modifier in modifiers)
    return signs + (_NAMES.get(last) or _character(last) or last.capitalize())


def shown_keys(keys: str, between: str = "  ") -> str:
    """Keys with commas between them, as a binding has them."""
    return between.join(shown_key(key) for key in keys.split(","))


def _character(name: str) -> str | None:
    """The character that a key is named for; a control character has a name of its own."""
    character = name if len(name) == 1 else _SHORT.get(name) or key_to_character(name)
    return character if character and character.isprintable() else None


_SHORT = {"slash": "/", "backslash": "\\", "minus": "-", "plus": "+", "at": "@", "underscore": "_"}
"""Names that Textual gives to characters, shorter than Unicode's."""

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
