"""When an article was published, and whether it is.

A date that cannot be read, or cannot be right, is a problem of the article, and the next name is
tried; in the end the file's name, its address and its folders are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from reader.articles.frontmatter import dates
from reader.articles.frontmatter.dialects import Named, texts
from reader.articles.frontmatter.plain_yaml import Value
from reader.lazy_tuple import NamedTuple

_ADDRESSES = ("path", "permalink", "slug", "url", "aliases")
"""Fields that may contain an article's address on its own site."""

_YES = ("true", "yes", "1", "on")
_DRAFTS = {
    "draft": _YES,
    "published": ("false", "no", "off"),
    "status": ("draft", "hidden", "private"),
    "hidden": _YES,
    "unlisted": _YES,
}
"""Switches of producers, and their values for drafts."""

_OF_ELEVENTY = frozenset(("last modified", "created", "git last modified", "git created"))
"""What stands in place of a date where the file is to have one."""

_EXPIRY = ("expirydate", "unpublishdate")
_EARLIEST, _AHEAD = 1900, timedelta(days=366)
"""The first valid year of publishing, and how far in the future a date may be."""


class Dated(NamedTuple):
    """When an article was published (aware, or None); whether that is inferred; problems
    with its dates.
    """

    when: datetime | None
    inferred: bool = False
    problems: tuple[str, ...] = ()


def published(
    found: Named, values: Mapping[str, Value], path: Path, zone: tzinfo | None, *, official: bool
) -> Dated:
    """When an article was published, by its front matter, else by its file's name, its address on
    its site or its folders; None if none of them has a date.

    Naive dates are in `zone` (None: the system's). A date before _EARLIEST, or more than _AHEAD
    in the future, is a problem. `official`: by the producer's rules, the date in a name is that
    of the article.
    """
    said = _said_date(found, zone)
    if said.when:
        return said
    if when := dates.of_name(path, zone):
        return Dated(when, not official, said.problems)
    for name in _ADDRESSES:
        text = values.get(name)
        if isinstance(text, str) and (when := dates.of_address(text, zone)):
            return Dated(when, True, said.problems)
    when = dates.of_folders(path, zone)
    return Dated(when, when is not None, said.problems)


def _said_date(found: Named, zone: tzinfo | None) -> Dated:
    """The date in the front matter; if there is none, the problems with its values."""
    problems: list[str] = []
    for text in texts(found, "published"):
        if text.lower() in _OF_ELEVENTY:
            continue
        when, inferred = dates.parse_date(text, zone), False
        if when is None:
            when, inferred = dates.first_day(text, zone), True
        if when is None:
            said = "can be read in two ways" if dates.is_ambiguous(text) else "cannot be read"
            problems.append(f"The date “{text[:60]}” {said}.")
        elif when.year < _EARLIEST or when > datetime.now(UTC) + _AHEAD:
            problems.append(f"The date “{text[:60]}” cannot be right.")
        else:
            return Dated(when, inferred)
    return Dated(None, problems=tuple(problems))


def modified(mtime: float) -> datetime | None:
    """The time of a file as a date, or None if it is out of range; `mtime` is in seconds."""
    try:
        return datetime.fromtimestamp(mtime, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def is_draft(values: Mapping[str, Value], path: Path) -> bool:
    """Whether an article is not published, or not any more, by its front matter or as a
    file in `_drafts`.
    """
    if "_drafts" in path.parts:
        return True
    for name, wanted in _DRAFTS.items():
        text = values.get(name)
        if isinstance(text, str) and text.partition(" #")[0].strip().lower() in wanted:
            return True
    for name in _EXPIRY:
        text = values.get(name)
        when = dates.parse_date(text, UTC) if isinstance(text, str) else None
        if when and when < datetime.now(UTC):
            return True
    return False
