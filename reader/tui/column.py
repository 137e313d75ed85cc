"""The width of the text column, as the reader last set it with `<` and `>`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import platformdirs

from reader import config

NARROWEST, WIDEST = 20, 400


def file() -> Path:
    """Where it is kept, whether it was ever set or not."""
    return Path(platformdirs.user_state_dir(config.APP, appauthor=False)) / "text_width"


def kept(default: int) -> int:
    """The width that was set last, in cells, or the default."""
    try:
        return max(NARROWEST, min(int(file().read_text("ascii")), WIDEST))
    except (OSError, ValueError):
        return default


def keep(width: int) -> None:
    """Keep a width for the next start; where nothing can be written, it is for this one alone."""
    with suppress(OSError):
        file().parent.mkdir(parents=True, exist_ok=True)
        file().write_text(f"{width}\n", "ascii")
