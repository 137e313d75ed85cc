"""The themes: the colours of the screen by role. Everything else about its look is in style sheets.

A theme has a background (`paper`), a foreground (`ink`) and one accent. Dim colours are mixtures of
paper and ink, so that they are equally legible in all themes (a test computes the contrasts). The
theme `terminal` uses the terminal's sixteen colours. With NO_COLOR (https://no-color.org) it is the
only theme, and is drawn without colours: bold, dim, underlined and reversed text show the same.
"""

from __future__ import annotations

import os
from typing import Any

from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

from reader import screen_state

_SHARES = {
    "strong": 100,
    "selected": 85,
    "body": 82,
    "title": 80,
    "muted": 68,
    "dim": 65,
    "thumb": 25,
    "rule": 20,
    "edge": 12,
}
"""The percentage of ink in each tint; the rest is paper."""


def _theme(name: str, *, dark: bool, accent: str, paper: str, ink: str, **roles: str) -> Theme:
    """A theme. `roles` are the colours of bar, cursor, resting, count, star, problem, code, keyword
    and string, and of tints that are not to be mixed.
    """
    mixed = {tint: _mixed(paper, ink, share) for tint, share in _SHARES.items()}
    mixed["found"] = _mixed(paper, accent, 16)
    return Theme(
        name=name,
        primary=roles["keyword"],
        accent=accent,
        error=roles["problem"],
        background=paper,
        surface=paper,
        panel=roles["bar"],
        foreground=ink,
        dark=dark,
        variables={
            "option": roles["cursor"],
            "dim-style": "none",
            "comment-style": "italic",
            "option-ink": ink,
            "option-style": "none",
            **mixed,
            **roles,
        },
    )


def _mixed(paper: str, ink: str, share: int) -> str:
    pairs = (
        (int(paper[at : at + 2], 16), int(ink[at : at + 2], 16)) for at in range(1, len(paper), 2)
    )
    return "#" + "".join(f"{int(low + (high - low) * share / 100):02x}" for low, high in pairs)


def _evening() -> Theme:
    return _theme(
        "evening", dark=True, accent="#d9a05b", paper="#14161a", ink="#dcdad2", bar="#1d2026",
        cursor="#202d42", resting="#212225", count="#c4955a", star="#d9a05b", problem="#c4955a",
        code="#8fb28a", keyword="#9db0d3", string="#8fb28a",
    )  # fmt: skip


def _light() -> Theme:
    return _theme(
        "light", dark=False, accent="#944600", paper="#fcfbf8", ink="#1c1e22", bar="#efede7",
        cursor="#d6e4f5", resting="#efede8", count="#944600", star="#944600", problem="#944600",
        code="#2b6233", keyword="#2f568f", string="#2b6233", dim="#616266", muted="#5b5c5f",
    )  # fmt: skip


def _contrast() -> Theme:
    return _theme(
        "contrast", dark=True, accent="#ffd75f", paper="#000000", ink="#ffffff", bar="#1c1c1c",
        cursor="#00366b", resting="#262626", count="#ffd75f", star="#ffd75f", problem="#ffd75f",
        code="#a8f0a8", keyword="#a9d6ff", string="#a8f0a8", body="#ffffff", selected="#ffffff",
        title="#ffffff", muted="#d2d2d2", dim="#c6c6c6", thumb="#8a8a8a", rule="#8a8a8a",
        edge="#6c6c6c",
    )  # fmt: skip


def _sepia() -> Theme:
    return _theme(
        "sepia", dark=False, accent="#863808", paper="#f4ecd8", ink="#3b2d1c", bar="#e8dec5",
        cursor="#e4d3ae", resting="#eae0c6", count="#863808", star="#863808", problem="#863808",
        code="#43541d", keyword="#2a5069", string="#43541d", dim="#655845", muted="#605340",
        body="#4a3c2b", title="#54462f",
    )  # fmt: skip


def _terminal() -> Theme:
    own = dict.fromkeys(_SHARES, "ansi_default")
    return Theme(
        name="terminal", ansi=True, dark=True, primary="ansi_blue", accent="ansi_magenta",
        background="ansi_default", surface="ansi_default", panel="ansi_default",
        foreground="ansi_default", error="ansi_red",
        variables={
            **BUILTIN_THEMES["ansi-dark"].variables, **own, "bar": "ansi_default",
            "dim-style": "dim", "comment-style": "italic dim", "option-style": "bold underline",
            "option": "ansi_blue", "option-ink": "ansi_bright_white", "cursor": "ansi_blue",
            "resting": "ansi_bright_black", "count": "ansi_magenta",
            "star": "ansi_magenta", "problem": "ansi_red", "code": "ansi_green",
            "keyword": "ansi_blue", "string": "ansi_green", "thumb": "ansi_bright_black",
            "rule": "ansi_bright_black", "edge": "ansi_bright_black",
            "found": "ansi_bright_black",
        },
    )  # fmt: skip


_MAKERS = {
    "evening": _evening,
    "light": _light,
    "contrast": _contrast,
    "sepia": _sepia,
    "terminal": _terminal,
}
_SAID = {
    "evening": "Evening colours.",
    "light": "Light colours.",
    "contrast": "High contrast.",
    "sepia": "Sepia.",
    "terminal": "The terminal's own colours.",
}
NAMES = tuple(_MAKERS)
"""The same names as `reader.config.THEMES`, by which the settings are checked."""


def colourless() -> bool | None:
    """The argument of `App(ansi_color=…)`: True if NO_COLOR is set, or None for the theme's choice.

    Call it before the App is created, which removes the variable from the environment.
    """
    return True if "NO_COLOR" in os.environ else None


def dress(app: App[Any], default: str = NAMES[0]) -> None:
    """Set an app's theme to the one that was chosen last, or the settings' `default`."""
    wear(app, chosen(app, default))


def chosen(app: App[Any], default: str) -> str:
    """The theme with which an app starts."""
    return "terminal" if app.no_color else screen_state.theme(default)


def wear(app: App[Any], name: str) -> None:
    """Set an app's theme by its name."""
    theme = _MAKERS[name]()
    if name == "light" and app.console.color_system == "standard":
        grey = "#c0c0c0"  # of sixteen colours, white is the nearest to this cursor and its paper
        theme.variables |= {"cursor": grey, "option": grey}
    app.register_theme(theme)
    app.theme = name


def choose(app: App[Any], default: str, name: str | None = None) -> str:
    """Set the theme `name` or the next one, and keep it for the next start. Returns a message."""
    if app.no_color:
        return "NO_COLOR is set, so there are no colours to choose."
    name = name or NAMES[(NAMES.index(app.theme) + 1) % len(NAMES)]
    wear(app, name)
    return f"{_SAID[name]} {screen_state.keep_theme(name, default)}".strip()
