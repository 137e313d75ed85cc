"""How many cells of a terminal a text takes, and what of it fits. By grapheme cluster."""

from __future__ import annotations

from rich.cells import cell_len, split_graphemes


def width_of(text: str) -> int:
    """The cells that a text takes on one line."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, width: int) -> str:
    """Cut a one-line text to `width` cells, with an ellipsis where something is missing."""
    if width_of(text) <= width:
        return text
    if width < 1:
        return ""
    used = 0
    for start, end, _ in split_graphemes(text[: 2 * width + 8])[0]:
        size = width_of(text[start:end])
        if used + size > width - 1:
            return text[:start].rstrip() + "…"
        used += size
    return text[: 2 * width] + "…"
