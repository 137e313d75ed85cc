"""Finds our fields in the metadata of any producer, and reads their values.

`FIELDS` maps the names that producers use to ours, the best first. A value may be a text or a list,
a link of a note, or one of the texts that mean nothing. docs/formats.md lists what each producer
writes; the tests have a sample of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reader.articles.frontmatter.plain_yaml import Value
from reader.entities import unescape
from reader.lazy_re import late

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "full title", "headline", "subject", "标题"),
    "published": (
        *("date", "date.created", "date.published", "published", "publishdate", "pubdate"),
        *("date_published", "date-published"),
        *("datepublished", "published_at", "published_date", "created", "created_at"),
        *("created time", "date created", "date_saved"),
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
_LINK = late(r"\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]")
_NOTHING = frozenset(
    ("true", "false", "null", "~", "undefined", "nan", "[]", "{}", "[object object]")
)
"""Values that producers write for nothing, or for a switch of their own."""

_NAMES = frozenset(FIELDS["authors"])
_SPLIT_BY_BLANKS = frozenset(("categories", "tags"))
"""Fields in which Jekyll separates values by blanks; with the singular name, the
text is one value.
"""


def named(values: dict[str, Value]) -> Named:
    """The values of our fields, the best first."""
    found: Named = {}
    for name, value in values.items():
        for field, rank in _PLACES.get(name, ()):
            found.setdefault(field, []).append((rank, name, value))
    for values_of_one in found.values():
        if len(values_of_one) > 1:
            values_of_one.sort(key=lambda one: one[0])
    return found


def texts(found: Named, field: str) -> Iterator[str]:
    """The texts of a field, best first, without empty ones."""
    for _, _, value in found.get(field, ()):
        for written in (value,) if isinstance(value, str) else value:
            if text := said(written):
                yield text


def listed(found: Named, field: str) -> list[str]:
    """The texts of a field, split if they contain several; only those of the first
    name that has any.
    """
    for _, name, value in found.get(field, ()):
        parts = _parts(on_one_line(value), name) if isinstance(value, str) else value
        if here := [text for part in parts if (text := said(part))]:
            return here
    return []


def said(written: str) -> str:
    """A text on one line, with entities and links of notes replaced by their text; ''
    for `_NOTHING`.
    """
    text = on_one_line(written)
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


def on_one_line(text: str) -> str:
    """A text with its entities resolved, and one blank for each run of white space."""
    return " ".join((unescape(text) if "&" in text else text).split())
