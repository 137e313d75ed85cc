"""One file becomes one row of the index. The only place where the library reads articles."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from reader.articles.file import read_article
from reader.errors import ReaderError
from reader.library.schema import UNDATED
from reader.model import Article

Row = tuple[int, bytes, int, int, str, str, int, int, str, str, str, str, str, str, str | None, str]
"""What scan owns of a row of `entry`, in the schema's order."""


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read: `key` is that of its row, if any; `skipped`, that it was no article."""

    folder: int
    home: Path
    name: bytes
    mtime_ns: int
    size: int
    key: int | None
    skipped: bool


def read(job: Job, zone: tzinfo | None) -> Row | str:
    """The row of a file; or why it is no article, '' when it went meanwhile."""
    path = job.home / os.fsdecode(job.name)
    try:
        return _row(job, read_article(path, zone), zone)
    except ReaderError as error:
        return _text(str(error)) if path.exists() else ""
    except Exception as error:  # noqa: BLE001 - one file's bug must not hide all the others
        return _text(f"The file could not be read ({type(error).__name__}: {error}).")


def _row(job: Job, article: Article, zone: tzinfo | None) -> Row:
    published, day = _moment(article.published, zone)
    return (
        job.folder,
        job.name,
        job.mtime_ns,
        job.size,
        article.id,
        _text(article.title),
        published,
        int(article.published_inferred),
        day,
        _text(article.categories[0]) if article.categories else "",
        _json(article.categories),
        _text(article.site),
        _json(article.authors),
        _json(article.tags),
        None if article.url is None else _text(article.url),
        _json(article.problems),
    )


def _moment(published: datetime | None, zone: tzinfo | None) -> tuple[int, str]:
    """Seconds since 1970 and the local day; years that a zone could push over the edge are none."""
    if published is None or not 2 <= published.year <= 9998:
        return UNDATED, ""
    return int(published.timestamp()), published.astimezone(zone).date().isoformat()


def _json(texts: Sequence[str]) -> str:
    return _text(json.dumps(texts, ensure_ascii=False)) if texts else "[]"


def _text(text: str) -> str:
    """Text that SQLite takes: halves of surrogate pairs, from undecodable names, become '?'."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
