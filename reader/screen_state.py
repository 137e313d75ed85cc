"""The user's choices on the screen, kept for the next start in a small file in the state folder.

Losing it costs a key press, so what cannot be read is ignored. Each `keep_…` returns '', or a
sentence that says why it could not be saved. The screen reads the file once, and reaches it in a
way that waits for no drive: `go_through`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast, get_args

from reader.config import NARROWEST, THEMES, WIDEST, SortName, state_folder
from reader.errors import ReaderError
from reader.lazy_tuple import NamedTuple
from reader.regular_files import read_bytes

_LIBRARIES_KEPT = 50
"""Libraries whose list and looks are kept, the latest ones; saved searches are all kept."""

_RECENT_KEPT = 5
"""Commands of the palette that come first in it."""

Chosen = dict[str, object]
Reach = Callable[[Callable[[], Chosen]], Chosen | None]
"""Does some work with the file and returns its result; None if the drive does not answer, and the
work is done later.
"""


class NotSaved(ReaderError):
    """The file cannot be written."""


class _Access:
    """How this process reaches the file, and what it has read."""

    reach: Reach | None = None
    known: Chosen | None = None


def go_through(reach: Reach) -> None:
    """Reach the file by `reach` from now on; what is in it is read once, at the first use."""
    _Access.reach, _Access.known = reach, None


class ListPlace(NamedTuple):
    """The state in which the list of a library was left: the file under the cursor, and the paths
    of the folded nodes by grouping. `is_old` says that these are the names of outermost nodes as
    they are spelled, which version 0.1 kept. `node` is the path of the cursor's node; if there is
    no file, the cursor is on its heading. `above` is the number of lines of the screen above it.
    """

    at: Path | None
    folded: dict[str, set[str]]
    is_old: bool = False
    node: str | None = None
    above: int = 0


def theme(default: str) -> str:
    """The theme that was chosen while the settings had this `default`, or else the default.

    So a new theme in the settings takes effect at the next start.
    """
    chosen = _read()
    name = chosen.get("theme")
    return str(name) if name in THEMES and chosen.get("instead_of") == default else default


def keep_theme(name: str, default: str) -> str:
    """Keep a theme that was chosen instead of the settings' `default`."""
    return _keep(lambda kept: {**kept, "theme": name, "instead_of": default})


def sort(default: SortName) -> SortName:
    """The order that was chosen while the settings had this `default`, or else the default."""
    chosen = _read()
    name = chosen.get("sort")
    known = name in get_args(SortName) and chosen.get("sort_instead_of") == default
    return cast(SortName, name) if known else default


def keep_sort(name: SortName, default: SortName) -> str:
    """Keep an order that was chosen instead of the settings' `default`."""
    return _keep(lambda kept: {**kept, "sort": name, "sort_instead_of": default})


def text_width(default: int) -> int:
    """The width of the text that was last set with `<` and `>` while the settings had this
    `default`, in cells, or else the default. Older versions did not keep the default; their width
    applies.
    """
    chosen = _read()
    width = chosen.get("text_width")
    if not isinstance(width, int) or chosen.get("width_instead_of", default) != default:
        return default
    return max(NARROWEST, min(width, WIDEST))


def keep_text_width(width: int, default: int) -> str:
    """Keep a width of the text, in cells, that was chosen instead of the settings' `default`."""
    return _keep(lambda kept: {**kept, "text_width": width, "width_instead_of": default})


def forget_choice(setting: str) -> str:
    """Forget what was chosen on the screen instead of a setting: `theme`, `sort` or
    `text_width`.
    """
    if setting not in _read():
        return ""
    return _keep(lambda kept: {name: value for name, value in kept.items() if name != setting})


def recent_commands() -> list[str]:
    """The actions that were last run from the palette, the latest first."""
    return _recent(_read())


def keep_command(action: str) -> str:
    """Keep an action as the latest one that was run from the palette."""

    def changed(kept: Chosen) -> Chosen:
        others = [one for one in _recent(kept) if one != action]
        return {**kept, "recent": [action, *others][:_RECENT_KEPT]}

    return _keep(changed)


def _recent(kept: Chosen) -> list[str]:
    actions = kept.get("recent")
    return [one for one in actions if isinstance(one, str)] if isinstance(actions, list) else []


def searches(roots: Collection[Path]) -> dict[str, str]:
    """The saved searches of the library in these folders: their queries by name.

    Those that were saved before searches belonged to a library are in each, until they are changed
    or removed in it.
    """
    kept = _read()
    found = {**_dict(kept.get("searches")), **_of_library(kept, "library_searches", roots)}
    return {name: text for name, text in found.items() if isinstance(text, str)}


def keep_search(roots: Collection[Path], name: str, text: str | None) -> str:
    """Save a search of a library under a name; without a text, remove it. Those of other windows
    and libraries stay.
    """

    def changed(kept: Chosen) -> Chosen:
        own = _of_library(kept, "library_searches", roots)
        own.pop(name, None)
        if text is not None or name in _dict(kept.get("searches")):
            own[name] = text  # None hides that of all libraries
        return _with_library(kept, "library_searches", roots, own)

    return _keep(changed)


def looks(roots: Collection[Path]) -> dict[str, int]:
    """By the names of a library's searches, when the user last looked at each: a moment as in
    `library/index/arrivals.py`.
    """
    found = _of_library(_read(), "looks", roots)
    return {name: moment for name, moment in found.items() if isinstance(moment, int)}


def keep_looks(roots: Collection[Path], moments: Mapping[str, int]) -> str:
    """Keep when the user last looked at some searches of a library, and forget all others."""
    own: Chosen = dict(moments)
    return _keep(lambda kept: _with_library(kept, "looks", roots, own, most=_LIBRARIES_KEPT))


def watched(roots: Collection[Path]) -> dict[str, int]:
    """By the names of a library's searches, the latest arrival that `reader watch` has told."""
    found = _of_library(_read(), "watched", roots)
    return {name: moment for name, moment in found.items() if isinstance(moment, int)}


def keep_watched(roots: Collection[Path], name: str, moment: int) -> str:
    """Keep the latest arrival that `reader watch` has told of a search."""

    def changed(kept: Chosen) -> Chosen:
        own = _of_library(kept, "watched", roots) | {name: moment}
        return _with_library(kept, "watched", roots, own)

    return _keep(changed)


def last_digest(roots: Collection[Path]) -> int | None:
    """The latest arrival (see `library/index/arrivals.py`) that a digest of a library has told, 0
    if it had none yet; None if there was no digest.
    """
    moment = _of_library(_read(), "digests", roots).get("last")
    return moment if isinstance(moment, int) else None


def keep_digest(roots: Collection[Path], moment: int) -> str:
    """Keep the latest arrival that a digest of a library has told."""
    told: Chosen = {"last": moment}
    return _keep(lambda kept: _with_library(kept, "digests", roots, told))


def list_width() -> int | None:
    """The width of the list that was last set, in cells; None if the screen decides."""
    width = _read().get("list_width")
    return width if isinstance(width, int) and width > 0 else None


def keep_list_width(width: int) -> str:
    """Keep a width of the list, in cells."""
    return _keep(lambda kept: {**kept, "list_width": width})


def list_place(roots: Collection[Path]) -> ListPlace:
    """Where the list of the library in these folders was left; an empty ListPlace if it is new."""
    kept = _of_library(_read(), "lists", roots)
    at, is_old = kept.get("at"), "folds" not in kept
    node, above = kept.get("node"), kept.get("above")
    folded = _dict(kept.get("folded" if is_old else "folds"))
    return ListPlace(
        Path(at) if isinstance(at, str) else None,
        {
            grouping: {name for name in names if isinstance(name, str)}
            for grouping, names in folded.items()
            if isinstance(names, list)
        },
        is_old and bool(folded),
        node if isinstance(node, str) else None,
        above if isinstance(above, int) else 0,
    )


def keep_list_place(roots: Collection[Path], place: ListPlace) -> str:
    """Keep where the list of a library was left; only the latest 50 libraries are kept."""
    now: Chosen = {
        "folds": {grouping: sorted(names) for grouping, names in place.folded.items() if names}
    }
    if place.at is not None:
        now["at"] = str(place.at)
    if place.node is not None:
        now["node"] = place.node
    if place.above:
        now["above"] = place.above
    return _keep(lambda kept: _with_library(kept, "lists", roots, now, most=_LIBRARIES_KEPT))


def _of_library(kept: Chosen, kind: str, roots: Collection[Path]) -> Chosen:
    """What is kept of one kind for the library in some folders."""
    return dict(_dict(_dict(kept.get(kind)).get(_name(roots))))


def _with_library(
    kept: Chosen, kind: str, roots: Collection[Path], value: Chosen, most: int | None = None
) -> Chosen:
    """What is kept, with something of one kind for a library, for the latest `most` libraries."""
    name = _name(roots)
    others = [pair for pair in _dict(kept.get(kind)).items() if pair[0] != name]
    others = others if most is None else others[1 - most :]
    return {**kept, kind: {**dict(others), name: value}}


def _name(roots: Collection[Path]) -> str:
    return "\n".join(map(str, roots))


def _dict(value: object) -> Chosen:
    return value if isinstance(value, dict) else {}


def _file() -> Path:
    return state_folder() / "screen.json"


def _read() -> Chosen:
    if _Access.reach is None:
        return _load()
    if _Access.known is None:
        _Access.known = _Access.reach(_load) or {}
    return _Access.known


def _keep(changed: Callable[[Chosen], Chosen]) -> str:
    """Save what a change makes of the file. Returns why it is not saved, or ''."""

    def work() -> Chosen:
        kept = changed(_load())
        _save(kept)
        return kept

    try:
        kept = work() if _Access.reach is None else _Access.reach(work)
    except NotSaved as error:
        return str(error)
    if kept is None:
        _Access.known = changed(_read())
        return f"It is saved as soon as {state_folder()} answers."
    _Access.known = kept
    return ""


def _load() -> Chosen:
    try:
        kept = json.loads(read_bytes(_file()))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _save(kept: Chosen) -> None:
    """Write the file. Raises NotSaved."""
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
        raise NotSaved(
            f"It is not saved for the next start: {folder} cannot be written ({reason})."
        ) from None
