"""Reads heads of files that do not begin with a fence: JSON of Hugo and Hexo, Hexo's YAML without a
first fence, the `<head>` of a saved page, lines of keys (`key_lines`), and the list below
“Metadata” in notes of Readwise and Zotero.

A file with none of these has no head, and is text from its first line.
"""

from __future__ import annotations

import re

from reader.articles.frontmatter import key_lines
from reader.articles.frontmatter.fields import HEAD_LIMIT, fields_of, flat
from reader.articles.frontmatter.plain_yaml import Value
from reader.entities import number, unescape
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

_SEMICOLONS = late(
    r'\s*(?:;;;+[ \t]*\r?\n)?(?=\s*(?:\{|"[\w-]+"\s*:))(.+?)^;;;+[ \t]*\r?(?:\n|\Z)', re.S | re.M
)
_OPEN_YAML = late(
    r"\s*(?=(?:title|layout|date): )(?:(?!---)(?:[\w-]+:|[ \t]|- )[^\n]*\n)++---+[ \t]*\r?\n"
)
_JSON_LINE = late(r'^[ \t,{]*"([\w-]+)"[ \t]*:[ \t]*"(.*)"[ \t,}]*$', re.M)
_PAGE = late(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*){0,3}(?:<!doctype html|<html|<head)", re.I | re.S
)
_META = late(r"<meta\s[^<>]{1,2000}>", re.I)
_PROPERTY = late(r"""\b(?:property|name|itemprop)\s*=\s*["']?([\w:.-]+)""", re.I)
_CONTENT = late(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.I)
_TITLE = late(r"<title\b[^<>]*>([^<]{1,1000})</title", re.I)
_CANONICAL = late(r"<link\s(?=[^<>]*\brel=[\"']?canonical)[^<>]*\bhref=[\"']([^\"']+)", re.I)
_LINKED_DATE = late(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_SAVED_FROM = late(r"<!--\s*(?:saved from url=\(\d+\)|\s*url:\s*)(https?://\S+)", re.I)
_METADATA = late(r"^#{1,6}[ \t]+Metadata[ \t]*\n+((?:[ \t]*[-*+][ \t].*\n?)++)", re.M | re.I)
_ITEM = late(
    r"^[ \t]*[-*+][ \t]+(?:\*\*)?([A-Za-z][A-Za-z ]{1,30})(?:\*\*)?:(?:\*\*)?[ \t]*(.+)$", re.M
)
_LISTED_BEFORE = 4_000

_OF_PAGES = {
    "og:title": "title",
    "twitter:title": "title",
    "article:published_time": "published",
    "datepublished": "published",
    "pubdate": "published",
    "publishdate": "published",
    "dc.date": "published",
    "dc.date.issued": "published",
    "date": "date",
    "author": "author",
    "article:author": "author",
    "dc.creator": "author",
    "article:section": "category",
    "article:tag": "tags",
    "category": "category",
    "tags": "keywords",
    "keywords": "keywords",
    "news_keywords": "keywords",
    "og:url": "url",
    "og:site_name": "site_name",
    "og:image": "image",
}
"""Properties of `<meta>`, and our names for them in dialects.py."""


class UnfencedHead(NamedTuple):
    """A head without a fence, and the body; the fields are those of `FrontMatter`."""

    values: dict[str, Value]
    head: str
    body: str
    problems: tuple[str, ...] = ()


def head_of(text: str) -> UnfencedHead | None:
    """The head and body of a text without a fence, or None if it has no head."""
    start = text[:200].lstrip()
    if start[:1] in ("{", '"', ";"):
        return _semicolons(text) or _object(text)
    if start[:1] == "<" and _PAGE.match(text):
        return _page(text)
    if start[:1] == "<" and start[:4] != "<!--":
        return None
    if found := _OPEN_YAML.match(text, 0, HEAD_LIMIT):
        head = found[0].rstrip().rstrip("-")
        values, problems = fields_of(head)
        return UnfencedHead(values, head.lstrip(), text[found.end() :], tuple(problems))
    if lines := key_lines.read(text):
        return UnfencedHead(lines.values, lines.head, text[lines.body :])
    if found := _METADATA.search(text, 0, _LISTED_BEFORE):
        listed: dict[str, Value] = {}
        for name, value in _ITEM.findall(found[1]):
            listed.setdefault(name.strip().lower(), value.strip())
        return UnfencedHead(listed, found[1], text) if listed else None
    return None


def _object(text: str) -> UnfencedHead | None:
    """Read a head that is a JSON object, which Hugo allows."""
    at = len(text) - len(text.lstrip())
    if text[at : at + 1] != "{":
        return None
    import json

    try:
        values, end = json.JSONDecoder(parse_int=number).raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
    if end - at > HEAD_LIMIT or not isinstance(values, dict):
        return None
    return UnfencedHead(flat(values), text[at:end], text[end:])


def _semicolons(text: str) -> UnfencedHead | None:
    """Read Hexo's JSON, which ends with `;;;` and may lack braces."""
    found = _SEMICOLONS.match(text, 0, HEAD_LIMIT)
    if not found:
        return None
    import json

    head, body = found[1].strip(), text[found.end() :]
    try:
        whole = head if head[:1] == "{" else f"{{{head.rstrip(',')}}}"
        values = json.loads(whole, parse_int=number)
        return UnfencedHead(flat(values), head, body)
    except (ValueError, RecursionError):
        lines: dict[str, Value] = {name.lower(): said for name, said in _JSON_LINE.findall(head)}
        if not lines:
            return None
        said = "The front matter is not valid JSON; it was read line by line."
        return UnfencedHead(lines, head, body, (said,))


def _page(text: str) -> UnfencedHead:
    """Read the metadata in the `<head>` of an HTML page."""
    end = text[:HEAD_LIMIT].lower().find("<body")
    head = text[: end if end >= 0 else HEAD_LIMIT]
    values: dict[str, Value] = {}
    for tag in _META.findall(head):
        key, content = _PROPERTY.search(tag), _CONTENT.search(tag)
        if not (key and content and (name := _OF_PAGES.get(key[1].lower()))):
            continue
        said = unescape(content[1] or content[2] or "").strip()
        if name == "author" and "://" in said:
            continue
        if key[1].lower() == "article:tag":
            values["tags"] = [*values.get("tags", []), said]
        elif said:
            values.setdefault(name, said)
    for name, pattern in (
        ("title", _TITLE),
        ("url", _CANONICAL),
        ("url", _SAVED_FROM),
        ("published", _LINKED_DATE),
    ):
        if found := pattern.search(head):
            values.setdefault(name, unescape(found[1]).strip())
    return UnfencedHead(values, "", text)
