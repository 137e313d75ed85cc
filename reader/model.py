"""The data model: articles and the blocks of their text.

An `Article` is one file: its metadata and the source of its body. Cleaning turns the body into a
flat sequence of `Block`s, each with its nesting, so that the first screen can be drawn before the
last block exists.

They are tuples: an article has thousands, and no other class is made and compared as quickly.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from reader.lazy_tuple import NamedTuple

Kind = Literal["paragraph", "heading", "item", "code", "table", "image", "rule", "credit", "note"]
"""What a block is.

`paragraph`  running text; a "\\n" in a span is a line break by the author
`heading`    with a level of 1 to 6
`item`       the first paragraph of a list item; the rest of the item are blocks of the same depth
`code`       preformatted text: spaces and line breaks count
`table`      the text is in `rows`, `spans` is empty
`image`      a picture, video or sound: its description is in `spans`, its address in `href`
`rule`       a horizontal rule, without text
`credit`     lines that name editors and sources; muted
`note`       a remark of the program about the file, at the end of the text; muted
"""


FOLD = "fold"
"""The `medium` of a paragraph that replaces `level` blocks of a saved page's menus."""


class Span(NamedTuple):
    """A run of text in one style. `href` is an absolute http, https or mailto URL, the
    file URL of another article, or None.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    strike: bool = False
    muted: bool = False
    href: str | None = None


class Cell(NamedTuple):
    """A table cell, which spans `columns` × `rows` places of the grid."""

    spans: tuple[Span, ...] = ()
    header: bool = False
    columns: int = 1
    rows: int = 1


class Block(NamedTuple):
    """A part of a document with lines of its own, such as a paragraph.

    `quote` counts the block quotes around it, `depth` the lists (0 if none); `marker` ("•", "3.")
    precedes the first block of a list item, whatever its kind; `level` is a heading's; `language`
    is a code block's, as its author named it; `medium` says what an image is (image, video, audio,
    frame), and `href` is its address; `rows` are a table's cells as written, row by row.
    """

    kind: Kind
    spans: tuple[Span, ...] = ()
    level: int = 0
    quote: int = 0
    depth: int = 0
    marker: str = ""
    language: str = ""
    medium: str = ""
    href: str | None = None
    rows: tuple[tuple[Cell, ...], ...] = ()


class Statement(NamedTuple):
    """A heading or a bold run of text, on one line. `level` is a heading's, 1 to 6, otherwise 0.

    A run that means little by itself comes with its whole sentence as `text`, and `bold` are the
    ranges of `text` that are bold; empty if all of it is. A `sentence` replaces the statements of
    an article without bold ones.

    `block` is the number of its block. `bold_before` counts the bold letters and digits before it
    in that block; it finds the statement's lines, because layout and the removal of control
    characters do not change it.
    """

    kind: Literal["heading", "statement", "sentence"]
    text: str
    block: int
    level: int = 0
    bold_before: int = 0
    bold: tuple[tuple[int, int], ...] = ()


class Article(NamedTuple):
    """One file: its metadata, and the source of its body, not yet cleaned.

    `id` is the fingerprint of title and body (24 hex digits), which duplicates share. `published`
    is aware, or None if no day is known; `published_inferred` says that it comes from the file's
    name or folders, or that the front matter names only a year or a month. `categories` go from
    broad to narrow; `several_paths` are the paths that they form, if they do not form one. `feed`
    is the name of the feed that the article came from, or ''. `problems` are sentences for the
    user. `head` is the raw front matter, without fences; `image` is the address of the picture that
    it names, and `permalink` the article's path on its site; `root` is the folder of the library
    that contains the file, if known. `modified` is the file's modification time. A `draft` is an
    article that its author has not published, or has withdrawn.
    """

    id: str
    path: Path
    title: str
    published: datetime | None
    published_inferred: bool
    categories: tuple[str, ...]
    site: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    url: str | None
    problems: tuple[str, ...]
    body: str
    head: str
    image: str | None = None
    permalink: str | None = None
    root: Path | None = None
    modified: datetime | None = None
    draft: bool = False
    several_paths: tuple[tuple[str, ...], ...] = ()
    feed: str = ""

    @property
    def category_paths(self) -> tuple[tuple[str, ...], ...]:
        """The paths of categories, each from broad to narrow; none if there are no categories."""
        return self.several_paths or ((self.categories,) if self.categories else ())


def file_of(href: str) -> Path | None:
    """The file that a link to another article points to; None for any other address."""
    if not href.startswith("file:///"):
        return None
    return Path(unquote(urlsplit(href).path))


def part_of(href: str) -> str:
    """The part of an article that such a link leads to: a heading, a block; '' for its start."""
    return unquote(href.partition("#")[2])
