"""Reads a file as an Article: its bytes, its front matter, and the fields in it.

The file is opened without blocking and never written to. A file that cannot be read at all raises
ArticleError, with one sentence; any other gives an Article, which lists the problems of the file.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from time import time

from reader.articles.frontmatter import dialects, fenced
from reader.articles.producers import Producer, producer_of
from reader.errors import ArticleError
from reader.model import Article

SIZE_LIMIT = 32 * 1024 * 1024
"""Bytes. Larger files are refused, since they are not articles."""


def read_article(path: Path, zone: tzinfo | None = None, root: Path | None = None) -> Article:
    """Read a file. `zone` is the zone of naive dates (None: the system's). `root` is the folder of
    the library that contains the file; the folders below it may be categories.

    Raises ArticleError if the file is missing, unreadable, not a regular file, empty, binary or
    larger than SIZE_LIMIT.
    """
    try:
        data, mtime = _read(path)
        if not data.strip():
            raise ArticleError("it is empty")
        parts = _saved(data) if path.name.endswith(".json") else fenced.parse(data)
    except OSError as error:
        raise ArticleError(f"{path}: {(error.strerror or str(error)).lower()}.") from None
    except ArticleError as error:
        raise ArticleError(f"{path}: {error}.") from None
    return _article(path, mtime, parts, zone, root)


def article_of(data: bytes, name: str, zone: tzinfo | None = None) -> Article:
    """The article in some bytes, as if they were a file of this name, modified now.

    Raises ArticleError as `read_article` does.
    """
    try:
        if not data.strip():
            raise ArticleError("it is empty")
        if len(data) > SIZE_LIMIT:
            raise ArticleError(f"it is too large (the limit is {SIZE_LIMIT >> 20} MiB)")
        return _article(Path(name), time(), fenced.parse(data), zone)
    except ArticleError as error:
        raise ArticleError(f"{name}: {error}.") from None


def _read(path: Path) -> tuple[bytes, float]:
    """The bytes and mtime of a regular file. Pipes and devices raise ArticleError, before
    they could block.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            raise ArticleError("it is a folder, not an article")
        if not stat.S_ISREG(status.st_mode):
            raise ArticleError("it is not a regular file")
        if status.st_size > SIZE_LIMIT:
            size = status.st_size / 1024 / 1024
            raise ArticleError(f"it is too large ({size:.0f} MiB; the limit is {SIZE_LIMIT >> 20})")
        return _all_of(handle, status.st_size), status.st_mtime
    finally:
        os.close(handle)


def _all_of(handle: int, size: int) -> bytes:
    """The contents of a file of about `size` bytes: it may be growing, and a read
    may return early.
    """
    data = os.read(handle, size + 1)
    if len(data) == size:
        return data
    parts = [data]
    while parts[-1] and sum(map(len, parts)) <= SIZE_LIMIT:
        parts.append(os.read(handle, SIZE_LIMIT))
    return b"".join(parts)


def _article(
    path: Path,
    mtime: float,
    parts: fenced.FrontMatter,
    zone: tzinfo | None,
    root: Path | None = None,
) -> Article:
    found = dialects.named(parts.values)
    made = producer_of(path.parent)
    dated = dialects.published(
        found,
        parts.values,
        path,
        made.zone(zone) if made else zone,
        official="_posts" in path.parts or (made is not None and made.is_dated_by_name),
    )
    authors = dialects.authors(found)
    url = dialects.url(found, parts.body)
    named = dialects.categories(found, path)
    article = Article(
        id=fingerprint(_known_title(parts), parts.body, path.name),
        path=path,
        title=dialects.title(found, parts.body, path),
        published=dated.when,
        published_inferred=dated.inferred,
        categories=named or _by_folders(dialects.categories(found, path, root), made),
        site=dialects.site(found, authors, named, url, made.title if made else ""),
        authors=authors,
        tags=dialects.tags(found),
        url=url,
        body=parts.body,
        head=parts.head,
        problems=(*parts.problems, *dated.problems) if dated.problems else parts.problems,
        image=dialects.image(found),
        modified=dialects.modified(mtime),
        draft=dialects.is_draft(parts.values, path),
        permalink=dialects.permalink(parts.values),
        root=root,
    )
    if article.title:
        return article
    return replace(article, title=_opening(article) or dialects.last_title(found, path))


def _by_folders(names: tuple[str, ...], made: Producer | None) -> tuple[str, ...]:
    """Categories that folders are; those of Jekyll's collections are called without their mark."""
    if made is None or made.name != "Jekyll":
        return names
    return tuple(name.removeprefix("_") or name for name in names)


def _known_title(parts: fenced.FrontMatter) -> str:
    """The title that an id is made of: as it is written, only the first line if YAML does
    not allow more.
    """
    if parts.title_line is not None and isinstance(parts.values.get("title", ""), str):
        return dialects.written_title({"title": parts.title_line})
    return dialects.written_title(parts.values)


def _opening(article: Article) -> str:
    """The first statement of an article, to be used as its title."""
    from reader.articles.body import opening

    return opening(article)


def _saved(data: bytes) -> fenced.FrontMatter:
    """The parts of an article that a reading list exported as JSON."""
    from reader.articles import exports

    text, problems = fenced.decode(data)
    found = exports.saved(text)
    return fenced.FrontMatter(found.values, found.head, found.body, tuple(problems))


def articles_of(path: Path, zone: tzinfo | None = None) -> Iterator[Article]:
    """The articles of an export, any number of them, without a limit on its size.

    Raises ArticleError if it cannot be read or has no articles.
    """
    from reader.articles import exports

    try:
        data = path.read_bytes()
        text, problems = fenced.decode(data)
        found = exports.entries(text)
    except OSError as error:
        raise ArticleError(f"{path}: {(error.strerror or str(error)).lower()}.") from None
    except ArticleError as error:
        raise ArticleError(f"{path}: {error}.") from None
    for one in found:
        parts = fenced.FrontMatter(one.values, one.head, one.body, tuple(problems))
        yield _article(path, time(), parts, zone)


def fingerprint(title: str, body: str, name: str) -> str:
    """An article's id: 24 hex digits of a hash of its title and the source of its body.

    It is made from the source, not from the cleaned text, so that better cleaning does not change
    ids. The file's name counts only if there is neither a title nor a body.
    """
    source = body.replace("\r\n", "\n").strip()
    if not title and not source:
        title = name
    made = hashlib.blake2b(f"{title}\0".encode("utf-8", "surrogatepass"), digest_size=12)
    made.update(source.encode("utf-8", "surrogatepass"))
    return made.hexdigest()
