"""Writes articles and rows as JSON, with the fields that scripts may rely on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from reader.entry import Entry
from reader.output.safe import safe, safe_json, safe_line

if TYPE_CHECKING:
    from reader.model import Article, Block, Span, Statement

ENDING = ".json"
HAS_TITLE = False

Json = dict[str, Any]

ROW_FIELDS = {
    "id": "24 hex digits, the same for all duplicates of an article",
    "path": "the file",
    "title": "text",
    "published": "ISO 8601 with a zone, or null if there is no date",
    "published_inferred": "true if the date is from a name or a folder, or only a year or month",
    "modified": "the time of the file, ISO 8601",
    "categories": "a list, from wide to narrow",
    "category_paths": "a list of lists: the paths of categories, each from wide to narrow",
    "site": "the site's name, or '' if it is unknown",
    "authors": "a list",
    "tags": "a list: the tags in the file",
    "own_tags": "a list: your own tags",
    "url": "where it was published, or null",
    "draft": "true if it is not published, or not any more",
    "files": "how many files with this text are shown as this row",
    "read": "true or false",
    "starred": "true or false",
    "muted": "true if a filter mutes it, so that it does not count as unread",
    "score": "the sum of the scores that filters give it",
    "progress": "how far it was read, from 0 to 1",
    "problems": "a list of sentences about the file",
}
"""The fields of a row, and what they contain."""


def document(
    article: Article, blocks: Iterable[Block], _zone: tzinfo | None, entry: Entry | None = None
) -> str:
    """The fields of `whole` as a JSON object."""
    import json

    made = json.dumps(whole(article, blocks, entry), ensure_ascii=False, indent=2)
    return safe_json(made) + "\n"


def fragment(blocks: Iterable[Block]) -> str:
    """Only the blocks, as a JSON list."""
    import json

    return json.dumps([block(one) for one in blocks], ensure_ascii=False, indent=2) + "\n"


def whole(article: Article, blocks: Iterable[Block], entry: Entry | None = None) -> Json:
    """The fields of a row, the picture and the blocks of an article."""
    image = safe_line(article.image) if article.image else None
    made = row(entry or article) | {"image": image}
    made["blocks"] = [block(one) for one in blocks]
    return made


def row(source: Article | Entry) -> Json:
    """The fields of a row: of an Entry with its state, of an Article as if it were new."""
    state = source if isinstance(source, Entry) else None
    return {
        "id": source.id,
        "path": str(source.path),
        "title": safe_line(source.title),
        "published": source.published.isoformat() if source.published else None,
        "published_inferred": source.published_inferred,
        "modified": source.modified.isoformat() if source.modified else None,
        "categories": [safe_line(text) for text in source.categories],
        "category_paths": [[safe_line(text) for text in path] for path in source.category_paths],
        "site": safe_line(source.site),
        "authors": [safe_line(text) for text in source.authors],
        "tags": [safe_line(text) for text in source.tags],
        "own_tags": [safe_line(text) for text in state.own_tags] if state else [],
        "url": safe_line(source.url) if source.url else None,
        "draft": source.draft,
        "files": state.duplicates if state else 1,
        "read": state.read if state else False,
        "starred": state.starred if state else False,
        "muted": state.muted if state else False,
        "score": state.score if state else 0,
        "progress": state.progress if state else 0.0,
        "problems": [safe_line(text) for text in source.problems],
    }


def block(source: Block) -> Json:
    """The fields of a block: its kind and spans, and its other fields unless they are empty.

    A table also has `rows` of cells; its `spans` are those of the cells in reading order, separated
    by tabs and line breaks.
    """
    made: Json = {"kind": source.kind, "spans": _spans(source)}
    for name in ("level", "quote", "depth", "marker", "language", "medium", "href"):
        if value := getattr(source, name):
            made[name] = safe_line(value) if isinstance(value, str) else value
    if source.rows:
        made["rows"] = [
            [{"header": cell.header, "spans": [span(one) for one in cell.spans]} for cell in cells]
            for cells in source.rows
        ]
    return made


def statement(source: Statement) -> Json:
    """The fields of a heading, a key statement or the sentence that replaces them; `block` is its
    index in the article's `blocks`, from 0, and `bold` are its bold parts, if it is not all bold.
    """
    made: Json = {"kind": source.kind, "text": safe_line(source.text), "block": source.block}
    if source.level:
        made["level"] = source.level
    if source.bold:
        made["bold"] = [safe_line(source.text[start:end]) for start, end in source.bold]
    return made


def span(source: Span) -> Json:
    """A span with the fields of `show --format json`."""
    return {
        "text": safe(source.text),
        "bold": source.bold,
        "italic": source.italic,
        "code": source.code,
        "href": safe(source.href) if source.href else None,
    }


def _spans(source: Block) -> list[Json]:
    if source.kind != "table":
        return [span(one) for one in source.spans]
    from reader.model import Span

    spans: list[Json] = []
    for cells in source.rows:
        for number, cell in enumerate(cells):
            if spans:
                spans.append(span(Span("")) | {"text": "\t" if number else "\n"})
            spans += [span(one) for one in cell.spans]
    return spans
