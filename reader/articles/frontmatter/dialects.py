"""Finds the fields of an Article in the metadata of any producer.

`FIELDS` maps the names that producers use to ours; the first valid value wins. After an invalid
value (a date that cannot be read, a boolean in place of a text, an address that is only a path) the
next name is tried, and in the end what the file itself says: its first heading, its name, the
folders above it. docs/formats.md lists what each producer writes; the tests have a sample of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from reader.articles import titles
from reader.articles.frontmatter import dates
from reader.articles.frontmatter.plain_yaml import Value
from reader.articles.html.addresses import plain
from reader.articles.html.media import PLACEHOLDER
from reader.drives import is_file
from reader.entities import unescape
from reader.lazy_re import late

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "full title", "headline", "subject", "标题"),
    "published": (
        *(
            "date",
            "date.created",
            "date.published",
            "published",
            "publishdate",
            "pubdate",
            "date_published",
            "date-published",
        ),
        *("datepublished", "published_at", "published_date", "created", "created_at", "date_saved"),
        *("saved_at", "savedat", "date_added", "date added", "dateadded", "extra.date"),
        *("params.date", "lastmod", "modified", "date.updated", "updated", "updated_at"),
        *("lastupdated", "日期", "发布日期", "创建日期", "创建时间"),
    ),
    "categories": (
        *("categories", "category", "taxonomies.categories", "taxonomies.category"),
        *("extra.category", "collections", "topics", "分类"),
    ),
    "authors": (
        *("author", "authors", "author.name", "authors.name", "taxonomies.authors"),
        *("extra.author", "extra.authors", "params.author", "params.authors", "byline"),
        *("published_by", "作者"),
    ),
    "tags": (
        *("tags", "tag", "taxonomies.tags", "taxonomies.tag", "extra.tags", "keywords"),
        *("labels", "document tags", "标签"),
    ),
    "url": (
        *("url", "link", "source", "permalink", "canonical_url", "canonicalurl", "original_url"),
        *("originalurl", "source_url", "sourceurl", "external_url", "externalurl"),
        *("via",),
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
"""Our fields, and for each the names that producers use, in lower case, the best first.

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
"""By our field: the rank of the producer's name, the name, and the value."""

_BESIDE_LINKS = late(r"\w[^,]*,|,[^,]*\w")
_NOTHING = frozenset(
    ("true", "false", "null", "~", "undefined", "nan", "[]", "{}", "[object object]")
)
"""Values that producers write for nothing, or for a switch of their own."""

_NAMES = frozenset(FIELDS["authors"])
_SPLIT_BY_BLANKS = frozenset(("categories", "tags"))
"""Fields in which Jekyll separates values by blanks; with the singular name, the
text is one value.
"""

_LINK = late(r"\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]")
_MARKDOWN_LINK = late(r"\]\((https?://[^()\s]+)\)")
_VALUE = r"""*(?:"([^"\n]*)"|'([^'\n]*)'|(.+?))\s*(?:[,}].*|[ \n]+[\w-]+:.*)?$"""
_NAME_OF = late(rf"^\{{?\s*name: {_VALUE}", re.S)  # the name in a YAML table, as written
_LABEL_OF = late(rf"^\{{?\s*label: {_VALUE}", re.S)
_CONTACT = late(r"\s*<?[^<>\s@]+@[^<>\s@]+\.[^<>\s@]+>?|(?:https?://|mailto:)\S+")
_PICTURE = late(r"https?://[^\s/?#]")
_ADDRESSES = ("path", "permalink", "slug", "url", "aliases")
"""Fields that may contain an article's address on its own site."""

_PERMALINKS = ("permalink", "url", "path")
_ORIGINAL = "[Read Original]("  # Omnivore's line below the title
_NUMBER = late(r"^(?:(?:\d{1,2}|0\d{2,3})[-_.)]+ *(?=[^\W\d_])|0\d{1,3} +(?=[^\W\d_]))")
_ESCAPED = late(r"(?:%[0-9A-Fa-f]{2})+")
_NAMESPACE = late(r"(?<=[^\W_])___(?=[^\W_])")
_DASH = late(r"((?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d))|(?<=\w)-+(?=\w)|^-+|-+$")
_ONLY_DATE = late(r"\d{4}([-_.])\d{1,2}\1\d{1,2}")
_NO_CATEGORIES = frozenset(
    ("_posts", "_drafts", "content", "source", "src", "docs", "blog", "posts", "post", "pages")
)
"""Folders that a generator needs, whose names do not describe their contents."""

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
EARLIEST, AHEAD = 1900, timedelta(days=366)
"""The first valid year of publishing, and how far in the future a date may be."""

_LOOKED_AT = 2_000
_CLIMB = 8
_SITE_FILES = ("_config.yml", "_config.yaml", "_config.toml")


def named(values: dict[str, Value]) -> Named:
    """The values of our fields, the best first."""
    found: Named = {}
    for name, value in values.items():
        for field, rank in _PLACES.get(name, ()):
            found.setdefault(field, []).append((rank, name, value))
    for listed in found.values():
        if len(listed) > 1:
            listed.sort(key=lambda one: one[0])
    return found


def written_title(values: dict[str, Value]) -> str:
    """The title as written in the front matter, from which an article's id is made."""
    value = values.get("title", "")
    return _line(value) if isinstance(value, str) else " ".join(filter(None, map(_line, value)))


def title(found: Named, body: str, path: Path) -> str:
    """The title: that of the front matter, with its punctuation restored from the body; else the
    first heading; else the file's name. '' if that has no words either, or if the front matter has
    an empty title.
    """
    for text in _texts(found, "title"):
        if titles.says_something(text):
            return titles.mended(text, body)
    if heading := titles.first_heading(body):
        return heading
    return "" if "title" in found else _name(path)


def last_title(found: Named, path: Path) -> str:
    """The title of an article without text: that of the front matter, even if it has no letters,
    else the file's name.
    """
    return next(_texts(found, "title"), "") or _name(path) or path.name


def _name(path: Path) -> str:
    """The name of a file, or of its folder if it is an `index`, without date and number, with `-`
    and `_` as blanks; '' if it has no words.
    """
    if dates.is_index(path) and path.parent.name:
        named = path.parent.name
    else:
        named = path.name.removesuffix(path.suffix) if path.suffix else path.name
    if date := _ONLY_DATE.fullmatch(named):
        return named.replace(date[1], "-")
    bare = dates.BEFORE_NAME.sub("", named, count=1) if dates.BEFORE_NAME.match(named) else named
    if bare is named:
        bare = _NUMBER.sub("", named, count=1)
    bare = _as_written(bare)
    if not titles.says_something(bare.removeprefix(".md")):
        return ""
    return bare


def _as_written(name: str) -> str:
    """A name with the characters restored that names cannot contain, which Logseq replaces."""
    if "%" in name:
        name = _ESCAPED.sub(lambda found: unquote(found[0], errors="replace"), name)
    if "___" in name:
        name = _NAMESPACE.sub("/", name)
    if " " not in name:
        name = _DASH.sub(lambda found: found[1] or " ", name)
    return " ".join(name.replace("_", " ").split())


def categories(found: Named, path: Path, root: Path | None = None) -> tuple[str, ...]:
    """The categories, from wide to narrow, each once: those of Jekyll's or bulletty's folders, then
    those of the front matter. If there are none, the folders below the `root` of the library.
    """
    listed = _listed(found, "categories")
    if folders := _of_folders(path):
        listed = [*folders, *listed]
    if not listed and root is not None:
        listed = [*_below(root, path)]
    return tuple(dict.fromkeys(listed))


def permalink(values: Mapping[str, Value]) -> str | None:
    """The path of an article on its own site, `/a/b`, if the front matter names one; or None."""
    for name in _PERMALINKS:
        text = values.get(name)
        if not isinstance(text, str) or not text.strip() or ":" in text.partition("//")[2]:
            continue
        try:
            path = urlsplit(text.strip()).path.removesuffix("index.html").strip("/")
        except ValueError:
            continue
        if path and (name in ("path", "permalink") or text.lstrip()[:1] == "/"):
            return f"/{unquote(path).removesuffix('.html')}"
    return None


def _below(root: Path, path: Path) -> tuple[str, ...]:
    """The folders between a root and an article that describe its subject."""
    folder = path.parent
    if dates.is_index(path) or folder.name == path.stem:
        folder = folder.parent  # the folder is the article
    return _telling(str(root), str(folder))


@lru_cache(maxsize=1024)
def _telling(root: str, folder: str) -> tuple[str, ...]:
    """The names of folders below a root that describe their contents, from wide to narrow."""
    try:
        names = Path(folder).relative_to(root).parts
    except ValueError:
        return ()
    return tuple(
        " ".join(name.encode("utf-8", "replace").decode().split())
        for name in names
        if name.lower() not in _NO_CATEGORIES and not dates.is_date_folder(name)
    )


def is_draft(values: Mapping[str, Value], path: Path) -> bool:
    """Whether an article is not published, or not any more, by its front matter or as a
    file in `_drafts`.
    """
    if "_drafts" in path.parts:
        return True
    for name, wanted in _DRAFTS.items():
        text = values.get(name)
        if isinstance(text, str) and text.strip().lower() in wanted:
            return True
    for name in _EXPIRY:
        text = values.get(name)
        when = dates.parse_date(text, UTC) if isinstance(text, str) else None
        if when and when < datetime.now(UTC):
            return True
    return False


def authors(found: Named) -> tuple[str, ...]:
    """The authors, each once, without addresses of pages and mail."""
    names = (
        _name_of(table) if "name:" in name[:6] and (table := _NAME_OF.search(name)) else name
        for name in _listed(found, "authors")
    )
    bare = (_CONTACT.sub("", name).strip() if _CONTACT.search(name) else name for name in names)
    return tuple(dict.fromkeys(name for name in bare if name))


def _name_of(table: re.Match[str]) -> str:
    return next(filter(None, table.groups()), "").strip()


def tags(found: Named) -> tuple[str, ...]:
    """The tags, each once, without the # that Obsidian puts before them."""
    if "tags" not in found:
        return ()
    listed = (
        _name_of(table) if "label:" in tag[:8] and (table := _LABEL_OF.search(tag)) else tag
        for tag in _listed(found, "tags")
    )
    stripped = (tag.lstrip("# ") for tag in listed)
    return tuple(dict.fromkeys(tag for tag in stripped if tag))


def url(found: Named, body: str) -> str | None:
    """The address at which the article was published: an http or https URL with a host, or None."""
    if "url" in found and (address := _first_address(_texts(found, "url"))):
        return address
    at = body.find(_ORIGINAL, 0, _LOOKED_AT)
    link = _MARKDOWN_LINK.search(body, at, at + _LOOKED_AT) if at >= 0 else None
    return _first_address([link[1]]) if link else None


def image(found: Named) -> str | None:
    """The address of the article's picture, or None; placeholders are ignored."""
    for _, _, value in found.get("image", ()):
        text = value if isinstance(value, str) else "".join(value[:1])
        if text[:4] == "http" and _PICTURE.match(text) and not PLACEHOLDER.search(text):
            return plain(_line(text))
    return None


def site(
    found: Named,
    names: tuple[str, ...],
    groups: tuple[str, ...],
    address: str | None,
    producer: str = "",
) -> str:
    """The site's name. `names` are the authors, `groups` the categories, `address` is the URL,
    `producer` the name of the site that the file belongs to.

    If no field names the site, it is the first of these: an author who is also a category, since
    RSSHub gives sites, `Site` or `Site - Feed`, as authors; `producer`; an author of an article
    without a URL; the URL's host.
    """
    for text in _texts(found, "site") if "site" in found else ():
        if "://" not in text:
            return text.removeprefix("www.")
    if producer and not (names and names[0] in groups):
        return producer
    if names and (address is None or names[0] in groups):
        return names[0].partition(" - ")[0].strip()
    return (urlsplit(address).hostname or "").removeprefix("www.") if address else ""


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

    Naive dates are in `zone` (None: the system's). A date before EARLIEST, or more than AHEAD
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
    for text in _texts(found, "published"):
        if text.lower() in _OF_ELEVENTY:
            continue
        when, inferred = dates.parse_date(text, zone), False
        if when is None:
            when, inferred = dates.first_day(text, zone), True
        if when is None:
            said = "can be read in two ways" if dates.is_ambiguous(text) else "cannot be read"
            problems.append(f"The date “{text[:60]}” {said}.")
        elif when.year < EARLIEST or when > datetime.now(UTC) + AHEAD:
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


def _texts(found: Named, field: str) -> Iterator[str]:
    """The texts of a field, best first, without empty ones."""
    for _, _, value in found.get(field, ()):
        for written in (value,) if isinstance(value, str) else value:
            if text := _said(written):
                yield text


def _listed(found: Named, field: str) -> list[str]:
    """The texts of a field, split if they contain several; only those of the first
    name that has any.
    """
    for _, name, value in found.get(field, ()):
        parts = _parts(_line(value), name) if isinstance(value, str) else value
        if here := [text for part in parts if (text := _said(part))]:
            return here
    return []


def _said(written: str) -> str:
    """A text on one line, with entities and links of notes replaced by their text; ''
    for `_NOTHING`.
    """
    text = _line(written)
    if "[[" in text:
        text = _LINK.sub(lambda link: link[2] or link[1], text)
    return "" if len(text) < 16 and text.lower() in _NOTHING else text


def _parts(text: str, name: str) -> Iterable[str]:
    """The values in one text: links of notes, a list in brackets, or parts separated by
    commas or blanks.
    """
    links = _LINK.findall(text) if "[[" in text else []
    if len(links) > 1 and not _BESIDE_LINKS.search(_LINK.sub("", text)):
        return [shown or target for target, shown in links]
    if text[:1] == "[" and text[-1:] == "]" and not links:
        return [part.strip().strip("'\"") for part in text[1:-1].split(",")]
    if name in _NAMES:  # “Doe, Jane” is one name
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
    """Categories from folders: Jekyll's above `_posts`, bulletty's in `categories`."""
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
