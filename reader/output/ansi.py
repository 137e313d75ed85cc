"""Styled lines → escape sequences: SGR for colours and weight, OSC 8 for links."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.color import ColorSystem
from rich.style import Style

from reader.output.ink import Ink, Role, Segment, merged

_COLOURS: dict[Role, str] = {
    "text": "",
    "title": "",
    "heading": "cyan",
    "muted": "bright_black",
    "link": "underline",
    "code": "green",
    "marker": "cyan",
    "rule": "bright_black",
    "listing": "",
    "keyword": "magenta",
    "name": "blue",
    "string": "green",
    "number": "yellow",
    "comment": "bright_black",
}


def ansi(segments: Iterable[Segment], *, colours: bool) -> str:
    """One line with its escapes; without `colours`, only weight and links (NO_COLOR)."""
    system = ColorSystem.STANDARD
    return "".join(
        style.render(text, color_system=system) if (style := _style(ink, colours)) else text
        for text, ink in merged(segments)
        if text
    ).rstrip(" ")


@lru_cache(maxsize=512)
def _style(ink: Ink, colours: bool) -> Style:
    base = Style.parse(_COLOURS[ink.role]) if colours or ink.role == "link" else Style()
    return base + Style(
        bold=ink.bold or ink.role == "title" or None,
        italic=ink.italic or None,
        strike=ink.strike or None,
        link=ink.href,
    )
