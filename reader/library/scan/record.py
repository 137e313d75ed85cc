"""What is asked of a file for the index, and what is stored of it: its row, and later its text.
Only data; no parser is imported.
"""

from __future__ import annotations

import json

from reader.lazy_tuple import NamedTuple
from reader.library.index.tokens import packed, split


class IndexRow(NamedTuple):
    """The columns of `entry` that the first phase of a scan writes, in the schema's order, down to
    `ctime_ns`, without `has`.
    """

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
    draft: int
    permalink: str | None
    category_paths: str
    feed: str
    ctime_ns: int = 0


class Job(NamedTuple):
    """A file whose row is wanted. `key` is that of its row, if any; `skipped` says that it was
    unreadable before.

    `root` is the folder of the library that contains it. `is_as_read` says that nothing is known to
    have changed that its text depends on.
    """

    folder: int
    home: str
    name: bytes
    mtime_ns: int
    size: int
    key: int | None
    skipped: bool
    root: str = ""
    is_as_read: bool = False
    ctime_ns: int = 0


class Indexed(NamedTuple):
    """What the full-text index has of an entry besides its text. `authors` is a JSON list, as in
    the table.
    """

    title: str
    authors: str
    site: str


class TextJob(NamedTuple):
    """An entry whose text is wanted, and its file as its row has it."""

    key: int
    folder: int
    home: str
    name: bytes
    mtime_ns: int
    size: int
    indexed: Indexed
    root: str = ""

    @property
    def file(self) -> tuple[int, bytes, int, int]:
        """The file as a scan knows it: its folder, name, mtime and size."""
        return self.folder, self.name, self.mtime_ns, self.size


class VisibleText(NamedTuple):
    """The visible text of an article, packed; the words of title, body, authors and site; the files
    and names that the text links to (see articles/links.py); bits for what it contains (see
    visible_text.py); why there is no text, or ''.
    """

    body: bytes | str
    words: tuple[str, str, str, str]
    links: tuple[tuple[str, str], ...] = ()
    has: int = 0
    problem: str = ""


def words_of(indexed: Indexed, body: str) -> tuple[str, str, str, str]:
    """The columns of an entry for the full-text index."""
    title, authors, site = indexed
    names = "" if authors == "[]" else "\n".join(json.loads(authors))
    return split(title), split(body), split(names), split(site)


def without_text(job: TextJob, problem: str) -> VisibleText:
    """What is stored of an entry whose text cannot be read, for a reason."""
    return VisibleText(packed(""), words_of(job.indexed, ""), problem=problem)
