"""The user's choices on the screen, kept for the next start in a small file in the state folder.

Losing it costs a key press, so what cannot be read is ignored. Each `keep_…` returns '', or a
sentence that says why it could not be saved.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from reader.config import NARROWEST, THEMES, WIDEST, state_folder

_LISTS_KEPT = 50


class ListPlace(NamedTuple):
    """The state in which the list of a library was left: the file under the cursor, and the names
    of the folded groups by grouping.
    """

    at: Path | None
    folded: dict[str, set[str]]


def theme(default: str) -> str:
    """The theme that was chosen while the settings had this `default`, or else the default.

    So a new theme in the settings takes effect at the next start.
    """
    chosen = _read()
    name = chosen.get("theme")
    return str(name) if name in THEMES and chosen.get("instead_of") == default else default


def keep_theme(name: str, default: str) -> str:
    """Keep a theme that was chosen instead of the settings' `default`."""
    return _write({**_read(), "theme": name, "instead_of": default})


def text_width(default: int) -> int:
    """The width of the text that was last set with `<` and `>`, in cells, or the default."""
    width = _read().get("text_width")
    return max(NARROWEST, min(width, WIDEST)) if isinstance(width, int) else default


def keep_text_width(width: int) -> str:
    """Keep a width of the text, in cells."""
    return _write({**_read(), "text_width": width})


def searches() -> dict[str, str]:
    """The saved searches: their queries by name."""
    kept = _read().get("searches")
    if not isinstance(kept, dict):
        return {}
    return {name: text for name, text in kept.items() if isinstance(text, str)}


def keep_search(name: str, text: str | None) -> str:
    """Save a search under a name; without a text, remove it. Those of other windows stay."""
    others = {other: kept for other, kept in searches().items() if other != name}
    return _write({**_read(), "searches": others if text is None else {**others, name: text}})


def list_width() -> int | None:
    """The width of the list that was last set, in cells; None if the screen decides."""
    width = _read().get("list_width")
    return width if isinstance(width, int) and width > 0 else None


def keep_list_width(width: int) -> str:
    """Keep a width of the list, in cells."""
    return _write({**_read(), "list_width": width})


def list_place(roots: Iterable[Path]) -> ListPlace:
    """Where the list of the library in these folders was left; an empty ListPlace if it is new."""
    lists = _read().get("lists")
    kept = lists.get(_name(roots)) if isinstance(lists, dict) else None
    kept = kept if isinstance(kept, dict) else {}
    at, folded = kept.get("at"), kept.get("folded")
    return ListPlace(
        Path(at) if isinstance(at, str) else None,
        {
            grouping: {name for name in names if isinstance(name, str)}
            for grouping, names in (folded.items() if isinstance(folded, dict) else ())
            if isinstance(names, list)
        },
    )


def keep_list_place(roots: Iterable[Path], place: ListPlace) -> str:
    """Keep where the list of a library was left; only the latest 50 libraries are kept."""
    kept = _read()
    lists = kept.get("lists")
    others = [*lists.items()] if isinstance(lists, dict) else []
    name = _name(roots)
    now: dict[str, object] = {
        "folded": {grouping: sorted(names) for grouping, names in place.folded.items() if names}
    }
    if place.at is not None:
        now["at"] = str(place.at)
    others = [(other, at) for other, at in others if other != name][1 - _LISTS_KEPT :]
    return _write({**kept, "lists": {**dict(others), name: now}})


def _name(roots: Iterable[Path]) -> str:
    return "\n".join(map(str, roots))


def _file() -> Path:
    return state_folder() / "screen.json"


def _read() -> dict[str, object]:
    try:
        kept = json.loads(_file().read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(kept: dict[str, object]) -> str:
    """Write the file. Returns why that failed, or ''."""
    from tempfile import NamedTemporaryFile

    folder, part = state_folder(), None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=folder, encoding="utf-8", delete=False) as file:
            part = Path(file.name)
            json.dump(kept, file)
        part.replace(_file())
    except OSError as error:
        with suppress(OSError):
            if part is not None:
                part.unlink(missing_ok=True)
        reason = (error.strerror or str(error)).lower()
        return f"It is not saved for the next start: {folder} cannot be written ({reason})."
    return ""
