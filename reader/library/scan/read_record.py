"""Reads a file and makes its row for the index, or its text. The library reads articles nowhere
else.

It runs in separate processes (see reader_pool.py): a file that makes a parser fail or crash does
not affect other files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from pathlib import Path

from reader.articles import links
from reader.articles.file import read_article, read_body
from reader.articles.producers import producer_of
from reader.articles.site_addresses import filled
from reader.drives import is_gone
from reader.errors import ReaderError
from reader.lazy_re import late
from reader.library.index.entry_rows import local_day
from reader.library.index.schema import UNDATED
from reader.library.index.tokens import packed
from reader.library.scan.record import (
    IndexRow,
    Job,
    TextJob,
    VisibleText,
    without_text,
    words_of,
)
from reader.library.scan.visible_text import visible_text
from reader.model import Article

_TEMPLATE_LIMIT = 20_000
_PAGES = (".html", ".htm")
_CODE = late(r"<(pre|code|script|style|textarea|xmp)\b.*?</\1", 18)  # re.I | re.S
_TEMPLATE_TAG = late(
    r"\{\{-?\s*(?:define|template|partial|block|range|with|if|else|end|\$?\.[A-Za-z]|site\.|page\."
    r"|content\b|super\(|self\.)"
    r"|\{%-?\s*(?:extends|include|block|for|if|unless|macro|import|layout|render|set|assign|capture"
    r"|from)\b"
    r"|<%[-=#]?\s"
)


def read(job: Job | TextJob, zone: tzinfo | None) -> IndexRow | VisibleText | str:
    """The row or the text of a file, as the job asks; or why it is not an article, '' if it
    is gone.
    """
    path = _folder(job.home) / os.fsdecode(job.name)
    try:
        root = _folder(job.root) if job.root else None
        if isinstance(job, TextJob):
            return text_of(job, read_body(path, job.indexed.title, job.indexed.site, root))
        article = read_article(path, zone, root)
        if _is_template(article):
            return "It is a template of a site, not an article."
        return row_of(job, article, zone)
    except ReaderError as error:
        return "" if is_gone(path) else _text(str(error))
    except Exception as error:  # noqa: BLE001 (a bug met in one file must not hide the others)
        return _text(f"The file could not be read ({type(error).__name__}: {error}).")


def _is_template(article: Article) -> bool:
    """Whether an article is an HTML template: it begins with a template tag, or it is in a site and
    has such a tag outside code.
    """
    if article.path.suffix.lower() not in _PAGES:
        return False
    text = article.body[:_TEMPLATE_LIMIT]
    if "{{" not in text and "{%" not in text and "<%" not in text:
        return False
    text = _CODE.sub("", text)
    return bool(_TEMPLATE_TAG.match(text.lstrip())) or (
        _TEMPLATE_TAG.search(text) is not None and producer_of(article.path.parent) is not None
    )


def row_of(job: Job, article: Article, zone: tzinfo | None) -> IndexRow:
    """The row of an article, which was read from the job's file."""
    published, day = _moment(article.published, zone)
    return IndexRow(
        job.folder,
        job.name,
        job.mtime_ns,
        job.size,
        article.id,
        _text(article.title),
        published,
        int(article.published_inferred),
        "" if article.draft else day,  # drafts are listed last, with articles without a date
        _text(article.categories[0]) if article.categories else "",
        _json(article.categories),
        _text(article.site),
        _json(article.authors),
        _json(article.tags),
        None if article.url is None else _text(article.url),
        _json(article.problems),
        int(article.draft),
        None if article.permalink is None else _text(article.permalink),
        _text(json.dumps(article.several_paths, ensure_ascii=False)),
        _text(article.feed),
        job.ctime_ns,
    )


def text_of(job: TextJob, article: Article) -> VisibleText:
    """The text of an article, which was read from the job's file."""
    try:
        body, has = visible_text(article)
    except Exception as error:  # noqa: BLE001 (as above; the article is listed without its text)
        why = f"The text cannot be searched ({type(error).__name__}: {error})."
        return without_text(job, _text(why))
    body = _text(body)
    root = _folder(job.root) if job.root else article.path.parent
    leads = tuple((_text(name), _text(path)) for name, path in links.targets(filled(article), root))
    return VisibleText(packed(body), words_of(job.indexed, body), leads, has)


@lru_cache(64)
def _folder(path: str) -> Path:
    """The same folder for all of its files, as making a path takes as long as opening a file."""
    return Path(path)


def _moment(published: datetime | None, zone: tzinfo | None) -> tuple[int, str]:
    """Seconds since 1970 and the local day; UNDATED in the first and last year, which a zone could
    push out of range.
    """
    if published is None or not 2 <= published.year <= 9998:
        return UNDATED, ""
    seconds = int(published.timestamp())
    return seconds, local_day(seconds, zone)


def _json(texts: Sequence[str]) -> str:
    return _text(json.dumps(texts, ensure_ascii=False)) if texts else "[]"


def _text(text: str) -> str:
    """Text that SQLite accepts: lone surrogates, from undecodable names, become '?'."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
