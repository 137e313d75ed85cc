"""The data that flows through the house: plain, frozen, and knowing nothing of where it came from.

An `Article` is one file: its metadata and the source of its body. Cleaned, that body is a document:
a flat sequence of `Block`s, each with the nesting it stands in, so that the first screen can be
drawn before the last block exists.

Nothing here is ever changed. `Span` and `Block` are not declared frozen all the same: that would
make each take several times as long to make, and an article has thousands.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from reader.entry import Metadata

Kind = Literal["paragraph", "heading", "item", "code", "table", "image", "rule", "credit", "note"]
"""What a block is.

`paragraph`  running text; a "\\n" in a span is a line break that the author made
`heading`    with a level of 1 to 6
`item`       the first paragraph of a list item; what follows in the item is a `paragraph` of the
             same depth
`code`       preformatted: spaces and line breaks count
`table`      the text is in `rows`, `spans` is empty
`image`      a picture, film or sound: what it shows in `spans`, where it is in `href`
`rule`       a horizontal rule, without text
`credit`     editor's and source lines, which are set muted
`note`       what the program says of the file, after all that the file says; muted
"""


FOLD = "fold"
"""The `medium` of a paragraph that stands for `level` blocks of a saved page's menus."""


@dataclass(slots=True, unsafe_hash=True)
class Span:
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


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. It stands at its own place and covers `columns` × `rows` places."""

    spans: tuple[Span, ...] = ()
    header: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(slots=True, unsafe_hash=True)
class Block:
    """A piece of a document that stands on its own lines.

    `quote` counts the block quotes around it, `depth` the lists (0: in none); `marker` stands
    before the first block of a list item ("•", "3."), whatever its kind; `level` is a heading's;
    `language` a code block's, as its author named it; `medium` says what an image is (image,
    video, audio, frame) and `href` where; `rows` are a table's cells as written, row by row.
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


@dataclass(frozen=True, slots=True)
class Statement:
    """A heading, or a bold run of text, on one line. `level` is a heading's, 1 to 6; 0 else.

    A run that says nothing by itself is in its sentence, and `bold` are the ranges of `text` that
    are bold; none where all of it is. A `sentence` stands in for statements where none are bold.

    `block` is the number of the block that it stands in. `bold_before` counts the bold letters and
    digits before it in that block, which stay the same however the block is set and cleaned of
    what terminals act on; that is how its place in lines is found.
    """

    kind: Literal["heading", "statement", "sentence"]
    text: str
    block: int
    level: int = 0
    bold_before: int = 0
    bold: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Article(Metadata):
    """One file: what its front matter says, and the source of its body, not yet cleaned.

    `head` is the front matter as it stands in the file, fences excluded; `image` the address of the
    picture that it names, `permalink` the article's path on its own site; `root` that folder of
    the library in which the file is, where it is known.
    """

    body: str
    head: str
    image: str | None = None
    permalink: str | None = None
    root: Path | None = None


def file_of(href: str) -> Path | None:
    """The file that a link between articles leads to; None for any other address."""
    if not href.startswith("file:///"):
        return None
    return Path(unquote(urlsplit(href).path))


def part_of(href: str) -> str:
    """The part of an article that such a link leads to: a heading, a block; '' for its start."""
    return unquote(href.partition("#")[2])
