"""The fields of an Article that one name in its metadata gives: its title, authors, site, URL …

The first valid value wins. After an invalid one (an address that is only a path, a title without
words) the next name is tried, and in the end what the file itself says: its first heading, its
name. When an article was published is in `publishing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reader.articles import titles
from reader.articles.frontmatter import dates
from reader.articles.frontmatter.dialects import Named, listed, on_one_line, said, texts
from reader.articles.frontmatter.plain_yaml import Value
from reader.articles.html.addresses import plain
from reader.articles.html.media import PLACEHOLDER
from reader.lazy_re import late

_WITHOUT_PATHS = frozenset(("Hugo", "Jekyll", "Nikola", "Pelican", "Quarto", "Zola"))
"""Generators in which each category stands for itself."""

_MARKDOWN_LINK = late(r"\]\((https?://[^()\s]+)\)")
_VALUE = r"""*(?:"([^"\n]*)"|'([^'\n]*)'|(.+?))\s*(?:[,}].*|[ \n]+[\w-]+:.*)?$"""
_NAME_OF = late(rf"^\{{?\s*name: {_VALUE}", re.S)  # the name in a YAML table, as written
_LABEL_OF = late(rf"^\{{?\s*label: {_VALUE}", re.S)
_CONTACT = late(r"\s*<?[^<>\s@]+@[^<>\s@]+\.[^<>\s@]+>?|(?:https?://|mailto:)\S+")
_PICTURE = late(r"https?://[^\s/?#]")
_PERMALINKS = ("permalink", "url", "path")
_ORIGINAL = "[Read Original]("  # Omnivore's line below the title
_LOOKED_AT = 2_000  # characters of a body in which that line is, and of the line
_NUMBER = late(r"^(?:(?:\d{1,2}|0\d{2,3})[-_.)]+ *(?=[^\W\d_])|0\d{1,3} +(?=[^\W\d_]))")
_ESCAPED = late(r"(?:%[0-9A-Fa-f]{2})+")
_NAMESPACE = late(r"(?<=[^\W_])___(?=[^\W_])")
_DASH = late(r"((?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d))|(?<=\w)-+(?=\w)|^-+|-+$")
_ONLY_DATE = late(r"\d{4}([-_.])\d{1,2}\1\d{1,2}")


def written_title(values: dict[str, Value]) -> str:
    """The title as written in the front matter, from which an article's id is made."""
    value = values.get("title", "")
    if isinstance(value, str):
        return on_one_line(value)
    return " ".join(filter(None, map(on_one_line, value)))


def title(found: Named, body: str, path: Path) -> str:
    """The title: that of the front matter, with its punctuation restored from the body; else the
    first heading; else the file's name. '' if that has no words either, or if the front matter has
    an empty title.
    """
    for text in texts(found, "title"):
        if titles.says_something(text):
            return titles.mended(text, body)
    if heading := titles.first_heading(body):
        return heading
    return "" if "title" in found else _name(path)


def last_title(found: Named, path: Path) -> str:
    """The title of an article without text: that of the front matter, even if it has no letters,
    else the file's name.
    """
    return next(texts(found, "title"), "") or _name(path) or path.name


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
    elif not any(map(str.isalpha, bare)):  # a time, or a number of the day
        bare = named
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


def several_paths(
    found: Named, values: Mapping[str, Value], names: Sequence[str], producer: str
) -> tuple[tuple[str, ...], ...]:
    """The paths that categories form, if they do not form one: those of Hexo's lists in a list, and
    single names where a `producer` has no paths of categories. Else none.

    `names` are the categories. Source: the manuals of these generators.
    """
    if paths := values.get("categories.paths"):
        nested = (tuple(filter(None, map(said, path.split("\n")))) for path in paths)
        return tuple(dict.fromkeys(filter(None, nested)))
    field = next((name for _, name, value in found.get("categories", ()) if value), "")
    if len(names) > 1 and (producer in _WITHOUT_PATHS or field.startswith("taxonomies.")):
        return tuple((name,) for name in names)
    return ()


def authors(found: Named) -> tuple[str, ...]:
    """The authors, each once, without addresses of pages and mail."""
    names = (
        _name_of(table) if "name:" in name[:6] and (table := _NAME_OF.search(name)) else name
        for name in listed(found, "authors")
    )
    bare = (_CONTACT.sub("", name).strip() if _CONTACT.search(name) else name for name in names)
    return tuple(dict.fromkeys(name for name in bare if name))


def _name_of(table: re.Match[str]) -> str:
    return next(filter(None, table.groups()), "").strip()


def tags(found: Named) -> tuple[str, ...]:
    """The tags, each once, without the # that Obsidian puts before them."""
    if "tags" not in found:
        return ()
    names = (
        _name_of(table) if "label:" in tag[:8] and (table := _LABEL_OF.search(tag)) else tag
        for tag in listed(found, "tags")
    )
    stripped = (tag.lstrip("# ") for tag in names)
    return tuple(dict.fromkeys(tag for tag in stripped if tag))


def url(found: Named, body: str) -> str | None:
    """The address at which the article was published: an http or https URL with a host, or None."""
    if "url" in found and (address := _first_address(texts(found, "url"))):
        return address
    at = body.find(_ORIGINAL, 0, _LOOKED_AT)
    link = _MARKDOWN_LINK.search(body, at, at + _LOOKED_AT) if at >= 0 else None
    return _first_address([link[1]]) if link else None


def _first_address(texts: Iterable[str]) -> str | None:
    for text in texts:
        if text[:1] == "[" and (link := _MARKDOWN_LINK.search(text)):
            text = link[1]
        if not text.startswith(("http://", "https://")):
            continue
        if address := plain(text):
            return address
    return None


def image(found: Named) -> str | None:
    """The address of the article's picture, or None; placeholders are ignored."""
    for _, _, value in found.get("image", ()):
        text = value if isinstance(value, str) else "".join(value[:1])
        if text[:4] == "http" and _PICTURE.match(text) and not PLACEHOLDER.search(text):
            return plain(on_one_line(text))
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
    for text in texts(found, "site") if "site" in found else ():
        if "://" not in text:
            return text.removeprefix("www.")
    if producer and not (names and names[0] in groups):
        return producer
    if names and (address is None or names[0] in groups):
        return names[0].partition(" - ")[0].strip()
    return (urlsplit(address).hostname or "").removeprefix("www.") if address else ""


def feed(values: Mapping[str, Value], site: str) -> str:
    """The name of the feed that an article came from: its `site`, if the front matter names a
    feed; or ''.
    """
    return site if "feed" in values or "feed.title" in values else ""


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
