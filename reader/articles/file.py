"""Reads a file as an Article: its bytes, its front matter, and the fields in it.

The file is opened without blocking and never written to. A file that cannot be read at all raises
ArticleError, with one sentence; any other gives an Article, which lists the problems of the file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from time import time

from reader.articles import folder_categories
from reader.articles.frontmatter import article_fields, dialects, fenced, publishing
from reader.articles.producers import producer_of
from reader.errors import ArticleError
from reader.model import Article
from reader.regular_files import descriptor, read_bytes

try:  # what hashlib has too, which loads all of OpenSSL first
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

SIZE_LIMIT = 32 * 1024 * 1024
"""Bytes. Larger files are refused, since they are not articles."""


def read_article(path: Path, zone: tzinfo | None = None, root: Path | None = None) -> Article:
    """Read a file. `zone` is the zone of naive dates (None: the system's). `root` is the folder of
    the library that contains the file; the folders below it may be categories.

    Raises ArticleError if the file is missing, unreadable, not a regular file, empty, binary or
    larger than SIZE_LIMIT.
    """
    parts, mtime = _parts(path)
    return _article(path, mtime, parts, zone, root)


def read_body(path: Path, title: str, site: str, root: Path | None = None) -> Article:
    """Read again what the text of an article depends on: its body and its address. Its title and
    site are known; the other fields are empty.

    Raises ArticleError as `read_article` does.
    """
    parts, _mtime = _parts(path)
    url = article_fields.url(dialects.named(parts.values), parts.body)
    return Article(
        *("", path, title, None, False, (), site, (), (), url, (), parts.body, parts.head),
        root=root,
    )


def _parts(path: Path) -> tuple[fenced.FrontMatter, float]:
    """The parts of a file, and its mtime."""
    try:
        data, mtime = _read(path)
        if not data.strip():
            raise ArticleError("it is empty")
        parts = _saved(data) if path.name.endswith(".json") else fenced.parse(data)
    except OSError as error:
        raise ArticleError(f"{path}: {(error.strerror or str(error)).lower()}.") from None
    except ArticleError as error:
        raise ArticleError(f"{path}: {error}.") from None
    return parts, mtime


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
    """The bytes and mtime of a regular file. Raises ArticleError, or OSError."""
    try:
        handle = descriptor(path, os.O_RDONLY)
    except IsADirectoryError:
        raise ArticleError("it is a folder, not an article") from None
    try:
        status = os.fstat(handle)
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
    dated = publishing.published(
        found,
        parts.values,
        path,
        made.zone(zone) if made else zone,
        official="_posts" in path.parts or (made is not None and made.is_dated_by_name),
    )
    authors = article_fields.authors(found)
    url = article_fields.url(found, parts.body)
    listed = [*folder_categories.of_producer(path), *dialects.listed(found, "categories")]
    categories = tuple(dict.fromkeys(listed))
    site = article_fields.site(found, authors, categories, url, made.title if made else "")
    article = Article(
        id=fingerprint(_known_title(parts), parts.body, path.name),
        path=path,
        title=article_fields.title(found, parts.body, path),
        published=dated.when,
        published_inferred=dated.inferred,
        categories=categories or (folder_categories.below_root(root, path, made) if root else ()),
        several_paths=article_fields.several_paths(
            found, parts.values, categories, made.name if made else ""
        ),
        site=site,
        feed=article_fields.feed(parts.values, site),
        authors=authors,
        tags=article_fields.tags(found),
        url=url,
        body=parts.body,
        head=parts.head,
        problems=(*parts.problems, *dated.problems) if dated.problems else parts.problems,
        image=article_fields.image(found),
        modified=publishing.modified(mtime),
        draft=publishing.is_draft(parts.values, path),
        permalink=article_fields.permalink(parts.values),
        root=root,
    )
    if article.title:
        return article
    return article._replace(title=_opening(article) or article_fields.last_title(found, path))


def _known_title(parts: fenced.FrontMatter) -> str:
    """The title that an id is made of: as it is written, only the first line if YAML does
    not allow more.
    """
    if parts.title_line is not None and isinstance(parts.values.get("title", ""), str):
        return article_fields.written_title({"title": parts.title_line})
    return article_fields.written_title(parts.values)


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
        data = read_bytes(path, None)
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
    made = blake2b(f"{title}\0".encode("utf-8", "surrogatepass"), digest_size=12)
    made.update(source.encode("utf-8", "surrogatepass"))
    return made.hexdigest()
