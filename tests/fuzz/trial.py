"""One article shown in every way, and what is wrong with what came out."""

from __future__ import annotations

import json
import re
from pathlib import Path

from reader.articles.body import blocks
from reader.articles.file import read_article
from reader.articles.repeats import below
from reader.errors import ReaderError
from reader.model import Article, Block
from reader.output import formats
from reader.output.ansi import ansi
from reader.output.cells import width_of
from reader.output.formats import json as json_format
from reader.output.header import header
from reader.output.terminal import lines

NARROWEST, WIDEST = 20, 120

OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
"""What a terminal may act on: C0 and C1 controls but for the line's end, bidi controls and such."""

_WRITTEN = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x00-\x1f\x7f-\x9f]*\x1b\\")


class Wrong(AssertionError):
    """What came out is not fit to be shown."""


def shown(path: Path, width: int, *, exported: bool) -> bool:
    """Show an article; whether there is one in the file. Raises Wrong, or whatever is a bug."""
    try:
        article = read_article(path)
    except ReaderError as error:
        judge(str(error).replace(str(path), ""), "the error's sentence")
        return False
    body = list(blocks(article))
    for segments in header(article, width, None):
        judge("".join(text for text, _ in segments), "the header")
    for line in lines(below(article, body), width):
        if "\n" in line.text:
            raise Wrong(f"a line with a line break in it: {line.text!r}")
        judge(_WRITTEN.sub("", ansi(line.segments, colours=True)), "a line")
        if width_of(line.text) > width:
            raise Wrong(f"a line of {width_of(line.text)} cells at {width}: {line.text!r}")
    if exported:
        _export(article, body)
    return True


def _export(article: Article, body: list[Block]) -> None:
    for text in _texts(json.loads(json.dumps(json_format.whole(article, body)))):
        judge(text.replace("\t", ""), "the JSON")  # which has tabs between a table's cells
    for name in formats.names():
        if name != "json":
            judge(formats.writer(name).document(article, body, None), f"the export as {name}")


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def judge(text: str, place: str) -> None:
    """Raises Wrong where a terminal would obey a text."""
    if found := OBEYED.search(text):
        near = text[max(found.start() - 20, 0) : found.end() + 20]
        raise Wrong(f"{place} holds {found[0]!r}: {near!r}")
