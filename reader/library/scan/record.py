"""What the index stores of a file: its row, its text, its words. Only data; no
parser is imported.
"""

from __future__ import annotations

import json
import zlib
from typing import NamedTuple

from reader.library.index.tokens import split


class IndexRow(NamedTuple):
    """The columns of `entry` that the scan owns, in the schema's order, down to `permalink`."""

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
    """A file to read. `key` is that of its row, if any; `skipped` says that it was unreadable
    before.

    `bare` is the reason to read it without its text, if that crashed a reader, else ''. `root` is
    the folder of the library that contains it.
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
    """A row; the visible text, packed; the words of title, body, authors and site; the files and
    names that the text links to (see articles/links.py).
    """

    row: IndexRow
    text: bytes
    words: tuple[str, str, str, str]
    links: tuple[tuple[str, str], ...] = ()


def words_of(title: str, body: str, authors: str, site: str) -> tuple[str, str, str, str]:
    """The columns of a row for the full-text index; `authors` is a JSON list, as in the table."""
    names = "" if authors == "[]" else "\n".join(json.loads(authors))
    return split(title), split(body), split(names), split(site)


def packed(body: str) -> bytes:
    """A text in the form of the table: UTF-8 through zlib."""
    return zlib.compress(body.encode("utf-8", "replace"), 1)


def unpacked(data: bytes) -> str:
    """The text of `packed` data."""
    return zlib.decompress(data).decode("utf-8")
