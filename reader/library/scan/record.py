"""What the index takes of one file: its row, its text, its words. Data, and no parser."""

from __future__ import annotations

import json
import zlib
from typing import NamedTuple

from reader.library.index.tokens import split


class IndexRow(NamedTuple):
    """What scan owns of a row of `entry`, in the schema's order, down to `permalink`."""

    folder: int
    name: bytes
    mtime_ns: int
    size: int
    id: str
    title: str
    published: int
    inferred: int
    day: str
    category: str
    categories: str
    site: str
    authors: str
    tags: str
    url: str | None
    problems: str
    has: int
    draft: int
    permalink: str | None


class Job(NamedTuple):
    """A file to be read: `key` is that of its row, if any; `skipped`, that it was no article.

    `bare`: without its text, which ended the process that read it before. `root` is the folder of
    the library that it is in.
    """

    folder: int
    home: str
    name: bytes
    mtime_ns: int
    size: int
    key: int | None
    skipped: bool
    bare: str = ""
    root: str = ""


class Record(NamedTuple):
    """A row, the text that it shows, packed, the words of title, body, authors and site, and the
    files and names that its text leads to (see articles/links.py).
    """

    row: IndexRow
    text: bytes
    words: tuple[str, str, str, str]
    links: tuple[tuple[str, str], ...] = ()


def words_of(title: str, body: str, authors: str, site: str) -> tuple[str, str, str, str]:
    """What the full-text index takes of a row: `authors` is a JSON list, as in the table."""
    names = "" if authors == "[]" else "\n".join(json.loads(authors))
    return split(title), split(body), split(names), split(site)


def packed(body: str) -> bytes:
    """A text as the table keeps it."""
    return zlib.compress(body.encode("utf-8", "replace"), 1)


def unpacked(data: bytes) -> str:
    """A text out of the table."""
    return zlib.decompress(data).decode("utf-8")
