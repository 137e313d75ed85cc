"""The fields of JSON that scripts rely on."""

from __future__ import annotations

import json

from reader.model import Block, Cell, Span
from reader.output.formats.json import ROW_FIELDS, block, row
from reader.output.safe import safe, safe_json
from tests.output.documents import HOSTILE


def test_a_row_has_the_documented_fields_and_is_safe() -> None:
    made = row(HOSTILE)
    assert list(made) == list(ROW_FIELDS)
    assert {
        "id", "path", "title", "published", "published_inferred", "categories", "site", "authors",
        "tags", "own_tags", "url", "read", "starred", "muted", "score", "progress", "problems",
    } < set(made)  # fmt: skip
    assert made["published"] == "2022-04-22T13:29:00+00:00"
    path = made.pop("path")
    assert path == str(HOSTILE.path), "a path is data, and exact"
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set("".join(map(str, made.values())))
    for name in (path, "2024 ⭐️\x9b\u202e\U000e0041\udcff.md"):
        printed = safe_json(json.dumps({"path": name}, ensure_ascii=False))
        assert safe(printed) == printed
        assert json.loads(printed) == {"path": name}


def test_a_block_has_kind_and_spans_and_what_is_its_own() -> None:
    made = block(Block("code", (Span("x", bold=True),), language="a\x9b\u202eb"))
    assert made == {
        "kind": "code",
        "spans": [{"text": "x", "bold": True, "italic": False, "code": False, "href": None}],
        "language": "ab",
    }


def test_a_table_s_spans_are_in_reading_order() -> None:
    table = Block(
        "table", rows=((Cell((Span("a"),), header=True), Cell((Span("b"),))), (Cell((Span("c"),)),))
    )
    made = block(table)
    assert "".join(span["text"] for span in made["spans"]) == "a\tb\nc"
    assert [cell["header"] for cell in made["rows"][0]] == [True, False]
