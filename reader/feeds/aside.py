"""Articles aside: what rules skipped and what retention removed, for thirty days.

They are in folders of the library that no library shows, under the path that they would have: a
move brings one in or back, and they are synchronised like everything else.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reader.errors import FetchError, SubscriptionError
from reader.feeds.article_files import digits_in
from reader.feeds.known import cache_file
from reader.regular_files import read_text
from reader.settings_file import write_at_once

SKIPPED = Path(".reader", "skipped")
TRASH = Path(".reader", "trash")

DAYS = 30
"""Days until what lies aside is removed for good."""

_DAY = 86_400
_LONGEST_PAUSE = 7 * _DAY
"""Seconds between two looks at the clock beyond which it may have jumped."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry that a rule skipped: where its file is, where it would be, and its digits."""

    file: Path
    path: Path
    id: str


def skipped(root: Path) -> list[Skipped]:
    """What rules skipped in a library, in the order of names."""
    folder = root / SKIPPED
    files = (path for path in folder.rglob("*.md") if path.is_file())
    return sorted(
        (Skipped(path, root / path.relative_to(folder), _id(path)) for path in files),
        key=lambda one: one.path,
    )


def chosen(found: list[Skipped], what: list[str]) -> list[Skipped]:
    """Those skipped entries that some words mean: digits of a file's name, or `all`.

    Raises SubscriptionError for a word that means none.
    """
    if "all" in what:
        return found
    picked = []
    for word in what:
        fitting = [one for one in found if word and one.id.startswith(word.lower())]
        if not fitting:
            raise SubscriptionError(
                f"“{word}” was not skipped: `reader feeds --skipped` says what was."
            )
        picked += fitting
    return list(dict.fromkeys(picked))


def move(file: Path, path: Path) -> bool:
    """Move a file to where it belongs; False where another one is there.

    Raises FetchError where that cannot be done.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            return False
        os.rename(file, path)  # noqa: PTH104 (it replaces no folder, on any system)
    except OSError as error:
        raise FetchError(f"{file} cannot be moved: {error.strerror or error}.") from None
    return True


def purge(root: Path, now: float) -> None:
    """Remove for good what has lain aside for long enough at the time `now`."""
    before = now - DAYS * _DAY
    for one in skipped(root):
        with suppress(OSError):
            if one.file.stat().st_mtime < before:
                one.file.unlink()
    for folder, when in prunes(root):
        if when < before:
            shutil.rmtree(folder, ignore_errors=True)


def is_steady(now: float) -> bool:
    """Whether this device's clock has gone on for a day without a jump, as far as the calls of this
    function saw it. After a jump, such as that of a machine that starts with a wrong clock, nothing
    may be removed because of its age.
    """
    file = cache_file().with_name("steady-clock")
    try:
        since, last = map(float, read_text(file).split())
    except (OSError, ValueError):
        since = last = now
    if not last <= now <= last + _LONGEST_PAUSE:
        since = now
    with suppress(OSError):
        write_at_once(file, f"{since} {now}")
    return now - since >= _DAY


def prunes(root: Path) -> Iterator[tuple[Path, float]]:
    """The folders of the trash, one for each prune, the oldest first, and when that was (seconds
    since 1970).
    """
    with suppress(OSError):
        for folder in sorted((root / TRASH).iterdir()):
            with suppress(ValueError):
                yield folder, float(folder.name.partition("-")[0])


def _id(path: Path) -> str:
    return digits_in(path.name.encode("utf-8", "replace"))
