"""Metadata of any producer → the fields of an Article.

One table from producers' names to ours; the first value that is valid wins. A value that makes no
sense (a date that is none, a boolean where a text belongs, an address that is only a path) falls
through to the next name, and at last to what the file itself tells: its first heading, its name,
the folders above it, its time. What each producer writes is in docs/formats.md, a sample of each
in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from reader.articles import titles
from reader.articles.frontmatter.plain_yaml import Value
from reader.articles.html.addresses import plain
from reader.articles.html.media import PLACEHOLDER
from reader.drives import is_file
from reader.entities import unescape
from reader.lazy_re import late

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "full title", "headline"),
    "published": (
        *("date", "published", "publishdate", "pubdate", "date_published", "date-published"),
        *("datepublished", "published_at", "published_date", "created", "created_at", "date_saved"),
        *("saved_at", "savedat", "date_added", "date added", "dateadded", "lastmod", "modified"),
        *("updated", "updated_at", "lastupdated"),
    ),
    "categories": ("categories", "category", "collections", "topics"),
    "authors": ("author", "authors", "author.name", "params.author", "byline", "published_by"),
    "tags": ("tags", "tag", "keywords", "labels", "document tags"),
    "url": (
        *("url", "link", "source", "permalink", "canonical_url", "canonicalurl", "original_url"),
        *("originalurl", "source_url", "sourceurl", "external_url", "externalurl"),
    ),
    "site": (
        *("site", "sitename", "site_name", "feed", "feed.title", "publisher", "publication"),
        *("source", "domain_name", "hostname"),
    ),
    "image": (
        *("cover", "cover.image", "top_img", "image", "images", "thumbnail", "headimg", "banner"),
        *("banner_img", "index_img", "featured_image", "featuredimage", "preview_picture"),
    ),
}
"""Our fields and the names that producers have for them, in lower case, the best first.

Hugo, Hexo and Jekyll: title, date, publishdate, lastmod, updated, categories, tags, keywords,
author, params.author, permalink, link, and the pictures of themes. Clippers: source, published,
created, byline. Feed readers and reading lists: url, feed, site_name, published_at, date_saved,
original_url, domain_name, labels. trafilatura: sitename, hostname. Notes of Readwise and Zotero:
full title, document tags, date added, topics, collections.
"""

_PLACES: dict[str, tuple[tuple[str, int], ...]] = {}
for _field, _producers in FIELDS.items():
    for _rank, _producer in enumerate(_producers):
        _PLACES[_producer] = (*_PLACES.get(_producer, ()), (_field, _rank))

Named = dict[str, list[tuple[int, str, Value]]]
"""Values by our field: the rank of the producer's name, the name, and what stands there."""

_NOTHING = frozenset(
    ("true", "false", "null", "~", "undefined", "nan", "[]", "{}", "[object object]")
)
"""What producers write where there is nothing, or a switch of their own."""

_NAMES = frozenset(FIELDS["authors"])
_SPLIT_BY_BLANKS = frozenset(("categories", "tags"))
"""Names under which Jekyll has several words in one text; a singular name is one value."""

_LINK = late(r"\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]")
_MARKDOWN_LINK = late(r"\]\((https?://[^()\s]+)\)")
_NAME_OF = late(r"""name: *["']?(.+?)["']?(?: +[\w-]+:.*)?""")  # of a table, as written
_PICTURE = late(r"https?://[^\s/?#]")
_ORIGINAL = "[Read Original]("  # Omnivore's line below the title
_ISO_LIKE = late(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:$|[T ])")
_LOOSE = late(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?"
    r"(?: ?\(?(?:UTC|GMT)? ?(?:([+-])(\d{2}):?(\d{2}))?\)?)?)?"
)
_MAIL_LIKE = late(r"(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}")
_FEED = late(  # what all feeds write; the parser of mail takes four times as long
    r"[A-Z][a-z]{2}, (\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|\+0000)"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_IN_NAME = late(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_BEFORE_NAME = late(r"\d{4}-\d{2}-\d{2}[-_ ]+(?=\S)")
_HEADING = late(
    r"<h[1-6]\b[^<>]{0,500}>(.{1,500}?)</h[1-6]|^#{1,6}[ \t]+([^\n]+)$", re.I | re.S | re.M
)
_TAG = late(r"<[^<>]*>")
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
EARLIEST, AHEAD = 1900, timedelta(days=366)
"""The first year of a date of publishing, and how far ahead one may be."""

_LOOKED_AT = 2_000
_INDEXES = ("index", "_index")  # Hugo's name of the file of a folder that is one article
_CLIMB = 8
_SITE_FILES = ("_config.yml", "_config.yaml", "_config.toml")


def named(values: dict[str, Value]) -> Named:
    """The values that stand under names of ours, by field, best first."""
    found: Named = {}
    for name, value in values.items():
        for field, rank in _PLACES.get(name, ()):
            found.setdefault(field, []).append((rank, name, value))
    for listed in found.values():
        if len(listed) > 1:
            listed.sort(key=lambda one: one[0])
    return found


def written_title(values: dict[str, Value]) -> str:
    """The title as the front matter has it, of which an article's id is made."""
    value = values.get("title", "")
    return _line(value) if isinstance(value, str) else " ".join(filter(None, map(_line, value)))


def title(found: Named, body: str, path: Path) -> str:
    """The title: the front matter's with the body's marks, else the first heading, else the file's
    name; '' where that says nothing either, or the front matter has a title that is empty.
    """
    for text in _texts(found, "title"):
        if titles.says_something(text):
            return titles.mended(text, body)
    for heading in _HEADING.finditer(body[:20_000]):
        text = unescape(_TAG.sub("", heading[1] or heading[2].rstrip(" \t#")))
        if titles.says_something(text := " ".join(text.split())):
            return text
    return "" if "title" in found else _name(path)


def last_title(found: Named, path: Path) -> str:
    """What an article is called that says nothing: as it is written, or after its file."""
    return next(_texts(found, "title"), "") or _name(path) or path.name


def _name(path: Path) -> str:
    """What a file is called, without the date that Jekyll puts before it; '' for no words."""
    stem = path.parent.name if path.stem in _INDEXES and path.parent.name else path.stem
    bare = _BEFORE_NAME.sub("", stem, count=1) if _BEFORE_NAME.match(stem) else stem
    if bare is not stem and " " not in bare:
        bare = bare.replace("-", " ")
    bare = bare.replace("_", " ").strip()
    return bare if titles.says_something(bare.removeprefix(".md")) else ""


def categories(found: Named, path: Path) -> tuple[str, ...]:
    """The categories, from wide to narrow, each once: those of folders first."""
    listed = _listed(found, "categories")
    if folders := _of_folders(path):
        listed = [*folders, *listed]
    return tuple(dict.fromkeys(listed))


def authors(found: Named) -> tuple[str, ...]:
    """The authors, each once; addresses of their pages are none."""
    names = (
        table[1] if name[:5] == "name:" and (table := _NAME_OF.fullmatch(name)) else name
        for name in _listed(found, "authors")
    )
    return tuple(dict.fromkeys(name for name in names if "://" not in name))


def tags(found: Named) -> tuple[str, ...]:
    """The tags, each once, without the sign that Obsidian has before them."""
    if "tags" not in found:
        return ()
    stripped = (tag.lstrip("# ") for tag in _listed(found, "tags"))
    return tuple(dict.fromkeys(tag for tag in stripped if tag))


def url(found: Named, body: str) -> str | None:
    """Where the article was published: an http or https URL with a host, or None."""
    if "url" in found and (address := _first_address(_texts(found, "url"))):
        return address
    at = body.find(_ORIGINAL, 0, _LOOKED_AT)
    link = _MARKDOWN_LINK.search(body, at, at + _LOOKED_AT) if at >= 0 else None
    return _first_address([link[1]]) if link else None


def image(found: Named) -> str | None:
    """The picture of the article: an address that is no placeholder's, or None."""
    for _, _, value in found.get("image", ()):
        text = value if isinstance(value, str) else "".join(value[:1])
        if text[:4] == "http" and _PICTURE.match(text) and not PLACEHOLDER.search(text):
            return plain(_line(text))
    return None


def site(found: Named, names: tuple[str, ...], groups: tuple[str, ...], address: str | None) -> str:
    """The site's name. `names` are the authors, `groups` the categories, `address` the URL.

    Where no field names it: RSSHub's authors are sites, `Site` or `Site - Feed`, and are among the
    categories or stand alone; else it is the URL's host.
    """
    for text in _texts(found, "site") if "site" in found else ():
        if "://" not in text:
            return text.removeprefix("www.")
    if names and (address is None or names[0] in groups):
        return names[0].partition(" - ")[0].strip()
    return (urlsplit(address).hostname or "").removeprefix("www.") if address else ""


def published(found: Named, zone: tzinfo | None) -> tuple[datetime | None, list[str]]:
    """The date that the front matter gives, aware, or None; and what was wrong with it.

    A naive date is in `zone` (None: the system's). News are not older than EARLIEST, nor dated more
    than AHEAD into the future.
    """
    problems: list[str] = []
    for text in _texts(found, "published"):
        when = parse_date(text, zone)
        if when is None:
            problems.append(f"The date “{text[:60]}” cannot be read.")
        elif when.year < EARLIEST or when > datetime.now(UTC) + AHEAD:
            problems.append(f"The date “{text[:60]}” cannot be right.")
        else:
            return when, []
    return None, problems


def inferred(path: Path, zone: tzinfo | None) -> datetime | None:
    """The date in a file's name, or None."""
    name = path.parent.name if path.stem in _INDEXES else path.name
    for found in _IN_NAME.finditer(name):
        if when := parse_date(found[0], zone):
            return when
    return None


def modified(mtime: float) -> datetime | None:
    """A file's time as a date; `mtime` in seconds."""
    try:
        return datetime.fromtimestamp(mtime, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def parse_date(text: str, zone: tzinfo | None) -> datetime | None:
    """A date in one of the forms that are written: RFC 2822, ISO 8601, `YYYY-MM-DD HH:MM:SS` with
    or without `-0500` or `(UTC +08:00)`, `YYYY/M/D`. Never guesses: anything else is None.
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
    if (feed := _FEED.fullmatch(text)) and feed[2] in _MONTHS:
        clock = int(feed[4]), int(feed[5]), int(feed[6])
        return datetime(int(feed[3]), _MONTHS[feed[2]], int(feed[1]), *clock, tzinfo=UTC)
    if _MAIL_LIKE.match(text):
        from email.utils import parsedate_to_datetime

        return parsedate_to_datetime(text)
    if not _ISO_LIKE.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        found = _LOOSE.fullmatch(text)
    if not found:
        return None
    *numbers, sign, hours, minutes = found.groups()
    year, month, day, hour, minute, second = (int(part or 0) for part in numbers)
    away = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    offset = timezone(-away if sign == "-" else away) if sign else None
    return datetime(year, month, day, hour, minute, second, tzinfo=offset)


def _texts(found: Named, field: str) -> Iterator[str]:
    """The texts of a field, best first, without those that say nothing."""
    for _, _, value in found.get(field, ()):
        for written in (value,) if isinstance(value, str) else value:
            if text := _said(written):
                yield text


def _listed(found: Named, field: str) -> list[str]:
    """The same, texts that hold several taken apart. The first name that has any decides."""
    for _, name, value in found.get(field, ()):
        parts = _parts(_line(value), name) if isinstance(value, str) else value
        if here := [text for part in parts if (text := _said(part))]:
            return here
    return []


def _said(written: str) -> str:
    """A text on one line, its entities and links of notes read; '' where it says nothing."""
    text = _line(written)
    if "[[" in text:
        text = _LINK.sub(lambda link: link[2] or link[1], text)
    return "" if len(text) < 16 and text.lower() in _NOTHING else text


def _parts(text: str, name: str) -> Iterable[str]:
    """The values in one text: links of notes, a list in brackets, by commas, by blanks."""
    links = _LINK.findall(text) if "[[" in text else []
    if len(links) > 1:
        return [shown or target for target, shown in links]
    if text[:1] == "[" and text[-1:] == "]" and not links:
        return [part.strip().strip("'\"") for part in text[1:-1].split(",")]
    if name in _NAMES:  # “Doe, Jane” is one
        return text.split(";")
    for comma in (",", "，", "、"):
        if comma in text:
            return [part.strip().strip("'\"") for part in text.split(comma)]
    if name in _SPLIT_BY_BLANKS or text.count("#") > 1:
        return text.split()
    return (text.lstrip("# "),)


def _line(text: str) -> str:
    return " ".join((unescape(text) if "&" in text else text).split())


def _first_address(texts: Iterable[str]) -> str | None:
    for text in texts:
        if text[:1] == "[" and (link := _MARKDOWN_LINK.search(text)):
            text = link[1]
        if not text.startswith(("http://", "https://")):
            continue
        if address := plain(text):
            return address
    return None


def _of_folders(path: Path) -> tuple[str, ...]:
    """Categories that folders give: those of Jekyll above `_posts`, bulletty's in `categories`."""
    place = str(path)
    if "_posts" in place or "categories" in place:
        return _named_by(str(path.parent))
    return ()


@lru_cache(maxsize=256)
def _named_by(folder: str) -> tuple[str, ...]:
    parts = Path(folder).parts
    if "_posts" in parts:
        above = Path(*parts[: parts.index("_posts")])
        for site_folder in (above, *above.parents)[:_CLIMB]:
            if any(is_file(site_folder / name) for name in _SITE_FILES):
                found = above.relative_to(site_folder).parts
                return () if found == ("source",) else found  # Hexo's posts are in source/_posts
    elif parts[-3:-2] == ("categories",):
        return parts[-2:-1]
    return ()
