"""Metadata of any producer → the fields of an Article.

One table from producers' names to ours; the first value that is valid wins. A value that makes no
sense (a date that is none, a boolean where a text belongs) falls through to the next name, and at
last to what the file itself tells.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from reader.articles.frontmatter import Value

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "published": ("date", "published", "publishdate", "pubdate", "created"),
    "categories": ("categories", "category"),
    "authors": ("author", "authors", "params.author"),
    "tags": ("tags", "keywords"),
    "url": ("url", "link", "source", "permalink", "canonical_url"),
}

_ISO_LIKE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:$|[T ])")
_SLASHED = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MAIL_LIKE = re.compile(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}")
_IN_NAME = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_HEADING = re.compile(
    r"<h[1-6]\b[^<>]{0,500}>(.{1,500}?)</h[1-6]|^#{1,6}[ \t]+([^\n]+)$", re.I | re.S | re.M
)
_TAG = re.compile(r"<[^<>]*>")
_FIRST_YEAR, _LAST_YEAR = 1000, 2999


def texts(values: dict[str, Value], field: str) -> Iterator[str]:
    """The texts found under a field's names, best first, entities decoded, blank ones left out."""
    for name in FIELDS[field]:
        value = values.get(name, [])
        for text in [value] if isinstance(value, str) else value:
            if text := " ".join(html.unescape(text).split()):
                yield text


def title(values: dict[str, Value], body: str, path: Path) -> str:
    """The title: the front matter's, else the first heading, else the file's name."""
    for text in texts(values, "title"):
        return text
    for found in _HEADING.finditer(body[:20_000]):
        text = html.unescape(_TAG.sub("", found[1] or found[2].rstrip(" \t#")))
        if text := " ".join(text.split()):
            return text
    return path.stem.replace("_", " ").strip() or path.name


def categories(values: dict[str, Value]) -> tuple[str, ...]:
    """The categories, from wide to narrow, each once."""
    return tuple(dict.fromkeys(texts(values, "categories")))


def authors(values: dict[str, Value]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts(values, "authors")))


def tags(values: dict[str, Value]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts(values, "tags")))


def url(values: dict[str, Value]) -> str | None:
    """Where the article was published: an http or https URL with a host, or None."""
    for text in texts(values, "url"):
        try:
            parts = urlsplit(text)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname:
            return text
    return None


def site(values: dict[str, Value]) -> str:
    """The site's name: RSSHub's authors are `Site` or `Site - Feed`; else the URL's host."""
    for author in authors(values):
        return author.split(" - ")[0].strip()
    address = url(values)
    return (urlsplit(address).hostname or "").removeprefix("www.") if address else ""


def published(values: dict[str, Value], zone: tzinfo | None) -> tuple[datetime | None, list[str]]:
    """The date that the front matter gives, aware, or None; and what was wrong with it.

    A naive date is in `zone` (None: the system's).
    """
    problems: list[str] = []
    for text in texts(values, "published"):
        if when := parse_date(text, zone):
            return when, []
        problems.append(f"The date “{text[:60]}” cannot be read.")
    return None, problems


def inferred(path: Path, mtime: float, zone: tzinfo | None) -> datetime | None:
    """The date that the file itself gives: the one in its name, else its mtime (seconds)."""
    for found in _IN_NAME.finditer(path.name):
        if when := parse_date(found[0], zone):
            return when
    try:
        return datetime.fromtimestamp(mtime, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def parse_date(text: str, zone: tzinfo | None) -> datetime | None:
    """A date in one of the forms that are written: RFC 2822, ISO 8601, `YYYY-MM-DD HH:MM:SS`,
    `YYYY/M/D`. Never guesses: anything else is None.
    """
    try:
        when = _parse(text)
        if when is None or not _FIRST_YEAR <= when.year <= _LAST_YEAR:
            return None
        if when.tzinfo is None:
            return when.replace(tzinfo=zone) if zone else when.astimezone()
        return when.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _parse(text: str) -> datetime | None:
    if _MAIL_LIKE.match(text):
        return parsedate_to_datetime(text)
    if not _ISO_LIKE.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        found = _SLASHED.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 (the zone is the caller's)
