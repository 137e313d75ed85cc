"""The categories that the folders of an article stand for.

Two producers keep categories in folders: Jekyll above `_posts`, bulletty in `categories`. Elsewhere
the folders below the root of the library are categories where the front matter names none.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reader.articles.frontmatter import dates
from reader.articles.producers import CLIMB, JEKYLL_FILES, Producer
from reader.drives import is_file

_NO_CATEGORIES = frozenset(
    ("_posts", "_drafts", "content", "source", "src", "docs", "blog", "posts", "post", "pages")
)
"""Folders that a generator needs, whose names do not describe their contents."""


def of_producer(path: Path) -> tuple[str, ...]:
    """The categories of a file that Jekyll or bulletty keeps in folders, from wide to narrow."""
    place = str(path)
    if "_posts" in place or "categories" in place:
        return _named_by(str(path.parent))
    return ()


@lru_cache(maxsize=256)
def _named_by(folder: str) -> tuple[str, ...]:
    parts = Path(folder).parts
    if "_posts" in parts:
        above = Path(*parts[: parts.index("_posts")])
        for site_folder in (above, *above.parents)[:CLIMB]:
            if any(is_file(site_folder / name) for name in JEKYLL_FILES):
                found = above.relative_to(site_folder).parts
                return () if found == ("source",) else found  # Hexo's posts are in source/_posts
    elif parts[-3:-2] == ("categories",):
        return parts[-2:-1]
    return ()


def below_root(root: Path, path: Path, made: Producer | None) -> tuple[str, ...]:
    """The folders between a root and an article that describe its subject, from wide to narrow.

    `made` is the site that the file belongs to: Jekyll's collections are named without their mark.
    """
    folder = path.parent
    if dates.is_index(path) or folder.name == path.stem:
        folder = folder.parent  # the folder is the article
    names = dict.fromkeys(_telling(str(root), str(folder)))
    if made is None or made.name != "Jekyll":
        return tuple(names)
    return tuple(name.removeprefix("_") or name for name in names)


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
