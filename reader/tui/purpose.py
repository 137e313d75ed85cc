"""What a line is asked for; see `asking`, which is imported when the first one is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a prompt is for: its label, the text it begins with, and what comes of it.

    `changed` takes what is typed and says what came of it; `done` is called on Enter, `left` on
    Esc, when the prompt is closed.
    """

    label: str
    text: str
    changed: Callable[[str], str]
    done: Callable[[], object]
    left: Callable[[], object]
