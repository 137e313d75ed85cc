"""What was chosen on the screen and holds at the next start: a small file in the state folder.

Losing it costs a key press: what cannot be read or written is left, without a word.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from reader.config import NARROWEST, THEMES, WIDEST, state_folder


def theme(default: str) -> str:
    """The theme that was chosen while the settings had this `default`; without one, the default.

    So a theme that is changed in the settings is obeyed at the next start.
    """
    chosen = _read()
    name = chosen.get("theme")
    return str(name) if name in THEMES and chosen.get("instead_of") == default else default


def keep_theme(name: str, default: str) -> None:
    """Keep a theme that was chosen in place of the settings' `default`."""
    _write({**_read(), "theme": name, "instead_of": default})


def text_width(default: int) -> int:
    """The width of the text, in cells, that was set last with `<` and `>`; or the default."""
    width = _read().get("text_width")
    return max(NARROWEST, min(width, WIDEST)) if isinstance(width, int) else default


def keep_text_width(width: int) -> None:
    """Keep a width that was set, in cells."""
    _write({**_read(), "text_width": width})


def searches() -> dict[str, str]:
    """Queries that were kept, by name."""
    kept = _read().get("searches")
    if not isinstance(kept, dict):
        return {}
    return {name: text for name, text in kept.items() if isinstance(text, str)}


def keep_search(name: str, text: str | None) -> None:
    """Keep a query under a name; without a text, no longer. Those of other windows stay."""
    others = {other: kept for other, kept in searches().items() if other != name}
    _write({**_read(), "searches": others if text is None else {**others, name: text}})


def list_width() -> int | None:
    """The width of the list, in cells, that was set last; None where it is the screen's affair."""
    width = _read().get("list_width")
    return width if isinstance(width, int) and width > 0 else None


def keep_list_width(width: int) -> None:
    """Keep a width of the list, in cells."""
    _write({**_read(), "list_width": width})


def _file() -> Path:
    return state_folder() / "screen.json"


def _read() -> dict[str, object]:
    try:
        kept = json.loads(_file().read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(kept: dict[str, object]) -> None:
    from tempfile import NamedTemporaryFile  # noqa: PLC0415 (most starts keep nothing)

    with suppress(OSError):
        folder = state_folder()
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=folder, encoding="utf-8", delete=False) as file:
            json.dump(kept, file)
        Path(file.name).replace(_file())
