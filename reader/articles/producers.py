"""Recognises the generator or program that a folder belongs to by its settings: Hugo,
Jekyll, Obsidian.

A Producer says which files in the folder are not articles (templates, built pages, a README about
the site), the zone of its dates, and the site's name. Only a few values are read from the settings;
settings that cannot be read are treated as empty.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from reader.articles.producer_settings import (
    bytes_in,
    first_of,
    settings_in,
    template_folders_of_obsidian,
)
from reader.drives import is_file
from reader.lazy_re import late
from reader.lazy_tuple import NamedTuple

CLIMB = 8
"""How many folders above a file are searched for the settings of its site."""

_TEMPLATES = frozenset(
    """_includes _layouts _partials _sass _templates archetypes includes layouts overrides partials
    scaffolds templates theme themes""".split()
)
"""Folders of templates, anywhere outside the content."""

_CONTENT = (
    *("content", "posts", "_posts", "blog", "docs", "pages", "app", "data", "articles", "notes"),
    *("src/content", "src/posts", "src/blog", "src/docs", "src/pages", "src/app", "src/data"),
)
"""Folders of texts of sites that are made with Node."""

_ABOUT = late(
    r"(?:404|readme|licen[cs]e|copying|contributing|contributors|changelog|changes|history"
    r"|code[-_ ]?of[-_ ]?conduct|security|support|governance|maintainers|claude|agents"
    r"|(?:pull[-_]request|issue)[-_]template)(?:[._-][^/]{0,30})?\.\w+",
    re.I,
)
"""Files that are about a repository."""

_NODE = late(
    rb"\"(@11ty/eleventy|astro|next|gatsby|vuepress|vitepress|nuxt|gridsome|@docusaurus/core|hexo)\""
    rb"\s*:"
)
_NODE_NAMES = {
    "@11ty/eleventy": "Eleventy",
    "@docusaurus/core": "Docusaurus",
    "astro": "Astro",
    "gatsby": "Gatsby",
    "gridsome": "Gridsome",
    "hexo": "Hexo",
    "next": "Next.js",
    "nuxt": "Nuxt",
    "vitepress": "VitePress",
    "vuepress": "VuePress",
}

_SITE_FILES = {
    "hugo.toml": "Hugo",
    "hugo.yaml": "Hugo",
    "hugo.yml": "Hugo",
    "hugo.json": "Hugo",
    "zola.toml": "Zola",
    "mkdocs.yml": "MkDocs",
    "mkdocs.yaml": "MkDocs",
    "docusaurus.config.js": "Docusaurus",
    "docusaurus.config.ts": "Docusaurus",
    "docusaurus.config.mjs": "Docusaurus",
    "_quarto.yml": "Quarto",
    "book.toml": "mdBook",
    "pelicanconf.py": "Pelican",
    "conf.py": "Nikola",
    "_config.yml": "Jekyll",
    "_config.yaml": "Jekyll",
    "_config.toml": "Jekyll",
    "config.toml": "Hugo",
    "config.yaml": "Hugo",
    "config.yml": "Hugo",
    "eleventy.config.js": "Eleventy",
    ".eleventy.js": "Eleventy",
    "astro.config.mjs": "Astro",
    "gatsby-config.js": "Gatsby",
    "package.json": "",
    ".obsidian": "Obsidian",
    "logseq": "Logseq",
}
"""Files and folders at the top of a site or vault, and the producer they show; the most
reliable first.
"""

JEKYLL_FILES = tuple(file for file, name in _SITE_FILES.items() if name == "Jekyll")
"""The settings at the top of a site of Jekyll or Hexo."""

_BUILT = {
    "Hugo": ("public", "resources"),
    "Zola": ("public",),
    "Jekyll": ("_site",),
    "Hexo": ("public",),
    "MkDocs": ("site",),
    "Docusaurus": ("build",),
    "Eleventy": ("_site",),
    "Pelican": ("output",),
    "Nikola": ("output", "cache"),
    "Astro": ("dist",),
    "Quarto": ("_site", "_book", "_freeze"),
    "mdBook": ("book",),
    "Gatsby": ("public",),
    "Next.js": ("out",),
}
"""By generator, the folders at the top that it writes."""

_OTHER = {
    "Hugo": ("assets", "data", "i18n", "static"),
    "Zola": ("sass", "static", "syntaxes"),
    "Jekyll": ("_data", "_plugins", "vendor"),
    "Logseq": ("logseq",),
    "Pelican": ("plugins",),
    "Eleventy": ("_data",),
    "Quarto": ("_extensions",),
    "mdBook": ("theme",),
}
"""By producer, the folders at the top with neither texts nor templates."""

_HUGO_FOLDERS = ("content", "archetypes", "layouts", "templates", "themes")
"""A `config.*` file is Hugo's or Zola's only if one of these folders is next to it."""

_CONTENT_OF = {
    "Hugo": ("contentdir", ("content",)),
    "Zola": ("", ("content",)),
    "Hexo": ("source_dir", ("source",)),
    "MkDocs": ("docs_dir", ("docs",)),
    "Docusaurus": ("path", ("docs", "blog", "i18n", "src/pages", "versioned_docs")),
    "Pelican": ("path", ("content",)),
    "Nikola": ("", ("posts", "pages", "stories", "articles")),
    "mdBook": ("book.src", ("src",)),
}
"""By producer, the setting that names a folder of texts, and its usual folders."""

_DATED_BY_NAME = frozenset(("Docusaurus", "Eleventy", "Pelican", "Zola"))
"""Generators that take the date of an article from its file's name, as Jekyll does in `_posts`."""


class Producer(NamedTuple):
    """A site or vault. `content` are the folders below `home` with its texts, empty for all
    of it; `templates` are further folders of templates; `title` and `url` are the site's,
    '' if it has none.
    """

    name: str
    home: Path
    content: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    title: str = ""
    url: str = ""
    timezone: str = ""
    baseurl: str = ""

    @property
    def base(self) -> str:
        """The path of its pages on its host, `/blog`; '' where that is all of it."""
        return (self.baseurl or urlsplit(self.url).path).rstrip("/")

    @property
    def is_dated_by_name(self) -> bool:
        return self.name in _DATED_BY_NAME

    def zone(self, zone: tzinfo | None) -> tzinfo | None:
        """The zone of naive dates: that of the settings, else the given one."""
        return _zone(self.timezone) or zone if self.timezone else zone

    def why_ignored(self, path: str, *, is_folder: bool) -> str:
        """Why a file or folder is ignored, given its path below `home`; '' if it is not."""
        folders = path.split("/") if is_folder else path.split("/")[:-1]
        name = path.rpartition("/")[2]
        if _is_within(path, self.templates):
            return f"It belongs to the templates of {self.name}."
        if why := self._why_no_page(name, folders):
            return why
        if self.content and _is_within(path, self.content):
            return ""
        if any(folder.lower() in self._template_folders() for folder in folders):
            return f"It belongs to the templates of {self.name}."
        if _is_within(path, _BUILT.get(self.name, ())):
            return f"{self.name} makes it from the articles."
        if _is_within(path, _OTHER.get(self.name, ())):
            return f"It belongs to {self.name}, but is not a text."
        return "" if is_folder else self._why_about(path)

    def _why_no_page(self, name: str, folders: list[str]) -> str:
        """Why the producer makes no page of a file with a special name; '' if it does."""
        if self.name == "Obsidian" and name.endswith(".excalidraw.md"):
            return "It is a drawing."
        if self.name == "mdBook" and name == "SUMMARY.md":
            return "mdBook makes the contents of the book from it."
        if self.name == "Docusaurus" and (name[:1] == "_" or _has_partial(folders)):
            return f"{self.name} does not make a page of it: its name begins with “_”."
        return ""

    def _template_folders(self) -> frozenset[str]:
        if self.name in ("Obsidian", "Logseq"):
            return frozenset()
        if not self.content:  # a folder of content may have such a name
            return frozenset(name for name in _TEMPLATES if name[0] == "_")
        return _TEMPLATES

    def _why_about(self, path: str) -> str:
        """Why a file outside the content is ignored; '' if it is not."""
        if not self.content:
            is_readme = path.lower().startswith("readme")
            is_about = self.name == "Jekyll" and not is_readme and _is_about(path)
        else:
            name = path.rpartition("/")[2]
            is_about = _is_about(name) or name.lower().endswith(".txt")
        return f"It is about the {self.name} folder, not an article in it." if is_about else ""


def producer_of(folder: Path) -> Producer | None:
    """The site or vault that a folder belongs to, the nearest one above it; None if there is none.

    The result is cached for each folder, until `forget` is called.
    """
    return _above(os.path.abspath(folder), CLIMB)  # noqa: PTH100 (as below)


def absolute(path: Path) -> Path:
    """The absolute form of a path, without `..`; symbolic links are kept."""
    return Path(os.path.abspath(path))  # noqa: PTH100 (resolve() would follow links)


def forget() -> None:
    """Clear the cache of `producer_of`, because files have changed."""
    _above.cache_clear()


@lru_cache(maxsize=4096)
def _above(folder: str, levels: int) -> Producer | None:
    home = Path(folder)
    if found := at(home, lambda name: os.path.lexists(f"{folder}/{name}")):
        return found
    if not levels or home.parent == home:
        return None
    return _above(str(home.parent), levels - 1)


def at(home: Path, has: Callable[[str], bool]) -> Producer | None:
    """The site or vault whose top is a folder, or None; `has` tells whether the folder
    contains a name.
    """
    for file, name in _SITE_FILES.items():
        if has(file) and (found := _made(name, home, file, has)):
            return found
    return None


def _made(name: str, home: Path, file: str, has: Callable[[str], bool]) -> Producer | None:
    if name == "Logseq":
        return _logseq(home, has)
    if name == "Obsidian":
        return Producer(name, home, templates=tuple(template_folders_of_obsidian(home)))
    if file == "package.json":
        found = _NODE.search(bytes_in(home / file))
        return Producer(_NODE_NAMES[found[1].decode()], home, _CONTENT) if found else None
    if file.startswith("config.") and not any(map(has, _HUGO_FOLDERS)):
        return None
    if file == "config.toml" and has("templates") and not has("layouts"):
        name = "Zola"
    if name == "Jekyll" and (has("scaffolds") or (has("source") and not has("_posts"))):
        name = "Hexo"
    values = settings_in(home / file)
    if name == "Nikola" and "blog_title" not in values:
        return None
    return Producer(
        name,
        home,
        _content(name, values),
        tuple(filter(None, [first_of(values, "theme.custom_dir")])),
        title=first_of(
            values, "title", "site_name", "sitename", "blog_title", "book.title", "website.title"
        ),
        url=first_of(values, "url", "site_url", "base_url", "baseurl", "siteurl"),
        timezone=first_of(values, "timezone"),
        baseurl=_path(first_of(values, "baseurl", "root")),
    )


def _content(name: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The folders of a site's texts, given its settings."""
    if name not in _CONTENT_OF:
        return _CONTENT if name in _NODE_NAMES.values() else ()
    setting, usual = _CONTENT_OF[name]
    named = values.get(setting, "").strip("./")
    return (named, *usual[1:]) if named and setting != "path" else (*usual, *filter(None, [named]))


def _logseq(home: Path, has: Callable[[str], bool]) -> Producer | None:
    is_graph = has("pages") or has("journals") or is_file(home / "logseq" / "config.edn")
    content = ("pages", "journals", "whiteboards")
    return Producer("Logseq", home, content) if is_graph else None


def _path(said: str) -> str:
    """A setting that is a path on the site's host; '' where it is all of an address."""
    return said if said.startswith("/") else ""


def _is_within(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def _is_about(name: str) -> bool:
    return _ABOUT.fullmatch(name) is not None


def _has_partial(folders: list[str]) -> bool:
    return any(folder[:1] == "_" for folder in folders)


@lru_cache(64)
def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
